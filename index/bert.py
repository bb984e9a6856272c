"""BERT's forward pass (Devlin et al. 2019) on NumPy alone.

The import of torch and transformers takes seconds, a question's twenty tokens take NumPy a few
milliseconds. Texts stand end to end in one matrix and attend each to itself, so nothing is padded.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from threadpoolctl import ThreadpoolController

from index.embedder import Floats
from index.weights import WEIGHTS_FILE

# The linear layers and norms of a BERT layer, by the names in weight files.
QUERY, KEY, VALUE = (f"attention.self.{name}" for name in ("query", "key", "value"))
OUT, NORM_IN = "attention.output.dense", "attention.output.LayerNorm"
UP, DOWN, NORM_OUT = "intermediate.dense", "output.dense", "output.LayerNorm"

_WORDS = "embeddings.word_embeddings.weight"

Rows = NDArray[np.intp]  # numbers of rows
LayerWeights = Mapping[str, Floats]  # "attention.self.query.weight" and so on: (out, in), (out,)


@dataclass(frozen=True, slots=True)
class Shape:
    """What config.json says of a BERT: its layers, heads and the epsilon of its norms."""

    layers: int
    heads: int
    epsilon: float


def read_shape(folder: Path) -> Shape | None:
    """The shape of the model in the folder; None if it is no BERT in float32 under the names that
    this module knows."""
    told = json.loads((folder / "config.json").read_text("utf-8"))
    known = {"model_type": "bert", "hidden_act": "gelu"}
    plain = told.get("position_embedding_type", "absolute") == "absolute"
    if not plain or any(told.get(key) != value for key, value in known.items()):
        return None
    file = _open(folder / WEIGHTS_FILE)
    if _WORDS not in set(file.keys()) or file.get_slice(_WORDS).get_dtype() != "F32":
        return None
    return Shape(told["num_hidden_layers"], told["num_attention_heads"], told["layer_norm_eps"])


def _open(path: Path) -> Any:
    """The safetensors file, mapped into memory, its tensors as NumPy arrays."""
    return safe_open(str(path), framework="np")


class BertLayer:
    """One layer: attention within each text, then two linear layers, each with its norm."""

    def __init__(self, weights: LayerWeights, shape: Shape) -> None:
        one_blas_thread()
        self.weights, self.shape = weights, shape
        three = {
            end: np.concatenate([weights[f"{name}.{end}"] for name in (QUERY, KEY, VALUE)])
            for end in ("weight", "bias")
        }
        # (in, out) in one piece: for few tokens a third faster than a view the other way round.
        self._turned = {
            name: np.ascontiguousarray(weights[f"{name}.weight"].T) for name in (OUT, UP, DOWN)
        }
        self._three = np.ascontiguousarray(three["weight"].T), three["bias"]

    def __call__(self, rows: Floats, edges: Sequence[int], kept: Rows | None = None) -> Floats:
        """(tokens, dim) to the same, or to those in the rows `kept`; `edges`: where each text
        begins, and the end of the last."""
        three = rows @ self._three[0]
        three += self._three[1]
        read = np.concatenate([self._attended(three[start:end]) for start, end in pairwise(edges)])
        if kept is not None:
            rows, read = rows[kept], read[kept]
        rows = self._norm(NORM_IN, rows + self._linear(OUT, read))
        return self._norm(NORM_OUT, rows + self._linear(DOWN, gelu(self._linear(UP, rows))))

    def _attended(self, three: Floats) -> Floats:
        """(tokens, 3 · dim) queries, keys and values of one text to (tokens, dim)."""
        tokens, heads = len(three), self.shape.heads
        apart = three.reshape(tokens, 3, heads, -1)
        query, value = (np.ascontiguousarray(apart[:, at].transpose(1, 0, 2)) for at in (0, 2))
        key = np.ascontiguousarray(apart[:, 1].transpose(1, 2, 0))
        query *= np.float32(1 / np.sqrt(query.shape[-1]))
        near: Floats = query @ key
        near -= near.max(axis=-1, keepdims=True)
        np.exp(near, out=near)
        near /= near.sum(axis=-1, keepdims=True)
        read: Floats = (near @ value).transpose(1, 0, 2).reshape(tokens, -1)
        return read

    def _linear(self, name: str, rows: Floats) -> Floats:
        told: Floats = rows @ self._turned[name]
        told += self.weights[f"{name}.bias"]
        return told

    def _norm(self, name: str, rows: Floats) -> Floats:
        scale, shift = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return normed(rows, scale, shift, self.shape.epsilon)


def through(layers: Sequence[BertLayer], rows: Floats, edges: Sequence[int], kept: Rows) -> Floats:
    """(tokens, dim) through all the layers, from the last only the rows `kept`; `edges` as for
    one layer."""
    for layer in layers[:-1]:
        rows = layer(rows, edges)
    return layers[-1](rows, edges, kept)


class Bert:
    """A BERT from a safetensors file. Only the words asked for are read of its word table."""

    def __init__(self, path: Path, shape: Shape, changes: Mapping[str, Floats]) -> None:
        """`changes` are added to the weights of their names (an adapter's)."""
        self._file = _open(path)
        self.shape = shape
        self._words = self._file.get_slice(_WORDS)
        self.dim: int = self._words.get_shape()[1]
        self._places = self._tensor("embeddings.position_embeddings.weight")
        self._type = self._tensor("embeddings.token_type_embeddings.weight")[0]
        self.norm = [self._tensor(f"embeddings.LayerNorm.{end}") for end in ("weight", "bias")]
        self.layers = [
            BertLayer(self._weights_of(number, changes), shape) for number in range(shape.layers)
        ]

    def tables(self) -> tuple[Floats, Floats]:
        """What is added up for a token: all words' (words, dim), and by its place in the text."""
        return self._words[:], self._places + self._type

    def states(self, ids: Sequence[int]) -> list[Floats]:
        """The (tokens, dim) states of one text: the words', then those after each layer."""
        words = np.concatenate([self._words[number : number + 1] for number in ids])
        rows = words + self._places[: len(ids)] + self._type
        states = [normed(rows, self.norm[0], self.norm[1], self.shape.epsilon)]
        for layer in self.layers:
            states.append(layer(states[-1], (0, len(ids))))
        return states

    def _weights_of(self, number: int, changes: Mapping[str, Floats]) -> LayerWeights:
        start = f"encoder.layer.{number}."
        keys: list[str] = self._file.keys()
        names = [name for name in keys if name.startswith(start)]
        return {
            name.removeprefix(start): self._tensor(name) + changes.get(name, np.float32(0))
            for name in names
        }

    def _tensor(self, name: str) -> Floats:
        told: Floats = self._file.get_tensor(name)
        return told


def normed(rows: Floats, scale: Floats, shift: Floats, epsilon: float) -> Floats:
    """Layer normalisation (Ba et al. 2016) of each row."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt(np.square(rows).mean(axis=-1, keepdims=True) + np.float32(epsilon))
    told: Floats = rows / spread * scale + shift
    return told


# The error function by Abramowitz and Stegun 1964, formula 7.1.26: exact to 1.5e-7, which is what
# float32 holds; SciPy's costs its import, a tenth of a second.
_ERF = (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592)
_ERF_STEP = 0.3275911


# Numbers worked on at a time: they stay in a core's own cache through all the steps.
_AT_ONCE = 32_768


def gelu(rows: Floats) -> Floats:
    """x · Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel 2016)."""
    told = np.array(rows, np.float32, order="C")
    flat = told.reshape(-1)
    for start in range(0, len(flat), _AT_ONCE):
        _gelu_in_place(flat[start : start + _AT_ONCE])
    return told


def _gelu_in_place(row: Floats) -> None:
    half = np.abs(row)
    size = half * np.float32(np.sqrt(0.5))
    step = size * np.float32(_ERF_STEP)
    step += 1
    np.reciprocal(step, out=step)
    told = step * np.float32(_ERF[0])
    for factor in _ERF[1:]:
        told += np.float32(factor)
        told *= step
    np.square(size, out=size)
    np.negative(size, out=size)
    told *= np.exp(size, out=size)
    np.subtract(1, told, out=told)
    told *= half
    row += told
    row *= np.float32(0.5)


@cache
def one_blas_thread() -> None:
    """NumPy's matrix products on one thread, for good: a question's few tokens gain little from
    a second, threads that wait for each other on a busy machine take ten times as long, and the
    same question must give the same bytes however many cores there are."""
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)
