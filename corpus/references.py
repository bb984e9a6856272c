"""The reference list at a text's end."""

import re
from collections.abc import Iterable, Iterator

from corpus.author_years import entries
from corpus.documents import Reference, ReferenceKind, Region
from corpus.sentences import LONGEST_SENTENCE, MONTHS, sentences_in, stripped

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
# Where a judgment is reported: "[2021] LT 77", "Roe v Poe (1990) 12 EHRR 34", "410 U.S. 113".
_REPORTED = re.compile(
    r"\[(?:1[89]|20)\d\d\]\s(?:\d{1,2}\s)?(?:[A-Z]{2,6}(?:\s[A-Z][A-Za-z]{1,5})?|All ER|Ch|Fam)\s\d"
    r"|\sv\.?\s[A-ZÀ-Þ].{0,80}?\((?:1[89]|20)\d\d\)\s\d{1,3}\s[A-Z]{2,6}\s\d"
    r"|\b\d{1,3}\s(?:U\.\s?S\.|S\.\s?Ct\.|F\.\s?(?:[23]d|Supp\.))\s\d"
    r"|\A(?:[Ss]ee (?:also )?)?(?:Joined )?Cases? [CTF][-–‑]\d{1,4}/\d\d\b"
)
# A law that opens a note, with its year and no more than a provision of it: "Homes Act 1986, s. 4".
_PROVISION = (
    r"(?:§{1,2}|[Ss]{1,2}\.?|[Ss]ections?|[Ss]ch(?:edules?|s?\.)|[Pp]arts?|[Aa]rt(?:icle)?s?\.?"
    r"|[Rr]eg(?:ulation)?s?\.?|[Rr]ules?|[Pp]ara(?:graph)?s?\.?|[Cc]hapters?|[Cc]lauses?)\s?\d"
)
_STATUTE = re.compile(
    rf"\A(?:[Ss]ee (?:also )?)?(?:{_PROVISION}[\w().,–-]*\s(?:of )?)?"
    r"(?!(?:Under|Before|After|Since|Until|Not|As|In|By|From|This|These|No|Only|Except|Unless)\b)"
    r"(?:(?:[A-ZÀ-Þ][\w’'&-]*|\([A-Z][^()]{1,40}\)|of|and|for|the|to|in|on),?\s){1,12}?"
    r"(?:Act|Order|Regulations?|Rules|Code|Ordinance|Constitution|Law|Directive|Decree)"
    r"(?:\s(?:[Nn]o\.\s?)?\d{1,5})?,?\s(?:of\s)?(?:1[6-9]|20)\d\d(?:\s\([^()]{1,20}\))?"
    rf"(?=\.?\s*\Z|;|,?\s{_PROVISION})"
)
_IDENTIFIER = re.compile(r"\b(?:doi:|ISBN|arXiv:|pp?\. \d)", re.I)


def parse_references(text: str, start: int, end: int) -> tuple[Reference, ...]:
    """The notes of the list in text[start:end], in the list's order, which gives numbers to those
    that have none and begin with who wrote them.

    A note runs from after its number to before the next note's. Where a number repeats or
    goes backwards (a numbered line inside a note), it is read as part of the note before it.
    """
    starts = list(_rising(_NOTE_START.finditer(text, start, end)))
    if not starts:
        told = enumerate(entries(text, start, end), 1)
        return tuple(reference_in(text, region, number) for number, region in told)
    ends = [*(match.start() for match in starts[1:]), end][: len(starts)]
    notes = []
    for match, stop in zip(starts, ends, strict=True):
        region = stripped(text, match.end(), stop)
        if region:
            notes.append(reference_in(text, region, _number(match)))
    return tuple(notes)


def first_note(text: str, start: int, end: int) -> int:
    """Where the first note of the list begins; `end` if there is none."""
    match = next(_rising(_NOTE_START.finditer(text, start, end)), None)
    if match:
        return match.start()
    return next((region.start for region in entries(text, start, end)), end)


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
    """ "source" for words that name a publication by title, date, link or identifier, a
    judgment or a law, else "remark"."""
    named = (_URL, _FULL_DATE, _TITLE, _YEAR_LAST, _PLACE_LAST, _SPOKEN, _IDENTIFIER, _VOLUME,
             _NAMES_AND_YEAR, _REPORTED, _STATUTE)  # fmt: skip
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
