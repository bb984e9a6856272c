"""footnoted eval: a question set asked and measured, the gate, and what keeps it honest."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from corpus.errors import UserError
from ui.options import echo_json, index_options
from ui.progress import counting

if TYPE_CHECKING:
    from ui.evaluation import Evaluation

_SET = click.option(
    "--set",
    "name",
    default="brief-dev",
    show_default=True,
    help="brief (its test set), brief-dev, brief-test, or a .jsonl file.",
)
_BASELINE = click.option(
    "--baseline",
    "baseline_file",
    type=click.Path(path_type=Path),
    help="The baseline (default: the set's own for the profile).",
)


@click.group("eval", invoke_without_command=True)
@_SET
@click.option("--json", "as_json", is_flag=True, help="Print the evaluation as JSON.")
@click.option(
    "--no-timings", is_flag=True, help="Leave out of the JSON what no second run repeats."
)
@click.option("--gate", "gated", is_flag=True, help="Fail where anything is worse than blessed.")
@_BASELINE
@click.option("--junit", "junit", metavar="OUT.xml", help="Write a test case for each question.")
@click.option("--html", "page", metavar="OUT.html", help="Write a report to read.")
@index_options
@click.pass_context
def eval_group(context: click.Context, /, name: str, **flags: Any) -> None:
    """Ask a question set and measure the answers against its evidence.

    Exit code 1 where an answer is not grounded or, with --gate, where anything is worse than in
    the blessed baseline or could not be measured.

    Example: footnoted eval --set brief --gate --junit out.xml --html out.html
    """
    if context.invoked_subcommand:
        _refuse_misplaced(context)
        return
    from ui.evaluation import (
        Outputs,
        baseline_beside,
        bless_command,
        check_outputs,
        evaluated,
        placed,
        print_evaluation,
        write_outputs,
    )

    outputs = Outputs(flags.pop("junit"), flags.pop("page"))
    check_outputs(outputs)
    as_json, untimed = flags.pop("as_json"), flags.pop("no_timings")
    gated, baseline_file = flags.pop("gated"), flags.pop("baseline_file")
    if baseline_file and not (gated or outputs.page):
        remedy = "add --gate to be judged by it, or --html OUT.html to see it beside the measures"
        raise UserError("--baseline alone compares with nothing", remedy)
    where = placed(name, flags)
    beside = baseline_beside(name, where, gated, baseline_file)
    with counting("Asking") as progress:
        evaluation = evaluated(name, where, progress, beside)
    write_outputs(evaluation, outputs)
    if as_json:
        echo_json(evaluation.told(untimed))
    else:
        print_evaluation(evaluation)
    _exit_by(evaluation, bless_command(name, where, baseline_file))


@eval_group.command()
@_SET
@_BASELINE
@click.option("--dry-run", is_flag=True, help="Only show what would be accepted.")
@index_options
def bless(name: str, baseline_file: Path | None, dry_run: bool, **where: Any) -> None:
    """Accept today's answers as the baseline, having shown what that accepts.

    Example: footnoted eval bless --set brief
    """
    from ui.evaluation import bless_lines, blessed, evaluated, known_baseline, own_baseline, placed
    from ui.files import check_out, whole_file

    where = placed(name, where)
    path = baseline_file or own_baseline(name, where)
    check_out(str(path), [".json"])
    with counting("Asking") as progress:
        evaluation = evaluated(name, where, progress, known_baseline(path))
    new = blessed(evaluation)
    click.echo("\n".join(bless_lines(evaluation, new)))
    if dry_run:
        return
    from evals.baseline import baseline_json

    with whole_file(str(evaluation.baseline_path)) as file:
        file.write(baseline_json(new))
    click.echo(f"written: {evaluation.baseline_path}")


@eval_group.command()
@click.argument("before", metavar="A.json", type=click.Path(path_type=Path))
@click.argument("after", metavar="B.json", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the changes as JSON.")
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Tell which answers differ between two `eval --json`, and what made them differ.

    Exit code 1 where a question got worse.

    Example: footnoted eval diff monday.json tuesday.json
    """
    from dataclasses import asdict

    from evals.diff import changes, told, what_changed
    from ui.evaluation import read_report

    reports = read_report(before), read_report(after)
    found, made = changes(*reports), what_changed(*reports)
    worse = sum(change.verdict == "worse" for change in found)
    if as_json:
        echo_json({"changed": made, "questions": [asdict(one) for one in found], "worse": worse})
    else:
        click.echo("\n".join(f"changed: {line}" for line in made or ["nothing recorded"]))
        click.echo("\n".join([*map(told, found), f"{len(found)} answers differ, {worse} worse"]))
    if worse:
        raise UserError(f"{worse} got worse", "see which above", where=str(after), exit_code=1)


