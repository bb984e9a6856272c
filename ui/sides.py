"""Two batches to compare, each read from answers or from an evidence file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers import to_json
from assistant.typed import number, text, texts, whole
from corpus.errors import UserError
from ui.files import read_text
from ui.memo import Entry
from ui.told_answers import checked_made, made_of, read_told
from ui.verifier import FORMAT, VERSION

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a reply shows, and where they stood."""

    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was: its quotes, or why there are none and what stood nearest."""

    id: str
    question: str
    history: tuple[str, ...]
    score: float
    reason: str | None
    missing: tuple[str, ...]
    quotes: tuple[Words, ...]
    nearest: tuple[Words, ...]

    @property
    def said(self) -> tuple[object, ...]:
        """What makes it the same answer as another; where the words stood doesn't."""
        return self.reason, self.missing, [(one.document, one.text) for one in self.quotes]


@dataclass(frozen=True, slots=True)
class Side:
    """A batch. `made` says how it came about, `hashes` are the documents' as far as known and
    `whole` whether they are the whole corpus."""

    name: str
    replies: tuple[Reply, ...]
    made: Told
    hashes: dict[str, str]
    whole: bool


def read_side(path: str) -> Side:
    """A batch's answers (.jsonl, .json) or a memo's evidence. Raises UserError."""
    if path.lower().endswith(".json"):
        told = _json(path)
        if isinstance(told, dict) and told.get("format") == FORMAT:
            return _of_evidence(told, path)
    try:
        return _of_answers(read_told(path), path)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _foreign(path, error) from error


def side_of(entries: Sequence[Entry], made: Told) -> Side:
    """The answers of a memo that is being made."""
    told = [{"id": entry.id, **to_json(entry.answer)} for entry in entries]
    hashes = dict(made.get("corpus") or _shown_hashes(entries))
    replies = tuple(_reply(one, at) for at, one in enumerate(told, 1))
    return Side("this memo", replies, made, hashes, "corpus" in made)


def _shown_hashes(entries: Sequence[Entry]) -> dict[str, str]:
    from ui.memo import documents_shown

    return {document.id: document.sha256 for document in documents_shown(entries)}


def _of_answers(told: list[tuple[str, Told]], path: str) -> Side:
    made = made_of(told)
    hashes: dict[str, str] = {}
    for _, one in told:
        hashes |= (one.get("made") or {}).get("documents", {})
    replies = tuple(_reply(one, at) for at, (_, one) in enumerate(told, 1))
    return Side(path, replies, made, hashes | made.get("corpus", {}), "corpus" in made)


def _reply(told: Told, at: int) -> Reply:
    refused = told["abstention"] or {"reason": None, "missing": [], "nearest": []}
    left = [one for part in told.get("unanswered", []) for one in part["nearest"]]
    return Reply(
        str(told.get("id", at)),
        text(told["question"]),
        texts(told["history"]),
        number(told.get("score", 0.0)),
        _reason(refused["reason"]),
        texts(refused["missing"]),
        tuple(_words(one) for one in told["quotes"]),
        tuple(_words(one) for one in [*refused["nearest"], *left]),
    )


def _of_evidence(told: Told, path: str) -> Side:
    if told.get("version") != VERSION:
        raise UserError(
            f"evidence of version {told.get('version')!r}",
            f"this version of Footnoted reads {VERSION}",
            where=path,
        )
    try:
        notes = {one["number"]: _words(one) for one in told["footnotes"]}
        replies = tuple(_evidence_reply(one, notes) for one in told["questions"])
        hashes = {one["name"]: one["sha256"] for one in told["documents"]}
        made = checked_made(told["made"])
        return Side(path, replies, made, hashes | made.get("corpus", {}), "corpus" in made)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _foreign(path, error) from error


def _evidence_reply(told: Told, notes: dict[int, Words]) -> Reply:
    return Reply(
        text(told["id"]),
        text(told["question"]),
        texts(told["history"]),
        number(told["score"]),
        _reason(told["reason"]),
        texts(told["missing"]),
        tuple(notes[number] for number in told["quotes"]),
        tuple(notes[number] for number in told["nearest"]),
    )


def _words(told: Told) -> Words:
    place = whole(told["start"]), whole(told["end"])
    return Words(text(told["document"]), *place, text(told["text"]))


def _reason(told: object) -> str | None:
    return None if told is None else text(told)


def _json(path: str) -> Any:
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        told = f"not JSON ({str(error)[:80]})"
        raise UserError(told, "give it answers or an evidence file", where=path) from error


def _foreign(path: str, error: Exception) -> UserError:
    told = f"neither whole answers nor evidence ({error})"
    return UserError(told, "give it a file that batch or memo wrote", where=path)
