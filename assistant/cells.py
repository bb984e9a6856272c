"""Cells of tables, "Latvia — Crossings, 2024: 5 600": the highest of a row or column, and the
cells of several rows that a question names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.questions import Part, content_words
from assistant.selection import Scored
from index.terms import stem, stems

_CELL = re.compile(r"(?P<row>[^\n]+?) — (?P<column>[^\n]+): (?P<value>[^\n]+)\Z")
_FIGURE = re.compile(r"[^\w−-]*(?P<figure>[−-]?\d[\d,.\u00a0\u202f ]*)\W*(?:%|[a-z]{1,3})?\Z", re.I)
_MOST = re.compile(
    r"\b(?:most(?! (?:of|recent|likely)\b)|highest|largest|biggest|greatest|best)\b", re.I
)
_LEAST = re.compile(r"\b(?:lowest|fewest|smallest|(?<!at )least)\b", re.I)
# No figure among others of its row or column.
_APART = re.compile(
    r"\b(?:total|sum|all|overall|target|plan(?:ned)?|goal|average|mean|change)\b", re.I
)

_FEWEST = 2  # figures to compare


@dataclass(frozen=True, slots=True)
class Cell:
    """A sentence that is a cell: the names of its row and its column, and its figure."""

    sentence: Scored
    row: str
    column: str
    figure: float | None

    def beside(self, other: "Cell") -> bool:
        """Whether it is of the same table."""
        own, block = self.sentence.passage.block, other.sentence.passage.block
        document = self.sentence.document is other.sentence.document
        return document and own.paragraph == block.paragraph


def extreme_first(part: Part, holding: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences with the highest or the lowest of the cells that are `ranked` first, where the
    question asks for that and the first sentence is a cell of a row or a column that it names."""
    least = bool(_LEAST.search(part.text))
    first = _cell(holding[0]) if holding else None
    if first is None or least == bool(_MOST.search(part.text)):
        return list(holding)
    cells = [cell for one in ranked if (cell := _cell(one)) and cell.beside(first)]
    line = _line(part, first, cells)
    told = [(cell.figure, cell.sentence) for cell in line if cell.figure is not None]
    if len(told) < _FEWEST:
        return list(holding)
    best = (min if least else max)(told, key=lambda one: one[0])[1]
    likely = max(best.probability, holding[0].probability)
    return [replace(best, probability=likely), *(one for one in holding if one is not best)]


def _line(part: Part, first: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of the row or else of the column that the part names, without totals and aims."""
    asked = {stem(word) for word in content_words(part.resolved)}
    if asked & stems(first.row):
        return [one for one in cells if one.row == first.row and not _APART.search(one.column)]
    if asked & stems(first.column):
        return [one for one in cells if one.column == first.column and not _APART.search(one.row)]
    return []


def rows_too(part: Part, first: Scored, holding: Sequence[Scored]) -> list[Scored]:
    """Where the first sentence is a cell, those of its column in the other rows whose names are
    all in the question: "legacies and grants in 2023"."""
    own = _cell(first)
    if own is None:
        return []
    asked = {stem(word) for word in content_words(part.resolved)}
    cells = [cell for one in holding if one is not first and (cell := _cell(one))]
    return [
        cell.sentence
        for cell in cells
        if cell.beside(own)
        and cell.column == own.column
        and (named := {stem(word) for word in content_words(cell.row)})
        and named <= asked
    ]


def _cell(sentence: Scored) -> Cell | None:
    found = _CELL.match(sentence.text)
    if not found:
        return None
    figure = _FIGURE.match(found["value"])
    amount = _number(figure["figure"]) if figure else None
    return Cell(sentence, found["row"], found["column"], amount)


def _number(figure: str) -> float | None:
    """What the figure comes to; None for one that is written in no way known here."""
    plain = re.sub(r"[,\u00a0\u202f ](?=\d{3}(?!\d))", "", figure).replace("−", "-").strip(" ,.")
    return float(plain) if re.fullmatch(r"-?\d+(?:\.\d+)?", plain) else None
