"""What a quote must hold before it may answer: the kind of thing asked, and its year."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from assistant.fractions import shares_in
from assistant.months import asked_month, spelling_of, tells_month
from assistant.questions import Part, Wanted
from assistant.sums import sums_in
from assistant.values import Value, ValueKind, values, years_in
from assistant.years import (
    Stretch,
    after_in,
    asked_years,
    beside_only,
    bounded_by,
    meet,
    own_years,
    told_years,
    years_beside,
    years_later,
)
from corpus.aliases import alias_keys
from corpus.documents import Document, Region, Span
from corpus.view import fold, words

_HOLDS: dict[Wanted, frozenset[ValueKind]] = {
    "number": frozenset(["number", "percent", "money", "ordinal"]),
    "percent": frozenset(["percent"]),
    "money": frozenset(["money"]),
    "date": frozenset(["year", "date"]),
}
# Kinds of things that a sentence holds or doesn't.
HELD = frozenset(_HOLDS)
_MISSING: dict[Wanted, str] = {
    "number": "a number",
    "percent": "a percentage",
    "money": "an amount of money",
    "date": "a date",
}
_QUANTITY_WORDS = re.compile(
    r"\b(?:no|none|all|both|several|dozens|hundreds|thousands|most|half|majority|single|twice"
    r"|double[ds]?|tripled?|third|quarter|only|sole)\b",
    re.I,
)
# Shares besides those that a claim is held against: "of whom a third pay nothing".
_SHARE = re.compile(
    r"\b(?:of wh(?:ich|om)|about|around|roughly|nearly|almost|over|barely|perhaps|only|by|than)"
    r" (?:an?|one) (?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    r"|\b(?:third|quarter|fifth)s? of wh(?:ich|om|ose)\b|\bone (?:[a-z]+ )?in two\b",
    re.I,
)
# "Every other nurse" is one in two; "every other year" tells how often.
EVERY_OTHER = re.compile(
    r"\bevery other (?!(?:hour|day|night|weekend|week|month|quarter|season|year|decade|time)\b)"
    r"(?=[a-z])",
    re.I,
)
# The number of a paragraph or of a list's member, in front of a sentence.
_NUMBERED = re.compile(r"\s*(?:\(\d{1,3}\)|\d{1,3}[.)])\s+(?=[\W_]?[A-Z])")
_ASKS_OFTEN = re.compile(r"\bhow (?:often|frequently|regularly)\b", re.I)
_OFTEN = re.compile(
    r"\b(?:(?:fort)?night(?:s|ly)|hourly|daily|(?:bi-?|semi-?)?(?:weekly|monthly|annual(?:ly)?)"
    r"|quarterly|yearly|biennial(?:ly)?|every|each|once|thrice|times|always|often|frequent(?:ly)?"
    r"|constant(?:ly)?|continuous(?:ly)?|permanent(?:ly)?|repeatedly|periodical(?:ly)?"
    r"|regular(?:ly)?|sometimes|occasional(?:ly)?|seldom|rare(?:ly)?|never"
    r"|(?:per|an?) (?:hour|day|week|month|quarter|season|year|decade)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekends)\b",
    re.I,
)
_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MINUTES = r"(?:half|(?:a )?quarter|five|ten|twenty|twenty-five)"
# A time of day answers "when", but where a day or more is asked.
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])[.:][0-5]\d\s?(?:[ap]\.?\s?m\b|hours\b|o['’]clock)"
    r"|\b(?:[01]?\d|2[0-3]):[0-5]\d\b"
    r"|\b(?:at|until|till|before|after) (?:[01]?\d|2[0-3])\.[0-5]\d\b(?!\s?%)"
    r"|\b\d{1,2}\s?[ap]\.?m\b|\bo['’]clock\b|\b(?:noon|midday|midnight|dawn|dusk|daybreak|sunrise"
    r"|sunset|nightfall)\b"
    rf"|\b{_MINUTES} past {_HOUR}\b|\b(?:at|by|until|was|about|around) {_MINUTES} to {_HOUR}\b"
    rf"|\b(?:at|by|until|till|from|about|around) {_HOUR}(?=[,.;]|\Z)",
    re.I,
)
_ASKS_DAY = re.compile(r"\b(?:years?|dates?|months?|days?)\b", re.I)
_TIME_WORDS = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?|century|since|after|before|during|until|following"
    r"|amid|earlier|later|ago|summer|autumn|winter|spring|anniversary|january|february|march|april"
    r"|may|june|july|august|september|october|november|december|today|now|currently)\b",
    re.I,
)
# What a follow-up asks of another time than the question before it.
_AHEAD = re.compile(
    r"\b(?:targets?|targeted|goals?|aims?|plans?|planned|forecasts?|projections?|projected"
    r"|expected|outlook|ambitions?)\b",
    re.I,
)


def holds_wanted(part: Part, sentence: Span) -> bool:
    """Whether the sentence holds a thing of the kind asked for: a figure for "how many", a
    time for "when". A figure that the question itself names doesn't count."""
    text, named = sentence.text, {*part.figures, *map(float, part.years)}
    if _ASKS_OFTEN.search(part.text) and _OFTEN.search(text):
        return True
    if part.wanted == "money" and tells_sum(text, named):
        return True
    if tells_clock(part, text):
        return True
    return holds_kind(part.wanted, text, named)


