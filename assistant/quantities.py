"""Figures as they are meant: the amount, what it counts in, and how it is bounded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor, isclose, log10

from assistant.bounds import Bound as Bound
from assistant.bounds import bound_at, words_of_bound
from assistant.fractions import shares_in
from assistant.units import currency_in, is_currency, unit_behind
from assistant.values import Value, values
from assistant.worded import falls_by, is_no_figure, many_in, worded_in
from corpus.documents import Region

# Which bounds of a source say what a claim with the given bound says, of the same amount. The
# claim is never the stronger: "over 30 000" says no "30 000", nor does "some 30 000".
_SAID_BY: dict[Bound, frozenset[Bound]] = {
    "": frozenset([""]),
    "about": frozenset(["about", "nearly"]),
    "nearly": frozenset(["nearly"]),
    "over": frozenset(["over"]),
    "least": frozenset(["least", "over"]),
    "under": frozenset(["under"]),
    "most": frozenset(["most", "under"]),
    "many": frozenset(["many"]),
}
# Those of a source's figure under which it may be told as "hundreds".
_SHOWN = frozenset(["", "about", "nearly", "over", "least"])
# Bounds that a rounded amount needs, and how far it may then be from the amount (share of it).
_ROUNDED: dict[Bound, tuple[float, float]] = {
    "about": (-0.05, 0.05), "over": (-0.05, 0.0), "nearly": (0.0, 0.05),
}  # fmt: skip

# How far a bound may be from the amount that it follows from, to be said by it (share of it).
_NEAR = 0.1
# By how many points a share may be off a fraction under that bound.
_ROUGHLY: dict[Bound, tuple[float, float]] = {
    "about": (-2.0, 2.0), "over": (0.0, 10.0), "nearly": (-4.0, 0.0), "under": (-10.0, 0.0),
}  # fmt: skip
# Units that a claim can't leave open: 70 % is not 70.
_NEVER_BARE = frozenset(["percent", "points", "times", "ordinal"])
_TO, _BETWEEN = re.compile(r" to |[-–]"), re.compile(r"\bbetween [^.;,]{0,12}\Z", re.I)
# "From 53 hours to 19": nothing stands behind the last that it could count.
_FROM = re.compile(r"\bfrom [^.;,]{0,24}\Z", re.I)
_ENDS = re.compile(r"[,.;:)]|\Z| (?:in|on|by|at|after|within|since|while|when|as)\b")
_NO_NOUN = re.compile(rf"{_ENDS.pattern}| (?:an?|per|each|every|for|of|is|are|was|were)\b")
_MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MAGNITUDE = re.compile(r"\b(?:thousand|million|billion|trillion)\b", re.I)
_POINTS = re.compile(r"[\s-](?:percentage[\s-])?points?\b", re.I)
_PERCENT = re.compile(r"[\s\u00a0]?(?:%|per ?cent\b)", re.I)


@dataclass(frozen=True, slots=True)
class Quantity(Region):
    """A figure at [start, end) of its text. `unit` is "" for a bare count, else a currency, a
    measure's dimension, "percent", "points", "times" or "ordinal". `told` is the figure as it
    stands, `amount` what it comes to in one unit for each dimension. `rough`: a share told as a
    fraction, "a third". `falls`: a share by which something is said to fall."""

    told: float
    amount: float
    unit: str
    bound: Bound
    rough: bool = False
    falls: bool = False


def quantities_in(text: str, taken: Sequence[Region]) -> tuple[Quantity, ...]:
    """The text's figures in order, but for those inside the regions `taken` (dates, names)."""
    found = list(_worded(text))
    blocked = [*taken, *found]
    for value in values(text):
        if value.kind == "date" or value.meets(*blocked) or is_no_figure(text, value):
            continue
        found.append(_quantity(text, value))
    found.sort(key=lambda one: one.start)
    return tuple(_ranges(text, _in_one_currency(text, found)))


