"""A claim beside what a document says: the facts of both, and how alike their words are."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeVar

import numpy as np

from assistant.claims import blanked
from assistant.dates import Date, dates_in
from assistant.framing import frame_in
from assistant.names import Name, names_in, same_name
from assistant.quantities import Quantity, quantities_in
from assistant.stances import Stance, Word, denied_in, hedges_in, negations_in, words_of
from corpus.documents import Region
from index.embedder import Floats, Tokens

DifferenceKind = Literal[
    "number", "date", "name", "negation", "hedge", "unit", "direction", "other"
]
# Cosine of two words, each in its context, from which they are taken to say much the same.
ALIKE = 0.55
Place = TypeVar("Place", bound=Region)
_PART_OF = re.compile(r"(?:mid|early|late)-\d{4}s?\Z")  # such a name tells a date too
# What parts words and isn't a plain space: a line's end, a no-break space. Tabs part columns.
_BREAK, _SPACE = re.compile(r" *[^\S \t]\s*"), re.compile(r"[^\S\t]")

# Kinds that no reading outweighs: values and names.
VALUES = ("number", "date", "name", "unit")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a claim and its source part: `claim` in the claim's text, `source` in the source's;
    `overstated`: a hedge of which the words themselves tell that the claim says more."""

    kind: DifferenceKind
    claim: Region
    source: Region
    overstated: bool = False

    @property
    def sure(self) -> bool:
        """Whether no reading of the two together outweighs it."""
        return self.overstated or self.kind in VALUES


@dataclass(frozen=True, slots=True)
class Unbacked:
    """A value of the claim that the source lacks, with nothing in its place."""

    claim: Region


