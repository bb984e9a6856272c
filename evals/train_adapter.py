"""Trains the adapter of the fast profile: late interaction learned contrastively, if you like
with a larger model as teacher or from where an earlier adapter stands.

    python -m evals.train_adapter MADE DATA OUT [--teacher all-mpnet-base-v2] [--start ADAPTER]

MADE is the folder of made-up briefs (evals/made, our own), DATA a folder with squad2.jsonl
(SQuAD 2.0, CC BY-SA 4.0), selqa_test.jsonl (SelQA, Apache 2.0), policyqa.jsonl (PolicyQA, MIT)
and covidqa_*.jsonl (COVID-QA, Apache 2.0). The texts in MADE/held-out.list and every eighth
SQuAD article are held out and reported on. The questions on the packaged brief are never read.
"""

import argparse
import json
import math
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer
from transformers.models.bert.modeling_bert import BertLayer

from evals.training_data import (
    Lesson,
    article_rows,
    held_articles,
    held_out,
    made_briefs,
    paragraph_rows,
    whole,
)
from index.adapter import factors, in_bytes
from index.flat_bert import multiplies_bfloat16
from index.weights import Weights, find_weights

PASSAGE_CHARS = 900
RANK, ALPHA = 16, 32
# Softmax temperature over cosines: at 0.04 the best of 100 sentences stands out by its margin.
TEMPERATURE = 0.04
POOLED_TEMPERATURE = 0.05
POOLED_WEIGHT = 0.3  # of the loss on whole passages, which keeps retrieval as good as it was

_TOLD = {
    "data": "made-up briefs (own), SQuAD 2.0, SelQA, PolicyQA, COVID-QA",
    "licences": "Apache-2.0, CC BY-SA 4.0, Apache-2.0, MIT, Apache-2.0",
}


class LowRank(nn.Module):
    """A frozen linear layer plus (alpha / rank) · B·A (LoRA; Hu et al. 2021); B starts at 0."""

    def __init__(self, layer: nn.Linear, rank: int = RANK, alpha: int = ALPHA) -> None:
        super().__init__()
        self.layer, self.scale = layer, alpha / rank
        self.A = nn.Parameter(torch.randn(rank, layer.in_features) / math.sqrt(layer.in_features))
        self.B = nn.Parameter(torch.zeros(layer.out_features, rank))

    def forward(self, rows: Tensor) -> Tensor:
        change = functional.linear(functional.linear(rows, self.A), self.B)
        out: Tensor = self.layer(rows) + change * self.scale
        return out


