"""What a PDF repeats on its pages: running headers and footers, and page numbers."""

import re
from collections.abc import Sequence

from corpus.pdf_words import Row, pitch_of

# The part of a page's height, at its top and at its bottom, in which these stand.
_EDGE = 0.12
# Points by which the same line may stand higher or lower on another page.
_SHIFT = 4.0
# Facing pages have headers of their own, so the page after next is looked at too.
_NEIGHBOURS = (-2, -1, 1, 2)
# What is well apart: further from the next base line than so many font sizes, and than so many
# times the usual distance, which few rows don't tell.
_GAP, _PITCHES, _FEWEST_ROWS = 2.0, 1.3, 4
# A year is none: numbers that long are found by those on the neighbouring pages.
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|p\.|seite|s\.|стр\.)?\s*(?:\d{1,3}|[ivxl]{1,7})(?:\s*(?:/|of|von|из|\|)\s*\d{1,4})?[\W_]*\Z",
    re.I,
)


_SENTENCE = re.compile(r"[.!?]\W*\Z")
# Words from which on a line that ends with a full stop is a sentence, not a header.
_SENTENCE_WORDS = 5


def without_furniture(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """Each page's rows without page numbers, and without those that a neighbouring page has at
    the same height in the same words. Figures in them may be others if they count with the
    pages, unless the line is a sentence."""
    edges = [
        [row for row in rows if row.bottom < height * _EDGE or row.top > height * (1 - _EDGE)]
        for rows, height in zip(pages, heights, strict=True)
    ]
    kept = []
    for at, rows in enumerate(pages):
        gone = {
            id(row) for row in edges[at] if _numbers_page(row, rows) or _repeated(row, at, edges)
        }
        kept.append([row for row in rows if id(row) not in gone])
    return kept


def _numbers_page(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the page begins or ends with its number, well apart from the text: the last line
    of a sentence may be a number too."""
    if not _PAGE_NUMBER.match(row.text):
        return False
    pitch = pitch_of(rows) if len(rows) >= _FEWEST_ROWS else 0.0
    beside = [rows[1:2]] * (row is rows[0]) + [rows[-2:-1]] * (row is rows[-1])
    return any(_apart(row, one, pitch) for one in beside)


def _apart(row: Row, others: Sequence[Row], pitch: float) -> bool:
    return all(
        abs(row.bottom - one.bottom) > max(_GAP * max(row.size, one.size), _PITCHES * pitch)
        for one in others
    )


def _repeated(row: Row, at: int, edges: Sequence[Sequence[Row]]) -> bool:
    return any(
        abs(other.bottom - row.bottom) <= _SHIFT and _same(row.text, other.text, step)
        for step in _NEIGHBOURS
        if 0 <= at + step < len(edges)
        for other in edges[at + step]
    )


def _same(text: str, other: str, step: int) -> bool:
    """Whether the two say the same, `step` pages apart."""
    if text == other:
        return True
    if len(text.split()) >= _SENTENCE_WORDS and _SENTENCE.search(text):
        return False
    parts, others = re.split(r"(\d{1,9})", text), re.split(r"(\d{1,9})", other)
    return parts[::2] == others[::2] and all(
        int(there) - int(here) in (0, step)
        for here, there in zip(parts[1::2], others[1::2], strict=True)
    )
