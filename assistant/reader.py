"""A small reader: a question and a sentence read together.

Encoders that read both apart can't see whether a sentence that speaks of the thing also says
what is asked. What it learned over assistant.joint is made by evals/train_reader.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.joint import (
    JointLayers,
    head,
    learned_layers,
    learned_path,
    linear,
    states_of,
)
from index.bert import BertLayer
from index.embedder import Floats, Tokens
from index.joined import Stated
from index.light import Upper

# Tokens of a sentence that are read; a longer one's rest is left out.
LONGEST_SENTENCE = 90
ABSENT = -1e4  # the logit of what isn't there


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a question's candidate sentences. `ranks`, (n,): logits of a
    softmax over them; `evidence`, (n,): each one's logit of being evidence; `answer`: the logit
    of the question being answered by any."""

    ranks: Floats
    evidence: Floats
    answer: float


class Reader:
    """Reads candidate sentences, each beside the question. `name` is that of its file."""

    def __init__(
        self, layers: Sequence[BertLayer], learned: Mapping[str, Floats], name: str
    ) -> None:
        """`learned`: the weights outside the layers, by the names in evals/reader_net.py."""
        self._joint, self._learned, self.name = JointLayers(layers, learned), learned, name

    @property
    def layers(self) -> tuple[BertLayer, ...]:
        """The layers with what was learned, lowest first."""
        return self._joint.layers

    def put_apart(self) -> None:
        """As JointLayers.put_apart."""
        self._joint.put_apart()

    def read(
        self, question: Tokens, sentences: Sequence[Tokens], scores: Sequence[float]
    ) -> Reading:
        """The reading of at least one sentence; `scores` are their late-interaction scores.
        Raises ValueError for tokens without states."""
        read = [states_of(one)[:LONGEST_SENTENCE] for one in sentences]
        done = self._joint.read(states_of(question), read)
        own = [one[1:] for one in done]
        verdicts = np.stack([one[0] for one in done])
        means = np.stack([one.sum(axis=0) / max(len(one), 1) for one in own])
        return self._judged(means, verdicts, self._best(own), np.array(scores, np.float32))

    def _best(self, sentences: Sequence[Floats]) -> Floats:
        """The best logit of a sentence's tokens being part of an answer, for each sentence."""
        logits = [linear(self._learned, "token", one)[:, 0] for one in sentences]
        return np.array([one.max() if len(one) else ABSENT for one in logits], np.float32)

    def _judged(self, means: Floats, verdicts: Floats, best: Floats, scores: Floats) -> Reading:
        told = head(self._learned, "sentence", np.concatenate([means, verdicts], axis=1))
        mix = self._learned["rank_mix"]
        ranks = mix[0] * scores + mix[1] * best + told[:, 0]
        shares = np.exp(ranks - ranks.max())
        shares /= shares.sum()
        seen = np.concatenate([shares @ verdicts, shares @ means])
        mix = self._learned["answer_mix"]
        answer = head(self._learned, "answer", seen[None])[0, 0]
        answer = answer + mix[0] * best.max() + mix[1] * told[:, 2].max()
        behind = np.maximum(ranks - ranks.max(), -20)
        terms = np.stack([behind, best, np.full_like(best, answer)], axis=1)
        bias = self._learned["evidence_bias"]
        evidence = told[:, 1] + terms @ self._learned["evidence_mix"] + bias
        return Reading(ranks, evidence.astype(np.float32), float(answer))


def open_reader(embedder: Stated) -> Reader | None:
    """The packaged reader made for exactly these weights, if there is one."""
    path = embedder.upper and learned_path(".reader", embedder.upper.sha256)
    return load_reader(embedder.upper, path) if embedder.upper and path else None


def load_reader(upper: Upper, path: Path) -> Reader:
    """The reader with what was learned, as assistant.joint reads it."""
    return Reader(*learned_layers(upper.layers, path), path.stem)
