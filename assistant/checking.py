"""A text against the collection, claim by claim: supported, contradicted or not found."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii

from assistant.answers import Quote
from assistant.claims import blanked, claims_in, markers_in
from assistant.findings import Finding, Verdict
from assistant.footnotes import number_footnotes
from assistant.names import Name, names_in, same_name
from assistant.pairing import Difference, Facts, Pair, facts_of, word_likeness
from assistant.selection import Ranked, rank_sentences
from assistant.stance_checks import check_stances
from assistant.value_checks import Unbacked, check_values
from corpus.documents import Block, Document, Region
from index.embedder import Tokens
from index.index import Hit, Index, Query, plain_query

# Least late-interaction score (0 to 1) of the sentence that supports a claim, and of one that
# contradicts it. On the claims of claims-dev, true ones lie above the first (95 %), claims on
# what the documents don't say below it (95 %).
SUPPORTS, CONTRADICTS = 0.56, 0.50
# How far below the best sentence's score another may lie and still be looked at, and how many.
_BEHIND, _LOOKED_AT = 0.12, 6
# How far below the best sentence's score one may lie that contradicts.
_AS_NEAR = 0.06
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


# A window, where the claim and it differ, and what the claim has that it lacks.
Judged = tuple[Window, tuple[tuple[Difference, ...], tuple[Unbacked, ...]]]


class Checker:
    """Checks claims against one index."""

    def __init__(self, index: Index, passages_read: int) -> None:
        self._index, self._read = index, passages_read

    def check(
        self, text: str, progress: Callable[[int, int], None] | None = None
    ) -> tuple[Finding, ...]:
        """A finding for each claim of the text, in order; footnotes are numbered through."""
        found, claims = [], claims_in(text)
        for done, place in enumerate(claims, 1):
            footnote = 1 + sum(len(one.footnotes) for one in found)
            found.append(self._finding(text, place, footnote))
            if progress:
                progress(done, len(claims))
        return tuple(found)

    def _finding(self, text: str, place: Region, footnote: int) -> Finding:
        claim = text[place.start : place.end]
        query = plain_query(self._index.embedder, claim)
        hits = self._index.search(query, self._read)
        ranked = rank_sentences(query, hits)
        judged = list(_judged(claim, query, ranked))
        return _decided(text, place, judged, footnote)


def _judged(claim: str, query: Query, ranked: Sequence[Ranked]) -> Iterator[Judged]:
    """The best sentences compared with the claim, each alone; and, where one says nothing else
    but lacks something, with the one before it and the one after it."""
    for one in ranked[:_LOOKED_AT]:
        if one.score < ranked[0].score - _BEHIND:
            return
        alone = Window(one.hit, (one.sentence,), one.score)
        told = _compare(claim, query, alone)
        yield alone, told
        if told[0] or not told[1]:
            continue
        for pair in pairwise(one.hit.passage.sentences):
            if one.sentence in pair:
                both = Window(one.hit, pair, one.score)
                yield both, _compare(claim, query, both)


def _compare(
    claim: str, query: Query, window: Window
) -> tuple[tuple[Difference, ...], tuple[Unbacked, ...]]:
    """What the claim says otherwise than the window, and which values it has nothing for."""
    document, region = window.document, window.region
    if _as_written(claim) == _as_written(document.slice(region)):
        return tuple(_other_notes(claim, document.slice(region))), ()
    mine, theirs = facts_of(claim), facts_of(document.slice(region))
    passage = window.hit.passage
    tokens = _from(window.hit.tokens, region.start - passage.start, region.end - passage.start)
    pair = Pair(
        mine,
        theirs,
        word_likeness(query.tokens, mine.words, tokens, theirs.words),
        _around(document, passage.block, region.end),
        topics_of(document),
    )
    found = [*check_values(pair), *check_stances(pair)]
    differences = tuple(one for one in found if isinstance(one, Difference))
    return differences, tuple(one for one in found if isinstance(one, Unbacked))


def _decided(
    text: str,
    place: Region,
    judged: Sequence[Judged],
    footnote: int,
) -> Finding:
    claim = text[place.start : place.end]
    nearest = max((window.score for window, _ in judged), default=0.0)
    for window, told in judged:
        verbatim = _as_written(claim) == _as_written(window.document.slice(window.region))
        if told == ((), ()) and (verbatim or window.score >= SUPPORTS):
            return _finding("supported", text, place, window, (), footnote)
    against = [
        (len(differences) + len(unbacked), window, differences)
        for window, (differences, unbacked) in judged
        if _contradicts(window, differences) and window.score >= nearest - _AS_NEAR
    ]
    if against:
        _, window, differences = min(against, key=lambda one: (one[0], -one[1].score))
        return _finding("contradicted", text, place, window, differences, footnote)
    return Finding(place, claim, "not_found", _share(nearest))


def _contradicts(window: Window, differences: Sequence[Difference]) -> bool:
    """Whether the window speaks of what the claim does and says otherwise. A value that only
    stands where the claim has another is weaker evidence of that than a negation."""
    values = all(one.kind in ("number", "date", "name", "unit") for one in differences)
    return bool(differences) and window.score >= (SUPPORTS if values else CONTRADICTS)


def _finding(
    verdict: Verdict,
    text: str,
    place: Region,
    window: Window,
    differences: Sequence[Difference],
    footnote: int,
) -> Finding:
    score, document = _share(window.score), window.document
    told = tuple(
        Difference(
            one.kind, _moved(one.claim, place.start), _moved(one.source, window.region.start)
        )
        for one in differences
    )
    quotes = [
        Quote(document, s.start, s.end, score, tuple(_marked(s, told))) for s in window.sentences
    ]
    footnotes = number_footnotes(quotes, footnote)
    return Finding(place, text[place.start : place.end], verdict, score, footnotes, told)


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
    """What the document is about: names in its title or in a third of its paragraphs."""
    blocks = [facts_of(document.slice(b)).names for b in document.layout.blocks if b.kind == "body"]
    named = {name.key: name for names in blocks for name in names if not name.weak}
    often = [
        name
        for name in named.values()
        if sum(any(same_name(name, n) for n in names) for names in blocks) >= _TOPIC * len(blocks)
    ]
    return (*often, *(name for name in names_in(document.title) if not name.weak))


@lru_cache(maxsize=4096)
def _as_written(text: str) -> str:
    """The text with case, accents, quotation marks, spaces and footnote markers levelled, and
    nothing else: signs and figures count."""
    plain = anyascii(blanked(text)).casefold()
    return " ".join(re.sub(r"[\"'`]", "", plain).split()).strip(" .,;:")


def _other_notes(claim: str, source: str) -> Iterator[Difference]:
    """Markers in parentheses, as the document's own are, that name another note."""
    mine, theirs = markers_in(claim), markers_in(source)
    for one, other in zip(mine, theirs, strict=False):
        told = claim[one.start : one.end]
        if told.startswith("(") and told != source[other.start : other.end]:
            yield Difference("number", one, other)
