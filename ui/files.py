"""Files in and out: question files read whole or refused, results written whole or not at all."""

import codecs
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.encodings import check_whole
from corpus.errors import UserError

STREAM = "-"  # stdin or stdout

Id = Annotated[int, Field(strict=True)] | Annotated[str, Field(strict=True, min_length=1)]


class QuestionRow(BaseModel):
    """One line of a questions file. `history` holds the earlier questions, oldest first."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    question: str
    history: tuple[str, ...] = ()


class MemoRow(QuestionRow):
    """The same for a memo: questions of one `group` stand under its heading."""

    group: object = ""


class ExtractRow(BaseModel):
    """One line of an extraction file: a text that is in no index, and a question on it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Id
    question: str
    text: str


Row = TypeVar("Row", QuestionRow, MemoRow, ExtractRow)


def read_rows(path: str, kind: type[Row], longest: int, called: str = "") -> list[Row]:
    """The rows of a .jsonl or .csv file ("-": JSON lines from stdin), all checked. Errors
    name the file as `called` (default: its path).

    Raises UserError naming file and line for the first thing wrong: what isn't UTF-8, JSON or
    the columns expected, an id twice, a question that is empty or over `longest` characters.
    """
    name = called or path
    text = _read_text(path, name)
    numbered = _csv_rows(text, name) if name.lower().endswith(".csv") else _json_rows(text, name)
    rows = _all_checked(numbered, kind, f"{name}, line", longest)
    if not rows:
        raise UserError("there are no questions in it", "put one on each line", where=name)
    return rows


def _all_checked(
    numbered: Iterable[tuple[int, Any]], kind: type[Row], where: str, longest: int
) -> list[Row]:
    rows: list[Row] = []
    lines: dict[str, int] = {}  # 1 and "1" would be the same label in a Markdown file
    for line, told in numbered:
        row = _checked(told, kind, f"{where} {line}", longest)
        if str(row.id) in lines:
            raise UserError(
                f"the id {row.id!r} stands on line {lines[str(row.id)]} already",
                "give each question an id of its own",
                where=f"{where} {line}",
            )
        lines[str(row.id)] = line
        rows.append(row)
    return rows


def check_out(name: str, endings: Sequence[str]) -> str:
    """The ending of OUT, once it is clear that it can be written. Raises UserError if not.
    Only JSON lines go to stdout: what is printed there would mix with anything else."""
    if name == STREAM and ".jsonl" in endings:
        return ".jsonl"
    if name == STREAM:
        told = f"name a file that ends in {' or '.join(endings)}"
        raise UserError("it can't go to stdout", told, where=name)
    path = Path(name)
    if path.suffix.lower() not in endings:
        raise UserError(
            f"no format is known for {path.suffix or 'a name without an ending'}",
            f"end its name in {' or '.join(endings)}",
            where=name,
        )
    try:
        _check_place(path)
    except OSError as error:
        raise _unwritable(name, error) from error
    return path.suffix.lower()


def _check_place(path: Path) -> None:
    folder = path.absolute().parent
    if not folder.is_dir():
        raise UserError("its folder doesn't exist", f"make {folder} first", where=str(path))
    if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
        raise _unwritable(str(path))
    # As long a name as the longest that a batch gives to what it makes beside OUT.
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}.lock", dir=folder):
        pass


@contextmanager
def whole_file(name: str) -> Iterator[IO[str]]:
    """A text file that appears under `name` when the block ends well, and not at all if it
    doesn't; "-" is stdout."""
    if name == STREAM:
        yield sys.stdout
        return
    with _beside(Path(name)) as (handle, made):
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        made.replace(name)


def write_whole(name: str, told: bytes) -> None:
    """The bytes as a file, whole or not at all."""
    with _beside(Path(name)) as (handle, made):
        with os.fdopen(handle, "wb") as file:
            file.write(told)
        made.replace(name)


@contextmanager
def _beside(path: Path) -> Iterator[tuple[int, Path]]:
    """A new file in the same folder, open and by name, that goes unless the block ends well.
    Raises UserError, with exit code 1, where it can't be written: the disk is full, say."""
    made = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        made = Path(name)
        made.chmod(0o666 & ~_umask())
        yield handle, made
    except BaseException as error:
        if made:
            made.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise not_written(str(path), error) from error
        raise


