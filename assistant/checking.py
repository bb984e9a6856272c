"""A text against the collection, claim by claim: supported, contradicted or not found."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.assistant import Assistant
from assistant.claims import claims_in
from assistant.entailment import ClaimReader, open_claim_reader
from assistant.findings import Finding
from assistant.framing import unframed
from assistant.judging import LOOKED_AT, Judged, Window, compared, finding_of, share, windows_of
from assistant.pairing import Difference, facts_of
from assistant.selection import Ranked, rank_sentences
from corpus.documents import Region
from index.index import Index, Query, plain_query

# How far below the best sentence's score another may lie and still be looked at.
_BEHIND = 0.12
# How much less a sentence that decides may fit than another that says otherwise.
_AS_NEAR = 0.05
# Where words tell nothing, a claim reader decides: the least probability that sentences say the
# claim, how much that must exceed the highest that any deny it, and the least of a denial. Chosen
# on the claims on made-up texts that it hasn't seen (evals/made/held-out.list) and on claims-dev.
SAYS, OVER_DENIAL, DENIES = 0.8, 0.5, 0.85


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
    windows = list(windows_of(ranked))
    tokens = [[window.hit.tokens_in(one) for one in window.sentences] for window in windows]
    told = reader.read(query.tokens, tokens, [window.score for window in windows])
    read = list(zip(windows, told, strict=True))
    denied = max((one.denies for _, one in read), default=0.0)
    for window, one in sorted(read, key=lambda pair: -pair[1].supports):
        if one.supports < max(SAYS, denied + OVER_DENIAL):
            break
        judged = compared(claim, query, window)
        if not judged.differences and not judged.unbacked:
            judged = replace(judged, fit=one.supports)
            return finding_of("supported", found.text, found.place, judged, footnote)
    if denied < DENIES:
        return found
    window = next(window for window, one in read if one.denies == denied)
    # No word of it stands for the difference: the whole claim against all that is said.
    source = Region(0, window.region.end - window.region.start)
    whole = Difference("other", Region(0, len(claim)), source)
    named = compared(claim, query, window).differences or (whole,)
    judged = Judged(window, denied, named, ())
    return finding_of("contradicted", found.text, found.place, judged, footnote)


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
