"""The markers in a text that lead to its notes, and the sentences that they end."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from operator import attrgetter

from corpus.documents import Block, Marker, Region
from corpus.sentences import goes_on, stripped

_start = attrgetter("start")

_RANGE = re.compile(r"(\d{1,3})(?:\s*[–-]\s*(\d{1,3}))?")
_NUMBERS = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
# A marker is glued to what it follows: a space before it makes it an ordinary parenthesis.
_MARKER = re.compile(rf"(?<=\S)\(({_NUMBERS})\)|\[({_NUMBERS})\]")
# Others may follow it.
_NEXT = re.compile(rf"[,;]?[ \xa0](\({_NUMBERS}\))")
_BETWEEN = re.compile(r"[,;]?[ \xa0]?")
# But where none is glued, one may stand behind a full stop and a space, "… for days. (3) Then", or
# before the full stop, "… for days (3). Then".
_APART = re.compile(
    rf"(?<=[.!?…])[\"”’»')]{{0,2}}[ \xa0](?P<behind>\({_NUMBERS}\))(?!\S)"
    rf"|(?<=[\w\"”’»'%)])[ \xa0](?P<before>\({_NUMBERS}\))(?=[.!?])"
)

# A paragraph of a law is no marker: "Article 42(7)", "§ 5 (1)", "Articles 4(1) and 6(2)".
_PART = r"(?:\d{1,3}[a-z]?|[IVXL]{1,6})"
_LAW = re.compile(
    r"(?:§|\b(?:Art(?:icle)?s?|Sec(?:tion)?s?|Rules?|Reg(?:ulation)?s?|Para(?:graph)?s?|Protocols?))"
    rf"\.?\s?{_PART}(?:(?:\(\w{{1,4}}\))*,?(?: and| or)?\s{_PART})*\s?\Z",
    re.I,
)
_LONGEST_LAW = 60  # characters of "Articles 4(1), 5(2) and 6" and the like

# Raised figures, "closed in May.³ Ships", but for squares and powers: "12 km²".
_RAISED = re.compile(r"(?<=\S)(?<!\d)(?<![kcm]m)(?<!\sm)[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_UNREAD = re.compile(r"(?<=[.!?…\"”’»')])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:[,;–][⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*(?!\S)")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What is left of raised figures where a text was copied without its type: "closed in May.3 Ships".
_BARE = re.compile(
    r"(?:(?<=[^\W\d_][.!?…])|(?<=[.!?…][\"”’»')]))\d{1,2}(?=\s+[A-ZÀ-Þ\"“‘«(]|\s*\Z)"
)


def find_markers(
    text: str, regions: Iterable[Region], known: frozenset[int], in_brackets: bool = False
) -> tuple[Marker, ...]:
    """The markers in those regions of the text, all of one form; `in_brackets`: glued ones in
    brackets alone. A parenthesis is one only if every number in it is a note's: "(an increase of
    over 20%)" and "(2021)" are not."""
    places = list(regions)
    found = _markers(text, places, known, _MARKER)
    if found or in_brackets:
        return tuple(further for one in found for further in _further(text, one, known))
    for pattern, least in ((_RAISED, 1), (_BARE, 2)):
        found = _markers(text, places, known, pattern)
        if found and _counted(found, known, least):
            return found
    found = _markers(text, places, known, _APART)
    return () if _enumerate(text, places, found, known) else found


def _further(text: str, marker: Marker, known: frozenset[int]) -> Iterator[Marker]:
    """The marker and those in parentheses that follow it behind spaces, "(2) (3)"."""
    yield marker
    match = _NEXT.match(text, marker.end)
    numbers = _expand(match[1]) if match else ()
    if match and numbers and known.issuperset(numbers):
        yield from _further(text, Marker(*match.span(1), numbers), known)


def _counted(markers: Sequence[Marker], known: frozenset[int], least: int) -> bool:
    """Whether figures without brackets are markers: they count up from one, to `least` and to
    half of the notes at least."""
    first = list(dict.fromkeys(number for one in markers for number in one.numbers))
    up = first == list(range(1, len(first) + 1))
    return up and len(first) >= max(least, len(known) / 2)


