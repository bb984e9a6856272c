"""A view of a text for matching: case and accents folded, other scripts in Latin letters.

The view is compared with, never shown; `Word` offsets lead back to the text itself.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from anyascii import anyascii

from corpus.documents import Region

_LETTERS = r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:[’'\-]{_LETTERS})*")
_POSSESSIVE = re.compile(r"[’']s?\Z", re.I)
# Thousands set apart by a space of any kind, a point or a comma: 30 000, 36,030
_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:([ \u00a0\u202f\u2009.,])\d{3})(?:\1\d{3})*(?!\d|[.,]\d)"
)


def words(text: str) -> Iterator[tuple[str, Region]]:
    """Each word of the text as (folded word, its place). A grouped number is one word of
    digits: "30 000" and "30,000" both give "30000"."""
    at = 0
    for number in _GROUPED.finditer(text):
        yield from _plain_words(text, at, number.start())
        yield re.sub(r"\D", "", number[0]), Region(number.start(), number.end())
        at = number.end()
    yield from _plain_words(text, at, len(text))


def _plain_words(text: str, start: int, end: int) -> Iterator[tuple[str, Region]]:
    for match in _WORD.finditer(text, start, end):
        yield fold(match[0]), Region(match.start(), match.end())


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word for comparing: casefolded, in ASCII letters, without a possessive ending."""
    return _POSSESSIVE.sub("", anyascii(word).casefold()).replace("'", "")
