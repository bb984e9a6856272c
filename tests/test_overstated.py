"""A claim that says more than its source by a word, and one that doesn't."""

from pathlib import Path

import pytest

from assistant.assistant import open_over
from assistant.checking import Checker, open_checker
from assistant.overstated import overstated
from assistant.settings import Settings
from corpus.collection import read_collection


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


def test_no_reading_outweighs_it(tmp_path: Path) -> None:
    (tmp_path / "tale.txt").write_text("Most of the villages on the Kama were flooded.", "utf-8")
    over = open_over(read_collection(tmp_path), Settings(profile="fast"), tmp_path / "index")
    claim = "All villages on the Kama were flooded."
    found, _, _ = Checker(over.index, over.settings.passages_read).by_words(claim)
    (difference,) = found.differences
    assert (difference.kind, difference.overstated, difference.sure) == ("hedge", True, True)
    assert claim[difference.claim.start : difference.claim.end] == "All"
    assert open_checker(over).check(claim) == (found,)
