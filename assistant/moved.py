"""Whether something rose or fell, told of one thing in one year: what isn't a quantity is dropped
for good, and what a group did need not be what one of it did."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.cells import as_cell
from assistant.guards import fits_years
from assistant.names import Name, names_in, same_name
from assistant.opposites import MOVED, SIDES
from assistant.questions import Part, content_words
from assistant.selection import Scored
from assistant.values import years_in
from corpus.documents import Span
from index.terms import stem, stems

# Matters of rising and falling.
MOVEMENT = frozenset([MOVED, *(topic for topic, _ in SIDES[stem("rise")])])
_QUANTITY = (
    r"(?:prices?|rates?|fares?|tax(?:es)?|tariffs?|fees?|costs?|shares?|numbers?|levels?|rents?"
    r"|wages?|salar(?:y|ies)|pensions?|budgets?|spending|threshold|limits?|quotas?|interest|output"
    r"|production|emissions|temperatures?|pressure|speed|charges?|tolls?)"
)
_GIVEN_UP = re.compile(
    rf"\b(?:was|were|is|are|been|being|be)\s(?:(?!{_QUANTITY}\b)[^\s,;.]+\s){{0,8}}?dropped\b"
    r"(?!\s(?:by|to|from|below|sharply)\b)"
    rf"|\bdrop(?:s|ped|ping)?\s(?:the|its|their|his|her|an?|all)\s(?!(?:\w+\s){{0,2}}{_QUANTITY}\b)",
    re.I,
)
_AND = re.compile(r"(?:,|,? and|,? or) (?:the )?")
_FEWEST = 3  # names that stand together as a group


def without_given_up(text: str) -> str:
    """The text with plans and projects that are dropped called abandoned: they don't fall."""
    return _GIVEN_UP.sub(lambda found: re.sub(r"drop\w*", "abandoned", found[0], flags=re.I), text)


def of_its_own(part: Part, sentence: Span) -> bool:
    """Whether the sentence tells of the year asked for, and of what the question names by itself
    and not among others."""
    return fits_years(part, sentence) and not _in_group(part.resolved, sentence.text)


def cells_agree(part: Part, ranked: Sequence[Scored], side: int) -> bool:
    """Whether cells of a row that the question names say that its figure moved to that side, up
    for 1, in the year asked for since the one before in the table."""
    asked = {stem(word) for word in content_words(part.resolved)}
    rows: dict[str, dict[int, float]] = {}
    for cell in filter(None, map(as_cell, ranked)):
        years = years_in(cell.column)
        if len(years) == 1 and cell.figure is not None and asked & stems(cell.row):
            rows.setdefault(cell.row, {})[min(years)] = cell.figure
    return any(
        (now - row[max(before)]) * side > 0
        for row in rows.values()
        for year, now in row.items()
        if year in part.years and (before := [one for one in row if one < year])
    )


def _in_group(asked: str, text: str) -> bool:
    """Whether all that both name stands in the text in a chain of three names or more."""
    own = [name for name in names_in(asked) if not name.weak]
    common = [name for name in names_in(text) if any(same_name(name, one) for one in own)]
    chained = {name.start for chain in _chains(text) for name in chain}
    return bool(common) and all(name.start in chained for name in common)


def _chains(text: str) -> list[list[Name]]:
    chains: list[list[Name]] = []
    for name in names_in(text):
        last = chains[-1][-1] if chains else None
        gap = text[last.end : name.start] if last else ""
        if last and (gap == " " or _AND.fullmatch(gap)):
            chains[-1].append(name)
        else:
            chains.append([name])
    return [chain for chain in chains if _links(text, chain) >= _FEWEST - 1]


def _links(text: str, chain: Sequence[Name]) -> int:
    gaps = (text[one.end : other.start] for one, other in pairwise(chain))
    return sum(gap != " " for gap in gaps)
