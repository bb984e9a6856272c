"""Dates in a text, as far as each says: a year, a month, a day, a decade."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.documents import Region

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_SHORT = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)} | _SHORT
_MONTH = (
    "(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
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
        rf"(?<![\w/.-])(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./]{_YEAR}(?![\w/])",
        rf"(?<![\d/.,$€£-])(?<!\w){_YEAR}(?P<decade>s)?(?![\w%/]|[.,]\d)",
        rf"(?<=[–-]){_YEAR}(?![\w%/-]|[.,]\d)",
        rf"\b(?<=\bin ){_MONTH}(?![\w-])",
        rf"\b(?!May|March){_MONTH}(?![\w-])",
    )
)
# What stands before four digits that are a year although a plural follows: "the 2020 protests".
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|of|by|until|till|from|during|the|its|their|before|after|this|early|late|mid"
    r"|end|for|between|and|to|year|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)[ \u00a0]\Z|[-–(’']\Z",
    re.I,
)
_COUNTED = re.compile(r"[ \u00a0](?:[a-z]+ )?(?:people|[a-z]+[^\Wsiu]s)\b")
_BOUND_BEFORE = re.compile(r"\b(?:than|least|most|over|some|about|around|under|nearly) \Z", re.I)
# Which side of a date is meant.
_FROM = re.compile(r"\b(?:since|from|after|starting(?: in)?|following)(?: the)? \Z", re.I)
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
        yield Date(
            match.start(),
            match.end(),
            year,
            month,
            day,
            bool(told.get("decade")),
            _side(text, match),
        )


def _month(told: str | None) -> int | None:
    if not told:
        return None
    return int(told) if told.isdigit() else _NUMBERS[told.lower().rstrip(".")]


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether four digits count something, as in "at least 2000 troops"."""
    before = text[max(0, match.start() - 12) : match.start()]
    if match.groupdict().get("decade"):
        return False
    if _BOUND_BEFORE.search(before):
        return bool(_COUNTED.match(text, match.end()))
    return bool(_COUNTED.match(text, match.end())) and not _YEAR_BEFORE.search(before)


def _side(text: str, match: re.Match[str]) -> int:
    before = text[max(0, match.start() - 16) : match.start()]
    return int(bool(_FROM.search(before))) - int(bool(_UNTIL.search(before)))
