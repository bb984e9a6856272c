"""Figures as they are meant: the amount, what it counts in, and how it is bounded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, isclose, log10
from typing import Literal

from assistant.fractions import multiples_in, shares_in
from assistant.units import currency_in, unit_behind
from assistant.values import Value, values
from corpus.documents import Region

# "many" is the bound of "hundreds", whose amount is then a hundred.
Bound = Literal["", "about", "nearly", "over", "least", "under", "most", "many"]

# What stands before a figure, or after it, and bounds it; the first that fits holds.
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("most", r"(?:no|not) (?:more|greater|higher|larger) than|at (?:the )?most|up to"
             r"|as (?:much|many|high) as"
             r"|(?:a )?maximum of|(?:not|never|n[’']t) (?:exceed\w*|surpass\w*|topp?(?:ed)?"
             r"|(?:go|gone|been) (?:above|beyond|over))"),
    ("least", r"(?:no|not) (?:fewer|less|lower|smaller) than|at (?:the )?least|(?:a )?minimum of"),
    ("over", r"(?:more|greater|higher|larger) than|above"
             r"|(?<!hand )(?<!handed )(?<!took )(?<!taken )(?<!turned )over|upwards? of"
             r"|in excess of|exceed(?:s|ed|ing)?|beyond|(?:sur)?pass(?:es|ed|ing)|topp(?:ed|ing)"
             r"|just over"),
    ("nearly", r"nearly|almost|close to|just under|approaching|not quite|barely|hardly|scarcely"),
    ("under", r"(?:fewer|less|lower|smaller) than|under|below|short of"),
    ("about", r"about|around|some|roughly|approximately|circa|ca?\.|an estimated|estimated(?: at)?"
              r"|in the region of|on the order of|something like|~|≈"),
)  # fmt: skip
# "44 days that killed at least 6,800": the bound is the next figure's.
_NO_OTHER = r"(?! (?:[€$£]|an? |\d|one|two|three|four|five|six|seven|eight|nine|ten|half|twice))"
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("least", rf"or more(?! than)|at (?:the )?least{_NO_OTHER}|and more(?! than)|or higher"),
    ("most", rf"or (?:fewer|less|lower)|at (?:the )?most{_NO_OTHER}"),
    ("about", r"or so|or thereabouts"),
)
_BOUNDS_BEFORE = tuple(
    (bound, re.compile(rf"(?<![\w-])(?:{told})[\s\u00a0]*(?:an? |the )?\Z", re.I))
    for bound, told in _BEFORE
)
_BOUNDS_AFTER = tuple(
    (b, re.compile(rf"[^.;,()]{{0,36}}?\b(?P<told>{told})\b", re.I)) for b, told in _AFTER
)
_FAR = 32  # characters before a figure that are searched for its bound
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

# By how many points a share may be off a fraction under that bound.
_ROUGHLY: dict[Bound, tuple[float, float]] = {
    "about": (-2.0, 2.0), "over": (0.0, 10.0), "nearly": (-4.0, 0.0), "under": (-10.0, 0.0),
}  # fmt: skip
_ORDINALS = {
    "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
    "hundredth": 100,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.I)
_MANY_OF = {"tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1e3}
_MANY_UNITS = {
    "dozens": 12, "hundreds": 100, "thousands": 1e3, "millions": 1e6, "billions": 1e9,
}  # fmt: skip
_MANY = re.compile(
    rf"\b(?:(?P<of>{'|'.join(_MANY_OF)}) of )?(?P<unit>{'|'.join(_MANY_UNITS)})\b", re.I
)
_FORTNIGHT = re.compile(r"\b(?:a|the|one) (fortnight|decade|century)\b", re.I)
# Units that a claim can't leave open: 70 % is not 70.
_NEVER_BARE = frozenset(["percent", "points", "times", "ordinal"])
_TO, _BETWEEN = re.compile(r" to |[-–]"), re.compile(r"\bbetween [^.;,]{0,12}\Z", re.I)
# "From 53 hours to 19": nothing stands behind the last that it could count.
_FROM = re.compile(r"\bfrom [^.;,]{0,24}\Z", re.I)
_ENDS = re.compile(r"[,.;:)]|\Z| (?:in|on|by|at|after|within|since|while|when|as)\b")
_MAGNITUDES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MAGNITUDE = re.compile(r"\b(?:thousand|million|billion|trillion)\b", re.I)
_POINTS = re.compile(r"[\s-](?:percentage[\s-])?points?\b", re.I)
_PERCENT = re.compile(r"[\s\u00a0]?(?:%|per ?cent\b)", re.I)


@dataclass(frozen=True, slots=True)
class Quantity(Region):
    """A figure at [start, end) of its text. `unit` is "" for a bare count, else a currency, a
    measure's dimension, "percent", "points", "times" or "ordinal". `told` is the figure as it
    stands, `amount` what it comes to in one unit for each dimension. `rough`: a share told as a
    fraction, "a third"."""

    told: float
    amount: float
    unit: str
    bound: Bound
    rough: bool = False


def quantities_in(text: str, taken: Sequence[Region]) -> tuple[Quantity, ...]:
    """The text's figures in order, but for those inside the regions `taken` (dates, names)."""
    found = list(_worded(text))
    blocked = [*taken, *found]
    for value in values(text):
        if value.kind == "date" or value.meets(*blocked) or _is_no_figure(text, value):
            continue
        found.append(_quantity(text, value))
    return tuple(_ranges(text, sorted(found, key=lambda one: one.start)))


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
    if not claim.unit and source.unit not in _NEVER_BARE and _same(source.told, claim.told):
        return source.bound in _SAID_BY[claim.bound]  # the claim leaves open in what
    if source.unit != claim.unit:
        return _halves(source, claim) or _halves(claim, source)
    if claim.bound == "many" and source.bound in _SHOWN:
        return _are_many(source.amount, claim.amount)
    if _same(source.amount, claim.amount):
        return source.bound in _SAID_BY[claim.bound]
    if claim.rough and not source.rough and not source.bound:
        return _rounds(source, claim) or _near_fraction(source.amount - claim.amount, claim.bound)
    return source.bound in ("", "about") and _rounds(source, claim)


