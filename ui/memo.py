"""Answers to a memo: headings, quotations, footnotes, sources, and how it was made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from assistant.answers import Answer, Footnote, Quote
from assistant.footnotes import number_footnotes
from corpus.documents import Document
from corpus.locators import locator
from ui.cite_styles import note_words, source_data, source_list
from ui.made import quotes_shown
from ui.pandoc import (
    Node,
    bullets,
    document,
    emphasis,
    header,
    new_page,
    para,
    quotation,
    words,
)

_NEAREST = "Nearest to it in the documents, but no answer:"


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in the memo, under its question, in a group of questions or in none."""

    id: str
    answer: Answer
    group: str = ""


@dataclass(frozen=True, slots=True)
class Memo:
    """What a memo is made of. `made` is what is known of how its answers came about (see
    made_by); `changes` is a section on what differs from an earlier batch."""

    title: str
    style: str
    entries: tuple[Entry, ...]
    made: dict[str, Any]
    day: date
    changes: tuple[Node, ...] = field(default=())


def to_tree(memo: Memo) -> Node:
    """The memo as a text; its footnotes are in the order of `noted`."""
    documents = documents_shown(memo.entries)
    blocks = [para(*words(_summary(memo.entries))), *memo.changes, *_questions(memo)]
    blocks += _unanswered(memo.entries)
    blocks += [header(1, "Sources"), *source_list(documents, memo.style)]
    blocks += [*new_page(), header(1, "How this was made"), *_making(memo, documents)]
    meta: dict[str, object] = {"title": memo.title, "date": memo.day.isoformat()}
    if memo.style != "plain":
        meta["references"] = source_data(documents)
    return document(meta | {"lang": "en"}, blocks)


def noted(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Footnote, str]]:
    """Every footnote of the memo in order: its entry, and whether it is a "quote" or only
    "nearest" to what isn't answered."""
    for entry in entries:
        yield from ((entry, note, "quote") for note in entry.answer.footnotes)
        shown = quotes_shown(entry.answer)[len(entry.answer.quotes) :]
        yield from ((entry, note, "nearest") for note in number_footnotes(shown))


def documents_shown(entries: Sequence[Entry]) -> list[Document]:
    """The documents that the memo shows words of, by name."""
    found = {q.document.id: q.document for one in entries for q in quotes_shown(one.answer)}
    return [found[name] for name in sorted(found)]


def _summary(entries: Sequence[Entry]) -> str:
    refused = sum(1 for entry in entries if entry.answer.abstention)
    asked = "1 question" if len(entries) == 1 else f"{len(entries)} questions"
    told = f"{asked}, {len(entries) - refused} answered and {refused} not."
    return (
        f"{told} Every quotation is the document’s own words, unaltered. Each footnote says where "
        "they stand and what the document cites there, and ends with a locator: the document, "
        "its first and last character, and how the SHA-256 of the document’s text and of the "
        "quoted words begin."
    )


def _questions(memo: Memo) -> Iterator[Node]:
    for group, entries in groupby(memo.entries, key=lambda entry: entry.group):
        if group:
            yield header(1, group)
        for entry in entries:
            yield header(2 if group else 1, entry.answer.question)
            yield from _answer(entry.answer, memo.style)


def _answer(answer: Answer, style: str) -> Iterator[Node]:
    if answer.history:
        yield para(emphasis("Asked after: " + " / ".join(answer.history)))
    if answer.abstention:
        yield para(emphasis(answer.abstention.message))
        yield from _nearest(answer.abstention.nearest, style)
    for note in answer.footnotes:
        yield _quoted(note, style)
    for left in answer.unanswered:
        yield para(emphasis(f"Not in the documents: {left.part}"))
        yield from _nearest(left.nearest, style)


def _nearest(quotes: Sequence[Quote], style: str) -> Iterator[Node]:
    if quotes:
        yield para(*words(_NEAREST))
    for note in number_footnotes(quotes):
        yield _quoted(note, style)


def _quoted(note: Footnote, style: str) -> Node:
    return quotation(note.quote.text, note_words(note, style, str(locator(note.quote))))


def _unanswered(entries: Sequence[Entry]) -> Iterator[Node]:
    told = [
        f"{' '.join(entry.answer.question.split())} {entry.answer.abstention.message}"
        for entry in entries
        if entry.answer.abstention
    ]
    told += [
        f"{left.part} (a part of: {' '.join(entry.answer.question.split())})"
        for entry in entries
        for left in entry.answer.unanswered
    ]
    if told:
        yield header(1, "What could not be answered")
        yield bullets([words(" ".join(one.split())) for one in told])


def _making(memo: Memo, documents: Sequence[Document]) -> Iterator[Node]:
    made = memo.made
    fingerprints = sorted({entry.answer.index for entry in memo.entries})
    settings = (made.get("settings") or {}).items()
    chosen = ", ".join(f"{key} {value}" for key, value in settings if value not in ("", None))
    yield para(
        *words(
            "The questions were put to Footnoted, which quotes documents and writes nothing of its "
            "own. The quotations were picked by a machine: that they stand in the documents is "
            "certain, that they answer the question is not."
        )
    )
    yield bullets(
        [
            words(f"Date of this memo: {memo.day.isoformat()}"),
            words(f"Version of Footnoted: {made.get('version') or 'not recorded'}"),
            words(f"Model: {made.get('model') or 'not recorded'}"),
            words(f"Settings: {chosen or 'not recorded'}"),
            words(f"Fingerprint of corpus and model: {', '.join(fingerprints)}"),
            *(words(f"{one.id}: SHA-256 {one.sha256}") for one in documents),
        ]
    )
    yield para(
        *words(
            "To check every quotation: footnoted verify MEMO --sources FOLDER, or with Python "
            "alone: python verifier.py MEMO --sources FOLDER. The file that ends in "
            ".evidence.json, beside this memo, holds the same quotations for machines."
        )
    )
