"""Answers to questions about references: the notes, and the sentences that cite them."""

from collections.abc import Iterator

from assistant.answers import Quote
from assistant.citations import CitationQuestion, notes_named
from assistant.evidence import Finder
from assistant.questions import Part
from assistant.quotes import to_quote
from assistant.selection import Scored
from corpus.documents import Document, Reference
from index.index import Index


def citation_quotes(
    about: CitationQuestion, part: Part, index: Index, finder: Finder
) -> list[Quote]:
    """The quotes that answer a question about references; none where the list doesn't."""
    documents = index.collection.documents
    if about.claim:
        return _backing(about.claim, part, finder)
    return [
        quote
        for document in documents
        for note in _wanted_notes(document, about)
        for quote in _note_quotes(document, note)
    ]


def _wanted_notes(document: Document, about: CitationQuestion) -> list[Reference]:
    if about.names:
        return notes_named(document, about.names)
    return [note for number in about.numbers if (note := document.reference(number))]


def _note_quotes(document: Document, note: Reference) -> Iterator[Quote]:
    """The sentences of a note, each a quote."""
    block = document.block_at(note.start)
    for sentence in block.sentences if block else (note,):
        yield Quote(document, sentence.start, sentence.end, 1.0)


def _backing(claim: str, part: Part, finder: Finder) -> list[Quote]:
    """The sentence that makes the claim, and the note that it cites (or, where it cites none,
    that its paragraph cites next)."""
    for scored in finder.evidence(claim).sentences[:3]:
        note = _cited_note(scored)
        if note:
            quotes = list(_note_quotes(scored.document, note))
            return [to_quote(part, scored), *quotes[:2]]
        return []
    return []


def _cited_note(scored: Scored) -> Reference | None:
    document = scored.document
    cited = document.cited_in(scored.start, scored.end)
    if cited:
        return cited[0]
    for marker in document.layout.markers:
        if scored.end <= marker.start < scored.passage.block.end:
            return document.reference(marker.numbers[0])
    return None