def _enumerate(
    text: str, regions: Sequence[Region], markers: Sequence[Marker], known: frozenset[int]
) -> bool:
    """Whether numbers set apart count what one paragraph lists, "First. (1) It froze assets. (2) It
    banned trade.", in a text that has more notes than that: none stands at a sentence's end."""
    told = [one.numbers for one in markers]
    if not 1 < len(told) < len(known) or told != [(n,) for n in range(1, len(told) + 1)]:
        return False
    first, last = markers[0], markers[-1]
    around = next(one for one in regions if first.start < one.end)
    return last.end < around.end and all(text[one.end].isspace() for one in markers)


def _markers(
    text: str, regions: Sequence[Region], known: frozenset[int], pattern: re.Pattern[str]
) -> tuple[Marker, ...]:
    found = []
    for region in regions:
        for match in pattern.finditer(text, region.start, region.end):
            marker = match.lastgroup or 0
            numbers = _expand(match[marker])
            start, end = match.span(marker)
            if numbers and known.issuperset(numbers) and not _of_law(text, region, start):
                found.append(Marker(start, end, numbers))
    return tuple(found)


def _of_law(text: str, region: Region, at: int) -> bool:
    """Whether the number in parentheses at `at` is a paragraph of a law."""
    near = max(region.start, at - _LONGEST_LAW)
    return text[at] == "(" and bool(_LAW.search(text, near, at))


def unread_markers(text: str, raised: Iterable[Region] = ()) -> list[Region]:
    """What is set like a marker though its note wasn't read, in order: of the `raised` numbers
    those behind which no word goes on, and raised figures at a sentence's end."""
    told = [one for one in raised if not text[one.end : one.end + 1].isalnum()]
    told += [Region(*match.span()) for match in _UNREAD.finditer(text)]
    return sorted(told, key=_start)


def markers_behind(
    text: str, block: Block, markers: Sequence[Region], unread: Sequence[Region] = ()
) -> Block:
    """The block with its sentences ending behind the markers that tell where they come from: those
    that open a sentence belong to that before it, and those behind a full stop end its own.
    `markers` and the `unread` that only open sentences are the whole text's, in order."""
    inside = _inside(block, markers)
    edges = {run.end for run in _runs(text, inside) if _closes(text, run)}
    opening = _runs(text, sorted({*inside, *_inside(block, unread)}, key=_start))
    found: list[Region] = []
    for sentence in block.sentences:
        start = sentence.start
        run = next((one for one in opening if one.start <= start < one.end), None)
        if found and run:
            start = min(run.end, sentence.end)
            found[-1] = Region(found[-1].start, start)
        cuts = sorted(edge for edge in edges if start < edge < sentence.end)
        parts = pairwise([start, *cuts, sentence.end])
        found += [part for a, b in parts if (part := stripped(text, a, b))]
    return block if tuple(found) == block.sentences else replace(block, sentences=tuple(found))


def _inside(block: Block, markers: Sequence[Region]) -> Sequence[Region]:
    first, last = (bisect_left(markers, at, key=_start) for at in (block.start, block.end))
    return markers[first:last]


def _runs(text: str, markers: Iterable[Region]) -> list[Region]:
    """The markers, those that stand beside each other as one: "(2)(3)", "[2], [3]"."""
    runs: list[Region] = []
    for one in markers:
        if runs and _BETWEEN.fullmatch(text, runs[-1].end, one.start):
            runs[-1] = Region(runs[-1].start, one.end)
        else:
            runs.append(Region(one.start, one.end))
    return runs


def _closes(text: str, marker: Region) -> bool:
    """Whether markers stand behind a sentence's end, and another sentence behind them."""
    before = text[max(0, marker.start - 3) : marker.start].rstrip().rstrip("\"”’»')")
    after = text[marker.end : marker.end + 3]
    if not before.endswith((".", "!", "?", "…")) or not after[:1].isspace():
        return False
    return not goes_on(text[max(0, marker.start - 9) : marker.end], after)


def _expand(marker: str) -> tuple[int, ...]:
    """The numbers that a marker names; none for what is no list of them, such as "[4-4-2]"."""
    parts = re.split(r"\s*[,;]\s*", marker.strip("()[]").translate(_LOWERED))
    ranges = [_RANGE.fullmatch(part) for part in parts]
    if not all(ranges):
        return ()
    told = [range(int(one[1]), int(one[2] or one[1]) + 1) for one in ranges if one]
    return tuple(chain.from_iterable(told))
