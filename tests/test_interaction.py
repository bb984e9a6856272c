"""Scores of sentences from the support that each gives a question's tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.interaction import late_scores
from index.embedder import Floats


def scores(rows: list[list[float]], passages: list[int]) -> Floats:
    return late_scores(np.array(rows, np.float32), np.array(passages))


def test_a_token_that_all_sentences_support_decides_nothing() -> None:
    common, rare = [0.9, 0.9, 0.8, 0.9], [0.1, 0.1, 0.5, 0.1]
    told = scores([common, rare], [0, 1, 2, 3])
    assert told.argmax() == 2


def test_a_sentence_is_lent_what_the_one_before_named() -> None:
    named, asked = [0.9, 0.0, 0.0], [0.0, 0.6, 0.6]
    together, apart = scores([named, asked], [0, 0, 1])[1:]
    assert together > apart


def test_nothing_is_lent_across_passages() -> None:
    rows = [[0.9, 0.1, 0.2], [0.3, 0.6, 0.5]]
    alone = scores(rows, [0, 1, 2])
    weights = (1 - np.quantile(np.array(rows), 0.7, axis=1)) ** 2
    assert alone == pytest.approx(weights @ np.array(rows) / weights.sum(), abs=1e-5)


@given(st.lists(st.floats(-1, 1, width=32), min_size=3, max_size=3), st.integers(1, 4))
def test_scores_lie_between_the_least_and_the_most_support(
    support: list[float], times: int
) -> None:
    told = scores([support] * times, [0, 0, 1])
    assert told.shape == (3,)
    assert told.max() <= max(support) + 1e-5 or max(support) < 0
    assert told.min() >= min(support) - 1e-5
    assert np.isfinite(told).all()


def test_better_support_never_lowers_a_score() -> None:
    low = scores([[0.2, 0.3], [0.1, 0.4]], [0, 1])
    high = scores([[0.2, 0.3], [0.3, 0.4]], [0, 1])
    assert high[0] >= low[0]
