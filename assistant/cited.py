"""Answers to questions about references: the notes, and the sentences that cite them."""

import re
from collections.abc import Iterator, Sequence

from assistant.answers import Quote
from assistant.citations import CitationQuestion, notes_named
from assistant.evidence import Finder, Found
from assistant.questions import Part, Question
from assistant.quotes import whole_quote
from assistant.selection import Scored
from assistant.values import values
from corpus.documents import Document, Reference, Region
from corpus.references import kind_of
from index.index import Index

_ASKS_WHERE_CITED = re.compile(
    r"\b(?:supports?|backs?|used|cited|cites?|statements?|claims?|sentences?|refers? to)\b", re.I
)
# Sentences that are looked through for one that cites a note.
_LOOKED_THROUGH = 8


def answer_citation(
    about: CitationQuestion, asked: Question, index: Index, finder: Finder
) -> Found | None:
    """What answers a question about references, or that there is no such note; None where
    the question is better answered like any other."""
    part, documents = asked.parts[0], index.collection.documents
    if about.claim:
        return _backing(about.claim, part, finder)
    quotes = [
        quote
        for document in documents
        for note in _wanted_notes(document, about, asked.text)
        for quote in _for_note(document, note, about, asked.text)
    ]
    if quotes or not about.numbers:
        return Found(part, tuple(quotes), 1.0) if quotes else None
    missing = tuple(f"note {number}" for number in about.numbers)
    return Found(part, (), 0.0, "not_stated", missing)


def _for_note(
    document: Document, note: Reference, about: CitationQuestion, question: str
) -> list[Quote]:
    own = list(_note_quotes(document, note))
    quotes = _sources_first(own)[:1] if about.names else own
    return [*quotes, *(_citing(document, note) if _ASKS_WHERE_CITED.search(question) else ())]


def _citing(document: Document, note: Reference) -> Iterator[Quote]:
    """The sentences that cite the note."""
    for marker in document.layout.markers:
        block = document.block_at(marker.start)
        if note.number not in marker.numbers or block is None:
            continue
        for sentence in block.sentences:
            if sentence.start <= marker.start < sentence.end:
                yield Quote(document, sentence.start, sentence.end, 1.0)


def _sources_first(quotes: Sequence[Quote]) -> list[Quote]:
    return sorted(quotes, key=lambda quote: kind_of(quote.text) != "source")


def _wanted_notes(document: Document, about: CitationQuestion, question: str) -> list[Reference]:
    if about.names:
        return notes_named(document, about.names, question)
    return [note for number in about.numbers if (note := document.reference(number))]


def _note_quotes(document: Document, note: Reference) -> Iterator[Quote]:
    """The sentences of a note, each a quote."""
    for sentence in _sentences(document, note):
        yield Quote(document, sentence.start, sentence.end, 1.0)


def _sentences(document: Document, note: Reference) -> Sequence[Region]:
    block = document.block_at(note.start)
    return block.sentences if block else (note,)


def _backing(claim: str, part: Part, finder: Finder) -> Found | None:
    """The note that stands behind a claim: the best sentence is a note's own, or one that
    cites a note, or one before a sentence that does. The note first, then the sentence."""
    evidence = finder.evidence(claim)
    for scored in _by_figures(claim, evidence.sentences)[:_LOOKED_THROUGH]:
        note = _cited_note(scored)
        if note is None or note.kind == "remark":
            continue
        source = _sources_first(list(_note_quotes(scored.document, note)))[0]
        own = note.start <= scored.start < note.end
        quotes = (source,) if own else (source, whole_quote(scored))
        return Found(part, quotes, max(evidence.answerable, scored.probability))
    return None


def _by_figures(claim: str, ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences that hold the claim's figures first, else in their order."""
    figures = {value.amount for value in values(claim)}
    held = [len(figures & {v.amount for v in values(one.text)}) for one in ranked]
    order = sorted(range(len(ranked)), key=lambda at: -held[at])
    return [ranked[at] for at in order]


def _cited_note(scored: Scored) -> Reference | None:
    document, block = scored.document, scored.passage.block
    if block.note is not None:
        return document.reference(block.note)
    cited = document.cited_in(scored.start, scored.end)
    return cited[0] if cited else document.cited_next(scored.end)
