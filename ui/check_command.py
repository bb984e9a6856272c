"""footnoted check: somebody's text, claim by claim, against the documents."""

from typing import Any

import click

from corpus.errors import UserError
from ui.files import STREAM, as_text, check_out, read_bytes, whole_file
from ui.options import echo_json, index_options, opened
from ui.progress import counting


@click.command("check")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--html", "page", metavar="OUT", help="Write a report to read in a browser.")
@click.option("--strict", is_flag=True, help="Fail on claims that the documents don't speak of.")
@index_options
def check_command(file: str, as_json: bool, page: str | None, strict: bool, **where: Any) -> None:
    """Check a text that somebody wrote (.md or .txt; - is stdin) against the documents.

    Every claim is supported, contradicted or not found. Fails if one is contradicted.

    Example: footnoted check memo.md --html report.html
    """
    if page is not None:
        check_out(page, (".html", ".htm"))
    text = read_checked(file)
    assistant = opened(where)
    from assistant.checking import open_checker
    from assistant.findings import count, findings_json

    checker = open_checker(assistant)
    with counting("Checking") as progress:
        findings = checker.check(text, progress)
    if page is not None:
        from ui.check_page import check_page

        with whole_file(page) as out:
            out.write(check_page(file, text, findings))
    if as_json:
        echo_json(findings_json(findings, assistant.index.fingerprint, checker.reader))
    else:
        from rich.console import Console

        from ui.check_report import print_findings

        print_findings(text, findings, Console(highlight=False, markup=False, emoji=False))
    wrong = count(findings, "contradicted")
    missing = count(findings, "not_found") if strict else 0
    if wrong or missing:
        told = f"{wrong} of {len(findings)} claims are contradicted"
        told += f", {missing} not found" if strict else ""
        raise UserError(told, "see the report", where=called(file), exit_code=1)


def called(file: str) -> str:
    """The file's name in messages."""
    return "stdin" if file == STREAM else file


def read_checked(file: str) -> str:
    """The file (or stdin) decoded as UTF-8 and nothing else, so that offsets count in it.

    Raises UserError, naming the line, for what can't be read, isn't UTF-8 text or claims nothing.
    """
    name = called(file)
    raw = read_bytes(file, name, "name a .md or .txt file")
    text = as_text(raw, name, "save it as UTF-8, .md or .txt")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise UserError("not a text", "save it as .md or .txt", where=f"{name}, line {line}")
    from assistant.claims import claims_in

    if not claims_in(text):
        raise UserError("it claims nothing", "put sentences in it", where=f"{name}, line 1")
    return text
