"""Two texts read together by the upper layers of the embedding model.

Encoders that read both apart can't see what the one says of the other. Reading every pair from
the words up would be slow; so the lower half of the model reads the two apart, at indexing time
for passages, and the upper half reads them together (Cao et al. 2020, "DeFormer"). What is
learned for that is a low-rank change of those layers and a few small heads.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from index.adapter import adapter_metadata, low_rank, weight_in
from index.bert import (
    DOWN,
    KEY,
    NORM_IN,
    NORM_OUT,
    OUT,
    QUERY,
    UP,
    VALUE,
    BertLayer,
    Rows,
    gelu,
    through,
)
from index.embedder import Floats, Halves, Tokens

# Pairs that one core reads together. Always the same, whatever the machine: what is multiplied
# at once decides the last digit.
_TOGETHER = 3
_CORES = 2

# The names of a layer's parts in a file of what was learned, and in the embedding model's.
_PARTS = {
    "query": QUERY,
    "key": KEY,
    "value": VALUE,
    "out": OUT,
    "norm_in": NORM_IN,
    "up": UP,
    "down": DOWN,
    "norm_out": NORM_OUT,
}


class JointLayers:
    """Layers over pairs of texts. A pair is a row of states: one learned state that gathers the
    verdict, the first text's tokens, the second's."""

    def __init__(self, layers: Sequence[BertLayer], learned: Mapping[str, Floats]) -> None:
        """`learned` has the verdict's state, (dim,), and what is added to the states of either
        text, `side`, (2, dim)."""
        self.layers = tuple(layers)
        self._verdict, self._side = learned["verdict"], learned["side"]
        self._pool = ThreadPoolExecutor(_CORES)
        self._through: Callable[[Floats, Sequence[int], Rows], Floats] = partial(
            through, self.layers
        )

    def put_apart(self) -> None:
        """Has the layers computed by processes of their own (assistant.apart) from now on, to
        the same bytes; where none can be started, nothing changes."""
        from assistant.apart import Processes

        with suppress(OSError):
            self._through = Processes(self.layers, _CORES)

    def read(self, first: Halves, seconds: Sequence[Halves], whole: bool = False) -> list[Floats]:
        """For each of `seconds`, read beside `first`: the verdict's state, with `whole` those of
        the first text's tokens, and those of the second's."""
        pairs = [self._pair(first, second) for second in seconds]
        parts = [pairs[at : at + _TOGETHER] for at in range(0, len(pairs), _TOGETHER)]
        left_out = 0 if whole else len(first)
        told = self._pool.map(self._read_pairs, parts, [left_out] * len(parts))
        return [states for part in told for states in part]

    def _pair(self, first: Halves, second: Halves) -> Floats:
        parts = self._verdict[None], first + self._side[0], second + self._side[1]
        return np.concatenate(parts).astype(np.float32)

    def _read_pairs(self, pairs: Sequence[Floats], left_out: int) -> list[Floats]:
        edges = np.cumsum([0, *(len(pair) for pair in pairs)]).tolist()
        rows = np.concatenate(pairs)
        kept = [np.r_[start, start + 1 + left_out : end] for start, end in pairwise(edges)]
        done = self._through(rows, edges, np.concatenate(kept))
        return np.split(done, np.cumsum([len(one) for one in kept])[:-1])


def head(learned: Mapping[str, Floats], name: str, rows: Floats) -> Floats:
    """(n, in) rows through two linear layers of that name, with a GELU between them."""
    return linear(learned, f"{name}.2", gelu(linear(learned, f"{name}.0", rows)))


def linear(learned: Mapping[str, Floats], name: str, rows: Floats) -> Floats:
    """(n, in) rows through the linear layer of that name."""
    told: Floats = rows @ learned[f"{name}.weight"].T + learned[f"{name}.bias"]
    return told


def states_of(tokens: Tokens) -> Halves:
    """The tokens' states. Raises ValueError where the embedder kept none."""
    if tokens.states is None:
        raise ValueError("the embedder kept no token states")
    return tokens.states


def learned_layers(
    layers: Sequence[BertLayer], path: Path
) -> tuple[list[BertLayer], dict[str, Floats]]:
    """The layers as the file changes them, and all else that it holds. layers.N.PART.A and .B
    are added to that linear layer (LoRA; Hu et al. 2021), the rest of a layer replaces the
    weight of its name."""
    changed = [dict(layer.weights) for layer in layers]
    learned: dict[str, Floats] = {}
    with safe_open(str(path), framework="np") as file:
        keys: list[str] = file.keys()
        for key in keys:
            if key.startswith("layers."):
                _, number, part, end = key.split(".")
                _change(changed[int(number)], part, end, file, key)
            elif not key.endswith(".scale"):
                learned[key] = weight_in(file, key)
    pairs = zip(layers, changed, strict=True)
    return [BertLayer(weights, layer.shape) for layer, weights in pairs], learned


def _change(weights: dict[str, Floats], part: str, end: str, file: Any, key: str) -> None:
    if end == "A":
        name = f"{_PARTS[part]}.weight"
        weights[name] = weights[name] + low_rank(file, key.removesuffix(".A"))
    elif end not in ("B", "scale"):
        weights[f"{_PARTS[part]}.{end}"] = file.get_tensor(key).astype(np.float32)


def learned_path(kind: str, model_sha256: str) -> Path | None:
    """The packaged file of that kind (".reader", ".claims") made for exactly those weights, if
    there is one."""
    for resource in sorted(files("assistant").joinpath("learned").iterdir(), key=str):
        with as_file(resource) as path:
            named = path.name.endswith(f"{kind}.safetensors")
            if named and adapter_metadata(path)["model_sha256"] == model_sha256:
                return path
    return None
