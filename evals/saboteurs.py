"""Parts of an assistant that don't work, in the ways in which such parts fail unnoticed."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from assistant.assistant import Assistant
from assistant.selection import Evidence, EvidenceSelector, anything
from corpus.documents import Span
from evals.planted import DECOY, with_decoy
from index.embedder import Embedder, Encoded, Floats, Role, Tokens, unit_rows
from index.index import Hit, Index, Query
from index.storage import DocumentEntry


class EmptyIndex(Index):
    """An index that finds nothing, whatever is asked."""

    def __init__(self, index: Index) -> None:
        vars(self).update(vars(index))

    def search(self, query: Query, top_k: int) -> list[Hit]:
        return []


class HollowIndex(Index):
    """An index that knows of one more document, of which it holds nothing."""

    def __init__(self, index: Index) -> None:
        vars(self).update(vars(index))
        nothing = DocumentEntry(id=DECOY.id, sha256=DECOY.sha256, split="", passages=0)
        entries = (*index.manifest.documents, nothing)
        self.manifest = index.manifest.model_copy(update={"documents": entries})
        self.collection = with_decoy(index.collection)


class NoisyIndex(Index):
    """An index whose questions are encoded as noise."""

    def __init__(self, index: Index) -> None:
        vars(self).update(vars(index))
        self.embedder = NoisyEmbedder(index.embedder)


class NoisyEmbedder:
    """Vectors that say nothing of the text, the same for the same text (seeded by it)."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.sha256, self.dim = embedder.name, embedder.sha256, embedder.dim
        self.precision = embedder.precision

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        encoded = self._embedder.encode(texts, role)
        seeds = [zlib.crc32(text.encode()) for text in texts]
        vectors = [_noise(encoded.vectors[at], seed) for at, seed in enumerate(seeds)]
        tokens = (_noisy(t, seed) for t, seed in zip(encoded.tokens, seeds, strict=True))
        return Encoded(np.stack(vectors), tuple(tokens))


class SteeredSelector:
    """A selector whose evidence is always, or never, enough for an answer; with `everything`,
    every sentence is quoted that there is room for."""

    def __init__(
        self, selector: EvidenceSelector, sure: float | None, everything: bool = False
    ) -> None:
        self._selector, self._sure = selector, sure
        self.topic_threshold = selector.topic_threshold
        self.answer_threshold = selector.answer_threshold
        self.quote_threshold = 0.0 if everything else selector.quote_threshold
        self.likely, self.counts_several = selector.likely, selector.counts_several

    def select(
        self, query: Query, hits: Sequence[Hit], may_answer: Callable[[Span], bool] = anything
    ) -> Evidence:
        evidence = self._selector.select(query, hits, may_answer)
        if self._sure is None:
            return evidence
        return replace(evidence, on_topic=self._sure, stated=self._sure)


def hollow_index(assistant: Assistant) -> Assistant:
    """The assistant over an index that holds nothing of one of its documents."""
    return Assistant(HollowIndex(assistant.index), assistant.selector, assistant.settings)


def saboteurs(assistant: Assistant) -> dict[str, Assistant]:
    """The assistant with each of these parts in its own part's place."""
    index, selector, settings = assistant.index, assistant.selector, assistant.settings
    return {
        "an empty index": Assistant(EmptyIndex(index), selector, settings),
        "an embedder that returns noise": Assistant(NoisyIndex(index), selector, settings),
        "a selector that always answers": Assistant(
            index, SteeredSelector(selector, 1.0), settings
        ),
        "a selector that always abstains": Assistant(
            index, SteeredSelector(selector, 0.0), settings
        ),
        "a selector that quotes everything": Assistant(
            index, SteeredSelector(selector, None, everything=True), settings
        ),
    }


def _noisy(tokens: Tokens, seed: int) -> Tokens:
    states = tokens.states
    noise = None if states is None else _noise(states.astype(np.float32), seed + 1)
    halves = None if noise is None else noise.astype(np.float16)
    return Tokens(_noise(tokens.vectors, seed), tokens.offsets, halves)


def _noise(like: Floats, seed: int) -> Floats:
    rows = np.random.default_rng(seed).normal(size=like.shape).astype(np.float32)
    return unit_rows(np.atleast_2d(rows)).reshape(like.shape)
