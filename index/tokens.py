"""The tokens of indexed passages: on disk for small collections, encoded anew for large ones."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import overload

import numpy as np

from index.embedder import Offsets, Tokens

# Passages whose tokens are kept on disk, 0.3 MB each. Beyond, an index would be a hundred times
# its text and take longer to check than 24 passages take to encode.
KEPT_UP_TO = 2_000
# An index that keeps tokens has this file.
TOKEN_FILE = "token_edges.npy"


def save_tokens(data: Path, tokens: Sequence[Tokens]) -> None:
    """float16 is exact to 1e-3 on unit vectors, far below what tells two sentences apart. No
    tokens leave no files."""
    if not tokens:
        return
    edges = np.cumsum([0, *(len(one.offsets) for one in tokens)]).astype(np.int64)
    np.save(data / TOKEN_FILE, edges)
    np.save(data / "token_offsets.npy", np.concatenate([one.offsets for one in tokens]))
    vectors = np.concatenate([one.vectors.astype(np.float16) for one in tokens])
    np.save(data / "token_vectors.npy", vectors)
    states = [one.states for one in tokens if one.states is not None]
    if states:
        np.save(data / "token_states.npy", np.concatenate(states))


class StoredTokens(Sequence[Tokens]):
    """The tokens that save_tokens wrote, one a passage, read from disk when asked for."""

    def __init__(self, data: Path) -> None:
        self._edges: list[tuple[int, int]] = []
        if not (data / TOKEN_FILE).is_file():
            return
        self._edges = list(pairwise(np.load(data / TOKEN_FILE, allow_pickle=False).tolist()))
        self._offsets: Offsets = np.load(data / "token_offsets.npy", allow_pickle=False)
        self._vectors = np.load(data / "token_vectors.npy", mmap_mode="r", allow_pickle=False)
        kept = data / "token_states.npy"
        self._states = np.load(kept, mmap_mode="r", allow_pickle=False) if kept.is_file() else None

    def __len__(self) -> int:
        return len(self._edges)

    @overload
    def __getitem__(self, at: int) -> Tokens: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Tokens, ...]: ...
    def __getitem__(self, at: int | slice) -> Tokens | tuple[Tokens, ...]:
        if isinstance(at, slice):
            return tuple(self[row] for row in range(len(self))[at])
        start, end = self._edges[at]
        states = None if self._states is None else self._states[start:end]
        return Tokens(self._vectors[start:end].astype(np.float32), self._offsets[start:end], states)

    def __iter__(self) -> Iterator[Tokens]:
        return (self[row] for row in range(len(self)))
