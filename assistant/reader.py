"""A small reader: a question and a sentence read together.

Encoders that read both apart can't see whether a sentence that speaks of the thing also says
what is asked. Reading every pair from the words up would be slow; so the lower half of the model
reads the two apart, at indexing time for passages, and the upper half reads them together
(Cao et al. 2020, "DeFormer"). What it learned is a low-rank change of those layers and a few
small heads, by evals/train_reader.py.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open

from index.adapter import adapter_metadata, low_rank
from index.bert import DOWN, KEY, NORM_IN, NORM_OUT, OUT, QUERY, UP, VALUE, BertLayer, gelu
from index.embedder import Floats, Halves, Tokens
from index.joined import Stated
from index.light import Upper

# Tokens of a sentence that are read; a longer one's rest is left out.
LONGEST_SENTENCE = 90
# Pairs that one core reads together. Always the same, whatever the machine: what is multiplied
# at once decides the last digit.
_TOGETHER = 3
_CORES = 2
ABSENT = -1e4  # the logit of what isn't there

# The names of a layer's parts in a reader's file, and in the embedding model's.
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


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question's candidate sentences. `ranks`, (n,): logits of a
    softmax over them; `evidence`, (n,): each one's logit of being evidence; `answer`: the logit
    of the question being answered by any."""

    ranks: Floats
    evidence: Floats
    answer: float


class Reader:
    """Reads candidate sentences, each beside the question. `name` is that of its file. A pair is
    a row of states: one learned state that gathers the verdict, the question's tokens, the
    sentence's."""

    def __init__(
        self, layers: Sequence[BertLayer], learned: Mapping[str, Floats], name: str
    ) -> None:
        """`learned`: the weights outside the layers, by the names in evals/reader_net.py."""
        self._layers, self._learned, self.name = tuple(layers), learned, name
        self._pool = ThreadPoolExecutor(_CORES)

    def read(
        self, question: Tokens, sentences: Sequence[Tokens], scores: Sequence[float]
    ) -> Reading:
        """The reading of at least one sentence; `scores` are their late-interaction scores.
        Raises ValueError for tokens without states."""
        asked, read = states_of(question), [states_of(one)[:LONGEST_SENTENCE] for one in sentences]
        pairs = [self._pair(asked, states) for states in read]
        parts = [pairs[at : at + _TOGETHER] for at in range(0, len(pairs), _TOGETHER)]
        done = [
            states
            for part in self._pool.map(self._read_pairs, parts, [asked] * len(parts))
            for states in part
        ]
        own = [one[1:] for one in done]
        verdicts = np.stack([one[0] for one in done])
        means = np.stack([one.sum(axis=0) / max(len(one), 1) for one in own])
        return self._judged(means, verdicts, self._best(own), np.array(scores, np.float32))

    def _read_pairs(self, pairs: Sequence[Floats], question: Halves) -> list[Floats]:
        """Of each pair the verdict's state and the sentence's, one below the other."""
        edges = np.cumsum([0, *(len(pair) for pair in pairs)]).tolist()
        rows = np.concatenate(pairs)
        asked = len(question) + 1
        kept = [np.r_[start, start + asked : end] for start, end in pairwise(edges)]
        for layer in self._layers[:-1]:
            rows = layer(rows, edges)
        rows = self._layers[-1](rows, edges, np.concatenate(kept))
        return np.split(rows, np.cumsum([len(one) for one in kept])[:-1])

    def _pair(self, question: Halves, sentence: Halves) -> Floats:
        side, verdict = self._learned["side"], self._learned["verdict"]
        parts = verdict[None], question + side[0], sentence + side[1]
        return np.concatenate(parts).astype(np.float32)

    def _best(self, sentences: Sequence[Floats]) -> Floats:
        """The best logit of a sentence's tokens being part of an answer, for each sentence."""
        logits = [self._linear("token", one)[:, 0] for one in sentences]
        return np.array([one.max() if len(one) else ABSENT for one in logits], np.float32)

    def _judged(self, means: Floats, verdicts: Floats, best: Floats, scores: Floats) -> Reading:
        told = self._head("sentence", np.concatenate([means, verdicts], axis=1))
        mix = self._learned["rank_mix"]
        ranks = mix[0] * scores + mix[1] * best + told[:, 0]
        shares = np.exp(ranks - ranks.max())
        shares /= shares.sum()
        seen = np.concatenate([shares @ verdicts, shares @ means])
        mix = self._learned["answer_mix"]
        answer = self._head("answer", seen[None])[0, 0]
        answer = answer + mix[0] * best.max() + mix[1] * told[:, 2].max()
        behind = np.maximum(ranks - ranks.max(), -20)
        terms = np.stack([behind, best, np.full_like(best, answer)], axis=1)
        bias = self._learned["evidence_bias"]
        evidence = told[:, 1] + terms @ self._learned["evidence_mix"] + bias
        return Reading(ranks, evidence.astype(np.float32), float(answer))

    def _head(self, name: str, rows: Floats) -> Floats:
        return self._linear(f"{name}.2", gelu(self._linear(f"{name}.0", rows)))

    def _linear(self, name: str, rows: Floats) -> Floats:
        told: Floats = rows @ self._learned[f"{name}.weight"].T + self._learned[f"{name}.bias"]
        return told


def states_of(tokens: Tokens) -> Halves:
    """The tokens' states. Raises ValueError where the embedder kept none."""
    if tokens.states is None:
        raise ValueError("the embedder kept no token states")
    return tokens.states


def open_reader(embedder: Stated) -> Reader | None:
    """The packaged reader made for exactly these weights, if there is one."""
    if embedder.upper is None:
        return None
    for resource in sorted(files("assistant").joinpath("learned").iterdir(), key=str):
        with as_file(resource) as path:
            if path.suffix == ".safetensors" and _made_for(path, embedder.upper):
                return load_reader(embedder.upper, path)
    return None


def load_reader(upper: Upper, path: Path) -> Reader:
    """The reader with what was learned: NAME.A and NAME.B are added to the linear layer NAME
    (LoRA; Hu et al. 2021), all else replaces the weight of its name."""
    changed = [dict(layer.weights) for layer in upper.layers]
    learned: dict[str, Floats] = {}
    with safe_open(str(path), framework="np") as file:
        keys: list[str] = file.keys()
        for key in keys:
            if key.startswith("layers."):
                _, number, part, end = key.split(".")
                _change(changed[int(number)], part, end, file, key)
            else:
                learned[key] = file.get_tensor(key).astype(np.float32)
    pairs = zip(upper.layers, changed, strict=True)
    layers = [BertLayer(weights, layer.shape) for layer, weights in pairs]
    return Reader(layers, learned, path.stem)


def _change(weights: dict[str, Floats], part: str, end: str, file: Any, key: str) -> None:
    if end == "A":
        name = f"{_PARTS[part]}.weight"
        weights[name] = weights[name] + low_rank(file, key.removesuffix(".A"))
    elif end != "B":
        weights[f"{_PARTS[part]}.{end}"] = file.get_tensor(key).astype(np.float32)


def _made_for(path: Path, upper: Upper) -> bool:
    return adapter_metadata(path).get("model_sha256") == upper.sha256
