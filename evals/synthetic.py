"""Vectors and texts in any number, made from real ones, for benchmarks of size."""

import random
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TypeVar

import numpy as np

from index.embedder import Floats, unit_rows

# How a made vector comes about: so much of a real passage's vector, so much of another's, and
# noise of the real ones' covariance. With these, nearest neighbours lie as they do among real
# passages: with 2,409 made-up ones a passage's nearest has a cosine of 0.55 in the middle.
_OWN, _OTHER, _NOISE = 1.0, 0.6, 0.6
# A question is its passage's vector and so much noise: about the cosine, 0.6, that questions have
# with the passages that answer them.
_ASKED = 1.2
_BATCH = 1 << 15
_TOGETHER = 5  # sentences of a made text

_One = TypeVar("_One")


def spread_vectors(real: Floats, count: int, seed: int) -> Floats:
    """(count, dim) float32 unit rows distributed as the real ones are."""
    chance, rows = np.random.default_rng(seed), np.empty((count, real.shape[1]), np.float32)
    root = _root(real)
    for at in range(0, count, _BATCH):
        part = rows[at : at + _BATCH]
        one, other = (real[chance.integers(len(real), size=len(part))] for _ in range(2))
        noise = chance.standard_normal(part.shape, np.float32) @ root
        part[:] = unit_rows(_OWN * one + _OTHER * other + _NOISE * noise)
    return rows


def asked_vectors(rows: Floats, real: Floats, count: int, seed: int) -> Floats:
    """(count, dim) unit rows near `count` of the rows, as questions lie near passages."""
    chance = np.random.default_rng(seed)
    chosen = rows[chance.integers(len(rows), size=count)]
    noise = chance.standard_normal(chosen.shape, np.float32) @ _root(real)
    return unit_rows(chosen + _ASKED * noise)


def recombined(sentences: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """`count` texts of five sentences each, drawn from the given ones."""
    return map(" ".join, _drawn(sentences, count, seed))


def recombined_terms(sentences: Sequence[list[str]], count: int, seed: int) -> Iterator[list[str]]:
    """The terms of the texts that `recombined` makes, from those of the sentences."""
    return (list(chain.from_iterable(drawn)) for drawn in _drawn(sentences, count, seed))


def asked_terms(sentences: Sequence[list[str]], count: int, seed: int) -> list[list[str]]:
    """For each of `count` questions, six terms that stand together in a made text,
    or all that it has."""
    chance = random.Random(seed)
    made = recombined_terms(sentences, count, seed)
    kept = (sorted(set(terms)) for terms in made)
    return [chance.sample(one, min(6, len(one))) for one in kept]


def _drawn(sentences: Sequence[_One], count: int, seed: int) -> Iterator[list[_One]]:
    """Of fewer sentences than a text has, some stand in it twice."""
    chance = random.Random(seed)
    if len(sentences) < _TOGETHER:
        return (chance.choices(sentences, k=_TOGETHER) for _ in range(count))
    return (chance.sample(sentences, _TOGETHER) for _ in range(count))


def _root(real: Floats) -> Floats:
    """(dim, dim): what standard normal rows are multiplied by to have the covariance of the
    real ones."""
    spread, axes = np.linalg.eigh(np.cov(real.T))
    root: Floats = (axes * np.sqrt(np.maximum(spread, 0))).T.astype(np.float32)
    return root
