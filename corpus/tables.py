"""Tables as text: each cell on a line of its own, with what its row and its column are called."""

import re
from collections.abc import Iterator, Sequence

from corpus.draft import Piece

_FIGURE = re.compile(r"[\W\d]*\d[\W\d]*(?:%|[a-z]{1,3})?\Z")
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*\Z")

Grid = Sequence[Sequence[str]]


def table_pieces(
    grid: Grid, number: int, headers: int, pages: tuple[tuple[int, int], ...] = ()
) -> Iterator[Piece]:
    """A piece for each row, a line for each filled cell: "Latvia — Crossings, 2024: 5 600".

    The first `headers` rows name the columns (more than one are joined by a comma), the first
    column names the rows. A table of one row or one column has nothing to name: its cells are
    paragraphs. `number` tells the tables of a document apart.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in grid]
    headers = sum(map(any, rows[:headers]))
    rows = [row for row in rows if any(row)]
    if len(rows) <= headers or max(map(len, rows), default=0) < 2:
        for cell in (cell for row in rows for cell in dict.fromkeys(row) if cell):
            yield Piece("body", cell, pages=pages)
        return
    columns = _names(rows[:headers])
    for row in rows[headers:]:
        lines = list(_cells(row, columns))
        if lines:
            yield Piece("row", "\n".join(lines), table=number, pages=pages)


def header_rows(grid: Grid) -> int:
    """How many rows end with the first that isn't blank, where that names the columns of a table
    that marks no header: every cell of it is filled and none is a figure, save years. Else 0:
    nothing names the columns."""
    first = next((at for at, row in enumerate(grid) if any(map(str.strip, row))), 0)
    named = [cell.strip() for cell in grid[first][1:]] if grid else []
    figures = [cell for cell in named if _FIGURE.match(cell) and not _YEAR.match(cell)]
    return first + 1 if named and all(named) and not figures else 0


def _names(rows: Grid) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    told = ([row[at] for row in rows if at < len(row) and row[at]] for at in range(width))
    return [", ".join(dict.fromkeys(names)) for names in told]


def _cells(row: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    name = row[0]
    if name and not any(row[1:]):
        yield name
    for at, cell in enumerate(row[1:], 1):
        if cell:
            column = columns[at] if at < len(columns) else ""
            told = f"{column}: {cell}" if column else cell
            yield f"{name} — {told}" if name else told
