"""Figures, years and dates as they stand in a text."""

import pytest

from assistant.claims import blanked
from assistant.dates import dates_in
from assistant.names import names_in
from assistant.quantities import Quantity, quantities_in, states
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
        ("most of its gas (57%)", [("57%", 57)]),
        ("a grant (€3 billion) of it (12)", [("€3 billion", 3e9)]),
        ("$1.125 billion", [("$1.125 billion", 1.125e9)]),
        ("1.125 people", [("1.125", 1125)]),
        ("two dozen", [("two dozen", 24)]),
        ("a 13-million loan", [("13-million", 13e6)]),
        ("two trillion", [("two trillion", 2e12)]),
        ("a fence 12 m high", [("12", 12)]),
        ("€12 m or 12m", [("€12 m", 12e6), ("12m", 12e6)]),
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


def test_what_is_counted_otherwise_takes_no_unit_over() -> None:
    text = "they went from 53 hours to 19 doctors"
    assert [one.unit for one in quantities_in(text, dates_in(text))] == ["time", ""]


def test_what_is_counted_is_no_name() -> None:
    assert not names_in("it was a 44-day war with a 13-million loan and a 50-hertz hum")
    assert [one.key for one in names_in("it met the T-72 and the M23")] == ["t-72", "m23"]
