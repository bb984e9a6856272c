"""Many questions from a file, and their results into one."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from assistant.answers import Answer, to_json
from assistant.settings import Settings
from ui.files import (
    ExtractRow,
    QuestionRow,
    check_out,
    read_rows,
    whole_file,
    write_json_lines,
)
from ui.render import citation, to_markdown

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.index import Hit, Progress

Open = Callable[[], "Assistant"]
Answered = tuple[QuestionRow, Answer]
Counting = Callable[[str], "AbstractContextManager[Progress]"]


def run_batch(source: str, out: str, opened: Open, longest: int, counting: Counting) -> None:
    """Answers every question of the file `source` into `out`, in the file's order.

    Raises UserError, before the first question is asked, for a bad line or a bad OUT.
    """
    ending = check_out(out, (".jsonl", ".csv", ".md"))
    rows = read_rows(source, QuestionRow, longest)
    assistant = opened()
    with counting("Answering") as progress:
        write_answers(out, ending, _answers(assistant, rows, progress))


def write_answers(out: str, ending: str, answers: Iterable[Answered]) -> None:
    """The answers in the format of that ending (.jsonl, .csv or .md), whole or not at all."""
    if ending == ".jsonl":
        write_json_lines(out, (with_id(row, answer) for row, answer in answers))
    elif ending == ".csv":
        _write_csv(out, answers)
    else:
        with whole_file(out) as file:
            file.write(to_markdown([(row.id, answer) for row, answer in answers]))


def with_id(row: QuestionRow, answer: Answer) -> dict[str, Any]:
    """One line of a .jsonl of answers."""
    return {"id": row.id} | to_json(answer)


def run_search(
    source: str, out: str, top_k: int, opened: Open, longest: int, counting: Counting
) -> None:
    """The `top_k` best passages for every question, as {"id", "hits"} lines."""
    check_out(out, (".jsonl",))
    rows = read_rows(source, QuestionRow, longest)
    assistant = opened()
    with counting("Searching") as progress:
        write_json_lines(out, _hits(assistant, rows, top_k, progress))


def run_extract(source: str, out: str, settings: Settings, counting: Counting) -> None:
    """The evidence in each row's own text, as {"id", "spans", "score"} lines; offsets count
    in that text."""
    check_out(out, (".jsonl",))
    rows = read_rows(source, ExtractRow, settings.longest_question)
    from assistant.extraction import open_extractor

    extractor = open_extractor(settings)
    with counting("Extracting") as progress:
        write_json_lines(out, _extracted(extractor, rows, progress))


def hit_json(hit: "Hit") -> dict[str, Any]:
    """A ranked passage; `start` and `end` count code points of the document's text."""
    passage = hit.passage
    return {
        "document": passage.document.id,
        "start": passage.start,
        "end": passage.end,
        "score": round(hit.score, 4),
        "text": passage.text,
    }


def _answers(
    assistant: "Assistant", rows: list[QuestionRow], progress: "Progress"
) -> Iterator[Answered]:
    for done, row in enumerate(rows, 1):
        yield row, assistant.ask(row.question, row.history)
        progress(done, len(rows))


def _hits(
    assistant: "Assistant", rows: list[QuestionRow], top_k: int, progress: "Progress"
) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(rows, 1):
        yield {
            "id": row.id,
            "hits": [hit_json(hit) for hit in assistant.search(row.question, top_k)],
        }
        progress(done, len(rows))


def _extracted(
    extractor: Any, rows: list[ExtractRow], progress: "Progress"
) -> Iterator[dict[str, Any]]:
    for done, row in enumerate(rows, 1):
        found = extractor.extract(row.question, row.text)
        spans = [
            {"start": one.start, "end": one.end, "score": round(one.probability, 4)}
            for one in found.sentences
        ]
        yield {"id": row.id, "spans": spans, "score": round(found.answerable, 4)}
        progress(done, len(rows))


_COLUMNS = (
    "id question answerable text sources reason missing nearest score elapsed_ms index"
).split()


def _write_csv(out: str, answers: Iterable[Answered]) -> None:
    with whole_file(out) as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for row, answer in answers:
            writer.writerow(_csv_cells(row, answer))


def _csv_cells(row: QuestionRow, answer: Answer) -> list[object]:
    sources = "\n".join(f"[{note.number}] {citation(note)}" for note in answer.footnotes)
    refused = answer.abstention
    return [
        row.id,
        answer.question,
        str(answer.answerable).lower(),
        answer.text,
        sources,
        refused.reason if refused else "",
        "; ".join(refused.missing) if refused else "",
        "\n".join(quote.text for quote in refused.nearest) if refused else "",
        f"{answer.score:.4f}",
        f"{answer.elapsed_ms:.1f}",
        answer.index,
    ]
