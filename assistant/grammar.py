"""Which word of a sentence belongs to which, and how: a small dependency parser.

A word is known by hashes of its form, its ends and its shape; two layers of LSTMs read the
sentence both ways, and each word chooses its head by a biaffine score (Kiperwasser and Goldberg
2016; Dozat and Manning 2017). It was taught by the output of another parser, by
evals/train_parser.py, and is right about nine words in ten: what is built on it must bear a wrong
head.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any
from zlib import crc32

import numpy as np
from safetensors import safe_open

from corpus.documents import Region
from corpus.sentences import sentences_in
from index.embedder import Floats

# Rows of the tables that hashes of a word's form, ends and shape are looked up in.
WORDS, SUFFIXES, PREFIXES, SHAPES = 8192, 2048, 1024, 256
LONGEST = 90  # tokens of a sentence that are parsed; a longer one's rest is its own sentence
_TOKEN = re.compile(
    r"\d+(?:[\s\u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?\b"
    r"|(?:[A-Za-z]\.){2,}|n[’']t\b|[’'](?:s|re|ve|ll|d|m)\b|(?:(?!n[’']t\b)\w)+?(?=n[’']t\b)"
    r"|\w+(?:[-‐‑]\w+)*|[^\w\s]"
)
_PART_END = re.compile(r";(?=\s)")


@dataclass(frozen=True, slots=True)
class Token(Region):
    """A word or sign at [start, end) of its text; `tag` is a Penn Treebank tag, `head` the
    number of the token that it belongs to (-1 for a sentence's root), `label` how (a label of
    the CLEAR style of dependencies, such as "nsubj")."""

    folded: str
    tag: str
    head: int
    label: str


@lru_cache(maxsize=8192)
def parse(text: str) -> tuple[Token, ...]:
    """The tokens of a text of one sentence or more, in order; heads are numbers in the whole."""
    found: list[Token] = []
    for places in _sentences(text):
        told = [re.sub(r"\s", "", text[one.start : one.end]) for one in places]
        tags, heads, labels = _parser().parse(told)
        first = len(found)
        found += [
            Token(p.start, p.end, w.lower(), tag, head + first if head >= 0 else -1, label)
            for p, w, tag, head, label in zip(places, told, tags, heads, labels, strict=True)
        ]
    return tuple(found)


def features(word: str) -> tuple[int, ...]:
    """The rows of a word: of its form twice, its last three and two letters, its first three,
    and its shape."""
    figure = word[0].isdigit() and not any(c.isalpha() for c in word)
    low = "0" if figure else word.lower()
    return (
        _hash(low, 1, WORDS), _hash(low, 2, WORDS), _hash(low[-3:], 3, SUFFIXES),
        _hash(low[-2:], 6, SUFFIXES), _hash(low[:3], 4, PREFIXES), _hash(_shape(word), 5, SHAPES),
    )  # fmt: skip


def tokens_in(text: str, start: int, end: int) -> list[Region]:
    """The places of the words and signs of text[start:end]."""
    return [Region(match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]


def _sentences(text: str) -> Iterator[list[Region]]:
    for sentence in sentences_in(text, 0, len(text)):
        start = sentence.start
        ends = [m.end() for m in _PART_END.finditer(text, sentence.start, sentence.end)]
        for end in (*ends, sentence.end):
            places = tokens_in(text, start, end)
            yield from (places[at : at + LONGEST] for at in range(0, len(places), LONGEST))
            start = end


def _hash(told: str, seed: int, rows: int) -> int:
    return crc32(told.encode("utf-8"), seed) % rows


def _shape(word: str) -> str:
    found = ""
    for c in word:
        kind = "d" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c
        if found[-2:] != kind * 2:
            found += kind
    return found[:8]


class _Parser:
    """The network, from its weights by name."""

    def __init__(self, weights: dict[str, Floats], tags: list[str], labels: list[str]) -> None:
        self._weights, self._tags, self._labels = weights, tags, labels

    def parse(self, told: Sequence[str]) -> tuple[list[str], list[int], list[str]]:
        """The tags, heads (-1 for the root) and labels of a sentence's words."""
        w = self._weights
        read = self._read(told)
        with_root = np.vstack([w["root"], read])
        heads_of = np.maximum(with_root @ w["ha.weight"].T + w["ha.bias"], 0)
        own = np.maximum(read @ w["da.weight"].T + w["da.bias"], 0)
        scores = own @ w["arc"][:, :-1] @ heads_of.T + heads_of @ w["arc"][:, -1]
        scores[np.arange(len(told)), np.arange(len(told)) + 1] = -np.inf
        heads = _tree(scores)
        head_rows = np.maximum(with_root @ w["hl.weight"].T + w["hl.bias"], 0)[heads]
        rows = np.maximum(read @ w["dl.weight"].T + w["dl.bias"], 0)
        ones = np.ones((len(told), 1), np.float32)
        rows, head_rows = np.hstack([rows, ones]), np.hstack([head_rows, ones])
        lab = w["lab"]
        turned = (rows @ lab.transpose(1, 0, 2).reshape(lab.shape[1], -1)).reshape(
            len(told), lab.shape[0], lab.shape[2]
        )
        labels = (turned * head_rows[:, None]).sum(-1).argmax(-1)
        tags = (read @ w["tag.weight"].T + w["tag.bias"]).argmax(-1)
        return (
            [self._tags[at] for at in tags],
            [int(at) - 1 for at in heads],
            [self._labels[at] for at in labels],
        )

    def _read(self, told: Sequence[str]) -> Floats:
        w = self._weights
        rows = np.array([features(word) for word in told])
        own = w["word.weight"][rows[:, 0]] + w["word.weight"][rows[:, 1]]
        own = own + w["suf.weight"][rows[:, 2]] + w["suf.weight"][rows[:, 3]]
        own = own + w["pre.weight"][rows[:, 4]] + w["shape.weight"][rows[:, 5]]
        none = np.zeros_like(own[:1])
        beside = np.hstack([np.vstack([none, own[:-1]]), own, np.vstack([own[1:], none])])
        read = np.maximum(beside @ w["conv.weight"].T + w["conv.bias"], 0)
        for layer in (0, 1):
            read = np.hstack([self._lstm(read, layer, ""), self._lstm(read, layer, "_reverse")])
        return np.asarray(read, np.float32)

    def _lstm(self, rows: Floats, layer: int, way: str) -> Floats:
        w = self._weights
        name = f"l{layer}{way}"
        given = rows @ w[f"lstm.weight_ih_{name}"].T
        given += w[f"lstm.bias_ih_{name}"] + w[f"lstm.bias_hh_{name}"]
        turn = np.ascontiguousarray(w[f"lstm.weight_hh_{name}"].T)
        size = turn.shape[0]
        hidden = cell = np.zeros(size, np.float32)
        found = np.zeros((len(rows), size), np.float32)
        for at in range(len(rows))[:: -1 if way else 1]:
            gates = given[at] + hidden @ turn
            opened = 1 / (1 + np.exp(-gates))
            cell = opened[size : 2 * size] * cell + opened[:size] * np.tanh(
                gates[2 * size : 3 * size]
            )
            hidden = opened[3 * size :] * np.tanh(cell)
            found[at] = hidden
        return found


