"""Embedders for a collection whose embedding is shared out in shards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from index.embedder import Embedder, Encoded, Role
from index.storage import damaged, read_encoded, read_manifest


@dataclass(frozen=True, slots=True)
class Place:
    """Rows [start, end) of the index in a folder."""

    folder: Path
    start: int
    end: int


class BareEmbedder:
    """An embedder's vectors without its tokens, for what is part of a large index."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.sha256, self.dim = embedder.name, embedder.sha256, embedder.dim

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        return replace(self._embedder.encode(texts, role), tokens=())

    @property
    def precision(self) -> str:
        return self._embedder.precision


class GatheredEmbedder:
    """Passages as they were embedded elsewhere, document by document; questions by `embedder`.

    Raises KeyError for passages that are no document's, UserError for an index that was damaged
    since it was looked at.
    """

    def __init__(
        self, embedder: Embedder, precision: str, places: Mapping[str, Place], cached: int
    ) -> None:
        """`places`: by `texts_key`; `cached`: indexes kept open at once."""
        self._embedder, self._places, self.precision = embedder, places, precision
        self.name, self.sha256, self.dim = embedder.name, embedder.sha256, embedder.dim
        self._read = lru_cache(cached)(_read)

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        if role == "question" or not texts:
            return self._embedder.encode(texts, role)
        place = self._places[texts_key(texts)]
        held = self._read(place.folder)
        return Encoded(held.vectors[place.start : place.end], held.tokens[place.start : place.end])


def texts_key(texts: Sequence[str]) -> str:
    """One hash for texts in their order."""
    hashes = (hashlib.sha256(text.encode()).digest() for text in texts)
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def _read(folder: Path) -> Encoded:
    manifest = read_manifest(folder)
    held = read_encoded(folder, manifest) if manifest else None
    if held is None:
        raise damaged(folder, "vectors.faiss")
    return held[0]
