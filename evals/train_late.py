"""Trains the upper layers of an embedding model for late interaction, over the states that the
layers below them give once and for all.

    python -m evals.train_late MADE DATA OUT [--model all-mpnet-base-v2] [--minutes 30]

MADE is the folder of made-up texts with questions and claims (evals/made, our own), DATA a folder
with squad2.jsonl (SQuAD 2.0, CC BY-SA 4.0), selqa_test.jsonl (SelQA, Apache 2.0) and policyqa.jsonl
(PolicyQA, MIT). A low-rank change (LoRA; Hu et al. 2021) of the layers from `first` on learns to
put the right sentence first by the very score that is used at run time, and to score it above a
learned bound where it answers and all below it where none does. The texts in MADE/held-out.list
are held out and reported on. The questions on the packaged brief are never read. The learning
rate falls with the time that is left, so a rerun agrees in kind, not to the bit.
"""

import argparse
import math
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from assistant import interaction
from evals.train_adapter import (
    PASSAGE_CHARS,
    POOLED_WEIGHT,
    TEMPERATURE,
    LowRank,
    item_loss,
    owners,
    passage_loss,
    save_adapter,
    share_found,
)
from evals.training_data import (
    Lesson,
    claimed_briefs,
    held_articles,
    held_out,
    made_briefs,
    paragraph_rows,
)
from index.adapter import adapter_changes, find_adapter
from index.weights import Weights, find_weights

