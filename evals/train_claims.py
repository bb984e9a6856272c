"""Trains what reads a claim beside sentences and tells whether they say it, deny it, or neither.

    python -m evals.train_claims MADE OUT [--start EARLIER]

MADE is the folder of made-up briefs (evals/made, our own) with the claims on them. The texts in
MADE/held-out.list are held out and reported on. Claims on the packaged brief are never read.
Without EARLIER it begins with what the packaged reader learned over the same token states.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional

from assistant.entailment import LONGEST, LONGEST_CLAIM, OUTCOMES
from assistant.joint import learned_path
from assistant.reader import LONGEST_SENTENCE
from evals.reader_net import new_net, padded
from evals.train_adapter import low_ranks
from evals.train_reader import Read, adapted, encode, learned_whole, resume, save, steps
from evals.training_data import Asked, Lesson, claimed_briefs, held_out
from index.adapter import factors
from index.embedder import Halves
from index.transformer import TransformerEmbedder
from index.weights import find_weights

PASSAGE_CHARS = 900
RANK = 40
KEPT = 18  # the rank that is written
_STEP = 8  # claims
_PAIRS = 8  # computed at once
# Of each text, the sentences that are claims too: a text's own words are support.
_OWN_WORDS = 8
# Sentences that have nothing to do with it are many more than those that do.
_WEIGHTS = torch.tensor([1.5, 1.5, 0.6])
_SUPPORTS, _DENIES, _SILENT = range(len(OUTCOMES))
# Of the best-scored sentences, one is compared as often as this; and one of those after them.
_NEAR, _FAR = 6, 25
_OTHER, _FARTHER = 0.7, 0.12
# How often a window takes in the sentence before or after.
_WIDENED, _GOLD_WIDENED = 0.3, 0.25

_TOLD = {
    "data": "claims on made-up texts (own); the reader that it began with: SQuAD 2.0, SelQA",
    "licences": "Apache-2.0; CC BY-SA 4.0, Apache-2.0",
}

_Window = tuple[int, ...]  # numbers of sentences
_Pair = tuple[Halves, Halves, float]  # the claim's states, the window's, its first-pass score


class ClaimNet(nn.Module):
    """The reader's layers with a low-rank change of their own, and another head."""

    def __init__(self, embedder: TransformerEmbedder) -> None:
        super().__init__()
        base = new_net(embedder)
        adapted(base, RANK)
        self.layers, self.verdict, self.side = base.layers, base.verdict, base.side
        dim = len(self.verdict)
        self.token = nn.Linear(dim, 1)
        self.head = nn.Sequential(nn.Linear(4 * dim + 1, 96), nn.GELU(), nn.Linear(96, 3))

    @torch.no_grad()
    def begin(self, reader: Path) -> None:
        """Takes over what a reader of a lower rank learned of the layers."""
        with safe_open(str(reader), framework="np") as file:
            for name, one in low_ranks(self).items():
                down, up = (torch.from_numpy(factor) for factor in factors(file, name))
                one.A[: len(down)] = down
                one.B[:, : len(down)] = up / one.scale
            for name, weight in learned_whole(self):
                if name in ("verdict", "side") or name.startswith("layers."):
                    weight.copy_(torch.from_numpy(file.get_tensor(name)))

    def forward(self, pairs: Sequence[_Pair]) -> Tensor:
        """(n, 3) logits of OUTCOMES."""
        states, sides = _batch(pairs)
        rows = states + self.side[(sides > 0).long()]
        rows = torch.cat([self.verdict.expand(len(rows), 1, -1), rows[:, 1:]], 1)
        mask = (sides >= 0)[:, None, None].expand(-1, 1, sides.shape[1], -1)
        for layer in self.layers:
            rows = layer(rows, mask)
        told, source = (sides == 0).float(), (sides == 1).float()
        told[:, 0] = 0.0  # the verdict's state
        heeded = self.token(rows).squeeze(-1).masked_fill(told == 0, -1e4).softmax(-1)
        scores = torch.tensor([[score] for _, _, score in pairs])
        parts = [rows[:, 0], _mean(rows, source), _mean(rows, told), _sum(rows, heeded), scores]
        logits: Tensor = self.head(torch.cat(parts, 1))
        return logits


