"""Questions as a verdict sees them: read as at run time, with what is right beside."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from assistant.asking import QuestionLine, question_line
from assistant.opening import open_second
from assistant.questions import read_question
from assistant.reader import Reader, Reading, open_reader
from assistant.reading import (
    Candidate,
    SecondReading,
    candidate,
    further_rows,
    mixed,
    read_best,
    read_rows,
    reading_features,
    reading_order,
    weighed,
)
from assistant.retrieval import tells
from assistant.selection import Ranked, features_of, rank_sentences
from assistant.settings import Settings
from assistant.verdict import Line, Mix, sentence_features
from corpus.collection import PACKAGED, read_collection
from evals.regression import Array, fit_line, prior_weights
from evals.sets import GoldQuestion, half_shared, read_set
from evals.training_data import held_out, json_lines
from index.embedder import Embedder
from index.index import Index
from index.joined import open_embedder
from index.opening import open_or_build
from index.storage import IndexSettings

# Largest weight of first scores in the order beside the reader's.
_MOST_WEIGHT = 100.0
# Every so many of another brief's questions are asked too.
_STRANGE = 4
# Questions on a text that are read a second time, which takes a second each.
_READ_TWICE = 8
# What a question on the packaged brief counts for beside a made-up one.
_OF_SETS = 2.0


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its features for the topic and the question, its sentences' in their order
    with whether they are evidence, the same of those beside the first that are told by
    FURTHER_FEATURES, what was asked, the brief, and what it counts for."""

    topic: list[float]
    question: list[float]
    sentences: list[tuple[list[float], bool]]
    further: list[tuple[list[float], bool]]
    gold: GoldQuestion
    brief: str
    counts: float = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One question as read: its features for the topic, the reading of the best sentences, these,
    whether each of them is evidence, the logit of the question asking for several things, what
    was asked, also as it was looked for, and the brief."""

    topic: list[float]
    reading: Reading
    second: Reading | None
    candidates: list[Candidate]
    right: list[bool]
    several: float
    gold: GoldQuestion
    asked: str
    brief: str
    counts: float = 1.0

    @property
    def readings(self) -> list[Reading]:
        return [self.reading, self.second] if self.second else [self.reading]

    @property
    def scores(self) -> list[float]:
        """The first scores of the sentences read."""
        return [one.score for one in self.candidates]

    @property
    def about(self) -> bool:
        return self.gold.kind != "far"

    def weighed(self, first_pass: float, mix: Mix | None = None) -> Example:
        """As an example, with the first scores weighing that much more in the order, and both
        readings where there is a mix."""
        both = mixed(self.reading, self.second, mix) if mix and self.second else self.reading
        reading = weighed(both, self.scores, first_pass)
        order = reading_order(reading)
        told = zip(order, read_rows(reading, order), strict=True)
        rows = [(row, self.right[at]) for at, row in told]
        features = reading_features(reading, self.topic, self.asked)
        beside = further_rows(reading, order, self.candidates, self.several)
        further = [(row, self.right[at]) for at, row in zip(order[1:], beside, strict=True)]
        return Example(self.topic, features, rows, further, self.gold, self.brief, self.counts)


@dataclass(frozen=True, slots=True)
class Bench:
    """What reads the questions; `reader` is None for late interaction alone."""

    embedder: Embedder
    reader: Reader | None
    settings: Settings
    second: SecondReading | None = None

    @property
    def several(self) -> QuestionLine:
        """What tells whether a question asks for several things."""
        return question_line("several", self.embedder)

    @property
    def shape(self) -> IndexSettings:
        return IndexSettings(
            model=self.embedder.name,
            model_sha256=self.embedder.sha256,
            passage_chars=self.settings.passage_chars,
        )


def open_bench(settings: Settings, read: bool, twice: bool = False) -> Bench:
    """With the settings' model and, if `read`, the reader packaged for it; `twice`: also what
    reads a second time. Raises UserError where that takes weights that aren't installed."""
    embedder = open_embedder(settings.model_name, settings.precision)
    reader = open_reader(embedder) if read or twice else None
    return Bench(embedder, reader, settings, open_second() if twice else None)


def examples(
    made: Path,
    bench: Bench,
    held_out_only: bool,
    every: int = 1,
    sets: Sequence[str] = (),
    weighing: tuple[float, Mix | None] | None = None,
) -> tuple[list[Example], float, Mix | None]:
    """An example for each of `every` so many questions on every text, and for those of the `sets`;
    how much more first scores weigh where there is a reader, and the mix where there are two
    readings: as in `weighing` or, if it is None, such that a right sentence is likeliest to be
    first."""
    seen = [*_seen(made, bench, held_out_only, every), *_of_sets(sets, bench)]
    read = [one for one in seen if isinstance(one, Seen)]
    weight, mix = weighing or _best_weighing(read, bench)
    examples = [one.weighed(weight, mix) if isinstance(one, Seen) else one for one in seen]
    return examples, weight, mix


def _best_weighing(read: Sequence[Seen], bench: Bench) -> tuple[float, Mix | None]:
    if bench.second:
        return best_mix(read)
    if not read:
        return 0.0, None
    own, scores = best_weights(read)
    return round(scores / own, 2), None


