"""Learns which questions ask for a source and which for several things.

    python -m evals.train_asking MADE OUT

MADE is the folder of made-up briefs (evals/made): its sources/*.jsonl, one file a writer, are
questions that ask for a source and others that are easily taken for such; the questions on the
made-up briefs are the ordinary ones, and those of them that need evidence from several places
ask for several things. OUT is the .json to write. Reports by cross-validation over writers, and
on the texts in MADE/held-out.list. Questions on the packaged brief are never read.
"""

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.asking import Asked, question_words
from assistant.settings import Settings
from evals.regression import Array
from evals.training_data import held_out, json_lines, whole
from index.embedder import Embedder
from index.joined import open_embedder

# Writers who must have used a word, or two side by side, for it to count: a subject's words are
# one writer's.
_WRITERS = 5
# Ordinary questions that are learned from, and those that only the threshold is chosen on.
_LEARNED, _JUDGED = 2000, 2000
# Inverse strength of the L2 penalty, and how large a word is beside a vector's length of 1.
_PENALTY, _WORD = 10.0, 0.3
# Of the questions that people ask, as we take it, those that ask for a source; and of those that
# are taken for such, the least share that should be.
_ASKED, _PRECISION = 0.1, 0.9
_ORDINARY = ""  # the writer of ordinary questions
# Texts that a word must be asked about on to count for asking for several things, inverse
# strength of the penalty there, and the probability that counts as doing so.
_TEXTS, _SEVERAL_PENALTY, _LIKELY = 20, 1.0, 0.5
# Weights of words nearer to 0 are left out: they decide nothing and fill the file.
_LEAST: dict[Asked, float] = {"source": 0.15, "several": 0.1}

Told = dict[str, Any]  # a regression as its file holds it


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions, whether each asks for what is learned, and its writer."""

    texts: list[str]
    asks: npt.NDArray[np.bool_]
    writers: npt.NDArray[Any]

    def of(self, chosen: npt.NDArray[np.bool_]) -> "Questions":
        """Those chosen, (n,)."""
        kept = [text for text, keep in zip(self.texts, chosen, strict=True) if keep]
        return Questions(kept, self.asks[chosen], self.writers[chosen])


@dataclass(frozen=True, slots=True)
class Fitted:
    """A regression over `words`, in that order, then over the vector."""

    words: list[str]
    model: LogisticRegression

    def told(self, questions: Questions, vectors: Array) -> Array:
        """(n,) The probability of asking for it."""
        rows = _rows(questions, self.words, vectors)
        told: Array = self.model.predict_proba(rows)[:, 1]
        return told


def read_questions(made: Path) -> Questions:
    """Those of the writers, then the ordinary ones, in an order that is always the same."""
    told = [
        (row["question"], row["asks_source"], path.stem)
        for path in sorted(made.glob("sources/*.jsonl"))
        for row in json_lines(path)
    ]
    kept = held_out(made)
    paths = (path for path in sorted(made.glob("*.jsonl")) if path.stem not in kept)
    ordinary = sorted({row["question"] for path in paths for row in json_lines(path)})
    random.Random(0).shuffle(ordinary)
    told += [(text, False, _ORDINARY) for text in ordinary[: _LEARNED + _JUDGED]]
    texts, asks, writers = zip(*told, strict=True)
    return Questions(list(texts), np.array(asks), np.array(writers))


def fit(
    questions: Questions, vectors: Array, writers: int = _WRITERS, penalty: float = _PENALTY
) -> Fitted:
    """Over the words that so many writers used, and the (n, dim) vectors."""
    used: dict[str, set[str]] = defaultdict(set)
    for text, writer in zip(questions.texts, questions.writers, strict=True):
        for word in question_words(text) if writer != _ORDINARY else ():
            used[word].add(writer)
    words = sorted(word for word, by in used.items() if len(by) >= writers)
    model = LogisticRegression(C=penalty, max_iter=3000)
    return Fitted(words, model.fit(_rows(questions, words, vectors), questions.asks))


def _rows(questions: Questions, words: list[str], vectors: Array) -> Array:
    places = {word: at for at, word in enumerate(words)}
    held = np.zeros((len(questions.texts), len(words)))
    for row, text in zip(held, questions.texts, strict=True):
        row[[places[word] for word in question_words(text) if word in places]] = _WORD
    return np.concatenate([held, vectors], axis=1)


def learn_source(questions: Questions, vectors: Array, model: str) -> Told:
    """One regression, by the fingerprint of the model whose vectors it takes ("" for none), with
    a threshold chosen on what regressions say that haven't seen the writer."""
    ordinary = questions.writers == _ORDINARY
    judged = ordinary & (np.cumsum(ordinary) > _LEARNED)
    told = np.zeros(len(ordinary))
    writers = sorted(set(questions.writers[~ordinary]))
    for writer in writers:
        own = questions.writers == writer
        fitted = fit(questions.of(~own & ~judged), vectors[~own & ~judged])
        told[own] = fitted.told(questions.of(own), vectors[own])
        told[judged] += fitted.told(questions.of(judged), vectors[judged]) / len(writers)
    threshold = _threshold(told[questions.asks], told[judged])
    _report(told, questions, judged, threshold)
    last = fit(questions.of(~judged), vectors[~judged])
    return _told("source", last, model, threshold)


