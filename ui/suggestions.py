"""Questions to begin with, made from the documents at hand."""

import re
from collections.abc import Callable, Iterator
from itertools import chain, islice, zip_longest

from assistant.answers import Answer
from corpus.collection import Collection
from corpus.documents import Document, Region
from corpus.references import REFERENCE_HEADINGS

# Questions offered.
SUGGESTED = 3
# Questions tried for each one wanted: every try costs as much as an answer.
_TRIES = 3
# A figure of two digits or more, with the spaces, points and commas that group it; no year.
_FIGURE = re.compile(r"(?<![\w.,])(?!(?:19|20)\d\d\b)\d[\d.,  ]*\d%?(?!\w)")

_Candidate = tuple[str, Document, Region]


def suggested_questions(
    collection: Collection, ask: Callable[[str], Answer], at_most: int = SUGGESTED
) -> list[str]:
    """At most that many questions, each answered with words from the place it was made from:
    a section, a figure with a reference, a note that is a remark."""
    chosen: list[str] = []
    for question, document, place in islice(_candidates(collection), at_most * _TRIES):
        if len(chosen) < at_most and _answers(ask(question), document, place):
            chosen.append(question)
    return chosen


def _answers(answer: Answer, document: Document, place: Region) -> bool:
    return any(
        quote.document is document and quote.start < place.end and place.start < quote.end
        for quote in answer.quotes
    )


def _candidates(collection: Collection) -> Iterator[_Candidate]:
    """Kinds and documents in turn, so that the first few differ."""
    kinds = (_on_sections, _on_figures, _on_remarks)
    streams = [kind(document) for document in collection.documents for kind in kinds]
    return (one for one in chain.from_iterable(zip_longest(*streams)) if one)


def _on_sections(document: Document) -> Iterator[_Candidate]:
    for section in document.layout.sections:
        if section.heading.casefold() not in REFERENCE_HEADINGS:
            heading = section.heading.rstrip("?!. ")
            yield f"What is said about {heading}?", document, section


def _on_figures(document: Document) -> Iterator[_Candidate]:
    """Figures in a sentence, each followed by a reference marker."""
    for marker in document.layout.markers:
        block = document.block_at(marker.start)
        inside = [s for s in block.sentences if s.start <= marker.start < s.end] if block else []
        for sentence in inside[:1]:
            found = list(_FIGURE.finditer(document.text, sentence.start, marker.start))
            if found:
                place = Region(*found[-1].span())
                yield f"Which source backs the figure {found[-1][0]}?", document, place


def _on_remarks(document: Document) -> Iterator[_Candidate]:
    for note in document.layout.references:
        if note.kind == "remark":
            yield f"What does note {note.number} say?", document, note
