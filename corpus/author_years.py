"""Lists of sources by author and year, "Berg, A. (2018). Salt ports.", and what cites them in the
text: "(Berg, 2018)", "Berg et al. (2018)"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from corpus.documents import Marker, Reference, Region

_YEAR = r"(?:19|20)\d\d[a-z]?"
_NAME = r"(?:(?:[Vv][ao]n|[Dd]e[lnr]?|[Dd]a|[Dd]i|[Ll]a|[Ll]e|[Ee]l|[Aa]l)\s)*[A-ZÀ-Þ][\w’'‑-]+"
# How an entry begins: a surname and initials, or whoever published it and the year.
_ENTRY = re.compile(
    rf"^[^\S\r\n]*(?:(?P<name>{_NAME}(?:\s{_NAME})?),\s(?:[A-ZÀ-Þ]\.[\s-]?)+"
    rf"|(?P<body>[A-ZÀ-Þ][^.,;:()\r\n]{{1,80}}?)\s(?=\({_YEAR}\)[.,:]))",
    re.M,
)
_IN_PARENTHESES = re.compile(rf"\({_YEAR}(?:,[^()]{{1,20}})?\)")
_FEWEST = 2  # entries of a list
_OTHERS = rf"(?:(?:,\s{_NAME}){{0,6}},?\s(?:and|&)\s{_NAME}|,?\set\sal\.?)?"
_CITING = re.compile(rf"\((?P<listed>[^()]{{3,200}}\b{_YEAR}(?:,\s[^();]{{1,20}})?)\)")
_CITED = re.compile(
    rf"\s*(?:(?:see|cf\.|e\.g\.),?\s)?(?P<who>[^\d;,]{{2,80}}?){_OTHERS},?\s(?P<year>{_YEAR})"
    r"(?:,\s[^;]{1,20})?\s*\Z"
)
_TOLD = re.compile(rf"(?P<who>{_NAME}){_OTHERS}(?:[’']s?)?\s(?P<at>\((?P<year>{_YEAR})\))")


def entries(text: str, start: int, end: int) -> list[Region]:
    """The entries of the list in text[start:end], each with the lines that go on with it; none
    where there are no two, or anything stands before them."""
    starts = [one.start() for one in _ENTRY.finditer(text, start, end)]
    if not starts or text[start : starts[0]].strip():
        return []
    joined = [starts[0]]
    for at in starts[1:]:
        if _IN_PARENTHESES.search(text, joined[-1], at):  # else a line that goes on with names
            joined.append(at)
    found = [_stripped(text, *both) for both in pairwise([*joined, end])]
    return found if len(found) >= _FEWEST else []


def by_author(text: str, notes: Sequence[Reference]) -> bool:
    """Whether no number stands before the first of the notes."""
    line = max(text.rfind(end, 0, notes[0].start) for end in "\r\n") + 1 if notes else 0
    return bool(notes) and not text[line : notes[0].start].strip()


def author_markers(
    text: str, regions: Iterable[Region], notes: Sequence[Reference]
) -> tuple[Marker, ...]:
    """Where the text cites the notes by author and year. What may be either of two notes, or
    neither, is no marker."""
    numbers = _by_author(text, notes)
    return tuple(one for region in regions for one in _markers(text, region, numbers))


def _markers(
    text: str, region: Region, numbers: dict[tuple[str, str], int | None]
) -> Iterator[Marker]:
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    for match in _TOLD.finditer(text, region.start, region.end):
        if number := numbers.get((match["who"].casefold(), match["year"])):
            found[match.span("at")] = (number,)
    for match in _CITING.finditer(text, region.start, region.end):
        cited = (_CITED.match(one) for one in match["listed"].split(";"))
        told = (numbers.get((one["who"].strip().casefold(), one["year"])) for one in cited if one)
        if named := tuple(number for number in told if number):
            found[match.span()] = named
    for place in sorted(found):
        yield Marker(*place, found[place])


def _by_author(text: str, notes: Sequence[Reference]) -> dict[tuple[str, str], int | None]:
    """The notes' numbers by their first author and year; None for two of the same."""
    numbers: dict[tuple[str, str], int | None] = {}
    for note in notes:
        opening = _ENTRY.match(text, note.start)
        year = _IN_PARENTHESES.search(text, note.start, note.end)
        if opening and year:
            who = opening["name"] or opening["body"]
            key = who.casefold(), text[year.start() + 1 : year.end() - 1].partition(",")[0]
            numbers[key] = None if key in numbers else note.number
    return numbers


def _stripped(text: str, start: int, end: int) -> Region:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Region(start + left, start + len(piece.rstrip()))
