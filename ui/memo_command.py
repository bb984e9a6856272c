"""footnoted memo: answers as a document with footnotes."""

from typing import TYPE_CHECKING, Any

import click

from ui.options import corpus_of, index_options, opened, settings_of
from ui.progress import counting

if TYPE_CHECKING:
    from ui.memo import Entry

    Answered = tuple[tuple[Entry, ...], dict[str, Any]]


@click.command("memo")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option(
    "--style",
    type=click.Choice(["plain", "chicago", "apa"]),
    default="plain",
    show_default=True,
    help="How footnotes cite.",
)
@click.option("--title", default="", help="The memo's title (default: the name of IN).")
@click.option("--compare", "old", metavar="OLD", help="Say what changed since these answers.")
@click.option("--with-verifier", is_flag=True, help="Put the sources and a checker beside it.")
@index_options
def memo_command(
    source: str, out: str, style: str, title: str, with_verifier: bool, **where: Any
) -> None:
    """Make a document (.docx, .md, .html or .pdf) of questions or of answers.

    IN is a file of questions as for batch, of answers as batch writes them, or a conversation
    saved as JSON. Beside OUT stands its evidence, for footnoted verify.

    Example: footnoted memo questions.csv memo.docx --style chicago
    """
    from datetime import date
    from pathlib import Path

    from ui.compare import compared
    from ui.compare_view import changes_section
    from ui.memo import Memo
    from ui.memo_files import check_memo, write_memo
    from ui.sides import read_side, side_of

    check_memo(out)
    old = where.pop("old")
    before = read_side(old) if old else None
    entries, made = _answered(source, where)
    changes = changes_section(compared(before, side_of(entries, made))) if before else ()
    named = title or Path(source).stem.replace("-", " ").replace("_", " ")
    memo = Memo(named, style, entries, made, date.today(), changes)
    write_memo(memo, Path(out), with_verifier)


def _answered(source: str, where: dict[str, Any]) -> "Answered":
    from ui.told_answers import entries_of, holds_answers, made_of, read_told

    if not holds_answers(source):
        return _asked(source, where)
    from corpus.collection import read_collection

    told = read_told(source)
    collection = read_collection(corpus_of(where["corpus"], where["index_folder"]))
    return tuple(entries_of(told, collection)), made_of(told)


def _asked(source: str, where: dict[str, Any]) -> "Answered":
    from ui.files import MemoRow, read_rows
    from ui.made import made_by
    from ui.memo import Entry

    rows = read_rows(source, MemoRow, settings_of(where).longest_question)
    assistant = opened(where)
    entries = []
    with counting("Answering") as progress:
        for done, row in enumerate(rows, 1):
            answer = assistant.ask(row.question, row.history)
            entries.append(Entry(str(row.id), answer, str(row.group or "")))
            progress(done, len(rows))
    return tuple(entries), made_by(assistant)
