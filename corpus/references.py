"""The reference list at a text's end, and the markers that lead to it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from operator import attrgetter

from corpus.documents import Block, Marker, Reference, ReferenceKind, Region
from corpus.sentences import LONGEST_SENTENCE, MONTHS, goes_on, sentences_in, stripped

REFERENCE_HEADINGS = frozenset(
    ["references", "notes", "endnotes", "footnotes", "sources", "bibliography", "works cited"]
)

_HIGHEST = 999  # a note's number
_FOLLOWS = _HIGHEST + 1  # what it is worth that a number follows the one before: more than any run
# Not behind a dash that breaks a line: "pp. 101-" goes on with "120.".
_NOTE_START = re.compile(
    r"^(?<![-–]\n)(?<![-–]\r\n)[^\S\r\n]*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)])[^\S\r\n]+",
    re.M,
)
# Brackets are an address's own where they close in it: "…/wiki/Article_(law)".
_IN_URL = r"[^\s()\[\]<>\"“”]"
_URL = re.compile(
    rf"(?P<open>\()?(?P<url>(?:https?://|www\.)(?:{_IN_URL}|\({_IN_URL}*\)|\[{_IN_URL}*\])+)"
    r"(?P<close>\))?"
)
_BEHIND_URL = ",;:’'»"  # and full stops; three tell that it was abbreviated
# What a line's end broke off: "…/very-long-" before "path/x.html", but not "…/" before "Accessed".
_BROKEN_URL = re.compile(
    r"(?:(?<=[-_=&])|(?<=/)(?=\s+[\w-]+[/.?=&%_-]\w))[^\S\r\n]*(?:\r\n?|\n)[^\S\r\n]*\w"
)
_FULL_DATE = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTHS}) \d{{4}}\b")
# A quoted title followed by a comma and a publisher, as in: 'Title', Journal, 2024
_TITLE = re.compile(r"[‘“\"'’][^‘“”\"]{12,}[’”\"'],\s+[A-Z]")
# Who and when at the very end, as in: Annual report, Port Authority, 2024
_YEAR_LAST = re.compile(rf"[,(]\s*(?:(?:{MONTHS}) )?(?:19|20)\d\d\)?\.?\s*$")
# Where and when at a sentence's end, as in: R. Diaz, Reserve or pretext?, Quezon City 2025.
_PLACE_LAST = re.compile(
    r",\s+(?!.{0,40}\b(?:in|was|were|had|has|is|since|until|by|from)\b)[A-Z][^.,;]{0,40}\b(?:19|20)\d\d"
    rf"\.?(?=\s|$)|,\s+(?:(?:{MONTHS}) )?(?:19|20)\d\d\.\s"
)
# Words that nobody published, with whom and when.
_SPOKEN = re.compile(
    r"^(?:(?:The )?[Aa]uthors?['’]s? )?(?:[Ii]nterviews?|[Cc]onversations?|[Cc]orrespondence"
    r"|[Cc]ommunication|E-?mails?|Letters?) (?:with|from|to|by)\b"
)
# Year, volume and pages of a journal, as in: J Sleep Health. 2016;12(3):201-15.
_VOLUME = re.compile(
    r"\b(?:19|20)\d\d(?: [A-Z][a-z]{2}(?: \d{1,2})?)?;\s?\d+(?:\s?\([^()]{1,20}\))?"
    r":\s?[A-Za-z]?\d+(?:[-–][A-Za-z]?\d+)?"
)
# Names and the year behind them that open an entry, as in: Holmgren, U. (2014). Bright light.
_NAMES_AND_YEAR = re.compile(
    r"\A(?:[^\W\d_][\w’' -]{0,40},(?:\s?[A-ZÀ-Þ]\.-?)+[^()]{0,200}"
    r"|(?!(?:The|This|See|In)\s)(?:(?:[A-ZÀ-Þ][\w&’'.-]*|of|for|and|on|the|&),?\s){1,10})"
    r"\((?:19|20)\d\d[a-z]?(?:, [^()]{1,20})?\)\.\s"
)
# Volume and pages of such an entry: 30(2), 61-68.
_PAGES = re.compile(r"\b\d+(?:\s?\([^()]{1,20}\))?,\s(?:pp?\.\s?)?\d+[-–]\d+")
_IDENTIFIER = re.compile(r"\b(?:doi:|ISBN|arXiv:|pp?\. \d)", re.I)

_start = attrgetter("start")

_RANGE = re.compile(r"(\d{1,3})(?:\s*[–-]\s*(\d{1,3}))?")
_NUMBERS = r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*"
# A marker is glued to what it follows: a space before it makes it an ordinary parenthesis.
_MARKER = re.compile(rf"(?<=\S)\(({_NUMBERS})\)|\[({_NUMBERS})\]")
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
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# What is left of raised figures where a text was copied without its type: "closed in May.3 Ships".
_BARE = re.compile(
    r"(?:(?<=[^\W\d_][.!?…])|(?<=[.!?…][\"”’»')]))\d{1,2}(?=\s+[A-ZÀ-Þ\"“‘«(]|\s*\Z)"
)


def parse_references(text: str, start: int, end: int) -> tuple[Reference, ...]:
    """The numbered notes of the list in text[start:end], in the list's order.

    A note runs from after its number to before the next note's. Where a number repeats or
    goes backwards (a numbered line inside a note), it is read as part of the note before it.
    """
    starts = list(_rising(_NOTE_START.finditer(text, start, end)))
    ends = [*(match.start() for match in starts[1:]), end][: len(starts)]
    notes = []
    for match, stop in zip(starts, ends, strict=True):
        region = stripped(text, match.end(), stop)
        if region:
            notes.append(reference_in(text, region, _number(match)))
    return tuple(notes)


def first_note(text: str, start: int, end: int) -> int:
    """Where the first numbered note of the list begins; `end` if there is none."""
    match = next(_rising(_NOTE_START.finditer(text, start, end)), None)
    return match.start() if match else end


def find_markers(
    text: str, regions: Iterable[Region], known: frozenset[int], in_brackets: bool = False
) -> tuple[Marker, ...]:
    """The markers in those regions of the text, all of one form; `in_brackets`: glued ones in
    brackets alone. A parenthesis is one only if every number in it is a note's: "(an increase of
    over 20%)" and "(2021)" are not."""
    places = list(regions)
    found = _markers(text, places, known, _MARKER)
    if found or in_brackets:
        return found
    for pattern, least in ((_RAISED, 1), (_BARE, 2)):
        found = _markers(text, places, known, pattern)
        if found and _counted(found, known, least):
            return found
    found = _markers(text, places, known, _APART)
    return () if _enumerate(text, places, found, known) else found


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


