"""Figures, years and dates as they stand in a text."""

import numpy as np
import pytest

from assistant.claims import blanked
from assistant.dates import dates_in
from assistant.names import names_in
from assistant.ones import check_ones
from assistant.pairing import Pair, facts_of
from assistant.quantities import Quantity, could_be, quantities_in, states
from assistant.values import values


def _figures(text: str) -> list[tuple[str, float]]:
    return [(text[one.start : one.end], one.amount) for one in values(text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("10-15 per cent of exports", [("10", 10), ("15 per cent", 15)]),
        ("in 2020-2021", [("2020", 2020), ("2021", 2021)]),
        ("the 2024-25 season, from 2025-01-26", [("2024", 2024), ("2025", 2025)]),
        ("COVID-19, T-72 and A/75-12", []),
        ("by mid-2027, from late-2019", [("2027", 2027), ("2019", 2019)]),
        ("Pre-2020 levels, the mid-1990s", [("2020", 2020), ("1990s", 1990)]),
        ("Zapad-2025, amid-2020", []),
        ("the open lake [5], and [see 5]", [("5", 5)]),
        ("most of its gas (57%)", [("57%", 57)]),
        ("a grant (€3 billion) of it (12)", [("€3 billion", 3e9)]),
        ("$1.125 billion", [("$1.125 billion", 1.125e9)]),
        ("1.125 people", [("1.125", 1125)]),
        ("two dozen", [("two dozen", 24)]),
        ("a 13-million loan", [("13-million", 13e6)]),
        ("two trillion", [("two trillion", 2e12)]),
        ("a fence 12 m high", [("12", 12)]),
        ("€12 m or 12m", [("€12 m", 12e6), ("12m", 12e6)]),
        ("0.125 grams, 0,125 grams", [("0.125", 0.125), ("0,125", 0.125)]),
        ("€1,234.56 million", [("€1,234.56 million", 1234.56e6)]),
        ("€1.234,56 million", [("€1.234,56 million", 1234.56e6)]),
        ("1 234.5 tonnes", [("1 234.5", 1234.5)]),
        ("a million people and a billion", [("million", 1e6), ("billion", 1e9)]),
        ("half a million, one in a million", [("half a million", 5e5), ("one", 1)]),
        ("nine tenths of a billion", [("nine", 9)]),
        ("at -2.5 per cent", [("-2.5 per cent", -2.5)]),
        ("at −2.5% (-3%)", [("−2.5%", -2.5), ("-3%", -3)]),
        ("at minus 2.5 per cent", [("minus 2.5 per cent", -2.5)]),
        ("-12 men and −7 men", [("7", 7)]),
        ("from 5-7 per cent, 5 -7 per cent", [("5", 5), ("7 per cent", 7), ("5", 5)]),
        ("-€5 and T-72 %", [("€5", 5)]),
        ("two thousand and twelve men", [("two thousand and twelve", 2012)]),
        ("two thousand and three hundred", [("two thousand", 2000), ("three hundred", 300)]),
    ],
)
def test_figures_come_to_what_they_say(text: str, told: list[tuple[str, float]]) -> None:
    assert _figures(text) == told


def _only(text: str) -> Quantity:
    (found,) = quantities_in(text, dates_in(text))
    return found


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("it lasted two days", "it lasted 48 hours"),
        ("it lasted 120 minutes", "it lasted two hours"),
        ("two years of work", "24 months of work"),
        ("just under 30 000 left", "nearly 30 000 left"),
        ("12 m of wall", "12 metres of wall"),
        ("two centuries ago", "200 years ago"),
        ("scarcely 1,000 tonnes", "barely 1,000 tonnes"),
        ("a war of 44 days", "a 44-day war"),
    ],
)
def test_one_amount_in_two_units_is_one(source: str, claim: str) -> None:
    assert states(_only(source), _only(claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("it lasted two days", "it lasted 47 hours"),
        ("two years of work", "25 months of work"),
        ("just under 30 000 left", "just over 30 000 left"),
    ],
)
def test_another_amount_is_another(source: str, claim: str) -> None:
    assert not states(_only(source), _only(claim))


def _one_beside(source: str, claim: str) -> list[tuple[str, str]]:
    theirs, mine = facts_of(source), facts_of(claim)
    alike = np.zeros((len(mine.words), len(theirs.words)), np.float32)
    found = check_ones(Pair(mine, theirs, alike, theirs, (), frozenset()))
    return [
        (claim[one.claim.start : one.claim.end], source[one.source.start : one.source.end])
        for one in found
    ]


