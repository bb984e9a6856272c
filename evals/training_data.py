"""Labelled texts for training, from files of several shapes to one."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from corpus.documents import Document, Layout
from corpus.errors import UserError
from corpus.layout import plain_layout, read_layout
from corpus.passages import split_document
from corpus.references import kind_of
from evals.claims import GoldClaim, read_claims
from evals.sets import EvidenceSpan, half_shared

# Characters of a long article that are read together.
_WINDOW = 6000
# The rounds of claims whose true ones are worded farther from the text than the changed ones.
_LEANING = ("r1", "r2")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a text. `items` are the required pieces of evidence, each a list of the
    numbers of sentences that will do; none where the text doesn't answer. `answers` are short
    answers within them, where they are known: (sentence number, start, end) in its passage.
    `share` is that of the epochs in which it is seen."""

    question: str
    kind: str
    items: tuple[tuple[int, ...], ...]
    answers: tuple[tuple[int, int, int], ...] = ()
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and the questions on it. `sentences` are (passage number, start, end) with
    offsets in the passage; `group` is what must not be split between training and holding out."""

    group: str
    passages: tuple[str, ...]
    sentences: tuple[tuple[int, int, int], ...]
    asked: tuple[Asked, ...]

    def sentence(self, number: int) -> str:
        """The words of the sentence of that number."""
        at, start, end = self.sentences[number]
        return self.passages[at][start:end]

    def fewer(self, most: int, seeded: random.Random) -> "Lesson":
        """With that many of its questions at most."""
        asked = seeded.sample(self.asked, min(most, len(self.asked)))
        return replace(self, asked=tuple(asked))


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON lines file. Raises UserError naming the first line that is none."""
    return [row for _, row in numbered_lines(path)]


def numbered_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same, each with the number of its line."""
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                where = f"{path}, line {number}"
                remedy = "mend the line, or write the file anew"
                raise UserError("not JSON", remedy, where=where) from error


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, which takes its place when the block ends well: a run that
    is killed leaves what was there."""
    beside = out.with_name(f".{out.name}.new")
    try:
        yield beside
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def write_json(told: object, out: Path) -> None:
    """What was learned, as a file that is there whole or not at all."""
    with whole(out) as beside:
        beside.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def held_out(folder: Path) -> frozenset[str]:
    """The names of the made-up texts that no training may read: what is learned is judged by
    them."""
    return frozenset(folder.joinpath("held-out.list").read_text("utf-8").split())


def held_articles(lessons: Iterable[Lesson]) -> frozenset[str]:
    """The groups of every eighth article, which no training may read."""
    return frozenset(sorted({lesson.group for lesson in lessons})[::8])


def made_briefs(folder: Path, passage_chars: int) -> list[Lesson]:
    """The made-up briefs: NAME.txt with NAME.jsonl beside it, in the question sets' format."""
    lessons = []
    for path in sorted(folder.glob("*.txt")):
        text = path.read_bytes().decode("utf-8")
        rows = json_lines(path.with_suffix(".jsonl"))
        asked = [_made_asked(row) for row in rows]
        lessons.append(_lesson(path.stem, text, read_layout(text), asked, passage_chars))
    return lessons


def claimed_briefs(
    folder: Path, passage_chars: int, rounds: Sequence[str] = ()
) -> Iterator[Lesson]:
    """The same with the claims in claims/NAME.jsonl (evals/claims.py) in the questions' place:
    `kind` is "true", "changed" or "absent", `items` are the sentences that a true one needs, all
    of them, or that a changed one has wrong. Claims whose truth their wording gives away have
    half a share."""
    for path in sorted(folder.glob("claims/*.jsonl")):
        text = (folder / f"{path.stem}.txt").read_bytes().decode("utf-8")
        claims = [one for one in read_claims(path) if not rounds or round_of(one) in rounds]
        asked: list[_Asked] = [
            (claim.claim, claim.gold, [[[span.start, span.end]] for span in _needed(claim)], [])
            for claim in claims
        ]
        lesson = _lesson(path.stem, text, read_layout(text), asked, passage_chars)
        leaning = {one.claim for one in claims if round_of(one) in _LEANING}
        shared = (replace(one, share=0.5 if one.question in leaning else 1) for one in lesson.asked)
        yield replace(lesson, asked=tuple(shared))


def round_of(claim: GoldClaim) -> str:
    """Of writing: in "made-a1-r3-07" it is "r3"."""
    return claim.id.rsplit("-", 2)[1]


