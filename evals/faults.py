"""Planted faults: a gate that never goes red proves nothing, so each kind of fault is planted
and must be found.

A clean run of the question set is blessed as the baseline, and a second clean run must pass:
what fires there is a false alarm. Then faults are planted in answers (those of the run and
some made of the documents' own sentences), in the index, in the assistant's parts, in the
metrics and in the run itself; the checks or the gate must catch each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from assistant.answers import Abstention, Answer, Quote, to_json
from assistant.assistant import Assistant
from assistant.footnotes import number_footnotes
from corpus.collection import Collection
from corpus.documents import Document
from corpus.errors import UserError
from evals.baseline import Baseline, baseline_of
from evals.checks import CHECKS, flaws
from evals.gate import GATE, Failure, gate
from evals.metrics import Outcome, right
from evals.planted import plants, with_decoy
from evals.run import REPORT_CHECKS, Checking, Progress, Report, report_of, run_set, unmeasured
from evals.saboteurs import hollow_index, saboteurs
from evals.sets import QuestionSet
from evals.yardsticks import YARDSTICKS

# Everything that can be left out to see which fault then survives.
ALL_CHECKS = (*REPORT_CHECKS, *GATE)


@dataclass(frozen=True, slots=True)
class Kill:
    """How many faults of one kind were planted, and how many were caught. `in_answers` tells a
    kind that answers may have no place for: a reference where the documents cite none."""

    kind: str
    planted: int
    caught: int
    in_answers: bool = False

    @property
    def all_caught(self) -> bool:
        """Whether the kind was tried at all, and none survived."""
        return 0 < self.planted == self.caught

    @property
    def no_place(self) -> bool:
        """Whether there was nothing to plant the kind in, which is no failure."""
        return self.in_answers and not self.planted

    @property
    def became(self) -> str:
        """What became of the faults, in words."""
        if self.no_place:
            return "nothing to plant it in"
        return "caught" if self.all_caught else "SURVIVES" if self.planted else "NOT TRIED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of every kind of fault, and what fired on a clean run (nothing should)."""

    kills: tuple[Kill, ...]
    false_alarms: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.wrong

    @property
    def wrong(self) -> dict[str, str]:
        """What failed, in words, each with what to do about it."""
        survived = sum(kill.planted - kill.caught for kill in self.kills)
        untried = sum(not kill.planted and not kill.no_place for kill in self.kills)
        found = (
            (survived, "fault survives", "faults survive", "mend the check that misses it"),
            (untried, "kind not tried", "kinds not tried", "ask a set that it can be planted in"),
            (
                len(self.false_alarms),
                "false alarm",
                "false alarms",
                "mend what fires on a clean run",
            ),
        )
        return {f"{n} {one if n == 1 else many}": remedy for n, one, many, remedy in found if n}