@eval_group.command()
@_SET
@click.option(
    "--questions", "most", type=int, default=60, show_default=True, help="How many of them to ask."
)
@click.option("--json", "as_json", is_flag=True, help="Print the kill rates as JSON.")
@index_options
def faults(name: str, most: int, as_json: bool, **where: Any) -> None:
    """Plant faults in answers, index, parts and metrics, and require the gate to catch each.

    Exit code 1 where a fault survives, or where anything fires on a clean run. A kind that the
    answers have no place for is told and is no failure.

    Example: footnoted eval faults --set brief
    """
    if most < 1:
        raise UserError(f"--questions is {most}", "give it a number from 1 up")
    from dataclasses import asdict

    from evals.faults import Bench, ask_all, judge, table
    from ui.evaluation import every, opened_alike, placed, read_again

    assistant = opened_alike(placed(name, where))
    questions = every(name, assistant.collection, most)
    with counting("Asking") as progress:
        runs = ask_all(questions, assistant, progress)
    verdict = judge(runs, Bench(questions, assistant, read_again(assistant)))
    click.echo(table(verdict)) if not as_json else echo_json(asdict(verdict))
    if verdict.wrong:
        raise UserError(", ".join(verdict.wrong), next(iter(verdict.wrong.values())), exit_code=1)


@eval_group.command()
@click.argument("out", metavar="OUT.jsonl")
@click.option("--from", "answers", metavar="ANSWERS.jsonl", help="A batch's answers to begin from.")
@click.option(
    "--questions",
    "most",
    type=click.IntRange(1),
    default=40,
    show_default=True,
    help="At most so many.",
)
@index_options
def new(out: str, answers: str | None, most: int, **where: Any) -> None:
    """Draft a question set for a person to correct, from the documents or a batch's answers.

    Example: footnoted eval new my-set.jsonl --corpus my-documents
    """
    from evals.drafts import check_replaceable
    from ui.evaluation import drafted
    from ui.files import check_out, whole_file

    check_out(out, [".jsonl"])
    check_replaceable(Path(out))
    lines = drafted(answers, most, where)
    with whole_file(out) as file:
        file.writelines(f"{line}\n" for line in lines)
    message = f'{len(lines)} drafts in {out}: correct each, then remove its "draft": true'
    click.echo(message, err=True)


def _refuse_misplaced(context: click.Context) -> None:
    """Options before a subcommand would be lost without a word."""
    given = [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        name = context.invoked_subcommand
        raise UserError(
            f"{given[0]} stands before {name}", f"write it after: eval {name} {given[0]} …"
        )


def _exit_by(evaluation: "Evaluation", bless: str) -> None:
    """Raises the error that goes with what was printed, if it was a failure; `bless` is the
    command that would accept it."""
    if evaluation.failures:
        from evals.gate import counted

        count, gated = counted(len(evaluation.failures)), evaluation.baseline is not None
        what = f"the gate is shut: {count}" if gated else count
        remedy = f"mend them, or look at each and run: {bless}" if gated else "mend them"
        raise UserError(what, remedy, where=evaluation.report["set"], exit_code=1)