def learn_several(questions: Questions, held: frozenset[str], vectors: Array, model: str) -> Told:
    """The same for several things, from the texts that aren't `held` out; their names are the
    writers'."""
    judged = np.isin(questions.writers, sorted(held))
    fitted = fit(questions.of(~judged), vectors[~judged], _TEXTS, _SEVERAL_PENALTY)
    told, asks = fitted.told(questions.of(judged), vectors[judged]), questions.asks[judged]
    area = roc_auc_score(asks, told)
    print(f"several: AUC {area:.3f} of {asks.sum()} beside {(~asks).sum()}")  # noqa: T201
    return _told("several", fitted, model, _LIKELY)


def read_several(made: Path) -> Questions:
    """The answerable questions on the made-up briefs, and whether each needs several pieces of
    evidence."""
    told = [
        (row["question"], len(row["evidence"]) > 1, path.stem)
        for path in sorted(made.glob("*.jsonl"))
        for row in json_lines(path)
        if row["answerable"]
    ]
    texts, asks, names = zip(*told, strict=True)
    return Questions(list(texts), np.array(asks), np.array(names))


def _told(asked: Asked, fitted: Fitted, model: str, threshold: float) -> Told:
    weights = fitted.model.coef_[0].tolist()
    count = len(fitted.words)
    pairs = zip(fitted.words, weights[:count], strict=True)
    return {
        "asked": asked,
        "model": model,
        "words": {
            word: round(weight * _WORD, 2)
            for word, weight in pairs
            if abs(weight * _WORD) >= _LEAST[asked]
        },
        "vector": [round(weight, 3) for weight in weights[count:]],
        "bias": round(float(fitted.model.intercept_[0]), 4),
        "threshold": threshold,
    }


def _threshold(asking: Array, ordinary: Array) -> float:
    """The least, in steps of a hundredth, for which _PRECISION of what it takes for asking does
    so, where _ASKED of all questions do."""
    for threshold in np.arange(0.3, 1.0, 0.01).round(2).tolist():
        right = _ASKED * float((asking >= threshold).mean())
        wrong = (1 - _ASKED) * float((ordinary >= threshold).mean())
        if right >= _PRECISION * (right + wrong):
            return float(threshold)
    raise ValueError("the questions that ask for a source can't be told from others")


def _report(
    told: Array, questions: Questions, judged: npt.NDArray[np.bool_], threshold: float
) -> None:
    near = ~questions.asks & (questions.writers != _ORDINARY)
    both = near | questions.asks
    area = roc_auc_score(questions.asks[both], told[both])
    found, false, rare = (
        float((told[chosen] >= threshold).mean()) for chosen in (questions.asks, near, judged)
    )
    print(  # noqa: T201
        f"AUC beside like ones {area:.3f}; from {threshold:.2f} found {found:.3f} of "
        f"{questions.asks.sum()}, falsely {false:.3f} of {near.sum()} like ones and {rare:.4f} "
        f"of {judged.sum()} ordinary ones"
    )


def encoded(texts: Sequence[str], embedder: Embedder) -> Array:
    """(n, dim) vectors of questions, each encoded by itself."""
    rows = [embedder.encode([text], "question").vectors for text in texts]
    return np.concatenate(rows).astype(np.float64)


def train(made: Path, out: Path) -> None:
    """Writes all regressions: for either thing asked, over words and with the model's vector."""
    embedder = open_embedder(Settings().model_name)
    assert embedder.upper is not None
    sources, several, held = read_questions(made), read_several(made), held_out(made)
    lines = []
    for with_vector in (False, True):
        model = embedder.upper.sha256 if with_vector else ""
        rows = [
            encoded(one.texts, embedder) if with_vector else np.zeros((len(one.texts), 0))
            for one in (sources, several)
        ]
        lines.append(learn_source(sources, rows[0], model))
        lines.append(learn_several(several, held, rows[1], model))
    found = {"lines": lines, "data": "made-up questions (own, Apache-2.0)"}
    told = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n")
    with whole(out) as beside:
        beside.write_text(told + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns what questions ask for.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    train(arguments.made, arguments.out)
