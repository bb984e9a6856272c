"""Figures, years and dates in a text, with their places and what they come to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.units import CURRENCY_CODES
from corpus.documents import Region

ValueKind = Literal["number", "percent", "money", "year", "date", "ordinal"]

_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_WORDED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety"
).split()
_WORD_VALUES = dict(
    zip(_WORDED, [*range(1, 20), *range(20, 100, 10)], strict=True),
    hundred=100,
    thousand=1000,
    dozen=12,
    half=0.5,
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "m": 1e6}
_MAGNITUDES = ("thousand", "million", "billion", "trillion")
_FEW = {"hundred": 100.0, "dozen": 12.0}
_MARKER = re.compile(r"\d{1,3}")
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()

_DIGITS = (
    r"(?!0)\d{1,3}(?:(?P<sep>[ \u00a0\u202f\u2009,.'’])\d{3})(?:(?P=sep)\d{3})*(?!\d)"
    r"(?:(?!(?P=sep))[.,](?P<part>\d+)(?!\d|[.,]\d))?|\d+(?:[.,]\d+)?"
)
# "€12 m" are millions, and so is "12m"; "12 m" are metres.
_SCALE = (
    r"(?P<scale>(?:[ \u00a0\u202f-]?(?:thousand|million|billion|trillion|bn)"
    r"|(?(money)[ \u00a0\u202f]?m|m))\b)?"
)
_PERCENT = r"(?:\s?(?P<percent>%|per ?cent\b|percent\b|percentage points?\b))?"
# "PLN 300", "45 million NOK"; and in a code that isn't listed "VLD 4.2 million", but no "the USA
# 2 million" nor "40 SAR operations".
_CODE = rf"(?-i:(?=[A-Z]{{3}}\b)(?:{'|'.join(CURRENCY_CODES)}))"
_NO_THINGS = (
    r"(?![ \u00a0](?:(?-i:[a-z]{4,}s)|people|men|women|children|cubic|square|barrels?|tons?)\b)"
)
_MADE_CODE = (
    r"(?<!\bthe )(?-i:[A-Z]{3})\s(?=\d[\d.,]*[ \u00a0\u202f-]?(?:million|billion|trillion|bn)\b"
    rf"{_NO_THINGS})"
)
_NUMBER = re.compile(
    rf"(?P<money>[€$£¥]|\b(?:EUR|USD|GBP|{_CODE})\s?|\b{_MADE_CODE})?"
    r"(?P<minus>(?<![^\s(])(?<!\d )(?:[-\u2212]|minus ))?"
    rf"(?(minus)|(?:(?<![\w.,/-])|(?<=\d-)))(?P<digits>{_DIGITS}){_SCALE}{_PERCENT}"
    rf"(?:\s?(?P<currency>euros?|dollars?|pounds?|roubles?|rubles?|{_CODE}(?!\s?\d){_NO_THINGS})\b)?"
    r"(?![\w/])",
    re.I,
)
# Behind a hyphen stands a name's number ("Zapad-2025"), but for the likes of "mid-2027".
_HYPHEN = (
    r"(?:(?<!(?<!\d)-)|(?<=\bmid-)|(?<=\bearly-)|(?<=\blate-)|(?<=\bstart-)|(?<=\bend-)"
    r"|(?<=\bpre-)|(?<=\bpost-))"
)
_YEAR = re.compile(rf"(?<![\d/.,]){_HYPHEN}(?:1[5-9]|20)\d\d(?:s\b)?(?![\d%]|[.,]\d)", re.I)
# "2025-01-26" and "2024-25": what is behind the hyphen is no figure.
_YEAR_AND_ON = re.compile(r"(?<![\d-])\d{4}-\d\d(?:-\d\d)?(?![\d-])")
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\.?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b,?)?"
    rf"(?:\s+\d{{4}})\b",
    re.I,
)
_BELOW_HUNDRED = (
    rf"(?:{'|'.join(_WORDED)})\b(?:[\s-](?:{'|'.join(_WORDED[:9])})\b)?"
    rf"(?![\s-](?:hundred|dozen|{'|'.join(_MAGNITUDES)})\b)"
)
# "Two thousand and twelve" is one figure, "two thousand and three hundred" are two; "a million"
# is one where nothing divides it: "half a million", "a quarter of a million", "one in a million".
_WORD_NUMBER = re.compile(
    rf"\b(?:{'|'.join([*_WORDED, 'hundreds?', 'thousands?', 'dozens?', 'half'])}"
    rf"|(?<=\ba )(?<!(?:half|[fhrsd] of|e in) a )(?:million|billion|trillion))\b"
    rf"(?:(?:[\s-]|(?<=hundred) and |(?<=thousand) and (?={_BELOW_HUNDRED}))"
    rf"(?:{'|'.join([*_WORDED, 'hundred', 'dozen', *_MAGNITUDES])})\b)*",
    re.I,
)
_HALVES = re.compile(
    rf"\b(?:half[ -](?:an? )?(?P<unit>dozen|hundred|thousand|million|billion)"
    rf"|(?P<whole>{'|'.join(_WORDED)}|\d{{1,3}}) and a half"
    rf"(?:[ -](?P<of>dozen|hundred|thousand|million|billion))?"
    rf"|an? (?P<own>hundred|thousand|million|billion) and a half)\b",
    re.I,
)
_ORDINAL = re.compile(rf"\b(?:[\w]+ty-)?(?:{'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th))\b", re.I)


@dataclass(frozen=True, slots=True)
class Value(Region):
    """A figure or date at [start, end) of the text it was found in. `amount` is what the
    digits and words come to (years as themselves), so 30 000 and "thirty thousand" agree."""

    kind: ValueKind
    amount: float


@lru_cache(maxsize=65536)
def values(text: str) -> tuple[Value, ...]:
    """The text's figures and dates in order; a year inside a date counts as a year too."""
    years = [Value(m.start(), m.end(), "year", float(m[0][:4])) for m in _YEAR.finditer(text)]
    dates = [Value(m.start(), m.end(), "date", float(m[0][-4:])) for m in _DATE.finditer(text)]
    ordinals, halves = list(_ordinals(text)), list(_halves(text))
    behind = [Region(*match.span()) for match in _YEAR_AND_ON.finditer(text)]
    taken = [*years, *dates, *ordinals, *halves, *behind]
    numbers = [value for value in _numbers(text) if not value.meets(*taken)]
    found = [*years, *dates, *ordinals, *halves, *numbers]
    return tuple(sorted(found, key=lambda value: (value.start, value.end)))


