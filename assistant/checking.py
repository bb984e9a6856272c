"""A text against the collection, claim by claim: supported, contradicted or not found."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

from assistant.answers import Quote
from assistant.assistant import Assistant
from assistant.bindings import check_bindings
from assistant.claims import blanked, claims_in, clauses_in, markers_in
from assistant.entailment import ClaimReader, open_claim_reader
from assistant.findings import Finding, Verdict
from assistant.footnotes import number_footnotes
from assistant.framing import unframed
from assistant.names import Name, names_in, same_name
from assistant.pairing import Difference, Facts, Pair, Unbacked, facts_of, word_likeness
from assistant.predicates import backing
from assistant.selection import Ranked, rank_sentences
from assistant.stance_checks import check_stances
from assistant.value_checks import check_values, has_telling_figure
from corpus.documents import Block, Document, Region
from index.embedder import Tokens
from index.index import Hit, Index, Query, plain_query

# Least fit of sentences that support a claim, or hold another value in its value's place; and
# of those that deny, hedge or turn it round. Chosen on claims-dev, where the fit of true claims
# and of claims on what the documents don't say hardly overlap (area under the curve 0.995,
# 80 and 35 claims). At 0.52 for support, strangers' true claims were supported a little more
# often, and so were things that the brief denies in other words.
SUPPORTS, CONTRADICTS = 0.58, 0.54
# How far below the best sentence's score another may lie and still be looked at, and how many.
_BEHIND, _LOOKED_AT = 0.12, 6
# How much less a sentence that decides may fit than another that says otherwise.
_AS_NEAR = 0.05
# What a figure of four digits or more, told alike, adds: hardly two things have the same.
_TELLING = 0.2
# What is taken off where the source has nothing like a verb of the claim, and the likeness that
# is something. Chosen on claims-dev.
_UNSAID, _BACKED = 0.07, 0.45
_VALUES = ("number", "date", "name", "unit")
# Where words tell nothing, a claim reader decides: the least probability that sentences say the
# claim, how much that must exceed the highest that any deny it, and the least of a denial. Chosen
# on the claims on made-up texts that it hasn't seen (evals/made/held-out.list) and on claims-dev.
SAYS, OVER_DENIAL, DENIES = 0.8, 0.5, 0.85
_BESIDE = 4  # of the best sentences, those that are also read with a neighbour
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
        values = all(one.kind in _VALUES for one in self.differences)
        return bool(self.differences) and self.fit >= (SUPPORTS if values else CONTRADICTS)


class Checker:
    """Checks claims against one index."""

    def __init__(self, index: Index, passages_read: int, reader: ClaimReader | None = None) -> None:
        """`reader` None: words, values and stances alone decide."""
        self._index, self._read, self._reader = index, passages_read, reader

    def check(
        self, text: str, progress: Callable[[int, int], None] | None = None
    ) -> tuple[Finding, ...]:
        """A finding for each claim of the text, in order; footnotes are numbered through."""
        found: list[Finding] = []
        claims = claims_in(text)
        for done, place in enumerate(claims, 1):
            footnote = 1 + sum(len(one.footnotes) for one in found)
            found.append(self._finding(text, place, footnote))
            if progress:
                progress(done, len(claims))
        return tuple(found)

    def _finding(self, text: str, place: Region, footnote: int) -> Finding:
        claim = text[place.start : place.end]
        query = plain_query(self._index.embedder, unframed(claim))
        hits = self._index.search(query, self._read)
        ranked = rank_sentences(query, hits)
        found = _decided(claim, place, list(_judged(claim, query, ranked)), footnote)
        if self._reader is None or found.verdict != "not_found":
            return found
        return _reread(self._reader, claim, query, ranked, found, footnote)


def open_checker(assistant: Assistant) -> Checker:
    """A checker over the assistant's index, with the claim reader made for its model, if any."""
    reader = open_claim_reader(assistant.index.embedder)
    return Checker(assistant.index, assistant.settings.passages_read, reader)


def _reread(
    reader: ClaimReader,
    claim: str,
    query: Query,
    ranked: Sequence[Ranked],
    found: Finding,
    footnote: int,
) -> Finding:
    """What the reader makes of a claim that was not found by its words. Another value than the
    claim's, a stance turned round, or a value that is lacking is never support."""
    windows = list(_windows(ranked))
    tokens = [[window.hit.tokens_in(one) for one in window.sentences] for window in windows]
    told = reader.read(query.tokens, tokens, [window.score for window in windows])
    read = list(zip(windows, told, strict=True))
    denied = max((one.denies for _, one in read), default=0.0)
    for window, one in sorted(read, key=lambda pair: -pair[1].supports):
        if one.supports < max(SAYS, denied + OVER_DENIAL):
            break
        judged = _compared(claim, query, window)
        if not judged.differences and not judged.unbacked:
            judged = replace(judged, fit=one.supports)
            return _finding("supported", found.text, found.place, judged, footnote)
    if denied < DENIES:
        return found
    window = next(window for window, one in read if one.denies == denied)
    # No word of it stands for the difference: the whole claim against all that is said.
    source = Region(0, window.region.end - window.region.start)
    whole = Difference("other", Region(0, len(claim)), source)
    named = _compared(claim, query, window).differences or (whole,)
    judged = Judged(window, denied, named, ())
    return _finding("contradicted", found.text, found.place, judged, footnote)


