"""The turns of a conversation, and the forms in which it is kept and taken away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers import Answer, from_json, to_json
from corpus.collection import Collection
from corpus.errors import UserError
from ui.render import to_markdown

# Turns that the browser keeps: its storage holds some 5 MB, an answer 3 to 10 kB.
KEPT = 100
_CHANGED = "The documents have changed since this was answered. Ask again."


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and its answer or the problem that prevented one; neither: still to come."""

    question: str
    answer: Answer | None = None
    problem: str = ""


def stored(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The newest turns as JSON, oldest first."""
    return [
        {
            "question": turn.question,
            "answer": to_json(turn.answer) if turn.answer else None,
            "problem": turn.problem,
        }
        for turn in turns[-KEPT:]
    ]


def restored(told: Any, collection: Collection) -> list[Turn]:
    """The turns again, every quote checked against its document: where it no longer stands,
    the turn says so. What isn't a conversation at all is none."""
    try:
        return [_turn(one, collection) for one in told or ()]
    except (KeyError, TypeError, AttributeError, ValueError):
        return []


def to_text(turns: Sequence[Turn]) -> str:
    """The answered turns as Markdown with footnotes."""
    return to_markdown([(at, turn.answer) for at, turn in enumerate(turns, 1) if turn.answer])


def to_json_text(turns: Sequence[Turn]) -> str:
    """The answered turns as a JSON array of answers."""
    told = [to_json(turn.answer) for turn in turns if turn.answer]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _turn(told: dict[str, Any], collection: Collection) -> Turn:
    question, problem = str(told["question"]), str(told["problem"])
    if not told["answer"]:
        return Turn(question, problem=problem)
    try:
        return Turn(question, from_json(told["answer"], collection))
    except UserError:
        return Turn(question, problem=_CHANGED)
