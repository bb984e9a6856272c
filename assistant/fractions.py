"""Shares and multiples told in words: "two thirds", "nine in ten", "tripled"."""

import re
from collections.abc import Iterator

from corpus.documents import Region

_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_COUNT = rf"(?P<count>{'|'.join(_COUNTS)}|\d+)"
# "A fourth" is more often a rank than a share.
_NO_RANK = (
    r"(?!fourth\b(?! of\b(?! july\b)))|(?<=\bby a )(?<!followed by a )(?<!joined by a )"
    r"|(?<=\bby one )|(?<=\bto a )|(?<=\bto one )|(?<=\bof a )|(?<=\bof one )"
)
_FRACTION = re.compile(
    rf"\b{_COUNT}[ -](?:{_NO_RANK})(?P<part>halves|(?:{'|'.join(_PARTS)})s?)\b"
    r"(?:(?<=s)|(?= of|\s*[.,;:!?)]|\s*\Z"
    r"| (?:by|and|in|from|to|since|was|were|is|are|compared|between)\b))",
    re.I,
)
# Not the first half of a year, half an hour, half a dozen, a half-sister, two and a half.
_HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )(?<!other )(?<!and a )\bhalf"
    r"(?!-| an? | (?:dozen|hundred|thousand|million|billion|past|way|brothers?|sisters?)\b)",
    re.I,
)
# "Two in three years" and "every second year" are no shares.
_NO_TIME = r"(?! (?:years?|months?|weeks?|days?|hours?|minutes?|decades?|terms?|seasons?)\b)"
_WHOLES = {
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twenty": 20, "fifty": 50, "a hundred": 100, "one hundred": 100,
}  # fmt: skip
_OUT_OF = re.compile(
    rf"\b{_COUNT}(?:(?<=one) (?!of\b)[a-z]+)? (?:in|out of)(?: every)? "
    rf"(?P<of>{'|'.join(_WHOLES)}|[3-9]|[1-9]0|100)\b{_NO_TIME}",
    re.I,
)
_EVERY = re.compile(
    rf"\b(?:every|each) (?P<part>second|{'|'.join(list(_PARTS)[1:])})(?= [a-z]){_NO_TIME}", re.I
)
_MULTIPLES = {
    "double": 2, "twice": 2, "triple": 3, "treble": 3, "thrice": 3, "quadruple": 4, "quintuple": 5,
    "halve": 0.5,
}  # fmt: skip
_FOLD = re.compile(rf"\b{_COUNT}-?fold\b", re.I)
_MULTIPLE = re.compile(rf"\b(?P<word>{'|'.join(_MULTIPLES)})[ds]?\b", re.I)
_TIMES = re.compile(
    rf"\b(?!an? |one ){_COUNT} times (?=(?:as|more|what|the|its|higher|larger|bigger|greater)\b)",
    re.I,
)


def shares_in(text: str) -> Iterator[tuple[Region, float]]:
    """Each share of a whole with its place, in percent: 80 for "four fifths". "A seventh term"
    is none."""
    for match in _FRACTION.finditer(text):
        part = match["part"].lower()
        whole = _PARTS.get(part) or _PARTS.get(part.removesuffix("s")) or 2
        yield _place(match), 100.0 * _count(match["count"]) / whole
    for match in _OUT_OF.finditer(text):
        whole = _WHOLES.get(match["of"].lower()) or int(match["of"])
        if _count(match["count"]) < whole:
            yield _place(match), 100.0 * _count(match["count"]) / whole
    for match in _EVERY.finditer(text):
        yield _place(match), 100.0 / _PARTS.get(match["part"].lower(), 2)
    for match in _HALF.finditer(text):
        yield _place(match), 50.0


def multiples_in(text: str) -> Iterator[tuple[Region, float]]:
    """Each multiple with its place: 3 for "tripled", "threefold" and "three times"."""
    for match in _MULTIPLE.finditer(text):
        yield _place(match), float(_MULTIPLES[match["word"].lower()])
    for match in (*_FOLD.finditer(text), *_TIMES.finditer(text)):
        yield _place(match), _count(match["count"])


def _count(told: str) -> float:
    return float(_COUNTS.get(told.lower()) or told)


def _place(match: re.Match[str]) -> Region:
    return Region(match.start(), match.end())
