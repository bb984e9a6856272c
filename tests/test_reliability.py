"""The reliability table and the risk-coverage curve against cases worked out by hand."""

import pytest

from assistant.answers import Abstention, Answer, Quote
from assistant.footnotes import number_footnotes
from assistant.selection import Evidence
from assistant.verdict import Calibration
from corpus.documents import Document
from corpus.layout import read_layout
from evals.metrics import Outcome
from evals.reliability import calibration_error, curve_lines, reliability, risk_coverage, told
from evals.sets import EvidenceSpan, GoldQuestion
from evals.tune import calibration

TEXT = "Norland built a bridge."
DOCUMENT = Document("text", "text", TEXT, read_layout(TEXT))


def outcome(score: float, *, answerable: bool, answered: bool = True) -> Outcome:
    """A question that the text answers or not, and what came of it."""
    whole = EvidenceSpan(document="text", start=0, end=len(TEXT), text=TEXT)
    gold = GoldQuestion(
        id="q",
        kind="factoid",
        question="?",
        answerable=answerable,
        evidence=((whole,),) if answerable else (),
    )
    quotes = [Quote(DOCUMENT, 0, len(TEXT), 0.9)] if answered else []
    refused = None if quotes else Abstention("not_stated", "no", (), ())
    return Outcome(gold, Answer("?", (), number_footnotes(quotes), refused, (), score, 1.0, "i"))


def test_a_calibrated_score_has_no_error() -> None:
    bins = reliability([outcome(0.8, answerable=at % 5 != 0) for at in range(50)])
    assert [one.n for one in bins] == [10] * 5
    assert calibration_error(bins) == pytest.approx(0.0)


def test_the_error_is_the_distance_by_size() -> None:
    low = [outcome(0.2, answerable=True) for _ in range(10)]
    high = [outcome(0.9, answerable=False) for _ in range(15)]
    error = calibration_error(reliability(low + high))
    assert error == pytest.approx((10 * 0.8 + 15 * 0.9) / 25)
    assert calibration_error([]) is None


def test_risk_counts_answers_alone_and_coverage_all() -> None:
    right = [outcome(0.9, answerable=True) for _ in range(6)]
    wrong = [outcome(0.3, answerable=False) for _ in range(2)]
    refused = [outcome(0.1, answerable=True, answered=False) for _ in range(2)]
    points = risk_coverage(wrong + refused + right)
    assert points[0].risk == 0.0
    assert points[-1].coverage == pytest.approx(0.8)
    assert points[-1].risk == pytest.approx(2 / 8)
    assert [one.score for one in points] == sorted((one.score for one in points), reverse=True)


def test_both_are_told() -> None:
    outcomes = [outcome(0.9, answerable=True)]
    assert set(told(outcomes)) == {"reliability", "risk_coverage"}
    assert "answered wrongly" in curve_lines(told(outcomes))
    assert risk_coverage([]) == []


def test_a_score_that_is_too_sure_is_calibrated_and_stays_so() -> None:
    def scored(earlier: Calibration | None) -> list[Outcome]:
        """Of those scored .98, .7 and .05, 9, 8 and 4 in ten are answerable, three in four of
        all, as many as there are taken to be."""
        shares = ((0.98, 9, 50), (0.7, 8, 30), (0.05, 4, 20))
        return [
            outcome(earlier.of(score) if earlier else score, answerable=at % 10 < share)
            for score, share, count in shares
            for at in range(count)
        ]

    found = calibration(scored(None))
    told = [found.of(one) for one in (0.98, 0.7, 0.05)]
    assert told == pytest.approx([0.9, 0.75, 0.45], abs=0.07)
    assert told[0] > told[1] > told[2]
    again = calibration(scored(found), (found.slope, found.offset))
    assert (again.slope, again.offset) == pytest.approx((found.slope, found.offset), abs=1e-3)


@pytest.mark.parametrize(("told", "scored"), [(None, 0.35), (Calibration(1.0, 0.0), 0.35)])
def test_evidence_is_scored_by_its_verdict_s_calibration(
    told: Calibration | None, scored: float
) -> None:
    assert Evidence((), 0.7, 0.5, told).answerable == pytest.approx(scored)
    assert Evidence((), 0.7, 0.5, Calibration(1.0, 1.0)).answerable > scored
    assert Evidence((), 0.0, 0.0).answerable == 0.0


def test_what_is_surely_on_topic_scores_by_what_is_stated_alone() -> None:
    assert Evidence((), 0.7, 0.5, None, 0.5).answerable == pytest.approx(0.5)
    assert Evidence((), 0.2, 0.5, None, 0.5).answerable == pytest.approx(0.2)
    assert Evidence((), 0.2, 0.5, None, 0.0).answerable == pytest.approx(0.5)