@dataclass(frozen=True, slots=True)
class Runs:
    """The set asked of the assistant twice, and once of each assistant with a part that
    doesn't work."""

    clean: tuple[Outcome, ...]
    again: tuple[Outcome, ...]
    broken: Mapping[str, tuple[Assistant, tuple[Outcome, ...]]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What faults are planted in, and judged by. `documents` are as read from disk; `off` names
    checks (of ALL_CHECKS) that are left out, which must make faults survive."""

    questions: QuestionSet
    assistant: Assistant
    documents: Collection
    off: frozenset[str] = frozenset()

    def report(
        self,
        outcomes: Sequence[Outcome],
        assistant: Assistant | None = None,
        documents: Collection | None = None,
    ) -> Report:
        """A report of those outcomes, by that assistant and against those documents."""
        asked, held = assistant or self.assistant, documents or self.documents
        return report_of(self.questions, asked, outcomes, held, Checking(off=self.off, resamples=1))

    def failures(self, report: Report, baseline: Baseline) -> tuple[Failure, ...]:
        """What the gate says, with the checks that aren't left out."""
        return gate(report, baseline, self.off)


def ask_all(questions: QuestionSet, assistant: Assistant, progress: Progress) -> Runs:
    """Every run that `judge` needs. Raises UserError where the set has nothing to plant some
    faults in."""
    broken = saboteurs(assistant)
    steps = _Steps(progress, len(questions.questions), 2 + len(broken))
    clean = tuple(run_set(questions, assistant, steps.next()))
    _check_variety(clean)
    again = tuple(run_set(questions, assistant, steps.next()))
    asked = {
        kind: (one, tuple(run_set(questions, one, steps.next()))) for kind, one in broken.items()
    }
    return Runs(clean, again, asked)


def judge(runs: Runs, bench: Bench) -> Verdict:
    """Plants every fault and tells which are caught."""
    clean = bench.report(runs.clean)
    baseline = baseline_of(clean)
    alarms = [failure.message for failure in bench.failures(bench.report(runs.again), baseline)]
    sound = specimens(bench.documents, runs.clean)
    alarms += [flaw.message for told in sound for flaw in flaws(told, with_decoy(bench.documents))]
    kills = [
        *_in_answers(bench, clean, sound),
        *_in_index(bench, runs.clean, baseline),
        *_in_parts(bench, runs, baseline),
        _in_metrics(bench, clean),
        _in_the_run(bench, runs.clean, baseline),
    ]
    return Verdict(tuple(kills), tuple(alarms))


def specimens(documents: Collection, outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Grounded answers to plant faults in: the run's own, and one of every two neighbouring
    sentences of the documents."""
    made = [
        to_json(Answer("?", (), number_footnotes(quotes), None, (), 1.0, 0.0, "made"))
        for document in documents.documents
        for quotes in _neighbours(document)
    ]
    return [to_json(outcome.answer) for outcome in outcomes] + made


def table(verdict: Verdict) -> str:
    """The kill rate by kind as lines of text."""
    lines = [
        f"{kill.kind:40}{kill.caught:6} of {kill.planted:<6}{kill.became}" for kill in verdict.kills
    ]
    lines += [f"fires on a clean run: {alarm}" for alarm in verdict.false_alarms]
    return "\n".join([*lines, f"{len(verdict.false_alarms)} false alarms on a clean run"])


class _Steps:
    """Progress over several runs of one set."""

    def __init__(self, progress: Progress, questions: int, runs: int) -> None:
        self._progress, self._questions, self._total = progress, questions, questions * runs
        self._before = -questions

    def next(self) -> Progress:
        """Progress within the next run."""
        self._before += self._questions
        before = self._before
        return lambda done, _of: self._progress(before + done, self._total)


def _check_variety(outcomes: Sequence[Outcome]) -> None:
    """An answerable and an unanswerable question must go right."""
    going = {outcome.gold.answerable for outcome in outcomes if right(outcome)}
    if going != {True, False}:
        raise UserError(
            "the set is too plain to plant faults in",
            "it needs an answerable and an unanswerable question that go right",
        )


def _neighbours(document: Document) -> Iterator[list[Quote]]:
    for block in document.layout.blocks:
        for first, second in pairwise(block.sentences):
            yield [Quote(document, one.start, one.end, 1.0) for one in (first, second)]


def _in_answers(bench: Bench, clean: Report, sound: Sequence[dict[str, Any]]) -> Iterator[Kill]:
    """Each bad answer takes the place of the first question's in a report that was clean."""
    documents, baseline = with_decoy(bench.documents), baseline_of(clean)
    checks = {name: check for name, check in CHECKS.items() if name not in bench.off}
    first, *rest = clean["questions"]
    for kind, ways in plants(bench.documents).items():
        planted = [bad for told in sound for plant in ways if (bad := plant(told)) is not None]
        caught = 0
        for bad in planted:
            found = [flaw.message for flaw in flaws(bad, documents, checks)]
            report = clean | {"questions": [first | {"flaws": found}, *rest]}
            caught += bool(bench.failures(report, baseline))
        yield Kill(kind, len(planted), caught, in_answers=True)


def _in_index(bench: Bench, clean: Sequence[Outcome], baseline: Baseline) -> Iterator[Kill]:
    """Each document changed in turn behind the index's back: words added at its end, which
    moves nothing that is quoted. And a document that was never split."""
    caught, held = 0, bench.documents.documents
    for changed in held:
        other = Document(changed.id, changed.title, f"{changed.text}\nMore.", changed.layout)
        now = tuple(other if one is changed else one for one in held)
        report = bench.report(clean, None, Collection(bench.documents.folder, now))
        caught += bool(bench.failures(report, baseline))
    yield Kill("a stale index", len(held), caught)
    hollow = hollow_index(bench.assistant)
    report = bench.report(clean, hollow, hollow.collection)
    yield Kill("a document without passages", 1, int(bool(bench.failures(report, baseline))))


def _in_parts(bench: Bench, runs: Runs, baseline: Baseline) -> Iterator[Kill]:
    for kind, (assistant, outcomes) in runs.broken.items():
        report = bench.report(outcomes, assistant)
        yield Kill(kind, 1, int(bool(bench.failures(report, baseline))))


def _in_metrics(bench: Bench, clean: Report) -> Kill:
    """Each measure in turn tells 1 of everything; the others are as they were."""
    baseline, caught = baseline_of(clean), 0
    for name in YARDSTICKS.names:
        yardsticks = YARDSTICKS.with_metric(name, lambda _outcome: 1.0)
        checking = Checking(yardsticks, bench.off)
        report = clean | {
            "unmeasured": unmeasured(bench.assistant, bench.documents, checking),
            "measures": clean["measures"] | {name: 1.0},
        }
        caught += bool(bench.failures(report, baseline))
    return Kill("a metric that returns 1", len(YARDSTICKS.names), caught)


def _in_the_run(bench: Bench, clean: Sequence[Outcome], baseline: Baseline) -> Kill:
    """One question got worse and another better, so that the mean is what it was."""
    outcomes = list(clean)
    answerable = [at for at, one in enumerate(outcomes) if one.gold.answerable]
    good = next(at for at in answerable if right(outcomes[at]))
    bad = next((at for at in answerable if not right(outcomes[at])), None)
    refused = Abstention("not_stated", "The documents do not state this.", (), ())
    outcomes[good] = _with(outcomes[good], (), refused)
    if bad is not None:
        outcomes[bad] = _with(outcomes[bad], _gold_quotes(bench, outcomes[bad]), None)
    caught = bool(bench.failures(bench.report(outcomes), baseline))
    return Kill("one question worse, another better", 1, int(caught))


def _with(outcome: Outcome, quotes: Sequence[Quote], abstention: Abstention | None) -> Outcome:
    notes = number_footnotes(quotes)
    answer = replace(outcome.answer, footnotes=notes, abstention=abstention, unanswered=())
    return replace(outcome, answer=answer)


def _gold_quotes(bench: Bench, outcome: Outcome) -> list[Quote]:
    spans = [item[0] for item in outcome.gold.evidence]
    return [Quote(bench.documents.document(s.document), s.start, s.end, 1.0) for s in spans]