def _batch(pairs: Sequence[_Pair]) -> tuple[Tensor, Tensor]:
    parts = [padded(claim, [window]) for claim, window, _ in pairs]
    longest = max(states.shape[1] for states, _ in parts)
    states = [functional.pad(s, (0, 0, 0, longest - s.shape[1])) for s, _ in parts]
    sides = [functional.pad(s, (0, longest - s.shape[1]), value=-1) for _, s in parts]
    return torch.cat(states), torch.cat(sides)


def _sum(rows: Tensor, weights: Tensor) -> Tensor:
    return torch.einsum("nt,ntd->nd", weights, rows)


def _mean(rows: Tensor, mask: Tensor) -> Tensor:
    return _sum(rows, mask) / mask.sum(1, keepdim=True).clamp(min=1)


def pair(read: Read, number: int, window: _Window) -> _Pair:
    """The claim of that number beside those sentences, as assistant.entailment reads them."""
    states = [_states(read, at) for at in window]
    score = max(float(read.scores[number][at]) for at in window)
    return read.questions[number][:LONGEST_CLAIM], np.concatenate(states)[:LONGEST], score


def _states(read: Read, sentence: int) -> Halves:
    states = read.sentences[sentence].states
    assert states is not None
    return states[:LONGEST_SENTENCE]


def lessons_of(read: Read, number: int, seeded: random.Random) -> Iterator[tuple[_Pair, int]]:
    """The claim beside the sentences that decide, and beside some that don't."""
    claim = read.lesson.asked[number]
    gold = tuple(sorted({at for item in claim.items for at in item}))
    if gold:
        outcome = _SUPPORTS if claim.kind == "true" else _DENIES
        yield pair(read, number, gold), outcome
        if len(gold) == 1 and seeded.random() < _GOLD_WIDENED:
            yield pair(read, number, widened(read, gold[0], seeded)), outcome
    order = [int(at) for at in np.argsort(-read.scores[number], kind="stable")[:_FAR]]
    near, far = ([at for at in part if at not in gold] for part in (order[:_NEAR], order[_NEAR:]))
    others = [
        seeded.choice(part)
        for part, often in ((near, _OTHER), (far, _FARTHER))
        if part and seeded.random() < often
    ]
    for at in others:
        window = widened(read, at, seeded) if seeded.random() < _WIDENED else (at,)
        yield pair(read, number, (at,) if set(window) & set(gold) else window), _SILENT


def widened(read: Read, at: int, seeded: random.Random) -> _Window:
    """The sentence with the one before or after it, if that stands in its passage."""
    other, places = at + seeded.choice((-1, 1)), read.lesson.sentences
    beside = 0 <= other < len(places) and places[other][0] == places[at][0]
    return tuple(sorted((at, other))) if beside else (at,)


@torch.inference_mode()
def report(net: ClaimNet, held: Sequence[Read]) -> str:
    """How well the best window's support tells true claims from changed and from absent ones."""
    best: dict[str, list[float]] = {"true": [], "changed": [], "absent": []}
    for read in held:
        for number, claim in enumerate(read.lesson.asked):
            order = np.argsort(-read.scores[number], kind="stable")[:_NEAR].tolist()
            near = [(at,) for at in order] + [(at, at + 1) for at in order[:3]]
            windows = [one for one in near if one[-1] < len(read.sentences)]
            logits = net([pair(read, number, one) for one in windows])
            best[claim.kind].append(float(logits.log_softmax(-1)[:, _SUPPORTS].max()))
    return areas_told(best)


def areas_told(best: dict[str, list[float]]) -> str:
    """How many claims of each kind there are, and the areas under the curve of their scores."""
    areas = (
        roc_auc_score([1] * len(best["true"]) + [0] * len(best[kind]), best["true"] + best[kind])
        for kind in ("changed", "absent")
    )
    counts = ", ".join(f"{len(scores)} {kind}" for kind, scores in best.items())
    return f"{counts}: AUC {next(areas):.3f} against changed, {next(areas):.3f} against absent"


