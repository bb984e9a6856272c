"""Texts to vectors: one for each text, and one for each of its tokens."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from corpus.view import words

Floats = npt.NDArray[np.float32]
Halves = npt.NDArray[np.float16]
Offsets = npt.NDArray[np.int32]
Role = Literal["question", "passage"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text. `vectors`: (n, dim) float32 unit rows, as encoded within the
    whole text. `offsets`: (n, 2) int32, half-open characters of the text. `states`: (n, dim)
    float16, the tokens halfway through the model, for a reader that goes on from there; None
    where the embedder has none."""

    vectors: Floats
    offsets: Offsets
    states: Halves | None = None

    def within(self, start: int, end: int) -> "Tokens":
        """The tokens that begin in [start, end)."""
        starts = self.offsets[:, 0]
        kept = (starts >= start) & (starts < end)
        states = None if self.states is None else self.states[kept]
        return Tokens(self.vectors[kept], self.offsets[kept], states)


@dataclass(frozen=True, slots=True)
class Encoded:
    """`vectors`: (n, dim) float32 unit rows, one a text; `tokens`: one a text."""

    vectors: Floats
    tokens: Sequence[Tokens]


class Embedder(Protocol):
    """`name` and `sha256` (of the weights) tell two embedders apart; `dim` is in floats."""

    name: str
    sha256: str
    dim: int

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        """Vectors for the texts, in their order; the same input gives the same bytes."""
        ...

    def __hash__(self) -> int:
        """Questions are remembered by the embedder that encoded them."""
        ...

    @property
    def precision(self) -> str:
        """What passages are computed in on this machine: float32 or bfloat16."""
        ...


class HashingEmbedder:
    """Words and their character trigrams hashed into a vector (the "hashing trick",
    Weinberger et al. 2009): no weights, for tests and for a machine that has none."""

    def __init__(self, dim: int = 256) -> None:
        self.name, self.sha256, self.dim = "hashing", f"crc32-trigrams-{dim}", dim

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        tokens = tuple(self._tokens(text) for text in texts)
        sums = np.zeros((len(texts), self.dim), np.float32)
        for row, one in zip(sums, tokens, strict=True):
            row += one.vectors.sum(axis=0)
        return Encoded(unit_rows(sums), tokens)

    @property
    def precision(self) -> str:
        return "float32"

    def _tokens(self, text: str) -> Tokens:
        found = list(words(text))
        vectors = np.zeros((len(found), self.dim), np.float32)
        for row, (word, _) in zip(vectors, found, strict=True):
            padded = f"<{word}>"
            for gram in {padded, *(padded[i : i + 3] for i in range(len(padded) - 2))}:
                digest = zlib.crc32(gram.encode())
                row[digest % self.dim] += 1.0 if digest & 0x80000000 else -1.0
        offsets = np.array([(place.start, place.end) for _, place in found], np.int32)
        return Tokens(unit_rows(vectors), offsets.reshape(-1, 2))


def unit_rows(rows: Floats) -> Floats:
    """Rows scaled to length 1; a zero row stays zero."""
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(norms, 1e-12)).astype(np.float32)
    return scaled
