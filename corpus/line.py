"""Running text put together from the parts of a marked-up file."""

import re

from corpus.documents import Marker

# What HTML and Word count as white space between words; a no-break space is a character.
_SPACE = re.compile(r"[ \t\r\n\f]+")
# Characters that are there for the typesetter only: soft hyphens, zero-width spaces, marks of
# byte order, and controls.
_UNSEEN = re.compile(r"[\u00ad\u200b\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_NUMBERS = re.compile(r"\s*[\[(]?\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\])]?\s*\Z")
_POWER = re.compile(r"[+\-−]?\d{1,3}\Z")
# A raised number after ten, another short number that stands alone, one letter, or a unit is a
# power. After a year, a figure in groups or with decimals, or a name such as "G20", it is a note's.
_TAKES_POWER = re.compile(
    r"(?:(?<![\w.,:/–-])\d{1,2}|(?<![\d.,])(?<!\d\d[/–-])10|\d\s?in"
    r"|(?<![^\W\d_])(?:[^\W\d_]|[mckdnµ]m|ft|mi|yd))\Z"
)
_SIGNED = re.compile(r"[+\-−]")  # as no note's number is


def power(before: str, text: str) -> str:
    """The raised `text` as a power of what stands before it, "²"; "" where it is none."""
    signed = _SIGNED.match(text.strip()) and before[-1:].isdecimal()
    return in_height(text) if signed or _TAKES_POWER.search(before) else ""


def in_height(text: str) -> str:
    """A number in raised figures, "⁻³"; "" for anything else."""
    text = text.strip()
    return text.translate(_RAISED) if _POWER.match(text) else ""


class Line:
    """Text that grows; white space in it is folded as a browser folds it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0
        self._marks: list[Marker] = []
        self._space = False

    def add(self, text: str) -> None:
        """Appends running text."""
        for part in re.split(f"({_SPACE.pattern})", _UNSEEN.sub("", text)):
            if not part:
                continue
            if _SPACE.fullmatch(part):
                self._space = bool(self._size)
            else:
                self._put((" " if self._space else "") + part)

    @property
    def place(self) -> int:
        """Where the next word will begin."""
        return self._size + self._space

    @property
    def size(self) -> int:
        """Characters of the text so far."""
        return self._size

    def break_line(self) -> None:
        """A line break that the author set."""
        if self._size and self._parts[-1] != "\n":
            self._put("\n")

    def mark(self, numbers: tuple[int, ...]) -> None:
        """A reference marker, "(3)", glued to what stands before it."""
        self._space = False
        shown = f"({', '.join(map(str, numbers))})"
        self._marks.append(Marker(self._size, self._size + len(shown), numbers))
        self._put(shown)

    def raise_(self, text: str) -> None:
        """Superscript: a power keeps its height ("km²", "10⁶"), a note's number becomes a
        marker, anything else is running text."""
        found = _NUMBERS.match(text)
        if raised := power("".join(self._parts[-2:]), text):
            self.add(raised)
        elif found and self._size:
            self.mark(tuple(int(number) for number in re.split(r"\s*[,;]\s*", found[1])))
        else:
            self.add(text)

    def taken(self) -> tuple[str, tuple[Marker, ...]]:
        """The text so far without white space at its end, and its markers; begins anew."""
        text, marks = "".join(self._parts).rstrip(), tuple(self._marks)
        self._parts, self._size, self._marks, self._space = [], 0, [], False
        return text, marks

    def _put(self, text: str) -> None:
        if self._parts and self._parts[-1] == "\n":
            text = text.lstrip(" ")
        self._parts.append(text)
        self._size += len(text)
        self._space = False
