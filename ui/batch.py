"""Many questions from a file, and their results into one."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.answers import Answer, from_json, to_json
from assistant.settings import Settings
from ui.files import (
    STREAM,
    ExtractRow,
    QuestionRow,
    check_out,
    read_rows,
    whole_file,
    write_json_lines,
)
from ui.journal import journal_beside
from ui.made import made_by, made_for
from ui.options import opened, settings_of
from ui.render import citation, markdown_parts
from ui.workers import answers_here, answers_of_workers, chosen_jobs, in_order

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from index.index import Hit, Progress

Open = Callable[[], "Assistant"]
Answered = tuple[QuestionRow, Answer]
Counting = Callable[[str], "AbstractContextManager[Progress]"]


def run_batch(
    source: str, out: str, where: dict[str, Any], jobs: int | None, counting: Counting
) -> None:
    """Answers every question of the file `source` into `out`, in the file's order, on `jobs`
    cores (None: all, where it pays). `where` holds the flags that `index_options` reads. What
    an earlier run was killed over isn't asked again.

    Raises UserError, before the first question is asked, for a bad line or a bad OUT.
    """
    ending = check_out(out, (".jsonl", ".csv", ".md"))
    rows = read_rows(source, QuestionRow, settings_of(where).longest_question)
    assistant = opened(where)
    made = made_by(assistant)
    if out == STREAM:
        found = in_order(_found(assistant, rows, where, jobs, range(len(rows))))
        told = ((rows[at], from_json(one, assistant.collection)) for at, one in found)
        write_answers(out, ending, told, made)
        return
    with (
        journal_beside(Path(out), _key(rows, assistant.index.fingerprint, made), len(rows)) as kept,
        counting("Answering") as progress,
    ):
        if kept.done:
            click.echo(f"going on: {kept.done} of {len(rows)} were answered before", err=True)
        progress(kept.done, len(rows))
        for at, one in _found(assistant, rows, where, jobs, list(kept.missing())):
            kept.add(at, one)
            progress(kept.done, len(rows))
        answers = (from_json(kept.answer(at), assistant.collection) for at in range(len(rows)))
        write_answers(out, ending, zip(rows, answers, strict=True), made)


def write_answers(
    out: str, ending: str, answers: Iterable[Answered], made: dict[str, Any] | None = None
) -> None:
    """The answers in the format of that ending (.jsonl, .csv or .md), whole or not at all.
    With `made` (see made_by), each line of a .jsonl says what its answer came out of, and the
    first one holds the whole corpus."""
    if ending == ".jsonl":
        write_json_lines(out, _lines(answers, made))
    elif ending == ".csv":
        _write_csv(out, answers)
    else:
        with whole_file(out) as file:
            parts = markdown_parts((row.id, answer) for row, answer in answers)
            for at, part in enumerate(parts):
                file.write(("\n" if at else "") + part)


def with_id(row: QuestionRow, answer: Answer) -> dict[str, Any]:
    """One line of a .jsonl of answers."""
    return {"id": row.id} | to_json(answer)


def _lines(answers: Iterable[Answered], made: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    for at, (row, answer) in enumerate(answers):
        told = with_id(row, answer)
        if made:
            corpus = {} if at else {"corpus": made["corpus"]}
            told["made"] = made_for(answer, made) | corpus
        yield told


def _found(
    assistant: "Assistant",
    rows: list[QuestionRow],
    where: dict[str, Any],
    jobs: int | None,
    places: Sequence[int],
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The answers to the rows at `places`, in any order."""
    chosen = chosen_jobs(jobs, len(places))
    if chosen == 1:
        return answers_here(assistant, rows, places)
    return answers_of_workers(where, rows, places, chosen)


def _key(rows: list[QuestionRow], fingerprint: str, made: dict[str, Any]) -> str:
    """What a batch is a batch of: its questions, and all that shapes their answers."""
    told = [fingerprint, made, [row.model_dump() for row in rows]]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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
