"""A claim that has a sentence's own words, but for a "not" more or less."""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from assistant.claims import blanked
from assistant.pairing import Difference
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
