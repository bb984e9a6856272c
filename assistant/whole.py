"""A claim and sentences read together by a whole model, from the words up.

What is learned over assistant.cross_encoder comes from evals/train_whole_claims.py, and the
network there is this one. Importing this module is slow: it brings in torch.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor, nn

from assistant.cross_encoder import FIRST, SECOND, CrossEncoder
from assistant.entailment import LONGEST, LONGEST_CLAIM, OUTCOMES, Entailment
from index.weights import Weights

_HEAD = 96

Pair = tuple[str, str]


class WholeNet(CrossEncoder):
    """The model over claims and windows, and a head over what is pooled of either."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(weights)
        self.head = nn.Sequential(
            nn.Linear(3 * self.dim, _HEAD), nn.GELU(), nn.Linear(_HEAD, len(OUTCOMES))
        )

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """(n, 3) logits of OUTCOMES; a text beyond LONGEST_CLAIM or LONGEST tokens is cut."""
        rows = [
            ((self._ids(claim)[:LONGEST_CLAIM], FIRST), (self._ids(window)[:LONGEST], SECOND))
            for claim, window in pairs
        ]
        logits: Tensor = self.head(self.pooled(*self.states(rows)))
        return logits


class WholeReader:
    """Reads claims, each beside a text."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self._net = WholeNet(weights)
        self._net.learn(learned)

    @torch.inference_mode()
    def read(self, pairs: Sequence[Pair]) -> list[Entailment]:
        """What the window of each pair says of its claim."""
        if not pairs:
            return []
        shares = self._net(pairs).softmax(-1)
        return [Entailment(float(one[0]), float(one[1])) for one in shares]


@lru_cache(maxsize=1)
def open_whole_reader(weights: Weights, learned: Path) -> WholeReader:
    """The reader, loaded once in a process."""
    return WholeReader(weights, learned)
