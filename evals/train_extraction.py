"""Learns by which texts and with which sentences `footnoted extract` answers.

    python -m evals.train_extraction MADE DATA OUT [--profile fast] [--rows 900] [--first-pass W]

MADE is the folder of made-up texts (evals/made, our own), of which those in held-out.list are
read, passage by passage, the made-up papers of papers/dev.jsonl and those in science; DATA a
folder with squad2.jsonl (SQuAD 2.0, CC BY-SA 4.0; of it the articles that no training reads),
selqa_dev.jsonl (SelQA, Apache 2.0) and covidqa_*.jsonl (COVID-QA, Apache 2.0). Each row is a
question and a text by itself: as many that answer as that don't, for nothing else is known of a
text that somebody brings along. What doesn't answer is another part of the same article, the one
nearest in meaning or in words or any, or asked for what it lacks.
Reports each source by regressions learned from the others, and the papers of papers/test.jsonl,
which nothing is learned from. The questions on the packaged brief are never read.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from assistant.extraction import hits_in
from assistant.reading import (
    candidate,
    further_rows,
    read_best,
    read_rows,
    reading_features,
    reading_order,
    weighed,
)
from assistant.selection import features_of, rank_sentences
from assistant.settings import Settings
from assistant.verdict import QUESTION_FEATURES, READING_FEATURES, Line, open_verdict
from corpus.documents import Region
from corpus.view import words
from evals.extraction_rows import Row, paper_rows, rows_of
from evals.regression import Array, fit_line
from evals.sets import half_shared
from evals.training_data import write_json
from evals.verdict_examples import Bench, open_bench
from index.index import plain_query

# How likely a text must answer, when as many do as don't; and what is tried for a sentence.
ANSWERS = 0.5
_QUOTES = np.arange(0.04, 0.6, 0.02).round(2).tolist()
_ALWAYS = 50.0  # a logit
# What is learned from; more features told sources apart that nothing was learned from no better
# (mean AUC .916 with all of them, .921 with these).
_FEATURES = ("best", "answer", "evidence", "first")
# Where a span is an answer, or the one sentence with it, what goes on about the same isn't marked;
# in the others all is that should be quoted.
_SHORT = ("squad", "covid", "selqa")
_TOLD = {
    "data": "made-up texts and papers (own), SQuAD 2.0, SelQA, COVID-QA",
    "licences": "Apache-2.0, CC BY-SA 4.0, Apache-2.0, Apache-2.0",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read: READING_FEATURES, and of each sentence that was read, best first, its place,
    what the reader says of it and whether it is evidence; FURTHER_FEATURES of all but the first."""

    row: Row
    features: list[float]
    sentences: list[Region]
    rows: list[list[float]]
    right: list[bool]
    further: list[list[float]]


def tell(row: Row, bench: Bench, first_pass: float) -> Told | None:
    """The row as assistant.extraction reads it; None where there is nothing to read."""
    assert bench.reader
    hits = hits_in(bench.embedder, row.text, bench.settings.passage_chars)
    query = plain_query(bench.embedder, row.question)
    ranked = rank_sentences(query, hits)
    if not ranked:
        return None
    first = read_best(bench.reader, query, ranked)
    read = ranked[: len(first.ranks)]
    reading = weighed(first, [one.score for one in read], first_pass)
    order = reading_order(reading)
    places = [Region(ranked[at].sentence.start, ranked[at].sentence.end) for at in order]
    right = [any(half_shared(p.start, p.end, *span) for span in row.spans) for p in places]
    features = reading_features(reading, features_of(query, hits, ranked), query.text)
    several = bench.several.logit(query.mended, query.vector[0])
    further = further_rows(reading, order, [candidate(one) for one in read], several)
    return Told(row, features, places, read_rows(reading, order), right, further)


@dataclass(frozen=True, slots=True)
class Learned:
    """Whether a text answers, whether the best sentence is evidence and another beside it, and
    from which probability on such a one is given."""

    question: Line
    sentence: Line
    further: Line
    quote_threshold: float

    def stated(self, told: Told) -> float:
        """How likely the row's text answers."""
        return self.question.probability(told.features)

    def chosen(self, told: Told) -> list[Region]:
        """The sentences that are given; none where the text doesn't answer."""
        return _chosen(told, self.stated(told), self.further, self.quote_threshold)


def learn(found: Sequence[Told]) -> Learned:
    """From rows of which each source weighs the same, and of each half those that answer."""
    answers = np.array([bool(one.row.spans) for one in found])
    weights = row_weights([one.row.source for one in found], answers)
    features = np.array([one.features for one in found])
    signs = [1 if name in _FEATURES else None for name in READING_FEATURES]
    question = fit_line(features, answers, signs, weights)
    stated = [question.probability(one.features) for one in found]
    firsts = np.array([[*one.rows[0], told] for one, told in zip(found, stated, strict=True)])
    right = np.array([one.right[0] for one in found])
    sentence = fit_line(firsts, right, [0] * firsts.shape[1], weights)
    whole = [at for at, one in enumerate(found) if one.row.source not in _SHORT]
    further = _further([found[at] for at in whole])
    kept, shares = [found[at] for at in whole], dict[float, float]()
    for threshold in _QUOTES:
        chosen = [_chosen(found[at], stated[at], further, threshold) for at in whole]
        shares[threshold] = word_f1(kept, chosen, weights[whole])
    best = max(shares, key=lambda threshold: shares[threshold])
    return Learned(question, sentence, further, best)