def _needed(claim: GoldClaim) -> Sequence[EvidenceSpan]:
    return () if claim.gold == "absent" else claim.evidence


def paragraph_rows(path: Path, together: int, passage_chars: int, seed: int) -> list[Lesson]:
    """Rows of {"question", "text", "spans", "group"}: `together` paragraphs of one group make
    one text, so that each question's other paragraphs are near misses."""
    groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in json_lines(path):
        groups.setdefault(row["group"], {}).setdefault(row["text"], []).append(row)
    shuffled = random.Random(seed)
    lessons: list[Lesson] = []
    for group, by_text in groups.items():
        texts = list(by_text.items())
        shuffled.shuffle(texts)
        parts = [texts[first : first + together] for first in range(0, len(texts), together)]
        lessons += [_joined(group, part, passage_chars) for part in parts]
    return [lesson for lesson in lessons if any(asked.items for asked in lesson.asked)]


def article_rows(documents: Path, questions: Path, passage_chars: int) -> list[Lesson]:
    """Long articles with questions on them, cut into windows."""
    texts = {row["document"]: row["text"] for row in json_lines(documents)}
    rows = [row for row in json_lines(questions) if row["spans"]]
    return [
        lesson
        for name, text in texts.items()
        for start in range(0, len(text), _WINDOW)
        if (lesson := _window(name, text, start, rows, passage_chars)).asked
    ]


_Items = list[list[list[int]]]  # [item: [alternative: [start, end]]]
_Asked = tuple[str, str, _Items, list[list[int]]]  # question, kind, items, short answers


def _made_asked(row: dict[str, Any]) -> _Asked:
    spans = [span for item in row["evidence"] for span in item]
    answers = [
        [span["start"] + at, span["start"] + at + len(answer)]
        for span in spans
        for answer in row.get("answers", ())
        if (at := span["text"].find(answer)) >= 0
    ]
    items = [[[span["start"], span["end"]] for span in item] for item in row["evidence"]]
    return row["question"], row["kind"], items, answers


def _joined(
    group: str, texts: list[tuple[str, list[dict[str, Any]]]], passage_chars: int
) -> Lesson:
    whole = ""
    asked: list[_Asked] = []
    for text, rows in texts:
        at, whole = len(whole), whole + text.replace("\n", " ") + "\n\n"
        for row in rows:
            spans = [[start + at, end + at] for start, end in row["spans"]]
            asked.append((row["question"], "row", [spans] if spans else [], spans))
    return _lesson(group, whole, plain_layout(whole), asked, passage_chars)


def _window(
    name: str, text: str, start: int, rows: list[dict[str, Any]], passage_chars: int
) -> Lesson:
    end = min(len(text), start + _WINDOW)
    asked: list[_Asked] = []
    for row in rows:
        first, last = row["spans"][0]
        if row["document"] == name and start <= first and last <= end:
            asked.append((row["question"], "article", [[[first - start, last - start]]], []))
    part = text[start:end]
    return _lesson(name, part, plain_layout(part), asked, passage_chars)


def _lesson(
    group: str, text: str, layout: Layout, asked: list[_Asked], passage_chars: int
) -> Lesson:
    document = Document(group, group, text, layout)
    passages, sentences, places = [], [], []
    for number, passage in enumerate(split_document(document, passage_chars)):
        passages.append(passage.text)
        for one in passage.sentences:
            if passage.block.kind == "note" and kind_of(document.slice(one)) == "source":
                continue
            sentences.append((number, one.start - passage.start, one.end - passage.start))
            places.append((one.start, one.end))
    moved = [start - own for (start, _), (_, own, _) in zip(places, sentences, strict=True)]
    questions = tuple(_numbered(asked, places, moved))
    return Lesson(group, tuple(passages), tuple(sentences), questions)


def _numbered(
    asked: list[_Asked], places: list[tuple[int, int]], moved: list[int]
) -> Iterator[Asked]:
    for question, kind, items, answers in asked:
        found = [tuple(at for at, place in enumerate(places) if _meets(place, i)) for i in items]
        if bool(items) == any(found):  # evidence that stands in no sentence teaches nothing
            short = [
                (at, start - moved[at], end - moved[at])
                for start, end in answers
                for at, place in enumerate(places)
                if place[0] <= start and end <= place[1]
            ]
            yield Asked(question, kind, tuple(item for item in found if item), tuple(short))


def _meets(place: tuple[int, int], alternatives: list[list[int]]) -> bool:
    return any(half_shared(*place, start, end) for start, end in alternatives)
