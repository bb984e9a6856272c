"""Notes at the foot of a PDF's pages."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.pdf_words import Row

_NUMBER = re.compile(r"[\[(]?(\d{1,3})[\])]?\.?(?=\s|[^\W\d])")
# Notes are set at most this large, in body sizes.
_SMALLER = 0.95


def foot_notes(
    rows: Sequence[Row], body: float, last: int, page: Sequence[Row]
) -> list[tuple[int, list[Row]]]:
    """The numbered notes that end the rows, with their rows; none unless each is set smaller
    than the body, its number stands raised in the rows above or further up on the `page`, whose
    columns may all have their notes below them, and they count on from `last`."""
    at = len(rows)
    while at and rows[at - 1].size <= _SMALLER * body:
        at -= 1
    above = (row for row in page if at < len(rows) and row.bottom < rows[at].top)
    cited = {*_raised_numbers(rows[:at]), *_raised_numbers(above)}
    notes: list[tuple[int, list[Row]]] = []
    for row in rows[at:]:
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
