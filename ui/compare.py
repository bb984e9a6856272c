"""What changed between two batches, and why.

The same question on the same documents, model, settings and code has the same answer. So where
only one of them changed, it is the cause. Where several did, a quote whose words were edited or
removed is the document's doing; a question that a threshold let through or held back is the
setting's, by its score; and what is left can't be told apart without asking again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from ui.sides import Reply, Side, Words
from ui.verifier import difference

Status = Literal["same", "changed", "newly answered", "newly refused", "new", "gone"]
Cause = Literal["documents", "settings", "code", "unknown"]

# Two texts more alike than this (difflib's ratio) are taken for one, edited. By eye.
_ALIKE = 0.6
# Scores are kept to four decimals.
_ROUNDING = 0.0001


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs in how the two batches were made. `documents`: name to "edited", "added" or
    "removed"; `settings` and `code` in words; `known` is whether all of this is on record."""

    documents: dict[str, str]
    settings: tuple[str, ...]
    code: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of words that an answer showed; empty where there were or are none."""

    document: str
    change: str
    old: str
    new: str
    difference: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question in both batches. `certain` is false where the causes can't be told apart."""

    id: str
    question: str
    status: Status
    causes: tuple[Cause, ...] = ()
    certain: bool = True
    why: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All questions, in the new batch's order, then those that only the old one has."""

    old: str
    new: str
    changes: Changes
    outcomes: tuple[Outcome, ...]


def compared(old: Side, new: Side) -> Comparison:
    """Every question of either batch, with what became of its answer and why."""
    changes = changes_between(old, new)
    before: dict[tuple[str, tuple[str, ...], int], Reply] = dict(_keyed(old))
    judge = _Judge(old, new, changes)
    outcomes = []
    for key, reply in _keyed(new):
        earlier = before.pop(key, None)
        outcomes.append(
            judge.outcome(earlier, reply) if earlier else Outcome(reply.id, reply.question, "new")
        )
    outcomes += [Outcome(reply.id, reply.question, "gone") for reply in before.values()]
    return Comparison(old.name, new.name, changes, tuple(outcomes))


def changes_between(old: Side, new: Side) -> Changes:
    """What differs in how they were made."""
    documents = {
        name: "edited"
        for name in sorted(old.hashes.keys() & new.hashes.keys())
        if old.hashes[name] != new.hashes[name]
    }
    if new.whole:
        documents |= dict.fromkeys(sorted(old.hashes.keys() - new.hashes.keys()), "removed")
    if old.whole:
        documents |= dict.fromkeys(sorted(new.hashes.keys() - old.hashes.keys()), "added")
    one, other = old.made.get("settings") or {}, new.made.get("settings") or {}
    settings = tuple(_told(key, one.get(key), other.get(key)) for key in _differing(one, other))
    code = ("version", "model", "model_sha256")
    kept = [key for key in code if old.made.get(key) != new.made.get(key)]
    told = tuple(_told(key, old.made.get(key), new.made.get(key)) for key in kept)
    known = old.whole and new.whole and bool(one) and bool(other)
    return Changes(documents, settings, told, known)


