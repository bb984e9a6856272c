"""A claim beside the sentences that come nearest to it: how well they fit, and where they part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

from assistant.answers import Quote
from assistant.bindings import check_bindings
from assistant.claims import blanked, clauses_in, markers_in
from assistant.findings import Finding, Verdict
from assistant.footnotes import number_footnotes
from assistant.names import Name, adjoin, names_in, same_name
from assistant.negated import negated, turned_in_its_words
from assistant.pairing import VALUES, Difference, Facts, Pair, Unbacked, facts_of, word_likeness
from assistant.predicates import backing
from assistant.selection import Ranked
from assistant.stance_checks import check_stances
from assistant.value_checks import check_values, has_telling_figure
from corpus.documents import Block, Document, Region
from index.embedder import Tokens
from index.index import Hit, Query

# Least fit of sentences that support a claim, or hold another value in its value's place; and
# of those that deny, hedge or turn it round. Chosen on claims-dev, where the fit of true claims
# and of claims on what the documents don't say hardly overlap (area under the curve 0.995,
# 80 and 35 claims). At 0.52 for support, strangers' true claims were supported a little more
# often, and so were things that the brief denies in other words.
SUPPORTS, CONTRADICTS = 0.58, 0.54
# What a figure of four digits or more, told alike, adds: hardly two things have the same.
_TELLING = 0.2
_MOST = 0.99  # more only where the claim is the document's own words
# What is taken off where the source has nothing like a verb of the claim, and the likeness that
# is something. Chosen on claims-dev.
_UNSAID, _BACKED = 0.07, 0.45
# Of the best-scored sentences, those that are looked at, and those that are also read with a
# neighbour.
LOOKED_AT, _BESIDE = 6, 4
# Share of a document's paragraphs that name what it is about.
_TOPIC = 0.3


@dataclass(frozen=True, slots=True)
class Window:
    """One or two neighbouring sentences of a block, and how well they fit the claim."""

    hit: Hit
    sentences: tuple[Region, ...]
    score: float

    @property
    def region(self) -> Region:
        return Region(self.sentences[0].start, self.sentences[-1].end)

    @property
    def document(self) -> Document:
        return self.hit.passage.document


@dataclass(frozen=True, slots=True)
class Judged:
    """A window, how well it fits the claim (the mean of its late-interaction score and of the
    claim's coverage), where the two differ, and which values of the claim it lacks."""

    window: Window
    fit: float
    differences: tuple[Difference, ...]
    unbacked: tuple[Unbacked, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.unbacked and self.fit >= SUPPORTS

    @property
    def contradicts(self) -> bool:
        """Whether the window speaks of what the claim does and says otherwise. Another value
        where the claim has one is weaker evidence of that than a negation."""
        values = all(one.kind in VALUES for one in self.differences)
        return bool(self.differences) and self.fit >= (SUPPORTS if values else CONTRADICTS)


def windows_of(ranked: Sequence[Ranked]) -> Iterator[Window]:
    """The best sentences, each alone, and the very best with their neighbours too; a pair has
    the better one's score."""
    scores = {
        (one.hit.passage.document.id, one.hit.passage.start, one.sentence.start): one.score
        for one in ranked
    }
    seen: set[tuple[str, int, int]] = set()
    for number, one in enumerate(ranked[:LOOKED_AT]):
        yield Window(one.hit, (one.sentence,), one.score)
        for pair in pairwise(one.hit.passage.sentences) if number < _BESIDE else ():
            key = one.hit.passage.document.id, pair[0].start, pair[1].end
            if one.sentence in pair and key not in seen:
                seen.add(key)
                here = key[0], one.hit.passage.start
                told = [scores.get((*here, sentence.start), one.score) for sentence in pair]
                yield Window(one.hit, pair, max(told))


def compared(claim: str, query: Query, window: Window) -> Judged:
    """How the window fits the claim and where they differ, by words, values and stances."""
    text = window.document.text
    for clause in (window.region, *clauses_in(text, window.region)):
        if _as_written(claim) == _as_written(text[clause.start : clause.end]):
            apart = clause.start - window.region.start
            return Judged(window, 1.0, tuple(_other_notes(claim, text, clause, apart)), ())
        if told := negated(claim, text[clause.start : clause.end]):
            source = _moved(told.source, clause.start - window.region.start)
            return Judged(window, 1.0, (Difference(told.kind, told.claim, source),), ())
    pair = _paired(claim, query, window)
    if not pair.source.words:  # nothing but markers and signs
        return Judged(window, 0.0, (), ())
    found = [*check_values(pair), *check_stances(pair)]
    found += [] if found else check_bindings(pair)
    differences = tuple(one for one in found if isinstance(one, Difference))
    unbacked = tuple(one for one in found if isinstance(one, Unbacked))
    fit = (window.score + pair.coverage()) / 2
    if len(found) == len(differences) == 1 and turned_in_its_words(pair, differences[0]):
        return Judged(window, 1.0, differences, ())
    if not found and has_telling_figure(pair):
        fit = min(_MOST, fit + _TELLING)
    if not any(one.kind in VALUES for one in differences) and backing(pair) < _BACKED:
        fit -= _UNSAID
    return Judged(window, fit, differences, unbacked)


def _paired(claim: str, query: Query, window: Window) -> Pair:
    mine, theirs = facts_of(claim), facts_of(window.document.slice(window.region))
    passage, region = window.hit.passage, window.region
    tokens = _from(window.hit.tokens, region.start - passage.start, region.end - passage.start)
    alike = word_likeness(query.tokens, mine.words, tokens, theirs.words)
    around = _around(window.document, passage.block, region.end)
    document = window.document
    return Pair(mine, theirs, alike, around, topics_of(document), _known(document))


def finding_of(
    verdict: Verdict, claim: str, place: Region, judged: Judged, footnote: int
) -> Finding:
    """The finding that a window decides on the claim at `place` of a text. Differences of the
    window are moved from the claim and the window to that text and the document."""
    window, score = judged.window, share(judged.fit)
    told = tuple(
        replace(
            one,
            claim=_moved(one.claim, place.start),
            source=_moved(one.source, window.region.start),
        )
        for one in judged.differences
    )
    quotes = [
        Quote(window.document, s.start, s.end, score, tuple(_marked(s, told)))
        for s in window.sentences
    ]
    footnotes = number_footnotes(quotes, footnote)
    return Finding(place, claim, verdict, score, footnotes, told)


def _marked(sentence: Region, differences: Sequence[Difference]) -> Iterator[Region]:
    return (
        one.source for one in differences
        if sentence.start <= one.source.start and one.source.end <= sentence.end
    )  # fmt: skip


def _moved(region: Region, by: int) -> Region:
    return Region(region.start + by, region.end + by)


def share(score: float) -> float:
    """A fit as a finding's score, 0 to 1."""
    return min(1.0, max(0.0, score))


def _from(tokens: Tokens, start: int, end: int) -> Tokens:
    """The tokens in [start, end), their offsets counted from there."""
    inside = tokens.within(start, end)
    return Tokens(inside.vectors, inside.offsets - start)


def _around(document: Document, block: Block, end: int) -> Facts:
    return facts_of(document.text[block.start : end])


@lru_cache(maxsize=256)
def topics_of(document: Document) -> tuple[Name, ...]:
    """What the document is about: names in a third of its paragraphs, the most frequent first,
    or in its title."""
    blocks = [_names_of(document, b) for b in document.layout.blocks if b.kind == "body"]
    named = {name.key: name for names in blocks for name in names if not name.weak}
    counts = {
        key: sum(any(same_name(name, n) for n in names) for names in blocks)
        for key, name in named.items()
    }
    often = sorted(
        (name for name in named.values() if counts[name.key] >= _TOPIC * len(blocks)),
        key=lambda name: -counts[name.key],
    )
    return (*often, *(name for name in names_in(document.title) if not name.weak))


@lru_cache(maxsize=256)
def _known(document: Document) -> frozenset[str]:
    """The keys of the names that the document writes large within a sentence, but for words
    inside a longer name: "Cooperation" of the Shanghai Cooperation Organisation names nothing."""
    blocks = [_names_of(document, block) for block in document.layout.blocks]
    return frozenset(
        name.key
        for names in blocks
        for at, name in enumerate(names)
        if not name.weak and not all(adjoin(name, one) for one in _beside(names, at))
    )


def _names_of(document: Document, block: Block) -> tuple[Name, ...]:
    return names_in(blanked(document.slice(block)))


def _beside(names: Sequence[Name], at: int) -> tuple[Name, ...]:
    """The names before and after one; itself where there is none."""
    return names[at - 1] if at else names[at], names[min(at + 1, len(names) - 1)]


@lru_cache(maxsize=4096)
def _as_written(text: str) -> str:
    """The text with case, accents, quotation marks, spaces and footnote markers levelled, and
    nothing else: signs and figures count."""
    plain = anyascii(blanked(text)).casefold()
    return " ".join(re.sub(r"[\"'`]", "", plain).split()).strip(" .,;:")


def _other_notes(claim: str, text: str, clause: Region, apart: int) -> Iterator[Difference]:
    """Markers in parentheses, as the document's own are, that name another note; the source's
    places count from `apart` characters before the clause."""
    source = text[clause.start : clause.end]
    for one, other in zip(markers_in(claim), markers_in(source), strict=False):
        told = claim[one.start : one.end]
        if told.startswith("(") and told != source[other.start : other.end]:
            yield Difference("number", one, _moved(other, apart))
