"""How often a question for a source leads to the right note: python -m evals.noted MADE SET…

MADE is the folder of made-up briefs (evals/made), each SET a .jsonl of questions on some of them
(evals/made/sources-test): `question`, `document`, `asks_source` and, where it asks for a source,
`notes`, those that answer it, none where the brief cites nothing for the matter.
"""

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assistant.answers import Answer
from assistant.assistant import Assistant, open_over
from assistant.settings import PROFILES, Settings
from corpus.collection import Collection
from corpus.errors import UserError
from corpus.text_reader import read_text
from evals.mains import errors_told
from evals.training_data import numbered_lines

# Of questions with a source, without one, and for the matter itself.
KINDS = ("sourced", "unsourced", "matter")
_NEEDED = ("question", "document", "asks_source")


def read_rows(path: Path, made: Path) -> list[dict[str, Any]]:
    """The questions of a set, on texts of the folder `made`. Raises UserError where it can't be
    read, and naming the line of the first that is no question on one of them."""
    try:
        numbered = list(numbered_lines(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("can't be read", "name a .jsonl file", where=str(path)) from error
    for number, row in numbered:
        where = f"{path}, line {number}"
        asks = isinstance(row, dict) and row.get("asks_source")
        needed = (*_NEEDED, "notes") if asks else _NEEDED
        if not isinstance(row, dict) or any(field not in row for field in needed):
            remedy = f"the line needs {', '.join(needed)}"
            raise UserError("not a question of such a set", remedy, where=where)
        if not (made / f"{row['document']}.txt").is_file():
            told = f"{made} holds no {row['document']}.txt"
            raise UserError(told, "name the folder of its text", where=where)
    return [row for _, row in numbered]


def kind_of_question(row: dict[str, Any]) -> str:
    """Which of KINDS a set's row is."""
    if not row["asks_source"]:
        return "matter"
    return "sourced" if row["notes"] else "unsourced"


def outcome(answer: Answer, notes: Iterable[int]) -> str:
    """What the first quote is: one of those notes ("right note"), "another note" or the "text";
    "refused" without any."""
    if not answer.quotes:
        return "refused"
    first = answer.quotes[0]
    block = first.document.block_at(first.start)
    if block is None or block.note is None:
        return "text"
    return "right note" if block.note in notes else "another note"


def counted(made: Path, rows: Iterable[dict[str, Any]], profile: str) -> Counter[tuple[str, str]]:
    """How many questions of each kind come out how."""
    by_document = defaultdict(list)
    for row in rows:
        by_document[row["document"]].append(row)
    found: Counter[tuple[str, str]] = Counter()
    for name, asked in by_document.items():
        with tempfile.TemporaryDirectory() as folder:
            assistant = _over(made, name, profile, Path(folder))
            found.update(_outcomes(assistant, asked))
    return found


def _over(made: Path, name: str, profile: str, folder: Path) -> Assistant:
    collection = Collection(made, (read_text(made / f"{name}.txt", name),))
    return open_over(collection, Settings(profile=profile, precision="float32"), folder)


def _outcomes(assistant: Assistant, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        answer = assistant.ask(row["question"])
        yield kind_of_question(row), outcome(answer, row.get("notes", ()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Counts questions that lead to the right note.")
    parser.add_argument("made", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="fast")
    arguments = parser.parse_args()
    with errors_told("evals.noted"):
        asked = [row for path in arguments.sets for row in read_rows(path, arguments.made)]
        told = counted(arguments.made, asked, arguments.profile)
    for kind in KINDS:
        parts = {way: count for (one, way), count in sorted(told.items()) if one == kind}
        print(f"{kind}: {json.dumps(parts)} of {sum(parts.values())}")  # noqa: T201
