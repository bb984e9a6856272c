"""Figures that words alone tell: ranks, multiples, spans and "hundreds"."""

import re
from collections.abc import Iterator

from assistant.fractions import multiples_in
from assistant.units import unit_behind
from assistant.values import Value
from corpus.documents import Region

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
# "The decade" and "the century" are no span but a time.
_FORTNIGHT = re.compile(r"\b(?P<half>half )?(?:a|one) (?P<unit>fortnight|decade|century)\b", re.I)
# What may stand before "first," where it orders sentences or their parts, and counts nothing.
_OPENS = re.compile(
    r"(?:\A|[.!?;:(—–]|,(?=\W+(?:and|but|or|then)\b))\W*(?:(?:and|but|or|then)\b\W*)?\Z", re.I
)

_FALLS = (
    r"(?:fall(?:s|en|ing)?|fell|drop\w*|declin\w*|decreas\w*|shr[aiu]nk\w*|contract\w*|slump\w*"
    r"|reduc\w*|los(?:s|ses|t|es|ing)|down)\b"
)
_FELL_BY = re.compile(
    rf"\b{_FALLS}(?: (?:by|of|an?|some|about|around|nearly|almost|over|more|than))*\s*\Z", re.I
)
_FALL = re.compile(rf"[\s-](?:\w+ )?{_FALLS}", re.I)
_FAR = 40  # characters before a figure


def worded_in(text: str) -> Iterator[tuple[Region, float, float, str]]:
    """(place, figure, size of its unit, unit) of each multiple, high rank and single span."""
    for place, times in multiples_in(text):
        yield place, times, 1.0, "times"
    for match in _ORDINAL.finditer(text):
        yield Region(*match.span()), float(_ORDINALS[match[0].lower()]), 1.0, "ordinal"
    for match in _FORTNIGHT.finditer(text):
        size, unit = unit_behind(text, match.start("unit"))
        yield Region(*match.span()), 0.5 if match["half"] else 1.0, size, unit


def many_in(text: str) -> Iterator[tuple[Region, float]]:
    """Each indefinite number with its unit: 100 for "hundreds"."""
    for match in _MANY.finditer(text):
        amount = _MANY_OF.get((match["of"] or "").lower(), 1) * _MANY_UNITS[match["unit"].lower()]
        yield Region(*match.span()), amount


def falls_by(text: str, place: Region) -> bool:
    """Whether something falls by the figure: "shrank by 2 per cent", "a 2 per cent fall"."""
    before = text[max(0, place.start - _FAR) : place.start]
    return bool(_FELL_BY.search(before) or _FALL.match(text, place.end))


def is_no_figure(text: str, value: Value) -> bool:
    """ "First, …" orders sentences; "one" mostly counts nothing."""
    told = text[value.start : value.end].lower()
    comma = value.kind == "ordinal" and text[value.end : value.end + 1] == ","
    return told in ("one", "half") or (comma and bool(_OPENS.search(text[: value.start])))
