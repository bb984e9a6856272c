"""Whether sentences say a claim, deny it, or neither, by a model that reads them together.

Likeness of words alone takes what is said of the same things for support, and misses what is said
in other words. The model was taught by claims on made-up texts, by evals/train_claims.py; what
can be compared exactly (figures, dates, names, negations) is compared beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.joint import (
    JointLayers,
    head,
    learned_layers,
    linear,
    states_of,
)
from assistant.reader import LONGEST_SENTENCE
from index.bert import BertLayer
from index.embedder import Floats, Halves, Tokens
from index.light import Upper

OUTCOMES = ("supports", "denies", "silent")
# Tokens that are read of a claim, and of some sentences together.
LONGEST_CLAIM, LONGEST = 60, 150


@dataclass(frozen=True, slots=True)
class Entailment:
    """How likely sentences say a claim and how likely they deny it, 0 to 1."""

    supports: float
    denies: float


def least_said(parts: Sequence[Entailment]) -> Entailment:
    """What is said of a claim that was read in parts: it is said no more than any of them, and
    denied as much as one is."""
    return Entailment(min(one.supports for one in parts), max(one.denies for one in parts))


class ClaimReader:
    """Reads windows of sentences, each beside the claim."""

    def __init__(self, layers: Sequence[BertLayer], learned: Mapping[str, Floats]) -> None:
        """`learned`: the weights outside the layers, by the names in evals/train_claims.py."""
        self._joint, self._learned = JointLayers(layers, learned), learned

    def read(
        self, claim: Tokens, windows: Sequence[Sequence[Tokens]], scores: Sequence[float]
    ) -> list[Entailment]:
        """What each window says of the claim; `scores` are the best late-interaction scores in
        each. Raises ValueError for tokens without states."""
        if not windows:
            return []
        states = states_of(claim)
        many = max(1, -(-len(states) // LONGEST_CLAIM))
        parts = [self._read(one, windows, scores) for one in np.array_split(states, many)]
        return [least_said(one) for one in zip(*parts, strict=True)]

    def _read(
        self, told: Halves, windows: Sequence[Sequence[Tokens]], scores: Sequence[float]
    ) -> list[Entailment]:
        done = self._joint.read(told, [_states(window) for window in windows], whole=True)
        rows = [
            self._seen(states, len(told), score) for states, score in zip(done, scores, strict=True)
        ]
        logits = head(self._learned, "head", np.stack(rows))
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        return [Entailment(float(one[0]), float(one[1])) for one in shares]

    def _seen(self, states: Floats, claimed: int, score: float) -> Floats:
        """What the head is told of a pair: the verdict's state, the mean of the window's and of
        the claim's, the claim's as far as they are heeded, and the score."""
        claim, window = states[1 : 1 + claimed], states[1 + claimed :]
        heeded = linear(self._learned, "token", claim)[:, 0]
        shares = np.exp(heeded - heeded.max())
        parts = states[0], _mean(window), _mean(claim), shares @ claim / shares.sum(), [score]
        return np.concatenate(parts).astype(np.float32)


def _states(window: Sequence[Tokens]) -> Halves:
    return np.concatenate([states_of(one)[:LONGEST_SENTENCE] for one in window])[:LONGEST]


def _mean(states: Floats) -> Floats:
    told: Floats = states.sum(axis=0) / max(len(states), 1)
    return told


def load_claim_reader(upper: Upper, path: Path) -> ClaimReader:
    """The claim reader with what was learned, as assistant.joint reads it."""
    return ClaimReader(*learned_layers(upper.layers, path))
