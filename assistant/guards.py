"""What a quote must hold before it may answer: the kind of thing asked, and its year."""

import re
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from assistant.questions import Part, Wanted
from assistant.values import ValueKind, values, years_in
from corpus.aliases import alias_keys
from corpus.documents import Document, Region, Span
from corpus.view import fold, words

_HOLDS: dict[Wanted, frozenset[ValueKind]] = {
    "number": frozenset(["number", "percent", "money", "ordinal"]),
    "percent": frozenset(["percent"]),
    "money": frozenset(["money"]),
    "date": frozenset(["year", "date"]),
}
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
_TIME_WORDS = re.compile(
    r"\b(?:days?|weeks?|months?|years?|decades?|century|since|after|before|during|until|following"
    r"|amid|earlier|later|ago|summer|autumn|winter|spring|anniversary|january|february|march|april"
    r"|may|june|july|august|september|october|november|december|today|now|currently)\b",
    re.I,
)


def holds_wanted(part: Part, sentence: Span) -> bool:
    """Whether the sentence holds a thing of the kind asked for: a figure for "how many", a
    time for "when". A figure that the question itself names doesn't count."""
    return holds_kind(part.wanted, sentence.text, {*part.figures, *map(float, part.years)})


def holds_kind(kind: Wanted, text: str, named: Collection[float] = ()) -> bool:
    """Whether the text holds a thing of that kind other than the amounts `named`; always true
    of kinds that no figure or date answers."""
    kinds = _HOLDS.get(kind)
    if kinds is None or any(v.kind in kinds and v.amount not in named for v in values(text)):
        return True
    if kind == "date":
        return bool(_TIME_WORDS.search(text))
    return kind == "number" and bool(_QUANTITY_WORDS.search(text))


def answer_regions(part: Part, sentence: Span) -> tuple[Region, ...]:
    """The figures or dates in the sentence that the question asks for, in document offsets."""
    kinds = _HOLDS.get(part.wanted, frozenset())
    found = [v for v in values(sentence.text) if v.kind in kinds]
    places = [Region(sentence.start + v.start, sentence.start + v.end) for v in found]
    return tuple(p for p in places if not any(_strictly_inside(p, other) for other in places))


def fits_years(part: Part, sentence: Span) -> bool:
    """Whether the sentence can be about the years that the question names: it names one of
    them, or none at all while its paragraph does ("that year", "the number remained")."""
    if not part.years:
        return True
    own = years_in(sentence.text)
    if own:
        return bool(own & part.years) or _spans(own, part.years)
    return bool(_years_around(sentence) & part.years) or not _years_around(sentence)


def missing_years(part: Part, documents: Sequence[Document]) -> tuple[str, ...]:
    """The years of the question that no document mentions."""
    known = {year for document in documents for year in years_in(document.text)}
    return tuple(str(year) for year in sorted(part.years - known))


def missing_countries(part: Part, documents: Sequence[Document]) -> tuple[str, ...]:
    """The countries of the question, in their own spelling, that no document names, nor their
    people or capitals: what is said of one country is no answer about another."""
    asked = [(word, place) for word, place in words(part.resolved) if word in listed_countries()]
    if not asked:
        return ()
    told = {word for document in documents for word in _words_of(document)}
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


@lru_cache(maxsize=64)
def _words_of(document: Document) -> frozenset[str]:
    return frozenset(word for word, _ in words(document.text))


def _years_around(sentence: Span) -> frozenset[int]:
    """The years named in the sentence's paragraph before it ends."""
    block = sentence.document.block_at(sentence.start)
    start = block.start if block else sentence.start
    return years_in(sentence.document.text[start : sentence.end])


def _spans(own: frozenset[int], asked: frozenset[int]) -> bool:
    return len(own) > 1 and any(min(own) <= year <= max(own) for year in asked)


def _strictly_inside(one: Region, other: Region) -> bool:
    return other.start <= one.start and one.end <= other.end and one != other
