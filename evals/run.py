"""A question set asked, measured and told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from assistant.answers import to_json
from assistant.assistant import Assistant
from assistant.questions import Question
from corpus.collection import Collection
from corpus.documents import Span
from evals.canaries import broken_measures
from evals.checks import CHECKS, flaws
from evals.estimates import RESAMPLES
from evals.fingerprints import fingerprints
from evals.index_checks import INDEX_CHECKS
from evals.metrics import Outcome, right
from evals.reliability import told as reliability_told
from evals.sets import QuestionSet
from evals.yardsticks import TIMED, YARDSTICKS, Yardsticks

CANARIES = "metrics known"  # the check that every metric tells known cases right
# Every check by which a report may be found at fault before it is compared with anything.
REPORT_CHECKS = (*CHECKS, *INDEX_CHECKS, CANARIES)

Report = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checking:
    """What an evaluation is judged by: the measures, the names of the checks left out (none,
    but where planted faults show what a check is for), and how often an interval resamples."""

    yardsticks: Yardsticks = YARDSTICKS
    off: frozenset[str] = frozenset()
    resamples: int = RESAMPLES


PLAIN = Checking()


def run_set(questions: QuestionSet, assistant: Assistant, progress: Progress) -> list[Outcome]:
    """Every question of the set, asked in order. Raises UserError, before any is asked, naming
    the first that can't be."""
    outcomes = []
    read = questions.read(assistant.settings.longest_question)
    for done, (gold, asked) in enumerate(zip(questions.questions, read, strict=True), 1):
        answer = assistant.ask(gold.question, gold.history)
        outcomes.append(Outcome(gold, answer, _retrieved(asked, assistant)))
        progress(done, len(questions.questions))
    return outcomes


def measure(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Every measure with its 95 % interval and n; None where the set has no gold for it."""
    return YARDSTICKS.measure(outcomes)


def report_of(
    questions: QuestionSet,
    assistant: Assistant,
    outcomes: Sequence[Outcome],
    documents: Collection,
    checking: Checking = PLAIN,
) -> Report:
    """The evaluation as JSON. Nothing but `timings` and the measure "ms per answer" differs
    between two runs. `documents` are what answers are checked against, read from disk."""
    return {
        "set": questions.name,
        "fingerprints": fingerprints(assistant, questions),
        "drafts": questions.drafts,
        "unmeasured": unmeasured(assistant, documents, checking),
        "measures": checking.yardsticks.measure(outcomes, checking.resamples),
        **reliability_told(outcomes),
        "kinds": kinds_told(outcomes),
        "questions": [_row(outcome, documents, checking) for outcome in outcomes],
        "timings": {one.gold.id: round(one.answer.elapsed_ms, 1) for one in outcomes},
    }


def untimed(report: Report) -> Report:
    """The report without its timings: what a second run repeats byte for byte."""
    measures = {name: told for name, told in report["measures"].items() if name != TIMED}
    return {key: told for key, told in report.items() if key != "timings"} | {"measures": measures}


def kinds_told(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """For each kind of question the share that is right: the first quote is evidence, or an
    unanswerable question is refused."""
    told = {}
    for kind in dict.fromkeys(outcome.gold.kind for outcome in outcomes):
        same = [right(outcome) or 0.0 for outcome in outcomes if outcome.gold.kind == kind]
        told[kind] = {"right": round(sum(same) / len(same), 4), "n": len(same)}
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


def kinds_table(kinds: dict[str, Any]) -> str:
    """The same for the kinds of question."""
    return "\n".join(
        f"  {kind:30}{one['right']:8.3f}   n={one['n']}" for kind, one in kinds.items()
    )


def _retrieved(asked: Question, assistant: Assistant) -> tuple[Span, ...]:
    """What the index hands to the selector, best first: the best of every part of the question
    before the second of any, each passage once."""
    index, most = assistant.index, assistant.settings.passages_read
    rankings = [index.search(index.query(part.resolved), most) for part in asked.parts]
    in_turn = [hit.passage for hits in zip_longest(*rankings) for hit in hits if hit]
    return tuple({(one.document.id, one.start, one.end): one for one in in_turn}.values())


def unmeasured(assistant: Assistant, documents: Collection, checking: Checking) -> list[str]:
    """Why nothing that is measured means anything; empty if it does."""
    told = [] if CANARIES in checking.off else broken_measures(checking.yardsticks)
    for name, check in INDEX_CHECKS.items():
        told += [] if name in checking.off else check(assistant, documents)
    return told


def _row(outcome: Outcome, documents: Collection, checking: Checking) -> dict[str, Any]:
    """One question: what was asked, what is gold, what came, and how it measures."""
    gold, answer = outcome.gold, to_json(outcome.answer)
    metrics = {name: one for name, one in checking.yardsticks.metrics.items() if name != TIMED}
    values = {name: metric(outcome) for name, metric in metrics.items()}
    checks = {name: check for name, check in CHECKS.items() if name not in checking.off}
    answer = {key: told for key, told in answer.items() if key not in ("elapsed_ms", "history")}
    return {
        "id": gold.id,
        "kind": gold.kind,
        "question": gold.question,
        "history": list(gold.history),
        "gold": gold.model_dump(mode="json", include={"answerable", "evidence", "answers"}),
        "right": right(outcome),
        "measures": {name: round(v, 4) for name, v in values.items() if v is not None},
        "flaws": [f"{flaw.check}: {flaw.message}" for flaw in flaws(answer, documents, checks)],
        "answer": answer,
    }
