"""A dropped or added "not" in a document's own words."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant, open_over
from assistant.checking import Checker, open_checker
from assistant.negated import negated
from assistant.settings import Settings
from corpus.collection import read_collection

SAID = "The ministry does not (yet) plan to close the port.(3)"


@pytest.mark.parametrize(
    ("claim", "mine", "theirs"),
    [
        ("The ministry does (yet) plan to close the port.", "yet", "not"),
        ("The ministry doesn't yet plan not to close the port.", "not", "to"),
        ("The ministry does never yet plan to close the port.", None, None),
        ("The ministry doesn’t yet plan to close the port.", None, None),
        ("The ministry does plan to close the port.", None, None),
        ("The ministry does not yet plan to close the port", None, None),
        ("", None, None),
        ("The ministry does plan.", None, None),
        ("Plan to never close the port.", None, None),
        ("Ministry does never (yet) plan not to close", "not", "to"),
    ],
)
def test_a_negation_alone_is_found(claim: str, mine: str | None, theirs: str | None) -> None:
    told = negated(claim, SAID)
    if mine is None:
        assert told is None
    else:
        assert told is not None
        assert told.kind == "negation"
        assert claim[told.claim.start : told.claim.end] == mine
        assert SAID[told.source.start : told.source.end] == theirs


@pytest.mark.parametrize(
    "claim",
    [
        "The EU should not seek assurances that Russia will not redeploy land troops from the "
        "Ukrainian battlefield to Belarus, where they could heighten the threat.",
        "This integration does (yet) amount to de facto annexation.",
    ],
)
def test_own_words_denied_are_contradicted(assistant: Assistant, claim: str) -> None:
    (found,) = open_checker(assistant).check(claim)
    assert found.verdict == "contradicted"
    (difference,) = found.differences
    assert difference.kind == "negation"
    quote = found.footnotes[0].quote
    said = quote.document.text[difference.source.start : difference.source.end]
    assert said in ("seek", "not")


@pytest.mark.parametrize(
    ("claim", "sure"),
    [
        ("In 2024 the nurses were paid for eleven months.", True),
        ("For eleven months in 2024 the nurses did not go unpaid.", True),
        ("In 2024 the midwives were paid for eleven months.", False),
        ("In 2024 the nurses of Kama were paid for eleven months.", False),
    ],
)
def test_own_words_turned_by_a_prefix_are_contradicted_for_sure(
    tmp_path: Path, claim: str, *, sure: bool
) -> None:
    (tmp_path / "tale.txt").write_text("The nurses went unpaid for eleven months in 2024.", "utf-8")
    over = open_over(read_collection(tmp_path), Settings(profile="fast"), tmp_path / "index")
    found, _, _ = Checker(over.index, over.settings.passages_read).by_words(claim)
    assert (found.verdict == "contradicted" and found.score == 1) == sure
