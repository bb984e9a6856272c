"""One assistant for everybody at the page."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Answer, Quote
from assistant.assistant import Assistant
from corpus.documents import Document, Region
from corpus.errors import UserError
from ui.html import problem_html
from ui.places import Place
from ui.source import documents_html, source_html


@dataclass(frozen=True, slots=True)
class Desk:
    """An assistant that answers one question at a time, whoever asks: the tokenizer and the
    index are not made for several threads, and two cores would gain nothing."""

    assistant: Assistant
    turn: threading.Lock

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The assistant's answer. Raises UserError as Assistant.ask does."""
        with self.turn:
            return self.assistant.ask(question, history)

    @property
    def longest_question(self) -> int:
        """Characters that a question may have."""
        return self.assistant.settings.longest_question

    def source(self, place: Place) -> str:
        """The source as HTML with the place marked: `doc`, `start`, `end`, `highlights` as in
        a link that ui.html made; the first document's beginning where it names none."""
        try:
            return self._source(place)
        except UserError as error:
            return problem_html(str(error))

    def _source(self, place: Place) -> str:
        collection = self.assistant.collection
        name = place.get("doc")
        document = collection.document(str(name)) if name else collection.documents[0]
        shown = _quote_at(document, place) if "start" in place else None
        return documents_html(collection.documents, document) + source_html(document, shown)


def _quote_at(document: Document, place: Place) -> Quote:
    """The document's words there. Raises UserError where it has none."""
    try:
        start, end = int(place["start"]), int(place["end"])
        parts = tuple(Region(int(a), int(b)) for a, b in place.get("highlights", []))
        return Quote(document, start, end, 0.0, parts)
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            "the link names no place in the document", "follow a footnote instead"
        ) from error
