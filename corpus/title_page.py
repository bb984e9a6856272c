"""What opens a plain text: its title, and the lines around it that say whose it is and of when."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import takewhile

from corpus.documents import Region
from corpus.sentences import MONTHS

_LINE = re.compile(r"[^\r\n]+")
# Runs of lines, lines in one, and characters of a line that a title page has at most.
_RUNS, _LINES, _LONGEST = 6, 6, 150
# Words of a title, and of one with nothing beside it, which without a colon may as well be a
# section's name or a picture's caption.
_MOST, _ALONE = 20, range(5, 13)
_ENDS = (*".;,:!…)”", "--", "; or", "; and")
# A sentence's end, unlike an initial's full stop.
_STOP = re.compile(r"(?<![A-ZÀ-Þ])[.!][”\"’')]*(?:\Z|\s+[A-ZÀ-Þ“\"])")
_SECTION = re.compile(
    r"(?:(?:executive |short )?summary|abstract|(?:table of )?contents|introduction|preface"
    r"|foreword|background|overview|key (?:points|findings|messages)|highlights|at a glance)\W*\Z"
    r"|(?:part|chapter|title|book|section|article)\s(?:\d{1,3}|[IVXLC]{1,6})\b"
    r"|(?:\d{1,2}|[IVX]{1,4})(?:\.\d{1,2})*[.)]?\s|[#*•›–—-]\s|\(|\[",
    re.I,
)
# Whose report it is, rather than what it is on, for all that the line tells.
_ISSUER = re.compile(
    r"\A[^:]*\b(?:parliament|committee|ministry|department|house|senate|assembly|government|council"
    r"|commission|court|agency|authority|institute|university|office|bureau|republic|kingdom"
    r"|united nations|european union|press release|for immediate release|confidential|draft)\b"
    r"[^:]*\Z|\b(?:photo|image|picture|credit)\b.*:",
    re.I,
)
_NAME = (
    r"[A-ZÀ-Þ][\w’'.-]*(?:\s(?:v[ao]n|de[lnr]?|d[aio]s?|l[ae]|el|al|bin|[A-ZÀ-Þ][\w’'.-]*)){1,4}"
)
_BYLINE = re.compile(rf"[Bb]y\s+[A-ZÀ-Þ]|{_NAME}(?:(?:,|,?\s(?:and|&))\s{_NAME})+\Z")
# By whom, when or in what: what may be asked of a document.
_TELLS = re.compile(rf"{_BYLINE.pattern}|.*\d|(?:.*\s)?(?:{MONTHS})\b")
_DATED = re.compile(r".*\b(?:1[89]|20)\d\d\)?\Z")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """The lines of a text's title, those beside it that tell by whom and when, and other ones,
    such as a subtitle; where it ends. Nothing of all that where no title is told for sure."""

    title: tuple[Region, ...] = ()
    telling: tuple[Region, ...] = ()
    silent: tuple[Region, ...] = ()
    end: int = 0

    @property
    def lines(self) -> list[Region]:
        """All its lines in order."""
        return sorted(self.title + self.telling + self.silent, key=lambda line: line.start)

    def of(self, text: str) -> str:
        """The title on one line, "" without any."""
        return " ".join(text[line.start : line.end].strip() for line in self.title)


def title_page(text: str, runs: Sequence[Region], others: Container[int] = ()) -> TitlePage:
    """The title page that the runs of lines begin with.

    It goes as far as the first run with a sentence or a section's name, or that starts at one of
    the `others`, and without the heading before that. Its title is the first line set apart, or
    else the first lines in capitals, that tell more than who publishes it.
    """
    page = _page(text, runs, others)
    lines = [line for run in page for line in run]
    title = _title(text, page)
    told = " ".join(text[one.start : one.end] for one in title)
    words = len(told.split())
    alone = len(lines) == len(title) and ":" not in told
    if not title or words > _MOST or (alone and words not in _ALONE):
        return TitlePage()
    beside = [line for line in lines if line not in title]
    telling = tuple(one for one in beside if _TELLS.match(text[one.start : one.end]))
    silent = tuple(one for one in beside if one not in telling)
    return TitlePage(title, telling, silent, lines[-1].end)


def _page(text: str, runs: Sequence[Region], others: Container[int]) -> list[list[Region]]:
    """The lines of each run of the page."""
    page: list[list[Region]] = []
    for run in runs[: _RUNS + 1]:
        lines = [Region(*found.span()) for found in _LINE.finditer(text, run.start, run.end)]
        told = [text[line.start : line.end].strip() for line in lines]
        if _SECTION.match(told[0]) or run.start in others:
            return page
        if len(lines) > _LINES or _is_prose(told):
            heads = len(page) > 1 and len(page[-1]) == 1
            last = page[-1][0] if heads else None
            return page[:-1] if last and not _TELLS.match(text[last.start : last.end]) else page
        page.append(lines)
    return []


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether the lines are sentences, or one that goes on from line to line."""
    ends = any(len(one) > _LONGEST or one.endswith(_ENDS) or _STOP.search(one) for one in lines)
    return ends or any(one[:1].islower() and not _BYLINE.match(one) for one in lines[1:])


def _title(text: str, page: Sequence[Sequence[Region]]) -> tuple[Region, ...]:
    """The line that opens the page, if it is set apart, or else the first lines in capitals."""
    first = page[0] if page else ()
    if len(first) == 1 and _may_be_title(text[first[0].start : first[0].end]):
        return (first[0],)
    for run in page:
        large = tuple(takewhile(lambda line: _in_capitals(text[line.start : line.end]), run))
        if large:
            return large
    return ()


def _in_capitals(line: str) -> bool:
    return line.isupper() and len(line.split()) > 1 and not _ISSUER.search(line)


def _may_be_title(line: str) -> bool:
    named = len(line.split()) > 1 and (line[0].isupper() or line[0].isdigit())
    return named and not (_DATED.match(line) or _BYLINE.match(line) or _ISSUER.search(line))
