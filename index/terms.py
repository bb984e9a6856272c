"""Terms of the lexical index: folded words, stemmed, without the commonest ones."""

import re
from collections.abc import Collection
from functools import lru_cache

import Stemmer

from corpus.view import fold, words

# English function words; they carry no evidence in BM25 or in term overlap.
STOP_WORDS = frozenset(
    (
        "a about after all also am an and any are as at be been before being but by can could "
        "did do does for from had has have he her his how i if in into is it its just many me "
        "more most much my no not of on only or our she should so some such than that the "
        "their them then there these they this those to up us was we were what when where "
        "which who whom whose why will with would you your"
    ).split()
)

# Three capitals or two consonants, the last no S, with a plural's s or without: "GA" isn't led to
# "gas", nor "PAS" to "pass".
_ACRONYM = re.compile(r"\b([A-Z]{2,}[A-RT-Z]|[B-DF-HJ-NP-TV-XZ][B-DF-HJ-NP-RTV-XZ])(s?)\b")

# Letters by which the stems of one family of words begin.
_BEGUN = 5
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball stem of a folded word."""
    return str(_stemmer.stemWord(word))


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text, stop words too; kept, since passages are asked for
    theirs with every question."""
    return frozenset(stem(word) for word, _ in words(text))


def akin(one: str, others: Collection[str]) -> bool:
    """Whether a stem is among the others, or begins as one of them does: "deliv", "deliveri"."""
    if one in others:
        return True
    return len(one) >= _BEGUN and any(other.startswith(one[:_BEGUN]) for other in others)


def terms(text: str) -> list[str]:
    """The text's terms in order, with repeats: stems of its words but for stop words."""
    found = []
    for word, _ in words(text):
        parts = [word, *word.split("-")] if "-" in word else [word]
        found += [stem(part) for part in parts if part and part not in STOP_WORDS]
    return found


def other_numbers(text: str) -> dict[str, str]:
    """The stem of each acronym in the text to that of its plural or singular, where they differ, as
    those of "BMU" and "BMUs" do: the stemmer takes them for words that end in s."""
    found = {}
    for match in _ACRONYM.finditer(text):
        one, other = fold(match[0]), fold(match[1]) + ("" if match[2] else "s")
        if stem(one) != stem(other):
            found[stem(one)] = stem(other)
    return found