def _further(found: Sequence[Told]) -> Line:
    """Tells which sentences beside the best are evidence, where a text answers; each source
    weighs the same."""
    kept = [one for one in found if one.row.spans and one.further]
    counts = Counter(one.row.source for one in kept for _ in one.further)
    rows = np.array([row for one in kept for row in one.further])
    right = np.array([right for one in kept for right in one.right[1:]])
    weights = [1 / counts[one.row.source] for one in kept for _ in one.further]
    even = np.array(weights) * len(rows) / len(counts)
    return fit_line(rows, right, [0] * rows.shape[1], even)


def row_weights(sources: Sequence[str], answers: npt.NDArray[np.bool_]) -> Array:
    """(n,) weights of n rows, 1 in the mean: all sources weigh the same, and of each those that
    answer as much as those that don't."""
    kinds = list(zip(sources, answers.tolist(), strict=True))
    counts = Counter(kinds)
    return np.array([len(kinds) / len(counts) / counts[kind] for kind in kinds])


def _chosen(told: Told, stated: float, further: Line, threshold: float) -> list[Region]:
    """As assistant.extraction chooses."""
    if stated < ANSWERS:
        return []
    beside = zip(told.sentences[1:], told.further, strict=True)
    likely = [place for place, row in beside if further.probability(row) >= threshold]
    return [*told.sentences[:1], *likely]


def word_f1(found: Sequence[Told], chosen: Sequence[list[Region]], weights: Array) -> float:
    """Micro F1 in words, each by its place, as ACL-Verbatim (KRLabsOrg) scores spans."""
    both = given = wanted = 0.0
    for one, places, weight in zip(found, chosen, weights, strict=True):
        gold = _words(one.row.text, one.row.spans)
        told = _words(one.row.text, [(place.start, place.end) for place in places])
        both += weight * len(gold & told)
        given += weight * len(told)
        wanted += weight * len(gold)
    return 2 * both / max(given + wanted, 1e-9)


def _words(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """First characters of the words that the spans touch."""
    return {
        place.start
        for _, place in words(text)
        if any(place.start < end and start < place.end for start, end in spans)
    }


def report(learned: Learned, found: Sequence[Told]) -> str:
    """How well rows that nothing was learned from are told apart, and what is given of them."""
    answers = [bool(one.row.spans) for one in found]
    stated = [learned.stated(one) for one in found]
    chosen = [learned.chosen(one) for one in found]
    first = np.mean([one.right[0] for one in found if one.row.spans])
    silent = np.mean([not c for c, answer in zip(chosen, answers, strict=True) if answer])
    false = np.mean([bool(c) for c, answer in zip(chosen, answers, strict=True) if not answer])
    return (
        f"n={len(found)} first right {first:.3f}, AUC {roc_auc_score(answers, stated):.3f}, "
        f"silent {silent:.3f}, given falsely {false:.3f}, "
        f"word F1 {word_f1(found, chosen, np.ones(len(found))):.3f}"
    )


def save(learned: Learned, first_pass: float, out: Path) -> None:
    """The verdict's file: every text is taken to be about the question."""
    count = len(QUESTION_FEATURES)
    always = Line((0.0,) * count, (0.0,) * count, (1.0,) * count, _ALWAYS)
    told = {
        "question": asdict(learned.question),
        "topic": asdict(always),
        "sentence": asdict(learned.sentence),
        "further": asdict(learned.further),
        "topic_threshold": 0.0,
        "answer_threshold": ANSWERS,
        "quote_threshold": learned.quote_threshold,
        "first_pass": first_pass,
        **_TOLD,
    }
    write_json(told, out)


def train(arguments: argparse.Namespace) -> None:
    """Reads all rows, reports, and writes what was learned from all of them."""
    bench = open_bench(Settings(profile=arguments.profile), True)
    assert bench.reader
    first_pass = arguments.first_pass
    if first_pass is None:
        first_pass = open_verdict(f"{bench.embedder.name}.reader", bench.reader.name).first_pass
    rows = rows_of(arguments.made, arguments.data, arguments.rows)
    found = [told for row in rows if (told := tell(row, bench, first_pass))]
    for source in sorted({one.row.source for one in found}):
        others = [one for one in found if one.row.source != source]
        own = [one for one in found if one.row.source == source]
        print(f"{source}: {report(learn(others), own)}", flush=True)  # noqa: T201
    learned = learn(found)
    unseen = [
        told for row in paper_rows(arguments.made, "test") if (told := tell(row, bench, first_pass))
    ]
    if unseen:
        print(f"papers, test: {report(learned, unseen)}", flush=True)  # noqa: T201
    save(learned, first_pass, arguments.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns by which texts extract answers.")
    parser.add_argument("made", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--profile", default="fast")
    parser.add_argument("--rows", type=int, default=900, help="of each source, at most")
    parser.add_argument(
        "--first-pass", type=float, help="what first scores weigh (default: as in answers)"
    )
    train(parser.parse_args())
