"""Trains what reads a question beside sentences from the words up (assistant/second.py).

    python -m evals.train_second MADE DATA OUT [--minutes 75] [--start EARLIER]

MADE is the folder of made-up texts (evals/made, our own), DATA a folder with squad2.jsonl
(SQuAD 2.0, CC BY-SA 4.0) and selqa_test.jsonl (SelQA, Apache 2.0). The texts in
MADE/held-out.list and every eighth SQuAD article are held out and reported on. EARLIER may be
what an earlier run wrote, or evals/train_whole_claims.py: what that learned of reading two texts
together serves here too. The questions on the packaged brief are never read. The learning rate
falls with the time that is left, so a rerun agrees in kind, not to the bit.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from assistant.reading import READ
from assistant.second import Read, SecondNet, Told
from evals.train_adapter import item_loss
from evals.train_claims import by_rate
from evals.train_reader import (
    WAYS,
    Dropped,
    candidates,
    data_parser,
    drawn,
    encode,
    items_among,
    known_lessons,
    labels,
    resume,
    save,
    steps,
)
from evals.train_reader import Read as Encoded
from evals.train_whole_claims import adapted
from evals.training_data import Lesson
from index.transformer import TransformerEmbedder
from index.weights import find_weights

KEPT = 6  # the rank that is written
_STEP = 8  # questions
_PAIRS = 8  # computed at once
# Questions of a text that are drawn, by the kind of data: many texts, not all that is asked.
_ASKED = {"made": 32, "squad": 14, "selqa": 10}
# Texts of each kind but the made-up ones, and the shares of the questions.
_TEXTS = {"squad": 110, "selqa": 40}
_SHARES = {"made": 0.78, "squad": 0.17, "selqa": 0.05}
_CANDIDATES = (3, 4, 5)
_DROPPED = 0.12
# Weights of the losses: order, evidence, answerable or not, short answer's tokens.
_RANK, _EVIDENCE, _ANSWER, _TOKENS = 1.0, 0.35, 1.0, 0.06

_TOLD = {
    "data": "made-up texts (own), claims on them (own), SQuAD 2.0, SelQA",
    "licences": "Apache-2.0, Apache-2.0, CC BY-SA 4.0, Apache-2.0",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question's pairs, its required items by their numbers, and for each pair 1 where a token
    of the sentence is part of a short answer, 0 where not, -1 where that isn't known."""

    pairs: tuple[Read, ...]
    items: tuple[tuple[int, ...], ...]
    tokens: tuple[list[int], ...]

    @property
    def relevant(self) -> list[int]:
        return sorted({at for item in self.items for at in item})


def example(
    net: SecondNet, read: Encoded, number: int, count: int, dropped: Dropped = ""
) -> Example:
    """The question of that number with its `count` best candidates, `dropped` as in
    evals.train_reader.example."""
    asked, chosen = read.lesson.asked[number], candidates(read, number, count, None, dropped)
    pairs, tokens = [pair(read, number, at) for at in chosen], []
    for at, one in zip(chosen, pairs, strict=True):
        start = read.lesson.sentences[at][1]
        offsets = [(start + a, start + b) for a, b in net.offsets(one.sentence)]
        tokens.append(labels(asked, at, offsets))
    return Example(tuple(pairs), items_among(asked, chosen), tuple(tokens))


def pair(read: Encoded, number: int, sentence: int) -> Read:
    """The question of that number beside a sentence."""
    lesson, score = read.lesson, float(read.scores[number][sentence])
    first = sentence == 0 or lesson.sentences[sentence - 1][0] != lesson.sentences[sentence][0]
    before = "" if first else lesson.sentence(sentence - 1)
    return Read(lesson.asked[number].question, lesson.sentence(sentence), before, score)


def through(net: SecondNet, pairs: Sequence[Read]) -> list[tuple[Tensor, Tensor, Tensor]]:
    """Each pair's rank, its evidence, and the token logits of its sentence; pairs of about the
    same length go through together."""
    order = sorted(range(len(pairs)), key=lambda at: len(pairs[at].sentence + pairs[at].before))
    told: dict[int, tuple[Tensor, Tensor, Tensor]] = {}
    for first in range(0, len(order), _PAIRS):
        part = order[first : first + _PAIRS]
        some: Told = net([pairs[at] for at in part])
        for row, at in enumerate(part):
            told[at] = some.ranks[row], some.evidence[row], some.tokens[row][some.own[row]]
    return [told[at] for at in range(len(pairs))]


