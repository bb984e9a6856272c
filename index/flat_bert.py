"""BERT's forward pass on torch, in float32 or bfloat16, for passages by the thousand.

As in index.bert, texts stand end to end in one matrix and attend each to itself: no padding is
computed, no mask read, and a text's states don't depend on what stands beside it; in bfloat16 on
processors that multiply in tiles (AMX), their last bits do on how much is computed at once.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import accumulate, chain, pairwise

import numpy as np
import torch
from torch.nn import functional

from index.adapter import STATES_AFTER
from index.bert import DOWN, KEY, NORM_IN, NORM_OUT, OUT, QUERY, UP, VALUE, Bert, BertLayer
from index.embedder import Floats, unit_rows
from index.windows import Output, Window

# Tokens at once, some eight passages: fewer leave cores idle less at the end of a document.
_TOKENS = 1_280


class FlatBert:
    """A Bert in `precision`, "float32" or "bfloat16"."""

    def __init__(self, bert: Bert, precision: str) -> None:
        kind = torch.bfloat16 if precision == "bfloat16" else torch.float32
        words, first = bert.tables()
        self._words, self._first = _as(kind, words), _as(kind, first)
        self._norm, self._epsilon = [_as(kind, one) for one in bert.norm], bert.shape.epsilon
        self._layers = [_FlatLayer(layer, kind) for layer in bert.layers]

    def outputs(
        self, windows: Sequence[Window], special: Sequence[int], with_states: bool
    ) -> Iterator[Output]:
        """The output for each window, in order. `special`: the ids before and after a window's;
        `with_states`: whether outputs have the states after layer STATES_AFTER."""
        texts = [[*special[:1], *window.ids, *special[1:]] for window in windows]
        threads = torch.get_num_threads()
        # A thread a batch: threads that share a step wait for each other at the end of each.
        with ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,)) as pool:
            told = list(pool.map(partial(self._outputs, with_states), _batches(texts)))
        torch.set_num_threads(threads)  # for threads that begin from now on
        return chain.from_iterable(told)

    @torch.inference_mode()
    def _outputs(self, with_states: bool, texts: list[list[int]]) -> list[Output]:
        edges = [0, *accumulate(map(len, texts))]
        middle, last = self._states(texts, edges)
        rows = last.float().numpy()
        kept = middle.float().half().numpy() if with_states else None
        told = []
        for start, end in pairwise(edges):
            inner = slice(start + 1, end - 1)
            # As sentence-transformers does: of length 1 before a text's windows are joined.
            pooled = unit_rows(rows[start:end].mean(axis=0, keepdims=True))[0]
            told.append(Output(rows[inner], pooled, None if kept is None else kept[inner]))
        return told

    def _states(
        self, texts: list[list[int]], edges: list[int]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(tokens, dim) after layer STATES_AFTER and after the last."""
        numbers = torch.tensor([number for text in texts for number in text])
        places = torch.cat([torch.arange(len(text)) for text in texts])
        rows = _normed(self._words[numbers] + self._first[places], self._norm, self._epsilon)
        middle = rows
        for at, layer in enumerate(self._layers, 1):
            rows = layer(rows, edges)
            middle = rows if at == STATES_AFTER else middle
        return middle, rows


class _FlatLayer:
    """A BertLayer: the same steps in `kind`, sums within a step in float32."""

    def __init__(self, layer: BertLayer, kind: torch.dtype) -> None:
        self._heads, self._epsilon = layer.shape.heads, layer.shape.epsilon
        told = layer.weights
        scale = np.float32(1 / np.sqrt(len(told[f"{QUERY}.bias"]) / self._heads))
        # Queries leave their layer divided by the root of a head's width already.
        factors = {QUERY: scale, KEY: np.float32(1), VALUE: np.float32(1)}
        self._three = [
            _as(kind, np.concatenate([told[f"{name}.{end}"] * by for name, by in factors.items()]))
            for end in ("weight", "bias")
        ]
        self._of = {
            name: [_as(kind, told[f"{name}.{end}"]) for end in ("weight", "bias")]
            for name in (OUT, UP, DOWN, NORM_IN, NORM_OUT)
        }

    def __call__(self, rows: torch.Tensor, edges: Sequence[int]) -> torch.Tensor:
        three = functional.linear(rows, *self._three)
        read = torch.cat([self._attended(three[start:end]) for start, end in pairwise(edges)])
        rows = self._normed(NORM_IN, rows + functional.linear(read, *self._of[OUT]))
        wide = functional.gelu(functional.linear(rows, *self._of[UP]))
        return self._normed(NORM_OUT, rows + functional.linear(wide, *self._of[DOWN]))

    def _attended(self, three: torch.Tensor) -> torch.Tensor:
        """(tokens, 3 · dim) queries, keys and values of one text to (tokens, dim)."""
        tokens = len(three)
        query, key, value = three.view(tokens, 3, self._heads, -1).permute(1, 2, 0, 3).unbind()
        # torch's fused attention takes half as long again here: its blocks are for longer texts.
        near = torch.softmax(query @ key.transpose(1, 2), -1)
        return (near @ value).transpose(0, 1).reshape(tokens, -1)

    def _normed(self, name: str, rows: torch.Tensor) -> torch.Tensor:
        return _normed(rows, self._of[name], self._epsilon)


def multiplies_bfloat16() -> bool:
    """Whether the processor does so natively, and FOOTNOTED_PRECISION doesn't forbid it."""
    if os.environ.get("FOOTNOTED_PRECISION") == "float32":
        return False
    known = torch.cpu.get_capabilities()
    return bool(known.get("avx512_bf16") or known.get("amx_bf16") or known.get("amx_tile"))


def _normed(rows: torch.Tensor, how: Sequence[torch.Tensor], epsilon: float) -> torch.Tensor:
    scale, shift = how
    return functional.layer_norm(rows, rows.shape[-1:], scale, shift, epsilon)


def _as(kind: torch.dtype, numbers: Floats) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(numbers)).to(kind)


def _batches(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """The texts in runs of about _TOKENS tokens."""
    held: list[list[int]] = []
    count = 0
    for text in texts:
        if held and count + len(text) > _TOKENS:
            yield held
            held, count = [], 0
        held.append(text)
        count += len(text)
    if held:
        yield held