def _ranges(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    """The figures, the first of a range in the unit and the magnitude of the last: "from 2.6 to
    12.4 billion dollars"; and the last in the first one's: "from 53 hours to 19"."""
    for at, one in enumerate(found):
        first = found[at - 1] if at else None
        last = found[at + 1] if at + 1 < len(found) else None
        if first and _goes_on(text, first, one):
            size = first.amount / first.told if first.told else 1.0
            yield replace(one, amount=one.told * size, unit=first.unit)
            continue
        if last is None or one.unit or not _are_ends(text, one, last):
            yield one
            continue
        times = float(_MAGNITUDES.get(_follows(text, last), 1))
        if _MAGNITUDE.search(text[one.start : one.end]) or one.told >= 1000:
            times = 1.0
        size = last.amount / last.told if last.told else 1.0
        yield replace(one, told=one.told * times, amount=one.told * times * size, unit=last.unit)


def _in_one_currency(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The figures, the last of a range in the currency before its first, and the first in the
    last one's magnitude: "€5-7 million", "between €1.5 and €2 billion"."""
    told = list(found)
    for at, (one, last) in enumerate(pairwise(found)):
        open_end = last.unit in ("", one.unit) and is_currency(one.unit)
        if not open_end or not _are_ends(text, one, last) or _counts(text, one, last):
            continue
        times = _MAGNITUDES.get(_follows(text, last), 1.0)
        if not _MAGNITUDE.search(text[one.start : one.end]) and one.told <= last.told / times:
            told[at] = replace(one, told=one.told * times, amount=one.told * times)
        told[at + 1] = replace(last, amount=last.told, unit=one.unit)
    return told


def _counts(text: str, one: Quantity, last: Quantity) -> bool:
    """Whether what stands behind "to" may count things: "they paid €500 to 30 families"."""
    given = text[one.end : last.start] == " to " and not last.unit
    ranged = _FROM.search(text[: one.start]) or _NO_NOUN.match(text, last.end)
    return given and not ranged


def _are_ends(text: str, one: Quantity, last: Quantity) -> bool:
    between = text[one.end : last.start]
    joined = between == " and " and _BETWEEN.search(text[: one.start])
    return bool(_TO.fullmatch(between) or joined)


def _goes_on(text: str, first: Quantity, one: Quantity) -> bool:
    """Whether a figure without a unit ends what begins with one: "from 53 hours to 19"."""
    measured = first.unit not in ("", "ordinal", "times") and not one.unit
    joined = text[first.end : one.start].split()[-1:] == ["to"] and _ENDS.match(text, one.end)
    near = len(text[first.end : one.start].split()) <= 2  # the unit's word, and "to"
    return bool(measured and joined and near and _FROM.search(text[: first.start]))


def _follows(text: str, figure: Quantity) -> str:
    found = _MAGNITUDE.search(text[figure.start : figure.end + 12])
    return found[0].lower() if found else ""


def states(source: Quantity, claim: Quantity) -> bool:
    """Whether the source's figure says what the claim's does: the same amount in the same unit
    under a bound no weaker, or an amount of which the claim's is said to be a rounding."""
    source, claim = _unsigned(source, claim), _unsigned(claim, source)
    if not claim.unit and source.unit not in _NEVER_BARE and _same(source.told, claim.told):
        return source.bound in _SAID_BY[claim.bound]  # the claim leaves open in what
    if source.unit != claim.unit:
        return _halves(source, claim) or _halves(claim, source)
    if claim.bound == "many" and source.bound in _SHOWN:
        return _are_many(source.amount, claim.amount)
    if _same(source.amount, claim.amount):
        return source.bound in _SAID_BY[claim.bound]
    if _follows_from(source, claim) and abs(claim.amount / source.amount - 1.0) <= _NEAR:
        return True
    if claim.rough and not source.rough and not source.bound:
        return _rounds(source, claim) or _near_fraction(source.amount - claim.amount, claim.bound)
    return source.bound in ("", "about") and _rounds(source, claim)


def _are_many(amount: float, unit: float) -> bool:
    """Whether so many are "dozens", "hundreds" and so on of the unit: from two to ten times it
    (dozens below a hundred, millions and billions of any number)."""
    most = 100.0 if unit == 12 else amount + 1 if unit >= 1e6 else 10 * unit
    return 2 * unit <= amount < most


def could_be(source: Quantity, claim: Quantity) -> bool:
    """Whether a source's "hundreds" leaves room for the claim's figure, or its amount is within
    the claim's bound, if not near it: 1,200 for "over 1,000". Twice as much and more is another
    figure: nobody tells 100,000 by "at least 10,000"."""
    many = source.bound == "many" and not claim.unit
    if many and _are_many(claim.amount, source.amount):
        return True
    amounts = sorted((source.amount, claim.amount))
    return _follows_from(source, claim) and amounts[1] < 2 * amounts[0]


def _follows_from(source: Quantity, claim: Quantity) -> bool:
    """Whether a claim's bound follows from a source's amount that has more digits: "at least 86%"
    from 86.82%. Of as many, "more than 1 150" for "more than 1 250", one has been changed."""
    if source.unit != claim.unit or claim.unit == "ordinal" or min(source.told, claim.told) <= 0:
        return False
    if _significant(claim) >= _significant(source):
        return False
    if claim.bound in ("over", "least"):
        return source.bound in ("", "over", "least") and claim.amount < source.amount
    under = claim.bound in ("under", "most") and source.bound in ("", "under", "most")
    return under and claim.amount > source.amount


def _significant(figure: Quantity) -> int:
    """How many of a figure's digits aren't noughts before or behind all others."""
    return len(f"{figure.told:.12g}".replace(".", "").strip("0"))


def same_amount(source: Quantity, claim: Quantity) -> bool:
    """Whether the two are the same figure, whatever they are bounded by or counted in."""
    return _same(_unsigned(source, claim).told, _unsigned(claim, source).told)


def _unsigned(one: Quantity, other: Quantity) -> Quantity:
    """A figure without its sign beside one that is told as a fall: "a growth of -2.5 per cent"
    where the other "shrank by 2.5 per cent"."""
    if one.told < 0 < other.told and other.falls:
        return replace(one, told=-one.told, amount=-one.amount)
    return one


def _same(one: float, other: float) -> bool:
    """Equal but for what arithmetic in floating point loses: not a digit of any figure."""
    return isclose(one, other, rel_tol=1e-13)


def _rounds(source: Quantity, claim: Quantity) -> bool:
    reach = _ROUNDED.get(claim.bound)
    if reach is None or source.amount == 0 or (source.bound and claim.bound != "about"):
        return False
    off = claim.amount / source.amount - 1.0
    if not reach[0] <= off <= reach[1]:
        return False
    # Two significant digits, or three or four.
    step = 10.0 ** (floor(log10(abs(source.amount))) - 1)
    return any(
        _same(claim.amount, steps * fine)
        for fine in (step, step / 10, step / 100)
        for steps in _stepped(source.amount / fine, claim.bound)
    )


def _halves(times: Quantity, share: Quantity) -> bool:
    """Whether the one is "halved" and the other "by half"."""
    halved = times.unit == "times" and times.told == 0.5
    return halved and share.unit == "percent" and share.told == 50 and times.bound == share.bound


def _near_fraction(off: float, bound: Bound) -> bool:
    """Whether a share so many points above a fraction is told by it: 57 % as "more than half"."""
    reach = _ROUGHLY.get(bound)
    return reach is not None and reach[0] <= off <= reach[1] and bool(off)


def _stepped(steps: float, bound: Bound) -> tuple[int, ...]:
    """The whole steps that so many are rounded to; a half is either neighbour."""
    if bound == "over":
        return (floor(steps),)
    if bound == "nearly":
        return (ceil(steps),)
    half = _same(steps - floor(steps), 0.5)
    return (floor(steps), ceil(steps)) if half else (floor(steps + 0.5),)


def _quantity(text: str, value: Value) -> Quantity:
    size, unit = _unit(text, value)
    bound = bound_at(text, value, unit)
    falls = unit == "percent" and falls_by(text, value)
    size *= value.amount
    return Quantity(value.start, value.end, value.amount, size, unit, bound, falls=falls)


def _unit(text: str, value: Value) -> tuple[float, str]:
    """(size, unit) of a figure."""
    told = text[value.start : value.end].lower()
    if value.kind == "ordinal":
        return 1.0, "ordinal"
    if "point" in told or _POINTS.match(text, value.end):
        return 1.0, "points"
    if value.kind == "percent" or _PERCENT.match(text, value.end):
        return 1.0, "percent"
    if value.kind == "money":
        return 1.0, currency_in(told)
    return unit_behind(text, value.end)


def bounded(text: str, figure: Quantity) -> Region:
    """The figure with the words that bound it: "no more than 2 000", "13 or more"."""
    bound = bound_of(text, figure)
    if bound is None:
        return Region(figure.start, figure.end)
    return Region(min(bound.start, figure.start), max(bound.end, figure.end))


def bound_of(text: str, figure: Quantity) -> Region | None:
    """The words that bound a figure, with the article between them: "more than a " of "more than
    a hundred", "or more" of "13 or more"; None where there are none."""
    return words_of_bound(text, figure, figure.bound) if figure.bound else None


def _worded(text: str) -> Iterator[Quantity]:
    """Shares, multiples and the like that are told in words."""
    for place, share in shares_in(text):
        bound = bound_at(text, place)
        yield Quantity(place.start, place.end, share, share, "percent", bound, rough=True)
    for place, figure, size, unit in worded_in(text):
        bound = bound_at(text, place, unit)
        yield Quantity(place.start, place.end, figure, figure * size, unit, bound)
    for place, amount in many_in(text):
        yield Quantity(place.start, place.end, amount, amount, "", "many")
