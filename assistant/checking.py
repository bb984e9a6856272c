"""A text against the collection, claim by claim: supported, contradicted or not found."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.assistant import Assistant
from assistant.claims import claims_in
from assistant.findings import Finding
from assistant.framing import unframed
from assistant.judging import LOOKED_AT, Judged, Window, compared, finding_of, share
from assistant.pairing import facts_of
from assistant.rereading import Rereader, open_rereader
from assistant.selection import Ranked, rank_sentences
from corpus.documents import Region
from index.index import Index, Query, plain_query

# How far below the best sentence's score another may lie and still be looked at.
_BEHIND = 0.12
# How much less a sentence that decides may fit than another that says otherwise.
_AS_NEAR = 0.05


class Checker:
    """Checks claims against one index."""

    def __init__(self, index: Index, passages_read: int, rereader: Rereader | None = None) -> None:
        """`rereader` None: words, values and stances alone decide."""
        self._index, self._read, self._rereader = index, passages_read, rereader
        self.reader = rereader.name if rereader else None

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

    def by_words(
        self, claim: str, start: int = 0, footnote: int = 1
    ) -> tuple[Finding, Query, list[Ranked]]:
        """What words, values and stances alone decide of a claim that begins at `start` of its
        text, and what they were compared with."""
        query = plain_query(self._index.embedder, unframed(claim))
        ranked = rank_sentences(query, self._index.search(query, self._read))
        place = Region(start, start + len(claim))
        judged = list(_judged(claim, query, ranked))
        return _decided(claim, place, judged, footnote), query, ranked

    def _finding(self, text: str, place: Region, footnote: int) -> Finding:
        claim = text[place.start : place.end]
        found, query, ranked = self.by_words(claim, place.start, footnote)
        if self._rereader is None:
            return found
        return self._rereader.finding(claim, query, ranked, found, footnote)


def open_checker(assistant: Assistant) -> Checker:
    """A checker over the assistant's index, with the claim reader made for its model, if any."""
    rereader = open_rereader(assistant.index.embedder)
    return Checker(assistant.index, assistant.settings.passages_read, rereader)


def _judged(claim: str, query: Query, ranked: Sequence[Ranked]) -> Iterator[Judged]:
    """The best sentences compared with the claim, each alone; and, where one says nothing else
    but not enough, with the one before it and the one after it."""
    for one in ranked[:LOOKED_AT]:
        if one.score < ranked[0].score - _BEHIND:
            return
        alone = compared(claim, query, Window(one.hit, (one.sentence,), one.score))
        yield alone
        figures = facts_of(claim).quantities  # which the sentence states if it lacks nothing
        if alone.differences or alone.agrees or not (alone.unbacked or figures):
            continue
        for pair in pairwise(one.hit.passage.sentences):
            if one.sentence in pair:
                yield compared(claim, query, Window(one.hit, pair, one.score))


def _decided(claim: str, place: Region, judged: Sequence[Judged], footnote: int) -> Finding:
    """The best that agrees, unless one that contradicts fits clearly better, and so the other
    way about. Where one that says nothing else fits best, but not enough, nothing is found."""
    agreeing = max((one for one in judged if one.agrees), key=lambda one: one.fit, default=None)
    against = [one for one in judged if one.contradicts]
    most = max((one.fit for one in against), default=0.0)
    if agreeing and agreeing.fit >= most - _AS_NEAR:
        return finding_of("supported", claim, place, agreeing, footnote)
    nearest = max((one.fit for one in judged), default=0.0)
    silent = max((one.fit for one in judged if not one.differences and not one.unbacked), default=0)
    near = [one for one in against if one.fit >= max(nearest - _AS_NEAR, silent)]
    if near:
        best = min(near, key=lambda one: (len(one.differences) + len(one.unbacked), -one.fit))
        return finding_of("contradicted", claim, place, best, footnote)
    return Finding(place, claim, "not_found", share(nearest))
