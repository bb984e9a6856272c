"""Texts of any length through models that read so many tokens: window by window, joined again."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.embedder import Floats, Halves, Offsets, Tokens, unit_rows

# Tokens a window may hold besides the two special ones: BERT-sized position tables end at 512.
_LONGEST = 510
# At least so many, whatever a model's settings say: the passages' sentences shall not be torn.
_SHORTEST = 256


class Window(NamedTuple):
    """Token ids without the special ones, and their (n, 2) characters in the text."""

    ids: list[int]
    offsets: Offsets


class Output(NamedTuple):
    """What a model makes of a window: (n, dim) token vectors, the pooled vector, and token
    states where a reader goes on from them."""

    tokens: Floats
    pooled: Floats
    states: Halves | None


def window_size(limit: int | None) -> int:
    """Tokens in a window of a model whose settings say `limit`."""
    return min(max(limit or _LONGEST, _SHORTEST), _LONGEST)


def windows(ids: list[int], offsets: Sequence[tuple[int, int]], size: int) -> list[Window]:
    """A text's tokens in windows of `size`; one empty window for a text without tokens."""
    places = np.array(offsets, np.int32).reshape(-1, 2)
    steps = range(0, max(len(ids), 1), size)
    return [Window(ids[at : at + size], places[at : at + size]) for at in steps]


def joined(parts: Sequence[tuple[Window, Output]], prompt: int) -> tuple[Floats, Tokens]:
    """One text from its windows: the mean of their vectors by length, and all their tokens that
    come after the first `prompt` characters."""
    offsets = np.concatenate([window.offsets for window, _ in parts]) - prompt
    vectors = np.concatenate([output.tokens for _, output in parts])
    sizes = [max(len(window.ids), 1) for window, _ in parts]
    pooled = np.average(np.stack([output.pooled for _, output in parts]), axis=0, weights=sizes)
    kept = offsets[:, 0] >= 0
    states = [output.states for _, output in parts if output.states is not None]
    tokens = Tokens(
        unit_rows(vectors[kept]),
        offsets[kept].astype(np.int32),
        np.concatenate(states)[kept] if states else None,
    )
    return unit_rows(pooled[None].astype(np.float32))[0], tokens
