"""Documents as JSON: between the process that reads a file and the one that asked, and in the
cache of what was read."""

from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

from corpus.documents import Block, Document, Layout, Marker, Page, Reference, Region, Section


def to_told(document: Document) -> dict[str, Any]:
    """The document as plain lists and strings, without its name and source."""
    layout = document.layout
    return {
        "title": document.title,
        "text": document.text,
        "about": [document.publisher, document.date, document.author, document.language],
        "warnings": list(document.warnings),
        "sections": [astuple(one) for one in layout.sections],
        "blocks": [astuple(one) for one in layout.blocks],
        "references": [astuple(one) for one in layout.references],
        "markers": [astuple(one) for one in layout.markers],
        "pages": [astuple(one) for one in layout.pages],
    }


def from_told(told: dict[str, Any], path: Path, name: str) -> Document:
    """The document again, under that name. Raises ValueError, TypeError or KeyError for what
    `to_told` didn't make, and for offsets outside the text."""
    text = _string(told["text"])
    layout = Layout(
        tuple(Section(*_place(one, text), _string(one[2])) for one in told["sections"]),
        tuple(_block(one, text) for one in told["blocks"]),
        tuple(_reference(one, text) for one in told["references"]),
        tuple(Marker(*_place(one, text), tuple(map(int, one[2]))) for one in told["markers"]),
        tuple(Page(*_place(one, text), int(one[2])) for one in told["pages"]),
    )
    publisher, date, author, language = map(_string, told["about"])
    title, warnings = _string(told["title"]), tuple(map(_string, told["warnings"]))
    return Document(name, title or name, text, layout, publisher, date, str(path), author,
                    language, warnings)  # fmt: skip


def _block(one: Sequence[Any], text: str) -> Block:
    start, end, kind, paragraph, note, sentences, item = one
    inside = tuple(Region(*_place(sentence, text)) for sentence in sentences)
    return Block(*_place((start, end), text), kind, paragraph, note, inside, item)


def _reference(one: Sequence[Any], text: str) -> Reference:
    start, end, number, kind, url, region, cut = one
    place = Region(*_place(region, text)) if region else None
    return Reference(*_place((start, end), text), int(number), kind, url, place, bool(cut))


def _place(one: Sequence[Any], text: str) -> tuple[int, int]:
    start, end = int(one[0]), int(one[1])
    if not 0 <= start <= end <= len(text):
        raise ValueError(f"[{start}, {end}) is outside {len(text)} characters")
    return start, end


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} where text should be")
    return value
