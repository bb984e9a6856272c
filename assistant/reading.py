"""Evidence by late interaction first, then by reading the best sentences beside the question,
once or twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.asking import QuestionLine
from assistant.forms import form_features
from assistant.reader import Reader, Reading
from assistant.selection import (
    Evidence,
    Ranked,
    Scored,
    anything,
    features_of,
    rank_sentences,
)
from assistant.verdict import Mix, Verdict
from corpus.documents import Span
from index.index import Hit, Query
from index.weights import Weights

if TYPE_CHECKING:
    from assistant.second import SecondReader

# Sentences that are read: on made-up texts that nothing was trained on, the first five hold 95 %
# of the evidence, and each one read costs about 6 ms.
READ = 6


class SecondReading:
    """The best sentences read by a whole model of its own, which is loaded when it is needed
    first."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self._made_of = weights, learned

    def read(self, query: Query, ranked: Sequence[Ranked]) -> Reading:
        """The reading of these ranked sentences, at least one."""
        from assistant.second import Read

        return self._reader().read(
            [Read(query.mended, one.span.text, sentence_before(one), one.score) for one in ranked]
        )

    def _reader(self) -> "SecondReader":
        from assistant.second import open_second_reader

        return open_second_reader(*self._made_of)


def sentence_before(ranked: Ranked) -> str:
    """The sentence before it in its passage, or "" where it is the first."""
    passage = ranked.hit.passage
    own = [one.start for one in passage.sentences].index(ranked.sentence.start)
    return passage.document.slice(passage.sentences[own - 1]) if own else ""


class ReadingSelector:
    """Sentences ranked by late interaction, of which the first READ are read by a Reader, whose
    order they then stand in; those unread follow. A Verdict learned for the reader turns its
    logits into probabilities. With a second reading, both are mixed first."""

    def __init__(
        self,
        verdict: Verdict,
        reader: Reader,
        several: QuestionLine,
        second: SecondReading | None = None,
    ) -> None:
        """`several` tells whether a question asks for several things. With `second` the verdict is
        one for two readings, which has a mix."""
        self._verdict, self._reader, self._several = verdict, reader, several
        self._second = second
        self.topic_threshold = verdict.topic_threshold
        self.answer_threshold = verdict.answer_threshold
        self.quote_threshold = verdict.quote_threshold
        self.likely = verdict.likely
        self.counts_several = verdict.further is not None

    def put_apart(self) -> None:
        """As JointLayers.put_apart."""
        self._reader.put_apart()

    def select(
        self, query: Query, hits: Sequence[Hit], may_answer: Callable[[Span], bool] = anything
    ) -> Evidence:
        every = rank_sentences(query, hits)
        ranked = [one for one in every if may_answer(one.span)]
        if not ranked:
            return Evidence((), 0.0, 0.0)
        about = topic = features_of(query, hits, ranked)
        if len(ranked) < len(every):
            about = features_of(query, hits, every)
        reading = self._read(query, ranked)
        order = reading_order(reading)
        stated = self._verdict.question.probability(reading_features(reading, topic, query.text))
        further, rows = self._verdict.further, read_rows(reading, order)
        own = rows[:1] if further else rows
        likely = [self._verdict.sentence.probability([*row, stated]) for row in own]
        if further:
            several = self._several.logit(query.mended, query.vector[0])
            candidates = [candidate(one) for one in ranked[: len(order)]]
            beside = further_rows(reading, order, candidates, several)
            likely += [further.probability(row) for row in beside]
        read = [
            ranked[at].scored(float(reading.ranks[at]), probability)
            for at, probability in zip(order, likely, strict=True)
        ]
        unread = _unread(ranked[len(order) :], ranked[len(order) - 1], read)
        on_topic = self._verdict.topic.probability(about)
        calibration, enough = self._verdict.calibration, self._verdict.topic_threshold
        return Evidence((*read, *unread), on_topic, stated, calibration, enough)

    def _read(self, query: Query, ranked: Sequence[Ranked]) -> Reading:
        """The reading, or both as one, with what first scores count for."""
        reading = read_best(self._reader, query, ranked)
        read = ranked[: len(reading.ranks)]
        if self._second and self._verdict.mix:
            again = self._second.read(query, read)
            reading = mixed(reading, again, self._verdict.mix)
        return weighed(reading, [one.score for one in read], self._verdict.first_pass)


