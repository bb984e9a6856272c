"""What a reader of a marked-up format finds, piece by piece, and the Document that it makes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

from corpus.author_years import author_markers, by_author
from corpus.documents import (
    Block,
    Document,
    ItemPart,
    Layout,
    Marker,
    Page,
    Reference,
    Region,
    Section,
)
from corpus.errors import UserError
from corpus.layout import is_caption
from corpus.markers import find_markers, markers_behind, unread_markers
from corpus.references import (
    REFERENCE_HEADINGS,
    first_note,
    note_sentences,
    parse_references,
    reference_in,
)
from corpus.sentences import behind_label, sentences_in, stripped
from corpus.turns import labels_apart

Role = Literal["heading", "body", "caption", "row", "note"]

_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """One heading, paragraph, caption, table row or note; offsets count in `text`.

    A "row" has a line for each of its cells; rows with the same `table` share a paragraph
    number. `note` is the number of a note, which `text` doesn't repeat. `marks` are the
    reference markers inside, `pages` where a page begins: (offset, page number). `item` tells
    items of a list and their further paragraphs; `label` is where strong type ends that opens the
    paragraph, 0 without any.
    """

    role: Role
    text: str
    marks: tuple[Marker, ...] = ()
    note: int | None = None
    table: int | None = None
    pages: tuple[tuple[int, int], ...] = ()
    item: ItemPart = ""
    label: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a file states of itself; "" where it states nothing."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    date: str = ""
    language: str = ""


def document_of(
    path: Path, name: str, pieces: Sequence[Piece], about: About, warnings: Iterable[str] = ()
) -> Document:
    """The pieces as one text, a blank line between two, and where everything stands in it.

    Notes that the format doesn't mark are looked for under a heading such as "References".
    Raises UserError where there is nothing to read.
    """
    told = [piece for piece in pieces if any(c.isalnum() for c in piece.text)]
    if not told:
        raise UserError("the file holds no words", "remove it or fill it", where=str(path))
    told = [_settled(piece) for piece in _joined_notes(told)]
    text = _BETWEEN.join(piece.text for piece in told)
    places = list(_places(told))
    layout = labels_apart(text, _layout(text, told, places, about.language))
    return Document(
        name,
        about.title or name,
        text,
        layout,
        about.publisher,
        about.date,
        str(path),
        about.author,
        about.language,
        tuple(warnings),
    )


def _joined_notes(pieces: Iterable[Piece]) -> list[Piece]:
    """The paragraphs of one note as one piece, on lines of their own."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and piece.note is not None and piece.note == last.note:
            shift = len(last.text) + 1
            marks = [replace(mark, start=mark.start + shift, end=mark.end + shift)
                     for mark in piece.marks]  # fmt: skip
            joined[-1] = replace(
                last, text=f"{last.text}\n{piece.text}", marks=(*last.marks, *marks)
            )
        else:
            joined.append(piece)
    return joined


def _settled(piece: Piece) -> Piece:
    """A note with its number before it, as a printed list of notes has it; a heading on one
    line; a paragraph that reads like a caption as one."""
    if piece.role == "body" and is_caption(piece.text):
        return replace(piece, role="caption")
    if piece.role == "heading":
        return replace(piece, text=piece.text.replace("\n", " "))
    if piece.note is None:
        return piece
    number = f"{piece.note}. "
    pages = tuple((at and at + len(number), page) for at, page in piece.pages)
    marks = tuple(
        replace(mark, start=mark.start + len(number), end=mark.end + len(number))
        for mark in piece.marks
    )
    return replace(piece, text=number + piece.text, marks=marks, pages=pages)


def _places(pieces: Sequence[Piece]) -> Iterator[Region]:
    at = 0
    for piece in pieces:
        yield Region(at, at + len(piece.text))
        at += len(piece.text) + len(_BETWEEN)


