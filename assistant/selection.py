"""Which sentences of the passages answer the question: the heart of the assistant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.interaction import late_scores
from assistant.verdict import Calibration, Verdict, question_features, sentence_features
from corpus.documents import Region, Span
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
    """Scored sentences, best first, ties in reading order. `on_topic`, 0 to 1, is how likely
    the passages are about the question, `stated` that they then state the answer; `calibration`
    is of the two together, and from `enough` on, how likely the first is no longer counts."""

    sentences: tuple[Scored, ...]
    on_topic: float
    stated: float
    calibration: Calibration | None = None
    enough: float = 1.0

    @property
    def answerable(self) -> float:
        """How likely the passages answer the question at all."""
        about = min(1.0, self.on_topic / self.enough) if self.enough else 1.0
        told = about * self.stated
        return self.calibration.of(told) if self.calibration else told


def anything(_sentence: Span) -> bool:
    """True: every sentence may answer."""
    return True


class EvidenceSelector(Protocol):
    """`topic_threshold` and `answer_threshold` are the least `on_topic` and `stated` for an
    answer, `quote_threshold` the least `probability` for a sentence beyond the best; all are
    chosen on data that judges nothing. Of a first sentence less `likely` than that more is asked
    (assistant.lacking). `counts_several`: whether a sentence's `probability` knows
    if the question asks for several things."""

    topic_threshold: float
    answer_threshold: float
    quote_threshold: float
    likely: float
    counts_several: bool

    def select(
        self, query: Query, hits: Sequence[Hit], may_answer: Callable[[Span], bool] = anything
    ) -> Evidence:
        """Every sentence of the hits' passages that may answer, scored; the same input, the same
        scores. What the passages are about, the others tell too."""
        ...


def answers(evidence: Evidence, selector: EvidenceSelector, threshold: float | None) -> bool:
    """Whether the evidence is enough for an answer, by the selector's own thresholds or, where
    one is set, by that on `answerable`."""
    if threshold is not None:
        return evidence.answerable >= threshold
    on_topic = evidence.on_topic >= selector.topic_threshold
    return on_topic and evidence.stated >= selector.answer_threshold


class LateInteractionSelector:
    """Sentences by late interaction (assistant.interaction) over the tokens of a
    sentence-embedding model, as encoded in their passages. A Verdict turns scores into
    probabilities.
    """

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self.topic_threshold = verdict.topic_threshold
        self.answer_threshold = verdict.answer_threshold
        self.quote_threshold = verdict.quote_threshold
        self.likely, self.counts_several = verdict.likely, False

    def select(
        self, query: Query, hits: Sequence[Hit], may_answer: Callable[[Span], bool] = anything
    ) -> Evidence:
        every = rank_sentences(query, hits)
        ranked = [one for one in every if may_answer(one.span)]
        if not ranked:
            return Evidence((), 0.0, 0.0)
        scores = [one.score for one in ranked]
        features = features_of(query, hits, ranked)
        on_topic = self._verdict.topic.probability(features_of(query, hits, every))
        stated = self._verdict.question.probability(features)
        sentences = tuple(
            one.scored(
                one.score,
                self._verdict.sentence.probability(sentence_features(one.score, scores, stated)),
            )
            for one in ranked
        )
        calibration, enough = self._verdict.calibration, self._verdict.topic_threshold
        return Evidence(sentences, on_topic, stated, calibration, enough)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence of a hit, its score, and the best cosine with it for each question token."""

    hit: Hit
    sentence: Region
    score: float
    support: Floats

    @property
    def span(self) -> Span:
        """The sentence in its document."""
        return Span(self.hit.passage.document, self.sentence.start, self.sentence.end)

    def scored(self, score: float, probability: float) -> Scored:
        """The sentence with the score and the probability that a selector gives it."""
        passage, sentence = self.hit.passage, self.sentence
        return Scored(passage.document, sentence.start, sentence.end, passage, score, probability)


def rank_sentences(query: Query, hits: Sequence[Hit]) -> list[Ranked]:
    """All sentences of the hits by late interaction, best first, ties in the given order."""
    if not hits or not len(query.tokens.offsets):
        return []
    similar = query.tokens.vectors @ np.concatenate([hit.tokens.vectors for hit in hits]).T
    edges = np.cumsum([0, *(len(hit.tokens.offsets) for hit in hits)])
    found = [
        (at, sentence, support)
        for at, (hit, first, last) in enumerate(zip(hits, edges, edges[1:], strict=False))
        for sentence, support in _of_hit(hit, similar[:, first:last])
    ]
    if not found:
        return []
    supports = np.stack([support for _, _, support in found], axis=1)
    scores = late_scores(supports, np.array([at for at, _, _ in found]))
    ranked = [
        Ranked(hits[at], sentence, float(score), support)
        for (at, sentence, support), score in zip(found, scores, strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.score)


def features_of(query: Query, hits: Sequence[Hit], ranked: Sequence[Ranked]) -> list[float]:
    """The verdict's QUESTION_FEATURES for ranked sentences."""
    best = ranked[0]
    document = best.hit.passage.document
    beside = [one.support for one in ranked if one.hit is best.hit]
    anywhere = [one.support for one in ranked]
    support = np.stack([best.support, np.max(beside, axis=0), np.max(anywhere, axis=0)])
    return question_features(
        query,
        hits,
        [one.score for one in ranked],
        Span(document, best.sentence.start, best.sentence.end),
        best.hit,
        support,
    )


def _of_hit(hit: Hit, similar: Floats) -> Iterator[tuple[Region, Floats]]:
    """The hit's sentences, each with the best cosine for every question token."""
    starts = hit.tokens.offsets[:, 0] + hit.passage.start  # they rise
    sentences = hit.passage.sentences
    firsts = np.searchsorted(starts, [sentence.start for sentence in sentences])
    ends = np.searchsorted(starts, [sentence.end for sentence in sentences])
    for sentence, first, end in zip(sentences, firsts.tolist(), ends.tolist(), strict=True):
        if first < end:
            yield sentence, similar[:, first:end].max(axis=1)
