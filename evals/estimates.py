"""Means and ratios over a set of questions, with their uncertainty.

Intervals are 95 % percentile bootstrap intervals (Efron 1979) over questions, seeded: the same
outcomes give the same interval.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.metrics import Metric, Outcome
from evals.words import count_words

RESAMPLES = 2000
_SEED = 0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean (or a ratio of sums) over `n` questions and its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


# One question's part of a ratio: numerator and denominator; None where it doesn't count.
Part = Callable[[Outcome], tuple[float, float] | None]


def estimate(
    metric: Metric, outcomes: Sequence[Outcome], resamples: int = RESAMPLES
) -> Estimate | None:
    """The metric's mean over questions (macro) and its interval; None where no question has
    gold for it."""
    told = [value for outcome in outcomes if (value := metric(outcome)) is not None]
    return _of_sums(np.array(told), np.ones(len(told)), resamples) if told else None


def estimate_ratio(
    part: Part, outcomes: Sequence[Outcome], resamples: int = RESAMPLES
) -> Estimate | None:
    """The sum of numerators over the sum of denominators (micro) and its interval; None where
    nothing is counted."""
    told = [value for outcome in outcomes if (value := part(outcome)) is not None]
    above, below = np.array(told, float).reshape(-1, 2).T
    return _of_sums(above, below, resamples) if below.sum() else None


def _of_sums(
    above: npt.NDArray[np.float64], below: npt.NDArray[np.float64], resamples: int
) -> Estimate:
    n = len(above)
    draws = np.random.default_rng(_SEED).integers(n, size=(resamples, n))
    sums = below[draws].sum(axis=1)
    drawn = sums > 0  # a resample that counts nothing tells nothing
    mean = float(above.sum() / below.sum())
    if not drawn.any():
        return Estimate(mean, mean, mean, n)
    low, high = np.percentile(above[draws].sum(axis=1)[drawn] / sums[drawn], [2.5, 97.5])
    return Estimate(mean, float(low), float(high), n)


def micro_precision(outcome: Outcome) -> tuple[float, float]:
    """Required words among quoted ones, over all questions, those without evidence too."""
    counts = count_words(outcome)
    return counts.both, counts.quoted


def micro_recall(outcome: Outcome) -> tuple[float, float]:
    """Quoted words among required ones, over all questions."""
    counts = count_words(outcome)
    return counts.both, counts.required


def micro_f1(outcome: Outcome) -> tuple[float, float]:
    """2 · both / (quoted + required) of the words of all questions, as ACL-Verbatim scores."""
    counts = count_words(outcome)
    return 2 * counts.both, counts.quoted + counts.required


def refusals_right(kind: str) -> Part:
    """Of the refusals of answerable questions and of unanswerable ones of that kind, the share
    of the latter: abstention precision. Its recall is "near refused" and "far refused"."""

    def part(outcome: Outcome) -> tuple[float, float] | None:
        gold = outcome.gold
        if outcome.answer.answerable or not (gold.answerable or gold.kind == kind):
            return None
        return float(not gold.answerable), 1.0

    return part


RATIOS: dict[str, Part] = {
    "word precision (micro)": micro_precision,
    "word recall (micro)": micro_recall,
    "word F1 (micro)": micro_f1,
    "near refusals right": refusals_right("near"),
    "far refusals right": refusals_right("far"),
}


def auc(outcomes: Sequence[Outcome], kind: str) -> float | None:
    """How often an answerable question's score is above one's of the unanswerable `kind`
    (the Mann-Whitney estimate of the area under the ROC curve; ties count half)."""
    yes = np.array([o.answer.score for o in outcomes if o.gold.answerable])
    unanswerable = (o for o in outcomes if not o.gold.answerable and o.gold.kind == kind)
    no = np.array([o.answer.score for o in unanswerable])
    if not len(yes) or not len(no):
        return None
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    return float(above)
