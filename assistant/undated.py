"""A figure of no year of its own, where a question asks for that of a year."""

import re

from assistant.guards import asks_ahead, figures_in, fits_years
from assistant.lacking import asks_figure
from assistant.questions import Part
from assistant.values import years_in
from assistant.years import Stretch, asked_years, meet, own_years, told_years, years_beside
from corpus.documents import Span

_FIGURES = re.compile(
    r"\bhow (?:much|many|high|large|big|often|satisfied|common)\b"
    r"|\b(?:what|which) (?:was|is|were|are) (?:the |its |their )?(?:\w+ ){0,2}"
    r"(?:rate|share|number|estimate|costs?|price|average|median|total|turnout|level|budget|figure"
    r"|percentage|output|revenue|profit|deficit|population)\b",
    re.I,
)


def of_year(part: Part, sentence: Span) -> bool:
    """Whether the sentence can be about the years that the question names. A figure without a
    year is of another one where its paragraph names only another behind it, or its heading or
    its document's title does, and no more of its section so far names one that is asked for."""
    if not fits_years(part, sentence):
        return False
    plain = part.text == part.resolved and not asks_ahead(part)
    if not part.years or not plain or not _asks_figure(part):
        return True
    return not _of_another_year(sentence, asked_years(part.resolved))


def _asks_figure(part: Part) -> bool:
    wanted = part.wanted in ("number", "percent", "money")
    return wanted or asks_figure(part.resolved) or bool(_FIGURES.search(part.resolved))


def _of_another_year(sentence: Span, asked: frozenset[Stretch]) -> bool:
    document, block = sentence.document, sentence.document.block_at(sentence.start)
    if block is None or told_years(sentence.text) or [*years_beside(sentence.text)]:
        return False
    section = document.section_at(sentence.start)
    begun = document.text[section.start if section else block.start : sentence.start]
    heading = section.heading if section else ""
    behind = frozenset((y, y) for y in own_years(document.text[sentence.end : block.end]))
    if meet(told_years(f"{heading}\n{begun}") | behind, asked) or own_years(_before(sentence)):
        return False
    if behind:
        return True
    told = [*years_in(heading), *years_in(document.title)]
    return bool(told) and not meet(frozenset((year, year) for year in told), asked)


def _before(sentence: Span) -> str:
    block = sentence.document.block_at(sentence.start)
    return sentence.document.text[block.start : sentence.start] if block else ""


def is_bare_caption(part: Part, sentence: Span) -> bool:
    """Whether it is a caption without a figure, where the question asks for one."""
    block = sentence.document.block_at(sentence.start)
    caption = block is not None and block.kind == "caption"
    return caption and _asks_figure(part) and not [*figures_in(sentence.text)]
