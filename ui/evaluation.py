"""One evaluation from flags to results: what `footnoted eval` and its subcommands share."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assistant.assistant import Assistant
from corpus.collection import PACKAGED, Collection, read_collection
from corpus.errors import UserError
from evals.baseline import Baseline, baseline_of, baseline_path, read_baseline
from evals.diff import check_comparable
from evals.gate import Failure, gate, grounded, measured, worse
from evals.gate import told as failure_told
from evals.reliability import curve_lines
from evals.run import Progress, Report, kinds_table, report_of, run_set, table, untimed
from evals.sets import QuestionSet, read_set
from ui.files import check_out, whole_file
from ui.junit import junit_xml
from ui.last_report import keep_report
from ui.options import corpus_of, opened, settings_of
from ui.report import report_html


@dataclass(frozen=True, slots=True)
class Outputs:
    """Files that were asked for beside what is printed."""

    junit: str | None
    page: str | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A report, the documents it was checked against, and what failed. `baseline` is what it
    was gated by (None: not gated), `known` the one that it is shown beside, if there is one."""

    report: Report
    documents: Collection
    failures: tuple[Failure, ...]
    baseline: Baseline | None
    known: Baseline | None
    baseline_path: Path

    def told(self, without_timings: bool) -> dict[str, Any]:
        """The report for JSON, with the gate's verdict where there is one."""
        report = untimed(self.report) if without_timings else self.report
        if self.baseline is None:
            return report
        failures = [{"question": one.question, "message": one.message} for one in self.failures]
        return report | {"gate": {"passed": not failures, "failures": failures}}


@dataclass(frozen=True, slots=True)
class Beside:
    """The baseline that an evaluation stands beside (None: there is none), its file, and whether
    the evaluation is gated by it."""

    baseline: Baseline | None
    path: Path
    gated: bool = False


def evaluated(name: str, where: dict[str, Any], progress: Progress, beside: Beside) -> Evaluation:
    """The set asked and judged. Raises UserError for a bad set."""
    assistant = opened_alike(where)
    questions = read_set(name, assistant.collection)
    outcomes = run_set(questions, assistant, progress)
    documents = read_again(assistant)
    report = report_of(questions, assistant, outcomes, documents)
    known = beside.baseline
    baseline = known if beside.gated else None
    failures = gate(report, baseline) if baseline else ungated(report)
    found = Evaluation(report, documents, failures, baseline, known, beside.path)
    keep_report(assistant, where["index_folder"], page_of(found))
    return found


def placed(name: str, where: dict[str, Any]) -> dict[str, Any]:
    """The flags with the documents that the set is about: a set that comes with Footnoted asks
    the packaged ones, whatever has been added to the user's own, unless others are named."""
    named = name.endswith(".jsonl") or where["corpus"] or where["index_folder"]
    return where if named else where | {"corpus": PACKAGED}


def opened_alike(where: dict[str, Any]) -> Assistant:
    """The assistant that evaluations ask. It reads passages in float32 on every processor, so
    that a baseline blessed on one holds on another; an index that --index names stays as it is."""
    return opened(where | {"precision": "float32"})


def own_baseline(name: str, where: dict[str, Any]) -> Path:
    """Where the set's baseline is kept for the profile. Raises UserError for a bad set."""
    folder = corpus_of(where["corpus"], where["index_folder"])
    return baseline_path(read_set(name, read_collection(folder)), settings_of(where))


def baseline_beside(
    name: str, where: dict[str, Any], gated: bool, baseline_file: Path | None
) -> Beside:
    """What `eval` compares with, read before anything is asked. Raises UserError where there is
    no baseline to be gated by, or none in the file named."""
    path = baseline_file or own_baseline(name, where)
    if not gated and not baseline_file:
        return known_baseline(path)
    try:
        return Beside(read_baseline(path, bless_command(name, where, baseline_file)), path, gated)
    except UserError as error:
        code = error.exit_code if gated else 2
        raise UserError(error.what, error.remedy, where=error.where, exit_code=code) from error


def known_baseline(path: Path) -> Beside:
    """The baseline in that file, not to be gated by. One that can't be read is as good as none,
    and stderr says so."""
    try:
        return Beside(read_baseline(path), path)
    except UserError as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            click.echo(f"{path}: {error.what}; going on as if there were none", err=True)
        return Beside(None, path)


def bless_command(name: str, where: dict[str, Any], baseline_file: Path | None = None) -> str:
    """The command that blesses that set on those documents, with that profile or model."""
    named = name.endswith(".jsonl") or where["corpus"] != PACKAGED
    flags = {
        "--set": name,
        "--baseline": baseline_file,
        "--corpus": where["corpus"] if named else None,
        "--index": where["index_folder"],
        "--settings": where["settings_file"],
        "--profile": where["profile"],
        "--model": where["model"],
    }
    given = [word for flag, told in flags.items() if told for word in (flag, str(told))]
    return shlex.join(["footnoted", "eval", "bless", *given])


def ungated(report: Report) -> tuple[Failure, ...]:
    """What fails without a baseline: what isn't grounded, or could not be measured."""
    unmeasured = [Failure(f"could not measure: {told}") for told in report["unmeasured"]]
    return (*unmeasured, *grounded(report, baseline_of(report)))


