"""Writes what the second reading makes of sentences, for evals/train_reader.py to learn from.

    python -m evals.teach_reader MADE DATA OUT.jsonl [--minutes 40]

The large reader of the accurate profile (assistant/second.py) reads candidates of questions that
training may see; from its shades a small one learns more than from the labels alone (Hinton,
Vinyals and Dean 2015, "Distilling the knowledge in a neural network"). MADE and DATA are as in
evals/train_reader.py. Any beginning of the texts' order has all kinds of data by their shares, so
that a run may be ended by its time.
"""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence

import torch

from assistant.joint import learned_path
from assistant.reading import READ
from assistant.second import SecondNet
from evals.taught import Taught
from evals.train_reader import Read, candidates, data_parser, encode, known_lessons
from evals.train_second import pair, through
from evals.training_data import Lesson, whole
from index.transformer import TransformerEmbedder
from index.weights import find_weights


@torch.inference_mode()
def taught(net: SecondNet, read: Read, data: str, lesson: int) -> Iterator[Taught]:
    """What the network makes of each question of the lesson."""
    chosen = [candidates(read, at, READ) for at in range(len(read.lesson.asked))]
    pairs = [pair(read, at, one) for at, some in enumerate(chosen) for one in some]
    told = [(float(rank), float(evidence)) for rank, evidence, _ in through(net, pairs)]
    for number, some in enumerate(chosen):
        own, told = told[: len(some)], told[len(some) :]
        ranks, evidence = (tuple(round(one[part], 3) for one in own) for part in (0, 1))
        asked = read.lesson.asked[number].question
        yield Taught(data, lesson, number, asked, tuple(some), ranks, evidence)


def interleaved(known: Mapping[str, Sequence[Lesson]]) -> list[tuple[str, int]]:
    """The kinds of data and their lessons' numbers, each kind spread evenly over all."""
    places = [
        ((at + 0.5) / len(some), name, at)
        for name, some in known.items()
        for at in range(len(some))
    ]
    return [(name, at) for _, name, at in sorted(places)]


def teach(arguments: argparse.Namespace) -> None:
    """Writes the questions of as many texts as there is time for."""
    weights = find_weights("all-mpnet-base-v2")
    learned = learned_path(".second", weights.sha256)
    assert learned
    net = SecondNet(weights)
    net.learn(learned)
    net.halve()
    embedder = TransformerEmbedder(find_weights("all-MiniLM-L6-v2"))
    known, _ = known_lessons(arguments.made, arguments.data)
    started = time.monotonic()
    with whole(arguments.out) as beside, beside.open("w", encoding="utf-8") as out:
        for data, number in interleaved(known):
            if time.monotonic() - started > 60 * arguments.minutes:
                break
            read = encode(embedder, known[data][number], "passage")
            out.writelines(row.line() for row in taught(net, read, data, number))


if __name__ == "__main__":
    parser = data_parser("Writes a large reader's logits to learn from.", 40.0)
    teach(parser.parse_args())
