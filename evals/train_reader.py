"""Trains the reader of the fast profile (assistant/reader.py).

    python -m evals.train_reader MADE DATA OUT [--minutes 25] [--made-share 0.62] [--start FILE]
                                 [--taught FILE] [--hold-order FILE [--learn-order 0]] [--pace 1]
                                 [--drop 0] [--blend 0]

MADE is the folder of made-up texts (evals/made, our own), DATA a folder with squad2.jsonl
(SQuAD 2.0, CC BY-SA 4.0) and selqa_test.jsonl (SelQA, Apache 2.0). The texts in
MADE/held-out.list and every eighth SQuAD article are held out and reported on. The embedding
model and its adapter stay as they are. The learning rate falls with the time that is left, so a
rerun agrees in kind, not to the bit. The questions on the packaged brief are never read. With
what evals/teach_reader.py wrote, only the questions in that are seen, and what a large reader made
of them counts beside their labels. With --hold-order the order in which an earlier reader puts
sentences is kept to, and the rest is learned from labels (Li and Hoiem 2016, "Learning without
forgetting"): on labels, the order is soon learned by heart. With --learn-order, labels have that
share of it again. Against the same, --drop leaves out some of the tokens and of what layers add,
and --blend puts what was started from back by a share (Wortsman et al. 2022).
"""

import argparse
import math
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from assistant.interaction import late_scores
from assistant.joint import states_of
from assistant.reader import LONGEST_SENTENCE
from evals.reader_net import ReaderNet, new_net, padded
from evals.taught import Taught, read_taught
from evals.train_adapter import PASSAGE_CHARS, LowRank, item_loss, low_ranks
from evals.training_data import (
    Asked,
    Lesson,
    held_articles,
    held_out,
    made_briefs,
    paragraph_rows,
    whole,
)
from index.adapter import factors, in_bytes, packed, weight_in
from index.embedder import Floats, Halves, Role, Tokens
from index.flat_bert import multiplies_bfloat16
from index.transformer import TransformerEmbedder
from index.weights import find_weights

RANK = 32
_SCALE = 2  # of a low-rank change: alpha / rank
# Questions a step, and the shares by data of those that aren't on made-up texts.
_STEP = 8
_SHARES = {"squad": 0.7, "selqa": 0.3}
PARAGRAPHS = 7  # of one article that make a text
_REPORTED = 14  # questions of a held-out text that are reported on
# Candidates a question; at run time assistant.reading.READ.
_CANDIDATES = (4, 6, 8)
# Shares of the questions whose evidence is taken away, half of them with all that stands around
# it, and that see two passages or three.
_DROPPED, _NARROWED = 0.25, 0.25
# Weights of the losses: order, evidence, answerable or not, short answer's tokens.
_RANK, _EVIDENCE, _ANSWER, _TOKENS = 1.0, 0.25, 1.5, 0.5 / 6
# What a large reader made of a question counts as this much of what is to be learned of it, and
# in their order half as much where none of the sentences is evidence.
_TAUGHT, _UNDECIDED = 0.6, 0.5
_HELD = 3.0  # weight of an earlier reader's order, where that alone is kept to
# Pairs of about the same length that go through the network at once.
_PAIRS = 20

_TOLD = {
    "data": "made-up texts (own), SQuAD 2.0, SelQA",
    "licences": "Apache-2.0, CC BY-SA 4.0, Apache-2.0",
}

Dropped = Literal["", "sentences", "passages"]
Offsets = Sequence[tuple[int, int]] | NDArray[Any]
WAYS: tuple[Dropped, ...] = ("sentences", "passages")