def _tree(scores: Floats) -> list[int]:
    """Each word's head (0 for the root) such that all hang on one root: the best for each, and
    where that makes a ring, the break that costs least."""
    scores = scores.copy()
    many = len(scores)
    top = int(np.argmax(scores[:, 0] - scores[:, 1:].max(axis=1) if many > 1 else scores[:, 0]))
    scores[:, 0] = -np.inf
    scores[top] = -np.inf
    scores[top, 0] = 0.0
    heads = [int(at) for at in scores.argmax(axis=1)]
    while ring := _ring(heads):
        inside = [at + 1 for at in ring]
        best = (-np.inf, ring[0], 0)
        for at in ring:
            row = scores[at].copy()
            row[inside] = -np.inf
            other = int(row.argmax())
            best = max(best, (float(row[other] - scores[at, heads[at]]), at, other))
        heads[best[1]] = best[2]
        scores[best[1], inside] = -np.inf
    return heads


def _ring(heads: Sequence[int]) -> list[int]:
    """The numbers of words that are each other's heads in a ring; none if there is no ring."""
    for start in range(len(heads)):
        path, at = [], start
        while at >= 0 and at not in path:
            path.append(at)
            at = heads[at] - 1
        if at >= 0:
            return path[path.index(at) :]
    return []


@cache
def _parser() -> _Parser:
    with (
        as_file(files("assistant").joinpath("learned/parser.safetensors")) as path,
        safe_open(path, "numpy") as stored,
    ):
        told: dict[str, Any] = stored.metadata()
        names: list[str] = list(stored.keys())
        weights = {name: stored.get_tensor(name).astype(np.float32) for name in names}
    for name in names:
        if name.endswith(".scale"):  # a matrix kept in bytes, a factor for each of its rows
            weights[name.removesuffix(".scale")] *= weights.pop(name)
    return _Parser(weights, json.loads(told["tags"]), json.loads(told["labels"]))
