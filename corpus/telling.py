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
        "references": len(layout.references),
        "markers": len(layout.markers),
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
    for section in layout.sections:
        yield f"  section: {section.heading} ({section.start}-{section.end})"


def about(document: Document) -> dict[str, str]:
    """Author, publisher, date and language, each "" where it isn't known: never guessed."""
    names = ("author", "publisher", "date", "language")
    return {name: getattr(document, name, "") for name in names}


def _paragraphs(document: Document) -> int:
    return sum(1 for block in document.layout.blocks if block.kind == "body")
