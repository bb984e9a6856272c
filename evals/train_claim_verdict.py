"""Learns what assistant/claim_verdict.py weighs: python -m evals.train_claim_verdict MADE OUT.

MADE is the folder of made-up briefs (evals/made), OUT the .json to write. It learns from claims
on the texts in MADE/held-out.list, which the claim reader wasn't trained on, of those rounds
whose true and changed claims are worded as freely. Claims on the packaged brief are never read.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from assistant.assistant import Assistant, open_over
from assistant.checking import Checker
from assistant.claim_verdict import CLAIM_FEATURES, NEVER
from assistant.rereading import open_claim_reader, reread
from assistant.settings import Settings
from corpus.collection import Collection
from corpus.text_reader import read_text
from evals.claims import GoldClaim, read_claims
from evals.train_verdict import fit_line, out_of_fold
from evals.training_data import held_out, round_of

# Of the changed claims that words leave undecided, those that may pass for true, as a share; of
# the kinds that a check promises to notice. Of the true claims that words call supported, the
# share that may be lost where the reader doubts them. And of the claims that are called
# contradicted though words don't contradict them, the least share that are changed ones.
PASSING, LOST, RIGHT = 0.15, 0.01, 0.75
_PROMISED = frozenset(("figure", "date", "name", "place", "negation", "hedge", "neighbour"))
# The rounds in which a claim's wording doesn't give away whether it is true.
_ROUNDS = ("r3", "r4")
# Claims of a text that are asked at most: each takes a quarter of a second.
_OF_A_TEXT = 90
_FOLDS = 8
# By these a claim is contradicted whatever is read.
_DENIED, _SUPPORTED = ("words_deny", "words_doubt"), ("words_support",)
# What speaks for a claim being true, and for its being changed: 1, against it: -1.
_FOR_TRUE = ("supports", "fit", "words_support")
_TRUE = tuple(1 if name in _FOR_TRUE else -1 for name in CLAIM_FEATURES)
_CHANGED = tuple(
    0 if name == "fit" else -sign for name, sign in zip(CLAIM_FEATURES, _TRUE, strict=True)
)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A claim, and CLAIM_FEATURES of it."""

    gold: GoldClaim
    features: tuple[float, ...]


def examples(made: Path) -> Iterator[Example]:
    """Those of the held-out texts."""
    for name in sorted(held_out(made)):
        told = read_claims(made / "claims" / f"{name}.jsonl")
        kept = [one for one in told if round_of(one) in _ROUNDS]
        kept = random.Random(name).sample(kept, min(len(kept), _OF_A_TEXT))
        collection = Collection(made, (read_text(made / f"{name}.txt", name),))
        with tempfile.TemporaryDirectory() as folder:
            assistant = open_over(collection, Settings(), Path(folder))
            yield from _of_text(assistant, kept)


def _of_text(assistant: Assistant, claims: Sequence[GoldClaim]) -> Iterator[Example]:
    reader = open_claim_reader(assistant.index.embedder)
    assert reader is not None
    checker = Checker(assistant.index, assistant.settings.passages_read)
    for gold in claims:
        found, query, ranked = checker.by_words(gold.claim)
        if read := reread(reader, gold.claim, query, ranked, found):
            yield Example(gold, read.features)


def learn(found: Sequence[Example], out: Path) -> None:
    """Fits both regressions, chooses the thresholds on out-of-fold predictions, writes `out`."""
    rows = np.array([one.features for one in found])
    texts = np.array([one.gold.document for one in found])
    even = np.ones(len(rows))
    told: dict[str, object] = {"data": "claims on made-up texts (own, Apache-2.0)"}
    never, denied, by_words = (
        rows[:, [CLAIM_FEATURES.index(name) for name in names]].any(axis=1)
        for names in (NEVER, _DENIED, _SUPPORTED)
    )
    promised = np.array([one.gold.changed in _PROMISED for one in found])
    for name, key, signs in (
        ("true", "supported", _TRUE),
        ("changed", "contradicted", _CHANGED),
    ):
        right = np.array([one.gold.gold == name for one in found])
        folded = out_of_fold(rows, right, texts, even, signs, _FOLDS)
        area = roc_auc_score(right, folded)
        told[name] = asdict(fit_line(rows, right, signs))
        if name == "true":
            told["doubted"] = doubted = _quantile(folded[right & by_words], LOST, "lower")
            kept = folded[by_words] >= doubted
            folded[never | denied] = 0.0
            undecided = promised & ~by_words & ~denied
            least = _quantile(folded[undecided], 1 - PASSING, "higher")
            folded[by_words] = kept
        else:
            folded[denied] = 0.0
            least = _least(folded, right & ~denied)
        told[key], decided = least, folded >= least
        print(  # noqa: T201
            f"{name}: {right.sum()} of {len(right)}, AUC {area:.3f}; from {least}: "
            f"{(decided & right).sum()} right, {(decided & ~right).sum()} wrong, of which "
            f"{(decided & promised).sum()} of {promised.sum()} promised"
        )
    out.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _quantile(told: Array, share: float, method: Literal["lower", "higher"]) -> float:
    return round(float(np.quantile(told, share, method=method)), 4) if len(told) else 0.5


def _least(told: Array, right: npt.NDArray[np.bool_]) -> float:
    """The lowest of the probabilities from which RIGHT of those so probable are right."""
    order = np.argsort(-told, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= RIGHT)
    return round(float(told[order[enough[-1]]]), 4) if len(enough) else 1.0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns to decide on claims that were reread.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    learn(list(examples(arguments.made)), arguments.out)
