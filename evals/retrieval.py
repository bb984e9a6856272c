"""How well retrieval ranks the passages that hold the evidence, by scikit-learn's measures.

The ranking is what the index hands to the selector, before any sentence is read. Of each item
of evidence one passage is required: of the passages that hold one of its alternatives, the
first in the ranking; where none is ranked, the item counts as missed at the very end.
"""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score, recall_score

from corpus.documents import Span
from evals.metrics import Metric, Outcome
from evals.sets import EvidenceSpan, half_shared


def recall_at(k: int) -> Metric:
    """The share of required passages among the first k."""

    def metric(outcome: Outcome) -> float | None:
        required = _required(outcome)
        if required is None:
            return None
        return float(recall_score(required, np.arange(len(required)) < k))

    return metric


def reciprocal_rank(outcome: Outcome) -> float | None:
    """1 / the rank of the first required passage; 0 if none is ranked. The mean over questions
    is the MRR (Voorhees 1999). With one relevant label, label ranking average precision is it.
    """
    required = _required(outcome)
    if required is None:
        return None
    ranked = required[: len(outcome.retrieved)]
    if not any(ranked):
        return 0.0
    first = np.arange(len(ranked)) == int(np.argmax(ranked))
    return float(label_ranking_average_precision_score([first], [_descending(len(ranked))]))


def ndcg_at(k: int) -> Metric:
    """Normalised discounted cumulative gain of the first k, gains 0 and 1 (Järvelin and
    Kekäläinen 2002)."""

    def metric(outcome: Outcome) -> float | None:
        required = _required(outcome)
        if required is None:
            return None
        padded = np.append(required, False)  # the measure is not defined for one passage
        return float(ndcg_score([padded], [_descending(len(padded))], k=k))

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
        next((at for at, passage in enumerate(passages) if _holds(passage, item)), None)
        for item in outcome.gold.evidence
    ]
    ranked = np.zeros(len(passages) + _FAR, bool)
    ranked[[at for at in firsts if at is not None]] = True
    return np.append(ranked, np.ones(firsts.count(None), bool))


def _holds(passage: Span, item: Sequence[EvidenceSpan]) -> bool:
    return any(
        span.document == passage.document.id
        and half_shared(span.start, span.end, passage.start, passage.end)
        for span in item
    )


def _descending(size: int) -> np.ndarray:
    return np.arange(size, 0, -1)
