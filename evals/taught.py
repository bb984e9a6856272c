"""What a large reader made of questions beside sentences, kept for a small one to learn from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import UserError
from evals.training_data import Lesson, numbered_lines


@dataclass(frozen=True, slots=True)
class Taught:
    """A question, by the kind of `data`, its lesson's number there and its own in the lesson; the
    numbers of the sentences that were read beside it, and the logits of their ranks and of each
    being evidence."""

    data: str
    lesson: int
    number: int
    question: str
    sentences: tuple[int, ...]
    ranks: tuple[float, ...]
    evidence: tuple[float, ...]

    def line(self) -> str:
        """As a line of a JSON lines file."""
        return json.dumps(asdict(self), ensure_ascii=False) + "\n"


def read_taught(path: Path, known: Mapping[str, Sequence[Lesson]]) -> list[Taught]:
    """The rows of a file that evals/teach_reader.py wrote. Raises UserError where one is of no
    question of these lessons."""
    rows = []
    for line, told in numbered_lines(path):
        lists = {name: tuple(told[name]) for name in ("sentences", "ranks", "evidence")}
        row = Taught(**(told | lists))
        if row.question not in _asked(known.get(row.data, ()), row):
            raise UserError(
                "the training data has no such question there",
                "write the file anew with evals.teach_reader",
                where=f"{path}, line {line}",
            )
        rows.append(row)
    return rows


def _asked(lessons: Sequence[Lesson], row: Taught) -> Iterable[str]:
    """The question that stands where the row's did, if any does."""
    some = lessons[row.lesson : row.lesson + 1]
    return [one.question for lesson in some for one in lesson.asked[row.number : row.number + 1]]