def tells_clock(part: Part, text: str) -> bool:
    """Whether the question asks when, and the text tells a time of day."""
    day = _ASKS_DAY.search(part.text)
    return part.wanted == "date" and not day and bool(_CLOCK.search(text))


def tells_sum(text: str, named: Collection[float] = ()) -> bool:
    """Whether the text holds a sum without its currency's sign, other than the amounts `named`."""
    return any(value.amount not in named for value in sums_in(text))


def holds_kind(kind: Wanted, text: str, named: Collection[float] = ()) -> bool:
    """Whether the text holds a thing of that kind other than the amounts `named`; always true
    of kinds that no figure or date answers."""
    kinds = _HOLDS.get(kind)
    if kinds is None or any(v.kind in kinds and v.amount not in named for v in figures_in(text)):
        return True
    if kind == "date":
        return bool(_TIME_WORDS.search(text))
    if kind == "percent":
        told = any(share not in named for _, share in shares_in(text))
        return told or bool(_SHARE.search(text) or EVERY_OTHER.search(text))
    return kind == "number" and bool(_QUANTITY_WORDS.search(text) or EVERY_OTHER.search(text))


def figures_in(sentence: str) -> Iterator[Value]:
    """The figures and dates of a sentence, but for a number that only stands in front of it."""
    numbered = _NUMBERED.match(sentence)
    start = numbered.end() if numbered else 0
    return (value for value in values(sentence) if value.start >= start)


def answer_regions(part: Part, sentence: Span) -> tuple[Region, ...]:
    """The figures or dates in the sentence that the question asks for, in document offsets."""
    kinds = _HOLDS.get(part.wanted, frozenset())
    found: list[Region] = [v for v in figures_in(sentence.text) if v.kind in kinds]
    if part.wanted == "money":
        found += sums_in(sentence.text)
    if part.wanted == "percent":
        found += [place for place, _ in shares_in(sentence.text)]
    places = [Region(sentence.start + v.start, sentence.start + v.end) for v in found]
    return tuple(p for p in places if not any(_strictly_inside(p, other) for other in places))


def fits_years(part: Part, sentence: Span) -> bool:
    """Whether the sentence can be about the years that the question names, and about the month
    that it names beside one: it tells of one of them, or names none at all while its paragraph
    or its document's title does ("that year", "the number remained")."""
    if not part.years:
        return True
    asked, told = asked_years(part.resolved), _years_of(part, sentence)
    if asks_ahead(part):
        later = any(b > max(part.years) for _, b in told)
        return not told or later or bool(_AHEAD.search(sentence.text))
    if told and not meet(told, asked):
        return after_in(part.resolved, sentence.text) or meet(_titled(sentence), asked)
    return _fits_month(part, sentence, told)


def missing_years(part: Part, documents: Sequence[Document]) -> tuple[str, ...]:
    """The years of the question that no document mentions, nor any that it asks for besides."""
    if not part.years or asks_ahead(part):
        return ()
    known = {year for document in documents for year in _years_told(document)}
    asked = asked_years(part.resolved)
    near = [(a, b) for a, b in asked if any(a <= year <= b for year in known)]
    left = [y for y in part.years - known if not any(bounded_by(one, y) for one in near)]
    return tuple(str(year) for year in sorted(left))


