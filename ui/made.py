"""What an answer came out of: the parts behind its one fingerprint."""

from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from assistant.answers import Answer, Quote

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def made_by(assistant: "Assistant") -> dict[str, Any]:
    """Version, model, settings and `corpus`: every document's name and hash."""
    index = assistant.index.manifest.settings
    return {
        "version": version("footnoted"),
        "model": index.model,
        "model_sha256": index.model_sha256,
        "settings": asdict(assistant.settings),
        "corpus": {one.id: one.sha256 for one in assistant.collection.documents},
    }


def made_together(answers: Iterable[Answer], assistant: "Assistant") -> dict[str, Any]:
    """The same where every answer came out of this assistant as it is now; empty where one is
    older than its documents or its settings."""
    now = assistant.index.fingerprint
    return made_by(assistant) if all(answer.index == now for answer in answers) else {}


def made_for(answer: Answer, made: dict[str, Any]) -> dict[str, Any]:
    """The same for one answer: `documents` are those that it shows words of. The corpus may
    have thousands, so it isn't repeated with every answer."""
    told = {key: value for key, value in made.items() if key != "corpus"}
    return told | {"documents": {q.document.id: q.document.sha256 for q in quotes_shown(answer)}}


def quotes_shown(answer: Answer) -> list[Quote]:
    """The quotes, then what stands nearest to what isn't answered."""
    left = [quote for part in answer.unanswered for quote in part.nearest]
    refused = list(answer.abstention.nearest) if answer.abstention else []
    return [*answer.quotes, *left, *refused]
