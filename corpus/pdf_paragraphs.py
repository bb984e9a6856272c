"""Rows of a PDF to paragraphs: where one ends, and how its rows are joined."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.draft import Piece, Role
from corpus.hyphens import across_lines
from corpus.line import Line
from corpus.pdf_words import Row, pitch_of, spaced

_ITEM = re.compile(r"(?:[•●▪◦‣■–*-]|\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z]\))\s+\S")
_ENDS = re.compile(r"[.!?:;…][”’\"')\]\d]*\Z")
_STOPS = re.compile(r"[.!?:…][”’\"')\]\d⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z")
_CUT = re.compile(r"[^\W\d_][-\u2010\u00ad]\Z")
# A heading is at least this much larger than the body, or bold, and at most this long.
_LARGER = 1.12
_LONGEST_HEADING = 200
_LONGEST_BOLD_HEADING = 100


@dataclass(slots=True)
class Paragraph:
    """Rows that belong together. `room`: points left in the last one, up to the column's right
    edge."""

    rows: list[Row] = field(default_factory=list)
    room: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)


def paragraphs_of(zone: Sequence[Row]) -> list[Paragraph]:
    """The zone's rows in paragraphs: a wider gap, another font, an indent, a list item or a row
    that ends early begins a new one."""
    if not zone:
        return []
    pitch, right = pitch_of(zone), max(row.x1 for row in zone)
    found = [Paragraph([zone[0]])]
    for before, row in pairwise(zone):
        if _begins(found[-1].rows, before, row, pitch, right):
            found.append(Paragraph())
        found[-1].rows.append(row)
    for paragraph in found:
        paragraph.room = right - paragraph.rows[-1].x1
    return found


def _begins(own: Sequence[Row], before: Row, row: Row, pitch: float, right: float) -> bool:
    if abs(row.size - before.size) > 0.08 * before.size or row.bold != before.bold:
        return True
    if row.bottom - before.bottom > max(1.3 * pitch, 1.15 * row.size):
        return True
    if _CUT.search(before.text):
        return False
    if _ITEM.match(row.text) and (_ENDS.search(before.text) or _early(before, row, right)):
        return True
    return _indented(own, before, row, right) or (
        _early(before, row, right)
        and bool(_ENDS.search(before.text) or right - before.x1 > 0.35 * (right - row.x0))
    )


def _early(before: Row, row: Row, right: float) -> bool:
    """Whether the row's first word would have fitted into the row before."""
    first = row.words[0]
    return right - before.x1 > first.x1 - first.x0 + 0.8 * row.size


def _indented(own: Sequence[Row], before: Row, row: Row, right: float) -> bool:
    """Whether the left edge tells: a first line set in, or a hanging one."""
    shift = (row.x0 - before.x0) / max(row.size, 1)
    if abs(shift) < 0.6 or abs(shift) > 6:
        return False
    if len(own) > 1:
        return True
    hanging = bool(_ITEM.match(before.text)) or right - before.x1 < 3 * before.size
    return not hanging if shift > 0 else bool(_ITEM.match(row.text))


def continues(last: Paragraph, following: Paragraph) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    if last.rows[-1].size != following.rows[0].size or _ITEM.match(following.text):
        return False
    if _STOPS.search(last.text):
        return False
    word = following.rows[0].words[0]
    filled = last.room < word.x1 - word.x0 + 0.3 * word.size
    return following.text[:1].islower() or (filled and len(last.rows) > 1)


def role_of(paragraph: Paragraph, body: float) -> Role:
    """Heading or body, by size, weight and words."""
    text, first = paragraph.text, paragraph.rows[0]
    if not any(c.isalpha() for c in text) or (_STOPS.search(text) and not text[:1].isdigit()):
        return "body"
    if first.size >= _LARGER * body and len(text) <= _LONGEST_HEADING:
        return "heading"
    if first.bold and len(text) <= _LONGEST_BOLD_HEADING and first.size >= 0.95 * body:
        return "heading"
    return "body"


def piece_of(
    paragraph: Paragraph, role: Role, known: Collection[str], note: int | None = None
) -> Piece:
    """The paragraph as running text: rows joined by a space, words cut by a line end made whole
    where that is safe. `known`: the document's words in lower case."""
    line = Line()
    pages: list[tuple[int, int]] = []
    for token in _joined(paragraph.rows, known):
        if token.spaced:
            line.add(" ")
        if not pages or pages[-1][1] != token.page:
            pages.append((line.place, token.page))
        (line.raise_ if token.raised else line.add)(token.text)
    text, marks = line.taken()
    return Piece(role, text, marks, note, pages=tuple(pages))


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    raised: bool
    spaced: bool
    page: int


def _joined(rows: Sequence[Row], known: Collection[str]) -> list[_Token]:
    """The words in order; one that a line end cuts comes once, on the page it begins on."""
    joined: list[_Token] = []
    for row in rows:
        tokens = list(_tokens(row))
        whole = across_lines(joined[-1].text, tokens[0].text, known) if joined else None
        if whole is not None:
            joined[-1] = replace(joined[-1], text=whole)
            tokens = tokens[1:]
        joined += tokens
    return joined


def _tokens(row: Row) -> Iterator[_Token]:
    for at, word in enumerate(row.words):
        apart = at == 0 or spaced(row.words[at - 1], word)
        yield _Token(word.text, row.raised(word), apart, row.page)
