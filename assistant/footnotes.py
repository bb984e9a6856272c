"""Quotes to footnotes: numbers, places, and the document's own references there."""

from collections.abc import Iterable

from assistant.answers import Footnote, Quote
from corpus.documents import Block, Document, Reference


def number_footnotes(quotes: Iterable[Quote], first: int = 1) -> tuple[Footnote, ...]:
    """One footnote a quote, numbered from `first` in the given order."""
    return tuple(_footnote(number, quote) for number, quote in enumerate(quotes, first))


def _footnote(number: int, quote: Quote) -> Footnote:
    document = quote.document
    section, block = document.section_at(quote.start), document.block_at(quote.start)
    references = _references(document, block, quote)
    return Footnote(
        number,
        quote,
        section.heading if section else "",
        block.paragraph if block else None,
        document.page_at(quote.start),
        references,
        None if references else document.cited_next(quote.end),
    )


def _references(document: Document, block: Block | None, quote: Quote) -> tuple[Reference, ...]:
    """What is cited at the quote; a quote from a numbered note names that note."""
    if block and block.note is not None:
        note = document.reference(block.note)
        return (note,) if note else ()
    return document.cited_in(quote.start, quote.end)
