"""Trains what reads a claim beside sentences from the words up (assistant/whole.py).

    python -m evals.train_whole_claims MADE OUT [--minutes 60] [--start EARLIER]

MADE is the folder of made-up briefs (evals/made, our own) with the claims on them. The texts in
MADE/held-out.list are held out and reported on. Claims on the packaged brief are never read.
Besides the claims it learns the texts' own sentences as support, and as denied what becomes of
them, and of true claims, with a "not" put in or left out, another hedge or another figure; and as
support what says the same under another name of the hedge, so that no hedge denies by itself. The
learning rate falls with the time that is left, so a rerun agrees in kind, not to the bit.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from assistant.cross_encoder import CrossEncoder
from assistant.echoed import as_read
from assistant.whole import Pair, WholeNet
from evals.edits import edited, reworded
from evals.train_adapter import LowRank
from evals.train_claims import PASSAGE_CHARS, areas_told, by_rate, epoch_of, learn_step, widened
from evals.train_reader import Read, encode, resume, save, steps
from evals.training_data import claimed_briefs, held_out
from index.transformer import TransformerEmbedder
from index.weights import find_weights

RANK = 16
KEPT = 12  # the rank that is written
_SCALE = 2  # of a low-rank change: alpha / rank
_STEP = 12  # claims
# How often: gold evidence with a neighbour, a sentence that says nothing beside a claim that has
# evidence and one that has none, and that sentence with a neighbour.
_GOLD_WIDENED, _OTHER, _OTHER_ALONE, _WIDENED = 0.3, 0.3, 0.9, 0.4
_NEAR = 4  # of the best-scored sentences, those among which it is
_OWN, _OWN_WIDENED, _EDITED_ALONE = 0.5, 0.3, 0.7  # shares of steps, windows and edited ones
_EDITED = 0.25  # of the true claims, as often beside their evidence with an edit
_REWORDED = 0.4  # of texts that have a hedge, as often with another that says the same
_SUPPORTS, _DENIES, _SILENT = range(3)
_WEIGHTS = torch.tensor([1.0, 1.0, 0.8])
_READ = 3  # windows a claim, in the report

_TOLD = {"data": "claims on made-up texts (own)", "licences": "Apache-2.0"}

_Example = tuple[Pair, int]


def examples(read: Read, number: int, seeded: random.Random) -> Iterator[_Example]:
    """The claim of that number beside what decides it, and beside a sentence that doesn't."""
    claim = read.lesson.asked[number]
    gold = tuple(sorted({at for item in claim.items for at in item}))
    if gold:
        wide = len(gold) == 1 and seeded.random() < _GOLD_WIDENED
        window = widened(read, gold[0], seeded) if wide else gold
        text, true = _text(read, window), claim.kind == "true"
        told = _reworded(claim.question, seeded)
        yield (told, text), _SUPPORTS if true else _DENIES
        changed = edited(told, seeded) if true and seeded.random() < _EDITED else None
        if changed:
            yield (changed, text), _DENIES
    order = [int(at) for at in np.argsort(-read.scores[number], kind="stable")[: _NEAR + 2]]
    others = [at for at in order if at not in gold][:_NEAR]
    if others and seeded.random() < (_OTHER if gold else _OTHER_ALONE):
        at = seeded.choice(others)
        window = widened(read, at, seeded) if seeded.random() < _WIDENED else (at,)
        window = (at,) if set(window) & set(gold) else window
        yield (claim.question, _text(read, window)), _SILENT


def own_words(reads: Sequence[Read], seeded: random.Random) -> list[_Example]:
    """A sentence of some text as a claim, as it is or `edited`."""
    read = seeded.choice(reads)
    at = seeded.randrange(len(read.lesson.sentences))
    window = widened(read, at, seeded) if seeded.random() < _OWN_WIDENED else (at,)
    claim, text = _reworded(_text(read, (at,)).strip(), seeded), _text(read, window)
    changed = edited(claim, seeded)
    kept = [] if changed and seeded.random() < _EDITED_ALONE else [((claim, text), _SUPPORTS)]
    return kept + ([((changed, text), _DENIES)] if changed else [])


