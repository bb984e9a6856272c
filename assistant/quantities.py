"""Figures as they are meant: the amount, what it counts in, and how it is bounded."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Literal

from assistant.values import Value, values
from corpus.documents import Region

Bound = Literal["", "about", "nearly", "over", "least", "under", "most"]

# What stands before a figure, or after it, and bounds it; the first that fits holds.
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("most", r"(?:no|not) (?:more|greater|higher|larger) than|at (?:the )?most|up to"
             r"|(?:a )?maximum of|not exceed\w*"),
    ("least", r"(?:no|not) (?:fewer|less|lower|smaller) than|at (?:the )?least|(?:a )?minimum of"),
    ("over", r"(?:more|greater|higher|larger) than|over|above|upwards? of|in excess of"
             r"|exceed(?:s|ed|ing)?|beyond|surpass(?:es|ed|ing)|topp(?:ed|ing)|just over"),
    ("under", r"(?:fewer|less|lower|smaller) than|under|below|short of"),
    ("nearly", r"nearly|almost|close to|just under|approaching|not quite|barely"),
    ("about", r"about|around|some|roughly|approximately|circa|ca?\.|an estimated|estimated(?: at)?"
              r"|in the region of|on the order of|something like|~|≈"),
)  # fmt: skip
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("least", r"or more|at (?:the )?least|and more|or higher"),
    ("most", r"or (?:fewer|less|lower)|at (?:the )?most"),
    ("about", r"or so|or thereabouts"),
)
_BOUNDS_BEFORE = tuple(
    (bound, re.compile(rf"(?<![\w-])(?:{told})[\s\u00a0]*(?:an? |the )?\Z", re.I))
    for bound, told in _BEFORE
)
_BOUNDS_AFTER = tuple(
    (b, re.compile(rf"[^.;,()]{{0,24}}?\b(?:{told})\b", re.I)) for b, told in _AFTER
)
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
}
# Bounds that a rounded amount needs, and how far it may then be from the amount (share of it).
_ROUNDED: dict[Bound, tuple[float, float]] = {
    "about": (-0.05, 0.05), "over": (-0.05, 0.0), "nearly": (0.0, 0.05),
}  # fmt: skip

_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
           "seven": 7, "eight": 8, "nine": 9}  # fmt: skip
_FRACTION = re.compile(
    rf"\b(?:(?P<count>{'|'.join(_COUNTS)}|\d)[ -])(?P<part>halves|(?:{'|'.join(_PARTS)})s?)\b"
    r"(?= of|\s*[.,;:!?)]|\s*\Z| (?:and|in|from|to|since|was|were|is|are|compared|between)\b)"
    r"|\b(?P<half>half)(?= (?:of|the|its|their|his|that|as)\b)",
    re.I,
)
_OUT_OF = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)}) (?:in|out of) (?P<of>ten|five|four|three)\b", re.I
)
_ORDINALS = {
    "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90,
    "hundredth": 100,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.I)
_FORTNIGHT = re.compile(r"\b(?:a|the|one) fortnight\b", re.I)
# How many times as much, however it is put: "tripled", "three times", "threefold".
_TIMES_WORDS = {"double": 2, "twice": 2, "twofold": 2, "triple": 3, "treble": 3, "thrice": 3,
                "threefold": 3, "quadruple": 4, "fourfold": 4, "halve": 0.5}  # fmt: skip
_TIMES = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_TIMES_WORDS)})[ds]?|(?P<count>{'|'.join(list(_COUNTS)[3:])}|ten|\d+) times)\b"
    r"(?! (?:a|per|each|in)\b)",
    re.I,
)
# Measures: what a unit comes to in the first of its line, and the line's name.
_MEASURES = """
time: day 1; week 7; fortnight 14; month 30.4; year 365; decade 3650; century 36500; hour 0.0416667; minute 0.000694; second 0.0000116
mass: kilogram 1; kilo 1; kg 1; gram 0.001; tonne 1000; ton 1000; pound-weight 0.45
length: metre 1; meter 1; kilometre 1000; kilometer 1000; km 1000; mile 1609; centimetre 0.01; nautical 1852; foot 0.3
area: hectare 1; acre 0.4
volume: litre 1; liter 1; barrel 159; cubic 1000
power: watt 1; kilowatt 1000; megawatt 1000000; gigawatt 1000000000; mw 1000000; gw 1000000000
"""  # fmt: skip
_CURRENCIES = {"€": "eur", "$": "usd", "£": "gbp", "¥": "jpy", "eur": "eur", "usd": "usd", "gbp": "gbp",
               "euro": "eur", "dollar": "usd", "pound": "gbp", "lira": "try", "rouble": "rub",
               "ruble": "rub", "yuan": "cny", "yen": "jpy", "franc": "chf", "zloty": "pln",
               "hryvnia": "uah", "crown": "crown", "krona": "crown"}  # fmt: skip
_POINTS = re.compile(r"[\s-](?:percentage[\s-])?points?\b", re.I)
_PERCENT = re.compile(r"[\s\u00a0]?(?:%|per ?cent\b)", re.I)
_NEXT_WORD = re.compile(r"[\s\u00a0-]?([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Quantity(Region):
    """A figure at [start, end) of its text; `unit` is "" for a bare count, else a currency, a
    measure's dimension, "percent", "points", "times" or "ordinal". Measures are told in one unit each."""

    amount: float
    unit: str
    bound: Bound


