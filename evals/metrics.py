"""What is measured, each in a few lines. A question without gold is left out, never 0."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answers import Answer, Quote
from evals.sets import EvidenceSpan, GoldQuestion, half_shared


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question and the answer that was given."""

    gold: GoldQuestion
    answer: Answer


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions and its 95 % bootstrap interval (Efron 1979, percentiles)."""

    mean: float
    low: float
    high: float
    n: int


Metric = Callable[[Outcome], float | None]


def first_right(outcome: Outcome) -> float | None:
    """1 if the first quote overlaps the evidence; a refusal of an answerable question is 0."""
    if not outcome.gold.answerable:
        return None
    return float(any(_relevant(outcome.gold, quote) for quote in outcome.answer.quotes[:1]))


def covered(outcome: Outcome) -> float | None:
    """The share of required items of which a quote overlaps an alternative."""
    items = outcome.gold.evidence
    if not items:
        return None
    quotes = outcome.answer.quotes
    return sum(any(_hits(quote, item) for quote in quotes) for item in items) / len(items)


def relevant(outcome: Outcome) -> float | None:
    """The share of quotes that overlap the evidence, where anything is quoted."""
    quotes = outcome.answer.quotes
    if not outcome.gold.answerable or not quotes:
        return None
    return sum(_relevant(outcome.gold, quote) for quote in quotes) / len(quotes)


def quotes_given(outcome: Outcome) -> float | None:
    """How many quotes an answerable question got, where it was answered."""
    counted = outcome.gold.answerable and outcome.answer.answerable
    return float(len(outcome.answer.quotes)) if counted else None


def refused_wrongly(outcome: Outcome) -> float | None:
    """1 if an answerable question was refused."""
    return float(not outcome.answer.answerable) if outcome.gold.answerable else None


def answered_wrongly(outcome: Outcome) -> float | None:
    """1 if an answer's first quote is no evidence, as it is for every unanswerable question;
    a refusal is left out."""
    if not outcome.answer.answerable:
        return None
    return 1.0 - (first_right(outcome) or 0.0)


def refused_rightly(kind: str) -> Metric:
    """1 if an unanswerable question of that kind ("near", "far") was refused."""

    def metric(outcome: Outcome) -> float | None:
        if outcome.gold.answerable or outcome.gold.kind != kind:
            return None
        return float(not outcome.answer.answerable)

    return metric


def verbatim(outcome: Outcome) -> float | None:
    """1 if every quote is its document's slice; it must be 1 always."""
    quotes = outcome.answer.quotes
    return (
        float(all(q.document.text[q.start : q.end] == q.text for q in quotes)) if quotes else None
    )


def latency_ms(outcome: Outcome) -> float | None:
    """Milliseconds from question to answer."""
    return outcome.answer.elapsed_ms


METRICS: dict[str, Metric] = {
    "quotes verbatim": verbatim,
    "first quote right": first_right,
    "evidence covered": covered,
    "quotes relevant": relevant,
    "quotes per answer": quotes_given,
    "answers wrong": answered_wrongly,
    "answerable refused": refused_wrongly,
    "near refused": refused_rightly("near"),
    "far refused": refused_rightly("far"),
    "ms per answer": latency_ms,
}


def estimate(metric: Metric, outcomes: Sequence[Outcome], resamples: int = 2000) -> Estimate | None:
    """The metric's mean and interval; None where no question has gold for it. Seeded, so the
    same outcomes give the same interval."""
    told = [value for outcome in outcomes if (value := metric(outcome)) is not None]
    if not told:
        return None
    values = np.array(told)
    draws = np.random.default_rng(0).integers(len(values), size=(resamples, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high), len(values))


def auc(outcomes: Sequence[Outcome], kind: str) -> float | None:
    """How often an answerable question's score is above one's of the unanswerable `kind`
    (the Mann-Whitney estimate of the area under the ROC curve; ties count half)."""
    yes = np.array([o.answer.score for o in outcomes if o.gold.answerable])
    no = np.array([o.answer.score for o in outcomes if o.gold.kind == kind])
    if not len(yes) or not len(no):
        return None
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2
    return float(above)


def _relevant(gold: GoldQuestion, quote: Quote) -> bool:
    return any(_hits(quote, item) for item in gold.evidence)


def _hits(quote: Quote, item: Sequence[EvidenceSpan]) -> bool:
    """Whether the quote meets an alternative of the item."""
    return any(
        span.document == quote.document.id
        and half_shared(span.start, span.end, quote.start, quote.end)
        for span in item
    )
