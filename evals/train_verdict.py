"""Learns the three logistic regressions of assistant.verdict from made-up briefs.

    python -m evals.train_verdict MADE OUT [--held-out-only] [--model NAME] [--reader | --second]
        [--every N] [--sets NAME ...] [--only LINE ...]

MADE is the folder of made-up briefs (evals/made), OUT the .json to write. Reports by
cross-validation over briefs: how well answerable questions are told from near misses, and how
many near misses are refused where 6 in 100 answerable questions are. With --held-out-only it
learns from the texts that neither adapter nor reader was trained on (MADE/held-out.list). With
--second it learns how both readings are mixed, and the verdict for that, from some questions on
each text. --sets adds question sets on the packaged brief that judge nothing, such as brief-dev,
--every takes each Nth made-up question alone, or with --second each Nth text, and --only rewrites
these lines of an OUT that is there, and the answer threshold, as readings are weighed in it.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

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
from assistant.verdict import (
    QUESTION_FEATURES,
    READING_FEATURES,
    Line,
    Mix,
    read_mix,
    sentence_features,
)
from corpus.collection import PACKAGED, read_collection
from evals.sets import GoldQuestion, half_shared, read_set
from evals.training_data import held_out, json_lines, write_json
from index.embedder import Embedder
from index.index import Index
from index.joined import open_embedder
from index.opening import open_or_build
from index.storage import IndexSettings

Array = npt.NDArray[np.float64]

# Answerable questions that may be refused, as a share.
WRONG_REFUSALS = 0.06
# Of the questions on the documents' subject that people ask, as we take it, those that the
# documents answer. The made-up texts are asked about as many near misses as answerable questions,
# so that both are learned well; a probability fitted to that would be far too low elsewhere.
ANSWERED = 0.75
# Least share of quotes that should be evidence where a question is answered.
RELEVANT_QUOTES = 0.6
# Largest weight of first scores in the order beside the reader's.
_MOST_WEIGHT = 100.0
# Inverse strength of the L2 penalty.
_PENALTY = 0.3
# Signs that weights must have; None leaves a feature out, and those not named are free.
_RISING = (
    "answer evidence first ahead best margin lead spread passage weakest weak shared year_fits "
    "holds_figure holds_date"
)
_FALLING = "gap gap_most elsewhere unknown_names absent_names"
_ANYWHERE = "weakest_anywhere weak_anywhere known"
_SIGNS: dict[str, int | None] = {
    **dict.fromkeys(_RISING.split(), 1),
    **dict.fromkeys(_FALLING.split(), -1),
}
# That a question's words stand in the texts says what they are about, not that they answer it;
# and how long it is tells most of how its writer writes.
_QUESTION_SIGNS = _SIGNS | dict.fromkeys([*_ANYWHERE.split(), "length"])
_TOPIC_SIGNS = _SIGNS | dict.fromkeys(_ANYWHERE.split(), 1)
_BOUNDS = {1: (0, None), -1: (None, 0), 0: (None, None), None: (0, 0)}
# Of them, those that may be refused as off topic.
OFF_TOPIC_REFUSALS = 0.015
# Every so many of another brief's questions are asked too.
_STRANGE = 4
# Ranked sentences of each question that the second regression sees.
_SEEN = 12
# Questions on a text that are read a second time, which takes a second each.
_READ_TWICE = 8
# What a question on the packaged brief counts for beside a made-up one.
_OF_SETS = 2.0
# What all far questions together count for beside the others, which are a near miss or answered:
# what is learned of these alone takes some far ones for answered.
_FAR = 0.1
_DATA = "made-up briefs (own, Apache-2.0)"
_DATA_OF_SETS = " and questions on the packaged brief that judge nothing (own, Apache-2.0)"


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


def learn(
    found: list[Example],
    first_pass: float,
    mix: Mix | None,
    names: Sequence[str],
    out: Path,
    only: Sequence[str] = (),
) -> None:
    """Fits the regressions, chooses the thresholds on out-of-fold predictions, writes `out`.
    `names` are those of the question's features, `first_pass` the weight of first scores, `mix`
    that of two readings; `only`: what is rewritten of what `out` holds, beside the answer
    threshold, or all of it."""
    topics, features = (
        np.array([one.topic for one in found]),
        np.array([one.question for one in found]),
    )
    question_signs = [_QUESTION_SIGNS.get(name, 0) for name in names]
    topic_signs = [_TOPIC_SIGNS.get(name, 0) for name in QUESTION_FEATURES]
    free: list[int | None] = [0] * (len(found[0].sentences[0][0]) + 1)
    answerable = np.array([one.gold.answerable for one in found])
    groups = np.array([one.brief for one in found])
    about = np.array([one.gold.kind != "far" for one in found], bool)
    counts = np.array([one.counts for one in found])
    weights = prior_weights(answerable, about, 0.0 if mix else _FAR) * counts
    even = np.ones(len(found))
    told = out_of_fold(features, answerable, groups, weights, question_signs)
    topic = out_of_fold(topics, about, groups, even, topic_signs)
    topic_threshold = float(np.quantile(topic[answerable], OFF_TOPIC_REFUSALS))
    asked = answerable & (topic >= topic_threshold)
    share = (WRONG_REFUSALS - OFF_TOPIC_REFUSALS) * answerable.sum() / asked.sum()
    threshold = float(np.quantile(told[asked], share))
    _report({"near": told, "far": topic}, (told < threshold) | (topic < topic_threshold), found)
    # Far questions are read once: beside two readings their logits are on another scale.
    kept = about if mix else np.ones(len(found), bool)
    alike = [one for one, keep in zip(found, kept, strict=True) if keep]
    rows, relevant, owners = _sentence_rows(alike, told[kept])
    sentence_told = out_of_fold(rows, relevant, owners, np.ones(len(rows)), free)
    print(f"sentence AUC {roc_auc_score(relevant, sentence_told):.3f}")  # noqa: T201
    told_lines = {
        "question": asdict(fit_line(features, answerable, question_signs, weights)),
        "topic": asdict(fit_line(topics, about, topic_signs)),
        "sentence": asdict(fit_line(rows, relevant, free)),
        "topic_threshold": round(topic_threshold, 4),
        "answer_threshold": round(threshold, 4),
        "quote_threshold": _quote_threshold(alike, sentence_told),
        **(_further(found) if found[0].further else {}),
        "first_pass": first_pass,
        **({"mix": asdict(mix)} if mix else {}),
        "data": _DATA + (_DATA_OF_SETS if max(counts) > 1 else ""),
    }
    if only:
        new = {name: told_lines[name] for name in (*only, "answer_threshold", "data")}
        told_lines = json.loads(out.read_text("utf-8")) | new
        told_lines["learned_answer_threshold"] = told_lines["answer_threshold"]
    write_json(told_lines, out)


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


def _sentence_rows(
    found: list[Example], told: Array
) -> tuple[Array, npt.NDArray[np.bool_], npt.NDArray[Any]]:
    rows, relevant, owners = [], [], []
    for one, answerable in zip(found, told, strict=True):
        for row, right in one.sentences[:_SEEN]:
            rows.append([*row, float(answerable)])
            relevant.append(right)
            owners.append(one.brief)
    return np.array(rows), np.array(relevant, bool), np.array(owners)


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


def _further(found: list[Example]) -> dict[str, Any]:
    """The regression for sentences beside the first, over answerable questions."""
    kept = [one for one in found if one.gold.answerable]
    rows = np.array([row for one in kept for row, _ in one.further])
    right = np.array([right for one in kept for _, right in one.further], bool)
    owners = np.array([one.brief for one in kept for _ in one.further])
    free: list[int | None] = [0] * rows.shape[1]
    told = out_of_fold(rows, right, owners, np.ones(len(rows)), free)
    print(f"further sentences AUC {roc_auc_score(right, told):.3f}")  # noqa: T201
    return {"further": asdict(fit_line(rows, right, free))}


def _quote_threshold(found: list[Example], told: Array) -> float:
    """The least probability for a quote after the first that keeps RELEVANT_QUOTES: the mean
    share of evidence among the quotes of an answerable question, at most three each."""
    best, at = 1.0, 0
    shares: dict[float, list[float]] = {step / 50: [] for step in range(5, 50)}
    for one in found:
        seen = one.sentences[:_SEEN]
        likely, at = told[at : at + len(seen)], at + len(seen)
        if not one.gold.answerable or not any(right for _, right in seen):
            continue
        for threshold, kept in shares.items():
            count = max(1, min(3, int((likely >= threshold).sum())))
            kept.append(float(np.mean([right for _, right in seen[:count]])))
    for threshold, kept in shares.items():
        if np.mean(kept) >= RELEVANT_QUOTES:
            best = min(best, threshold)
    return best


def _report(told: dict[str, Array], refused: npt.NDArray[np.bool_], found: list[Example]) -> None:
    kinds = np.array([one.gold.kind for one in found])
    answerable = np.array([one.gold.answerable for one in found])
    right = [one.sentences[0][1] for one in found if one.gold.answerable]
    print(f"first sentence right {np.mean(right):.3f} of {len(right)}")  # noqa: T201
    print(f"answerable: refused {refused[answerable].mean():.3f}")  # noqa: T201
    for kind, line in told.items():
        both = answerable | (kinds == kind)
        area = roc_auc_score(answerable[both], line[both])
        print(f"{kind}: AUC {area:.3f}, refused {refused[kinds == kind].mean():.3f}")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns the verdict from made-up briefs.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held-out-only", action="store_true")
    parser.add_argument("--model", default="")
    parser.add_argument("--profile", default="fast")
    parser.add_argument("--reader", action="store_true", help="for the model's reader")
    parser.add_argument("--second", action="store_true", help="for both readings")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sets", nargs="*", default=())
    parser.add_argument("--only", nargs="*", default=(), choices=("question", "sentence"))
    told = parser.parse_args()
    settings = Settings(profile=told.profile, model=told.model)
    kept = json.loads(told.out.read_text("utf-8")) if told.only else None
    learn(
        *examples(
            told.made,
            open_bench(settings, told.reader, told.second),
            told.held_out_only,
            told.every,
            told.sets,
            kept and (kept["first_pass"], read_mix(kept["mix"]) if "mix" in kept else None),
        ),
        READING_FEATURES if told.reader or told.second else QUESTION_FEATURES,
        told.out,
        told.only,
    )