def _reworded(text: str, seeded: random.Random) -> str:
    return (seeded.random() < _REWORDED and reworded(text, seeded)) or text


def _text(read: Read, window: Sequence[int]) -> str:
    return " ".join(read.lesson.sentence(at) for at in window)


def adapted(net: CrossEncoder) -> None:
    """Puts a low-rank change beside each linear layer that is changed; norms are learned whole."""
    for layer in net.changed:
        linears = [(n, one) for n, one in layer.named_modules() if isinstance(one, nn.Linear)]
        for name, linear in linears:
            owner, _, own = name.rpartition(".")
            setattr(layer.get_submodule(owner), own, LowRank(linear, RANK, _SCALE * RANK))
        for one in layer.modules():
            if isinstance(one, nn.LayerNorm):
                one.requires_grad_(True)


@torch.inference_mode()
def report(net: WholeNet, held: Sequence[Read], most: int) -> str:
    """How well the best window's support tells true claims from changed and from absent ones."""
    best: dict[str, list[float]] = {"true": [], "changed": [], "absent": []}
    claims = [(read, at) for read in held for at in range(len(read.lesson.asked))]
    for read, number in random.Random(0).sample(claims, min(most, len(claims))):
        claim = read.lesson.asked[number]
        order = np.argsort(-read.scores[number], kind="stable")[:_READ].tolist()
        logits = net([as_read(claim.question, _text(read, (at,))) for at in order])
        best[claim.kind].append(float(logits.log_softmax(-1)[:, _SUPPORTS].max()))
    return areas_told(best)


def train(arguments: argparse.Namespace) -> None:
    """Trains, reports and writes what was learned."""
    torch.manual_seed(0)
    seeded, weights = random.Random(arguments.seed), find_weights("all-mpnet-base-v2")
    embedder = TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))
    lessons = list(claimed_briefs(arguments.made, PASSAGE_CHARS))
    kept = held_out(arguments.made)
    reads = [encode(embedder, one, "passage") for one in lessons if one.group not in kept]
    claims = [(read, at) for read in reads for at in range(len(read.lesson.asked))]
    net = WholeNet(weights)
    adapted(net)
    if arguments.start:
        resume(net, arguments.start)
    net.halve()
    learned = {name: weight for name, weight in net.named_parameters() if weight.requires_grad}
    optimizer = torch.optim.AdamW(by_rate(learned), weight_decay=0.01)
    left: list[tuple[Read, int]] = []
    step, mean = 0, 0.0
    for step, _ in steps(optimizer, arguments.minutes, 40):
        if len(left) < _STEP:
            left += epoch_of(claims, seeded)
        drawn, left = left[:_STEP], left[_STEP:]
        found = [one for read, at in drawn for one in examples(read, at, seeded)]
        found += own_words(reads, seeded) if seeded.random() < _OWN else []
        found = [(as_read(*pair), outcome) for pair, outcome in found]
        total = learn_step(net, found, optimizer, list(learned.values()), _WEIGHTS)
        mean = 0.98 * mean + 0.02 * total if mean else total
        if step % 100 == 0:
            print(f"{step} steps, {step * _STEP / len(claims):.2f} epochs, loss {mean:.3f}")  # noqa: T201
            save(net, weights, arguments.out, _TOLD, KEPT)
    save(net, weights, arguments.out, _TOLD, KEPT)
    held = [encode(embedder, one, "passage") for one in lessons if one.group in kept]
    print(f"{step} steps", report(net, held, arguments.reported), sep="\n")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Trains what reads claims from the words up.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--start", type=Path, help="go on from what an earlier run wrote")
    parser.add_argument("--seed", type=int, default=0, help="of the order of the claims")
    parser.add_argument("--reported", type=int, default=1000, help="held-out claims reported on")
    train(parser.parse_args())