class Reader:
    """Token and pooled embeddings of texts, with gradients."""

    def __init__(self, weights: Weights, adapted: bool) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(weights.folder)
        self.model = AutoModel.from_pretrained(weights.folder, use_safetensors=True).eval()
        if adapted:
            self.model.requires_grad_(False)
            _adapt(self.model)

    def read(self, texts: Sequence[str], size: int) -> list[tuple[Tensor, Tensor, Tensor]]:
        """For each text: (n, d) unit token rows, their (n,) first characters, (d,) unit mean."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found: dict[int, tuple[Tensor, Tensor, Tensor]] = {}
        for first in range(0, len(order), size):
            batch = order[first : first + size]
            found |= dict(zip(batch, self._batch([texts[at] for at in batch]), strict=True))
        return [found[at] for at in range(len(texts))]

    def _batch(self, texts: list[str]) -> list[tuple[Tensor, Tensor, Tensor]]:
        told = self._tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=300,
            return_tensors="pt",
            return_offsets_mapping=True,
        )
        offsets = told.pop("offset_mapping")
        with torch.autocast("cpu", torch.bfloat16, enabled=multiplies_bfloat16()):
            hidden = self.model(**told).last_hidden_state.float()
        mask = told["attention_mask"][..., None]
        pooled = functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)
        rows, real = functional.normalize(hidden, dim=-1), offsets[..., 1] > offsets[..., 0]
        return [
            (rows[at][real[at]], offsets[at][real[at]][:, 0], pooled[at])
            for at in range(len(texts))
        ]


def _adapt(model: nn.Module) -> None:
    for layer in model.get_submodule("encoder.layer").children():
        assert isinstance(layer, BertLayer)
        for owner, name in (
            (layer.attention.self, "query"),
            (layer.attention.self, "key"),
            (layer.attention.self, "value"),
            (layer.attention.output, "dense"),
            (layer.intermediate, "dense"),
            (layer.output, "dense"),
        ):
            setattr(owner, name, LowRank(getattr(owner, name)))


def scores(reader: Reader, lesson: Lesson, size: int) -> tuple[Tensor, Tensor]:
    """(questions, sentences) late-interaction scores and (questions, passages) cosines."""
    passages = reader.read(lesson.passages, size)
    questions = reader.read([asked.question for asked in lesson.asked], 32)
    owner = torch.cat([owners(lesson, at, starts) for at, (_, starts, _) in enumerate(passages)])
    tokens = torch.cat([rows for rows, _, _ in passages])[owner >= 0]
    asked = torch.cat([rows for rows, _, _ in questions])
    similar = asked @ tokens.T
    best = torch.full((len(asked), len(lesson.sentences)), -1.0).scatter_reduce(
        1, owner[owner >= 0][None].expand(len(asked), -1), similar, "amax"
    )
    sizes = torch.tensor([len(rows) for rows, _, _ in questions])
    which = torch.repeat_interleave(torch.arange(len(sizes)), sizes)
    means = torch.zeros(len(sizes), best.shape[1]).index_add(0, which, best) / sizes[:, None]
    pooled = torch.stack([p for _, _, p in questions]) @ torch.stack([p for _, _, p in passages]).T
    return means, pooled


def owners(lesson: Lesson, passage: int, starts: Tensor) -> Tensor:
    """For each token of a passage the number of its sentence, -1 where it belongs to none."""
    owner = torch.full((len(starts),), -1)
    for number, (where, start, end) in enumerate(lesson.sentences):
        if where == passage:
            owner[(starts >= start) & (starts < end)] = number
    return owner


def loss(lesson: Lesson, means: Tensor, pooled: Tensor, taught: Tensor | None) -> Tensor:
    """Softmax over all sentences of the text for each required item (its alternatives count
    together, other items not at all), the same over passages, and the teacher's softmax."""
    logits, total, counted = means / TEMPERATURE, torch.zeros(()), 0
    for row, asked in enumerate(lesson.asked):
        if asked.items:
            total = total + item_loss(logits[row], asked.items)
            total = total + POOLED_WEIGHT * passage_loss(lesson, pooled[row], asked.items)
            counted += 1
    mean = total / max(counted, 1)
    if taught is None:
        return mean
    target = functional.softmax(taught / TEMPERATURE, dim=-1)
    return mean - (target * functional.log_softmax(logits, dim=-1)).sum(-1).mean()


def item_loss(logits: Tensor, items: Sequence[Sequence[int]]) -> Tensor:
    """Softmax over a question's (sentences,) logits for each required item, other items left
    out; at least one."""
    every, total = {number for item in items for number in item}, torch.zeros(())
    for item in items:
        others = torch.tensor(sorted(every - set(item)), dtype=torch.long)
        against = logits.index_fill(0, others, -1e4)
        total = total + torch.logsumexp(against, 0) - torch.logsumexp(logits[list(item)], 0)
    return total / len(items)


def passage_loss(lesson: Lesson, cosines: Tensor, items: tuple[tuple[int, ...], ...]) -> Tensor:
    """Softmax over a question's (passages,) cosines for all passages with evidence together."""
    right = sorted({lesson.sentences[number][0] for item in items for number in item})
    logits = cosines / POOLED_TEMPERATURE
    return torch.logsumexp(logits, 0) - torch.logsumexp(logits[right], 0)


@torch.inference_mode()
def report(name: str, reader: Reader, lessons: Sequence[Lesson]) -> str:
    """A line: how often a right sentence is first, and how much evidence is in the first 3, 5."""
    first, three, five = [], [], []
    for lesson in lessons:
        for row, asked in zip(scores(reader, lesson, 16)[0], lesson.asked, strict=True):
            best = row.argsort(descending=True)[:5].tolist()
            if asked.items:
                first.append(any(best[0] in item for item in asked.items))
                three.append(share_found(best[:3], asked.items))
                five.append(share_found(best, asked.items))
    shares = [sum(values) / max(len(values), 1) for values in (first, three, five)]
    return (
        f"{name}: n={len(first)} first {shares[0]:.3f}, in 3 {shares[1]:.3f}, in 5 {shares[2]:.3f}"
    )


def share_found(best: list[int], items: tuple[tuple[int, ...], ...]) -> float:
    """Of the required items, the share of which a sentence is among the best."""
    return sum(any(number in item for number in best) for item in items) / len(items)