# Of a text, the questions and claims of one step; and the share of steps on other data.
_ASKED, _OTHERS = 48, 0.25
# Texts of other data that are read at all: each is seen a few times.
_OTHER_TEXTS = 100
# Tokens of a text that are read; passages and questions that go through the layers at once.
_LONGEST, _PASSAGES, _QUESTIONS = 300, 8, 64
# The claims that are asked too: those of earlier rounds add nothing to that many questions.
_ROUNDS = ("r5",)
# What it counts for that the best sentence's score is above a learned one where a question is
# answered and below it where it isn't, and the width of the logistic function over cosines.
_ANSWERED, _WIDTH, _MIDDLE = 0.5, 0.05, 0.5
# What is asked without an answer, but for claims that the text doesn't make.
_UNANSWERED = ("near", "far", "row")
_TOLD = {
    "data": "made-up texts (own), SQuAD 2.0, SelQA, PolicyQA",
    "licences": "Apache-2.0, CC BY-SA 4.0, Apache-2.0, MIT",
}
# The linear layers of a BERT and of an MPNet layer, by the part that has them.
_LINEAR = {
    "attention.self": ("query", "key", "value"),
    "attention.output": ("dense",),
    "attention.attn": ("q", "k", "v", "o"),
    "intermediate": ("dense",),
    "output": ("dense",),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A text's states below the layers that learn, (tokens, dim) in half precision, and its
    tokens' offsets, (tokens, 2), special ones' being empty."""

    states: Tensor
    offsets: Tensor


@dataclass(frozen=True, slots=True)
class Told:
    """A text's unit token rows, (n, dim), their first characters, (n,), and its unit mean."""

    rows: Tensor
    starts: Tensor
    pooled: Tensor


class Model:
    """An embedding model cut in two before its layer number `first`."""

    def __init__(self, weights: Weights, first: int, adapted: bool = False) -> None:
        """`adapted`: with the adapter that is packaged for its weights."""
        self.weights, self.first = weights, first
        self._tokenizer = AutoTokenizer.from_pretrained(weights.folder)
        self.whole = AutoModel.from_pretrained(weights.folder, use_safetensors=True).eval()
        self.whole.requires_grad_(False)
        self._layers = list(self.whole.get_submodule("encoder.layer").children())
        self.answered = nn.Parameter(torch.tensor(_MIDDLE))
        named = dict(self.whole.named_parameters())
        path = find_adapter(weights.sha256) if adapted else None
        for name, change in adapter_changes(path).items() if path else ():
            named[name].add_(torch.from_numpy(change))

    def adapt(self, rank: int) -> None:
        """Makes the layers from `first` on learn."""
        for number in range(self.first, len(self._layers)):
            for part, names in _LINEAR.items():
                for name in names:
                    place = f"encoder.layer.{number}.{part}.{name}"
                    try:
                        layer = self.whole.get_submodule(place)
                    except AttributeError:  # the other kind of model's
                        continue
                    assert isinstance(layer, nn.Linear)
                    owner = self.whole.get_submodule(place.rpartition(".")[0])
                    setattr(owner, name, LowRank(layer, rank, 2 * rank))

    @torch.inference_mode()
    def below(self, texts: Sequence[str], size: int) -> list[Kept]:
        """What the layers that don't learn make of each text."""
        found: dict[int, Kept] = {}
        for batch in _batches([len(text) for text in texts], size):
            told = self._tokenizer(
                [texts[at] for at in batch],
                padding=True,
                truncation=True,
                max_length=_LONGEST,
                return_tensors="pt",
                return_offsets_mapping=True,
            )
            mask = told["attention_mask"]
            rows = self.whole.get_submodule("embeddings")(input_ids=told["input_ids"])
            rows = self._through(self._layers[: self.first], rows, mask)
            for row, at in enumerate(batch):
                tokens = int(mask[row].sum())
                offsets = told["offset_mapping"][row, :tokens].clone()
                found[at] = Kept(rows[row, :tokens].half().clone(), offsets)
        return [found[at] for at in range(len(texts))]

    def above(self, texts: Sequence[Kept], size: int) -> list[Told]:
        """What the others make of it, with gradients."""
        found: dict[int, Told] = {}
        for batch in _batches([len(text.states) for text in texts], size):
            states = [texts[at].states.float() for at in batch]
            rows = nn.utils.rnn.pad_sequence(states, batch_first=True)
            mask = nn.utils.rnn.pad_sequence([torch.ones(len(s)) for s in states], batch_first=True)
            rows = self._through(self._layers[self.first :], rows, mask)
            means = (rows * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            pooled, rows = functional.normalize(means, dim=-1), functional.normalize(rows, dim=-1)
            for row, at in enumerate(batch):
                offsets = texts[at].offsets
                real = offsets[:, 1] > offsets[:, 0]
                found[at] = Told(rows[row, : len(real)][real], offsets[real][:, 0], pooled[row])
        return [found[at] for at in range(len(texts))]

    def _through(self, layers: Iterable[nn.Module], rows: Tensor, mask: Tensor) -> Tensor:
        unseen = (1.0 - mask[:, None, None].float()) * torch.finfo(torch.float32).min
        encoder = self.whole.get_submodule("encoder")
        bias = getattr(encoder, "compute_position_bias", None)  # MPNet's
        near = (bias(rows),) if bias else ()
        for layer in layers:
            out = layer(rows, unseen, *near)
            rows = out[0] if isinstance(out, tuple) else out
        return rows


def _batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [order[first : first + size] for first in range(0, len(order), size)]


def late_scores(lesson: Lesson, passages: Sequence[Told], questions: Sequence[Told]) -> Tensor:
    """(questions, sentences): assistant.interaction's scores, with gradients."""
    owner = torch.cat([owners(lesson, at, one.starts) for at, one in enumerate(passages)])
    tokens = torch.cat([one.rows for one in passages])[owner >= 0]
    asked = torch.cat([one.rows for one in questions])
    spread = owner[owner >= 0][None].expand(len(asked), -1)
    support = torch.full((len(asked), len(lesson.sentences)), -1.0).scatter_reduce(
        1, spread, asked @ tokens.T, "amax"
    )
    places = torch.tensor([at for at, _, _ in lesson.sentences])
    sizes = [len(one.rows) for one in questions]
    return torch.stack([_late(one, places) for one in torch.split(support, sizes)])


def _late(support: Tensor, places: Tensor) -> Tensor:
    """As assistant.interaction.late_scores: (question tokens, n) to (n,)."""
    with torch.no_grad():
        common = torch.quantile(support, interaction.COMMON, dim=1)
        weights = torch.clamp(1.0 - common, min=interaction.LEAST) ** interaction.POWER
    follows = torch.nonzero(places[1:] == places[:-1])[:, 0] + 1
    before = torch.full_like(support, -1.0)
    before[:, follows] = support[:, follows - 1]
    spread = places[None].expand(len(support), -1)
    best = torch.full((len(support), int(places.max()) + 1), -1.0)
    around = best.scatter_reduce(1, spread, support, "amax")[:, places]
    lent = torch.maximum(interaction.BEFORE * before, interaction.AROUND * around)
    return weights @ torch.maximum(support, lent) / weights.sum()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A lesson, and what is kept of its passages and of what is asked."""

    lesson: Lesson
    passages: list[Kept]
    asked: list[Kept]


def prepare(model: Model, lesson: Lesson) -> Prepared:
    """The lesson as the layers that don't learn read it."""
    questions = [one.question for one in lesson.asked]
    asked = model.below(questions, _QUESTIONS)
    return Prepared(lesson, model.below(lesson.passages, _PASSAGES), asked)


@torch.inference_mode()
def scores(model: Model, one: Prepared) -> Tensor:
    """(asked, sentences): the late scores as the model stands."""
    passages = model.above(one.passages, _PASSAGES)
    return late_scores(one.lesson, passages, model.above(one.asked, _QUESTIONS))


def loss(model: Model, one: Prepared, chosen: Sequence[int]) -> Tensor:
    """Of those asked: softmax over all sentences for each required item and over passages, as in
    evals.train_adapter, and whether the best score tells that there is an answer."""
    passages = model.above(one.passages, _PASSAGES)
    asked = model.above([one.asked[at] for at in chosen], _QUESTIONS)
    logits = late_scores(one.lesson, passages, asked) / TEMPERATURE
    pooled = torch.stack([q.pooled for q in asked]) @ torch.stack([p.pooled for p in passages]).T
    total, counted, told = torch.zeros(()), 0, list[Tensor]()
    for row, at in enumerate(chosen):
        question, ahead = one.lesson.asked[at], logits[row] * TEMPERATURE - model.answered
        if items := question.items:
            total = total + item_loss(logits[row], items)
            total = total + POOLED_WEIGHT * passage_loss(one.lesson, pooled[row], items)
            counted += 1
            told.append(ahead[[number for item in items for number in item]].max())
        elif question.kind in _UNANSWERED:
            told.append(-ahead.max())
    total = total / max(counted, 1)
    if told:
        total = total - _ANSWERED * functional.logsigmoid(torch.stack(told) / _WIDTH).mean()
    return total


def report(model: Model, held: Sequence[Prepared]) -> str:
    """How often a right sentence is first, how much evidence is in the first 3, 5, and how well
    the best score tells answered questions from near misses."""
    found, best_scores = [], {True: list[float](), False: list[float]()}
    for one in held:
        for row, asked in zip(scores(model, one), one.lesson.asked, strict=True):
            best_scores[bool(asked.items)].append(float(row.max()))
            if asked.items:
                best = row.argsort(descending=True)[:5].tolist()
                first = any(best[0] in item for item in asked.items)
                three, five = share_found(best[:3], asked.items), share_found(best, asked.items)
                found.append((first, three, five))
    first, three, five = np.mean(found, axis=0)
    right = [1] * len(best_scores[True]) + [0] * len(best_scores[False])
    area = roc_auc_score(right, best_scores[True] + best_scores[False])
    shares = f"first {first:.3f}, in 3 {three:.3f}, in 5 {five:.3f}"
    return f"n={len(found)} {shares}, AUC {area:.3f} of {len(right)}"


def lessons_of(made: Path, data: Path) -> tuple[list[Lesson], list[Lesson], list[Lesson]]:
    """The made-up texts with questions and claims to learn from, those held out with questions
    alone, and others."""
    kept, asked = held_out(made), made_briefs(made, PASSAGE_CHARS)
    claimed = {one.group: one.asked for one in claimed_briefs(made, PASSAGE_CHARS, _ROUNDS)}
    known = [
        replace(one, asked=(*one.asked, *claimed.get(one.group, ())))
        for one in asked
        if one.group not in kept
    ]
    squad = paragraph_rows(data / "squad2.jsonl", 7, PASSAGE_CHARS, 0)
    articles = held_articles(squad)
    others = [
        *(one for one in squad if one.group not in articles),
        *paragraph_rows(data / "selqa_test.jsonl", 7, PASSAGE_CHARS, 0),
        *paragraph_rows(data / "policyqa.jsonl", 10, PASSAGE_CHARS, 0),
    ]
    chosen = random.Random(0).sample(others, min(len(others), _OTHER_TEXTS))
    return known, [one for one in asked if one.group in kept], chosen


def train(arguments: argparse.Namespace) -> None:
    """Trains, reports and writes what was learned."""
    torch.manual_seed(0)
    model = Model(find_weights(arguments.model), arguments.first)
    known, held, others = (
        [prepare(model, lesson) for lesson in part]
        for part in lessons_of(arguments.made, arguments.data)
    )
    print(f"before: {report(model, held)}", flush=True)  # noqa: T201
    model.adapt(arguments.rank)
    learn(model, known, others, arguments.minutes, arguments.rate)
    save_adapter(model.whole, model.weights, _TOLD, arguments.out)
    print(f"after: {report(model, held)}")  # noqa: T201


def learn(
    model: Model, known: Sequence[Prepared], others: Sequence[Prepared], minutes: float, rate: float
) -> None:
    """Trains what learns in the model for that long."""
    seeded, started, left = random.Random(0), time.monotonic(), list[Prepared]()
    learned = [weight for weight in model.whole.parameters() if weight.requires_grad]
    learned.append(model.answered)
    optimizer = torch.optim.AdamW(learned, lr=rate, weight_decay=0.01)
    step, mean = 0, 0.0
    while (done := (time.monotonic() - started) / 60 / minutes) < 1:
        if not left:
            left = seeded.sample(known, len(known))
        one = seeded.choice(others) if others and seeded.random() < _OTHERS else left.pop()
        telling = [
            at
            for at, asked in enumerate(one.lesson.asked)
            if asked.items or asked.kind in _UNANSWERED
        ]
        chosen = seeded.sample(telling, min(_ASKED, len(telling)))
        step += 1
        warm = min(1.0, step / 20) * (0.5 + 0.5 * math.cos(math.pi * done))
        optimizer.param_groups[0]["lr"] = rate * warm
        total = loss(model, one, chosen)
        optimizer.zero_grad()
        total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        mean = 0.98 * mean + 0.02 * float(total.detach()) if mean else float(total.detach())
        if step % 50 == 0:
            print(f"{step} steps, {done:.2f} of the time, loss {mean:.3f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains upper layers for late interaction.")
    parser.add_argument("made", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="all-mpnet-base-v2")
    parser.add_argument("--first", type=int, default=8, help="layer that learns first")
    parser.add_argument("--rank", type=int, default=14)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--minutes", type=float, default=30.0)
    train(parser.parse_args())
