"""Whether two words mean the same, the opposite, or one deed from its two sides."""

from functools import cache

from assistant.stances import Word, base_form, listed_lines, listed_sides, sides_of
from index.terms import stem


def base(word: Word) -> str:
    """The stem of the word's base form: "gave" as "give"."""
    return stem(base_form(word.folded))


def synonyms(one: Word, other: Word) -> bool:
    """Whether WordNet gives the two words a common sense among their most frequent."""
    return bool(_senses().get(base(one), frozenset()) & _senses().get(base(other), frozenset()))


def alike_in_sense(one: Word, other: Word) -> bool:
    """Whether two words are the same, synonyms, or on one side of a pair of opposites."""
    mine, theirs = dict(sides_of(one)), dict(sides_of(other))
    sided = any(theirs.get(topic) == side for topic, side in mine.items())
    return sided or base(one) == base(other) or synonyms(one, other)


def opposed(one: Word, other: Word) -> bool:
    """Whether the two are opposites, by the project's own list, by WordNet or by a prefix."""
    mine, theirs = dict(sides_of(one)), dict(sides_of(other))
    own = any(theirs.get(topic, side) != side for topic, side in mine.items())
    first, second = (_opposed_lines(word) for word in (one, other))
    return own or any(second.get(line, side) != side for line, side in first.items())


def _opposed_lines(word: Word) -> dict[int, int]:
    return _antonyms().get(base(word), {}) | _antonyms().get(word.stem, {})


def converse(one: Word, other: Word) -> bool:
    """Whether the two tell one deed from two sides: "gave", "received"."""
    first, second = (_converses().get(base(word), {}) for word in (one, other))
    return any(second.get(line, side) != side for line, side in first.items())


@cache
def _senses() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(listed_lines("synonyms.txt")):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _antonyms() -> dict[str, dict[int, int]]:
    return _sides("antonyms.txt")


@cache
def _converses() -> dict[str, dict[int, int]]:
    return _sides("converses.txt")


def _sides(name: str) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for number, side, word in listed_sides(name):
        found.setdefault(stem(word), {})[number] = side
    return found
