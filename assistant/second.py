"""A question and a sentence read together by a whole model, from the words up.

A second reading of the best sentences, after that of assistant.reader. What is learned over
assistant.cross_encoder comes from evals/train_second.py, and the network there is this one.
Importing this module is slow: it brings in torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from assistant.cross_encoder import BESIDE, FIRST, SECOND, CrossEncoder
from assistant.reader import ABSENT, LONGEST_SENTENCE, Reading
from index.weights import Weights

# Tokens of a question that are read, and of the sentence before, its last.
LONGEST_QUESTION, _BEFORE = 40, 40
_HEAD = 96


@dataclass(frozen=True, slots=True)
class Read:
    """A question, a sentence, the sentence before it in its passage or "", and its first-pass
    score."""

    question: str
    sentence: str
    before: str
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """Of n pairs: `ranks`, (n,), logits of a softmax over one question's sentences; `evidence`,
    (n,), logits of being evidence; `tokens`, (n, longest), logits of being part of a short answer,
    ABSENT but where `own`, (n, longest), says that a token is the sentence's."""

    ranks: Tensor
    evidence: Tensor
    tokens: Tensor
    own: Tensor


class SecondNet(CrossEncoder):
    """The model over questions and sentences, a head over what is pooled of either, and one over
    the sentence's tokens."""

    def __init__(self, weights: Weights) -> None:
        super().__init__(weights)
        self.head = nn.Sequential(nn.Linear(3 * self.dim, _HEAD), nn.GELU(), nn.Linear(_HEAD, 2))
        self.token = nn.Linear(self.dim, 1)
        self.mix = nn.Parameter(torch.tensor([10.0, 0.3, 0.3]))

    def forward(self, pairs: Sequence[Read]) -> Told:
        """What the pairs tell; longer texts are cut."""
        states, parts = self.states([self._texts(one) for one in pairs])
        own = parts == SECOND
        tokens = self.token(states).squeeze(-1).masked_fill(~own, ABSENT)
        best, heads = tokens.amax(1), self.head(self.pooled(states, parts))
        scores = torch.tensor([one.score for one in pairs])
        ranks = heads[:, 0] + self.mix[0] * scores + self.mix[1] * best
        return Told(ranks, heads[:, 1] + self.mix[2] * best, tokens, own)

    def offsets(self, sentence: str) -> list[tuple[int, int]]:
        """Where the tokens of a sentence that are read start and end in it, in characters."""
        told: list[tuple[int, int]] = self._tokenizer.encode(
            sentence, add_special_tokens=False
        ).offsets
        return told[:LONGEST_SENTENCE]

    def _texts(self, one: Read) -> list[tuple[list[int], int]]:
        return [
            (self._ids(one.question)[:LONGEST_QUESTION], FIRST),
            (self._ids(one.before)[-_BEFORE:], BESIDE),
            (self._ids(one.sentence)[:LONGEST_SENTENCE], SECOND),
        ]


class SecondReader:
    """Reads sentences, each beside the question."""

    def __init__(self, weights: Weights, learned: Path) -> None:
        self._net = SecondNet(weights)
        self._net.learn(learned)

    @torch.inference_mode()
    def read(self, pairs: Sequence[Read]) -> Reading:
        """The reading of at least one sentence beside one question."""
        told = self._net(pairs)
        evidence = told.evidence.numpy()
        return Reading(told.ranks.numpy(), evidence, float(np.max(evidence)))


@lru_cache(maxsize=1)
def open_second_reader(weights: Weights, learned: Path) -> SecondReader:
    """The reader, loaded once in a process."""
    return SecondReader(weights, learned)
