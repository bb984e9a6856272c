"""Question sets: questions with the evidence that a right answer quotes.

A set is a .jsonl file, one GoldQuestion a line:

    {"id": "q1", "kind": "factoid", "question": "…", "history": [], "answerable": true,
     "evidence": [[{"document": "…", "start": 10, "end": 42, "text": "…"}]], "answers": ["1990"]}

`evidence` lists what a complete answer needs; each item lists alternatives of which one
suffices. Spans carry the text that stood there when they were chosen, so that a document that
has moved under them is noticed.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.questions import Question, read_question
from corpus.collection import Collection
from corpus.encodings import check_whole
from corpus.errors import UserError

SETS = Path(__file__).parent / "sets"
# What a short name stands for: the brief is judged by the questions that nothing was tuned on.
SHORT_NAMES = {"brief": "brief-test"}
# What the packaged sets hold, by how their names begin.
KINDS = {"brief": "question set", "claims": "set of claims"}
_FIELDS = "id, kind, question, answerable and evidence"


class EvidenceSpan(BaseModel):
    """Characters [start, end) of a document, and the text that stood there when it was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    start: int = Field(ge=0, strict=True)
    end: int = Field(strict=True)
    text: str


class GoldQuestion(BaseModel):
    """A question and what answers it. `evidence` lists what a complete answer needs, each item
    with alternatives of which one suffices; an unanswerable question has none, but may name
    what contradicts its premise. An unanswerable question's `kind` is "near" (the documents are
    about it, and don't say it) or "far". `answers` are strings that a complete answer contains.
    `draft` marks a question that no person has corrected yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    kind: str = Field(min_length=1)
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    answerable: bool = Field(strict=True)
    evidence: tuple[tuple[EvidenceSpan, ...], ...]
    answers: tuple[str, ...] = ()
    contradicted_by: tuple[EvidenceSpan, ...] = ()
    draft: bool = Field(default=False, strict=True)


def half_shared(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two ranges share at least half of the shorter one: the rule by which a sentence
    or a quote counts as evidence."""
    shared = min(end, other_end) - max(start, other_start)
    return 2 * shared >= min(end - start, other_end - other_start)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Gold questions in the file's order; `path` is that file, `lines` tells for each id the
    line on which it stands."""

    name: str
    questions: tuple[GoldQuestion, ...]
    path: Path = Path()
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def drafts(self) -> int:
        """How many of them no person has corrected yet."""
        return sum(question.draft for question in self.questions)

    def where(self, gold: GoldQuestion) -> str:
        """The file and the line of a question, or its id where the line isn't known."""
        line = self.lines.get(gold.id)
        return f"{self.path}, line {line}" if line else f"{self.path}, id {gold.id}"

    def read(self, longest: int) -> list[Question]:
        """Every question as the assistant reads it. Raises UserError naming the first that
        can't be asked: it is empty, or longer than `longest` characters."""
        return [
            readable(gold.question, gold.history, longest, self.where(gold))
            for gold in self.questions
        ]


def read_set(name: str, collection: Collection) -> QuestionSet:
    """The set of that name in evals/sets ("brief" stands for brief-test), or the .jsonl file
    of that name.

    Raises UserError naming file and line for what isn't JSON, lacks a field, repeats an id,
    contradicts itself, asks nothing, or names a span whose document says something else there.
    """
    path = set_path(name)
    lines: dict[str, int] = {}
    questions: list[GoldQuestion] = []
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        question = _checked(line, where, collection)
        if question.id in lines:
            told = f"the id {question.id!r} repeats that of line {lines[question.id]}"
            raise UserError(told, "give each question its own", where=where)
        lines[question.id] = number
        questions.append(question)
    if not questions:
        raise UserError("there are no questions in it", "put one on each line", where=str(path))
    found = QuestionSet(path.stem, tuple(questions), path, lines)
    found.read(sys.maxsize)  # how long a question may be is the assistant's to say
    return found


def set_path(name: str) -> Path:
    """The file of the set of that name: one in evals/sets, or the .jsonl file named."""
    return Path(name) if name.endswith(".jsonl") else SETS / f"{SHORT_NAMES.get(name, name)}.jsonl"