def read_text(path: str) -> str:
    """The file as text. Raises UserError where it can't be read or isn't UTF-8."""
    return _read_text(path, path)


def write_json_lines(name: str, rows: Iterable[dict[str, Any]]) -> None:
    """One object a line, UTF-8, in the order given."""
    with whole_file(name) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def read_rows_of(told: Sequence[object], kind: type[Row], longest: int) -> list[Row]:
    """The same from rows in memory; errors name the row, counted from 1."""
    return _all_checked(enumerate(told, 1), kind, "row", longest)


def _read_text(path: str, name: str) -> str:
    raw = read_bytes(path, name, "check the name")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError("the file is UTF-16", "save it as UTF-8", where=f"{name}, line 1")
    return as_text(raw.removeprefix(codecs.BOM_UTF8), name, "save it as UTF-8")


def read_bytes(path: str, name: str, remedy: str) -> bytes:
    """The file's, or stdin's, bytes. Raises UserError, naming it `name`, where it can't be read."""
    try:
        return sys.stdin.buffer.read() if path == STREAM else Path(path).read_bytes()
    except OSError as error:
        raise UserError(f"can't be read ({error.strerror})", remedy, where=name) from error


def as_text(raw: bytes, name: str, remedy: str) -> str:
    """The bytes decoded as UTF-8 and nothing else. Raises UserError naming the line that isn't."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UserError("not UTF-8 text", remedy, where=f"{name}, line {line}") from error


def _json_rows(text: str, name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UserError(
                f"not JSON ({str(error)[:80]})",
                'write one object a line, such as {"id": "q1", "question": "…"}',
                where=f"{name}, line {number}",
            ) from error


def _csv_rows(text: str, name: str) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        missing = [
            column for column in ("id", "question") if column not in (reader.fieldnames or [])
        ]
        if missing:
            raise UserError(
                f"the column {missing[0]!r} is missing",
                "give the first line the columns id,question and, if you like, history",
                where=f"{name}, line 1",
            )
        for row in reader:
            yield reader.line_num, _csv_row(row, f"{name}, line {reader.line_num}")
    except csv.Error as error:
        raise UserError(
            f"not CSV ({error})",
            "mend the quotation marks",
            where=f"{name}, line {reader.line_num + 1}",
        ) from error


def _csv_row(row: dict[str | Any, Any], where: str) -> dict[str, Any]:
    """`history` in a cell is a JSON list, or the one earlier question as it stands."""
    if any(cell.strip() for cell in row.get(None) or ()):
        raise UserError(
            "it has more cells than the first line has columns",
            "put quotation marks around text with commas",
            where=where,
        )
    told = {key: value for key, value in row.items() if key and value is not None}
    cell = (told.pop("history", "") or "").strip()
    if cell.startswith("["):
        try:
            return told | {"history": json.loads(cell)}
        except RecursionError as error:
            remedy = 'write it as ["the first question", "the second"]'
            raise UserError("its history is nested too deeply", remedy, where=where) from error
        except ValueError:
            pass
    return told | ({"history": [cell]} if cell else {})


def _checked(told: object, kind: type[Row], where: str, longest: int) -> Row:
    try:
        row = kind.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the line"
        wrong = "is missing" if first["type"] == "missing" else f"is wrong ({first['msg']})"
        needed = [name for name, told in kind.model_fields.items() if told.is_required()]
        remedy = f"each line needs {', '.join(needed)}"
        raise UserError(f"{field} {wrong}", remedy, where=where) from error
    given = row.model_dump()
    check_whole(*map(str, given.values()), *given.get("history", ()), where=where)
    if not any(character.isalnum() for character in row.question):
        raise UserError("the question is empty", "ask something in words", where=where)
    if len(row.question) > longest:
        size = len(row.question)
        raise UserError(
            f"the question has {size:,} characters",
            f"shorten it to at most {longest:,}",
            where=where,
        )
    return row


def not_written(name: str, error: OSError) -> UserError:
    """The error for a file that could not be written although it seemed so before."""
    told = f"it can't be written ({error.strerror})"
    return UserError(told, "make room or name another place", where=name, exit_code=1)


def _unwritable(name: str, error: OSError | None = None) -> UserError:
    told = f"it can't be written ({error.strerror})" if error else "it can't be written"
    return UserError(told, "name a place where you may write", where=name)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
