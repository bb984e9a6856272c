"""The batch tab: a file of questions in, a table that fills, a file of answers out. Wiring only."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answers import Answer
from corpus.errors import UserError
from ui.batch import with_id, write_answers
from ui.desk import Desk
from ui.files import QuestionRow, read_rows, read_rows_of
from ui.html import problem_html
from ui.made import made_together
from ui.memo_archive import memo_archive
from ui.pieces import SAVE_ARCHIVE, as_base64, html, told_as_message
from ui.results import results_html
from ui.told_answers import entries_of, read_told

_FORMATS = (".jsonl", ".csv", ".md")
# Seconds between two looks at a batch that runs.
_PAUSE = 0.5
_HINT = (
    '<p class="fn-quiet">A .csv with the columns id and question, or a .jsonl with one '
    '{"id": …, "question": …} a line; either may have history.</p>'
)


def batch_tab(desk: Desk) -> None:
    """Builds the tab where it is called."""
    html(_HINT, "fn-batch-hint")
    file = gr.File(
        label="Questions", file_types=[".csv", ".jsonl"], height=130, elem_id="fn-batch-file"
    )
    with gr.Row(elem_id="fn-batch-do"):
        stop = gr.Button("Stop", size="sm", scale=0, min_width=80, elem_id="fn-batch-stop")
        kept = [
            gr.DownloadButton(
                f"Download {ending}",
                size="sm",
                scale=0,
                min_width=130,
                interactive=False,
                elem_id=f"fn-batch-{ending[1:]}",
            )
            for ending in _FORMATS
        ]
        memo = gr.Button(
            "Download memo",
            size="sm",
            scale=0,
            min_width=130,
            interactive=False,
            elem_id="fn-batch-memo",
        )
    answers, archive = gr.State(""), gr.Textbox(visible=False)
    table = html("", "fn-batch")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    shown = [table, *kept, answers]
    running = file.upload(_answerer(desk), file, shown, **quiet)
    stop.click(None, cancels=[running], **quiet)
    file.clear(lambda: ("", *_withheld()), None, shown, **quiet)
    answers.change(lambda path: gr.Button(interactive=bool(path)), answers, memo, **quiet)
    made = memo.click(lambda path: _memo(desk, path), answers, archive, **quiet)
    made.success(None, archive, None, js=SAVE_ARCHIVE, **quiet)


def batch_endpoint(desk: Desk) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """The same for clients."""

    def batch(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """An answer as JSON for every question, in order: verbatim quotes or an abstention.

        Args:
            questions: objects with "id" and "question", and if you like "history"
        """
        with told_as_message():
            rows = read_rows_of(questions, QuestionRow, desk.longest_question)
            return [with_id(row, desk.ask(row.question, row.history)) for row in rows]

    return batch


def _answerer(desk: Desk) -> Callable[[str], Iterator[tuple[Any, ...]]]:
    def answered(path: str) -> Iterator[tuple[Any, ...]]:
        try:
            rows = read_rows(path, QuestionRow, desk.longest_question, Path(path).name)
        except UserError as error:
            yield problem_html(str(error)), *_withheld()
            return
        answers: list[Answer] = []
        looked = 0.0
        for row in rows:
            if time.monotonic() - looked >= _PAUSE:
                yield results_html(rows, answers), *_withheld()
                looked = time.monotonic()
            answers.append(desk.ask(row.question, row.history))
        files = _written(desk, rows, answers, Path(path).stem)
        yield results_html(rows, answers), *files

    return answered


def _written(desk: Desk, rows: list[QuestionRow], answers: list[Answer], name: str) -> list[Any]:
    """The download buttons with the answers in their formats, and the path of the .jsonl."""
    folder = Path(tempfile.mkdtemp(prefix="footnoted-", dir=gr.utils.get_upload_folder()))
    paths = answer_files(desk, rows, answers, folder / f"{name}-answers")
    return [*(gr.DownloadButton(value=path, interactive=True) for path in paths), paths[0]]


def answer_files(
    desk: Desk, rows: list[QuestionRow], answers: list[Answer], stem: Path
) -> list[str]:
    """The answers as `stem` with each of the endings, .jsonl first. What they came out of isn't
    told where the documents have changed meanwhile."""
    made = made_together(answers, desk.assistant)
    paths = [f"{stem}{ending}" for ending in _FORMATS]
    for path, ending in zip(paths, _FORMATS, strict=True):
        write_answers(path, ending, zip(rows, answers, strict=True), made)
    return paths


def _memo(desk: Desk, path: str) -> str:
    """The batch's answers as a memo in an archive; empty before there are any."""
    if not path:
        return ""
    with told_as_message():
        entries = entries_of(read_told(path), desk.collection)
        answers = [(entry.id, entry.answer) for entry in entries]
        title = Path(path).stem.removesuffix("-answers")
        return as_base64(memo_archive(answers, desk.assistant, title))


def _withheld() -> list[Any]:
    return [*(gr.DownloadButton(value=None, interactive=False) for _ in _FORMATS), ""]