@pytest.mark.parametrize(
    ("source", "claim", "told"),
    [
        ("Two engineers died at Ostrand.", "One engineer died at Ostrand.", ("One", "Two")),
        ("Two engineers died.", "Only one engineer died.", ("one", "Two")),
        ("The fall killed two men.", "The fall killed a single man.", ("a single", "two")),
        ("Four Polish cities fell.", "One city fell.", ("One", "Four")),
    ],
)
def test_one_is_a_figure_where_several_are_counted(
    source: str, claim: str, told: tuple[str, str]
) -> None:
    assert _one_beside(source, claim) == [told]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Two engineers died.", "At least one engineer died."),
        ("Two engineers died.", "One of the engineers died."),
        ("Two engineers died.", "One engineer, Horst, died."),
        ("Two engineers died.", "No one died, engineers said."),
        ("Two engineers died.", "One more engineer died."),
        ("Two engineers died.", "One bridge died."),
        ("Two engineers died, and one bridge fell.", "One engineer died."),
        ("Two engineers died in two years.", "One engineer of the two died."),
        ("Two Polish engineers died.", "One Polish doctor died."),
        ("Two days went by.", "One day he went."),
        ("Two engineers died.", "One engineer sang."),
        ("An engineer and two engineers died.", "One engineer died."),
    ],
)
def test_one_is_no_figure_elsewhere(source: str, claim: str) -> None:
    assert not _one_beside(source, claim)


def _told(text: str) -> list[tuple[float, str, str]]:
    found = quantities_in(text, dates_in(text))
    return [(one.told, one.unit, one.bound) for one in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ostrand came second, behind Vik", [(2, "ordinal", "")]),
        ("First, it rained; second, it blew, and third, it snowed", []),
        ("grew fivefold, or ten-fold", [(5, "times", ""), (10, "times", "")]),
        ("dropped by a fourth", [(25, "percent", "")]),
        ("a fourth of it, every fourth child", [(25, "percent", ""), (25, "percent", "")]),
        (
            "he won a fourth term, followed by a fourth, the fourth of July",
            [(4, "ordinal", "")] * 3,
        ),
        ("over a million left", [(1e6, "", "over")]),
        ("12 ministers and 30 or more officials", [(12, "", ""), (30, "", "least")]),
        ("12 ministers or more", [(12, "", "least")]),
        ("never more than 64 per cent", [(64, "percent", "most")]),
        ("never fewer than 64", [(64, "", "least")]),
        ("in the decade of the 1990s, the century of oil", []),
        ("half a century, a decade", [(0.5, "time", ""), (1, "time", "")]),
        ("it grew over two days", [(2, "time", "")]),
        ("it lasted over two days", [(2, "time", "over")]),
        ("it grew over 20 kilos", [(20, "mass", "over")]),
    ],
)
def test_what_counts_as_a_figure(text: str, told: list[tuple[float, str, str]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("86.82%", "at least 86%"),
        ("growth of −2.5 per cent", "growth of minus 2.5%"),
        ("growth of -2.5 per cent", "it shrank by 2.5%"),
        ("growth of -2.5 per cent", "a 2.5% fall"),
        ("output fell 2.5%", "growth was -2.5%"),
        ("86.82%", "more than 80 per cent"),
        ("57%", "more than half"),
        ("2,450 men", "fewer than 2,500 men"),
        ("at most 2,450 men", "fewer than 2,500 men"),
        ("€2.25 billion", "about €2.3 billion"),
        ("€2.25 billion", "about €2.2 billion"),
    ],
)
def test_a_bound_near_the_amount_is_said_by_it(source: str, claim: str) -> None:
    assert states(_only(source), _only(claim))


@pytest.mark.parametrize(
    ("source", "claim", "possible"),
    [
        ("1,200 patients", "over 1,000 patients", True),
        ("at least 13 men", "more than 9 men", True),
        ("at least 100 000 men", "at least 10 000 men", False),
        ("at least 13 men", "under 20 men", False),
        ("more than 1 250 men", "more than 1 150 men", False),
        ("over 52 000 men", "over 51 000 men", False),
        ("over 30 000 men", "at least 40 000 men", False),
        ("about 200 men", "over 150 men", False),
        ("2,450 men", "fewer than 2,400 men", False),
        ("86.82%", "at least 87%", False),
        ("86.82%", "86%", False),
        ("growth of -2.5 per cent", "growth of 2.5 per cent", False),
        ("growth of −2.5%", "over 2%", False),
        ("it fell to 2.5%", "growth was -2.5%", False),
        ("at most 13 men", "over 12 men", False),
        ("at least 13 men", "more than 13 men", False),
        ("13 men", "more than 12 tonnes", False),
    ],
)
def test_a_bound_far_from_the_amount_is_not(source: str, claim: str, possible: bool) -> None:
    assert not states(_only(source), _only(claim))
    assert could_be(_only(source), _only(claim)) is possible