def best_weights(seen: Sequence[Seen]) -> list[float]:
    """The weights of the reading's ranks, of the second's, if there is one, and of first scores
    in the order, each 0 to _MOST_WEIGHT, for which the right sentences' share of a softmax over
    the sentences read is largest: its mean logarithm, over the questions of which one was read."""
    told = [one for one in seen if any(one.right)]
    parts = [np.array([*(part.ranks for part in one.readings), one.scores]) for one in told]
    rows, right = np.concatenate(parts, axis=1), np.concatenate([one.right for one in told])
    starts = np.cumsum([0, *(part.shape[1] for part in parts[:-1])])

    def cost(weights: Array) -> float:
        ranks = weights @ rows
        among = np.logaddexp.reduceat(ranks, starts)
        return float(
            np.mean(among - np.logaddexp.reduceat(np.where(right, ranks, -np.inf), starts))
        )

    count = len(rows)
    bounds = [(1e-2, _MOST_WEIGHT)] + [(0.0, _MOST_WEIGHT)] * (count - 1)
    found = minimize(cost, np.ones(count), bounds=bounds, method="L-BFGS-B")
    return [float(weight) for weight in found.x]


def best_mix(seen: Sequence[Seen]) -> tuple[float, Mix]:
    """How much first scores weigh beside both readings, and how these are mixed."""
    *ranks, scores = best_weights(seen)
    about = [one for one in seen if one.about]
    answerable = np.array([one.gold.answerable for one in about])
    answers = np.array([[part.answer for part in one.readings] for one in about])
    counts = prior_weights(answerable, np.ones(len(about), bool))
    rows = np.concatenate([np.stack([p.evidence for p in one.readings], 1) for one in about])
    right = np.array([right for one in about for right in one.right])
    mix = Mix(
        _pair(ranks),
        _slopes(fit_line(rows, right, (1, 1))),
        _slopes(fit_line(answers, answerable, (1, 1), counts)),
    )
    return round(scores, 2), mix


def _slopes(line: Line) -> tuple[float, float]:
    return _pair([weight / scale for weight, scale in zip(line.weights, line.scale, strict=True)])


def _pair(weights: Sequence[float]) -> tuple[float, float]:
    first, second = (round(weight, 4) for weight in weights)
    return first, second


def _seen(made: Path, bench: Bench, held_out_only: bool, every: int) -> Iterator[Example | Seen]:
    held = held_out(made)
    chosen = [p for p in sorted(made.glob("*.txt")) if p.stem in held or not held_out_only]
    if bench.second:
        chosen, every = chosen[::every], 1
    for path, other in zip(chosen, [*chosen[1:], *chosen[:1]], strict=True):
        yield from _of_brief(path, other, bench, every)


def _of_sets(names: Sequence[str], bench: Bench) -> list[Example | Seen]:
    """The sets' questions on the packaged brief, each writer's as one group."""
    if not names:
        return []
    collection = read_collection(PACKAGED)
    with tempfile.TemporaryDirectory() as room:
        index = open_or_build(collection, Path(room) / "index", bench.shape, bench.embedder)
        return [
            replace(_example(gold, index, bench, gold.id.rpartition("-")[0]), counts=_OF_SETS)
            for name in names
            for gold in read_set(name, collection).questions
            if gold.kind != "reference"  # these are answered otherwise
        ]


def _of_brief(path: Path, other: Path, bench: Bench, every: int) -> Iterator[Example | Seen]:
    """The brief's own questions, and some of `other`'s, which are far from it."""
    with tempfile.TemporaryDirectory() as room:
        corpus, folder = Path(room) / "corpus", Path(room) / "index"
        corpus.mkdir()
        shutil.copy(path, corpus)
        collection = read_collection(corpus)
        index = open_or_build(collection, folder, bench.shape, bench.embedder)
        questions = read_set(str(path.with_suffix(".jsonl")), collection).questions
        for gold in _asked(questions[::every], bench):
            yield _example(gold, index, bench, path.stem)
        strange = _STRANGE * 2 if bench.second else _STRANGE
        for row in json_lines(other.with_suffix(".jsonl"))[::strange]:
            asked = row["question"]
            far = GoldQuestion(id="far", kind="far", question=asked, answerable=False, evidence=())
            yield _example(far, index, bench, path.stem)


def _asked(questions: Sequence[GoldQuestion], bench: Bench) -> Sequence[GoldQuestion]:
    """All of them, or where they are read twice, some, evenly over the set."""
    if not bench.second:
        return questions
    every = max(1, len(questions) / _READ_TWICE)
    return [questions[int(at * every)] for at in range(min(_READ_TWICE, len(questions)))]


def _example(gold: GoldQuestion, index: Index, bench: Bench, brief: str) -> Example | Seen:
    told = read_question(gold.question, gold.history, bench.settings.longest_question)
    query = index.query(told.parts[0].resolved if len(told.parts) == 1 else gold.question)
    hits = index.search(query, bench.settings.passages_read)
    ranked = [one for one in rank_sentences(query, hits) if tells(one.span)]
    topic = features_of(query, hits, ranked)
    if bench.reader:
        reading = read_best(bench.reader, query, ranked)
        read = ranked[: len(reading.ranks)]
        twice = bench.second if gold.kind != "far" else None
        second = twice.read(query, read) if twice else None
        right = [_right(one, gold) for one in read]
        several = bench.several.logit(query.mended, query.vector[0])
        candidates = [candidate(one) for one in read]
        asked = query.text
        return Seen(topic, reading, second, candidates, right, several, gold, asked, brief)
    scores = [one.score for one in ranked]
    seen = [sentence_features(score, scores, 0.0)[:-1] for score in scores]
    rows = [(row, _right(one, gold)) for row, one in zip(seen, ranked, strict=True)]
    return Example(topic, topic, rows, [], gold, brief)


def _right(one: Ranked, gold: GoldQuestion) -> bool:
    spans = [(span.start, span.end) for item in gold.evidence for span in item]
    return any(half_shared(one.sentence.start, one.sentence.end, a, b) for a, b in spans)
