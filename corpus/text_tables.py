"""Tables in plain text, whose cells are set apart by tabs, or by spaces below each other: their
lines are rows, each quoted by itself, as it stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.documents import Region
from corpus.references import REFERENCE_HEADINGS
from corpus.tables import header_rows, is_years

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
# What may part cells. Typists set as many tabs as it takes to stand below each other.
_TAB, _TABS, _SPACES = re.compile(r"\t"), re.compile(r"\t[ \t]*"), re.compile(r"[ \xa0]{2,}")
# A line of dashes below the header or around the table: "-----  ----", "=====+=====".
_RULE = re.compile(r"[\s|+]*[-=_–—]{3}[-=_–—\s|+]*\Z")
# What begins no row but an item, a note or a line of a form: "1.", "(a)", "[3]", "•", "Name:".
_LABEL = re.compile(r"(?:[(\[]?(?:\d{1,3}|[A-Za-z]|[ivx]{2,5})[.)\]]|[^\w\s]{1,2}|.*:)\Z")
_NOTHING = re.compile(r"(?:[-–—.…*?]{0,3}|n\.?/?a\.?|none\b.*|nil|unknown)\Z", re.I)
_DIGIT, _FIGURE = re.compile(r"\d"), re.compile(r"\W{0,3}\d")
_NAMED = re.compile(r"[A-ZÀ-Þ]\w*\.? [A-ZÀ-Þ]")  # "Anna Berg", which is no column's name
# Rows below a header, and below one of two columns; characters of a cell, and of a column's name.
_FEWEST, _FEWEST_OF_TWO = 2, 3
_LONGEST, _LONGEST_NAME = 100, 60


@dataclass(frozen=True, slots=True)
class _Row(Region):
    """A line of cells: what they say, and from which to which character of the line they go, where
    spaces part them."""

    cells: tuple[str, ...]
    places: tuple[tuple[int, int], ...]


def table_rows(text: str) -> dict[int, int]:
    """Where the lines of tables start, their headers too, with the number of their table.

    A table has a header and two further lines of as many cells. That its first line is the
    header is told by a column of figures below a name, by years, or by a line of dashes under it.
    Anything else is no table, and so is all below the heading of a list of notes.
    """
    return {
        _first_of(text, row): number
        for number, table in enumerate(_tables(text), 1)
        for row in table
    }


def _first_of(text: str, row: Region) -> int:
    """The first character of the row that is no white space."""
    return row.end - len(text[row.start : row.end].lstrip("\ufeff \t\r\n\v\f\xa0"))


def _tables(text: str) -> Iterator[list[_Row]]:
    for lines in _runs(text):
        ways = (list(_tables_by(text, lines, gap)) for gap in (_TAB, _TABS, _SPACES))
        yield from next(filter(None, ways), [])


def _runs(text: str) -> Iterator[list[Region]]:
    """The lines between blank ones, as far as the heading of a list of notes."""
    run: list[Region] = []
    for found in _LINE.finditer(text):
        line = found[1].strip("\ufeff \t\v\f\xa0")
        if line.strip("#* \t:").casefold() in REFERENCE_HEADINGS:
            break
        if line:
            run.append(Region(*found.span(1)))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tables_by(text: str, lines: Sequence[Region], gap: re.Pattern[str]) -> Iterator[list[_Row]]:
    """The tables among the lines whose cells that gap parts; a line of dashes is none of a row."""
    table: list[_Row] = []
    ruled = False
    for line in [*lines, None]:
        if line and _RULE.match(text[line.start : line.end]):
            ruled = ruled or len(table) == 1
            continue
        row = _row(text, line, gap) if line else None
        if table and (row is None or len(row.cells) != len(table[0].cells)):
            if _is_table(table, ruled):
                yield table
            table, ruled = [], False
        if row:
            table.append(row)


def _row(text: str, line: Region, gap: re.Pattern[str]) -> _Row | None:
    """The line as cells; None for one cell. Before a single tab a cell may be blank."""
    told = text[line.start : line.end]
    own = told if gap is _TAB else told.strip()
    first = told.index(own)
    edges = [0, *(at for found in gap.finditer(own) for at in found.span()), len(own)]
    places = tuple((first + a, first + b) for a, b in zip(edges[::2], edges[1::2], strict=True))
    if len(places) < 2 or ("\t" in own and gap is _SPACES):
        return None
    cells = tuple(told[a:b].strip() for a, b in places)
    return _Row(line.start, line.end, cells, places if gap is _SPACES else ())


def _is_table(rows: Sequence[_Row], ruled: bool) -> bool:
    """Whether the rows are surely a table whose first row is its header."""
    names, body = rows[0].cells, [row.cells for row in rows[1:]]
    fewest = _FEWEST if len(names) > _FEWEST else _FEWEST_OF_TWO
    if len(body) < fewest or header_rows([names]) != 1 or not _aligned(rows):
        return False
    if any(not row[0] or _LABEL.match(row[0]) for row in [*body, (names[0] or "x",)]):
        return False
    if any(len(name) > _LONGEST_NAME for name in names):
        return False
    if any(len(cell) > _LONGEST for row in body for cell in row):
        return False
    return ruled or _are_years(names, body) or _has_figures(names, body)


def _aligned(rows: Sequence[_Row]) -> bool:
    """Whether each column ends in all lines before the next begins, where spaces part them."""
    columns = list(zip(*(row.places for row in rows), strict=True))
    return all(
        max(end for _, end in one) < min(start for start, _ in other)
        for one, other in pairwise(columns)
    )


def _are_years(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the columns beside the first are named by years, which no row gives."""
    years = all(map(is_years, names[1:]))
    return years and len(names) > 2 and not any(all(map(is_years, row[1:])) for row in body)


def _has_figures(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a column has figures, but for what is blank, below a name without any or a year. Of
    two columns it is the second, and its name isn't somebody's."""
    columns = list(zip(names, zip(*body, strict=True), strict=True))
    if len(columns) == 2:
        columns = [] if _NAMED.search(names[1]) else columns[1:]
    return any(name and _below(name, cells) for name, cells in columns)


def _below(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells are told apart from the name above by their figures: it has none, or it
    begins in a letter and they don't, or it is a year and they aren't."""
    told = [cell for cell in cells if not _NOTHING.match(cell)]
    if len(told) < max(_FEWEST, len(cells) / 2) or not all(map(_DIGIT.search, told)):
        return False
    if is_years(name):
        return not all(map(is_years, told))
    return not _DIGIT.search(name) or (name[0].isalpha() and all(map(_FIGURE.match, told)))
