"""A claim that says more than its source by a word, and one that doesn't."""

import pytest

from assistant.overstated import overstated


@pytest.mark.parametrize(
    ("claim", "source", "words"),
    [
        ("All villages were flooded.", "Most of the villages were flooded.", ("All", "Most")),
        ("The port is wholly closed.", "The port is partly closed.", ("wholly", "partly")),
        ("Every bridge was lost.", "Two of the bridges were lost.", ("Every", "Two of the")),
        ("It always rains in June.", "In June it often rains.", ("always", "often")),
        ("He certainly took bribes.", "He allegedly took bribes.", ("certainly", "allegedly")),
        ("The fraud is proven.", "Auditors suspect a fraud.", ("proven", "suspect")),
        ("The tower already stands.", "The tower is to be built.", ("already", "to be")),
    ],
)
def test_more_than_the_source_says(claim: str, source: str, words: tuple[str, str]) -> None:
    told = overstated(claim, source)
    assert told is not None
    mine, theirs = told
    assert (claim[mine.start : mine.end], source[theirs.start : theirs.end]) == words


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("All villages were flooded.", "Every village was flooded."),
        ("Most villages were flooded.", "Most of the villages were flooded."),
        ("Not all villages were flooded.", "Most of the villages were flooded."),
        ("Almost all villages were flooded.", "Most of the villages were flooded."),
        ("They meet every third year.", "They often meet in May."),
        ("They wrote to each other.", "Some of them wrote letters."),
        ("Above all the port suffered.", "Some of the port burnt down."),
        ("The fraud is not proven.", "Auditors suspect a fraud."),
        ("The fraud is proven.", "A court has proven the fraud that auditors suspect."),
        ("Villages were flooded.", "Some villages were flooded."),
        ("", ""),
    ],
)
def test_no_more_than_the_source_says(claim: str, source: str) -> None:
    assert overstated(claim, source) is None