@pytest.mark.parametrize("marker", ["[1]", "[2,5-7]", "[^a]", "[^note]", "[b]", "[iv]", "[Kos20]"])
def test_markers_are_blanked(marker: str) -> None:
    assert blanked(f"It fell {marker} soon") == f"It fell {' ' * len(marker)} soon"


@pytest.mark.parametrize("told", ["[Putin]", "[the ruler]", "[Applause]", "[sic]"])
def test_words_in_brackets_are_none(told: str) -> None:
    assert blanked(f"He {told} trained them") == f"He {told} trained them"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("it takes between 18 and 45 days", "it takes 18 to 45 days"),
        ("the wait fell from 53 hours to 19.", "the wait fell from 53 to 19 hours."),
        ("it rose from 14.2 per cent to 16 in May", "it rose from 14.2 to 16 per cent in May"),
    ],
)
def test_a_range_is_told_in_one_unit(source: str, claim: str) -> None:
    theirs, mine = (quantities_in(text, dates_in(text)) for text in (source, claim))
    assert all(states(one, other) for one, other in zip(theirs, mine, strict=True))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("€5-7 million a year", [(5e6, "eur"), (7e6, "eur")]),
        ("between €5 million and €7 million", [(5e6, "eur"), (7e6, "eur")]),
        ("between €1.5 and €2 billion", [(1.5e9, "eur"), (2e9, "eur")]),
        ("€5 to 7 million", [(5e6, "eur"), (7e6, "eur")]),
        ("from €900 to €2 million", [(900, "eur"), (2e6, "eur")]),
        ("they paid €500 to 30 families", [(500, "eur"), (30, "")]),
        ("€5 and 7 million men", [(5, "eur"), (7e6, "")]),
    ],
)
def test_a_range_is_told_in_one_currency(text: str, told: list[tuple[float, str]]) -> None:
    assert [(one.amount, one.unit) for one in quantities_in(text, dates_in(text))] == told


def test_what_is_counted_otherwise_takes_no_unit_over() -> None:
    text = "they went from 53 hours to 19 doctors"
    assert [one.unit for one in quantities_in(text, dates_in(text))] == ["time", ""]


def test_what_is_counted_is_no_name() -> None:
    assert not names_in("it was a 44-day war with a 13-million loan and a 50-hertz hum")
    assert [one.key for one in names_in("it met the T-72 and the M23")] == ["t-72", "m23"]


@pytest.mark.parametrize(
    ("text", "figure", "amount"),
    [
        ("A grant of PLN 300 was paid.", "PLN 300", 300.0),
        ("Paid were 300 PLN.", "300 PLN", 300.0),
        ("It cost CHF 118 million.", "CHF 118 million", 118e6),
        ("It took 45 million NOK.", "45 million NOK", 45e6),
        ("In 2024 NOK 45 million was paid.", "NOK 45 million", 45e6),
        ("Its income fell to VLD 4.2 million.", "VLD 4.2 million", 4.2e6),
    ],
)
def test_a_figure_beside_the_code_of_a_currency_is_money(
    text: str, figure: str, amount: float
) -> None:
    found = [one for one in values(text) if one.kind == "money"]
    assert [(text[one.start : one.end], one.amount) for one in found] == [(figure, amount)]


@pytest.mark.parametrize(
    "text",
    [
        "It is held to ISO 9001 and by NATO 2030.",
        "COP 26, SDG 13 and the G20 are named.",
        "Try 5 times, all 300 of you: ALL 300.",
        "In the USA 2 million were sold.",
        "WHO 5 million doses were promised.",
        "There were 40 SAR operations.",
        "PLN 2020",
    ],
)
def test_a_figure_beside_other_capitals_is_no_money(text: str) -> None:
    assert all(one.kind != "money" for one in values(text))


def test_a_code_names_the_currency_that_a_word_names() -> None:
    (coded,), (worded,) = quantities_in("more than PLN 300", ()), quantities_in("300 zlotys", ())
    assert (coded.unit, coded.told, coded.bound) == (worded.unit, 300, "over")
    (coded,), (worded,) = quantities_in("NOK 300", ()), quantities_in("300 crowns", ())
    assert coded.unit == worded.unit
