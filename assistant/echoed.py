"""A claim with its figures written as the source writes those that say them, for a claim reader.

That "just under 87 per cent" is said by "86.82%", and "no fewer than a hundred thousand" by "over
100 000", is decided by comparing values (assistant/quantities.py). A reader has seen few such
figures, and need not guess at it again. A figure that the source doesn't say stays as it is.
"""

import re
from collections.abc import Iterator

from assistant.pairing import Facts, facts_of
from assistant.quantities import Bound, Quantity, bound_of, states

_PLAIN: dict[Bound, str] = {
    "": "", "about": "about ", "nearly": "nearly ", "over": "more than ", "least": "at least ",
    "under": "less than ", "most": "at most ", "many": "",
}  # fmt: skip
# Bounds that are a clause's verb, and can't be left out: "the number exceeds 1,250".
_VERB = re.compile(r"exceed|pass|topp|go|been|approach", re.I)
# What stands before a bound and belongs to it: "just under", "a little over".
_DEGREE = re.compile(r"\b(?:just|slightly|a little|a bit|marginally|well|somewhat|only)\s+\Z", re.I)
_UNIT = re.compile(r"[\s\u00a0-]?(?:per ?cent\b|%|[A-Za-z]+)", re.I)
# Ranks, multiples and percentage points are not said otherwise; a figure of another kind is.
_AS_THEY_STAND = frozenset(["ordinal", "times", "points"])
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_NUMBER_WORDS = re.compile(
    rf"(?:{_SMALL})(?:[\s-]+(?:and[\s-]+)?(?:{_SMALL}|hundred|thousand))+", re.I
)


def as_read(claim: str, source: str) -> tuple[str, str]:
    """The claim and the source as a reader gets them: `echoed`, and with whole numbers of several
    words in digits."""
    return in_digits(echoed(claim, source)), in_digits(source)


def in_digits(text: str) -> str:
    """The text with whole numbers of several words, "two hundred and thirteen", in digits: a
    reader has hardly seen that they are the same."""
    for one in reversed(facts_of(text).quantities):
        plain = not one.unit and not one.rough and one.amount == int(one.amount)
        if plain and _NUMBER_WORDS.fullmatch(text[one.start : one.end]):
            text = f"{text[: one.start]}{int(one.amount)}{text[one.end :]}"
    return text


def echoed(claim: str, source: str) -> str:
    """The claim with each figure that the source states written as there, its bound before it and
    its unit behind. Ranks and multiples stay as they are."""
    for one, other in reversed(list(_said(facts_of(claim), facts_of(source)))):
        bound = bound_of(claim, one)
        if bound and _VERB.search(claim[bound.start : bound.end]):
            continue
        if bound and bound.start >= one.end:
            claim = claim[: bound.start].rstrip() + claim[bound.end :]
        start = bound.start if bound and bound.start < one.start else one.start
        degree = _DEGREE.search(claim[:start]) if start < one.start else None
        start = degree.start() if degree else start
        told = _told(source, other)
        told = told[0].lower() + told[1:] if start else told
        claim = claim[:start] + told + claim[_end(claim, one) :]
    return claim


def _said(mine: Facts, theirs: Facts) -> Iterator[tuple[Quantity, Quantity]]:
    """The claim's figures, and the nearest in amount of those of the source that state them."""
    known = [s for s in theirs.quantities if _stands_alone(theirs.text, s)]
    for one in mine.quantities:
        stating = [s for s in known if s.unit == one.unit and states(s, one)]
        stating = [s for s in stating if s.rough == one.rough and s.bound != "many"]
        if stating and _stands_alone(mine.text, one):
            yield one, min(stating, key=lambda s: abs(s.amount - one.amount))


def _stands_alone(text: str, figure: Quantity) -> bool:
    """Whether a figure's own characters and its unit's say what it comes to: not so the first of
    "2.6 to 12.4 million"."""
    alone = facts_of(text[figure.start : _end(text, figure)]).quantities
    return figure.unit not in _AS_THEY_STAND and [
        (one.amount, one.unit, one.rough) for one in alone
    ] == [(figure.amount, figure.unit, figure.rough)]


def _end(text: str, figure: Quantity) -> int:
    """Where a figure's unit ends that stands behind it, else the figure."""
    within = facts_of(text[figure.start : figure.end]).quantities
    if not figure.unit or any(one.unit == figure.unit for one in within):
        return figure.end
    behind = _UNIT.match(text, figure.end)
    return behind.end() if behind else figure.end


def _told(source: str, figure: Quantity) -> str:
    """The source's figure with its unit, and its bound, which stands before it."""
    bound = bound_of(source, figure)
    here = source[figure.start : _end(source, figure)]
    if bound is None:
        return here
    told = source[bound.start : bound.end]
    before = bound.start < figure.start and not _VERB.search(told)
    return (told if before else _PLAIN[figure.bound]) + here
