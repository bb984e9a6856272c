"""Dates in a text, as far as each says: a year, a month, a day, a decade."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.units import unit_behind
from corpus.documents import Region

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)} | _SHORT
_MONTH = (
    "(?P<month>[Jj]anuary|[Ff]ebruary|[Mm]arch|[Aa]pril|[Mm]ay|[Jj]une|[Jj]uly|[Aa]ugust"
    r"|[Ss]eptember|[Oo]ctober|[Nn]ovember|[Dd]ecember"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![,.]?\d)"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_ANY_YEAR = r"(?P<year>\d{4})"  # beside a month any four digits are a year
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.,/-]){_DAY}(?: of)?[ \u00a0]+{_MONTH}(?:,?[ \u00a0]+{_ANY_YEAR})?(?![\w/])",
        rf"\b{_MONTH}[ \u00a0]+{_DAY}(?!\d)(?:,?[ \u00a0]+{_ANY_YEAR})?(?![\w/])",
        rf"\b{_MONTH}(?: of)?,?[ \u00a0]+{_ANY_YEAR}(?![\w/])",
        rf"(?<![\w/.-]){_YEAR}-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?![\w/-])",
        # The American order, where the second can be no month.
        rf"(?<![\w/.-])(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])/{_YEAR}(?![\w/])",
        rf"(?<![\w/.-])(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./]{_YEAR}(?![\w/])",
        rf"(?<![\d/.,$€£-])(?<!\w){_YEAR}(?P<decade>s)?(?![\w%/]|[.,]\d)",
        rf"(?<=[–-]){_YEAR}(?P<decade>s)?(?![\w%/-]|[.,]\d)",
        rf"\b{_MONTH}(?![\w-])",
    )
)
# The last year of "2021-27".
_TO_YEAR = re.compile(
    r"(?<![\w/.,$€£–-])(?P<first>(?:1[5-9]|20)\d\d)[–-](?P<last>\d\d)(?![\w%/–-]|[.,]\d)"
)
# Months that are words as well: they are read behind what tells when, with an ordinal or a year.
_WORDS_TOO = frozenset(["May", "March", "may", "march", "august"])
_WHEN = re.compile(
    r"\b(?:in|of|since|until|till|by|from|before|after|during|mid|early|late|between)[ \u00a0-]\Z"
    rf"|\b(?:{'|'.join(_MONTHS)})(?: \d{{4}})?(?:,| (?:to|and|or|until|till)) \Z",
    re.I,
)
_NTH = re.compile(r"\d(?:st|nd|rd|th| of)\b")
# What stands before four digits that are a year although a plural follows: "the 2020 protests".
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|until|till|from|during|the|its|their|before|after|this|early|late|mid"
    r"|end|for|between|and|to|year|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|winter)[ \u00a0]\Z|[-–(’']\Z",
    re.I,
)
_COUNTED = re.compile(
    r"[ \u00a0](?:[a-z]+ )?(?:people|men|women|children|staff|police|[a-z]+[^\Wsiu]s)\b"
)
# Measures that no year stands before; "2020 second-quarter" and "2020 dollars" may be years.
_MEASURES = frozenset(["mass", "length", "area", "volume", "power"])
_IN_YEAR = re.compile(r"\b(?:in|since|during|year|the)[ \u00a0]\Z", re.I)
_BOUND_BEFORE = re.compile(r"\b(?:than|least|most|over|some|about|around|under|nearly) \Z", re.I)
# Which side of a date is meant.
_FROM = re.compile(r"\b(?:since|from|after|starting(?: in)?|following)(?: the)? \Z", re.I)
_STRICTLY = re.compile(r"\b(?:(?P<after>after)|before|prior to) \Z", re.I)
_WITHIN = re.compile(r"\b(?:in|on|during) \Z", re.I)
_ENDS = re.compile(
    r"\s*(?:[,.;:!?)]|\Z|(?:and|but|or|by|in|on|at|as|for|when|while|with|because)\b)"
)
_LATER = re.compile(r"\b(?:after|since|from|follow\w*|later|then|subsequent\w*|ensu\w+)\b", re.I)
_SOONER = re.compile(r"\b(?:before|until|till|prior|by|up to|earlier|preced\w+|ahead)\b", re.I)
_UNTIL = re.compile(r"\b(?:until|till|before|prior to|up to|by)(?: the)? \Z", re.I)


@dataclass(frozen=True, slots=True)
class Date(Region):
    """A date at [start, end) of its text; None for what it leaves open. `side` is 1 for what
    is since or after it, -1 for what is until or before it, else 0."""

    year: int | None
    month: int | None
    day: int | None
    decade: bool
    side: int


def dates_in(text: str) -> tuple[Date, ...]:
    """The text's dates in order; each character belongs to the longest reading of it."""
    found: list[Date] = []
    for pattern in _PATTERNS:
        for date in _of_pattern(pattern, text):
            if not date.meets(*found):
                found.append(date)
    found += [date for date in _to_years(text) if not date.meets(*found)]
    return tuple(sorted(found, key=lambda date: date.start))


