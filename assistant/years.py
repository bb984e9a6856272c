"""The years that a text speaks of: those that it names, those from one to another, and those told
by another ("a year later")."""

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.values import values, years_in

# The first and the last year of a stretch, both within it; an open one ends at one of these.
Stretch = tuple[int, int]
_EARLIEST, _LATEST = 0, 9999

_YEAR = r"(?:1[5-9]|20)\d\d(?![\d%]|[.,]\d|s\b)"
_SEASON = r"spring|summer|autumn|fall|winter"
_MONTH = (
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
# What of a date stands before its year: "the end of ", "early ", "mid-", "26 January ".
_DATED = (
    rf"(?:(?:the|end|start|beginning|middle|close|turn|of|early|late|mid|years?|{_SEASON}|{_MONTH}"
    r"|\d{1,2}(?:st|nd|rd|th)?)[.,]?[ -]){0,5}"
)
# What a question calls a time by: "the floods of ", "the " of "the 2022 invasion".
_EVENT = r"(?:(?:the|its|their|his|her) (?:(?!(?:in|on|at|by|for|during|and|or)\b)[\w’'-]+ ){0,4})?"
_RANGES = tuple(
    re.compile(told, re.I)
    for told in (
        rf"\bbetween {_DATED}(?P<first>{_YEAR}) and {_DATED}(?P<last>{_YEAR})",
        rf"\bfrom {_DATED}(?P<first>{_YEAR}) (?:to|until|till|through) {_DATED}(?P<last>{_YEAR})",
        rf"(?<![\d.,/-])(?P<first>{_YEAR})(?: ?[-–—/] ?| to | through ){_DATED}(?P<last>{_YEAR})",
        # "2024-25" and "2024/25"; "2025-01-26" is a date.
        rf"(?<![\d.,/-])(?P<first>{_YEAR})[-–/](?P<last>\d\d)(?![\d/-])",
        r"\b(?P<first>(?:1[5-9]|20)\d0)s\b(?P<last>)",
    )
)


def _after(time: str, event: str) -> re.Pattern[str]:
    since = rf"(?:since {time}|after {event}{time}|post-)(?P<year>{_YEAR})"
    return re.compile(rf"\b(?:{since}|from {time}(?P<onwards>{_YEAR}) on(?:wards?)?\b)", re.I)


def _before(time: str, event: str) -> re.Pattern[str]:
    bound = rf"(?:(?:(?:before|prior to) {event}|(?:until|till|up to) ){time}|pre-)"
    return re.compile(rf"\b{bound}(?P<year>{_YEAR})", re.I)


# What a source tells after "the 2020 vote" may be of that very year.
_NO_EVENT = rf"(?!the (?!(?:end|start|beginning|middle|close|turn|{_SEASON})\b))"
_AFTER, _BEFORE = _after(_DATED, _NO_EVENT), _before(_DATED, _NO_EVENT)
_ASKED_AFTER, _ASKED_BEFORE = _after(_EVENT + _DATED, ""), _before(_EVENT + _DATED, "")
# "Before 2020", unlike "before the 2020 vote", leaves that year out.
_ASKED_SHORT_OF = re.compile(
    rf"\b(?:(?:before|prior to) (?P<year>{_YEAR})(?=\W*\Z|[,;:.?!)]"
    r"| (?:and|or|but|in|at|from|to|by|on|was|were|is|are|did|had|has|have)\b)"
    rf"|pre-(?P<pre>{_YEAR}))",
    re.I,
)
# So does "after 2020", unlike "after May 2020" and "after the 2020 vote".
_ASKED_PAST = re.compile(
    rf"\bafter (?:the end of )?(?P<year>{_YEAR})(?=\W*\Z|[,;:.?!)]"
    r"| (?:and|or|but|in|at|from|to|by|on|was|were|is|are|did|had|has|have)\b)",
    re.I,
)
# "Two years after 2020" and "soon after 2020" are no stretch without an end.
_TIED = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|decades?|soon|shortly|immediately|just|right|even)\s\Z",
    re.I,
)
# "The lowest since 1997" tells of another year than those since then.
_MOST = r"\b(?:\w+est|most|least|first|last|worst|best|only)\b"
_RECORD = re.compile(rf"{_MOST}[^.;:]*\Z", re.I)
_RECORD_SINCE = re.compile(rf"{_MOST}[^.,;:]{{0,40}}? since {_DATED}{_YEAR}", re.I)


