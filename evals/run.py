"""A question set asked, measured and told."""

from collections.abc import Callable, Sequence
from typing import Any

from assistant.assistant import Assistant
from evals.metrics import METRICS, Outcome, auc, estimate
from evals.reliability import calibration_error, reliability
from evals.sets import QuestionSet


def run_set(
    questions: QuestionSet, assistant: Assistant, progress: Callable[[int, int], None]
) -> list[Outcome]:
    """Every question of the set, asked in order."""
    outcomes = []
    for done, gold in enumerate(questions.questions, 1):
        outcomes.append(Outcome(gold, assistant.ask(gold.question, gold.history)))
        progress(done, len(questions.questions))
    return outcomes


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Every metric with its 95 % interval and n; None where the set has no gold for it."""
    told: dict[str, Any] = {}
    for name, metric in METRICS.items():
        found = estimate(metric, outcomes)
        told[name] = found and {
            "mean": round(found.mean, 4),
            "low": round(found.low, 4),
            "high": round(found.high, 4),
            "n": found.n,
        }
    for kind in ("near", "far"):
        told[f"AUC answerable against {kind}"] = auc(outcomes, kind)
    told["calibration error"] = calibration_error(reliability(outcomes))
    return told


def table(measured: dict[str, Any]) -> str:
    """The measures as lines of text."""
    lines = []
    for name, told in measured.items():
        if isinstance(told, dict):
            span = f"{told['low']:.3f} to {told['high']:.3f}"
            lines.append(f"{name:32}{told['mean']:8.3f}   {span:18} n={told['n']}")
        elif told is not None:
            lines.append(f"{name:32}{told:8.3f}")
    return "\n".join(lines)


def by_kind(outcomes: Sequence[Outcome]) -> str:
    """First quote right (or rightly refused) for each kind of question, as lines of text."""
    lines = []
    for kind in dict.fromkeys(outcome.gold.kind for outcome in outcomes):
        same = [outcome for outcome in outcomes if outcome.gold.kind == kind]
        right = [_right(outcome) for outcome in same]
        lines.append(f"  {kind:30}{sum(right) / len(right):8.3f}   n={len(right)}")
    return "\n".join(lines)


def _right(outcome: Outcome) -> bool:
    first = METRICS["first quote right"](outcome)
    return bool(first) if first is not None else not outcome.answer.answerable
