"""The evidence file: what a memo quotes, in a form that a machine can check.

Its schema is evidence.schema.json; `version` goes up when a field changes its meaning.
"""

from collections.abc import Sequence
from typing import Any

from assistant.answers import Footnote
from corpus.documents import Document, Reference
from corpus.locators import locator, text_hash
from ui.memo import Entry, Memo, documents_shown, noted
from ui.pandoc import Node, notes_of, plain_text
from ui.verifier import FORMAT, VERSION


def evidence_of(memo: Memo, tree: Node, name: str) -> dict[str, Any]:
    """The evidence file of the memo `name`; `tree` is the memo with its citations written out."""
    texts = [_folded(note) for note in notes_of(tree["blocks"])]
    notes = [
        _footnote(number, *one, text)
        for number, (one, text) in enumerate(zip(noted(memo.entries), texts, strict=True), 1)
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "memo": {"file": name, "title": memo.title, "style": memo.style},
        "made": {"date": memo.day.isoformat(), **memo.made},
        "documents": [_document(one) for one in documents_shown(memo.entries)],
        "questions": [_question(entry, notes) for entry in memo.entries],
        "footnotes": notes,
    }


def _footnote(number: int, entry: Entry, note: Footnote, role: str, text: str) -> dict[str, Any]:
    quote = note.quote
    return {
        "number": number,
        "question": entry.id,
        "role": role,
        "document": quote.document.id,
        "document_sha256": quote.document.sha256,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "text_sha256": text_hash(quote.text),
        "locator": str(locator(quote)),
        "section": note.section,
        "paragraph": note.paragraph,
        "page": note.page,
        "references": [_reference(quote.document, one) for one in note.references],
        "note": text,
    }


def _reference(document: Document, reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.number,
        "start": reference.start,
        "end": reference.end,
        "text": document.slice(reference),
    }


def _question(entry: Entry, notes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    answer, own = entry.answer, [note for note in notes if note["question"] == entry.id]
    refused = answer.abstention
    return {
        "id": entry.id,
        "group": entry.group,
        "question": answer.question,
        "history": list(answer.history),
        "answerable": answer.answerable,
        "score": round(answer.score, 4),
        "index": answer.index,
        "reason": refused.reason if refused else None,
        "message": refused.message if refused else None,
        "missing": list(refused.missing) if refused else [],
        "unanswered": [left.part for left in answer.unanswered],
        "quotes": [note["number"] for note in own if note["role"] == "quote"],
        "nearest": [note["number"] for note in own if note["role"] == "nearest"],
    }


def _document(one: Document) -> dict[str, Any]:
    return {
        "name": one.id,
        "title": one.title,
        "author": one.author,
        "publisher": one.publisher,
        "date": one.date,
        "sha256": one.sha256,
        "characters": len(one.text),
    }


def _folded(note: Node) -> str:
    return " ".join(plain_text([block["c"] for block in note["c"]]).split())
