"""Answers that were kept: a batch's .jsonl, or a conversation's .json."""

import json
from collections.abc import Iterator
from typing import Any

from assistant.answers import from_json
from assistant.typed import table
from corpus.collection import Collection
from corpus.errors import UserError
from ui.files import read_text
from ui.memo import Entry

Told = dict[str, Any]
_REMEDY = "give it a file that batch or the chat wrote"


def read_told(path: str) -> list[tuple[str, Told]]:
    """The answer objects in the file, each with where it stands; a .json holds an array or one
    object, a .jsonl one on each line. Raises UserError, naming file and line."""
    text = read_text(path)
    if path.lower().endswith(".json"):
        told = _parsed(text, path)
        listed = told if isinstance(told, list) else [told]
        found = [(f"{path}, answer {at}", one) for at, one in enumerate(listed, 1)]
    else:
        lines = [(at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip()]
        found = [(where := f"{path}, line {at}", _parsed(line, where)) for at, line in lines]
    for where, one in found:
        if not isinstance(one, dict) or "answerable" not in one:
            raise UserError("not an answer", _REMEDY, where=where)
    if not found:
        raise UserError("there are no answers in it", _REMEDY, where=path)
    return found


def holds_answers(path: str) -> bool:
    """Whether the file is one of answers rather than of questions."""
    if path.lower().endswith(".json"):
        return True
    if not path.lower().endswith(".jsonl"):
        return False
    first = next((line for line in read_text(path).split("\n") if line.strip()), "")
    try:
        told = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and "answerable" in told and "quotes" in told


def entries_of(told: list[tuple[str, Told]], collection: Collection) -> Iterator[Entry]:
    """The answers again, every quote checked against its document. Raises UserError, with exit
    code 1 where a quote no longer stands."""
    seen: set[str] = set()
    for at, (where, one) in enumerate(told, 1):
        name = str(one.get("id", at))
        if name in seen:
            raise UserError(f"the id {name!r} repeats", "give each its own", where=where)
        seen.add(name)
        try:
            yield Entry(name, from_json(one, collection), str(one.get("group") or ""))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise UserError(f"not a whole answer ({error})", _REMEDY, where=where) from error


def made_of(told: list[tuple[str, Told]]) -> Told:
    """What the answers say of how they were made, as far as they agree."""
    found = [_made(one["made"], where) for where, one in told if one.get("made")]
    if not found or len(found) < len(told):
        return {}
    first = {key: value for key, value in found[0].items() if key not in ("documents", "corpus")}
    agreed = {key: one for key, one in first.items() if all(m.get(key) == one for m in found)}
    whole = [made["corpus"] for made in found if "corpus" in made]
    return agreed | ({"corpus": whole[0]} if whole else {})


def _made(made: object, where: str) -> Told:
    try:
        return checked_made(made)
    except TypeError as error:
        raise UserError(f"not a whole answer ({error})", _REMEDY, where=where) from error


def checked_made(made: object) -> Told:
    """What is told of how an answer was made. Raises TypeError where it isn't told as made_by
    and made_for tell it."""
    told = table(made)
    for part in ("settings", "documents", "corpus"):
        table(told.get(part, {}))
    return told


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"not JSON ({str(error)[:80]})", _REMEDY, where=where) from error