def markers_behind(text: str, block: Block, markers: Sequence[Marker]) -> Block:
    """The block with its sentences ending behind the markers that tell where they come from: one
    that opens a sentence belongs to that before it, and one behind a full stop ends its own.
    `markers` are the whole text's, in order."""
    first, last = (bisect_left(markers, at, key=_start) for at in (block.start, block.end))
    inside = markers[first:last]
    edges = {one.end for one in inside if _closes(text, one)}
    opening = {one.start: one.end for one in inside}
    found: list[Region] = []
    for sentence in block.sentences:
        start, end = sentence.start, opening.get(sentence.start, 0)
        if found and start < end <= sentence.end:
            found[-1], start = Region(found[-1].start, end), end
        cuts = sorted(edge for edge in edges if start < edge < sentence.end)
        parts = pairwise([start, *cuts, sentence.end])
        found += [part for a, b in parts if (part := stripped(text, a, b))]
    return block if tuple(found) == block.sentences else replace(block, sentences=tuple(found))


def _closes(text: str, marker: Marker) -> bool:
    """Whether a marker stands behind a sentence's end, and another sentence behind the marker."""
    before = text[max(0, marker.start - 3) : marker.start].rstrip().rstrip("\"”’»')")
    after = text[marker.end : marker.end + 3]
    if not before.endswith((".", "!", "?", "…")) or not after[:1].isspace():
        return False
    return not goes_on(text[max(0, marker.start - 9) : marker.end], after)