def text_of(path: Path, kind: str = "brief") -> str:
    """A set's text. Raises UserError where there is no such file, naming the packaged ones of
    the kind (one of KINDS), where it can't be read, or isn't UTF-8."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        there = [one.stem for one in SETS.glob(f"{kind}-*.jsonl")]
        names = ", ".join(sorted([*(short for short in SHORT_NAMES if short == kind), *there]))
        remedy = f"choose from: {names}; or name a .jsonl file"
        raise UserError(f"there is no such {KINDS[kind]}", remedy, where=str(path)) from error
    except OSError as error:
        told = f"the set can't be read ({error.strerror})"
        raise UserError(told, "name a .jsonl file that can", where=str(path)) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        where = f"{path}, line {line}"
        raise UserError("not UTF-8 text", "save it as UTF-8", where=where) from error


def _checked(line: str, where: str, collection: Collection) -> GoldQuestion:
    question = _parsed(line, where)
    check_sound(question, where)
    spans = [span for item in question.evidence for span in item]
    for span in [*spans, *question.contradicted_by]:
        check_span(span, where, collection)
    return question


def check_sound(question: GoldQuestion, where: str) -> None:
    """Raises UserError naming `where` if what a question says of itself can't be."""
    if question.answerable != bool(question.evidence) or not all(question.evidence):
        raise UserError(
            "answerable and evidence contradict each other",
            "an answerable question needs evidence, an unanswerable one has none",
            where=where,
        )
    if not question.answerable and question.kind not in ("near", "far"):
        raise UserError(
            f"an unanswerable question of the kind {question.kind!r}",
            "call it near (on the documents' subject) or far",
            where=where,
        )
    if not all(answer.strip() for answer in question.answers):
        remedy = "name words that a complete answer contains, or remove it"
        raise UserError("one of its answers is empty", remedy, where=where)


def readable(question: str, history: Sequence[str], longest: int, where: str) -> Question:
    """The question as the assistant reads it. Raises UserError naming `where` if it can't be
    asked."""
    try:
        return read_question(question, history, longest)
    except UserError as error:
        raise UserError(error.what, error.remedy, where=where) from error


def _parsed(line: str, where: str) -> GoldQuestion:
    try:
        told = json.loads(line)
        check_whole(json.dumps(told, ensure_ascii=False), where=where)
        return GoldQuestion.model_validate(told)
    except ValidationError as error:
        what, remedy = _told(error)
        raise UserError(what, remedy, where=where) from error
    except (ValueError, RecursionError) as error:
        told = " ".join(str(error).split())[:120]
        raise UserError(
            f"not a gold question, nor JSON ({told})", "mend the line", where=where
        ) from error


def _told(error: ValidationError) -> tuple[str, str]:
    """What is wrong first in the line, and the remedy."""
    first: Any = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "the line"
    if first["type"] == "missing":
        return f"not a gold question: the field {field!r} is missing", f"each needs {_FIELDS}"
    if first["type"] == "extra_forbidden":
        return f"not a gold question: there is no field {field!r}", "remove it or mend its name"
    return f"not a gold question: {field} is wrong ({first['msg']})", "mend the line"


def check_span(span: EvidenceSpan, where: str, collection: Collection) -> None:
    """Raises UserError naming `where` if the span's document says something else there."""
    try:
        stored = collection.document(span.document).text
    except UserError as error:
        raise UserError(error.what, error.remedy, where=where) from error
    length = span.end - span.start  # a slice alone would let an end beyond the document's pass
    if length == len(span.text) > 0 and stored[span.start : span.end] == span.text:
        return
    found = [at for at in [stored.find(span.text)] if span.text and at >= 0]
    now = f"it now stands at [{found[0]}, {found[0] + len(span.text)}): " if found else ""
    raise UserError(
        f"{span.document} no longer says {span.text[:40]!r} at [{span.start}, {span.end})",
        f"{now}choose the evidence anew",
        where=where,
    )
