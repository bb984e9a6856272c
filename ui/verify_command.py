"""footnoted verify: quotes against their sources, without index, model or network."""

from pathlib import Path

import click

from corpus.errors import UserError
from ui.options import echo_json


@click.command("verify")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder that holds the sources as NAME.txt.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def verify_command(file: Path, sources: Path, as_json: bool) -> None:
    """Check every quote and footnote of FILE against the sources alone.

    FILE is a memo (.docx, .md or .html), its .evidence.json, or answers (.jsonl or .json). The
    exit code is 1 if a quote is neither where it was nor moved.

    Example: footnoted verify memo.docx --sources my-documents
    """
    from ui.verifier import UnreadableError, report, verify

    try:
        told = verify(file, sources)
    except UnreadableError as error:
        what = str(error).rpartition("; ")
        raise UserError(what[0] or what[2], "give it a file that memo or batch wrote") from error
    echo_json(told) if as_json else click.echo(report(told), nl=False)
    if not told["ok"]:
        raise SystemExit(1)