class _Judge:
    """Finds the cause of each difference between two batches."""

    def __init__(self, old: Side, new: Side, changes: Changes) -> None:
        self._changes, self._old, self._new = changes, old, new
        self._were, self._are = set(_shown(old)), set(_shown(new))

    def outcome(self, old: Reply, new: Reply) -> Outcome:
        """What became of one answer, and why."""
        if old.said == new.said:
            return Outcome(new.id, new.question, "same")
        edits = tuple(self._edits(old, new))
        causes, certain, why = self._causes(old, new, edits)
        return Outcome(new.id, new.question, _status(old, new), causes, certain, why, edits)

    def _edits(self, old: Reply, new: Reply) -> Iterator[Edit]:
        """The words shown by one of the two alone that the other's documents don't hold."""
        kept = {(one.document, one.text) for one in new.quotes}
        for one in old.quotes or old.nearest:
            change = self._changes.documents.get(one.document)
            key = (one.document, one.text)
            if change in ("edited", "removed") and key not in kept and key not in self._are:
                now = _counterpart(one, [*new.quotes, *new.nearest])
                told = difference(one.text, now) if now else ""
                yield Edit(one.document, change, one.text, now, told)
        for one in new.quotes:
            change = self._changes.documents.get(one.document)
            is_new = change in ("edited", "added") and (one.document, one.text) not in self._were
            if change and is_new and not _counterpart(one, [*old.quotes, *old.nearest]):
                yield Edit(one.document, change, "", one.text, "")

    def _causes(
        self, old: Reply, new: Reply, edits: tuple[Edit, ...]
    ) -> tuple[tuple[Cause, ...], bool, str]:
        others: tuple[Cause, ...] = ("settings",) if self._changes.settings else ()
        others += ("code",) if self._changes.code else ()
        documents = self._changes.documents
        if not documents and not others:
            return self._unexplained()
        if not documents:
            return others, len(others) == 1, self._told(others)
        if not others:
            return ("documents",), True, _told_edits(edits) or _THROUGH_OTHERS
        return self._either(old, new, edits, others)

    def _either(
        self, old: Reply, new: Reply, edits: tuple[Edit, ...], others: tuple[Cause, ...]
    ) -> tuple[tuple[Cause, ...], bool, str]:
        """Both documents and something else changed: which of them, if it can be told."""
        by_score = self._by_score(old, new, edits) if others == ("settings",) else None
        if by_score:
            return by_score
        if edits and _status(old, new) == "changed" and not _left_over(old, new, edits):
            return ("documents",), True, _told_edits(edits)
        if not edits and abs(old.score - new.score) <= _ROUNDING:
            told = f"Its score is the same ({new.score}), so no document had a part in it."
            return others, len(others) == 1, f"{self._told(others)} {told}"
        return ("documents", *others), False, _NOT_APART

    def _by_score(
        self, old: Reply, new: Reply, edits: tuple[Edit, ...]
    ) -> tuple[tuple[Cause, ...], bool, str] | None:
        """An answer that came or went, by what each threshold says of each score: whether the
        new setting alone, or the new documents alone, would have done it."""
        one, other = _threshold(self._old), _threshold(self._new)
        answered = bool(new.quotes)
        if other is None or answered == bool(old.quotes) or _guarded(old) or _guarded(new):
            return None
        setting_alone = (old.score >= other) == answered
        gone = {edit.old for edit in edits}
        documents_alone = bool(old.quotes) and all(one.text in gone for one in old.quotes)
        told = f"Score {old.score}, then {new.score}; threshold {other}"
        if one is not None:
            documents_alone |= (new.score >= one) == answered
            told += f", before {one}"
        elif not documents_alone and not setting_alone:
            return ("documents",), True, f"{told}, which the old score would have passed."
        if setting_alone and documents_alone:
            return ("documents", "settings"), True, f"{told}. Either alone would have done it."
        if not setting_alone and not documents_alone:
            return ("documents", "settings"), True, f"{told}. Only both together did it."
        return ("settings" if setting_alone else "documents",), True, f"{told}."

    def _unexplained(self) -> tuple[tuple[Cause, ...], bool, str]:
        if self._changes.known:
            return ("code",), False, _NO_REASON
        return ("unknown",), False, _NOT_RECORDED

    def _told(self, causes: tuple[Cause, ...]) -> str:
        kinds = {"settings": self._changes.settings, "code": self._changes.code}
        return "; ".join(told for cause in causes for told in kinds[cause]) + "."


_THROUGH_OTHERS = (
    "No words that it showed were edited: other changes in the documents moved what ranks first."
)
_NOT_APART = (
    "Both the documents and what they were asked with changed; which of them did it can't be told "
    "without asking again."
)
_NO_REASON = (
    "Documents, settings, model and version are the same: the code changed within its version, or "
    "another processor rounds differently."
)
_NOT_RECORDED = "How the answers were made isn't on record."


def _status(old: Reply, new: Reply) -> Status:
    if old.quotes and not new.quotes:
        return "newly refused"
    return "newly answered" if new.quotes and not old.quotes else "changed"


def _guarded(reply: Reply) -> bool:
    """Whether it was refused for what is missing or contradicted, whatever its score."""
    return bool(reply.missing) or reply.reason == "contradicted"


def _left_over(old: Reply, new: Reply, edits: tuple[Edit, ...]) -> bool:
    """Whether quotes came or went besides those that were edited."""
    one, other = ({(w.document, w.text) for w in reply.quotes} for reply in (old, new))
    told = {(edit.document, text) for edit in edits for text in (edit.old, edit.new)}
    return bool((one ^ other) - told)


def _threshold(side: Side) -> float | None:
    told = (side.made.get("settings") or {}).get("answer_threshold")
    return float(told) if isinstance(told, int | float) else None


def _counterpart(words: Words, among: list[Words]) -> str:
    """The words most like these in the same document, if any is."""
    best, text = _ALIKE, ""
    for one in among:
        if one.document == words.document:
            ratio = SequenceMatcher(None, words.text, one.text, False).ratio()
            if ratio > best:
                best, text = ratio, one.text
    return text


def _told_edits(edits: tuple[Edit, ...]) -> str:
    names = dict.fromkeys(f"{one.document} was {one.change}" for one in edits)
    return f"{'; '.join(names)}." if names else ""


def _keyed(side: Side) -> Iterator[tuple[tuple[str, tuple[str, ...], int], Reply]]:
    """Each reply by its question; one that is asked twice by its turn too."""
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for reply in side.replies:
        key = (" ".join(reply.question.split()), reply.history)
        seen[key] = seen.get(key, 0) + 1
        yield (*key, seen[key]), reply


def _shown(side: Side) -> Iterator[tuple[str, str]]:
    for reply in side.replies:
        yield from ((one.document, one.text) for one in (*reply.quotes, *reply.nearest))


def _differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]


def _told(key: str, one: object, other: object) -> str:
    def shown(value: object) -> str:
        return "unset" if value in (None, "") else str(value)[:40]

    return f"{key}: {shown(one)} → {shown(other)}"