def read_best(reader: Reader, query: Query, ranked: Sequence[Ranked]) -> Reading:
    """The reading of the first READ ranked sentences."""
    first = ranked[:READ]
    tokens = [one.hit.tokens_in(one.sentence) for one in first]
    return reader.read(query.tokens, tokens, [one.score for one in first])


def mixed(first: Reading, second: Reading, mix: Mix) -> Reading:
    """Two readings of the same sentences as one, by the weights of either."""
    own, other = mix.ranks
    ranks = own * first.ranks + other * second.ranks
    own, other = mix.evidence
    evidence = own * first.evidence + other * second.evidence
    own, other = mix.answer
    return Reading(ranks, evidence, own * first.answer + other * second.answer)


def weighed(reading: Reading, scores: Sequence[float], first_pass: float) -> Reading:
    """The reading with the sentences' first-pass scores, times that, added to their ranks."""
    return replace(reading, ranks=reading.ranks + first_pass * np.array(scores, np.float32))


def reading_features(reading: Reading, question: Sequence[float], asked: str) -> list[float]:
    """READING_FEATURES from the reading, from QUESTION_FEATURES and what was asked."""
    order = reading_order(reading)
    first, second = order[0], order[min(1, len(order) - 1)]
    ahead = float(reading.ranks[first] - reading.ranks[second])
    evidence = float(reading.evidence.max()), float(reading.evidence[first])
    return [reading.answer, *evidence, ahead, *question, *form_features(asked)]


def reading_order(reading: Reading) -> list[int]:
    """The numbers of the sentences read, best first."""
    return [int(at) for at in np.argsort(-reading.ranks, kind="stable")]


def read_rows(reading: Reading, order: Sequence[int]) -> list[list[float]]:
    """READ_SENTENCE_FEATURES without the last, for each sentence in order."""
    best = float(reading.ranks[order[0]])
    return [[float(reading.evidence[at]), best - float(reading.ranks[at])] for at in order]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that is read: its first score, its paragraph, its number there, and whether
    that is in a note."""

    score: float
    block: tuple[str, int]
    number: int
    note: bool


def candidate(ranked: Ranked) -> Candidate:
    """The sentence as a candidate."""
    block, start = ranked.hit.passage.block, ranked.sentence.start
    number = [sentence.start for sentence in block.sentences].index(start)
    place = ranked.span.document.id, block.start
    return Candidate(ranked.score, place, number, block.kind == "note")


def further_rows(
    reading: Reading, order: Sequence[int], candidates: Sequence[Candidate], several: float
) -> list[list[float]]:
    """FURTHER_FEATURES for each candidate in order but the first. `several`: the logit of the
    question asking for several things."""
    first, evidence = candidates[order[0]], reading.evidence
    rows = []
    for at in order[1:]:
        one, behind = candidates[at], float(reading.ranks[order[0]] - reading.ranks[at])
        same = one.block == first.block
        gap = one.number - first.number if same else 0
        following = float(gap == 1)
        rows.append(
            [
                *(float(evidence[at]), behind, first.score - one.score, one.score, several),
                *(float(same), following, float(gap == -1), float(gap > 1)),
                *(several * same, several * following, several * behind),
                *(float(one.note), float(evidence[order[0]])),
            ]
        )
    return rows


def _unread(ranked: Sequence[Ranked], last: Ranked, read: Sequence[Scored]) -> list[Scored]:
    """Those not read, below all that were, by how far their first score falls behind."""
    score, probability = read[-1].score, min(one.probability for one in read)
    shares = [max(0.0, one.score) / max(last.score, 1e-9) for one in ranked]
    return [
        one.scored(score - (1.0 - share), probability * share)
        for one, share in zip(ranked, shares, strict=True)
    ]
