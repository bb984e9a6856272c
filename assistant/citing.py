"""The notes that may stand behind a claim, with the sentences that cite them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from assistant.selection import Ranked
from corpus.documents import Document, Reference
from index.embedder import Floats

# A sentence that tells what one study or one body found: its note is for no other sentence.
_FOUND_BY = re.compile(
    r"\A(?:an?|one|another) (?:\w+ ){0,2}(?:study|survey|analysis|poll) "
    r"(?:by|of|from|in)\b|\Aaccording to\b",
    re.I,
)


@dataclass(slots=True)
class Noted:
    """A note as something that may back a claim: how well its own words and those of the
    sentences that cite it support each token of the claim together, and the latter, best first."""

    document: Document
    note: Reference
    support: Floats
    citing: list[Ranked] = field(default_factory=list)

    @property
    def own(self) -> str:
        """The note's words."""
        return self.document.slice(self.note)

    @property
    def text(self) -> str:
        """The note's words and those of the sentences that cite it."""
        return " ".join([self.own, *(one.span.text for one in self.citing)])


def noted_in(ranked: Sequence[Ranked], told: npt.NDArray[np.bool_]) -> list[Noted]:
    """The notes that the sentences are part of or cite, in the order of the best of these, with
    support for the tokens that are `told`."""
    found: dict[tuple[str, int], Noted] = {}
    for one in ranked:
        document, block = one.span.document, one.hit.passage.block
        own = document.reference(block.note) if block.note is not None else None
        cited = () if own else document.cited_in(one.span.start, one.span.end)
        following = None if own or cited else cited_behind(one)
        support = one.support[told]
        for note in filter(None, (own, *cited, following)):
            held = found.setdefault((document.id, note.number), Noted(document, note, support))
            held.support = np.maximum(held.support, support)
            held.citing += [] if own else [one]
    return list(found.values())


def cited_behind(ranked: Ranked) -> Reference | None:
    """The note cited next behind the sentence; none where that is for what the next sentence
    alone says a study found."""
    document, block = ranked.span.document, ranked.hit.passage.block
    following = next((s for s in block.sentences if s.start >= ranked.span.end), None)
    if following and _FOUND_BY.search(document.slice(following)):
        return None
    return document.cited_next(ranked.span.end)


def cites_nothing(ranked: Ranked) -> bool:
    """Whether the sentence has no marker and what follows it in its paragraph neither, or one
    study's alone, so that no note can stand behind it."""
    document, block = ranked.span.document, ranked.hit.passage.block
    if block.note is not None:
        return False
    after = [one for one in block.sentences if one.start >= ranked.sentence.start]
    citing = next((one for one in after if document.cited_in(one.start, one.end)), None)
    if citing is None:
        return not document.cited_in(ranked.sentence.start, block.end)
    own = citing.start == ranked.sentence.start
    return not own and bool(_FOUND_BY.search(document.slice(citing)))