def _windows(ranked: Sequence[Ranked]) -> Iterator[Window]:
    """The best sentences, each alone, and the very best with their neighbours too; a pair has
    the better one's score."""
    scores = {(one.hit.passage.start, one.sentence.start): one.score for one in ranked}
    seen: set[tuple[str, int, int]] = set()
    for number, one in enumerate(ranked[:_LOOKED_AT]):
        yield Window(one.hit, (one.sentence,), one.score)
        for pair in pairwise(one.hit.passage.sentences) if number < _BESIDE else ():
            key = one.hit.passage.document.id, pair[0].start, pair[1].end
            if one.sentence in pair and key not in seen:
                seen.add(key)
                start = one.hit.passage.start
                told = [scores.get((start, sentence.start), one.score) for sentence in pair]
                yield Window(one.hit, pair, max(told))


def _judged(claim: str, query: Query, ranked: Sequence[Ranked]) -> Iterator[Judged]:
    """The best sentences compared with the claim, each alone; and, where one says nothing else
    but not enough, with the one before it and the one after it."""
    for one in ranked[:_LOOKED_AT]:
        if one.score < ranked[0].score - _BEHIND:
            return
        alone = _compared(claim, query, Window(one.hit, (one.sentence,), one.score))
        yield alone
        figures = facts_of(claim).quantities  # which the sentence states if it lacks nothing
        if alone.differences or alone.agrees or not (alone.unbacked or figures):
            continue
        for pair in pairwise(one.hit.passage.sentences):
            if one.sentence in pair:
                yield _compared(claim, query, Window(one.hit, pair, one.score))


def _compared(claim: str, query: Query, window: Window) -> Judged:
    text = window.document.text
    for clause in (window.region, *clauses_in(text, window.region)):
        if _as_written(claim) == _as_written(text[clause.start : clause.end]):
            apart = clause.start - window.region.start
            return Judged(window, 1.0, tuple(_other_notes(claim, text, clause, apart)), ())
    pair = _paired(claim, query, window)
    found = [*check_values(pair), *check_stances(pair)]
    found += [] if found else check_bindings(pair)
    differences = tuple(one for one in found if isinstance(one, Difference))
    unbacked = tuple(one for one in found if isinstance(one, Unbacked))
    fit = (window.score + pair.coverage()) / 2
    if not found and has_telling_figure(pair):
        fit = min(1.0, fit + _TELLING)
    if not any(one.kind in _VALUES for one in differences) and backing(pair) < _BACKED:
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


def _decided(claim: str, place: Region, judged: Sequence[Judged], footnote: int) -> Finding:
    """The best that agrees, unless one that contradicts fits clearly better, and so the other
    way about. Where one that says nothing else fits best, but not enough, nothing is found."""
    agreeing = max((one for one in judged if one.agrees), key=lambda one: one.fit, default=None)
    against = [one for one in judged if one.contradicts]
    most = max((one.fit for one in against), default=0.0)
    if agreeing and agreeing.fit >= most - _AS_NEAR:
        return _finding("supported", claim, place, agreeing, footnote)
    nearest = max((one.fit for one in judged), default=0.0)
    silent = max((one.fit for one in judged if not one.differences and not one.unbacked), default=0)
    near = [one for one in against if one.fit >= max(nearest - _AS_NEAR, silent)]
    if near:
        best = min(near, key=lambda one: (len(one.differences) + len(one.unbacked), -one.fit))
        return _finding("contradicted", claim, place, best, footnote)
    return Finding(place, claim, "not_found", _share(nearest))


def _finding(verdict: Verdict, claim: str, place: Region, judged: Judged, footnote: int) -> Finding:
    window, score = judged.window, _share(judged.fit)
    told = tuple(
        Difference(
            one.kind, _moved(one.claim, place.start), _moved(one.source, window.region.start)
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


def _share(score: float) -> float:
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
    blocks = [facts_of(document.slice(b)).names for b in document.layout.blocks if b.kind == "body"]
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
    """The keys of the names that the document writes large within a sentence."""
    blocks = [facts_of(document.slice(block)).names for block in document.layout.blocks]
    return frozenset(name.key for names in blocks for name in names if not name.weak)


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
