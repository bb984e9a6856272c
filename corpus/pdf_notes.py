"""Notes at the foot of a PDF's pages."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from corpus.pdf_columns import gutter, zones
from corpus.pdf_words import Row, split_row

_NUMBER = re.compile(r"[\[(]?(\d{1,3})[\])]?\.?(?=\s|[^\W\d])")
# Notes are set at most this large, in body sizes.
_SMALLER = 0.95


def foot_notes(
    rows: Sequence[Row], body: float, last: int, page: Sequence[Row]
) -> list[tuple[int, list[Row]]]:
    """The numbered notes that end the rows, with their rows; none unless each is set smaller
    than the body, its number stands raised in the rows above or further up on the `page`, whose
    columns may all have their notes below them, and they count on from `last`."""
    at = _small_from(rows, body)
    above = (row for row in page if at < len(rows) and row.bottom < rows[at].top)
    return _numbered(rows[at:], {*_raised_numbers(rows[:at]), *_raised_numbers(above)}, last)


def notes_across(rows: Sequence[Row], body: float, last: int) -> list[tuple[int, list[Row]]]:
    """The notes below both columns of a page, set as wide as the two, with their rows, which end
    the page's; none where each column has its own, or a row goes on from one that left room."""
    at = _small_from(rows, body)
    middle = gutter(_parts(rows[:at]))
    if middle is None:
        return []
    wide = [any(part.x0 < middle < part.x1 for part in split_row(row)) for row in rows]
    right = [row.words[-1].x0 >= middle and not over for row, over in zip(rows, wide, strict=True)]
    first = next((n for n in range(at, len(rows)) if wide[n]), len(rows))
    if first == len(rows) or any(right[first:]):
        return []
    while first > at and not right[first - 1]:
        first -= 1
    cited = set(_raised_numbers(row for zone in zones(_parts(rows[:first])) for row in zone))
    notes = _numbered(rows[first:], cited, last)
    narrow = {row for row, over in zip(rows, wide, strict=True) if not over}
    broken = any(one in narrow and other not in narrow
                 for _, own in notes for one, other in pairwise(own))  # fmt: skip
    return [] if broken else notes


def _parts(rows: Iterable[Row]) -> list[Row]:
    return [part for row in rows for part in split_row(row)]


def _small_from(rows: Sequence[Row], body: float) -> int:
    """Where the rows in the size of notes begin that end the rows."""
    at = len(rows)
    while at and rows[at - 1].size <= _SMALLER * body:
        at -= 1
    return at


def _numbered(
    rows: Iterable[Row], cited: Collection[int], last: int
) -> list[tuple[int, list[Row]]]:
    """The rows from the first that begins with a number that is `cited` and follows `last`, each
    with the number of its note."""
    notes: list[tuple[int, list[Row]]] = []
    for row in rows:
        number = _number(row)
        expected = notes[-1][0] + 1 if notes else last + 1
        if number in cited and number == expected:
            notes.append((number, []))
        if notes:
            notes[-1][1].append(row)
    return notes


def _number(row: Row) -> int | None:
    found = _NUMBER.match(row.text)
    return int(found[1]) if found else None


def _raised_numbers(rows: Iterable[Row]) -> Iterator[int]:
    for row in rows:
        for word in row.words:
            if row.raised(word):
                yield from (int(number) for number in re.findall(r"\d{1,3}", word.text))
