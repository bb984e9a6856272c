"""Another one of the same sort, told apart by a word before it or a name behind it: the first
station for the second, tram stops for bus stops, what is owed to Italy for what is owed to
Spain."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.names import Name, is_place, lies_in, names_in, same_name
from corpus.documents import Span
from corpus.view import fold, words
from index.terms import STOP_WORDS, stem, stems

_NTH = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = re.compile(rf"\b(?P<nth>{'|'.join(_NTH)})\b(?P<behind>(?:[ -][\w’'-]+){{1,3}})", re.I)
# What may be the one asked about without its number.
_ANY_NTH = re.compile(
    r"\b(?:another|other|next|later|again|last|latest|final|latter|former|both|each|every|all"
    r"|\d+(?:st|nd|rd|th))\b",
    re.I,
)
# Words that part one sort of things; each line is of words that exclude each other.
_CLASSES = """
bus tram train metro underground ferry bicycle bike car lorry truck coach taxi scooter motorcycle
gas coal oil wind solar nuclear hydrogen biogas peat
primary secondary tertiary
cattle sheep pig poultry goat
"""
_COMPOUND = re.compile(r"\b(?=(?P<own>[a-z]+)[ -](?P<head>[a-z]{3,})\b)", re.I)
# Words for the same people.
_SAME = ("tourist visitor traveller holidaymaker guest", "firm company business", "soldier troop")
# Behind these stands who a thing is owed to or agreed with; behind the others where it is, which a
# paragraph tells for all its sentences.
_PARTY = ("to", "with", "from", "against", "by", "for")
_PLACE = ("in", "at", "of", "on", "through", "via", "into")
_TOWARDS = re.compile(
    rf"\b(?P<word>[a-z]{{3,}}) (?P<link>{'|'.join((*_PARTY, *_PLACE))}) (?:the )?\Z", re.I
)


def other_like_one(asked: str, sentence: Span) -> str:
    """What the question names, in its own words, where the sentence tells of another one of the
    sort alone and its paragraph doesn't name the one asked about; else ""."""
    return (
        _other_in_order(asked, sentence)
        or _other_compound(asked, sentence)
        or _other_people(asked, sentence)
        or _other_party(asked, sentence)
    )


def _other_in_order(asked: str, sentence: Span) -> str:
    told = [*_ordered(sentence.text)]
    around = _around(sentence)
    for nth, behind, spelt in _ordered(asked):
        others = [one for one, things, _ in told if _one_sort(behind, things)]
        near = nth in {word for word, _ in words(around)} or _ANY_NTH.search(sentence.text)
        if others and nth not in others and not near:
            return spelt
    return ""


def _ordered(text: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each ordinal, the stems of content behind it up to the first other word, and both as they
    are spelt."""
    for found in _ORDINAL.finditer(text):
        behind, end = list[str](), found.end("nth")
        for word, place in words(found["behind"]):
            if word in STOP_WORDS:
                break
            behind.append(stem(word))
            end = found.start("behind") + place.end
        if behind:
            yield fold(found["nth"]), tuple(behind), text[found.start() : end]


def _one_sort(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return some[-1] in others or others[-1] in some


def _other_compound(asked: str, sentence: Span) -> str:
    told, near = [*_compounds(sentence.text)], stems(_around(sentence))
    for own, head, spelt in _compounds(asked):
        others = [
            one for one, same, _ in told if same == head and _classes()[one] == _classes()[own]
        ]
        if others and own not in near:
            return spelt
    return ""


def _compounds(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _COMPOUND.finditer(text):
        own, head = stem(fold(found["own"])), fold(found["head"])
        if own in _classes() and head not in STOP_WORDS:
            yield own, stem(head), text[found.start("own") : found.end("head")]


@cache
def _classes() -> dict[str, int]:
    lines = enumerate(filter(None, _CLASSES.split("\n")))
    return {stem(word): at for at, line in lines for word in line.split()}


def _other_people(asked: str, sentence: Span) -> str:
    told = [*_peoples(sentence.text)]
    for one, noun, spelt in _peoples(asked):
        others = [two for two, same, _ in told if same == noun]
        counted = re.search(rf"\bhow many {re.escape(spelt)}", asked, re.I)
        named = names_in(sentence.text if counted else _around(sentence))
        if others and not _any_same(one, named):
            return spelt
    return ""


def _peoples(text: str) -> Iterator[tuple[Name, str, str]]:
    """Each people's name in front of a noun: "Russian tourists"."""
    for name in names_in(text):
        spelt = text[name.start : name.end]
        behind = re.match(r" ([a-z]{3,}s)\b", text[name.end :])
        if behind and is_place(name) and fold(spelt) != name.key:
            noun = stem(behind[1])
            sort = next((line for line in _SAME if noun in map(stem, line.split())), noun)
            yield name, sort, text[name.start : name.end + behind.end()]


def _other_party(asked: str, sentence: Span) -> str:
    told = [*_parties(sentence.text)]
    for name, deed, spelt in _parties(asked):
        others = [one for one, same, _ in told if same == deed]
        named = names_in(sentence.text if deed[1] in _PARTY else _around(sentence))
        if others and not _any_same(name, named) and not _nested(name, others):
            return spelt
    return ""


def _any_same(name: Name, others: Sequence[Name]) -> bool:
    return any(same_name(name, one) for one in others)


def _nested(name: Name, others: Sequence[Name]) -> bool:
    """Whether one of them lies in the other: Japan in Asia."""
    return any(lies_in(name, one) or lies_in(one, name) for one in others)


def _parties(text: str) -> Iterator[tuple[Name, tuple[str, str], str]]:
    """Each name behind a word and a preposition, with these: "owes to China"."""
    for name in names_in(text):
        found = None if name.weak else _TOWARDS.search(text[: name.start])
        if found and fold(found["word"]) not in STOP_WORDS:
            deed = stem(fold(found["word"])), fold(found["link"])
            yield name, deed, text[found.start("link") : name.end]


def _around(sentence: Span) -> str:
    block = sentence.document.block_at(sentence.start)
    return sentence.document.slice(block) if block else sentence.text
