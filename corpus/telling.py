"""What is known of a document and of its references, as JSON and in lines."""

from collections.abc import Iterator
from typing import Any

from corpus.documents import Document


def document_json(document: Document, parts: bool = False) -> dict[str, Any]:
    """The document without its text; with `parts` also its sections. "" where nothing is known."""
    layout = document.layout
    told: dict[str, Any] = {
        "document": document.id,
        "title": document.title,
        **about(document),
        "source": document.source,
        "sha256": document.sha256,
        "characters": len(document.text),
        "paragraphs": _paragraphs(document),
        "pages": _pages(document),
        "references": len(layout.references),
        "markers": len(layout.markers),
        "warnings": list(document.warnings),
    }
    if parts:
        told["sections"] = [
            {"heading": one.heading, "start": one.start, "end": one.end} for one in layout.sections
        ]
    return told


def document_lines(document: Document) -> Iterator[str]:
    """The same for people."""
    yield document.title
    for name, told in about(document).items():
        if told:
            yield f"  {name}: {told}"
    layout = document.layout
    yield f"  file: {document.source}"
    yield f"  sha256 of its text: {document.sha256}"
    yield f"  {len(document.text)} characters, {_paragraphs(document)} paragraphs"
    yield f"  {len(layout.references)} references, {len(layout.markers)} markers that cite them"
    if pages := _pages(document):
        yield f"  pages with words: {pages}"
    for warning in document.warnings:
        yield f"  {warning}"
    for section in layout.sections:
        yield f"  section: {section.heading} ({section.start}-{section.end})"


def about(document: Document) -> dict[str, str]:
    """Author, publisher, date and language, each "" where it isn't known: never guessed."""
    names = ("author", "publisher", "date", "language")
    return {name: getattr(document, name) for name in names}


def _paragraphs(document: Document) -> int:
    return len({block.paragraph for block in document.layout.blocks} - {None})


def _pages(document: Document) -> int | None:
    """Pages with words on them; None for formats without pages."""
    return len({page.number for page in document.layout.pages}) or None