def _are_many(amount: float, unit: float) -> bool:
    """Whether so many are "dozens", "hundreds" and so on of the unit: from two to ten times it
    (dozens below a hundred, millions and billions of any number)."""
    most = 100.0 if unit == 12 else amount + 1 if unit >= 1e6 else 10 * unit
    return 2 * unit <= amount < most


def could_be(source: Quantity, claim: Quantity) -> bool:
    """Whether a source's "hundreds" leaves room for the claim's figure."""
    many = source.bound == "many" and not claim.unit
    return many and _are_many(claim.amount, source.amount)


def same_amount(source: Quantity, claim: Quantity) -> bool:
    """Whether the two are the same figure, whatever they are bounded by or counted in."""
    return _same(source.told, claim.told)


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
        _same(claim.amount, _stepped(source.amount / fine, claim.bound) * fine)
        for fine in (step, step / 10, step / 100)
    )


def _halves(times: Quantity, share: Quantity) -> bool:
    """Whether the one is "halved" and the other "by half"."""
    halved = times.unit == "times" and times.told == 0.5
    return halved and share.unit == "percent" and share.told == 50 and times.bound == share.bound


def _near_fraction(off: float, bound: Bound) -> bool:
    """Whether a share so many points above a fraction is told by it: 57 % as "more than half"."""
    reach = _ROUGHLY.get(bound)
    return reach is not None and reach[0] <= off <= reach[1] and bool(off)


def _stepped(steps: float, bound: Bound) -> float:
    if bound == "over":
        return floor(steps)
    return ceil(steps) if bound == "nearly" else round(steps)


def _quantity(text: str, value: Value) -> Quantity:
    size, unit = _unit(text, value)
    bound = _bound(text, value)
    return Quantity(value.start, value.end, value.amount, value.amount * size, unit, bound)


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
    first = max(0, figure.start - _FAR)
    for _, pattern in _BOUNDS_BEFORE:
        if found := pattern.search(text[first : figure.start]):
            return Region(first + found.start(), figure.start)
    after = (p.match(text, figure.end) for b, p in _BOUNDS_AFTER if b == figure.bound)
    return next((Region(*match.span("told")) for match in after if match), None)


def _bound(text: str, value: Region) -> Bound:
    before = text[max(0, value.start - _FAR) : value.start]
    for bound, pattern in _BOUNDS_BEFORE:
        if pattern.search(before):
            return bound
    return next((b for b, pattern in _BOUNDS_AFTER if pattern.match(text, value.end)), "")


def _worded(text: str) -> Iterator[Quantity]:
    """Shares, multiples and the like that are told in words."""
    for place, share in shares_in(text):
        bound = _bound(text, place)
        yield Quantity(place.start, place.end, share, share, "percent", bound, rough=True)
    told = [(place, times, 1.0, "times") for place, times in multiples_in(text)]
    for match in _ORDINAL.finditer(text):
        place = Region(match.start(), match.end())
        told.append((place, float(_ORDINALS[match[0].lower()]), 1.0, "ordinal"))
    told += [
        (Region(match.start(), match.end()), 1.0, *unit_behind(text, match.start(1)))
        for match in _FORTNIGHT.finditer(text)
    ]
    for place, figure, size, unit in told:
        yield Quantity(place.start, place.end, figure, figure * size, unit, _bound(text, place))
    for match in _MANY.finditer(text):
        amount = _MANY_OF.get((match["of"] or "").lower(), 1) * _MANY_UNITS[match["unit"].lower()]
        yield Quantity(match.start(), match.end(), amount, amount, "", "many")


def _is_no_figure(text: str, value: Value) -> bool:
    """ "First, …" orders sentences; "one" mostly counts nothing."""
    told = text[value.start : value.end].lower()
    orders = value.kind == "ordinal" and text[value.end : value.end + 1] == ","
    return orders or told in ("one", "half")
