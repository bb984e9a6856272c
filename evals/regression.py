"""Logistic regressions whose weights keep their signs, and how surely they tell what they haven't
seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.model_selection import GroupKFold

from assistant.verdict import Line

Array = npt.NDArray[np.float64]

# Of the questions on the documents' subject that people ask, as we take it, those that the
# documents answer. The made-up texts are asked about as many near misses as answerable questions,
# so that both are learned well; a probability fitted to that would be far too low elsewhere.
ANSWERED = 0.75
# Inverse strength of the L2 penalty.
_PENALTY = 0.3
_BOUNDS = {1: (0, None), -1: (None, 0), 0: (None, None), None: (0, 0)}


def prior_weights(
    answerable: npt.NDArray[np.bool_], about: npt.NDArray[np.bool_], far: float = 0.0
) -> Array:
    """(n,) weights of n questions: of those `about` the texts such that the `answerable` weigh
    ANSWERED of their sum, which is their number; and of the others together `far` times that."""
    kept = np.where(answerable, ANSWERED, 1 - ANSWERED) * about
    counts = np.where(answerable, (answerable & about).sum(), (~answerable & about).sum())
    weights: Array = kept / np.maximum(counts, 1) * about.sum()
    weights[~about] = far * about.sum() / max((~about).sum(), 1)
    return weights


def fit_line(
    rows: Array,
    right: npt.NDArray[np.bool_],
    signs: Sequence[int | None],
    counts: Array | None = None,
) -> Line:
    """A logistic regression with an L2 penalty whose weights keep their `signs` (1: none below
    0, -1: none above, 0: free, None: 0), by bounded L-BFGS. Better support never counts against an
    answer, though near misses in the training data are often worded closer to the text. `counts`,
    (rows,): as how many a row counts; one each if None, and with 0 it doesn't."""
    counts = np.ones(len(rows)) if counts is None else counts
    rows, right, counts = rows[counts > 0], right[counts > 0], counts[counts > 0]
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    x, y = (rows - mean) / scale, np.where(right, 1.0, -1.0)

    def cost(weights: Array) -> tuple[float, Array]:
        margins = y * (x @ weights[:-1] + weights[-1])
        pull = -y * counts / (1.0 + np.exp(margins))
        slope = np.append(x.T @ pull + weights[:-1] / _PENALTY, pull.sum())
        return float(
            (counts * np.logaddexp(0, -margins)).sum() + (weights[:-1] ** 2).sum() / 2 / _PENALTY
        ), slope

    bounds = [_BOUNDS[sign] for sign in signs]
    found = minimize(
        cost, np.zeros(len(signs) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B"
    )
    *weights, bias = (round(float(weight), 5) for weight in found.x)
    return Line(tuple(weights), _rounded(mean), _rounded(scale), bias)


def _rounded(values: Array) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


def out_of_fold(
    rows: Array,
    right: npt.NDArray[np.bool_],
    groups: npt.NDArray[Any],
    counts: Array,
    signs: Sequence[int | None],
    folds: int = 7,
) -> Array:
    """(rows,) A probability for each row by a regression that has seen no row of its group;
    `counts` as in fit_line."""
    told = np.zeros(len(rows))
    for train, test in GroupKFold(min(folds, len(set(groups)))).split(rows, right, groups):
        line = fit_line(rows[train], right[train], signs, counts[train])
        told[test] = [line.probability(row) for row in rows[test]]
    return told
