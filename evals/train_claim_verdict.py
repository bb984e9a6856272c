"""Learns what assistant/claim_verdict.py weighs: python -m evals.train_claim_verdict MADE OUT.

MADE is the folder of made-up briefs (evals/made), OUT the .json to write. It learns from claims
on the texts in MADE/held-out.list, which the claim reader wasn't trained on, of those rounds
whose true and changed claims are worded as freely. Claims on the packaged brief are never read.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

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
from evals.regression import fit_line, out_of_fold
from evals.training_data import held_out, round_of, write_json

# Of the changed claims of the kinds that a check promises to notice, the share that may pass for
# true: the promise is one in ten. Of the claims that are called contradicted though words don't
# contradict them, the least share that are changed ones; and of those that are called supported
# though words contradict them, the least share of true ones.
PASSING, RIGHT, RELEASED = 0.1, 0.75, 0.85
_PROMISED = frozenset(("figure", "date", "name", "place", "negation", "hedge", "neighbour"))
# The rounds in which a claim's wording doesn't give away whether it is true.
_ROUNDS = ("r3", "r4", "r5")
# Claims of a text that are asked at most: each takes most of a second.
_OF_A_TEXT = 13
_FOLDS = 8
# By these a claim is contradicted whatever is read.
_DENIED, _DOUBTED, _SUPPORTED = ("words_deny",), ("words_doubt",), ("words_support",)
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


def examples(made: Path, whole: bool) -> Iterator[Example]:
    """Those of the held-out texts, read by the `whole` model or by the index's own."""
    for name in sorted(held_out(made)):
        told = read_claims(made / "claims" / f"{name}.jsonl")
        kept = [one for one in told if round_of(one) in _ROUNDS]
        kept = random.Random(name).sample(kept, min(len(kept), _OF_A_TEXT))
        collection = Collection(made, (read_text(made / f"{name}.txt", name),))
        with tempfile.TemporaryDirectory() as folder:
            assistant = open_over(collection, Settings(), Path(folder))
            yield from _of_text(assistant, kept, whole)


def _of_text(assistant: Assistant, claims: Sequence[GoldClaim], whole: bool) -> Iterator[Example]:
    reader = open_claim_reader(assistant.index.embedder, whole)
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
    never, denied, soft, by_words = (
        rows[:, [CLAIM_FEATURES.index(name) for name in names]].any(axis=1)
        for names in (NEVER, _DENIED, _DOUBTED, _SUPPORTED)
    )
    promised = np.array([one.gold.changed in _PROMISED for one in found])
    true, changed = (
        np.array([one.gold.gold == name for one in found]) for name in ("true", "changed")
    )
    likely, otherwise = (
        out_of_fold(rows, right, texts, even, signs, _FOLDS)
        for right, signs in ((true, _TRUE), (changed, _CHANGED))
    )
    told["true"] = asdict(fit_line(rows, true, _TRUE))
    told["changed"] = asdict(fit_line(rows, changed, _CHANGED))
    open_to_it = ~denied & (by_words | ~never)
    doubted, free = open_to_it & soft, open_to_it & ~soft
    least = {"released": _least(likely[doubted], true[doubted], RELEASED)}
    supported = doubted & (likely >= least["released"])
    left = int(PASSING * promised.sum()) - int((supported & promised).sum())
    least["supported"] = _above(likely[free & promised], max(left, 0))
    # What words contradict passes no more easily than what they don't.
    least["released"] = max(least.values())
    supported = doubted & (likely >= least["released"])
    supported |= free & (likely >= least["supported"])
    contradicted = np.where(denied | soft, 0.0, otherwise)
    least["contradicted"] = max(0.5, _least(contradicted, changed & ~denied & ~soft, RIGHT))
    told |= least
    against = ~supported & (denied | soft | (contradicted >= least["contradicted"]))
    print(  # noqa: T201
        f"AUC {roc_auc_score(true, likely):.3f} true, {roc_auc_score(changed, otherwise):.3f} "
        f"changed\nsupported: {_counts(supported, true)} true, {_counts(supported, changed)} "
        f"changed, {_counts(supported, promised)} of them promised, "
        f"{_counts(supported, ~true & ~changed)} absent\ncontradicted: {_counts(against, true)} "
        f"true, {_counts(against, changed)} changed, {_counts(against, ~true & ~changed)} absent"
    )
    write_json(told, out)


def _above(told: Array, many: int) -> float:
    """A little more than all but the `many` highest; at least a half."""
    order = np.sort(told)[::-1]
    return max(0.5, round(float(order[many]) + 1e-4, 4)) if many < len(order) else 0.5


def _least(told: Array, right: npt.NDArray[np.bool_], share: float) -> float:
    """The lowest of the probabilities from which that share of those so probable are right; above
    1 where there is none."""
    order = np.argsort(-told, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= share)
    return round(float(told[order[enough[-1]]]), 4) if len(enough) else 2.0


def _counts(decided: npt.NDArray[np.bool_], of: npt.NDArray[np.bool_]) -> str:
    return f"{(decided & of).sum()} of {of.sum()}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns to decide on claims that were reread.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--joint", action="store_true", help="for the reader over the index's model"
    )
    arguments = parser.parse_args()
    learn(list(examples(arguments.made, not arguments.joint)), arguments.out)
