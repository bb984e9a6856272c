"""Words and rows of a PDF page. Lengths are points (1/72 inch), counted from the top left."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

_BOLD = re.compile(r"bold|black|heavy|demi", re.I)
# A glyph without a letter, as pdfminer shows it.
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")
# Space between two letters that makes them two words, in font sizes.
_WORD_GAP = 0.15
# Space between two words that may be the gutter between two columns, in font sizes.
_WIDE_GAP = 0.8


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space, in one font."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Words beside each other on one base line, from left to right."""

    words: tuple[Word, ...]
    page: int

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        """The size that most letters have."""
        letters: dict[float, int] = {}
        for word in self.words:
            letters[word.size] = letters.get(word.size, 0) + len(word.text)
        return max(letters, key=lambda size: (letters[size], size))

    @property
    def _main(self) -> Sequence[Word]:
        size = self.size
        return [word for word in self.words if word.size >= 0.8 * size] or self.words

    @property
    def top(self) -> float:
        return min(word.top for word in self._main)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self._main)

    @property
    def bold(self) -> bool:
        """Whether all words are bold; figures count where there is nothing else."""
        spelt = [word for word in self._main if any(c.isalpha() for c in word.text)]
        return all(word.bold for word in spelt or self._main)

    @property
    def text(self) -> str:
        parts = [self.words[0].text]
        for one, other in zip(self.words, self.words[1:], strict=False):
            parts.append(" " * spaced(one, other) + other.text)
        return "".join(parts)

    def raised(self, word: Word) -> bool:
        """Whether the word is set smaller and higher than the row."""
        return word.size < 0.85 * self.size and word.bottom < self.bottom - 0.1 * self.size


def spaced(one: Word, other: Word) -> bool:
    """Whether there is a space between two neighbours."""
    return other.x0 - one.x1 > _WORD_GAP * min(one.size, other.size)


def read_words(page: Any) -> list[Word]:
    """The page's upright words, without what a tagged file marks as no part of its text (running
    headers, rules, page numbers); ligatures are spelt out, letters that are printed twice to look
    bold are taken once, and a glyph without a known letter is U+FFFD."""
    found = page.filter(_Once()).extract_words(
        x_tolerance_ratio=_WORD_GAP, extra_attrs=["fontname", "size"], expand_ligatures=True
    )
    return [
        Word(
            _UNKNOWN_GLYPH.sub("\ufffd", one["text"]),
            float(one["x0"]),
            float(one["x1"]),
            float(one["top"]),
            float(one["bottom"]),
            round(float(one["size"]) * 2) / 2,
            bool(_BOLD.search(str(one["fontname"]))),
        )
        for one in found
    ]


class _Once:
    """Keeps the upright letters of the text, each once: a letter printed again within a tenth
    of its size is there to look bold (the narrowest letters are two tenths wide)."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}

    def __call__(self, one: Mapping[str, Any]) -> bool:
        if one.get("object_type") != "char":
            return False
        if not one.get("upright", True) or one.get("tag") == "Artifact":
            return False
        text, x, y, near = str(one["text"]), one["x0"], one["top"], 0.1 * one["size"]
        column, line = int(x // 4), int(y // 4)
        for right in (-1, 0, 1):
            for down in (-1, 0, 1):
                for there in self._seen.get((text, column + right, line + down), ()):
                    if abs(there[0] - x) <= near and abs(there[1] - y) <= near:
                        return False
        self._seen.setdefault((text, column, line), []).append((x, y))
        return True


def rows_of(words: Iterable[Word], page: int) -> list[Row]:
    """The words in rows, from the top: a word belongs to a row where half of the lower of the
    two stands beside it, so that superscripts stay in theirs."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.size, word.top)):
        home = max(rows, key=lambda row: _beside(row, word), default=None)
        if home is not None and _beside(home, word) >= 0.5:
            home.append(word)
        else:
            rows.append([word])
    made = [Row(tuple(sorted(row, key=lambda word: word.x0)), page) for row in rows]
    return sorted(made, key=lambda row: (row.top, row.x0))


def _beside(row: Sequence[Word], word: Word) -> float:
    """The part of the word's height, or of the row's if that is less, that the two share."""
    first = row[0]
    shared = min(first.bottom, word.bottom) - max(first.top, word.top)
    return shared / max(min(first.bottom - first.top, word.bottom - word.top), 0.1)


def split_row(row: Row) -> list[Row]:
    """The row cut at every gap that may be a gutter."""
    parts: list[list[Word]] = [[row.words[0]]]
    for one, other in zip(row.words, row.words[1:], strict=False):
        if other.x0 - one.x1 > _WIDE_GAP * max(one.size, other.size):
            parts.append([])
        parts[-1].append(other)
    return [Row(tuple(part), row.page) for part in parts]


def merged(rows: Sequence[Row]) -> list[Row]:
    """Parts on one base line as one row again."""
    page = rows[0].page if rows else 0
    return rows_of((word for row in rows for word in row.words), page)


def body_size(rows: Iterable[Row]) -> float:
    """The font size that most letters have; 0 without any."""
    letters: dict[float, int] = {}
    for row in rows:
        for word in row.words:
            letters[word.size] = letters.get(word.size, 0) + len(word.text)
    return max(letters, key=lambda size: letters[size], default=0.0)


def pitch_of(rows: Sequence[Row]) -> float:
    """The usual distance from one row to the next."""
    steps = [b.bottom - a.bottom for a, b in pairwise(rows)]
    return median([step for step in steps if step > 0] or [0.0])
