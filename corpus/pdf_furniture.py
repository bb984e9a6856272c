"""What a PDF repeats on its pages: running headers and footers, and page numbers."""

import re
from collections.abc import Sequence

from corpus.pdf_words import Row

# The part of a page's height, at its top and at its bottom, in which these stand.
_EDGE = 0.12
# Points by which the same line may stand higher or lower on another page.
_SHIFT = 4.0
# Facing pages have headers of their own, so the page after next is looked at too.
_NEIGHBOURS = (-2, -1, 1, 2)
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|p\.|seite|s\.|стр\.)?\s*(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:/|of|von|из|\|)\s*\d{1,4})?[\W_]*\Z",
    re.I,
)


def without_furniture(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """Each page's rows without those that a neighbouring page has at the same height in the
    same words (whatever the figures in them), and without page numbers."""
    edges = [
        {id(row) for row in rows if row.bottom < height * _EDGE or row.top > height * (1 - _EDGE)}
        for rows, height in zip(pages, heights, strict=True)
    ]
    keys = [
        [(_key(row), row.bottom) for row in rows if id(row) in edge]
        for rows, edge in zip(pages, edges, strict=True)
    ]
    return [
        [
            row
            for row in rows
            if id(row) not in edge or not (_numbers_page(row, rows) or _repeated(row, at, keys))
        ]
        for at, (rows, edge) in enumerate(zip(pages, edges, strict=True))
    ]


def _key(row: Row) -> str:
    return re.sub(r"\d+", "#", row.text.casefold())


def _numbers_page(row: Row, rows: Sequence[Row]) -> bool:
    return (row is rows[0] or row is rows[-1]) and bool(_PAGE_NUMBER.match(row.text))


def _repeated(row: Row, at: int, keys: Sequence[Sequence[tuple[str, float]]]) -> bool:
    key = _key(row)
    return any(
        key == other and abs(bottom - row.bottom) <= _SHIFT
        for step in _NEIGHBOURS
        if 0 <= at + step < len(keys)
        for other, bottom in keys[at + step]
    )