def _rising(matches: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Those whose numbers rise; of all such runs one where most numbers follow the one before, then
    one with most numbers, then the earliest. A line's "27. Januar 2025" isn't in it where the notes
    2 to 26 follow."""
    found = [match for match in matches if _number(match)]
    best = [0] * (_HIGHEST + 2)  # what a run that begins with each number is worth
    worth: list[int] = []
    for match in reversed(found):
        number = _number(match)
        follows = best[number + 1] and best[number + 1] + _FOLLOWS
        worth.append(1 + max(follows, *best[number + 1 :]))
        best[number] = max(best[number], worth[-1])
    last, left = 0, max(worth, default=0)
    for match, own in zip(found, reversed(worth), strict=True):
        number = _number(match)
        if number > last and own + (_FOLLOWS if last and number == last + 1 else 0) == left:
            last, left = number, own - 1
            yield match


def _number(match: re.Match[str]) -> int:
    return int(match[1] or match[2] or match[3])


def reference_in(text: str, region: Region, number: int) -> Reference:
    """The note of that number, whose text without its number is the region."""
    note = text[region.start : region.end]
    match = _URL.search(note)
    url = match["url"].rstrip(_BEHIND_URL + ".") if match else None
    at = region.start + match.start("url") if match else 0
    place = Region(at, at + len(url)) if url else None
    cut = bool(match) and _is_cut(note, match)
    return Reference(region.start, region.end, number, kind_of(note), url, place, cut)


def _is_cut(note: str, match: re.Match[str] | None) -> bool:
    assert match is not None
    abbreviated = match["url"].rstrip(_BEHIND_URL).endswith(("…", "..."))
    unclosed = bool(match["open"]) and not match["close"]
    return abbreviated or unclosed or bool(_BROKEN_URL.match(note, match.end("url")))


def kind_of(note: str) -> ReferenceKind:
    """ "source" for words that name a publication by title, date, link or identifier, else
    "remark"."""
    named = (_URL, _FULL_DATE, _TITLE, _YEAR_LAST, _PLACE_LAST, _SPOKEN, _IDENTIFIER, _VOLUME,
             _NAMES_AND_YEAR)  # fmt: skip
    return "source" if any(pattern.search(note) for pattern in named) else "remark"


def note_sentences(text: str, start: int, end: int, language: str = "en") -> tuple[Region, ...]:
    """The sentences of the note in text[start:end]; an entry with its names, title and journal is
    one, whatever full stops are in it."""
    inside = sentences_in(text, start, end, language)
    close = start + _entry_end(text[start:end])
    entry = [one for one in inside if one.start < close]
    if len(entry) < 2 or entry[-1].end - entry[0].start > LONGEST_SENTENCE:
        return inside
    return (Region(entry[0].start, entry[-1].end), *inside[len(entry) :])


def _entry_end(note: str) -> int:
    """Where the entry ends that opens the note; 0 where none is told by its form."""
    if volume := _VOLUME.search(note):
        return volume.end()
    if not _NAMES_AND_YEAR.match(note):
        return 0
    pages = _PAGES.search(note)
    return pages.end() if pages else len(note)


def _expand(marker: str) -> tuple[int, ...]:
    """The numbers that a marker names; none for what is no list of them, such as "[4-4-2]"."""
    parts = re.split(r"\s*[,;]\s*", marker.strip("()[]").translate(_LOWERED))
    ranges = [_RANGE.fullmatch(part) for part in parts]
    if not all(ranges):
        return ()
    told = [range(int(one[1]), int(one[2] or one[1]) + 1) for one in ranges if one]
    return tuple(chain.from_iterable(told))
