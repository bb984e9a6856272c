"""What a document numbers: its recommendations, sections, paragraphs, and how far each goes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.documents import Document, Region

# Nouns that a label may begin with. Divisions hold others, down to those that stand apart.
DIVISIONS = ("schedule", "annex", "appendix", "title", "part", "chapter", "article", "section")
_CLAUSES = ("clause", "rule", "regulation", "by-law", "subsection", "paragraph", "point", "item")
INSETS = ("recommendation", "finding", "conclusion", "limitation", "question", "box")
_DRAWN = ("table", "figure")
KINDS = (*DIVISIONS, *_CLAUSES, *INSETS, *_DRAWN)
# What a number that stands alone, "4.4" or "6.", may be called.
BARE = frozenset(("chapter", "article", "section", *_CLAUSES)) - {"by-law"}
# What "1.4.3" may be called besides.
DOTTED = frozenset(("recommendation", "finding", "conclusion"))
_RANKS = {kind: at for at, kind in enumerate((*DIVISIONS, "", *_CLAUSES, *INSETS, *_DRAWN))}

NUMBER = r"(?:[A-Z]\.?)?\d{1,3}(?:\.\d{1,3})*(?![\d%]|[.,]\d)"
# "the article I read" names no number
NUMBER += r"|(?!I\s+(?!say|deal|cover|mean|ask)[a-z])(?:[IVXLC]{1,6}\b|[A-Z]\b(?!['’]))"
SUBS = r"(?:\s?\((?:\d{1,3}|[a-z]{1,4})\))*"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WORD = re.compile(
    rf"\W{{0,3}}(?i:(?P<kind>{'|'.join(KINDS)}))s?\s+(?:[Nn]o\.?\s*)?(?P<number>{NUMBER})"
    rf"(?P<subs>{SUBS})(?P<after>\.?\s*(?:[.:)–—-]|[\r\n]|\Z))?"
)
_NUMBER_ALONE = re.compile(
    rf"(?P<number>(?:[A-Z]\.)?\d{{1,3}}(?:\.\d{{1,3}})*)(?P<after>\.?[)–—-]|\.)?\s+"
    rf"(?!(?:{_MONTHS})\b)(?=[^a-z\d\s])"
)
_SUB = re.compile(r"\((?P<sub>\d{1,3}|[a-z]{1,4})\)\s")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z|C\Z")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece(Region):
    """A heading's line or a block of text; the sentences in it."""

    sentences: tuple[Region, ...]
    heads: bool


@dataclass(frozen=True, slots=True)
class Label:
    """The label that the piece `at` begins with: its noun, "" for a number alone, and its number,
    3(2)(a) or 4.4 part by part. It ends at `end` in the document."""

    kind: str
    path: Path
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document's pieces in reading order, and the labels that they begin with."""

    document: Document
    pieces: tuple[Piece, ...]
    labels: tuple[Label, ...]

    def of(self, kind: str) -> list[Label]:
        """The labels of that noun; where there are none, the numbers alone that may be such."""
        named = [one for one in self.labels if one.kind == kind]
        return named or [one for one in self.labels if self._may_be(kind, one)]

    def _may_be(self, kind: str, label: Label) -> bool:
        """Whether a number alone may be called that; an item of a list is no section."""
        if label.kind or kind not in BARE | DOTTED:
            return False
        if kind in DOTTED:
            return len(label.path) > 1
        return kind in _CLAUSES or len(label.path) > 1 or self.pieces[label.at].heads

    def region(self, label: Label) -> tuple[int, int]:
        """The pieces [first, last) from the label to the next one that isn't part of it."""
        own, pieces = self.pieces[label.at], self.pieces
        if label.kind in _DRAWN and not own.heads:
            return label.at, label.at + 1
        labelled = {one.at: one for one in self.labels}
        later = [one for one in self.labels if one.at > label.at]
        last = not any(one.kind == label.kind and not _nested(one, label) for one in later)
        for at in range(label.at + 1, len(pieces)):
            other = labelled.get(at)
            if other and _closes(other, label, own.heads):
                return label.at, at
            if other and pieces[at].heads and not other.kind and label.kind in INSETS:
                return label.at, at  # a heading's number: the text goes on behind the box
            apart = not own.heads or last or label.kind in INSETS
            follows = at > label.at + own.heads  # a heading behind a heading divides it
            if pieces[at].heads and other is None and apart and follows:
                return label.at, at
        return label.at, len(pieces)


