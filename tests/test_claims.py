"""Splitting a text into claims, and the values in them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.claims import blanked, claims_in
from assistant.comparisons import choices_in
from assistant.dates import dates_in, says
from assistant.names import lies_in, names_in, same_name
from assistant.pairing import facts_of
from assistant.quantities import Quantity, bounded, quantities_in, states
from assistant.stances import denied_in, sides_of, words_of

_PIECES = st.sampled_from(
    ["# Head", "- ", "> ", "One ran. Two fell.", "“So it is.” [1]", "(3)", "[^1]: note", "\r\n",
     "\n", "\u2028", "; ", "| a | b |", "```", "é\u0301", "30 000", "Why?", " ",
     "**x**", "\x0b", "𝒳"]
)  # fmt: skip


def _claims(text: str) -> list[str]:
    return [text[claim.start : claim.end] for claim in claims_in(text)]


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
def test_claims_are_slices_in_order_within_one_line(text: str) -> None:
    last = 0
    for claim in claims_in(text):
        assert last <= claim.start < claim.end <= len(text)
        told = text[claim.start : claim.end]
        assert told == told.strip()
        assert len(told.splitlines()) == 1
        assert any(character.isalnum() for character in told)
        last = claim.end


@given(st.text())
def test_blanking_keeps_every_place(text: str) -> None:
    assert len(blanked(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("First one.\nSecond one", ["First one.", "Second one"]),
        ("One line\r\nanother\rand a third", ["One line", "another", "and a third"]),
        ("- A bullet.\n2. A number.\n> A quote.", ["A bullet.", "A number.", "A quote."]),
        ("# A heading\n\nText.", ["Text."]),
        ("# 30 000 arrested", ["30 000 arrested"]),
        ("“More than 30 000 were arrested.” [1]", ["More than 30 000 were arrested."]),
        ("He won.[^1] She lost.(2)\n[^1]: Where.", ["He won.", "She lost."]),
        ("Is it so? It is.", ["It is."]),
        ("It rose; they fell.", ["It rose", "they fell."]),
        ("**Bold claim.**", ["Bold claim."]),
        ("2024 was a bad year.", ["2024 was a bad year."]),
    ],
)
def test_what_is_a_claim(text: str, told: list[str]) -> None:
    assert _claims(text) == told


def _figure(text: str) -> Quantity:
    (found,) = quantities_in(text, dates_in(text))
    return found


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("36 030", "36,030"),
        ("More than 30 000 people", "over thirty thousand people"),
        ("no more than 2 000 troops", "at most 2000 troops"),
        ("some 30 000 troops", "about 30,000 troops"),
        ("36 030 people", "about 36,000 people"),
        ("36 030 people", "more than 36,000 people"),
        ("86.82% of the vote", "nearly 87% of the vote"),
        ("more than 30 000", "at least 30 000"),
        ("€3 billion", "3 billion euros"),
        ("70%", "seventy per cent"),
        ("90% of trawlers", "nine in ten trawlers"),
        ("two decades", "twenty years"),
        ("a fortnight", "two weeks"),
        ("has tripled", "is three times what it was"),
        ("the twenty-fifth anniversary", "the 25th anniversary"),
    ],
)
def test_figures_that_say_the_same(source: str, claim: str) -> None:
    assert states(_figure(source), _figure(claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("36 030", "36,300"),
        ("over 30 000 people", "30 000 people"),
        ("some 30 000 people", "30 000 people"),
        ("at least 13", "more than 13"),
        ("no more than 2 000", "2 000"),
        ("no more than 2 000", "at least 2 000"),
        ("more than 30 000", "more than 10 000"),
        ("36 030 people", "about 36,300 people"),
        ("77%", "77 percentage points"),
        ("€3 billion", "€3 million"),
        ("€3 billion", "3 billion dollars"),
        ("340,000 tonnes", "340,000 kilos"),
        ("the seventh term", "the sixth term"),
        ("a fifth.", "a quarter."),
        ("70%", "70"),
    ],
)
def test_figures_that_do_not(source: str, claim: str) -> None:
    assert not states(_figure(source), _figure(claim))


@example(999_999, 1_000_000)
@example(10**9, 10**9 - 1)
@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_only_the_same_figure_says_a_bare_figure(one: int, other: int) -> None:
    assert states(_figure(f"{one:,} people"), _figure(f"{other} people")) == (one == other)


@pytest.mark.parametrize(
    ("source", "claim", "same"),
    [
        ("on 26 January 2025", "in January 2025", True),
        ("on 26 January 2025", "in 2025", True),
        ("in January 2025", "in 2025-01", True),
        ("on January 26, 2025", "on 26 January 2025", True),
        ("in 1995", "in the 1990s", True),
        ("in 2025", "in January 2025", False),
        ("on 26 January 2025", "on 27 January 2025", False),
        ("in January 2025", "in January 2024", False),
        ("in the 1990s", "in 1995", False),
        ("in March 2824", "in March 2024", False),
        ("until June", "until june", True),
        ("since March", "since May", False),
        ("in the mid-1990s", "in the 1990s", True),
        ("on 12/31/2023", "on 31 December 2023", True),
        ("on 5/6/2023", "on 5 June 2023", True),
    ],
)
def test_dates(source: str, claim: str, same: bool) -> None:
    (one,), (other,) = dates_in(source), dates_in(claim)
    assert says(one, other) is same


@pytest.mark.parametrize(
    "text",
    [
        "at least 2000 troops",
        "some 2000 people",
        "7 in 10",
        "1600 women",
        "for 1800 km",
        "a 2000-MW plant",
        "they may march 12 km",
        "an august body of the 12 may meet",
    ],
)
def test_counts_are_no_dates(text: str) -> None:
    assert not dates_in(text)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2021-27", [2021, 2027]),
        ("2021–2027", [2021, 2027]),
        ("1914–18", [1914, 1918]),
        ("2021-12-05", [2021]),
        ("In spring 2020 women marched", [2020]),
        ("since 2020 police", [2020]),
        ("in 2001 foot-and-mouth", [2001]),
    ],
)
def test_years(text: str, years: list[int]) -> None:
    assert [date.year for date in dates_in(text)] == years


@settings(deadline=None)  # the first reading loads lists of words
@given(st.lists(_PIECES | st.sampled_from(["more\r\nthan 30\u00a0000", "in\n\tMay"])).map("".join))
def test_what_a_text_says_is_at_its_place(text: str) -> None:
    facts = facts_of(text)
    assert len(facts.text) == len(text)
    for one in (*facts.words, *facts.dates, *facts.quantities, *facts.negations, *facts.hedges):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == text[one.start : one.end].strip()


@pytest.mark.parametrize("told", ["[1999]", "[2005,2006]", "[2005-07]"])
def test_a_year_in_brackets_is_no_marker(told: str) -> None:
    assert blanked(f"It ended in {told}") == f"It ended in {told}"


@pytest.mark.parametrize(
    ("text", "denies"),
    [("Resolution No. 5 banned it", False), ("no.12 is shut", False), ("it has no 5 men", True)],
)
def test_a_number_denies_nothing(text: str, denies: bool) -> None:
    assert bool(facts_of(text).negations) is denies


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Victor", "Victoria", False),
        ("Daniel", "Daniela", False),
        ("Alexander", "Alexandra", False),
        ("Kalesnikau", "Kalesnikava", False),
        ("Tsikhanouski", "Tsikhanouskaya", False),
        ("Tsikhanouski", "Tikhanovsky", True),
        ("Slovenia", "Slovene", True),
        ("Wagner", "Wagners", True),
        ("U.S.", "US", True),
        ("U.S.A.", "American", True),
        ("U.N.", "UN", True),
        ("Lukashenka", "Lukashenko", True),
        ("Viktar", "Viktor", True),
        ("Sviatlana", "Svetlana", True),
        ("Tsikhanouskaya", "Tikhanovskaya", True),
        ("İmamoğlu", "Imamoglu", True),
        ("Moscow", "Russian", True),
        ("European Union", "EU", True),
        ("Kyiv", "Ukraine", True),
        ("European", "EU", True),
        ("Europe", "Asia", False),
        ("Austria", "Australia", False),
        ("Niger", "Nigeria", False),
        ("Iran", "Iraq", False),
        ("Biden", "Boden", False),
        ("Latvia", "Lithuania", False),
        ("Babaryka", "Kalesnikava", False),
    ],
)
def test_names(one: str, other: str, same: bool) -> None:
    (first,), (second,) = (names_in(f"they met {name}") for name in (one, other))
    assert same_name(first, second) is same


def test_marks_of_an_author_are_no_names() -> None:
    told = "NB: the U.S. Navy left (PS: cf. the EU)."
    assert [told[one.start : one.end] for one in names_in(told)] == ["U.S.", "Navy", "EU"]


@pytest.mark.parametrize(
    ("one", "region", "inside"),
    [
        ("Riga", "Baltic", True),
        ("Polish", "Europe", True),
        ("Kenyans", "Africa", True),
        ("Poland", "Baltic", False),
        ("Europe", "Poland", False),
        ("Asia", "Africa", False),
    ],
)
def test_countries_of_a_part_of_the_world(one: str, region: str, inside: bool) -> None:
    (first,), (second,) = (names_in(f"they met {name}") for name in (one, region))
    assert lies_in(first, second) is inside


@pytest.mark.parametrize(
    ("one", "other", "opposed"),
    [
        ("paid", "unpaid", True),
        ("withdrew", "accession", True),
        ("gone", "stayed", True),
        ("compliance", "non-compliance", True),
        ("dropped", "maintained", True),
        ("domain", "in-domain", False),
        ("left", "gone", False),
    ],
)
def test_words_on_opposite_sides(one: str, other: str, opposed: bool) -> None:
    (first,), (second,) = words_of(one), words_of(other)
    turned = {(topic, -side) for topic, side in sides_of(second)}
    assert bool(turned & set(sides_of(first))) is opposed


def test_a_long_text_without_stops_is_no_long_work() -> None:
    many = 20_000  # compared each with each, these took a minute
    told = words_of("fail " * many)
    assert denied_in("fail " * many, told) == frozenset(range(many))
    told = words_of("They fail at sea, in port.")
    assert denied_in("They fail at sea, in port.", told) == {0, 2, 3}
    assert denied_in("They refuse to go.", words_of("They refuse to go.")) == {0, 2, 3}


@pytest.mark.parametrize(
    ("text", "chosen", "passed"),
    [
        ("It preferred tied loans to direct investment.", "tied loans", "direct investment"),
        ("Posts were leased, not bought.", "posts leased", "bought"),
        ("They lend rather than invest.", "lend", "invest"),
        ("Rather than invest, they lend.", "lend", "invest"),
    ],
)
def test_what_is_set_before_what(text: str, chosen: str, passed: str) -> None:
    told = words_of(text)
    (choice,) = choices_in(text, told)
    assert " ".join(told[at].folded for at in choice.chosen) == chosen
    assert " ".join(told[at].folded for at in choice.passed) == passed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("estimated at no more than 2 000 troops", "no more than 2 000"),
        ("over 2 000 troops", "over 2 000"),
        ("some 13 or more", "some 13"),
        ("13 times or more", "13 times or more"),
        ("2 000 troops", "2 000"),
    ],
)
def test_a_figure_with_what_bounds_it(text: str, told: str) -> None:
    place = bounded(text, _figure(text))
    assert text[place.start : place.end] == told
