"""Whether `score` means what it says, and what refusing more would buy."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from evals.metrics import Outcome, answered_wrongly

_BINS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """`n` questions with neighbouring scores: the mean score beside the share of them that the
    documents do answer. For a calibrated score the two agree."""

    score: float
    answerable: float
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """If only the `coverage` share of questions with the highest scores were answered, the
    share of those answered wrongly (`risk`), and the score of the last one."""

    coverage: float
    risk: float
    score: float


def reliability(outcomes: Sequence[Outcome]) -> list[Bin]:
    """Up to five bins of equally many questions, by rising score (a reliability table; Murphy
    and Winkler 1977)."""
    ranked = sorted(outcomes, key=lambda outcome: outcome.answer.score)
    parts = [part for part in np.array_split(np.arange(len(ranked)), _BINS) if len(part)]
    return [
        Bin(
            float(np.mean([ranked[at].answer.score for at in part])),
            float(np.mean([ranked[at].gold.answerable for at in part])),
            len(part),
        )
        for part in parts
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The mean distance between score and share over bins, by size (expected calibration
    error; Naeini et al. 2015); None without bins."""
    total = sum(one.n for one in bins)
    return sum(abs(one.score - one.answerable) * one.n for one in bins) / total if total else None


def risk_coverage(outcomes: Sequence[Outcome]) -> list[Point]:
    """A point for each tenth of the answers given, highest scores first (El-Yaniv and Wiener
    2010). What was refused stays refused, so coverage ends at the share answered."""
    answered = [one for one in outcomes if one.answer.answerable]
    ranked = sorted(answered, key=lambda outcome: -outcome.answer.score)
    wrong = np.cumsum([answered_wrongly(outcome) for outcome in ranked])
    ends = sorted({round(len(ranked) * tenth / 10) for tenth in range(1, 11)} - {0})
    return [
        Point(end / len(outcomes), float(wrong[end - 1]) / end, ranked[end - 1].answer.score)
        for end in ends
    ]


def told(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Both for JSON."""
    return {
        "reliability": [asdict(one) for one in reliability(outcomes)],
        "risk_coverage": [asdict(one) for one in risk_coverage(outcomes)],
    }


def curve_lines(report: dict[str, Any]) -> str:
    """Both, as `told` tells them, as lines of text."""
    lines = ["mean score, the share that is answerable, questions:"]
    lines += [
        f"  {one['score']:8.2f}{one['answerable']:8.2f}   n={one['n']}"
        for one in report["reliability"]
    ]
    lines.append("share answered, the share of that answered wrongly, from which score:")
    lines += [
        f"  {one['coverage']:8.2f}{one['risk']:8.2f}   {one['score']:.2f}"
        for one in report["risk_coverage"]
    ]
    return "\n".join(lines)
