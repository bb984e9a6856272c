"""Tables of a PDF page: ruled ones by pdfplumber, others by cells that stand in line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.pdf_words import Row, Word, merged, split_row

# A page with more ruled edges than this holds a drawing, in which a search for cells would take
# minutes.
_MOST_EDGES = 1500
# The part of a grid's cells that are filled in a table; a chart's grid is empty.
_FILLED = 0.4
_FEWEST_ROWS = 3
# Words in a cell of a table without rules; more are prose in columns.
_LONGEST_CELL = 8


_Box = tuple[float, float, float, float]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, the box around them, and where rules are drawn each cell's own. A table
    needn't fill its box: its first cell is often left out."""

    grid: list[list[str]]
    box: _Box
    cells: tuple[_Box, ...] = ()

    def holds(self, word: Word) -> bool:
        """Whether the word stands in one of its cells."""
        return _inside(self.box, word) and any(_inside(cell, word) for cell in self.cells)


def _inside(box: _Box, word: Word) -> bool:
    """Whether the word's middle is in the box."""
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def ruled_tables(page: Any, words: Sequence[Word]) -> list[Table]:
    """The tables whose cells are drawn, from the top."""
    if not 4 <= len(page.edges) <= _MOST_EDGES:
        return []
    made = (_made(found, words) for found in page.find_tables())
    return sorted((table for table in made if table), key=lambda table: table.box[1])


def _made(found: Any, words: Sequence[Word]) -> Table | None:
    grid = [[_cell(box, words) for box in row.cells] for row in found.rows]
    cells = [cell for row in grid for cell in row]
    wide = max((len(row) for row in grid), default=0)
    filled = sum(bool(cell) for cell in cells)
    if len(grid) < 2 or wide < 2 or filled < _FILLED * len(cells):
        return None
    shown = [[cell or "" for cell in row] for row in grid]
    shown[0] = _spread(grid[0])
    drawn = (tuple(cell) for row in found.rows for cell in row.cells if cell)
    return Table(shown, tuple(found.bbox), tuple(drawn))


def _cell(box: _Box | None, words: Sequence[Word]) -> str | None:
    """The cell's text; None where a neighbour spans its place."""
    if box is None:
        return None
    inside = [word for word in words if _inside(box, word)]
    return " ".join(row.text for row in merged([Row((word,), 0) for word in inside]))


def _spread(cells: Sequence[str | None]) -> list[str]:
    """A header that spans columns stands over each of them."""
    told = ""
    spread = []
    for cell in cells:
        told = told if cell is None else cell
        spread.append(told)
    return spread


def aligned_tables(zone: Sequence[Row]) -> Iterator[list[Row] | Table]:
    """The zone's rows in order, in runs; a run of at least three rows whose cells stand under
    each other, each in as many columns, comes as a Table."""
    held: list[Row] = []
    run: list[list[Row]] = []
    for row in [*zone, None]:
        cells = split_row(row) if row else []
        if run and not (len(cells) > 1 and _under(run, cells)):
            table = _aligned(run)
            if table:
                if held:
                    yield held
                held = []
                yield table
            else:
                held += [_whole(one) for one in run]
            run = []
        if len(cells) > 1 and all(len(cell.words) <= _LONGEST_CELL for cell in cells):
            run.append(cells)
        elif row:
            held.append(row)
    if held:
        yield held


def _under(run: Sequence[Sequence[Row]], cells: Sequence[Row]) -> bool:
    """Whether the cells stand under the run's: as many, each overlapping its own column alone,
    and not much further down than a row."""
    last = run[-1]
    if len(last) != len(cells) or cells[0].top - last[0].bottom > 2 * last[0].size:
        return False
    columns = list(zip(*run, strict=True))
    edges = [(min(c.x0 for c in column), max(c.x1 for c in column)) for column in columns]
    return all(
        cell.x0 < edges[at][1] and cell.x1 > edges[at][0]
        and (at == 0 or cell.x0 > edges[at - 1][1])
        and (at == len(cells) - 1 or cell.x1 < edges[at + 1][0])
        for at, cell in enumerate(cells)
    )  # fmt: skip


def _aligned(run: Sequence[Sequence[Row]]) -> Table | None:
    if len(run) < _FEWEST_ROWS:
        return None
    cells = [cell for row in run for cell in row]
    box = (min(cell.x0 for cell in cells), cells[0].top, max(cell.x1 for cell in cells),
           cells[-1].bottom)  # fmt: skip
    return Table([[cell.text for cell in row] for row in run], box)


def _whole(cells: Sequence[Row]) -> Row:
    return Row(tuple(word for cell in cells for word in cell.words), cells[0].page)