def train(arguments: argparse.Namespace) -> None:
    """Trains, reports and writes what was learned."""
    torch.manual_seed(0)
    seeded, embedder = random.Random(0), TransformerEmbedder(find_weights(arguments.model))
    lessons = list(claimed_briefs(arguments.made, PASSAGE_CHARS))
    kept = held_out(arguments.made)
    known = [_with_own_words(one, seeded) for one in lessons if one.group not in kept]
    reads = [encode(embedder, lesson, "passage") for lesson in known]
    held = [encode(embedder, lesson, "passage") for lesson in lessons if lesson.group in kept]
    claims = [(read, at) for read in reads for at in range(len(read.lesson.asked))]
    net = ClaimNet(embedder)
    learned = {name: weight for name, weight in net.named_parameters() if weight.requires_grad}
    reader = learned_path(".reader", embedder.sha256)
    if arguments.start:
        resume(net, arguments.start)
    elif reader:
        net.begin(reader)
    optimizer = torch.optim.AdamW(by_rate(learned), weight_decay=0.01)
    left: list[tuple[Read, int]] = []
    step, mean = 0, 0.0
    for step, _ in steps(optimizer, arguments.minutes, 50):
        if len(left) < _STEP:
            left += epoch_of(claims, seeded)
        drawn, left = left[:_STEP], left[_STEP:]
        examples = [one for read, at in drawn for one in lessons_of(read, at, seeded)]
        total = learn_step(net, examples, optimizer, list(learned.values()), _WEIGHTS)
        mean = 0.98 * mean + 0.02 * total if mean else total
        if step % 100 == 0:
            told = f"{step} steps, {step * _STEP / len(claims):.2f} epochs, loss {mean:.3f}"
            print(told, flush=True)  # noqa: T201
            save(net, embedder, arguments.out, _TOLD, KEPT)
    save(net, embedder, arguments.out, _TOLD, KEPT)
    print(f"{step} steps", report(net, held), sep="\n")  # noqa: T201


def epoch_of(claims: Sequence[tuple[Read, int]], seeded: random.Random) -> list[tuple[Read, int]]:
    """The claims, each as often as its share says. Those that the same sentences decide follow
    each other, in random order: true and changed ones of one step then have all in common but
    what makes them so."""
    drawn = [one for one in claims if seeded.random() < _asked(one).share]
    decided: dict[tuple[object, ...], list[tuple[Read, int]]] = {}
    for one in seeded.sample(drawn, len(drawn)):
        key = (one[0].lesson.group, _asked(one).items or one[1])  # an absent one stands alone
        decided.setdefault(key, []).append(one)
    together = list(decided.values())
    seeded.shuffle(together)
    return [one for part in together for one in part]


def _asked(claim: tuple[Read, int]) -> Asked:
    return claim[0].lesson.asked[claim[1]]


def _with_own_words(lesson: Lesson, seeded: random.Random) -> Lesson:
    """The lesson with some of the text's own sentences as true claims."""
    chosen = seeded.sample(range(len(lesson.sentences)), min(_OWN_WORDS, len(lesson.sentences)))
    own = [Asked(lesson.sentence(number), "true", ((number,),)) for number in chosen]
    return replace(lesson, asked=(*lesson.asked, *own))


def by_rate(learned: dict[str, nn.Parameter]) -> list[dict[str, Any]]:
    """What is learned, by name, in groups with learning rates: low-rank changes, and the rest."""
    low = [weight for name, weight in learned.items() if name.endswith((".A", ".B"))]
    rest = [weight for name, weight in learned.items() if not name.endswith((".A", ".B"))]
    return [{"params": low, "lr": 4e-4}, {"params": rest, "lr": 1e-3}]


def learn_step(
    net: nn.Module,
    examples: Sequence[tuple[Any, int]],
    optimizer: torch.optim.Optimizer,
    learned: Sequence[nn.Parameter],
    weights: Tensor,
) -> float:
    """One step over pairs, each with the number of its outcome; the loss before it. A pair begins
    with the claim and the window, of whatever the network reads; `weights`, (3,), are those of the
    outcomes."""
    optimizer.zero_grad()
    sized = sorted(examples, key=lambda one: len(one[0][0]) + len(one[0][1]))
    told = 0.0
    for first in range(0, len(sized), _PAIRS):
        part = sized[first : first + _PAIRS]
        outcomes = torch.tensor([outcome for _, outcome in part])
        each = functional.cross_entropy(net([one for one, _ in part]), outcomes, reduction="none")
        total = (each * weights[outcomes]).sum() / len(sized)
        total.backward()  # type: ignore[no-untyped-call]
        told += float(total.detach())
    nn.utils.clip_grad_norm_(learned, 1.0)
    optimizer.step()
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains what tells whether sentences say a claim.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--start", type=Path, help="go on from what an earlier run wrote")
    train(parser.parse_args())