def says(source: Date, claim: Date, around: Iterable[Date] = ()) -> bool:
    """Whether the source's date is the claim's, or a finer one: "26 January 2025" says
    "January 2025", never the other way about. A year that the source leaves out may stand
    `around` it."""
    if claim.decade:
        return bool(source.year) and claim.year == (source.year or 0) // 10 * 10
    years = {source.year} if source.year else {date.year for date in around}
    same_year = claim.year is None or (claim.year in years and not source.decade)
    return same_year and _within(claim.month, source.month) and _within(claim.day, source.day)


def opposite(source: Date, claim: Date) -> bool:
    """Whether one is about what follows the date, the other about what comes before it."""
    return source.side * claim.side < 0


def turned(source: Date, text: str, claim: Date, told: str) -> bool:
    """Whether one of the two (each with its text) is in or on a date and the other before or after
    it: "fell in 2020", "fell before 2020". What else the former tells of before and after may
    be what the latter means."""
    mine, theirs = _strict(told, claim), _strict(text, source)
    if mine and theirs is None:
        return _is_within(text, source) and not (_LATER if mine > 0 else _SOONER).search(text)
    if theirs and mine is None:
        return _is_within(told, claim) and not (_LATER if theirs > 0 else _SOONER).search(told)
    return False


def _strict(text: str, date: Date) -> int | None:
    """1 for what is after a date, -1 for what is before; None where neither is said right before
    it, or a noun behind it ("after the 2020 vote") says after what."""
    found = _STRICTLY.search(text[: date.start])
    if not found or not _ENDS.match(text, date.end):
        return None
    return 1 if found["after"] else -1


def _is_within(text: str, date: Date) -> bool:
    return bool(_WITHIN.search(text[: date.start]))


def _within(claim: int | None, source: int | None) -> bool:
    return claim is None or claim == source


def _of_pattern(pattern: re.Pattern[str], text: str) -> Iterator[Date]:
    for match in pattern.finditer(text):
        told = match.groupdict()
        month, day = _month(told.get("month")), int(told.get("day") or 0) or None
        alone = told.get("year") and not told.get("month")
        if (month or 1) > 12 or (day or 1) > 31 or (alone and _is_count(text, match)):
            continue
        year = int(told["year"]) if told.get("year") else None
        if told.get("month") in _WORDS_TOO and not year and not _is_month(text, match):
            continue
        yield Date(
            match.start(),
            match.end(),
            year,
            month,
            day,
            bool(told.get("decade")),
            _side(text, match),
        )


def _to_years(text: str) -> Iterator[Date]:
    for match in _TO_YEAR.finditer(text):
        year = int(match["first"][:2] + match["last"])
        if year > int(match["first"]):
            yield Date(*match.span("last"), year, None, None, False, 0)


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether "May" or "march" without a year is the month."""
    day = match.groupdict().get("day") and match["month"][0].isupper()
    before = text[max(0, match.start() - 28) : match.start()]
    return bool(day or _NTH.search(match[0]) or _WHEN.search(before))


def _month(told: str | None) -> int | None:
    if not told:
        return None
    return int(told) if told.isdigit() else _NUMBERS[told.lower().rstrip(".")]


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether four digits count something, as in "at least 2000 troops"."""
    before = text[max(0, match.start() - 12) : match.start()]
    if match.groupdict().get("decade"):
        return False
    if unit_behind(text, match.end())[1] in _MEASURES:
        return not _IN_YEAR.search(before)
    counted = bool(_COUNTED.match(text, match.end()))
    return counted and bool(_BOUND_BEFORE.search(before) or not _YEAR_BEFORE.search(before))


def _side(text: str, match: re.Match[str]) -> int:
    before = text[max(0, match.start() - 16) : match.start()]
    return int(bool(_FROM.search(before))) - int(bool(_UNTIL.search(before)))