@dataclass(frozen=True, slots=True)
class Read:
    """A lesson as encoded: the tokens of its sentences, and for each question its own tokens'
    states and its late-interaction score with each sentence."""

    lesson: Lesson
    sentences: tuple[Tokens, ...]
    questions: tuple[Halves, ...]
    scores: tuple[Floats, ...]
    taught: Mapping[int, Taught] = field(default_factory=dict)  # by the question's number


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates, in the order of `scores`. `items` as in Asked, by
    candidate number; `tokens`: for each candidate 1 where a token is part of a short answer, 0
    where not, -1 where that isn't known; `taught`, (2, n): a large reader's logits of their ranks
    and of being evidence, if it read them."""

    question: Halves
    candidates: tuple[Halves, ...]
    scores: Floats
    items: tuple[tuple[int, ...], ...]
    tokens: tuple[list[int], ...]
    taught: Tensor | None = None

    @property
    def relevant(self) -> set[int]:
        return {number for item in self.items for number in item}


def encode(embedder: TransformerEmbedder, lesson: Lesson, role: Role = "question") -> Read:
    """The lesson's texts by the embedder, once and for all; what is asked in the `role` of a
    question, one by one, or of a passage, many at once."""
    passages = embedder.encode(lesson.passages, "passage").tokens
    sentences = tuple(passages[at].within(start, end) for at, start, end in lesson.sentences)
    asked = embedder.encode([one.question for one in lesson.asked], role).tokens
    owners = np.array([at for at, _, _ in lesson.sentences])
    scores = tuple(late_scores(_support(question, sentences), owners) for question in asked)
    return Read(lesson, sentences, tuple(states_of(one) for one in asked), scores)


def _support(question: Tokens, sentences: Sequence[Tokens]) -> Floats:
    similar = [question.vectors @ one.vectors.T for one in sentences]
    none = np.full(len(question.offsets), -1.0, np.float32)
    return np.stack([part.max(axis=1) if part.size else none for part in similar], axis=1)


def candidates(
    read: Read, number: int, count: int, allowed: set[int] | None = None, dropped: Dropped = ""
) -> list[int]:
    """Numbers of sentences for the question of that number, as `example` takes them."""
    asked, sentences = read.lesson.asked[number], read.lesson.sentences
    relevant = relevant_to(asked)
    around = {sentences[at][0] for at in relevant} if dropped == "passages" else set()
    passages = {at for at, _, _ in sentences if allowed is None or at in allowed} - around
    order = np.argsort(-read.scores[number], kind="stable")
    ranked = [int(at) for at in order if sentences[at][0] in passages]
    ranked = [at for at in ranked if not dropped or at not in relevant]
    missed = [at for at in ranked[count:] if at in relevant][: count // 2]
    return [*ranked[: count - len(missed)], *missed]


def relevant_to(asked: Asked) -> set[int]:
    """The numbers of all sentences that are evidence."""
    return {at for item in asked.items for at in item}


def items_among(asked: Asked, chosen: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Its items, by the candidates' numbers among those chosen; those of which none was, not."""
    places = {at: place for place, at in enumerate(chosen)}
    items = (tuple(places[at] for at in item if at in places) for item in asked.items)
    return tuple(item for item in items if item)


def example(
    read: Read, number: int, count: int, allowed: set[int] | None = None, dropped: Dropped = ""
) -> Example:
    """The question of that number with its `count` best candidates of the `allowed` passages
    (None: all), of which up to half make room for evidence that ranks below them. What is
    `dropped` takes the sentences that are evidence away, or their whole passages, so that
    nothing answers it. Of a question that is `taught`, only sentences that the teacher read."""
    asked, chosen = read.lesson.asked[number], candidates(read, number, count, allowed, dropped)
    told: Tensor | None = None
    if taught := read.taught.get(number):
        chosen = [at for at in chosen if at in taught.sentences]
        places = [taught.sentences.index(at) for at in chosen]
        told = torch.tensor([taught.ranks, taught.evidence])[:, places]
    return Example(
        read.questions[number],
        tuple(states_of(read.sentences[at])[:LONGEST_SENTENCE] for at in chosen),
        read.scores[number][chosen],
        items_among(asked, chosen),
        tuple(labels(asked, at, read.sentences[at].offsets[:LONGEST_SENTENCE]) for at in chosen),
        told,
    )


def labels(asked: Asked, sentence: int, offsets: Offsets) -> list[int]:
    """For each token of a sentence 1 where it is part of a short answer, 0 where not, -1 where
    that isn't known; their offsets are in the sentence's passage."""
    relevant = sentence in relevant_to(asked)
    if relevant and not asked.answers:
        return [-1] * len(offsets)
    parts = [(start, end) for at, start, end in asked.answers if at == sentence and relevant]
    return [int(any(a < end and start < b for start, end in parts)) for a, b in offsets]


