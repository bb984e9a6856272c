"""Teaches the parser in assistant/grammar.py: python -m evals.train_parser PARSED [--epochs N].

PARSED is a .jsonl file of sentences that another parser has parsed, such as evals.parse_texts
writes: {"words", "tags", "heads" (-1 for the root), "labels"} in Penn Treebank tags and CLEAR
labels. Both scripts are the tidied form of those that made the packaged weights: a rerun agrees
in kind, not to the bit. The weights in
assistant/learned/parser.safetensors were taught in three epochs by some 29 500 sentences, parsed
by spaCy's en_core_web_sm 3.8 (MIT): the made-up texts but for the held-out ones, SQuAD 2.0
(CC BY-SA 4.0), SelQA and COVID-QA (Apache 2.0), none with its questions.
"""

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional

from assistant.grammar import PREFIXES, SHAPES, SUFFIXES, WORDS, features
from corpus.errors import UserError
from evals.training_data import whole
from index.embedder import Floats

_WEIGHTS = Path(__file__).parent.parent / "assistant" / "learned" / "parser.safetensors"
_ROW, _READ, _ARC, _LABEL = 64, 100, 100, 48  # sizes of a table's row and of what is read of it
_DROPPED, _UNSEEN = 0.33, 0.1  # shares of numbers dropped, and of words hidden, in training
_RATE, _WARM, _BATCH = 3e-3, 200, 1000  # a batch's size in words, padding counted
_SEED = 7
_TAUGHT_BY = {
    "data": "spaCy's en_core_web_sm 3.8 on made-up texts (own), SQuAD 2.0, SelQA, COVID-QA",
    "licences": "MIT, Apache-2.0, CC BY-SA 4.0, Apache-2.0, Apache-2.0",
}
_NONE = -1e4


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence: each word's rows, its tag's number, its head (0 for the root, else one more
    than the word's number) and the number of its label."""

    rows: list[tuple[int, ...]]
    tags: list[int]
    heads: list[int]
    labels: list[int]


class ParserNet(nn.Module):
    """The network that assistant/grammar.py computes, for training."""

    def __init__(self, tags: int, labels: int) -> None:
        super().__init__()
        self.word = nn.Embedding(WORDS + 1, _ROW)
        self.suf, self.pre = nn.Embedding(SUFFIXES, _ROW), nn.Embedding(PREFIXES, _ROW)
        self.shape = nn.Embedding(SHAPES, _ROW)
        self.conv = nn.Linear(3 * _ROW, 128)
        self.lstm = nn.LSTM(
            128, _READ, num_layers=2, bidirectional=True, batch_first=True, dropout=_DROPPED
        )
        self.root = nn.Parameter(torch.randn(2 * _READ) * 0.1)
        self.ha, self.da = nn.Linear(2 * _READ, _ARC), nn.Linear(2 * _READ, _ARC)
        self.arc = nn.Parameter(torch.zeros(_ARC, _ARC + 1))
        self.hl, self.dl = nn.Linear(2 * _READ, _LABEL), nn.Linear(2 * _READ, _LABEL)
        self.lab = nn.Parameter(torch.randn(labels, _LABEL + 1, _LABEL + 1) * 0.02)
        self.tag = nn.Linear(2 * _READ, tags)
        self.drop = nn.Dropout(_DROPPED)
        for table in (self.word, self.suf, self.pre, self.shape):
            nn.init.normal_(table.weight, std=0.3)

    def forward(self, rows: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(sentences, words, 6) rows to what is read of each word, the same with the root before
        it, and the scores of each word's heads."""
        read = self._read(rows, lengths)
        many, longest = rows.shape[:2]
        rooted = torch.cat([self.root.expand(many, 1, -1), read], 1)
        heads = self.drop(functional.relu(self.ha(rooted)))
        own = self.drop(functional.relu(self.da(read)))
        scores = own @ self.arc[:, :-1] @ heads.transpose(1, 2)
        scores = scores + (heads @ self.arc[:, -1]).unsqueeze(1)
        there = torch.arange(longest + 1)[None, None] <= lengths[:, None, None]
        itself = torch.eye(longest + 1, dtype=torch.bool)[1:][None]
        return read, rooted, scores.masked_fill(~there | itself, _NONE)

    def label_scores(self, read: Tensor, rooted: Tensor, heads: Tensor) -> Tensor:
        """(sentences, words, labels), each word hung on a given head."""
        own = self.drop(functional.relu(self.dl(read)))
        others = self.drop(functional.relu(self.hl(rooted)))
        others = others.gather(1, heads[..., None].expand(-1, -1, _LABEL))
        ones = torch.ones_like(own[..., :1])
        own, others = torch.cat([own, ones], -1), torch.cat([others, ones], -1)
        return (torch.einsum("bni,lij->bnlj", own, self.lab) * others[:, :, None]).sum(-1)

    def _read(self, rows: Tensor, lengths: Tensor) -> Tensor:
        if self.training:
            hidden = torch.rand(rows.shape[:2]) < _UNSEEN
            rows = rows.clone()
            rows[hidden, :2] = WORDS
        own = self.word(rows[..., 0]) + self.word(rows[..., 1]) + self.suf(rows[..., 2])
        own = own + self.suf(rows[..., 3]) + self.pre(rows[..., 4]) + self.shape(rows[..., 5])
        there = torch.arange(rows.shape[1])[None] < lengths[:, None]
        own = self.drop(own) * there[..., None]
        none = torch.zeros_like(own[:, :1])
        beside = [torch.cat([none, own[:, :-1]], 1), own, torch.cat([own[:, 1:], none], 1)]
        packed = nn.utils.rnn.pack_padded_sequence(
            functional.relu(self.conv(torch.cat(beside, -1))),
            lengths,
            batch_first=True,
            enforce_sorted=False,
        )
        read, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        dropped: Tensor = self.drop(read)
        return dropped


@click.command()
@click.argument("parsed", type=click.Path(exists=True, path_type=Path))
@click.option("--epochs", default=3, show_default=True)
@click.option("--held-out", default=600, show_default=True, help="Sentences to measure on.")
def main(parsed: Path, epochs: int, held_out: int) -> None:
    """Train on the sentences of PARSED but for its first ones, measure on these, and write the
    weights."""
    random.seed(_SEED)
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    rows = [json.loads(line) for line in parsed.read_text("utf-8").splitlines() if line]
    if len(rows) <= held_out:
        raise UserError("too few sentences", "give more, or hold fewer out", where=str(parsed))
    tags = sorted({tag for row in rows for tag in row["tags"]})
    labels = sorted({label for row in rows for label in row["labels"]})
    told = [_sentence(row, tags, labels) for row in rows]
    net = ParserNet(len(tags), len(labels))
    _train(net, told[held_out:], epochs)
    heads, labelled, tagged = _measured(net, told[:held_out])
    click.echo(f"heads {heads:.3f}, heads and labels {labelled:.3f}, tags {tagged:.3f}")
    weights = {name: one.numpy() for name, one in net.state_dict().items()}
    metadata = {"tags": json.dumps(tags), "labels": json.dumps(labels), **_TAUGHT_BY}
    with whole(_WEIGHTS) as beside:
        save_file(in_bytes(weights), beside, metadata=metadata)


def in_bytes(weights: dict[str, Floats]) -> dict[str, NDArray[Any]]:
    """Matrices as whole numbers from -127 to 127 with a factor for each row, NAME.scale, and the
    rest in float16: half of what float16 takes."""
    found: dict[str, NDArray[Any]] = {}
    for name, one in weights.items():
        if one.ndim < 2:
            found[name] = one.astype(np.float16)
            continue
        scale = np.maximum(np.abs(one).max(axis=-1, keepdims=True), 1e-4) / 127
        scale = scale.astype(np.float16)
        found[f"{name}.scale"] = scale
        found[name] = np.rint(one / scale.astype(np.float32)).clip(-127, 127).astype(np.int8)
    return found


def _sentence(row: dict[str, list], tags: list[str], labels: list[str]) -> Parsed:  # type: ignore[type-arg]
    first = next(at for at, head in enumerate(row["heads"]) if head < 0)
    # A second root hangs on the first.
    heads = [
        head + 1 if head >= 0 else 0 if at == first else first + 1
        for at, head in enumerate(row["heads"])
    ]
    return Parsed(
        [features(word) for word in row["words"]],
        [tags.index(tag) for tag in row["tags"]],
        heads,
        [labels.index(label) for label in row["labels"]],
    )


def _train(net: ParserNet, told: Sequence[Parsed], epochs: int) -> None:
    optimizer = torch.optim.Adam(net.parameters(), lr=_RATE, betas=(0.9, 0.95))
    total, step = len(_batches(told)) * epochs, 0
    for epoch in range(epochs):
        losses = []
        for batch in _batches(told):
            rows, lengths, tags, heads, labels = _tensors(batch)
            rate = min(1, (step + 1) / _WARM) * 0.5 * (1 + math.cos(math.pi * step / total))
            for group in optimizer.param_groups:
                group["lr"] = _RATE * rate + 1e-5
            read, rooted, scores = net(rows, lengths)
            there = labels >= 0
            loss = functional.cross_entropy(scores[there], heads[there])
            by_label = net.label_scores(read, rooted, heads)[there]
            loss = loss + functional.cross_entropy(by_label, labels[there])
            loss = loss + 0.5 * functional.cross_entropy(net.tag(read)[there], tags[there])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            step += 1
            losses.append(float(loss.detach()))
        click.echo(f"epoch {epoch}: loss {np.mean(losses):.3f}", err=True)


def _measured(net: ParserNet, told: Sequence[Parsed]) -> tuple[float, float, float]:
    """Shares of words with the right head, the right head and label, and the right tag."""
    net.eval()
    right = np.zeros(3)
    for one in told:
        rows, lengths, tags, heads, labels = _tensors([one])
        with torch.no_grad():
            read, rooted, scores = net(rows, lengths)
            chosen = scores.argmax(-1)
            named = net.label_scores(read, rooted, chosen).argmax(-1)
            tagged = net.tag(read).argmax(-1)
        hits = (chosen == heads, (chosen == heads) & (named == labels), tagged == tags)
        right += [int(one.sum()) for one in hits]
    heads_right, both, tags_right = right / sum(len(one.heads) for one in told)
    return float(heads_right), float(both), float(tags_right)


def _batches(told: Sequence[Parsed]) -> list[list[Parsed]]:
    ordered = sorted(told, key=lambda one: len(one.heads) + 3 * random.random())
    found: list[list[Parsed]] = [[]]
    for one in ordered:
        if found[-1] and len(one.heads) * (len(found[-1]) + 1) > _BATCH:
            found.append([])
        found[-1].append(one)
    random.shuffle(found)
    return found


def _tensors(batch: Sequence[Parsed]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    lengths = torch.tensor([len(one.heads) for one in batch])
    size = (len(batch), int(lengths.max()))
    rows = torch.zeros(*size, 6, dtype=torch.long)
    tags, labels = torch.full(size, -1), torch.full(size, -1)
    heads = torch.zeros(size, dtype=torch.long)
    for at, one in enumerate(batch):
        end = len(one.heads)
        rows[at, :end] = torch.tensor(one.rows)
        tags[at, :end], labels[at, :end] = torch.tensor(one.tags), torch.tensor(one.labels)
        heads[at, :end] = torch.tensor(one.heads)
    return rows, lengths, tags, heads, labels


if __name__ == "__main__":
    main()
