"""The gate: what fails, each with the reason, and nothing else decides.

A report passes if it could be measured, if every answer is grounded, if no question is worse
than in the baseline, and if the measures are within the baseline's bounds. What could not be
measured is a failure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evals.baseline import ALWAYS, Baseline, Bound, Result, result_of, value_of
from evals.run import Report

# Two shares that differ by less are the same number, rounded.
_EQUAL = 1e-4
_PROMISED = Bound(least=1.0)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the gate is shut; `question` is the id of the question at fault, if one is."""

    message: str
    question: str | None = None


GateCheck = Callable[[Report, Baseline], Iterator[Failure]]


def measured(report: Report, baseline: Baseline) -> Iterator[Failure]:
    """Metrics and index are sound, and the questions are the baseline's, corrected by a person."""
    yield from (Failure(f"could not measure: {told}") for told in report["unmeasured"])
    yield from _another_set(report, baseline)
    if not report["questions"]:
        yield Failure("could not measure: no question was asked")
    if report["drafts"]:
        yield Failure(f"could not measure: {report['drafts']} questions are uncorrected drafts")
    asked = {row["id"]: row for row in report["questions"]}
    for name, known in baseline.questions.items():
        if name not in asked:
            yield Failure("could not measure: it is in the baseline and was not asked", name)
        elif asked[name]["question"] != known.question:
            yield Failure("could not measure: the baseline has another question there", name)
        elif known.covered is None and result_of(asked[name]).covered is not None:
            yield Failure("could not measure: the baseline has no share covered there", name)
    for name in asked:
        if name not in baseline.questions:
            yield Failure("could not measure: it is not in the baseline", name)


def _another_set(report: Report, baseline: Baseline) -> Iterator[Failure]:
    if report["set"] != baseline.set:
        yield Failure(f"could not measure: the baseline is of {baseline.set}")
    elif report["fingerprints"]["questions"] != baseline.made_with.get("questions"):
        yield Failure("could not measure: questions or their gold have changed since the baseline")


def grounded(report: Report, _baseline: Baseline) -> Iterator[Failure]:
    """No answer has a flaw."""
    for row in report["questions"]:
        yield from (Failure(f"not grounded: {flaw}", row["id"]) for flaw in row["flaws"])


def none_worse(report: Report, baseline: Baseline) -> Iterator[Failure]:
    """No question is answered worse than in the baseline, whatever the mean says."""
    for row in report["questions"]:
        known = baseline.questions.get(row["id"])
        if known and (told := worse(known, result_of(row))):
            yield Failure(f"worse than the baseline: {told}", row["id"])


def within_bounds(report: Report, baseline: Baseline) -> Iterator[Failure]:
    """Every measure with a bound is within it; one that can't be measured any more is not. What
    must always hold has its bound, whatever a baseline leaves out."""
    for name in ALWAYS:
        if value_of(report, name) is not None and baseline.bounds.get(name) != _PROMISED:
            yield Failure(f"could not measure: the baseline doesn't bound {name!r} by 1.0")
    for name, bound in baseline.bounds.items():
        value = value_of(report, name)
        if value is None:
            yield Failure(f"could not measure: {name!r} has a bound and no value")
        elif not bound.holds(value):
            yield Failure(f"{name!r} is {value:.4f}, and must be {bound}")


GATE: Mapping[str, GateCheck] = {
    "measured": measured,
    "answers grounded": grounded,
    "no question worse": none_worse,
    "measures within bounds": within_bounds,
}


def gate(
    report: Report, baseline: Baseline, off: frozenset[str] = frozenset()
) -> tuple[Failure, ...]:
    """Everything that fails; empty if the gate is passed. Checks named in `off` are left out."""
    return tuple(
        failure
        for name, check in GATE.items()
        if name not in off
        for failure in check(report, baseline)
    )


def worse(known: Result, now: Result) -> str:
    """In which way a question's result is worse; "" if it isn't."""
    if now.right < known.right - _EQUAL:
        return "the first quote was evidence" if now.covered is not None else "it was refused"
    before, after = known.covered or 0.0, now.covered or 0.0
    if after < before - _EQUAL:
        return f"its quotes covered {before:.2f} of the evidence, now {after:.2f}"
    return ""


def counted(failures: int) -> str:
    """So many failures, in words."""
    return "1 failure" if failures == 1 else f"{failures} failures"


def told(failure: Failure) -> str:
    """The failure as a line of text."""
    return f"{failure.question}: {failure.message}" if failure.question else failure.message
