"""Notes at the foot of a PDF's pages."""

import re
from collections.abc import Iterator, Sequence

from corpus.pdf_words import Row

_NUMBER = re.compile(r"[\[(]?(\d{1,3})[\])]?\.?(?=\s|[^\W\d])")
# Notes are set at most this large, in body sizes.
_SMALLER = 0.95


def foot_notes(rows: Sequence[Row], body: float, last: int) -> list[tuple[int, list[Row]]]:
    """The numbered notes that end the rows, with their rows; none unless each is set smaller
    than the body, its number stands raised in the rows above, and they count on from `last`."""
    at = len(rows)
    while at and rows[at - 1].size <= _SMALLER * body:
        at -= 1
    cited = set(_raised_numbers(rows[:at]))
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


def _raised_numbers(rows: Sequence[Row]) -> Iterator[int]:
    for row in rows:
        for word in row.words:
            if row.raised(word):
                yield from (int(number) for number in re.findall(r"\d{1,3}", word.text))
