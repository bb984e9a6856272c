"""Cells of tables, "Latvia — Crossings, 2024: 5 600": the highest of a row or column, that of the
column or row that a question names, and the cells of several rows that it names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.questions import Part, content_words
from assistant.selection import Scored
from corpus.documents import Span
from index.terms import stem, stems

_CELL = re.compile(r"(?P<row>[^\n]+?) — (?P<column>[^\n]+): (?P<value>[^\n]+)\Z")
_FIGURE = re.compile(r"[^\w−-]*(?P<figure>[−-]?\d[\d,.\u00a0\u202f ]*)\W*(?:%|[a-z]{1,3})?\Z", re.I)
_MOST = re.compile(
    r"\b(?:most(?! (?:of|recent|likely)\b)|highest|largest|biggest|greatest|best)\b", re.I
)
_LEAST = re.compile(r"\b(?:lowest|fewest|smallest|(?<!at )least)\b", re.I)
# No figure among others of its row or column.
APART = re.compile(
    r"\b(?:total|sum|all|overall|target|plan(?:ned)?|goal|average|mean|change)\b", re.I
)
_NOW = re.compile(
    r"\b(?:today|now(?:adays)?|present(?:ly)?|current(?:ly)?|existing|in force)\b", re.I
)
_CAPTION = re.compile(r"(?:table|tab\.) ?(?:\d|[ivx]+\b)", re.I)

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


def cells_first(part: Part, holding: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences with the cell first that the part asks for, where the first is a cell of its
    table or the caption above: the highest or the lowest of a row or a column that it names; else
    the one whose column or, in place of the caption, whose row it names."""
    first = holding[0] if holding else None
    own = as_cell(first) if first else None
    cells = in_table_of(first, ranked) if first else []
    if first is None or not cells:
        return list(holding)
    best = _extreme(part, own, cells) or (
        _column_named(part, own, holding) if own else _row_named(part, cells)
    )
    if best is None:
        return list(holding)
    likely = max(best.probability, first.probability)
    others = [one for one in holding if one is not best]
    if caption := caption_above(best):
        others = [one for one in others if not one.overlaps(caption)]
    return [replace(best, probability=likely), *others]


def _extreme(part: Part, own: Cell | None, cells: Sequence[Cell]) -> Scored | None:
    """The cell with the highest or the lowest figure, where the part asks for that and no name
    in the table says so: "Largest fine"."""
    least, most = bool(_LEAST.search(part.text)), bool(_MOST.search(part.text))
    if least == most:
        return None
    pattern = _LEAST if least else _MOST
    for one in [*([own] if own else []), *cells]:
        line = [cell for cell in _line(part, one, cells) if cell.figure is not None]
        if any(pattern.search(f"{cell.row} {cell.column}") for cell in line):
            return None
        if len(line) >= _FEWEST:
            told = [(cell.figure or 0.0, cell.sentence) for cell in line]
            return (min if least else max)(told, key=lambda one: one[0])[1]
    return None


def _column_named(part: Part, own: Cell, holding: Sequence[Scored]) -> Scored | None:
    """The sentence of the same row whose column the part names wholly, or which alone is of
    today where it asks for that; None where the first sentence's column is as well named."""
    row = [cell for one in holding if (cell := as_cell(one)) and cell.beside(own)]
    row = [cell for cell in row if cell.row == own.row]
    asked = {stem(word) for word in content_words(part.resolved)}
    named = [cell for cell in row if (told := _named(cell.column)) and told <= asked]
    if not named and _NOW.search(part.text):
        named = [cell for cell in row if _NOW.search(cell.column)]
        named = named if len({cell.column for cell in named}) == 1 else []
    if not named or asked & _named(own.column) or own.column in {one.column for one in named}:
        return None
    return named[0].sentence


def _row_named(part: Part, cells: Sequence[Cell]) -> Scored | None:
    """The best of the cells whose row the part names wholly."""
    asked = {stem(word) for word in content_words(part.resolved)}
    named = (one.sentence for one in cells if (told := _named(one.row)) and told <= asked)
    return next(named, None)


def _named(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _line(part: Part, first: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of the row or else of the column that the part names, without totals and aims."""
    asked = {stem(word) for word in content_words(part.resolved)}
    if asked & stems(first.row):
        return [one for one in cells if one.row == first.row and not APART.search(one.column)]
    if asked & stems(first.column):
        return [one for one in cells if one.column == first.column and not APART.search(one.row)]
    return []


def rows_too(part: Part, first: Scored, holding: Sequence[Scored]) -> list[Scored]:
    """Where the first sentence is a cell, those of its column in the other rows whose names are
    all in the question: "legacies and grants in 2023"."""
    own = as_cell(first)
    if own is None:
        return []
    asked = {stem(word) for word in content_words(part.resolved)}
    cells = [cell for one in holding if one is not first and (cell := as_cell(one))]
    return [
        cell.sentence
        for cell in cells
        if cell.beside(own)
        and cell.column == own.column
        and (named := {stem(word) for word in content_words(cell.row)})
        and named <= asked
    ]


def caption_above(cell: Span) -> Span | None:
    """The caption right above the table in which the sentence is a cell, or the paragraph there
    that begins as one: "Table 2."."""
    document, own = cell.document, cell.document.block_at(cell.start)
    if own is None:
        return None
    above = [one for one in document.layout.blocks if one.end <= own.start]
    above = [one for one in above if one.paragraph != own.paragraph]  # a table is one paragraph
    last = Span(document, above[-1].start, above[-1].end) if above else None
    captions = last and (above[-1].kind == "caption" or _CAPTION.match(last.text))
    return last if captions else None


def as_cell(sentence: Scored) -> Cell | None:
    """The sentence as a cell of a table; None where it isn't one."""
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


def in_table_of(first: Scored, ranked: Sequence[Scored]) -> list[Cell]:
    """The cells among the sentences, in their order, of the table in which the first is a cell, or
    of which it is the caption."""
    cells, own = [cell for one in ranked if (cell := as_cell(one))], as_cell(first)
    if own:
        return [one for one in cells if one.beside(own)]
    above = ((one, caption_above(one.sentence)) for one in cells)
    return [one for one, told in above if told and told.overlaps(first)]


def row_in_midst(sentence: Span) -> str:
    """The sentence's text; that of a cell behind a word, so that a name that opens it isn't taken
    for the first word of a sentence."""
    return f"of {sentence.text}" if _CELL.match(sentence.text) else sentence.text