def forward(
    net: ReaderNet, examples: Sequence[Example]
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Ranks and evidence (b, k), answers (b,), and all token logits with their labels."""
    most = max(len(one.candidates) for one in examples)
    pairs = [
        (row * most + at, one, at)
        for row, one in enumerate(examples)
        for at in range(len(one.candidates))
    ]
    pairs.sort(key=lambda pair: len(pair[1].question) + len(pair[1].candidates[pair[2]]))
    pooled = torch.zeros(len(examples) * most, 2 * net.verdict.shape[0])
    best, absent = torch.zeros(len(pooled)), torch.ones(len(pooled), dtype=torch.bool)
    logits, labels = [], []
    for first in range(0, len(pairs), _PAIRS):
        batch = pairs[first : first + _PAIRS]
        rows = torch.tensor([row for row, _, _ in batch])
        parts = [padded(one.question, [one.candidates[at]]) for _, one, at in batch]
        longest = max(states.shape[1] for states, _ in parts)
        states = torch.cat([functional.pad(s, (0, 0, 0, longest - s.shape[1])) for s, _ in parts])
        sides = torch.cat(
            [functional.pad(s, (0, longest - s.shape[1]), value=-1) for _, s in parts]
        )
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
            told, tokens, top = (part.float() for part in net.pairs(states, sides))
        pooled, best = pooled.index_put((rows,), told), best.index_put((rows,), top)
        absent[rows] = False
        logits.append(tokens[sides == 1])
        labels += [label for _, one, at in batch for label in one.tokens[at]]
    shape = (len(examples), most)
    scores = torch.full(shape, -1.0)
    for row, one in enumerate(examples):
        scores[row, : len(one.scores)] = torch.from_numpy(one.scores)
    judged = net.judge(pooled.view(*shape, -1), best.view(shape), scores, absent.view(shape))
    return *judged, torch.cat(logits), torch.tensor(labels)


def loss(
    net: ReaderNet,
    examples: Sequence[Example],
    earlier: ReaderNet | None = None,
    learned: float = 0.0,
) -> Tensor:
    """The weighted sum of the four losses over the examples; with an `earlier` reader, that of
    the order is how far it is from its order, but for the `learned` share."""
    held = _ranks(earlier, examples) if earlier else None
    ranks, evidence, answers, tokens, labels = forward(net, examples)
    relevant = torch.zeros_like(evidence)
    stated, order = torch.zeros(len(examples)), torch.zeros(())
    for row, one in enumerate(examples):
        relevant[row, list(one.relevant)] = 1.0
        stated[row] = float(bool(one.items))
        count = len(one.candidates)
        hard = item_loss(ranks[row], one.items) if one.items else torch.zeros(())
        if one.taught is not None:
            sure = one.taught[1].sigmoid()
            relevant[row, :count] = torch.lerp(relevant[row, :count], sure, _TAUGHT)
            stated[row] = torch.lerp(stated[row], sure.amax(), _TAUGHT)
        if held is not None:
            soft = _HELD * _order_taught(ranks[row, :count], held[row, :count])
            hard = torch.lerp(soft, hard, learned if one.items else 0.0)
        elif one.taught is not None:
            soft = _order_taught(ranks[row, :count], one.taught[0])
            hard = torch.lerp(hard, soft, _TAUGHT * (1.0 if one.items else _UNDECIDED))
        order = order + hard
    real = ranks > -1e3
    told = functional.binary_cross_entropy_with_logits(
        evidence[real], relevant[real], reduction="sum"
    )
    ordered = sum(bool(one.items) or one.taught is not None or held is not None for one in examples)
    known = labels >= 0
    short = functional.binary_cross_entropy_with_logits(
        tokens[known], labels[known].float(), reduction="sum"
    )
    return (
        _RANK * order / max(ordered, 1)
        + _EVIDENCE * told / len(examples)
        + _ANSWER * functional.binary_cross_entropy_with_logits(answers, stated)
        + _TOKENS * short / len(examples)
    )


@torch.no_grad()
def _ranks(net: ReaderNet, examples: Sequence[Example]) -> Tensor:
    """The ranks that it gives."""
    return forward(net, examples)[0]


def _order_taught(ranks: Tensor, taught: Tensor) -> Tensor:
    """The divergence of a softmax over ranks from that over what was taught of them."""
    wanted = taught.log_softmax(-1)
    return (wanted.exp() * (wanted - ranks.log_softmax(-1))).sum()


@torch.inference_mode()
def report(name: str, held: Sequence[Read], net: ReaderNet) -> str:
    """Share of first sentences right, and how well near misses are told from the answerable."""
    first, stated, answerable = [], [], []
    for read in held:
        for number, asked in enumerate(read.lesson.asked):
            one = example(read, number, 8)
            ranks, _, answers, _, _ = forward(net, [one])
            if asked.items:
                first.append(int(ranks[0].argmax()) in one.relevant)
            stated.append(float(answers[0]))
            answerable.append(bool(asked.items))
    area = roc_auc_score(answerable, stated)
    return f"{name}: n={len(first)} first {np.mean(first):.3f}, answerable AUC {area:.3f}"


def _drawn(
    pools: dict[str, list[Read]], made_share: float, drop: float, seeded: random.Random
) -> Iterator[Example]:
    """Examples without end, by their shares; where any question is taught, those alone."""
    taught = any(read.taught for reads in pools.values() for read in reads)
    shares = {name: share * (1 - made_share) for name, share in _SHARES.items()}
    shares["made"] = made_share
    for read, number in drawn(pools, shares, seeded):
        if taught and number not in read.taught:
            continue
        allowed = _narrowed(read, number, seeded) if seeded.random() < _NARROWED else None
        dropped = seeded.choice(WAYS) if seeded.random() < _DROPPED else ""
        one = example(read, number, seeded.choice(_CANDIDATES), allowed, dropped)
        if one.candidates:
            yield thinned(one, drop, seeded) if drop else one


def thinned(one: Example, drop: float, seeded: random.Random) -> Example:
    """The example without about that share of the tokens of half of its texts."""
    kept = [_kept(len(states), drop, seeded) for states in (one.question, *one.candidates)]
    parts = zip(kept[1:], one.candidates, one.tokens, strict=True)
    left = [(states[at], [tokens[n] for n in at]) for at, states, tokens in parts]
    return replace(
        one,
        question=one.question[kept[0]],
        candidates=tuple(states for states, _ in left),
        tokens=tuple(tokens for _, tokens in left),
    )


def _kept(count: int, drop: float, seeded: random.Random) -> list[int]:
    """The numbers of the tokens that are kept."""
    if seeded.random() < 0.5:
        return list(range(count))
    return [at for at in range(count) if seeded.random() >= drop] or list(range(count))


def drawn(
    pools: dict[str, list[Read]], shares: dict[str, float], seeded: random.Random
) -> Iterator[tuple[Read, int]]:
    """Questions without end, each by its number, by the shares of the kinds of data; within each
    kind all before any again."""
    left: dict[str, list[tuple[Read, int]]] = {name: [] for name, reads in pools.items() if reads}
    while True:
        name = seeded.choices(list(left), [shares[name] for name in left])[0]
        if not left[name]:
            left[name] = [(r, at) for r in pools[name] for at in range(len(r.lesson.asked))]
            seeded.shuffle(left[name])
        yield left[name].pop()


def _narrowed(read: Read, number: int, seeded: random.Random) -> set[int]:
    """The passages with evidence, or the best one, and up to two others."""
    sentences, asked = read.lesson.sentences, read.lesson.asked[number]
    own = {sentences[at][0] for item in asked.items for at in item}
    own = own or {sentences[int(read.scores[number].argmax())][0]}
    every = range(len(read.lesson.passages))
    return own | set(seeded.sample(every, min(len(every), seeded.choice((0, 1, 2)))))


def adapted(net: ReaderNet, rank: int = RANK) -> None:
    """Puts a low-rank change beside each linear layer of the encoder; norms are learned whole."""
    for layer in net.layers:
        for name in ("query", "key", "value", "out", "up", "down"):
            linear = layer.get_submodule(name)
            assert isinstance(linear, nn.Linear)
            linear.requires_grad_(False)
            setattr(layer, name, LowRank(linear, rank, _SCALE * rank))


def train(arguments: argparse.Namespace) -> None:
    """Trains for the given time, reports and writes the reader."""
    torch.manual_seed(0)
    seeded, weights = random.Random(0), find_weights(arguments.model)
    embedder = TransformerEmbedder(weights)
    pools, held = _pools(embedder, arguments)
    net = new_net(embedder)
    adapted(net)
    states = [one for reads in pools.values() for read in reads for one in read.questions]
    net.verdict.data.copy_(torch.from_numpy(np.concatenate(states).astype(np.float32).mean(0)))
    earlier: ReaderNet | None = None
    if arguments.hold_order:
        earlier = deepcopy(net)
        resume(earlier, arguments.hold_order)
    if arguments.start:
        resume(net, arguments.start)
    started = {name: weight.detach().clone() for name, weight in net.named_parameters()}
    net.drop = arguments.drop
    groups = _by_rate(net, arguments.pace)
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    examples = _drawn(pools, arguments.made_share, arguments.drop, seeded)
    step, part, mean = 0, 1, 0.0
    for step, done in steps(optimizer, arguments.minutes, 100):
        if done > part / 10:
            print(f"{step} steps, loss {mean:.3f}", flush=True)  # noqa: T201
            save(net, embedder, arguments.out, _TOLD)
            part += 1
        optimizer.zero_grad()
        batch = [next(examples) for _ in range(_STEP)]
        total = loss(net, batch, earlier, arguments.learn_order)
        total.backward()  # type: ignore[no-untyped-call]
        mean = 0.98 * mean + 0.02 * float(total.detach()) if mean else float(total.detach())
        nn.utils.clip_grad_norm_([w for group in groups for w in group["params"]], 1.0)
        optimizer.step()
    net.drop = 0.0
    blend(net, started, arguments.blend)
    save(net, embedder, arguments.out, _TOLD)
    print(f"{step} steps", *(report(*one, net) for one in held.items()), sep="\n")  # noqa: T201


@torch.no_grad()
def blend(net: nn.Module, started: Mapping[str, Tensor], share: float) -> None:
    """Takes what was learned back by that share of the way to where it `started`."""
    for name, weight in net.named_parameters():
        weight.lerp_(started[name], share)


def steps(
    optimizer: torch.optim.Optimizer, minutes: float, warm: int
) -> Iterator[tuple[int, float]]:
    """The numbers of the steps, from 1, until the minutes are over, each with the share of them
    that is; the optimizer's rates rise over the `warm` first and then fall by a cosine to 3 %."""
    rates, started = [group["lr"] for group in optimizer.param_groups], time.monotonic()
    for step in count(1):
        done = (time.monotonic() - started) / 60 / minutes
        if done >= 1:
            return
        share = min(1.0, step / warm) * (0.03 + 0.97 * (0.5 + 0.5 * math.cos(math.pi * done)))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        yield step, done


def data_parser(description: str, minutes: float) -> argparse.ArgumentParser:
    """A parser for what known_lessons reads, what is written, and how long that may take."""
    parser = argparse.ArgumentParser(description=description)
    for name in ("made", "data", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--minutes", type=float, default=minutes)
    return parser


def known_lessons(
    made: Path, data: Path
) -> tuple[dict[str, list[Lesson]], dict[str, list[Lesson]]]:
    """The lessons to learn from and the held-out, by name."""
    texts, kept = made_briefs(made, PASSAGE_CHARS), held_out(made)
    squad, selqa = (
        paragraph_rows(data / f"{file}.jsonl", PARAGRAPHS, PASSAGE_CHARS, 0)
        for file in ("squad2", "selqa_test")
    )
    articles = held_articles(squad)
    return {
        "made": [one for one in texts if one.group not in kept],
        "squad": [one for one in squad if one.group not in articles],
        "selqa": selqa,
    }, {
        "held-out texts": [one for one in texts if one.group in kept],
        "held-out articles": [one for one in squad if one.group in articles],
    }


def _pools(
    embedder: TransformerEmbedder, arguments: argparse.Namespace
) -> tuple[dict[str, list[Read]], dict[str, list[Read]]]:
    """The data to learn from and the held-out, by name, encoded."""
    known, held = known_lessons(arguments.made, arguments.data)
    told: dict[tuple[str, int], dict[int, Taught]] = {}
    for row in read_taught(arguments.taught, known) if arguments.taught else ():
        told.setdefault((row.data, row.lesson), {})[row.number] = row
    pools = {
        name: [
            replace(encode(embedder, one), taught=told.get((name, at), {}))
            for at, one in enumerate(lessons)
            if not told or (name, at) in told
        ]
        for name, lessons in known.items()
    }
    fewer = random.Random(0)
    return pools, {
        name: [encode(embedder, one.fewer(_REPORTED, fewer)) for one in some]
        for name, some in held.items()
    }


def _by_rate(net: ReaderNet, pace: float) -> list[dict[str, Any]]:
    """What is learned, in groups with learning rates, times `pace`: the low-rank changes, the few
    numbers and states that everything passes through, the heads and norms."""
    groups: dict[float, list[nn.Parameter]] = {4e-4: [], 4e-3: [], 1e-3: []}
    for name, weight in net.named_parameters():
        if weight.requires_grad:
            few = "mix" in name or name in ("verdict", "side", "evidence_bias")
            low = name.endswith((".A", ".B"))
            groups[4e-4 if low else 4e-3 if few else 1e-3].append(weight)
    return [{"params": weights, "lr": rate * pace} for rate, weights in groups.items()]


def resume(net: nn.Module, path: Path, within: str = "") -> None:
    """Puts what an earlier run wrote to `path` into the network, or what of it has names that
    begin like `within`."""
    with torch.no_grad(), safe_open(str(path), framework="np") as file:
        for name, one in low_ranks(net).items():
            down, up = (torch.from_numpy(factor) for factor in factors(file, within + name))
            one.A[: len(down)] = down  # of a lower rank, perhaps
            one.B[:] = functional.pad(up / one.scale, (0, one.B.shape[1] - up.shape[1]))
        for name, weight in learned_whole(net):
            weight.copy_(torch.from_numpy(weight_in(file, within + name)))


class Model(Protocol):
    """What a network was learned over."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...


def save(
    net: nn.Module,
    model: Model,
    out: Path,
    told: dict[str, str],
    rank: int | None = None,
    bits: Literal[4, 8] = 8,
) -> None:
    """What was learned over which model, and what else is `told` of it: data and licences.
    Low-rank factors are kept in bytes (their scale in B) and all else in float16; with a `rank`,
    the factors in half bytes, cut to that rank, and matrices in bytes, or half bytes with 4
    `bits`."""
    tensors: dict[str, NDArray[Any]] = {}
    for name, one in low_ranks(net).items():
        down, up = one.A.detach().numpy(), (one.B * one.scale).detach().numpy()
        kept = in_bytes(*_balanced(down, up, rank), 4) if rank else in_bytes(down, up)
        tensors |= {f"{name}.{end}": value for end, value in kept.items()}
    for name, weight in learned_whole(net):
        own = weight.detach().numpy()
        if rank and own.ndim == 2:
            scale = np.abs(own).max(axis=1, keepdims=True) / (2 ** (bits - 1) - 1)
            tensors[f"{name}.scale"] = scale.astype(np.float32)
            numbers = np.rint(own / scale)
            tensors[name] = packed(numbers) if bits == 4 else numbers.astype(np.int8)
        else:
            tensors[name] = own.astype(np.float16)
    made_for = {"model_sha256": model.sha256, "base": model.name}
    with whole(out) as beside:
        save_file(tensors, beside, metadata={**made_for, **told})


def _balanced(down: Floats, up: Floats, rank: int) -> tuple[Floats, Floats]:
    """Factors of that rank whose product is nearest to up · down, both of the same size, as half
    bytes keep them best."""
    (q, r), (p, s) = np.linalg.qr(up), np.linalg.qr(down.T)
    left, values, right = np.linalg.svd(r @ s.T)
    root = np.sqrt(values[:rank])
    balanced = root[:, None] * (right[:rank] @ p.T), (q @ left[:, :rank]) * root
    return balanced[0].astype(np.float32), balanced[1].astype(np.float32)


def learned_whole(net: nn.Module) -> Iterator[tuple[str, nn.Parameter]]:
    """What is learned besides the low-rank changes."""
    for name, weight in net.named_parameters():
        if weight.requires_grad and not name.endswith((".A", ".B")):
            yield name, weight


if __name__ == "__main__":
    parser = data_parser("Trains the reader of the fast profile.", 25.0)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--made-share", type=float, default=0.62)
    parser.add_argument("--start", type=Path, help="go on from what an earlier run wrote")
    parser.add_argument("--hold-order", type=Path, help="keep to the order of an earlier run")
    for name, meaning in (
        ("--learn-order", "the share of the order that labels have yet, with --hold-order"),
        ("--drop", "the share of tokens and of what layers add that is left out"),
        ("--blend", "the share of --start in what is written"),
    ):
        parser.add_argument(name, type=float, default=0.0, help=meaning)
    parser.add_argument("--pace", type=float, default=1.0, help="times all learning rates")
    parser.add_argument("--taught", type=Path, help="what evals.teach_reader wrote")
    asked = parser.parse_args()
    if asked.learn_order and not asked.hold_order:
        parser.error("--learn-order is a share of a held order: name its reader with --hold-order")
    if asked.blend and not asked.start:
        parser.error("--blend goes back to where training started: name that with --start")
    train(asked)