def years_in(text: str) -> frozenset[int]:
    """The years that a text names, "1990s" as 1990."""
    return frozenset(int(value.amount) for value in values(text) if value.kind == "year")


def _numbers(text: str) -> Iterator[Value]:
    end = 0
    for match in _NUMBER.finditer(text):
        if text[: match.start()].endswith("-") and end != match.start() - 1:
            continue  # "75-12" of "A/75-12" is no range
        end = match.end()
        around = text[: match.start()][-1:] + text[match.end() :][:1]
        bracketed = around in ("()", "[]")
        if bracketed and _MARKER.fullmatch(match[0]):
            continue
        if match["minus"] == "-" and not match["percent"]:
            continue  # a bullet, or a hyphen
        below = match["minus"] and match["percent"]
        start = match.start() if below else match.start("money" if match["money"] else "digits")
        amount = -_amount(match) if below else _amount(match)
        yield Value(start, match.end(), _kind(match), amount)
    for match in _WORD_NUMBER.finditer(text):
        yield Value(match.start(), match.end(), "number", _worded(match[0]))


def _kind(match: re.Match[str]) -> ValueKind:
    if match["percent"]:
        return "percent"
    return "money" if match["money"] or match["currency"] else "number"


def _amount(match: re.Match[str]) -> float:
    digits = match["digits"]
    part = match["part"] or ""
    decimal = match["sep"] == "." and digits.count(".") == 1 and match["scale"]  # 1.125 billion
    if match["sep"] and (part or not decimal):
        whole = digits[: -len(part) - 1] if part else digits
        digits = re.sub(r"\D", "", whole) + (f".{part}" if part else "")
    scale = _SCALES[match["scale"].strip(" \u00a0\u202f-").lower()] if match["scale"] else 1.0
    return float(digits.replace(",", ".")) * scale


def _worded(words: str) -> float:
    """ "twenty-five" is 25, "two hundred thousand" 200,000; an indefinite plural is its unit."""
    total, current = 0.0, 0.0
    for word in re.split(r"[\s-]", words.lower()):
        value = _WORD_VALUES.get(word) or _WORD_VALUES.get(word.rstrip("s"))
        scale = _SCALES.get(word) or _FEW.get(word)
        if scale:
            current = max(current, 1.0) * scale
            if scale > 100:
                total, current = total + current, 0.0
        elif value:
            current += value
    return total + current


def _halves(text: str) -> Iterator[Value]:
    """ "Half a dozen", "two and a half million", "a million and a half"."""
    for match in _HALVES.finditer(text):
        unit, whole, of, own = (
            (match[name] or "").lower() for name in ("unit", "whole", "of", "own")
        )
        if unit or own:
            amount = _unit_value(unit or own) * (0.5 if unit else 1.5)
        else:
            amount = (_WORD_VALUES.get(whole) or float(whole)) + 0.5
            amount *= _unit_value(of) if of else 1.0
        yield Value(match.start(), match.end(), "number", amount)


def _unit_value(word: str) -> float:
    return float(_SCALES.get(word) or _WORD_VALUES[word])


def _ordinals(text: str) -> Iterator[Value]:
    for match in _ORDINAL.finditer(text):
        tens, _, last = match[0].lower().rpartition("-")
        digits = re.match(r"\d+", last)
        amount = float(digits[0]) if digits else _ORDINALS.index(last) + 1.0
        amount += _WORD_VALUES.get(tens, 0)
        yield Value(match.start(), match.end(), "ordinal", amount)