def train(arguments: argparse.Namespace) -> None:
    """Trains, reports after each epoch and writes the adapter."""
    torch.manual_seed(0)
    shuffled, base = random.Random(0), find_weights(arguments.model)
    made = made_briefs(arguments.made, PASSAGE_CHARS)
    kept = held_out(arguments.made)
    held = [lesson for lesson in made if lesson.group in kept]
    lessons = [lesson for lesson in made if lesson.group not in kept]
    others, articles = _others(arguments.data)
    taught = _taught(arguments.teacher, lessons) if arguments.teacher else {}
    reader = Reader(base, adapted=True)
    if arguments.start:
        _resume(reader.model, arguments.start)
    learned = [weight for weight in reader.model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=arguments.rate, weight_decay=0.01)
    steps = [
        lesson
        for _ in range(arguments.epochs)
        for lesson in _mixed(lessons, others, arguments.others, shuffled)
    ]
    for number, lesson in enumerate(steps):
        warm = min(1.0, (number + 1) / 20) * (0.5 + 0.5 * math.cos(math.pi * number / len(steps)))
        optimizer.param_groups[0]["lr"] = arguments.rate * warm
        reader.model.train()
        step = loss(lesson, *scores(reader, lesson, 8), taught.get(lesson.group))
        optimizer.zero_grad()
        step.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        if number % 100 == 99:
            done = f"{number + 1} of {len(steps)} steps"
            print(f"{done}, loss {float(step.detach()):.3f}", flush=True)  # noqa: T201
            save_adapter(reader.model, base, _TOLD, arguments.out)
    reader.model.eval()
    print(report("held-out texts", reader, held))  # noqa: T201
    print(report("held-out articles", reader, articles))  # noqa: T201
    save_adapter(reader.model, base, _TOLD, arguments.out)


@torch.inference_mode()
def _taught(model: str, lessons: Sequence[Lesson]) -> dict[str, Tensor]:
    """The teacher's scores for each text."""
    teacher = Reader(find_weights(model), adapted=False)
    return {lesson.group: scores(teacher, lesson, 16)[0].clone() for lesson in lessons}


def _others(data: Path) -> tuple[list[Lesson], list[Lesson]]:
    """The texts that aren't made up, and the held-out ones among them."""
    squad = paragraph_rows(data / "squad2.jsonl", 7, PASSAGE_CHARS, 0)
    groups = held_articles(squad)
    learned = [
        *(lesson for lesson in squad if lesson.group not in groups),
        *paragraph_rows(data / "selqa_test.jsonl", 7, PASSAGE_CHARS, 0),
        *paragraph_rows(data / "policyqa.jsonl", 10, PASSAGE_CHARS, 0),
        *article_rows(
            data / "covidqa_documents.jsonl", data / "covidqa_questions.jsonl", PASSAGE_CHARS
        ),
    ]
    return learned, [lesson for lesson in squad if lesson.group in groups]


def _mixed(
    lessons: list[Lesson], others: list[Lesson], count: int, shuffled: random.Random
) -> list[Lesson]:
    mixed = [*lessons, *shuffled.sample(others, count)]
    shuffled.shuffle(mixed)
    return mixed


def save_adapter(model: nn.Module, base: Weights, told: dict[str, str], out: Path) -> None:
    """The model's low-rank changes in bytes, over which weights, and what else is `told` of them:
    data and licences."""
    changed = low_ranks(model)
    tensors = {
        f"{name}.{end}": value
        for name, one in changed.items()
        for end, value in in_bytes(one.A.detach().numpy(), one.B.detach().numpy()).items()
    }
    one = next(iter(changed.values()))
    made_for = {
        "base": base.name,
        "base_sha256": base.sha256,
        "rank": json.dumps(len(one.A)),
        "alpha": json.dumps(len(one.A) * one.scale),
    }
    with whole(out) as beside:
        save_file(tensors, beside, metadata=made_for | told)


def low_ranks(net: nn.Module) -> dict[str, LowRank]:
    """The network's low-rank changes, by the names of the layers that they change."""
    return {name: one for name, one in net.named_modules() if isinstance(one, LowRank)}


@torch.no_grad()
def _resume(model: nn.Module, path: Path) -> None:
    """Puts an adapter that was written to `path` into the model."""
    with safe_open(str(path), framework="np") as file:
        for name, one in low_ranks(model).items():
            down, up = (torch.from_numpy(factor) for factor in factors(file, name))
            one.A.copy_(down)
            one.B.copy_(up)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains the adapter of the fast profile.")
    parser.add_argument("made", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--teacher", help="a larger model whose order is learned too")
    parser.add_argument("--start", type=Path, help="an adapter to go on from")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--others", type=int, default=60, help="other texts an epoch")
    parser.add_argument("--rate", type=float, default=6e-4)
    train(parser.parse_args())