def _layout(text: str, pieces: Sequence[Piece], places: Sequence[Region], language: str) -> Layout:
    listed = _listed(text, pieces, places)
    marked = [_note(text, *both) for both in zip(pieces, places, strict=True) if both[0].note]
    notes = tuple(marked) or parse_references(text, listed.start, listed.end)
    authored = not marked and by_author(text, notes)
    known = frozenset(note.number for note in notes if not authored)
    blocks = list(_blocks(text, pieces, places, language))
    if notes and not marked:
        blocks = [block for block in blocks if not listed.start <= block.start < listed.end]
        blocks += _listed_blocks(text, listed, notes)
        blocks.sort(key=lambda block: block.start)
    marks = list(_marks(pieces, places))
    unread = unread_markers(text, (mark for mark in marks if not known.issuperset(mark.numbers)))
    markers = {(mark.start, mark.end): mark for mark in marks if known.issuperset(mark.numbers)}
    bodies = [block for block in blocks if block.kind != "note"]
    told_by = author_markers(text, bodies, notes) if authored else ()
    for marker in told_by or find_markers(text, bodies, known, in_brackets=bool(markers)):
        markers.setdefault((marker.start, marker.end), marker)
    told = tuple(markers[at] for at in sorted(markers))
    return Layout(
        _sections(text, pieces, places),
        tuple(markers_behind(text, block, told, unread) for block in blocks),
        notes,
        told,
        _pages(text, pieces, places),
    )


def _listed(text: str, pieces: Sequence[Piece], places: Sequence[Region]) -> Region:
    """What stands under the heading of the reference list, up to the next heading."""
    headings = [place for piece, place in zip(pieces, places, strict=True)
                if piece.role == "heading"]  # fmt: skip
    for heading, after in pairwise([*headings, Region(len(text), len(text))]):
        if text[heading.start : heading.end].strip(" :*#").casefold() in REFERENCE_HEADINGS:
            return Region(heading.end, after.start)
    return Region(len(text), len(text))


def _note(text: str, piece: Piece, place: Region) -> Reference:
    assert piece.note is not None
    start = place.start + len(f"{piece.note}. ")
    return reference_in(text, Region(start, place.end), piece.note)


def _listed_blocks(text: str, listed: Region, notes: Sequence[Reference]) -> Iterator[Block]:
    before = stripped(text, listed.start, first_note(text, listed.start, listed.end))
    if before:
        inside = sentences_in(text, before.start, before.end)
        yield Block(before.start, before.end, "acknowledgement", None, None, inside)
    for note in notes:
        inside = note_sentences(text, note.start, note.end)
        yield Block(note.start, note.end, "note", None, note.number, inside)


def _blocks(
    text: str, pieces: Sequence[Piece], places: Sequence[Region], language: str
) -> Iterator[Block]:
    paragraph, table = 0, None
    for piece, place in zip(pieces, places, strict=True):
        if piece.role == "heading":
            continue
        if piece.role in ("body", "row") and (table is None or piece.table != table):
            paragraph += 1
        table = piece.table
        start = place.start + (len(f"{piece.note}. ") if piece.note else 0)
        if piece.role == "row":
            sentences = tuple(_lines(text, start, place.end))
        else:
            cut = sentences_in if piece.note is None else note_sentences
            inside = cut(text, start, place.end, language[:2].lower() or "en")
            sentences = behind_label(text, inside, start + piece.label)
        counted = paragraph if piece.role in ("body", "row") else None
        kind = "body" if piece.role == "row" else piece.role
        yield Block(start, place.end, kind, counted, piece.note, sentences, piece.item)


def _lines(text: str, start: int, end: int) -> Iterator[Region]:
    at = start
    for line in text[start:end].split("\n"):
        if region := stripped(text, at, at + len(line)):
            yield region
        at += len(line) + 1


def _marks(pieces: Sequence[Piece], places: Sequence[Region]) -> Iterator[Marker]:
    for piece, place in zip(pieces, places, strict=True):
        for mark in piece.marks:
            yield Marker(place.start + mark.start, place.start + mark.end, mark.numbers)


def _sections(text: str, pieces: Sequence[Piece], places: Sequence[Region]) -> tuple[Section, ...]:
    headings = [place for piece, place in zip(pieces, places, strict=True)
                if piece.role == "heading"]  # fmt: skip
    ends = [*(place.start for place in headings), len(text)][1:]
    return tuple(
        Section(place.start, end, text[place.start : place.end])
        for place, end in zip(headings, ends, strict=True)
    )


def _pages(text: str, pieces: Sequence[Piece], places: Sequence[Region]) -> tuple[Page, ...]:
    starts: list[tuple[int, int]] = []
    for piece, place in zip(pieces, places, strict=True):
        for at, number in piece.pages:
            if not starts or starts[-1][1] != number:
                starts.append((place.start + at, number))
    ends = [*(start for start, _ in starts), len(text)][1:]
    return tuple(Page(at, end, n) for (at, n), end in zip(starts, ends, strict=True))
