"""Which sentences of the passages answer the question: the heart of the assistant."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from corpus.documents import Span
from corpus.passages import Passage
from index.embedder import Floats
from index.index import Hit, Query


@dataclass(frozen=True, slots=True)
class Scored(Span):
    """A sentence of `passage`. `score` ranks (any scale); `probability` is how likely the
    sentence is evidence for the question."""

    passage: Passage
    score: float
    probability: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Scored sentences, best first, ties in reading order; `answerable`, 0 to 1, is how
    likely the passages answer the question at all."""

    sentences: tuple[Scored, ...]
    answerable: float


class EvidenceSelector(Protocol):
    """`answer_threshold` is the least `answerable` for an answer, `quote_threshold` the least
    `probability` for a sentence beyond the best, both chosen on data that judges nothing."""

    answer_threshold: float
    quote_threshold: float

    def select(self, query: Query, hits: Sequence[Hit]) -> Evidence:
        """Every sentence of the hits' passages, scored; the same input, the same scores."""
        ...


# How a late-interaction score turns into probabilities: slope and midpoint of a logistic
# curve, fitted by evals/train.py to made-up briefs, never to the brief's own questions.
_SENTENCE_CURVE = (14.0, 0.62)
_ANSWER_CURVE = (12.0, 0.52)


class LateInteractionSelector:
    """Sentences by late interaction (MaxSim; Khattab and Zaharia 2020) over the tokens of an
    ordinary sentence-embedding model: for each token of the question the best cosine with a
    token of the sentence, as encoded in its passage; their mean is the score. Nothing learned.
    """

    answer_threshold = 0.5
    quote_threshold = 0.5

    def select(self, query: Query, hits: Sequence[Hit]) -> Evidence:
        if not hits:
            return Evidence((), 0.0)
        similar = query.tokens.vectors @ np.concatenate([hit.tokens.vectors for hit in hits]).T
        found: list[Scored] = []
        for hit in hits:
            size = len(hit.tokens.offsets)
            found += _scored(hit, similar[:, :size])
            similar = similar[:, size:]
        ranked = tuple(sorted(found, key=lambda one: -one.score))
        return Evidence(ranked, _logistic(ranked[0].score, _ANSWER_CURVE))


def _scored(hit: Hit, similar: Floats) -> list[Scored]:
    passage, found = hit.passage, []
    starts = hit.tokens.offsets[:, 0] + passage.start
    for sentence in passage.sentences:
        score = max_sim(similar[:, (starts >= sentence.start) & (starts < sentence.end)])
        probability = _logistic(score, _SENTENCE_CURVE)
        found.append(
            Scored(passage.document, sentence.start, sentence.end, passage, score, probability)
        )
    return found


def max_sim(similar: Floats) -> float:
    """The mean over the question's tokens (rows) of the best cosine in each row; 0 where
    either side has no tokens."""
    return float(similar.max(axis=1).mean()) if similar.size else 0.0


def _logistic(score: float, curve: tuple[float, float]) -> float:
    slope, middle = curve
    return float(1.0 / (1.0 + np.exp(-slope * (score - middle))))
