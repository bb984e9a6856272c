"""A comparison for the terminal, as JSON, and as a section of a memo or a page of its own."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from ui.compare import Cause, Comparison, Edit, Outcome
from ui.pandoc import Node, bullets, document, emphasis, header, para, to_html, words

_CAUSES: dict[Cause, str] = {
    "documents": "because documents changed",
    "settings": "because settings changed",
    "code": "because the model or the code changed",
    "unknown": "cause not on record",
}


def to_text(found: Comparison) -> str:
    """The comparison in lines."""
    lines = [f"{found.old} → {found.new}: {_counts(found)}", *_made(found)]
    for outcome in found.outcomes:
        if outcome.status != "same":
            lines += ["", f"{outcome.id}: {_verdict(outcome)}", f"  {_folded(outcome.question)}"]
            lines += [f"  {outcome.why}"] if outcome.why else []
            lines += [f"  {line}" for edit in outcome.edits for line in _edit_lines(edit)]
    return "\n".join(lines) + "\n"


def changes_section(found: Comparison) -> tuple[Node, ...]:
    """The comparison as a section."""
    told = [outcome for outcome in found.outcomes if outcome.status != "same"]
    blocks = [header(1, "What has changed"), para(*words(f"Since {found.old}: {_counts(found)}"))]
    if made := list(_made(found)):
        blocks.append(bullets([words(line) for line in made]))
    return (*blocks, *chain.from_iterable(_section(outcome) for outcome in told))


def to_page(found: Comparison) -> bytes:
    """The comparison as a page of HTML."""
    return to_html(document({"title": "What has changed", "lang": "en"}, changes_section(found)))


def to_json(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON."""
    kinds = [outcome.status for outcome in found.outcomes]
    return {
        "old": found.old,
        "new": found.new,
        "counts": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        "documents": found.changes.documents,
        "settings": list(found.changes.settings),
        "code": list(found.changes.code),
        "questions": [_outcome_json(outcome) for outcome in found.outcomes],
    }


def _outcome_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "question": outcome.question,
        "status": outcome.status,
        "causes": list(outcome.causes),
        "certain": outcome.certain,
        "why": outcome.why,
        "edits": [
            {
                "document": one.document,
                "change": one.change,
                "old": one.old or None,
                "new": one.new or None,
                "difference": one.difference,
            }
            for one in outcome.edits
        ],
    }


def _section(outcome: Outcome) -> Iterator[Node]:
    yield header(2, outcome.question)
    yield para(emphasis(f"{_verdict(outcome)}."), *words(f" {outcome.why}"))
    lines = [line for edit in outcome.edits for line in _edit_lines(edit)]
    if lines:
        yield bullets([words(line) for line in lines])


def _counts(found: Comparison) -> str:
    kinds = [outcome.status for outcome in found.outcomes]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)) + "."


def _made(found: Comparison) -> Iterator[str]:
    """What differs in how the two were made."""
    yield from (f"{name} was {change}" for name, change in found.changes.documents.items())
    yield from (*found.changes.settings, *found.changes.code)
    if not found.changes.known:
        yield "how the answers were made is not wholly on record"


def _verdict(outcome: Outcome) -> str:
    causes = [_CAUSES[cause] for cause in outcome.causes]
    if len(causes) > 1:
        told = " and ".join(causes) if outcome.certain else " or ".join(causes)
    else:
        told = causes[0] if causes else ""
        told += "" if outcome.certain else ", as far as can be told"
    return f"{outcome.status} {told}".strip()


def _edit_lines(edit: Edit) -> Iterator[str]:
    if edit.difference:
        yield f"{edit.document} ({edit.change}): {_folded(edit.difference)}"
    elif edit.old:
        yield f"{edit.document} ({edit.change}), no longer there: “{_folded(edit.old)}”"
    else:
        yield f"{edit.document} ({edit.change}), new there: “{_folded(edit.new)}”"


def _folded(text: str) -> str:
    return " ".join(text.split())