def asked_when(part: Part) -> tuple[str, ...]:
    """The years of the question, or the month and year as it has them."""
    if month := asked_month(part.resolved):
        return (spelling_of(month, part.resolved),)
    return tuple(str(year) for year in sorted(part.years))


def missing_countries(part: Part, documents: Sequence[Document]) -> tuple[str, ...]:
    """The countries of the question, in their own spelling, that no document names, nor their
    people or capitals: what is said of one country is no answer about another."""
    asked = [(word, place) for word, place in words(part.resolved) if word in listed_countries()]
    if not asked:
        return ()
    told = {word for document in documents for word in words_of(document)}
    known = told | {alias_keys()[word] for word in told & alias_keys().keys()}
    named = [
        part.resolved[place.start : place.end]
        for word, place in asked
        if alias_keys().get(word, word) not in known
    ]
    return tuple(name.removesuffix("'s").removesuffix("’s") for name in named)


def missing_kind(part: Part) -> tuple[str, ...]:
    """What the question asks for, named, when no sentence holds it."""
    named = _MISSING.get(part.wanted)
    return (named,) if named else ()


@cache
def listed_countries() -> frozenset[str]:
    """Names of countries that go by one name and are no other word, folded."""
    listed = files("assistant").joinpath("countries.txt").read_text("utf-8")
    return frozenset(fold(name) for name in listed.split())


@lru_cache(maxsize=256)
def words_of(document: Document) -> frozenset[str]:
    """All words of the document."""
    return frozenset(word for word, _ in words(document.text))


def _years_of(part: Part, sentence: Span) -> frozenset[Stretch]:
    """The years that the sentence may be about: those that it tells of, or for want of one those
    that its paragraph names before. "A year later it was 64%" gives a figure of that year alone,
    and "it was 64 (2016: 61)" one of the year that governs it besides, or of any."""
    told, before = told_years(sentence.text), _before(sentence)
    later, alone = years_later(sentence.text, before)
    if told:
        told |= later
        if own_years(sentence.text):
            return told
        governing = _governing(sentence)
        return told | governing if governing or not beside_only(sentence.text) else governing
    if later and alone and part.wanted in ("number", "percent", "money"):
        return later
    return later | frozenset((year, year) for year in own_years(before))


def _titled(sentence: Span) -> frozenset[Stretch]:
    """The years that the document's title or its first heading names, for a sentence that names
    none of its own."""
    if own_years(sentence.text) or list(years_beside(sentence.text)):
        return frozenset()
    document = sentence.document
    heads = [document.title, *(one.heading for one in document.layout.sections[:1])]
    return frozenset((year, year) for head in heads for year in years_in(head))


def _fits_month(part: Part, sentence: Span, told: Collection[Stretch]) -> bool:
    """Whether a sentence that tells of the year of a month asked for may tell of that month; one
    of a longer stretch may."""
    asked = asked_month(part.resolved)
    years = [(a, b) for a, b in told if asked and a <= (asked.year or 0) <= b]
    if asked is None or not years or any(a < b for a, b in years):
        return True
    return tells_month(asked, sentence.text, _before(sentence))


def asks_ahead(part: Part) -> bool:
    """Whether it is a follow-up about what is to come, which the year asked of before isn't."""
    return part.text != part.resolved and not years_in(part.text) and bool(_AHEAD.search(part.text))


def _before(sentence: Span) -> str:
    """What its paragraph says before the sentence."""
    block = sentence.document.block_at(sentence.start)
    return sentence.document.text[block.start : sentence.start] if block else ""


def _governing(sentence: Span) -> frozenset[Stretch]:
    """The years of the last sentence before this one, in its paragraph, that has any of its own."""
    document = sentence.document
    block = document.block_at(sentence.start)
    before = [one for one in block.sentences if one.end <= sentence.start] if block else []
    owned = (own_years(document.slice(one)) for one in reversed(before))
    return frozenset((year, year) for year in next((own for own in owned if own), ()))


@lru_cache(maxsize=64)
def _years_told(document: Document) -> frozenset[int]:
    """The years that the document names, and those that it tells by them ("a year later")."""
    return years_in(document.text) | {*years_beside(document.text)}


def _strictly_inside(one: Region, other: Region) -> bool:
    return other.start <= one.start and one.end <= other.end and one != other
