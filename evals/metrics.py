"""What is measured of one question's answer, each in a few lines. A question without gold for
a metric is left out of it, never counted as 0; the mean over questions is a macro average.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answers import Answer, Quote, to_json
from corpus.collection import Collection
from corpus.documents import Span
from evals.checks import CHECKS
from evals.sets import EvidenceSpan, GoldQuestion, half_shared


@dataclass(frozen=True, slots=True)
class Outcome:
    """A gold question, the answer that was given, and the passages retrieved, best first."""

    gold: GoldQuestion
    answer: Answer
    retrieved: tuple[Span, ...] = ()


Metric = Callable[[Outcome], float | None]

_NOWHERE = Path()  # documents that an answer holds itself, wherever they were read


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
    return sum(any(hits(quote, item) for quote in quotes) for item in items) / len(items)


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


def holds(check: str) -> Metric:
    """1 if the check finds nothing wrong in what is quoted; it must be 1 always."""

    def metric(outcome: Outcome) -> float | None:
        quotes = outcome.answer.quotes
        if not quotes:
            return None
        held = {quote.document.id: quote.document for quote in quotes}
        near = [quote for part in outcome.answer.unanswered for quote in part.nearest]
        held |= {quote.document.id: quote.document for quote in near}
        sources = [one for note in outcome.answer.footnotes for one in note.backings]
        held |= {source.document.id: source.document for source in sources}
        documents = Collection(_NOWHERE, tuple(held.values()))
        return float(not any(CHECKS[check](to_json(outcome.answer), documents)))

    return metric


verbatim = holds("quotes verbatim")


def answer_strings(outcome: Outcome) -> float | None:
    """The share of the question's answer strings that the quotes contain, letter case and
    line breaks apart (the exact match of open-domain question answering; Chen et al. 2017)."""
    wanted = outcome.gold.answers
    if not outcome.gold.answerable or not wanted:
        return None
    said = " ".join(_folded(quote.text) for quote in outcome.answer.quotes)
    return sum(_folded(one) in said for one in wanted) / len(wanted)


def latency_ms(outcome: Outcome) -> float | None:
    """Milliseconds from question to answer."""
    return outcome.answer.elapsed_ms


def right(outcome: Outcome) -> float | None:
    """1 if the first quote is evidence, or an unanswerable question was refused."""
    first = first_right(outcome)
    return float(not outcome.answer.answerable) if first is None else first


METRICS: dict[str, Metric] = {
    "quotes verbatim": verbatim,
    "footnotes lead to their quotes": holds("footnotes lead to their quotes"),
    "references cited there": holds("references cited there"),
    "first quote right": first_right,
    "evidence covered": covered,
    "quotes relevant": relevant,
    "quotes per answer": quotes_given,
    "answer strings": answer_strings,
    "answers wrong": answered_wrongly,
    "answerable refused": refused_wrongly,
    "near refused": refused_rightly("near"),
    "far refused": refused_rightly("far"),
    "ms per answer": latency_ms,
}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _relevant(gold: GoldQuestion, quote: Quote) -> bool:
    return any(hits(quote, item) for item in gold.evidence)


def hits(span: Span, item: Sequence[EvidenceSpan]) -> bool:
    """Whether a quote or passage meets an alternative of the item."""
    return any(
        one.document == span.document.id and half_shared(one.start, one.end, span.start, span.end)
        for one in item
    )
