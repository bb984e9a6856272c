"""How well retrieval ranks the passages that hold the evidence. nDCG is scikit-learn's; the
other two are a division each, and the tests hold them against scikit-learn's.

The ranking is what the index hands to the selector, before any sentence is read. Of each item
of evidence one passage is required: of the passages that hold one of its alternatives, the
first in the ranking; where none is ranked, the item counts as missed at the very end.
"""

import numpy as np
from sklearn.metrics import ndcg_score

from evals.metrics import Metric, Outcome, hits


def recall_at(k: int) -> Metric:
    """The share of required passages among the first k."""

    def metric(outcome: Outcome) -> float | None:
        required = _required(outcome)
        if required is None:
            return None
        return float(required[:k].sum() / required.sum())

    return metric


def reciprocal_rank(outcome: Outcome) -> float | None:
    """1 / the rank of the first required passage; 0 if none is ranked. The mean over questions
    is the MRR (Voorhees 1999)."""
    required = _required(outcome)
    if required is None:
        return None
    ranked = required[: len(outcome.retrieved)]
    return 1 / (int(np.argmax(ranked)) + 1) if ranked.any() else 0.0


def ndcg_at(k: int) -> Metric:
    """Normalised discounted cumulative gain of the first k, gains 0 and 1 (Järvelin and
    Kekäläinen 2002)."""

    def metric(outcome: Outcome) -> float | None:
        required = _required(outcome)
        if required is None:
            return None
        padded = np.append(required, False)  # the measure is not defined for one passage
        return float(ndcg_score([padded], [np.arange(len(padded), 0, -1)], k=k))

    return metric


RETRIEVAL_METRICS: dict[str, Metric] = {
    "retrieval recall@5": recall_at(5),
    "retrieval recall@10": recall_at(10),
    "retrieval MRR": reciprocal_rank,
    "retrieval nDCG@10": ndcg_at(10),
}

# Passages that stand between a ranking and what it misses, so that no cut-off reaches that.
_FAR = 100


def _required(outcome: Outcome) -> np.ndarray | None:
    """For each rank whether that passage is required; required ones that are not ranked stand
    at the very end. None for a question without evidence."""
    if not outcome.gold.evidence:
        return None
    passages = outcome.retrieved
    firsts = [
        next((at for at, passage in enumerate(passages) if hits(passage, item)), None)
        for item in outcome.gold.evidence
    ]
    ranked = np.zeros(len(passages) + _FAR, bool)
    ranked[[at for at in firsts if at is not None]] = True
    return np.append(ranked, np.ones(firsts.count(None), bool))