def loss(net: SecondNet, examples: Sequence[Example]) -> Tensor:
    """The weighted sum of the four losses over the examples, a mean over questions."""
    told = through(net, [pair for one in examples for pair in one.pairs])
    total, at = torch.zeros(()), 0
    for one in examples:
        own, at = told[at : at + len(one.pairs)], at + len(one.pairs)
        ranks, evidence = (torch.stack([each[part] for each in own]) for part in (0, 1))
        relevant = torch.zeros(len(own))
        relevant[one.relevant] = 1.0
        stated = torch.tensor(float(bool(one.items)))
        tokens = torch.cat([each[2] for each in own])
        wanted = torch.tensor([label for each in one.tokens for label in each])
        known = wanted >= 0
        parts = (
            (_RANK, item_loss(ranks, one.items) if one.items else torch.zeros(())),
            (_EVIDENCE, _unlike(evidence, relevant)),
            (_ANSWER, _unlike(evidence.max(), stated)),
            (_TOKENS, _unlike(tokens[known], wanted[known].float())),
        )
        total = total + sum((weight * part for weight, part in parts), torch.zeros(()))
    return total / len(examples)


def _unlike(logits: Tensor, wanted: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, wanted, reduction="sum")


@torch.inference_mode()
def report(name: str, net: SecondNet, held: Sequence[Encoded], most: int) -> str:
    """Share of first sentences right among those read, and how well near misses are told from the
    answerable."""
    asked = [(read, at) for read in held for at in range(len(read.lesson.asked))]
    first, stated, answerable = [], [], []
    for read, number in random.Random(0).sample(asked, min(most, len(asked))):
        one, items = example(net, read, number, READ), read.lesson.asked[number].items
        told = through(net, one.pairs)
        if items:
            first.append(int(np.argmax([rank for rank, _, _ in told])) in one.relevant)
        stated.append(max(float(evidence) for _, evidence, _ in told))
        answerable.append(bool(items))
    area = roc_auc_score(answerable, stated)
    return f"{name}: n={len(first)} first {np.mean(first):.3f}, answerable AUC {area:.3f}"


def _drawn(
    net: SecondNet, pools: dict[str, list[Encoded]], seeded: random.Random
) -> Iterator[Example]:
    """Examples without end, by their shares."""
    for read, number in drawn(pools, _SHARES, seeded):
        dropped = seeded.choice(WAYS) if seeded.random() < _DROPPED else ""
        one = example(net, read, number, seeded.choice(_CANDIDATES), dropped)
        if one.pairs:
            yield one


def train(arguments: argparse.Namespace) -> None:
    """Trains, reports and writes what was learned."""
    torch.manual_seed(0)
    seeded, weights = random.Random(arguments.seed), find_weights("all-mpnet-base-v2")
    pools, held = _pools(arguments, seeded)
    net = SecondNet(weights)
    adapted(net)
    if arguments.start:
        begin(net, arguments.start)
    net.halve()
    learned = {name: weight for name, weight in net.named_parameters() if weight.requires_grad}
    optimizer = torch.optim.AdamW(by_rate(learned), weight_decay=0.01)
    examples, mean, step = _drawn(net, pools, seeded), 0.0, 0
    for step, _ in steps(optimizer, arguments.minutes, 40):
        optimizer.zero_grad()
        total = loss(net, [next(examples) for _ in range(_STEP)])
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(list(learned.values()), 1.0)
        optimizer.step()
        mean = 0.98 * mean + 0.02 * float(total.detach()) if mean else float(total.detach())
        if step % 50 == 0:
            print(f"{step} steps, loss {mean:.3f}", flush=True)  # noqa: T201
            save(net, weights, arguments.out, _TOLD, KEPT, 4)
    save(net, weights, arguments.out, _TOLD, KEPT, 4)
    told = (report(*one[:1], net, *one[1:], arguments.reported) for one in held.items())
    print(f"{step} steps", *told, sep="\n")  # noqa: T201


def begin(net: SecondNet, path: Path) -> None:
    """Goes on from what an earlier run wrote; from another network's, with its layers alone."""
    with safe_open(str(path), framework="np") as file:
        own = "token.weight" in file.keys()  # noqa: SIM118 (no mapping)
    resume(net if own else net.encoder, path, "" if own else "encoder.")


def _pools(
    arguments: argparse.Namespace, seeded: random.Random
) -> tuple[dict[str, list[Encoded]], dict[str, list[Encoded]]]:
    """The data to learn from and the held-out, by name, encoded."""
    embedder = TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))

    def some(name: str, lessons: Sequence[Lesson], texts: int | None = None) -> list[Encoded]:
        chosen = seeded.sample(lessons, min(len(lessons), texts or len(lessons)))
        return [encode(embedder, one.fewer(_ASKED[name], seeded), "passage") for one in chosen]

    known, held = known_lessons(arguments.made, arguments.data)
    pools = {name: some(name, lessons, _TEXTS.get(name)) for name, lessons in known.items()}
    return pools, {
        "held-out texts": some("made", held["held-out texts"]),
        "held-out articles": some("squad", held["held-out articles"]),
    }


if __name__ == "__main__":
    parser = data_parser("Trains what reads questions from the words up.", 75.0)
    parser.add_argument("--start", type=Path, help="go on from what an earlier run wrote")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn")
    parser.add_argument("--reported", type=int, default=400, help="held-out questions reported on")
    train(parser.parse_args())
