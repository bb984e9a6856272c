"""Question sets: questions with the evidence that a right answer quotes.

A set is a .jsonl file, one GoldQuestion a line:

    {"id": "q1", "kind": "factoid", "question": "…", "history": [], "answerable": true,
     "evidence": [[{"document": "…", "start": 10, "end": 42, "text": "…"}]], "answers": ["1990"]}

`evidence` lists what a complete answer needs; each item lists alternatives of which one
suffices. Spans carry the text that stood there when they were chosen, so that a document that
has moved under them is noticed.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.collection import Collection
from corpus.errors import UserError

SETS = Path(__file__).parent / "sets"
# What a short name stands for: the brief is judged by the questions that nothing was tuned on.
SHORT_NAMES = {"brief": "brief-test"}
_FIELDS = "id, kind, question, answerable and evidence"


class EvidenceSpan(BaseModel):
    """Characters [start, end) of a document, and the text that stood there when it was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    start: int = Field(ge=0)
    end: int
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
    answerable: bool
    evidence: tuple[tuple[EvidenceSpan, ...], ...]
    answers: tuple[str, ...] = ()
    contradicted_by: tuple[EvidenceSpan, ...] = ()
    draft: bool = False


def half_shared(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two ranges share at least half of the shorter one: the rule by which a sentence
    or a quote counts as evidence."""
    shared = min(end, other_end) - max(start, other_start)
    return 2 * shared >= min(end - start, other_end - other_start)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Gold questions in the file's order; `path` is that file."""

    name: str
    questions: tuple[GoldQuestion, ...]
    path: Path = Path()

    @property
    def drafts(self) -> int:
        """How many of them no person has corrected yet."""
        return sum(question.draft for question in self.questions)


def read_set(name: str, collection: Collection) -> QuestionSet:
    """The set of that name in evals/sets ("brief" stands for brief-test), or the .jsonl file
    of that name.

    Raises UserError naming file and line for what isn't JSON, lacks a field, repeats an id,
    contradicts itself, or names a span whose document says something else there.
    """
    short = SHORT_NAMES.get(name, name)
    path = Path(name) if name.endswith(".jsonl") else SETS / f"{short}.jsonl"
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
    return QuestionSet(path.stem, tuple(questions), path)


def text_of(path: Path) -> str:
    """A set's text. Raises UserError where there is no such file, or it isn't UTF-8."""
    if not path.is_file():
        there = ", ".join(sorted([*SHORT_NAMES, *(one.stem for one in SETS.glob("*.jsonl"))]))
        remedy = f"choose from: {there}; or name a .jsonl file"
        raise UserError("there is no such question set", remedy, where=str(path))
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        where = f"{path}, line {line}"
        raise UserError("not UTF-8 text", "save it as UTF-8", where=where) from error


def _checked(line: str, where: str, collection: Collection) -> GoldQuestion:
    question = _parsed(line, where)
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
    spans = [span for item in question.evidence for span in item]
    for span in [*spans, *question.contradicted_by]:
        check_span(span, where, collection)
    return question


def _parsed(line: str, where: str) -> GoldQuestion:
    try:
        return GoldQuestion.model_validate(json.loads(line), strict=False)
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
    if span.start < span.end and stored[span.start : span.end] == span.text:
        return
    found = [at for at in [stored.find(span.text)] if span.text and at >= 0]
    now = f"it now stands at [{found[0]}, {found[0] + len(span.text)}): " if found else ""
    raise UserError(
        f"{span.document} no longer says {span.text[:40]!r} at [{span.start}, {span.end})",
        f"{now}choose the evidence anew",
        where=where,
    )
