"""Tables as text: each cell on a line of its own, with what its row and its column are called."""

import re
from collections.abc import Iterator, Sequence

from corpus.draft import Piece

_FIGURE = re.compile(r"[\W\d]*\d[\W\d]*(?:%|[a-z]{1,3})?\Z")
# A year or a span of years: "2024", "2026–2027", "2025/26".
_YEAR = re.compile(r"\W*(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))?\W*\Z")
# A range or a bound, "8–11", "under" in signs, which tells rows apart although it is in figures.
_BOUNDED = re.compile(r"\W*\d+\s*[-–]\s*\d|\s*[<>≤≥]|.*\d\s*\+\s*\Z")
_LONGEST = 60  # characters of a cell that names a row beside the first one

Grid = Sequence[Sequence[str]]


def table_pieces(
    grid: Grid, number: int, headers: int, pages: tuple[tuple[int, int], ...] = ()
) -> Iterator[Piece]:
    """A piece for each row, a line for each filled cell: "Latvia — Crossings, 2024: 5 600".

    The first `headers` rows name the columns (more than one are joined by a comma), the first
    column names the rows; where it repeats, as many as tell them apart do: "Latvia, 2024 —
    Crossings: 5 600". A table of one row or one column has nothing to name: its cells are
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
    naming = _naming(rows[headers:])
    for row in rows[headers:]:
        lines = list(_cells(row, columns, naming))
        if lines:
            yield Piece("row", "\n".join(lines), table=number, pages=pages)


def header_rows(grid: Grid) -> int:
    """How many rows end with the first that isn't blank, where that names the columns of a table
    that marks no header: every cell of it is filled and none is a figure, save years and spans of
    them. Else 0: nothing names the columns."""
    first = next((at for at, row in enumerate(grid) if any(map(str.strip, row))), 0)
    named = [cell.strip() for cell in grid[first][1:]] if grid else []
    figures = [cell for cell in named if _FIGURE.match(cell) and not _YEAR.match(cell)]
    return first + 1 if named and all(named) and not figures else 0


def is_years(cell: str) -> bool:
    """Whether a cell is a year or a span of years."""
    return bool(_YEAR.match(cell))


def _names(rows: Grid) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    told = ([row[at] for row in rows if at < len(row) and row[at]] for at in range(width))
    return [", ".join(dict.fromkeys(names)) for names in told]


def _naming(rows: Grid) -> int:
    """How many columns name the rows: one, or the fewest by which rows of the same name differ,
    where these hold words, years or ranges and leave a column to tell of."""
    named = [row for row in rows if row[0] and any(row[1:])]
    for width in range(1, min(map(len, rows), default=1)):
        if width > 1 and not all(_tells_apart(row[width - 1]) for row in named):
            return 1
        if len({tuple(row[:width]) for row in named}) == len(named):
            return width
    return 1


def _tells_apart(cell: str) -> bool:
    figure = _FIGURE.match(cell) and not _YEAR.match(cell) and not _BOUNDED.match(cell)
    return len(cell) <= _LONGEST and not figure


def _cells(row: Sequence[str], columns: Sequence[str], naming: int) -> Iterator[str]:
    """A line for each filled cell beside the first; one that names the row with others is told of
    those before it."""
    if row[0] and not any(row[1:]):
        yield row[0]
    for at, cell in enumerate(row[1:], 1):
        if cell:
            column = columns[at] if at < len(columns) else ""
            told = f"{column}: {cell}" if column else cell
            name = ", ".join(dict.fromkeys(filter(None, row[: min(at, naming)])))
            yield f"{name} — {told}" if name else told
