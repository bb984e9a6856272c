"""Learns by which texts and with which sentences `footnoted extract` answers.

    python -m evals.train_extraction MADE DATA OUT [--profile fast] [--rows 900]

MADE is the folder of made-up texts (evals/made, our own), of which those in held-out.list are
read, passage by passage; DATA a folder with squad2.jsonl (SQuAD 2.0, CC BY-SA 4.0; of it the
articles that no training reads), selqa_dev.jsonl (SelQA, Apache 2.0) and covidqa_*.jsonl
(COVID-QA, Apache 2.0). Each row is a question and a text by itself: as many that answer as that
don't, for nothing else is known of a text that somebody brings along. What doesn't answer is
another part of the same article, the one nearest in meaning or any, or asked for what it lacks.
Reports each source by regressions learned from the others. The questions on the packaged brief
are never read.
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from assistant.extraction import hits_in
from assistant.reading import read_best, read_rows, reading_features, reading_order, weighed
from assistant.selection import features_of, rank_sentences
from assistant.settings import Settings
from assistant.verdict import QUESTION_FEATURES, READING_FEATURES, Line, open_verdict
from corpus.documents import Region
from corpus.view import words
from evals.regression import Array, fit_line
from evals.sets import half_shared
from evals.train_adapter import PASSAGE_CHARS
from evals.train_reader import PARAGRAPHS
from evals.training_data import (
    held_articles,
    held_out,
    json_lines,
    made_briefs,
    paragraph_rows,
    write_json,
)
from evals.verdict_examples import Bench, open_bench
from index.index import plain_query

_CHARS = 1200  # of a text that is cut out of an article
# Every so many of SQuAD's articles no training reads, as in evals.train_adapter.
# How likely a text must answer, when as many do as don't; and what is tried for a sentence.
ANSWERS = 0.5
_QUOTES = np.arange(0.04, 0.6, 0.02).round(2).tolist()
_ALWAYS = 50.0  # a logit
# What is learned from; more features told sources apart that nothing was learned from no better
# (mean AUC .916 with all of them, .921 with these).
_FEATURES = ("best", "answer", "evidence", "first")
# Where a span is a short answer, the rest of its sentence isn't evidence too much.
_SHORT = ("squad",)
_TOLD = {
    "data": "made-up texts (own), SQuAD 2.0, SelQA, COVID-QA",
    "licences": "Apache-2.0, CC BY-SA 4.0, Apache-2.0, Apache-2.0",
}

_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question, a text, and the text's spans that answer it, [start, end); none if it doesn't."""

    source: str
    question: str
    text: str
    spans: _Spans


@dataclass(frozen=True, slots=True)
class Told:
    """A row as read: READING_FEATURES, and of each sentence that was read, best first, its place,
    what the reader says of it and whether it is evidence."""

    row: Row
    features: list[float]
    sentences: list[Region]
    rows: list[list[float]]
    right: list[bool]


