"""The reliability table and the risk-coverage curve against cases worked out by hand."""

import pytest
from test_evals import answer, gold

from evals.metrics import Outcome
from evals.reliability import calibration_error, curves, reliability, risk_coverage, told


def test_a_calibrated_score_has_no_error() -> None:
    outcomes = [
        Outcome(gold((0,)) if at < 8 else gold(kind="near"), answer(0, score=0.8))
        for at in range(10)
    ]
    bins = reliability(outcomes[:8] + outcomes[8:])
    assert sum(one.n for one in bins) == 10
    whole = sum(one.answerable * one.n for one in bins) / 10
    assert whole == pytest.approx(0.8)


def test_the_error_is_the_distance_by_size() -> None:
    low = [Outcome(gold((0,)), answer(0, score=0.2)) for _ in range(5)]
    high = [Outcome(gold(kind="near"), answer(0, score=0.9)) for _ in range(5)]
    assert calibration_error(reliability(low + high)) == pytest.approx((0.8 + 0.9) / 2)
    assert calibration_error([]) is None


def test_risk_counts_answers_alone_and_coverage_all() -> None:
    right = [Outcome(gold((0,)), answer(0, score=0.9)) for _ in range(6)]
    wrong = [Outcome(gold(kind="near"), answer(0, score=0.3)) for _ in range(2)]
    refused = [Outcome(gold((0,)), answer(score=0.1)) for _ in range(2)]
    points = risk_coverage(wrong + refused + right)
    assert points[0].risk == 0.0
    assert points[-1].coverage == pytest.approx(0.8)
    assert points[-1].risk == pytest.approx(2 / 8)
    assert [one.score for one in points] == sorted((one.score for one in points), reverse=True)


def test_both_are_told() -> None:
    outcomes = [Outcome(gold((0,)), answer(0, score=0.9))]
    assert set(told(outcomes)) == {"reliability", "risk_coverage"}
    assert "answered wrongly" in curves(outcomes)
    assert risk_coverage([]) == []
