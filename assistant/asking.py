"""What a question asks for: the source of something or the thing itself, one thing or several.

People ask for a source in countless ways, many of which name none ("whose count is this?"), and
use the same words for other matters ("the main source of income"); and "how did it help the war?"
asks for several things as much as "which steps" does. So what decides are logistic regressions,
learned by evals/train_asking.py, over the question's words, pairs of words and, with the default
model, its vector.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import numpy as np

from corpus.view import words
from index.embedder import Embedder, Floats
from index.light import Upper

# The least probability of asking for a source where a question names who stands in the list of
# sources alone: of 40 such questions on made-up texts that ask for one 38 had it, and 32 the .67
# that others needed then. No threshold of a regression may be lower.
NAMED = 0.3
# A source, or several things that stand in several places.
Asked = Literal["source", "several"]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A logistic regression over which words and pairs of words a question holds and, unless
    `vector` is empty, over its vector, (dim,). `threshold`: the least probability that counts as
    asking for that."""

    words: Mapping[str, float]
    vector: Floats
    bias: float
    threshold: float

    def asks(self, question: str, vector: Floats, least: float | None = None) -> bool:
        """Whether the question asks for it, with a probability of `least` (None: `threshold`).
        `vector`: the question's, (at least dim,), whose first numbers are the model's that this
        was learned for."""
        least = least or self.threshold
        return self.logit(question, vector) >= math.log(least / (1 - least))

    def logit(self, question: str, vector: Floats) -> float:
        """The logit of the question asking for it."""
        told = sum(self.words.get(word, 0.0) for word in question_words(question))
        if self.vector.size:
            own = vector[: self.vector.size]
            told += float(own @ self.vector) / max(float(np.linalg.norm(own)), 1e-9)
        return told + self.bias


def question_words(question: str) -> set[str]:
    """The question's words as the regression knows them: folded, each once; and each two that
    stand side by side, with a space between."""
    told = [word for word, _ in words(question)]
    return {*told, *map(" ".join, pairwise(told))}


def question_line(asked: Asked, embedder: Embedder) -> QuestionLine:
    """The regression for that embedder: the one over words alone where its vectors, or the first
    of two models', aren't those that the other was learned for."""
    upper: Upper | None = getattr(embedder, "upper", None)
    lines = _lines()
    return lines.get((asked, upper.sha256 if upper else "")) or lines[asked, ""]


@cache
def _lines() -> dict[tuple[Asked, str], QuestionLine]:
    """By what is asked and the fingerprint of the model whose vectors they take; "" takes none."""
    path = files("assistant").joinpath("learned", "asking.json")
    told = json.loads(path.read_text("utf-8"))["lines"]
    return {
        (one["asked"], one["model"]): QuestionLine(
            one["words"],
            np.array(one["vector"], np.float32),
            one["bias"],
            one["threshold"],
        )
        for one in told
    }
