"""A claim that has a sentence's own words, but for a "not" more or less, or what amounts to it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from assistant.claims import blanked
from assistant.pairing import Difference, Pair
from assistant.senses import base
from assistant.stances import Word, sides_of
from corpus.documents import Region

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that a claim must have in common with a longer sentence.
_FEWEST = 6
_NEGATIONS = frozenset(("not", "never"))
# What is left of a verb where "n't" is taken off, if it is no word.
_STEMS = {"ca": "can", "wo": "will", "sha": "shall"}


@dataclass(frozen=True, slots=True)
class _Told:
    """The words without their negations, where they stand, and where each negation stands, by
    the number of words before it."""

    words: tuple[str, ...]
    places: tuple[Region, ...]
    negations: dict[int, Region]


def negated(claim: str, source: str) -> Difference | None:
    """Where a claim denies what the source, or some words on end of it, says in the same words, or
    the other way about; None where other words differ too, or no negation does."""
    mine, theirs = _told(claim), _told(source)
    count, whole = len(mine.words), len(theirs.words)
    least = min(whole, _FEWEST)
    for start in range(whole - count + 1) if count >= least > 0 else ():
        if theirs.words[start : start + count] != mine.words:
            continue
        inner = range(start and start + 1, start + count + (start + count == whole))
        own = {start + at for at in mine.negations} & set(inner)
        apart = own ^ (theirs.negations.keys() & set(inner))
        if apart:
            at = min(apart)
            return Difference("negation", _place(mine, at - start), _place(theirs, at))
    return None


def _place(told: _Told, at: int) -> Region:
    """The negation there, or the word that it would stand before."""
    return told.negations.get(at) or told.places[min(at, len(told.places) - 1)]


@lru_cache(maxsize=4096)
def _told(text: str) -> _Told:
    words, places, negations = [], [], {}
    for match in _WORD.finditer(blanked(text)):
        word, place = anyascii(match[0]).casefold(), Region(*match.span())
        stem = word.removesuffix("n't") if word != "cannot" else "can"
        if word not in _NEGATIONS:
            words.append(_STEMS.get(stem, stem) if stem != word else word)
            places.append(place)
        if word in _NEGATIONS or stem != word:
            negations[len(words)] = place
    return _Told(tuple(words), tuple(places), negations)


def turned_in_its_words(pair: Pair, found: Difference) -> bool:
    """Whether the claim denies in the source's own words, in whatever order, what that says, or
    the other way about: each of its content words is there, or its opposite by a prefix ("paid",
    "unpaid"). `found` is where they part."""
    by_prefix = [
        at
        for at in pair.claim.within([found.claim])
        for place in pair.source.within([found.source])
        if _opposed_by_prefix(pair.claim.words[at], pair.source.words[place])
    ]
    told = {base(word) for word in pair.source.words}
    own = all(
        base(word) in told or at in by_prefix
        for at, word in enumerate(pair.claim.words)
        if word.content and not word.meets(*pair.claim.negations)
    )
    return own and (found.kind == "negation" or bool(by_prefix))


def _opposed_by_prefix(one: Word, other: Word) -> bool:
    mine, theirs = (
        {topic: side for topic, side in sides_of(word) if isinstance(topic, str)}
        for word in (one, other)
    )
    return any(theirs.get(topic, side) != side for topic, side in mine.items())
