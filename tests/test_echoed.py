"""Figures of a claim written as its source writes them, where the source says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.echoed import as_read, echoed, in_digits


@pytest.mark.parametrize(
    ("claim", "source", "read"),
    [
        (
            "Just under 87 per cent voted for him.",
            "He won 86.82% of the vote.",
            "86.82% voted for him.",
        ),
        (
            "No fewer than a hundred thousand people left.",
            "Over 100 000 fled.",
            "Over 100 000 people left.",
        ),
        (
            "It keeps 2,000 soldiers there at the most.",
            "There are no more than 2 000 troops.",
            "It keeps no more than 2 000 soldiers there.",
        ),
        (
            "They met thirteen times or more.",
            "There were 13 meetings or more.",
            "They met at least 13 times.",
        ),
        (
            "A little over 36,000 came.",
            "The number was 36 030.",
            "36 030 came.",
        ),
        ("They pledged three billion euros.", "It gave €3 billion.", "They pledged €3 billion."),
        ("It lasted two decades.", "It took 20 years.", "It lasted 20 years."),
        ("It is 1,500 metres long.", "They dug 1.5 kilometres.", "It is 1.5 kilometres long."),
        ("Hundreds left.", "He saw some 300 leave.", "some 300 left."),
        ("There were 30 or more.", "At least 30 came.", "There were at least 30."),
        (
            "Two dozen ships and upwards of 900 crew.",
            "More than 900 sailors on 24 ships.",
            "24 ships and more than 900 crew.",
        ),
    ],
)
def test_a_figure_is_written_as_the_source_writes_it(claim: str, source: str, read: str) -> None:
    assert echoed(claim, source) == read


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("More than 30 000 were held.", "About 30 000 were held."),
        ("Some 31 000 were held.", "Some 30 000 were held."),
        ("20% of the vote.", "It took 20 seats."),
        ("It took 20 seats.", "20% of the vote."),
        ("The number exceeds 1,250.", "More than 1 250 remain."),
        ("2.6 million came at first.", "The number rose from 2.6 to 12.4 million people."),
        ("The first 30 of them left.", "There were 20 to 30."),
        ("The second ship sank.", "The 2nd ship sank."),
        ("Ships left.", "Ships left."),
    ],
)
def test_other_figures_stay_as_they_are(claim: str, source: str) -> None:
    assert echoed(claim, source) == claim


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_echoed_where_the_source_has_no_figure(claim: str, source: str) -> None:
    plain = "".join(c for c in source if not c.isnumeric())
    assert echoed(claim, "") == claim
    assert isinstance(as_read(claim, plain), tuple)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("Two hundred and thirteen died.", "213 died."),
        ("In twenty-five towns and one village.", "In 25 towns and one village."),
        ("Three thousand ships, two million people.", "3000 ships, two million people."),
        ("Some 36 030 left, a third by sea.", "Some 36 030 left, a third by sea."),
        ("Thirty per cent of seven.", "Thirty per cent of seven."),
    ],
)
def test_numbers_of_several_words_are_read_in_digits(told: str, read: str) -> None:
    assert in_digits(told) == read
    assert as_read("Nothing.", told) == ("Nothing.", read)
