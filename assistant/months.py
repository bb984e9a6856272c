"""The month that a question names beside a year, and whether a sentence may be about it."""

import re
from functools import lru_cache
from itertools import pairwise

from assistant.dates import Date, dates_in
from corpus.documents import Region

# What a question asks about in a month; "the August 2020 election" only calls something by it.
_WITHIN = re.compile(r"\b(?:in|during|on|for|throughout)(?: (?:early|late|mid))?[ -]\Z", re.I)
# Another word for a stretch of the year, or one that takes its month from the text before.
_SPAN = re.compile(
    r"\b(?:spring|summer|autumn|winter|(?:first|second|third|fourth|last|latter) (?:quarter|half)"
    r"|q[1-4]|h[12]|(?:early|late|mid)(?: in |[ -])\d{4}|(?:end|start|beginning|middle|close)"
    r" of|(?:that|same|this|following|next|previous|preceding) month"
    r"|(?:months?|weeks?|days?) (?:later|earlier|before|after))\b",
    re.I,
)
_FROM_TO = re.compile(r"\W*(?:[–—-]|\b(?:to|until|till|through)\b)\W*(?:the |end of )*", re.I)
_NUMERIC = re.compile(r"\d\d?[./]\d\d?[./]\d{4}")


@lru_cache(maxsize=64)
def asked_month(text: str) -> Date | None:
    """The one date of the question that names a month and a year and that it asks about, None
    where it names several dates, or one only as a bound."""
    named = dates_in(text)
    (one,) = named if len(named) == 1 else (None,)
    if one is None or one.month is None or one.year is None or one.side:
        return None
    return one if _WITHIN.search(text[: one.start]) else None


def tells_month(asked: Date, text: str, before: str) -> bool:
    """Whether a text that tells of the asked date's year may be about its month too: it names it,
    or names none while the text `before` it in the paragraph does."""
    told = [one for one in dates_in(text) if one.month and one.year in (None, asked.year)]
    if _SPAN.search(text) or _names(asked, told, text):
        return True
    return not told and _names(asked, dates_in(before), before)


def _names(asked: Date, told: tuple[Date, ...] | list[Date], text: str) -> bool:
    known = [one for one in told if one.month and one.year in (None, asked.year)]
    within = (
        (one.month or 0) <= (asked.month or 0) <= (other.month or 0)
        for one, other in pairwise(known)
        if _FROM_TO.fullmatch(text, one.end, other.start)
    )
    return any(asked.month in _months(one, text) for one in known) or any(within)


def _months(date: Date, text: str) -> tuple[int | None, ...]:
    """The date's month, or either that figures may mean: 04/05/2023."""
    figures = _NUMERIC.fullmatch(text, date.start, date.end)
    return (date.month, date.day) if figures else (date.month,)


def spelling_of(asked: Region, text: str) -> str:
    """The date as the question has it."""
    return text[asked.start : asked.end]