def read_again(assistant: Assistant) -> Collection:
    """The documents as they are on disk now, whatever the index holds."""
    return read_collection(assistant.collection.folder)


def every(name: str, collection: Collection, most: int) -> QuestionSet:
    """At most `most` questions of the set, evenly spaced."""
    questions = read_set(name, collection)
    step = -(-len(questions.questions) // most)
    return QuestionSet(questions.name, questions.questions[::step], questions.path)


def page_of(evaluation: Evaluation) -> str:
    """The report as a page; bars stand beside the baseline's, gated or not, if there is one."""
    return report_html(
        evaluation.report,
        evaluation.documents,
        evaluation.known,
        evaluation.failures,
        gated=evaluation.baseline is not None,
    )


def write_outputs(evaluation: Evaluation, outputs: Outputs) -> None:
    """Writes the files that were asked for, each whole or not at all."""
    if outputs.junit:
        with whole_file(outputs.junit) as file:
            gated = evaluation.baseline is not None
            file.write(junit_xml(evaluation.report, evaluation.failures, gated))
    if outputs.page:
        with whole_file(outputs.page) as file:
            file.write(page_of(evaluation))


def check_outputs(outputs: Outputs) -> None:
    """Refuses, before anything is asked, what can't be written afterwards."""
    if outputs.junit:
        check_out(outputs.junit, [".xml"])
    if outputs.page:
        check_out(outputs.page, [".html", ".htm"])


def print_evaluation(evaluation: Evaluation) -> None:
    """The measures, the kinds, the curves and the verdict as text."""
    report = evaluation.report
    click.echo(f"{report['set']}: {len(report['questions'])} questions")
    if report["drafts"]:
        click.echo(f"{report['drafts']} of them are drafts that no person has corrected")
    click.echo(table(report["measures"]))
    click.echo(f"right, by kind:\n{kinds_table(report['kinds'])}")
    click.echo(curve_lines(report))
    click.echo("\n".join(f"FAILS {failure_told(failure)}" for failure in evaluation.failures))
    if evaluation.baseline and not evaluation.failures:
        bounds = len(evaluation.baseline.bounds)
        click.echo(f"the gate is passed: no question is worse, {bounds} bounds hold")


def blessed(evaluation: Evaluation) -> Baseline:
    """The new baseline. Raises UserError for what no baseline may accept: answers that aren't
    grounded, measures that mean nothing, questions that nobody has corrected."""
    new = baseline_of(evaluation.report)
    shut = [*measured(evaluation.report, new), *grounded(evaluation.report, new)]
    if shut:
        told = failure_told(shut[0])
        raise UserError(f"not to be blessed: {told}", "mend that first", exit_code=1)
    return new


def bless_lines(evaluation: Evaluation, new: Baseline) -> list[str]:
    """What blessing accepts, question by question and bound by bound."""
    known = evaluation.known
    if known is None:
        return [f"a first baseline: {len(new.questions)} questions", *_bound_lines({}, new)]
    lines = []
    for name, now in new.questions.items():
        before = known.questions.get(name)
        if before is None:
            lines.append(f"new     {name}: {now.question}")
        elif before.question != now.question:
            lines.append(f"reworded {name}: {now.question}")
        elif told := worse(before, now):
            lines.append(f"WORSE   {name}: {told}")
        elif worse(now, before):
            lines.append(f"better  {name}: {now.question}")
    lines += [f"gone    {name}" for name in known.questions if name not in new.questions]
    counts = f"{sum(line.startswith('WORSE') for line in lines)} worse, {len(lines)} changes in all"
    return [*lines, *_bound_lines(_means(known), new), counts]


def read_report(path: Path) -> Report:
    """A report written by `eval --json`. Raises UserError for anything else."""
    try:
        report: Report = json.loads(path.read_text("utf-8"))
        baseline_of(report)  # it has all that is compared, or this raises, or the next
        check_comparable(report)
    except OSError as error:
        raise UserError(
            f"can't be read ({error.strerror})", "check the name", where=str(path)
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(
            "not an evaluation", "write one with: footnoted eval --json", where=str(path)
        ) from error
    return report


def drafted(answers: str | None, most: int, where: dict[str, Any]) -> list[str]:
    """Lines of a drafted set, from the documents or from a batch's answers."""
    from evals.drafts import draft_from_answers, draft_from_corpus, draft_lines

    folder = corpus_of(where["corpus"], where["index_folder"])
    documents = read_collection(folder)
    if answers is None:
        return list(draft_lines(draft_from_corpus(documents, most)))
    from ui.told_answers import entries_of, read_told

    entries = entries_of(read_told(answers)[:most], documents)
    return list(draft_lines(draft_from_answers([(one.id, one.answer) for one in entries])))


def _means(known: Baseline) -> dict[str, str]:
    return {name: str(bound) for name, bound in known.bounds.items()}


def _bound_lines(known: dict[str, str], new: Baseline) -> list[str]:
    """The bounds that are new or moved."""
    moved = {name: str(bound) for name, bound in new.bounds.items()}
    return [
        f"bound   {name!r} {told}" + (f", was {known[name]}" if name in known else "")
        for name, told in moved.items()
        if known.get(name) != told
    ]
