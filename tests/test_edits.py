"""Edits that make a sentence say something else."""

import random

import pytest

from evals.edits import edited


def _told(text: str) -> set[str]:
    return {one for seed in range(80) if (one := edited(text, random.Random(seed)))}


@pytest.mark.parametrize(
    "text",
    [
        "The port is closed.",
        "They did not leave in May.",
        "In 2024 it took 1,500 tonnes.",
        "Some may return.",
    ],
)
def test_an_edit_says_something_else(text: str) -> None:
    told = _told(text)
    assert told
    for one in told:
        assert one != text
        assert sum(map(str.isdigit, one)) == sum(map(str.isdigit, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "At least two left.",
            {"At most two left.", "No more than two left.", "Fewer than two left."},
        ),
        ("Almost all ships left.", {"Few ships left.", "All ships left."}),
        ("Nearly five left.", {"More than five left.", "Well under five left."}),
        ("She often sailed.", {f"She {one} sailed." for one in ("always", "rarely", "never")}),
    ],
)
def test_a_hedge_gives_way_to_what_it_does_not_say(text: str, told: set[str]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Ships left.",
        "In May ships left.",
        "They talked about ships.",
        "The most seaworthy ships left.",
        "It went over land.",
    ],
)
def test_what_is_no_hedge_stays(text: str) -> None:
    assert not _told(text)


def test_no_negation_is_put_where_it_denies_nothing() -> None:
    assert not _told("Ships have yet to leave.")
    assert not _told("Ships had to leave.")
    assert _told("Ships have left.") == {
        "Ships have not left.",
        "Ships haven't left.",
        "Ships have never left.",
    }