def labelled(document: Document) -> Labelled:
    """The document's labels."""
    pieces = tuple(pieces_of(document))
    found = [_label(document, piece, at) for at, piece in enumerate(pieces)]
    labels = _without_lists([one for one in found if one], pieces)
    return Labelled(document, pieces, tuple(_with_subs(document, pieces, labels)))


def path_of(number: str, subs: str = "") -> Path:
    """A number as a label's path: "IV" is 4, "4.4" is 4 and 4, 3(2)(a) is 3, 2 and a."""
    first = str(_from_roman(number)) if _ROMAN.match(number) else number.lower()
    spaced = re.sub(r"(?<=[a-z])(?=\d)", ".", first)
    return (*filter(None, spaced.split(".")), *re.findall(r"\w+", subs))


def _from_roman(number: str) -> int:
    digits = [_ROMAN_DIGITS[one] for one in number]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def pieces_of(document: Document) -> Iterator[Piece]:
    """Headings and blocks but for the notes, in reading order."""
    blocks = [block for block in document.layout.blocks if block.kind != "note"]
    found = [Piece(one.start, one.end, one.sentences, False) for one in blocks]
    for section in document.layout.sections:
        line = re.compile(r"[#\s]*([^\r\n]*)").match(document.text, section.start, section.end)
        if line and line[1].strip():
            region = Region(line.start(1), line.start(1) + len(line[1].rstrip()))
            found.append(Piece(region.start, region.end, (region,), True))
    yield from sorted(found, key=lambda piece: piece.start)


def _label(document: Document, piece: Piece, at: int) -> Label | None:
    """The label of a piece, but for one in parentheses. A number in a line of text is one only
    behind a stop, or with a point in it."""
    text = document.slice(piece)
    if found := _WORD.match(text):
        rest = text[found.end() :].lstrip()
        if found["after"] is not None or (piece.heads and not rest[:1].islower()):
            kind, path = found["kind"].lower(), path_of(found["number"], found["subs"])
            return Label(kind, path, at, piece.start + found.end())
    found = _NUMBER_ALONE.match(text)
    if found and (piece.heads or found["after"] or "." in found["number"]):
        return Label("", path_of(found["number"]), at, piece.start + found.end())
    return None


def _without_lists(labels: Sequence[Label], pieces: Sequence[Piece]) -> list[Label]:
    """Without the items of lists: numbers without a point that don't go on through the text."""
    plain = [one for one in labels if not one.kind and len(one.path) == 1]
    heads = any(pieces[one.at].heads for one in plain)
    texts = [one for one in plain if not pieces[one.at].heads]
    twice = len({one.path for one in texts}) < len(texts)
    dotted = any(not one.kind and len(one.path) > 1 for one in labels)
    dropped = texts if heads or twice or dotted else []
    return [one for one in labels if one not in dropped]


def _with_subs(
    document: Document, pieces: Sequence[Piece], labels: Sequence[Label]
) -> Iterator[Label]:
    """With those in parentheses, "(2)" and "(a)", each below the one that it is part of."""
    named = {one.at: one for one in labels}
    base: Label | None = None
    path: Path = ()
    for at, piece in enumerate(pieces):
        if own := named.get(at):
            base, path = own, own.path
            yield own
        elif base and (found := _SUB.match(document.slice(piece))):
            path = _below(base.path, path, found["sub"])
            yield Label(base.kind, path, at, piece.start + found.end())


def _below(base: Path, before: Path, sub: str) -> Path:
    """The path of a mark in parentheses, behind one with the path `before`."""
    if sub.isdigit():
        return (*base, sub)
    own = before[len(base) :]
    level = 1 if own and own[0].isdigit() else 0
    letters = own[level:]
    roman = letters and re.fullmatch(r"[ivx]+", sub) and letters[0] not in ("h", "u", "w")
    kept = own[: level + 1] if roman else own[:level]
    return (*base, *kept, sub)


def _nested(one: Label, other: Label) -> bool:
    same = one.kind == other.kind and one.path[: len(other.path)] == other.path
    return same and len(one.path) > len(other.path)


def _closes(one: Label, label: Label, heads: bool) -> bool:
    """Whether `label` ends where that one stands. A list may stand in what has a noun."""
    if one.kind == label.kind:
        return not _nested(one, label)
    if not one.kind:
        return label.kind not in DIVISIONS and (len(one.path) > 1)
    return not heads or _RANKS[one.kind] <= _RANKS[label.kind]
