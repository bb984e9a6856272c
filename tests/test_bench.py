"""The benchmark measures what it says: on vectors small enough to check by hand."""

from collections.abc import Callable
from subprocess import CompletedProcess

import numpy as np
import pytest

from evals.bench import exact, grow
from evals.synthetic import (
    asked_terms,
    asked_vectors,
    recombined,
    recombined_terms,
    spread_vectors,
)
from index.embedder import Floats, unit_rows
from index.terms import terms
from index.vectors import NumpyStore


@pytest.fixture(scope="module")
def real() -> Floats:
    return unit_rows(np.random.default_rng(0).standard_normal((60, 16)).astype(np.float32))


def test_made_vectors_are_unit_rows_and_the_same_every_time(real: Floats) -> None:
    made = spread_vectors(real, 500, 1)
    assert np.linalg.norm(made, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(made, spread_vectors(real, 500, 1))
    assert not np.array_equal(made, spread_vectors(real, 500, 2))
    near = (asked_vectors(made, real, 50, 3) @ made.T).max(axis=1)
    assert 0.4 < np.median(near) < 0.95


def test_exact_search_is_exact_over_several_batches(
    real: Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evals.bench._BATCH", 70)
    made, asked = spread_vectors(real, 300, 1), spread_vectors(real, 9, 2)
    assert np.array_equal(exact(made, asked), NumpyStore(made).search(asked, 10)[1])


def test_flat_search_finds_all_and_figures_grow(real: Floats) -> None:
    sentences = [f"Word{number} and word{number + 1} say much." for number in range(40)]
    small, large = grow((200, 2000), real, sentences, "flat")
    assert (small.size, large.size) == (200, 2000)
    assert small.recall == large.recall == 1.0
    assert 5 < large.disk_mb / small.disk_mb < 10  # the words' list doesn't grow
    assert small.open_s > 0
    assert small.median_ms <= small.slow_ms
    assert 20 < small.memory_mb < 2000


def test_terms_are_those_of_the_recombined_texts() -> None:
    sentences = [f"Sentence {number} of ministers." for number in range(9)]
    told = [terms(sentence) for sentence in sentences]
    made = [terms(text) for text in recombined(sentences, 5, 1)]
    assert list(recombined_terms(told, 5, 1)) == made
    for asked in asked_terms(told, 5, 1):
        assert len(set(asked)) == 6
        assert any(set(asked) <= set(one) for one in made)


def test_of_few_sentences_texts_are_made_all_the_same() -> None:
    for sentences in (["One."], ["One.", "Two.", "Three.", "Four."]):
        texts = list(recombined(sentences, 3, 0))
        assert len(texts) == 3
        assert all(set(text.split()) <= set(sentences) for text in texts)


def test_texts_are_recombined_sentences() -> None:
    sentences = [f"Sentence {number}." for number in range(9)]
    for text in recombined(sentences, 3, 0):
        assert len({part for part in sentences if part in text}) == 5


@pytest.mark.parametrize("sizes", ["", "none", "1000,100", "5", "1000,1000"])
def test_sizes_that_are_none_are_refused(
    footnoted: Callable[..., CompletedProcess[str]], sizes: str
) -> None:
    ran = footnoted("bench", "--sizes", sizes)
    assert ran.returncode == 2
    assert "--sizes" in ran.stderr
    assert ran.stderr.count("\n") == 1