def quantities_in(text: str, taken: Sequence[Region]) -> tuple[Quantity, ...]:
    """The text's figures in order, but for those inside the regions `taken` (dates, names)."""
    found = [*_fractions(text), *_multiples(text)]
    for match in _FORTNIGHT.finditer(text):
        found.append(Quantity(match.start(), match.end(), 14.0, "time", ""))
    for match in _ORDINAL.finditer(text):
        found.append(
            Quantity(match.start(), match.end(), _ORDINALS[match[0].lower()], "ordinal", "")
        )
    blocked = [*taken, *found]
    for value in values(text):
        if value.kind == "date" or _meets(value, blocked) or _is_no_figure(text, value):
            continue
        found.append(_quantity(text, value))
    return tuple(sorted(found, key=lambda one: one.start))


def states(source: Quantity, claim: Quantity) -> bool:
    """Whether the source's figure says what the claim's does: the same amount in the same unit
    under a bound no weaker, or an amount of which the claim's is said to be a rounding."""
    if source.unit != claim.unit:
        return False
    if _same(source.amount, claim.amount):
        return source.bound in _SAID_BY[claim.bound]
    return source.bound in ("", "about") and _rounds(source, claim)


def same_amount(source: Quantity, claim: Quantity) -> bool:
    """Whether the two come to the same, whatever they are bounded by or counted in."""
    return _same(source.amount, claim.amount)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _rounds(source: Quantity, claim: Quantity) -> bool:
    reach = _ROUNDED.get(claim.bound)
    if reach is None or source.amount == 0 or (source.bound and claim.bound != "about"):
        return False
    off = claim.amount / source.amount - 1.0
    if not reach[0] <= off <= reach[1]:
        return False
    digits = 1 - floor(log10(abs(source.amount)))  # two significant digits, or more
    step = 10.0**-digits
    steps = {"about": round, "over": floor, "nearly": lambda ratio: -floor(-ratio)}[claim.bound]
    return any(
        _same(claim.amount, steps(source.amount / fine) * fine)
        for fine in (step, step / 10, step / 100)
    )


def _quantity(text: str, value: Value) -> Quantity:
    amount, unit = _in_units(text, value)
    return Quantity(value.start, value.end, amount, unit, _bound(text, value))


def _in_units(text: str, value: Value) -> tuple[float, str]:
    told = text[value.start : value.end].lower()
    if value.kind == "ordinal":
        return value.amount, "ordinal"
    if "point" in told or _POINTS.match(text, value.end):
        return value.amount, "points"
    if value.kind == "percent" or _PERCENT.match(text, value.end):
        return value.amount, "percent"
    for sign, code in _CURRENCIES.items():
        if value.kind == "money" and sign in told:
            return value.amount, code
    following = _NEXT_WORD.match(text, value.end)
    word = following[1].lower() if following else ""
    word = word if word in _SIZES or word in _CURRENCIES else word.removesuffix("s")
    if word in _CURRENCIES:
        return value.amount, _CURRENCIES[word]
    if word in _SIZES and not (value.amount < 3 and word == "second"):
        size, dimension = _SIZES[word]
        return value.amount * size, dimension
    return value.amount, ""


def _bound(text: str, value: Region) -> Bound:
    before = text[max(0, value.start - 32) : value.start]
    for bound, pattern in _BOUNDS_BEFORE:
        if pattern.search(before):
            return bound
    return next((b for b, pattern in _BOUNDS_AFTER if pattern.match(text, value.end)), "")


def _fractions(text: str) -> Iterator[Quantity]:
    for match in [*_FRACTION.finditer(text), *_OUT_OF.finditer(text)]:
        told = {name: (part or "").lower() for name, part in match.groupdict().items()}
        if told.get("half"):
            share = 50.0
        elif told.get("of"):
            share = (
                100.0
                * _COUNTS[told["count"]]
                / {"ten": 10, "five": 5, "four": 4, "three": 3}[told["of"]]
            )
        else:
            part = told["part"] if told["part"] in _PARTS else told["part"].removesuffix("s")
            count = _COUNTS.get(told["count"]) or int(told["count"])
            share = 100.0 * count / _PARTS[part]
        place = Region(match.start(), match.end())
        yield Quantity(place.start, place.end, share, "percent", _bound(text, place))


def _multiples(text: str) -> Iterator[Quantity]:
    for match in _TIMES.finditer(text):
        word, count = (match["word"] or "").lower(), (match["count"] or "").lower()
        times = (
            _TIMES_WORDS.get(word)
            or _COUNTS.get(count)
            or (10 if count == "ten" else int(count or 0))
        )
        place = Region(match.start(), match.end())
        yield Quantity(place.start, place.end, float(times), "times", _bound(text, place))


def _is_no_figure(text: str, value: Value) -> bool:
    """ "First, …" orders sentences; "one" mostly counts nothing."""
    told = text[value.start : value.end].lower()
    orders = value.kind == "ordinal" and text[value.end : value.end + 1] == ","
    return orders or told in ("one", "half")


def _meets(value: Region, taken: Sequence[Region]) -> bool:
    return any(value.start < one.end and one.start < value.end for one in taken)


def _sizes() -> dict[str, tuple[float, str]]:
    sizes = {}
    for line in _MEASURES.strip().splitlines():
        dimension, _, told = line.partition(": ")
        for unit in told.split("; "):
            name, _, size = unit.partition(" ")
            sizes[name] = (float(size), dimension)
    return sizes


_SIZES = _sizes()
