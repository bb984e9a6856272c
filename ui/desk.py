"""One assistant for everybody at the page."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from assistant.answers import Answer, Quote
from assistant.assistant import Assistant
from assistant.questions import Part, read_question
from assistant.settings import Settings
from corpus.collection import Collection
from corpus.documents import Document, Region
from corpus.errors import UserError
from ui.html import problem_html
from ui.last_report import report_path
from ui.places import Place
from ui.source import documents_html, source_html
from ui.suggestions import suggested_questions

# Answers kept for whoever asks the same again: a class with the same assignment, a reload. The
# same question on the same corpus has the same answer, and so it has after other questions if it
# takes nothing over from them.
_REMEMBERED = 500
# Questions answered at once. Encoding a question keeps one core busy, reading keeps two: a second
# question fills what the first leaves idle, a third would only make both wait.
AT_ONCE = 2

_Asked = tuple[str, tuple[Part, ...]]  # a question's text and its parts as read


class Desk:
    """An assistant for everybody, who may ask from several threads. The documents can be read,
    and questions put, before its models are loaded; those then wait."""

    def __init__(
        self, collection: Collection, settings: Settings, folder: Path | None = None
    ) -> None:
        """`folder` is the index's, None for the one that the platform's convention gives it; the
        last evaluation's page is there too."""
        self.collection, self._settings, self.folder = collection, settings, folder
        self._report = report_path(collection.folder, settings.model_name, folder)
        self._opened: Future[Assistant] = Future()
        self._places, self._memory = threading.BoundedSemaphore(AT_ONCE), threading.Lock()
        self._known: dict[_Asked, Answer] = {}  # the latest asked last
        self._suggested: list[str] | None = None

    @classmethod
    def over(cls, assistant: Assistant, folder: Path | None = None) -> "Desk":
        """One whose assistant is there from the beginning."""
        desk = cls(assistant.collection, assistant.settings, folder)
        desk.open(lambda: assistant)
        return desk

    def open(self, opening: Callable[[], Assistant]) -> None:
        """Brings the assistant that everybody waits for. Raises what `opening` raises, and so
        does then whatever needs the assistant."""
        try:
            self._opened.set_result(opening())
        except BaseException as error:
            self._opened.set_exception(error)
            raise

    @property
    def assistant(self) -> Assistant:
        """The assistant, waited for if need be."""
        return self._opened.result()

    def replace(self, assistant: Assistant) -> None:
        """Puts another in the assistant's place: the documents have changed. What was answered
        from the old ones is forgotten."""
        with self._memory:
            self.collection = assistant.collection
            self._opened = Future()
            self._opened.set_result(assistant)
            self._known.clear()
            self._suggested = None

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The assistant's answer. Raises UserError as Assistant.ask does."""
        started = time.perf_counter()
        assistant = self.assistant
        asked = read_question(question, history, self.longest_question)
        key = asked.text, asked.parts
        known = self._recalled(assistant, key)
        if known is None:
            with self._places:
                assistant = self.assistant  # there may be another by now
                known = self._recalled(assistant, key)  # and somebody may have asked the same
                if known is None:
                    answer = assistant.ask(question, history)
                    self._keep(assistant, key, answer)
                    return answer
        elapsed = (time.perf_counter() - started) * 1000
        return replace(known, history=asked.history, elapsed_ms=elapsed)

    def _recalled(self, assistant: Assistant, key: _Asked) -> Answer | None:
        with self._memory:
            known = self._known.pop(key, None) if self.assistant is assistant else None
            if known:
                self._known[key] = known
            return known

    def _keep(self, assistant: Assistant, key: _Asked, answer: Answer) -> None:
        """Unless the documents have changed while it was answered."""
        with self._memory:
            if self.assistant is not assistant:
                return
            self._known[key] = answer
            if len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]

    def suggested(self) -> list[str]:
        """Questions to begin with, found once for everybody."""
        if self._suggested is None:
            self._suggested = suggested_questions(self.collection, self.ask)
        return self._suggested

    @property
    def longest_question(self) -> int:
        """Characters that a question may have."""
        return self._settings.longest_question

    def last_report(self) -> str | None:
        """The last evaluation's page as it is now; None where there was none yet."""
        return self._report.read_text("utf-8") if self._report.is_file() else None

    def source(self, place: Place) -> str:
        """The source as HTML with the place marked: `doc`, `start`, `end`, `highlights` as in
        a link that ui.html made; the first document's beginning where it names none."""
        try:
            return self._source(place)
        except UserError as error:
            return problem_html(str(error))

    def _source(self, place: Place) -> str:
        collection = self.collection
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
