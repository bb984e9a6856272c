"""Question sets: questions with the evidence that a right answer quotes."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.collection import Collection
from corpus.errors import UserError

SETS = Path(__file__).parent / "sets"


class EvidenceSpan(BaseModel):
    """Characters [start, end) of a document, and the text that stood there when it was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    start: int
    end: int
    text: str


class GoldQuestion(BaseModel):
    """A question and what answers it. `evidence` lists what a complete answer needs, each item
    with alternatives of which one suffices; an unanswerable question has none, but may name
    what contradicts its premise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    question: str
    history: tuple[str, ...] = ()
    answerable: bool
    evidence: tuple[tuple[EvidenceSpan, ...], ...]
    answers: tuple[str, ...] = ()
    contradicted_by: tuple[EvidenceSpan, ...] = ()


def half_shared(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two ranges share at least half of the shorter one: the rule by which a sentence
    or a quote counts as evidence."""
    shared = min(end, other_end) - max(start, other_start)
    return 2 * shared >= min(end - start, other_end - other_start)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Gold questions in the file's order."""

    name: str
    questions: tuple[GoldQuestion, ...]


def read_set(name: str, collection: Collection) -> QuestionSet:
    """The set of that name in evals/sets, or the .jsonl file of that name.

    Raises UserError naming file and line for what isn't JSON, lacks a field, repeats an id,
    contradicts itself, or names a span whose document says something else there.
    """
    path = Path(name) if name.endswith(".jsonl") else SETS / f"{name}.jsonl"
    if not path.is_file():
        there = ", ".join(sorted(one.stem for one in SETS.glob("*.jsonl")))
        raise UserError("there is no such question set", f"choose from: {there}", where=str(path))
    questions: dict[str, GoldQuestion] = {}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        question = _checked(line, where, collection)
        if question.id in questions:
            raise UserError(f"the id {question.id!r} repeats", "give each its own", where=where)
        questions[question.id] = question
    return QuestionSet(path.stem, tuple(questions.values()))


def _checked(line: str, where: str, collection: Collection) -> GoldQuestion:
    try:
        question = GoldQuestion.model_validate(json.loads(line))
    except (ValueError, ValidationError) as error:
        told = " ".join(str(error).split())[:160]
        raise UserError(f"not a gold question ({told})", "mend the line", where=where) from error
    if question.answerable != bool(question.evidence) or not all(question.evidence):
        raise UserError(
            "answerable and evidence contradict each other",
            "an answerable question needs evidence, an unanswerable one has none",
            where=where,
        )
    spans = [span for item in question.evidence for span in item]
    for span in [*spans, *question.contradicted_by]:
        stored = collection.document(span.document).text
        if stored[span.start : span.end] != span.text:
            raise UserError(
                f"{span.document} no longer says {span.text[:40]!r} at {span.start}",
                "choose the evidence anew",
                where=where,
            )
    return question
