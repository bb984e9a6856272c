"""footnoted doctor: the collection and its index, checked and mended."""

from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.options import echo_json, index_options, settings_of
from ui.terminal import echo

if TYPE_CHECKING:
    from index.doctor import Finding, Patient


@click.command("doctor")
@click.option("--repair", "mend", is_flag=True, help="Mend what can be mended.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@index_options
def doctor(mend: bool, as_json: bool, **where: Any) -> None:
    """Check documents, offsets, vectors, words and manifest against each other.

    Exit code 1 where something is wrong and not repaired.

    Example: footnoted doctor --repair
    """
    from index.doctor import examine

    patient = _patient(where)
    findings = examine(patient)
    left, trouble = findings, ""
    if mend and findings:
        trouble = _repaired(patient, findings)
        left = examine(patient)
    mended = [finding for finding in findings if finding not in left]
    if as_json:
        states = [(one, "repaired") for one in mended] + [(one, "wrong") for one in left]
        about = {"corpus": str(patient.home), "index": str(patient.folder), "sound": not left}
        echo_json({**about, "findings": [_json(*state) for state in states]})
    else:
        _print(patient, mended, left)
    if left:
        remedy = "mend or remove what is named above" if mend else "run: footnoted doctor --repair"
        told = "one thing is wrong" if len(left) == 1 else f"{len(left)} things are wrong"
        raise UserError(trouble or told, remedy, exit_code=1)


def _patient(where: dict[str, Any]) -> "Patient":
    settings = settings_of(where)
    from assistant.assistant import index_settings
    from index.doctor import Patient
    from index.joined import open_embedder
    from index.opening import corpus_folder, default_folder

    home = corpus_folder(where["corpus"], where["index_folder"])
    folder = where["index_folder"] or default_folder(home, settings.index_name)
    embedder = open_embedder(settings.model_name, settings.precision)
    chosen = index_settings(settings, embedder)
    return Patient(home, folder, chosen, embedder)


def _repaired(patient: "Patient", findings: list["Finding"]) -> str:
    """Repairs; returns why that failed, "" if it didn't."""
    from index.doctor import repair

    try:
        repair(patient, findings)
    except UserError as error:
        return f"{error.where}: {error.what}" if error.where else error.what
    return ""


def _json(finding: "Finding", state: str) -> dict[str, str]:
    return {"part": finding.part, "what": finding.what, "where": finding.where, "state": state}


def _print(patient: "Patient", mended: list["Finding"], left: list["Finding"]) -> None:
    for state, findings in (("repaired", mended), ("wrong", left)):
        for one in findings:
            echo(f"{state}: {one.part}: {one.what} ({one.where})")
    if not left:
        echo(f"sound: {patient.home} and its index {patient.folder}")