_COUNTS = "one two three four five six seven eight nine ten".split()
_MANY = rf"(?P<count>an?|\d{{1,2}}|{'|'.join(_COUNTS)}) years?"
# "A year later it was 64%", but not "the year before the war".
_OF_NONE = r"(?! the\b| that\b| it\b)"
_BESIDE = re.compile(
    rf"\b(?:{_MANY} (?P<way>later|afterwards|earlier|before{_OF_NONE})"
    r"|the (?P<next>following|next|previous|preceding) year"
    rf"|the year (?P<side>before|after){_OF_NONE})\b",
    re.I,
)
_ASKED_BESIDE = re.compile(
    rf"\b(?:{_MANY}|the year) (?P<way>before|after) {_EVENT}{_DATED}(?P<year>{_YEAR})", re.I
)
_EARLIER = frozenset("before earlier previous preceding".split())
# "Two years later it was 5" is of that year alone; "it is 5, against 2 ten years earlier" isn't.
_OPENS = re.compile(r"\W*(?:(?:and|but|only|just|then|in|by|about|some|almost|nearly)\W+)*", re.I)
_UNTIL_THEN = re.compile(r"\b(?:(?:until|before|up to) (?:then|that)|previously|hitherto)\b", re.I)
# Up to its year: what a sentence sets its own figure beside.
_NEAR = r"(?:[^,;:()]|(?<=\d),(?=\d)){0,60}?"
_COMPARED = re.compile(
    rf"\b(?:(?:compared (?:with|to)|(?:up|down) from)\b{_NEAR}"
    rf"|(?:against|versus|vs\.?|from)(?: \w+){{0,3}}? [€$£¥]?(?!{_YEAR})\d{_NEAR}"
    rf"|unlike (?:in )?{_DATED}"
    rf"|than (?:(?:it|they|that|those|the one) )?(?:(?:was|were|had been) )?(?:in|during) {_DATED})"
    rf"(?P<year>{_YEAR})",
    re.I,
)
_BRACKETED = re.compile(r"\([^()]*\)")
_OF_YEAR = re.compile(rf"\((?:in )?{_YEAR}[:,] [^()]*\)", re.I)


def told_years(text: str) -> frozenset[Stretch]:
    """The years that a source tells of. "Since 2009" reaches on where the text names no other
    year, of which its figures would rather be."""
    named = years_in(text)
    opened = [
        (first, last)
        for first, last, before in _opened(text, _AFTER, _BEFORE)
        if len(named) == 1 and not _RECORD.search(before)
    ]
    plain = [(year, year) for year in (*named, *years_beside(text))]
    return frozenset([*plain, *_ranges(text), *opened])


@lru_cache(maxsize=64)
def asked_years(text: str) -> frozenset[Stretch]:
    """The years that a question asks about. "After 2019" reaches on where it names no other."""
    named = years_in(text)
    opened = [(first, last) for first, last, _ in _opened(text, _ASKED_AFTER, _ASKED_BEFORE)]
    beside = [_moved(int(m["year"]), m["count"], m["way"]) for m in _ASKED_BESIDE.finditer(text)]
    plain = [(year, year) for year in (*named, *beside)]
    if len(named) == 1 and opened:
        plain += opened
        if short_of := _short_of(text):
            plain = [(a, b) for a, b in plain if (a, b) != (short_of, short_of)]
            plain = [(a, b - 1) if a == _EARLIEST else (a, b) for a, b in plain]
        if past := _ASKED_PAST.search(text):
            plain = [(int(past["year"]) + 1, b) for _, b in plain if b == _LATEST]
    return frozenset([*plain, *_ranges(text)])


