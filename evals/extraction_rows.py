"""Questions and texts by themselves, from all that evals.train_extraction learns from."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from corpus.documents import Region
from corpus.layout import plain_layout
from evals.train_adapter import PASSAGE_CHARS
from evals.train_reader import PARAGRAPHS
from evals.training_data import held_articles, held_out, json_lines, made_briefs, paragraph_rows

_CHARS = 1200  # of a text that is cut out of an article
_CHUNK_CHARS = 1600  # of one that is cut out of a made-up paper, about

_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A question, a text, and the text's spans that answer it, [start, end); none if it doesn't."""

    source: str
    question: str
    text: str
    spans: _Spans


def rows_of(made: Path, data: Path, most: int) -> list[Row]:
    """Up to `most` of each source, as many that answer as that don't."""
    seeded, found = random.Random(0), list[Row]()
    papers = paper_rows(made, "dev")
    for rows in (_made(made), _squad(data), _selqa(data), _covid(data), papers, science_rows(made)):
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


def paper_rows(made: Path, part: str) -> list[Row]:
    """The rows of that part of the made-up papers; none where there are no papers."""
    folder = made / "papers"
    if not folder.is_dir():
        return []
    chunks = {row["chunk"]: row["text"] for row in json_lines(folder / "chunks.jsonl")}
    rows = json_lines(folder / f"{part}.jsonl")
    return [Row("papers", row["question"], chunks[row["chunk"]], _spans(row)) for row in rows]


def science_rows(made: Path) -> list[Row]:
    """Questions on made-up papers, each beside the chunks with evidence and beside that of the
    others which is nearest to it by its words."""
    found = list[Row]()
    for path in sorted((made / "science").glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        chunks = list(_chunks(text))
        counter = TfidfVectorizer(stop_words="english", sublinear_tf=True)
        known = counter.fit_transform(text[one.start : one.end] for one in chunks)
        for row in json_lines(path.with_suffix(".jsonl")):
            spans = [(span["start"], span["end"]) for item in row["evidence"] for span in item]
            near = (known @ counter.transform([row["question"]]).T).toarray()[:, 0]
            without = [at for at, one in enumerate(chunks) if not _inside(one, spans)]
            others = [max(without, key=lambda at: near[at])] if without else []
            for at, one in enumerate(chunks):
                if at in others or at not in without:
                    where = tuple(sorted(_inside(one, spans)))
                    part = text[one.start : one.end]
                    found.append(Row("science", row["question"], part, where))
    return found


def _chunks(text: str) -> Iterator[Region]:
    """The text's paragraphs, as many together as _CHUNK_CHARS hold, or one."""
    start = end = 0
    for block in plain_layout(text).blocks:
        if end > start and block.end - start > _CHUNK_CHARS:
            yield Region(start, end)
            start = block.start
        end = block.end
    if end > start:
        yield Region(start, end)


def _inside(part: Region, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that lie in the part, counted from its start."""
    return [(a - part.start, b - part.start) for a, b in spans if part.start <= a and b <= part.end]


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
