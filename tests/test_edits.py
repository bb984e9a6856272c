"""Edits that make a sentence say something else."""

import random

import pytest

from evals.edits import edited, reworded


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("They may leave in May.", {"They might leave in May."}),
        (
            "At least two left.",
            {f"{one} two left." for one in ("No fewer than", "Not less than", "A minimum of")},
        ),
        ("He has not left.", {"He has never left.", "He hasn't left."}),
        ("Over 20 ships went over land.", {
            f"{one} 20 ships went over land."
            for one in ("More than", "Upwards of", "In excess of")
        }),
    ],
)  # fmt: skip
def test_another_name_of_a_hedge_says_the_same(text: str, told: set[str]) -> None:
    assert {reworded(text, random.Random(seed)) for seed in range(80)} == told


@pytest.mark.parametrize("text", ["Ships left.", "In May ships left.", "The few left.", ""])
def test_what_has_no_hedge_is_not_reworded(text: str) -> None:
    assert reworded(text, random.Random(0)) is None
