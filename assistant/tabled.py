"""What cells of tables are of, beside their row and column: the years of the caption above, and
whether a table has the row that a question asks for."""

from collections.abc import Sequence

from assistant.cells import APART, Cell, as_cell, caption_above, in_table_of
from assistant.names import names_in, same_name
from assistant.questions import Part, content_words
from assistant.selection import Scored
from assistant.values import years_in
from assistant.years import asked_years, meet, told_years
from corpus.documents import Document
from corpus.view import words
from index.terms import STOP_WORDS, akin, stem, stems

_OF = ("of", "in", "at", "for")
_ARTICLES = ("the", "a", "an")
# Words that begin alike so far are of one name: "East", "Eastern".
_BEGUN = 4
# Paragraphs in which a plain word stands that is no name for all rows ("medicines"), and the share
# of them in which a name stands that may be: what the document is on.
_MARGINAL, _MATTER = 2, 0.2


def of_tables(part: Part, ranked: Sequence[Scored]) -> list[Scored]:
    """Those of the sentences that may answer by what their tables are of: the years that the
    caption alone names; and where the first is a cell of a table without the row that is asked
    for, or heads it, only sentences that tell of that row and of its column."""
    dated = [one for one in ranked if not ((cell := as_cell(one)) and _of_other_years(part, cell))]
    best = in_table_of(dated[0], dated)[:1] if dated else []
    rows = [(row, cell.column) for cell in best if (row := _unlisted(part, cell))]
    if not rows:
        return dated
    needed = [_stems(text) for text in rows[0]]
    return [one for one in dated if all(some & stems(one.text) for some in needed)]


def row_missing(part: Part, ranked: Sequence[Scored]) -> tuple[str, ...]:
    """What the part asks for in the table in which the first of the sentences is a cell or which
    it heads, and the table has not: its years or the name of its row."""
    best = in_table_of(ranked[0], ranked)[:1] if ranked else []
    if any(_of_other_years(part, cell) for cell in best):
        return tuple(str(year) for year in sorted(part.years))
    return tuple(row for cell in best if (row := _unlisted(part, cell)))


def _of_other_years(part: Part, cell: Cell) -> bool:
    caption = caption_above(cell.sentence)
    if not part.years or caption is None or told_years(cell.sentence.text):
        return False
    told = told_years(caption.text)
    return bool(told) and not meet(told, asked_years(part.resolved))


def _unlisted(part: Part, cell: Cell) -> str:
    """What the part asks for the cell's column of, in its own spelling, where no row of the table
    nor what stands above it has that name, and no row is of all or of a year. A name that much of
    the document is on may be that of all rows, and so may a plain word but for a rare one."""
    asked, column = _asked_row(part.resolved, cell.column), _stems(cell.column)
    row = _stems(cell.row) - column
    if not asked or not row or years_in(cell.row) or row & _stems(part.resolved):
        return ""
    document = cell.sentence.document
    table, beside = _table_and_above(document, cell.sentence)
    if APART.search(table) or any(_is_in(one, table + beside) for one in _stems(asked)):
        return ""
    uses = max(_uses(one, document) for one in _stems(asked))
    if asked.islower():
        return asked if 0 < uses <= _MARGINAL and not asked.endswith("s") else ""
    bodies = sum(block.kind == "body" for block in document.layout.blocks)
    return "" if uses > _MATTER * bodies or _named_in(asked, table) else asked


def _uses(one: str, document: Document) -> int:
    """The document's paragraphs that have the word."""
    blocks = document.layout.blocks
    return sum(one in stems(document.slice(block)) for block in blocks if block.kind == "body")


def _asked_row(asked: str, column: str) -> str:
    """What stands behind the last word of the column's name in the question: "incidence in
    Kersey"; a name or, behind "of", plain words without an article. Else nothing."""
    told = list(words(asked))
    ends = [at for at, (word, _) in enumerate(told) if stem(word) in _stems(column)]
    if not ends or ends[-1] + 2 > len(told) - 1 or told[ends[-1] + 1][0] not in _OF:
        return ""
    link = told[ends[-1] + 1][0]
    behind = told[ends[-1] + 2 :]
    article = behind[0][0] in _ARTICLES
    behind = behind[1:] if article else behind
    stop = next((n for n, (word, _) in enumerate(behind) if word in STOP_WORDS), len(behind))
    row = asked[behind[0][1].start : behind[stop - 1][1].end] if stop else ""
    if names_in(f"in {row}") and all(word[0].isupper() for word in row.split()):
        return "" if row.isupper() else row
    return row if row.islower() and link == "of" and not article else ""


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))


def _is_in(one: str, text: str) -> bool:
    held = stems(text)
    begun = (other for other in held if min(len(one), len(other)) >= _BEGUN)
    return akin(one, held) or any(o.startswith(one) or one.startswith(o) for o in begun)


def _named_in(asked: str, table: str) -> bool:
    told = names_in(table.replace("\n", "\nof "))
    return any(same_name(one, other) for one in names_in(f"of {asked}") for other in told)


def _table_and_above(document: Document, cell: Scored) -> tuple[str, str]:
    """The text of the table, and that of its caption, its heading, the paragraph before it and
    the document's title."""
    own = document.block_at(cell.start)
    blocks = document.layout.blocks
    table = [one for one in blocks if own and one.paragraph == own.paragraph]
    section = document.section_at(cell.start)
    above = [one for one in blocks if one.end <= table[0].start][-2:] if table else []
    beside = [document.title, section.heading if section else "", *map(document.slice, above)]
    return "\n".join(["", *map(document.slice, table)]), "\n".join(beside)
