"""Whether a question asks for the source of something, or for the thing itself.

People ask for a source in countless ways, many of which name none ("whose count is this?"), and
use the same words for other matters ("the main source of income"). So what decides is a logistic
regression, learned by evals/train_sources.py, over the question's words and, with the default
model, its vector.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from corpus.view import words
from index.embedder import Embedder, Floats
from index.light import Upper


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A logistic regression over which words a question holds and, unless `vector` is empty, over
    its vector, (dim,). `threshold`: the least probability that counts as asking for a source."""

    words: Mapping[str, float]
    vector: Floats
    bias: float
    threshold: float

    def asks(self, question: str, vector: Floats) -> bool:
        """Whether the question asks for a source. `vector`: the question's, (at least dim,),
        whose first numbers are the model's that this was learned for."""
        return self.probability(question, vector) >= self.threshold

    def probability(self, question: str, vector: Floats) -> float:
        """Between 0 and 1."""
        told = sum(self.words.get(word, 0.0) for word in question_words(question))
        if self.vector.size:
            own = vector[: self.vector.size]
            told += float(own @ self.vector) / max(float(np.linalg.norm(own)), 1e-9)
        return float(1.0 / (1.0 + np.exp(-(told + self.bias))))


def question_words(question: str) -> set[str]:
    """The question's words as the regression knows them: folded, each once."""
    return {word for word, _ in words(question)}


def source_line(embedder: Embedder) -> SourceLine:
    """The regression for that embedder: the one over words alone where its vectors, or the first
    of two models', aren't those that the other was learned for."""
    upper: Upper | None = getattr(embedder, "upper", None)
    return _lines().get(upper.sha256 if upper else "") or _lines()[""]


@cache
def _lines() -> dict[str, SourceLine]:
    """By the fingerprint of the model whose vectors they take; "" takes none."""
    path = files("assistant").joinpath("learned", "sources.json")
    told = json.loads(path.read_text("utf-8"))["lines"]
    return {
        one["model"]: SourceLine(
            one["words"],
            np.array(one["vector"], np.float32),
            one["bias"],
            one["threshold"],
        )
        for one in told
    }