def rows_of(made: Path, data: Path, most: int) -> list[Row]:
    """Up to `most` of each source, as many that answer as that don't."""
    seeded, found = random.Random(0), list[Row]()
    for rows in (_made(made), _squad(data), _selqa(data), _covid(data)):
        for answers in (True, False):
            part = [row for row in rows if bool(row.spans) == answers]
            found += seeded.sample(part, min(len(part), most // 2))
    return found


def _made(made: Path) -> list[Row]:
    found, kept = list[Row](), held_out(made)
    for lesson in made_briefs(made, PASSAGE_CHARS):
        if lesson.group not in kept:
            continue
        seeded = random.Random(lesson.group)
        for asked in lesson.asked:
            spans: dict[int, list[tuple[int, int]]] = {}
            for number in {number for item in asked.items for number in item}:
                passage, start, end = lesson.sentences[number]
                spans.setdefault(passage, []).append((start, end))
            others = [at for at in range(len(lesson.passages)) if at not in spans]
            for at in [*spans, *seeded.sample(others, min(1, len(others)))]:
                where = tuple(sorted(spans.get(at, ())))
                found.append(Row("made", asked.question, lesson.passages[at], where))
    return found


def _squad(data: Path) -> list[Row]:
    path = data / "squad2.jsonl"
    rows = json_lines(path)
    articles = held_articles(paragraph_rows(path, PARAGRAPHS, PASSAGE_CHARS, 0))
    kept = [row for row in rows if row["group"] in articles]
    return [*(_row("squad", row) for row in kept), *_elsewhere("squad", kept)]


def _selqa(data: Path) -> list[Row]:
    rows = json_lines(data / "selqa_dev.jsonl")
    return [*(_row("selqa", row) for row in rows), *_elsewhere("selqa", rows)]


def _row(source: str, row: dict[str, Any]) -> Row:
    return Row(source, row["question"], row["text"], _spans(row))


def _spans(row: dict[str, Any]) -> _Spans:
    return tuple((start, end) for start, end in row["spans"])


def _elsewhere(source: str, rows: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """The answered questions, each beside another text of its group."""
    seeded, texts = random.Random(source), dict[str, list[str]]()
    for row in rows:
        if row["text"] not in texts.setdefault(row["group"], []):
            texts[row["group"]].append(row["text"])
    for row in rows:
        others = [text for text in texts[row["group"]] if text != row["text"]]
        if row["spans"] and others:
            yield Row(source, row["question"], seeded.choice(others), ())


def _covid(data: Path) -> list[Row]:
    articles = {
        row["document"]: row["text"] for row in json_lines(data / "covidqa_documents.jsonl")
    }
    seeded, found = random.Random("covid"), list[Row]()
    for row in json_lines(data / "covidqa_questions.jsonl"):
        text, spans = articles[row["document"]], _spans(row)
        if not spans:
            continue
        around = max(0, spans[0][0] - seeded.randrange(_CHARS))
        for start in (around, seeded.randrange(max(1, len(text) - _CHARS))):
            part = _part(text, start)
            inside = [span for span in spans if part.start <= span[0] and span[1] <= part.end]
            if inside or not any(a < part.end and part.start < b for a, b in spans):
                where = tuple((a - part.start, b - part.start) for a, b in inside)
                found.append(Row("covid", row["question"], text[part.start : part.end], where))
    return found


def _part(text: str, start: int) -> Region:
    """_CHARS of the text from about there on, from a sentence's beginning if one is near."""
    begins = text.rfind(". ", max(0, start - _CHARS // 3), start)
    start = begins + 2 if begins >= 0 else start
    return Region(start, min(len(text), start + _CHARS))


def tell(row: Row, bench: Bench, first_pass: float) -> Told | None:
    """The row as assistant.extraction reads it; None where there is nothing to read."""
    assert bench.reader
    hits = hits_in(bench.embedder, row.text, bench.settings.passage_chars)
    query = plain_query(bench.embedder, row.question)
    ranked = rank_sentences(query, hits)
    if not ranked:
        return None
    first = read_best(bench.reader, query, ranked)
    reading = weighed(first, [one.score for one in ranked[: len(first.ranks)]], first_pass)
    order = reading_order(reading)
    places = [Region(ranked[at].sentence.start, ranked[at].sentence.end) for at in order]
    right = [any(half_shared(p.start, p.end, *span) for span in row.spans) for p in places]
    features = reading_features(reading, features_of(query, hits, ranked), query.text)
    return Told(row, features, places, read_rows(reading, order), right)


@dataclass(frozen=True, slots=True)
class Learned:
    """Whether a text answers, whether a sentence is evidence, and from which probability on a
    sentence beside the best one is given."""

    question: Line
    sentence: Line
    quote_threshold: float

    def stated(self, told: Told) -> float:
        """How likely the row's text answers."""
        return self.question.probability(told.features)

    def chosen(self, told: Told) -> list[Region]:
        """The sentences that are given; none where the text doesn't answer."""
        return _chosen(told, self.stated(told), self.sentence, self.quote_threshold)


def learn(found: Sequence[Told]) -> Learned:
    """From rows of which each source weighs the same, and of each half those that answer."""
    answers = np.array([bool(one.row.spans) for one in found])
    weights = row_weights([one.row.source for one in found], answers)
    features = np.array([one.features for one in found])
    signs = [1 if name in _FEATURES else None for name in READING_FEATURES]
    question = fit_line(features, answers, signs, weights)
    stated = [question.probability(one.features) for one in found]
    rows = [[*row, stated[at]] for at, one in enumerate(found) for row in one.rows]
    right = [right for one in found for right in one.right]
    counts = [weights[at] for at, one in enumerate(found) for _ in one.rows]
    free: list[int | None] = [0] * len(rows[0])
    sentence = fit_line(np.array(rows), np.array(right), free, np.array(counts))
    whole = [at for at, one in enumerate(found) if one.row.source not in _SHORT]
    kept, shares = [found[at] for at in whole], dict[float, float]()
    for threshold in _QUOTES:
        chosen = [_chosen(found[at], stated[at], sentence, threshold) for at in whole]
        shares[threshold] = word_f1(kept, chosen, weights[whole])
    return Learned(question, sentence, max(shares, key=lambda threshold: shares[threshold]))


def row_weights(sources: Sequence[str], answers: npt.NDArray[np.bool_]) -> Array:
    """(n,) weights of n rows, 1 in the mean: all sources weigh the same, and of each those that
    answer as much as those that don't."""
    kinds = list(zip(sources, answers.tolist(), strict=True))
    counts = Counter(kinds)
    return np.array([len(kinds) / len(counts) / counts[kind] for kind in kinds])


def _chosen(told: Told, stated: float, sentence: Line, threshold: float) -> list[Region]:
    """As assistant.extraction chooses."""
    if stated < ANSWERS:
        return []
    likely = [
        place
        for place, row in zip(told.sentences, told.rows, strict=True)
        if sentence.probability([*row, stated]) >= threshold
    ]
    return likely or told.sentences[:1]


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
    first_pass = open_verdict(f"{bench.embedder.name}.reader", bench.reader.name).first_pass
    rows = rows_of(arguments.made, arguments.data, arguments.rows)
    found = [told for row in rows if (told := tell(row, bench, first_pass))]
    for source in sorted({one.row.source for one in found}):
        others = [one for one in found if one.row.source != source]
        own = [one for one in found if one.row.source == source]
        print(f"{source}: {report(learn(others), own)}", flush=True)  # noqa: T201
    save(learn(found), first_pass, arguments.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns by which texts extract answers.")
    parser.add_argument("made", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--profile", default="fast")
    parser.add_argument("--rows", type=int, default=900, help="of each source, at most")
    train(parser.parse_args())
