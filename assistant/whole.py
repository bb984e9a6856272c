"""A claim and sentences read together by a whole model, from the words up.

What is learned over assistant.cross_encoder comes from evals/train_whole_claims.py, and the
network there is this one. Importing this module is slow: it brings in torch.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor, nn

from assistant.cross_encoder import FIRST, SECOND, CrossEncoder
from assistant.entailment import LONGEST, LONGEST_CLAIM, OUTCOMES, Entailment, least_said
from index.weights import Weights

_HEAD = 96
# Where a claim that is too long is parted, the first that it has; and the most parts that are
# read of one.
_JOINTS = tuple(map(re.compile, (r"[,;](?=\s)|\s(?=and\s)", r"\s+")))
_PARTS = 8
# What stands behind the last comma is also read alone, if it has so many words: beside much that
# is said it passes as said, too. Of shorter ones, "and its sheds", nothing can be told.
_LAST = re.compile(r"[,;]\s+((?:[^\s,;]+\s+){5,}[^\s,;]+)\Z")

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

    def parts(self, claim: str) -> list[str]:
        """The claim in parts of no more than LONGEST_CLAIM tokens, parted at a comma, a semicolon
        or an "and" where there is one, else between two words; their spaces with them. Beyond
        _PARTS the rest is one."""
        ends = [end for _, end in self._tokenizer.encode(claim, add_special_tokens=False).offsets]
        found: list[str] = []
        start, told = 0, 0
        while len(ends) - told > LONGEST_CLAIM and len(found) < _PARTS:
            fits = ends[told + LONGEST_CLAIM - 1]
            stop = _last_joint(claim, start, fits)
            found.append(claim[start:stop])
            start, told = stop, sum(end <= stop for end in ends)
        return [*found, claim[start:]]


class WholeReader:
    """Reads claims, each beside a text."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self._net = WholeNet(weights)
        self._net.learn(learned)

    def read(self, pairs: Sequence[Pair]) -> list[Entailment]:
        """What the window of each pair says of its claim. Of a claim that is longer than the
        model reads, every part has to be said, and one that is denied denies it."""
        parts = [self._net.parts(claim) for claim, _ in pairs]
        windows = [window for _, window in pairs]
        firsts = self._told([(one[0], window) for one, window in zip(parts, windows, strict=True)])
        return [
            self._with_rest(first, rest, window) if rest else first
            for first, (_, *rest), window in zip(firsts, parts, windows, strict=True)
        ]

    def _with_rest(self, first: Entailment, rest: Sequence[str], window: str) -> Entailment:
        """What a window says of a claim's first part and of the others; a claim that goes on
        after _PARTS is not said."""
        told = [first, *self._told([(one, window) for one in rest[: _PARTS - 1]])]
        if last := _LAST.search(rest[-1]):
            (alone,) = self._told([(last[1], window)])
            told.append(Entailment(alone.supports, 0.0))
        return least_said([*told, Entailment(0.0, 0.0)] if len(rest) >= _PARTS else told)

    @torch.inference_mode()
    def _told(self, pairs: Sequence[Pair]) -> list[Entailment]:
        if not pairs:
            return []
        shares = self._net(pairs).softmax(-1)
        return [Entailment(float(one[0]), float(one[1])) for one in shares]


def _last_joint(text: str, start: int, end: int) -> int:
    """Where the last clause or item before `end` ends, else the last word; `end` if neither."""
    for pattern in _JOINTS:
        if ends := [one.end() for one in pattern.finditer(text, start, end) if one.end() > start]:
            return ends[-1]
    return end


@lru_cache(maxsize=1)
def open_whole_reader(weights: Weights, learned: Path) -> WholeReader:
    """The reader, loaded once in a process."""
    return WholeReader(weights, learned)