def own_years(text: str) -> frozenset[int]:
    """The years that a text names for its own figures, not for those that it sets beside them:
    "(2022: £1,209 million)", "compared with £58 million in 2023", "for the first time since
    2012"."""
    kept = _COMPARED.sub(_blank, text)
    return years_in(_BRACKETED.sub(_without_figures, _RECORD_SINCE.sub(_blank, kept)))


def beside_only(text: str) -> bool:
    """Whether all years of the text stand in brackets with figures of their own: "(2022: 8%)"."""
    return not years_in(_OF_YEAR.sub(_without_figures, text))


def after_in(question: str, text: str) -> bool:
    """Whether the question asks for what was after a year, and the text tells what was after
    something in that year: "after the 2020 vote" may be long after."""
    if not (past := _ASKED_PAST.search(question)):
        return False
    told = _opened(text, _ASKED_AFTER, _ASKED_BEFORE)
    return any(first == int(past["year"]) and last == _LATEST for first, last, _ in told)


def bounded_by(stretch: Stretch, year: int) -> bool:
    """Whether the year lies in the stretch, or right beyond the one end that it has."""
    first, last = stretch
    return first - (last == _LATEST) <= year <= last + (first == _EARLIEST)


def years_later(text: str, before: str) -> tuple[frozenset[Stretch], bool]:
    """The years that a text tells by the last one named `before` it, "a year later"; and whether
    it opens with that, so that what follows is of no other year."""
    own = own_years(before)
    named = [int(v.amount) for v in values(before) if v.kind == "year" and v.amount in own]
    told = [match for match in _BESIDE.finditer(text) if not years_in(text[: match.start()])]
    if not named:
        return frozenset(), False
    found = [_moved(named[-1], match["count"], _way(match)) for match in told]
    until = [(_EARLIEST, named[-1])] if _UNTIL_THEN.search(text) else []
    opens = any(_OPENS.fullmatch(text[: match.start()]) for match in told)
    return frozenset([*((year, year) for year in found), *until]), opens


def meet(some: frozenset[Stretch], others: frozenset[Stretch]) -> bool:
    """Whether a year lies in one of both."""
    return any(a <= d and c <= b for a, b in some for c, d in others)


def _ranges(text: str) -> Iterator[Stretch]:
    for pattern in _RANGES:
        for match in pattern.finditer(text):
            first = int(match["first"])
            last = int(match["last"] or first + 9)
            last += first // 100 * 100 if last < 100 else 0
            if first <= last:
                yield first, last


def _short_of(text: str) -> int | None:
    found = _ASKED_SHORT_OF.search(text)
    return int(found["year"] or found["pre"]) if found else None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _without_figures(bracketed: re.Match[str]) -> str:
    """What stands in brackets, or nothing of it where a figure does."""
    figures = [value for value in values(bracketed[0]) if value.kind not in ("year", "date")]
    return " " * len(bracketed[0]) if figures else bracketed[0]


def _opened(
    text: str, after: re.Pattern[str], before: re.Pattern[str]
) -> Iterator[tuple[int, int, str]]:
    """Each stretch without a beginning or an end, and the text in front of it."""
    for match in after.finditer(text):
        if not _TIED.search(text[: match.start()]):
            yield int(match["year"] or match["onwards"]), _LATEST, text[: match.start()]
    for match in before.finditer(text):
        if not _TIED.search(text[: match.start()]):
            yield _EARLIEST, int(match["year"]), text[: match.start()]


def years_beside(text: str) -> Iterator[int]:
    """The years told by the last one that the text names before: "in 2024, and a year later"."""
    years = [value for value in values(text) if value.kind == "year"]
    for match in _BESIDE.finditer(text):
        before = [int(value.amount) for value in years if value.end <= match.start()]
        if before:
            yield _moved(before[-1], match["count"], _way(match))


def _way(match: re.Match[str]) -> str:
    return match["way"] or match["next"] or match["side"]


def _moved(year: int, count: str | None, way: str) -> int:
    told = (count or "a").lower()
    many = int(told) if told.isdigit() else _COUNTS.index(told) + 1 if told in _COUNTS else 1
    return year - many if way.lower() in _EARLIER else year + many
