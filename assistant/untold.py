"""Figures of a claim that the source hasn't in so many words, and that are still no others: a unit
told once for two, the time between two years, a year for twelve months, what is named one by one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.pairing import Facts, Pair
from assistant.quantities import Quantity, same_amount, states
from index.terms import STOP_WORDS, stem

_ANNIVERSARY = re.compile(r"[\s-](?:\w+ )?(?:anniversary|birthday|jubilee)\b", re.I)
_NEXT = re.compile(r"[\s-]+([A-Za-z]+)")
_STOP = re.compile(r"[.!?](?=\s)|\b(?:while|whereas)\b")
# What may stand behind a figure that takes over the unit of the one before. Not "of": "12 of the
# delegates" are twelve.
_GOES_ON = frozenset("from in to on at by for with during last this after before since".split())
_YEARS = {
    ("time", 31_536_000): re.compile(r"\b(?:an?|one|single|whole|full) year\b", re.I),
    ("time", 15_768_000): re.compile(r"\bhalf a year\b", re.I),
}
_FEW = 9  # as many as a "two" or "three" could stand in the place of


def elliptic(pair: Pair, source: Quantity, claim: Quantity) -> bool:
    """Whether the source tells the claim's unit with a figure before: "27,000 barrels from one,
    12,000 from the other". "30 per cent of the seats, and 12 were farmers" doesn't."""
    if source.unit or not claim.unit or not same_amount(source, claim):
        return False
    return states(source, replace(claim, unit="", amount=claim.told)) and any(
        one.unit == claim.unit and one.end <= source.start and _goes_on(pair.source, one, source)
        for one in pair.source.quantities
    )


def _goes_on(source: Facts, one: Quantity, bare: Quantity) -> bool:
    """Whether a figure without a unit may be in that of one before: in one sentence, with nothing
    behind it that it could count."""
    if _STOP.search(source.text, one.end, bare.start):
        return False
    found = _NEXT.match(source.text, bare.end)
    return not found or found[1].lower() in _GOES_ON


def is_age(text: str, figure: Quantity) -> bool:
    """On its twenty-fifth anniversary a thing is twenty-five."""
    return figure.unit == "ordinal" and bool(_ANNIVERSARY.match(text, figure.end))


def spans(source: Facts, text: str, quantity: Quantity) -> bool:
    """Whether a claim's number of years is the time between two years that the source names."""
    years = {date.year for date in source.dates if date.year}
    told = re.match(r"[\s-]years?\b", text[quantity.end :]) and quantity.told
    return bool(told) and any(abs(one - other) == told for one in years for other in years)


def is_year_told(text: str, quantity: Quantity) -> bool:
    """Whether the source has "a year" for a claim's twelve months, or half of one for six."""
    pattern = _YEARS.get((quantity.unit, round(quantity.amount)))
    return pattern is not None and not quantity.bound and bool(pattern.search(text))


def counts_names(pair: Pair, quantity: Quantity, free: Sequence[Quantity]) -> bool:
    """Whether a claim's "two" or "three" may count what the source names one by one: as many
    names or up to two more, and no other figure of it counts what the claim's does."""
    told = pair.claim.text[quantity.start : quantity.end].lower()
    beside = next_stem(pair.claim, quantity)
    same = any(beside and next_stem(pair.source, one) == beside for one in free)
    apart = all(one.unit or one.told > _FEW for one in pair.source.quantities)
    named = told in ("two", "three") and 0 <= len(_named_in(pair.source)) - quantity.told <= 2
    return named and not quantity.bound and apart and not same


def _named_in(facts: Facts) -> set[str]:
    """What the text names, each by the key of its name's first word: "Hugo Rahn" is one."""
    names = [name for name in facts.names if not name.weak]
    follows = zip((None, *names), names, strict=False)
    return {
        one.key
        for last, one in follows
        if last is None or facts.text[last.end : one.start].strip() or last.end == one.start
    }


def next_stem(facts: Facts, figure: Quantity) -> str:
    """The stem of the word right behind a figure, if it is a word of content."""
    found = _NEXT.match(facts.text, figure.end)
    return stem(found[1].lower()) if found and found[1].lower() not in STOP_WORDS else ""
