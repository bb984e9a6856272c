"""Question sets drafted for a person to correct: the machine finds places, people ask.

Every question is marked `"draft": true`. A set with drafts can be asked and measured, and
neither blessed nor gated: what nobody has read judges nothing.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from assistant.answers import Answer, Quote
from corpus.collection import Collection
from corpus.documents import Document, Region
from corpus.encodings import check_whole
from corpus.errors import UserError
from corpus.view import words
from evals.sets import EvidenceSpan, GoldQuestion, check_sound, readable

# Figures, and runs of capitalised words beyond a sentence's first: what people ask for.
_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f ]*\d ?%?|\d ?%?")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+(?: [A-Z]\w+)*")
_SHORTEST = 8  # words of a sentence that is worth a question
_FAR = (
    "How tall is Mount Everest?",
    "Who painted the Mona Lisa?",
    "What is the boiling point of ethanol?",
)


def draft_from_corpus(documents: Collection, most: int) -> list[GoldQuestion]:
    """At most `most` drafts, spread over the documents: sentences with a figure or a name
    first, each as evidence for a question on it that has still to be worded; and a few
    questions that no document answers."""
    found = [place for one in documents.documents for place in _telling(one)]
    chosen = _spread(found, most)
    drafts = [_about(number, *place) for number, place in enumerate(chosen, 1)]
    return [*drafts, *(_far(number, text) for number, text in enumerate(_FAR, 1))]


def draft_from_answers(answers: Iterable[tuple[str, Answer]]) -> list[GoldQuestion]:
    """One draft for each answer of a batch: what it quoted is proposed as evidence, each quote
    an item; what it refused is proposed as unanswerable, near or far by the reason it gave.

    Raises UserError naming the first answer, counted from 1, that makes no question of a set.
    """
    return [
        _from_answer(name, answer, f"answer {at}") for at, (name, answer) in enumerate(answers, 1)
    ]


def draft_lines(drafts: Iterable[GoldQuestion]) -> Iterator[str]:
    """The drafts as lines of a set."""
    return (draft.model_dump_json(exclude_defaults=True) for draft in drafts)


def check_replaceable(path: Path) -> None:
    """Raises UserError where drafts written there would replace a file with anything but drafts
    in it: what a person has corrected."""
    try:
        raw = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        told = f"what it holds can't be read ({error.strerror})"
        raise UserError(told, "name another file", where=str(path)) from error
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.strip() and not _is_draft(line):
            raise UserError(
                "it holds more than drafts, and would be lost",
                "name another file, or remove this one",
                where=f"{path}, line {number}",
            )


def _is_draft(line: bytes) -> bool:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("draft") is True


def _telling(document: Document) -> Iterator[tuple[Document, Region]]:
    for block in document.layout.blocks:
        for sentence in block.sentences if block.kind == "body" else ():
            text = document.slice(sentence)
            if (_FIGURE.search(text) or _NAME.search(text)) and len(list(words(text))) >= _SHORTEST:
                yield document, sentence


def _spread(found: Sequence[tuple[Document, Region]], most: int) -> list[tuple[Document, Region]]:
    """At most `most` of them, evenly spaced."""
    if len(found) <= most:
        return list(found)
    return [found[at * len(found) // most] for at in range(most)]


def _about(number: int, document: Document, sentence: Region) -> GoldQuestion:
    text = document.slice(sentence)
    asked = [match[0].strip() for match in (*_FIGURE.finditer(text), *_NAME.finditer(text))]
    span = EvidenceSpan(document=document.id, start=sentence.start, end=sentence.end, text=text)
    return GoldQuestion(
        id=f"draft-{number:03}",
        kind="factoid",
        question=f"(word a question that this answers) {' '.join(text.split())}",
        answerable=True,
        evidence=((span,),),
        answers=tuple(asked[:1]),
        draft=True,
    )


def _far(number: int, question: str) -> GoldQuestion:
    return GoldQuestion(
        id=f"draft-far-{number}",
        kind="far",
        question=question,
        answerable=False,
        evidence=(),
        draft=True,
    )


def _from_answer(name: str, answer: Answer, where: str) -> GoldQuestion:
    check_whole(name, where=where)
    if not name:
        raise UserError("its id is empty", "give it one", where=where)
    readable(answer.question, answer.history, sys.maxsize, where)
    far = answer.abstention and answer.abstention.reason == "off_topic"
    kind = "factoid" if answer.answerable else "far" if far else "near"
    drafted = GoldQuestion(
        id=name,
        kind=kind,
        question=answer.question,
        history=answer.history,
        answerable=answer.answerable,
        evidence=tuple((_span(quote),) for quote in answer.quotes),
        draft=True,
    )
    check_sound(drafted, where)
    return drafted


def _span(quote: Quote) -> EvidenceSpan:
    return EvidenceSpan(
        document=quote.document.id, start=quote.start, end=quote.end, text=quote.text
    )
