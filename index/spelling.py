"""Misspelt and differently spelt words of a question, led to the collection's spelling."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from spellchecker import SpellChecker

from corpus.view import words
from index.terms import stem

# Least similarity (1 - edits / length) of two spellings of one word: "tikhanovskaya" and
# "tsikhanouskaya" have 0.86, "minster" and "minister" 0.875, "sanctoins" and "sanctions" 0.89.
_SIMILAR = 0.78
_SHORTEST = 4  # letters; shorter words have too many neighbours


class Spelling:
    """The words of a collection, by folded form."""

    def __init__(self, held: Iterable[str]) -> None:
        self._all = frozenset(held)
        self._words = sorted(word for word in self._all if len(word) >= _SHORTEST)
        self._stems = {stem(word) for word in self._all}

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Spelling":
        """The words of the texts, and the parts of hyphened ones."""
        found = {word for text in texts for word, _ in words(text)}
        return cls(part for word in found for part in (word, *word.split("-")) if part)

    @classmethod
    def open(cls, path: Path) -> "Spelling":
        """What `save` wrote."""
        return cls(json.loads(path.read_text("utf-8")))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(sorted(self._all)), "utf-8")

    def agrees(self, other: "Spelling") -> bool:
        """Whether both hold the same words."""
        return self._all == other._all

    def mend(self, question: str) -> str:
        """The question with each word that neither the collection nor English knows replaced
        by the collection's most similar word, if one is similar enough. For matching only:
        what was asked is shown as it was asked."""
        pieces, at = [], 0
        for word, place in words(question):
            better = self._mended(word)
            if better:
                pieces += [question[at : place.start], better]
                at = place.end
        return "".join([*pieces, question[at:]])

    def _mended(self, word: str) -> str | None:
        if len(word) < _SHORTEST or word.isdigit() or self._known(word):
            return None
        found = process.extractOne(
            word,
            self._words,
            scorer=DamerauLevenshtein.normalized_similarity,
            score_cutoff=_SIMILAR,
        )
        return found[0] if found else None

    def _known(self, word: str) -> bool:
        return word in self._all or stem(word) in self._stems or word in _english()


def is_english(word: str) -> bool:
    """Whether a folded word is in pyspellchecker's English list, which has many names too."""
    return word in _english()


@cache
def _english() -> SpellChecker:
    """pyspellchecker's English list, some 160,000 words and names of places: a word in it is
    no misspelling, so "Austria" is never led to "Australia"."""
    return SpellChecker(language="en")