Checked = Iterator[Difference | Unbacked]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says that can be compared as values. All offsets count in `text`, in which
    footnote markers are blanked and line ends are spaces."""

    text: str
    words: tuple[Word, ...]
    names: tuple[Name, ...]
    dates: tuple[Date, ...]
    quantities: tuple[Quantity, ...]
    negations: tuple[Stance, ...]
    denied: frozenset[int]
    hedges: tuple[Stance, ...]
    frame: tuple[Region, ...]

    def within(self, regions: Sequence[Region]) -> list[int]:
        """The numbers of the words that lie in one of the regions."""
        return [at for at, word in enumerate(self.words) if word.meets(*regions)]


@lru_cache(maxsize=4096)
def facts_of(text: str) -> Facts:
    """The facts of a sentence or of a few."""
    plain = blanked(text)
    level, places = _levelled(plain)
    told, names, dates = words_of(level), names_in(plain), dates_in(level)
    hedges = [one for one in hedges_in(level, told) if not one.meets(*dates)]  # "in may"
    numbered = [n for n in names if any(map(str.isdigit, n.key)) and not _PART_OF.match(n.key)]
    dates = tuple(date for date in _put(dates, places) if not date.meets(*numbered))
    taken = [
        Region(bisect_left(places, one.start), bisect_left(places, one.end))
        for one in (*dates, *numbered)
    ]
    return Facts(
        _SPACE.sub(" ", plain),
        _put(told, places),
        names,
        dates,
        _put(quantities_in(level, taken), places),
        _put(negations_in(level, told), places),
        denied_in(level, told),
        _put(hedges, places),
        _put(frame_in(level), places),
    )


def _levelled(text: str) -> tuple[str, list[int]]:
    """(the text with one space for each run of blanks with a line's end or the like in it, where
    each of its characters stands in the text, and where its end does)."""
    level: list[str] = []
    places: list[int] = []
    start = 0
    for match in (*_BREAK.finditer(text), None):
        end = match.start() if match else len(text)
        level.append(text[start:end] + (" " if match else ""))
        places += range(start, end + 1)
        start = match.end() if match else end
    return "".join(level), places


def _put(found: Iterable[Place], places: Sequence[int]) -> tuple[Place, ...]:
    """What was found in a levelled text, at its places in the text itself."""
    return tuple(replace(one, start=places[one.start], end=places[one.end]) for one in found)


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim and a source. `alike`: (claim words, source words) cosines; `around`: what precedes
    the source in its paragraph, and the source; `topics`: names that the whole document is
    about; `known`: the keys of all its names."""

    claim: Facts
    source: Facts
    alike: Floats
    around: Facts
    topics: tuple[Name, ...]
    known: frozenset[str]

    def covered(self, at: int) -> bool:
        """Whether the claim says a word of the source, or one much like it."""
        word = self.source.words[at]
        same = any(word.stem == other.stem for other in self.claim.words)
        return same or (word.content and self.likeness(self.alike[:, at]) >= ALIKE)

    def coverage(self) -> float:
        """How much of the claim the source says, 0 to 1: over the claim's content words but for
        figures and for what the whole document is about, 1 for a word that the source has, else
        its best cosine there."""
        told = {word.stem for word in self.source.words}
        topics = [n for n in self.claim.names if any(same_name(n, topic) for topic in self.topics)]
        left_out = set(self.claim.within([*topics, *self.claim.frame]))
        found = [
            1.0 if word.stem in told else max(0.0, self.likeness(self.alike[at]))
            for at, word in enumerate(self.claim.words)
            if word.content and not word.folded.isdigit() and at not in left_out
        ]
        return sum(found) / len(found) if found else 0.0

    def aligned(self, at: int) -> int:
        """The number of the source's word that a word of the claim is most like: the same word
        if it is there once, else that of the highest cosine."""
        same = [
            n for n, word in enumerate(self.source.words) if word.stem == self.claim.words[at].stem
        ]
        return same[0] if len(same) == 1 else int(np.argmax(self.alike[at]))

    def likest(self, at: int) -> int:
        """The number of the claim's content word that is most like a word of the source; -1 if
        the claim has none."""
        content = [n for n, word in enumerate(self.claim.words) if word.content]
        return max(content, key=lambda n: float(self.alike[n, at]), default=-1)

    def places_of(self, at: int) -> list[int]:
        """Where the source says a word of the claim in so many letters."""
        told = self.claim.words[at].stem
        return [n for n, word in enumerate(self.source.words) if word.stem == told]

    @staticmethod
    def likeness(row: Floats) -> float:
        return float(row.max()) if row.size else 0.0

    def anchored(self, at: int) -> list[int]:
        """Source words that stand where the content words of the claim next to word `at`, two on
        either side, of those that the source also says, stand there; else none."""
        content = [n for n, word in enumerate(self.claim.words) if word.content and n != at]
        left = [n for n in reversed(content) if n < at and self.places_of(n)]
        right = [n for n in content if n > at and self.places_of(n)]
        return [place for n in (*left[:2], *right[:2]) for place in self.places_of(n)]


def word_likeness(
    claim: Tokens, words: Sequence[Word], source: Tokens, others: Sequence[Word]
) -> Floats:
    """(words, others) float32: the best cosine of two words' tokens; -1 where a word has none
    (beyond the model's longest input). Offsets of tokens and words count from one place."""
    similar = claim.vectors @ source.vectors.T
    columns = [_tokens_of(source, word) for word in others]
    there = [at for at, tokens in enumerate(columns) if tokens.size]
    alike = np.full((len(words), len(others)), -1.0, np.float32)
    if not there:
        return alike
    best = np.stack([similar[:, columns[at]].max(axis=1) for at in there], axis=1)
    for row, word in enumerate(words):
        tokens = _tokens_of(claim, word)
        if tokens.size:
            alike[row, there] = best[tokens].mean(axis=0)
    return alike


def _tokens_of(tokens: Tokens, word: Region) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    starts = tokens.offsets[:, 0]
    return np.flatnonzero((starts >= word.start) & (starts < word.end))
