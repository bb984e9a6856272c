"""PDF files with a text layer, taken apart by pdfplumber."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from corpus.documents import Document
from corpus.draft import Piece, document_of
from corpus.errors import UserError
from corpus.pdf_about import read_about
from corpus.pdf_columns import zones
from corpus.pdf_furniture import without_furniture
from corpus.pdf_notes import foot_notes, notes_across
from corpus.pdf_paragraphs import Paragraph, continues, paragraphs_of, piece_of, role_of
from corpus.pdf_tables import Table, aligned_tables, ruled_tables
from corpus.pdf_words import Row, body_size, read_words, rows_of, split_row
from corpus.tables import header_rows, table_pieces

_NOTE_NUMBER = re.compile(r"[\[(]?\d{1,3}[\])]?\.?\s*")
# The part of a page's letters that may be unknown before its text is useless.
_UNKNOWN = 0.2


def read_pdf(path: Path, name: str) -> Document:
    """The text layer in reading order, column by column, with the page of everything: headings,
    paragraphs, captions, table cells, and at the end the notes from the feet of pages.

    Running headers and footers and page numbers are dropped, words cut by a line end made
    whole where that is safe. A page that shows an image and has no text is named in the
    document's `warnings`. Title, author, publisher, date and language are what the file states
    of its text (not when the file was made). Raises UserError for a file that can't be opened
    without a password, is no PDF, or has no text at all.
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(path) as pdf:
            pages = [_read_page(page) for page in pdf.pages]
            about = read_about(pdf)
    except (PdfminerException, MalformedPDFException, PSException) as error:
        raise _unreadable(path, error) from error
    warnings = [warning for page in pages for warning in page.warnings]
    if not any(page.rows or page.tables for page in pages):
        told = warnings[0] if warnings else "it has no text"
        raise UserError(told, "run text recognition (OCR) over it first", where=str(path))
    return document_of(path, name, list(_pieces(pages)), about, warnings)


def _unreadable(path: Path, error: Exception) -> UserError:
    locked = isinstance(error, PDFPasswordIncorrect) or any(
        isinstance(one, PDFPasswordIncorrect) for one in (*error.args, error.__cause__)
    )
    if locked:
        return UserError("it needs a password", "save it without one", where=str(path))
    return UserError("not a whole PDF file", "save or fetch it anew", where=str(path))


@dataclass(frozen=True, slots=True)
class _Page:
    number: int
    height: float
    rows: list[Row]
    tables: list[Table]
    warnings: tuple[str, ...]


def _read_page(page: Any) -> _Page:
    words = read_words(page)
    tables = ruled_tables(page, words)
    free = [word for word in words if not any(table.holds(word) for table in tables)]
    told = _warning(page, "".join(word.text for word in words))
    found = _Page(
        page.page_number, float(page.height), rows_of(free, page.page_number), tables, told
    )
    page.close()
    return found


def _warning(page: Any, letters: str) -> tuple[str, ...]:
    number = page.page_number
    if not letters and page.images:
        return (f"page {number} is an image without a text layer; nothing on it can be quoted",)
    if letters.count("\ufffd") > _UNKNOWN * max(len(letters), 1):
        return (f"the letters of page {number} can't be told from its font",)
    return ()


def _pieces(pages: Sequence[_Page]) -> Iterator[Piece]:
    kept = without_furniture([page.rows for page in pages], [page.height for page in pages])
    body = body_size(row for rows in kept for row in rows)
    known = _whole_words(kept)
    notes: list[tuple[Paragraph, int]] = []
    flow: list[tuple[Paragraph | Table, int]] = []
    for page, rows in zip(pages, kept, strict=True):
        for one in _parts(page, rows, body, notes):
            if isinstance(one, Table) or not _joins(flow, one):
                flow.append((one, page.number))
    for at, (one, number) in enumerate(flow, 1):
        if isinstance(one, Table):
            place = ((0, number),)
            yield from table_pieces(one.grid, at, header_rows(one.grid), place)
        else:
            yield piece_of(one, role_of(one, body), known)
    for note, count in notes:
        piece = piece_of(note, "note", known, count)
        yield _unnumbered(piece)


def _parts(
    page: _Page, rows: list[Row], body: float, notes: list[tuple[Paragraph, int]]
) -> Iterator[Paragraph | Table]:
    """The page's paragraphs and tables in reading order; its notes go to `notes`."""
    waiting = list(page.tables)
    across = notes_across(rows, body, notes[-1][1] if notes else 0)
    notes += [(Paragraph(own), number) for number, own in across]
    told = list(zones([part for row in _without(rows, across) for part in split_row(row)]))
    whole = [row for zone in told for row in zone]
    for zone in told:
        own = [] if across else foot_notes(zone, body, notes[-1][1] if notes else 0, whole)
        notes += [(Paragraph(rows), number) for number, rows in own]
        for run in aligned_tables(_without(zone, own)):
            if isinstance(run, Table):
                yield run
                continue
            yield from _with_tables(run, waiting)
    yield from waiting


def _without(rows: list[Row], notes: Sequence[tuple[int, list[Row]]]) -> list[Row]:
    """The rows without those of the notes, which end them."""
    return rows[: len(rows) - sum(len(own) for _, own in notes)]


def _with_tables(run: list[Row], waiting: list[Table]) -> Iterator[Paragraph | Table]:
    """The run's paragraphs, with the ruled tables that stand above or among its rows."""
    for paragraph in _divided(run, waiting):
        while (
            waiting and waiting[0].box[1] < paragraph.rows[0].top and _beside(waiting[0], paragraph)
        ):
            yield waiting.pop(0)
        yield paragraph


def _divided(run: list[Row], tables: Sequence[Table]) -> Iterator[Paragraph]:
    """The run's paragraphs, none of which goes on from above a table into it, or to below it."""
    edges = [edge for table in tables for edge in (table.box[1], table.box[3])]
    held: list[Row] = []
    for row in run:
        if held and any(held[-1].top < edge <= row.top for edge in edges):
            yield from paragraphs_of(held)
            held = []
        held.append(row)
    yield from paragraphs_of(held)


def _beside(table: Table, paragraph: Paragraph) -> bool:
    left, right = min(r.x0 for r in paragraph.rows), max(r.x1 for r in paragraph.rows)
    return table.box[0] < right and table.box[2] > left


def _joins(flow: Sequence[tuple[Paragraph | Table, int]], one: Paragraph) -> bool:
    """Whether the paragraph goes on from the last one before it, and if so makes them one."""
    last = flow[-1][0] if flow else None
    if not isinstance(last, Paragraph) or not _turns(last.rows[-1], one.rows[0]):
        return False
    if not continues(last, one):
        return False
    last.rows += one.rows
    last.room = one.room
    return True


def _turns(last: Row, first: Row) -> bool:
    """Whether the second row opens a new column or page."""
    return first.page != last.page or first.top < last.top


def _whole_words(pages: Sequence[Sequence[Row]]) -> frozenset[str]:
    """The words, in lower case, that no line end cuts."""
    words = (word.text for rows in pages for row in rows for word in row.words[:-1])
    return frozenset(part for word in words for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*",
                                                                   word.lower()))  # fmt: skip


def _unnumbered(piece: Piece) -> Piece:
    """A note without the number that it begins with, which its list gives it anyway."""
    own = _NOTE_NUMBER.match(piece.text)
    text = piece.text[own.end() :] if own else piece.text
    return Piece("note", text, (), piece.note, pages=((0, piece.pages[0][1]),))
