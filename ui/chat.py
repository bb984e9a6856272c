"""The chat in the browser: wiring only. What it shows is made in ui.html and ui.source."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Gradio reads this once, when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from gradio.events import api

from assistant.answers import Answer, Quote, to_json
from assistant.assistant import Assistant
from corpus.documents import Document, Region
from corpus.errors import UserError
from ui.html import Turn, conversation_html, problem_html
from ui.source import documents_html, source_html
from ui.suggestions import suggested_questions

_HERE = Path(__file__).parent
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

_BANNER = """<div class="fn-title"><h1>Footnoted</h1>
<p>Answers in the documents’ own words, or none</p></div>"""
# On narrow screens, where the source stands under the conversation.
_RETURN = '<a class="fn-return" href="#fn-left">↑ Back to the conversation</a>'

# Shows the newest turn from its question on, whenever the conversation grows.
_FOLLOW = """
watch('value', () => {
  const turns = element.querySelectorAll('.fn-turn');
  const last = turns[turns.length - 1], pane = element.closest('#fn-conversation');
  const into = last ? last.getBoundingClientRect().top - pane.getBoundingClientRect().top : 0;
  pane.scrollTo({ top: pane.scrollTop + into + 1 });
});
"""


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

    def source(self, place: dict[str, Any]) -> str:
        """The source as HTML with the place marked: `doc`, `start`, `end`, `highlights` as in
        a link that ui.html made; the first document's beginning where it names none."""
        try:
            return self._source(place)
        except UserError as error:
            return problem_html(str(error))

    def _source(self, place: dict[str, Any]) -> str:
        collection = self.assistant.collection
        name = place.get("doc")
        document = collection.document(str(name)) if name else collection.documents[0]
        shown = _quote_at(document, place) if "start" in place else None
        return documents_html(collection.documents, document) + source_html(document, shown)


def _quote_at(document: Document, place: dict[str, Any]) -> Quote:
    """The document's words there. Raises UserError where it has none."""
    try:
        start, end = int(place["start"]), int(place["end"])
        parts = tuple(Region(int(a), int(b)) for a, b in place.get("highlights", []))
        return Quote(document, start, end, 0.0, parts)
    except (ValueError, TypeError, KeyError) as error:
        raise UserError(
            "the link names no place in the document", "follow a footnote instead"
        ) from error


def build_chat(assistant: Assistant) -> gr.Blocks:
    """The chat over that assistant, not yet served, with the endpoint `ask` for clients."""
    desk = Desk(assistant, threading.Lock())
    title = "; ".join(document.title for document in assistant.collection.documents)
    chat: gr.Blocks = gr.Blocks(title="Footnoted", analytics_enabled=False, fill_width=True)
    with chat:
        _html(_BANNER, "fn-banner")
        with gr.Row(elem_id="fn-panes"):
            with gr.Column(elem_id="fn-left", min_width=320):
                parts = _conversation(desk, title)
            with gr.Column(elem_id="fn-right", min_width=320):
                source = _source_pane(desk)
        _wire(desk, title, parts, source)
        chat.load(_linked(desk), None, source, api_visibility="private", show_progress="hidden")
        api(_endpoint(desk), api_name="ask")
    return chat


def _html(value: str, name: str, **more: Any) -> gr.HTML:
    """HTML that stands on the page as it is, without Gradio's typography."""
    return gr.HTML(value, apply_default_css=False, padding=False, elem_id=name, **more)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components of the conversation."""

    turns: gr.State
    talk: gr.HTML
    suggestions: gr.Row
    suggested: list[gr.Button]
    question: gr.Textbox
    send: gr.Button
    clear: gr.Button


def _conversation(desk: Desk, title: str) -> _Parts:
    turns = gr.State([])
    talk = _html(conversation_html((), title), "fn-conversation", js_on_load=_FOLLOW)
    with gr.Row(elem_id="fn-suggestions") as suggestions:
        made = suggested_questions(desk.assistant.collection, desk.ask)
        suggested = [gr.Button(text, size="sm", elem_classes="fn-suggestion") for text in made]
    with gr.Row(elem_id="fn-ask"):
        question = gr.Textbox(
            placeholder="Ask the documents",
            label="Question",
            show_label=False,
            container=False,
            autofocus=True,
            scale=6,
            elem_id="fn-question",
        )
        send = gr.Button("Ask", variant="primary", scale=0, min_width=80, elem_id="fn-send")
        clear = gr.Button("Clear", scale=0, min_width=80, elem_id="fn-clear")
    return _Parts(turns, talk, suggestions, suggested, question, send, clear)


def _source_pane(desk: Desk) -> gr.HTML:
    def show(place: dict[str, Any]) -> str:
        return desk.source(place)

    _html(_RETURN, "fn-return")
    script = (_HERE / "chat.js").read_text("utf-8")
    return _html(desk.source({}), "fn-source", js_on_load=script, server_functions=[show])


def _wire(desk: Desk, title: str, parts: _Parts, source: gr.HTML) -> None:
    answer = _answerer(desk, title)
    shown = [parts.turns, parts.talk, parts.suggestions, parts.question, source]
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asked = [parts.question.submit, parts.send.click]
    gr.on(asked, answer, [parts.question, parts.turns], shown, trigger_mode="once", **quiet)
    for button in parts.suggested:
        button.click(answer, [button, parts.turns], shown, **quiet)

    def cleared() -> tuple[Any, ...]:
        return [], conversation_html((), title), gr.Row(visible=True), "", desk.source({})

    parts.clear.click(cleared, None, shown, **quiet)


def _answerer(desk: Desk, title: str) -> Callable[[str, list[Turn]], Iterator[tuple[Any, ...]]]:
    """What a question does to the page: it stands there at once, then its answer under it."""

    def answer(question: str, turns: list[Turn]) -> Iterator[tuple[Any, ...]]:
        hidden = gr.Row(visible=False)
        waiting = [*turns, Turn(question)]
        yield waiting, conversation_html(waiting, title), hidden, "", gr.skip()
        told = _answered(desk, question, turns)
        place = desk.source(_first_place(told)) if told.answer and told.answer.quotes else gr.skip()
        done = [*turns, told]
        yield done, conversation_html(done, title), hidden, gr.skip(), place

    return answer


def _answered(desk: Desk, question: str, turns: Sequence[Turn]) -> Turn:
    earlier = [turn.question for turn in turns if turn.answer]
    try:
        return Turn(question, desk.ask(question, earlier))
    except UserError as error:
        return Turn(question, problem=str(error))


def _first_place(turn: Turn) -> dict[str, Any]:
    assert turn.answer
    quote = turn.answer.quotes[0]
    parts = [(part.start, part.end) for part in quote.highlights]
    return {"doc": quote.document.id, "start": quote.start, "end": quote.end, "highlights": parts}


def _linked(desk: Desk) -> Callable[[gr.Request], Any]:
    """The source that the page's own address names: /?doc=…&start=…&end=…"""

    def linked(request: gr.Request) -> Any:
        place = dict(request.query_params)
        return desk.source(place) if "doc" in place else gr.skip()

    return linked


def _endpoint(desk: Desk) -> Callable[..., dict[str, Any]]:
    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """The answer as JSON: verbatim quotes with footnotes, or an abstention.

        Args:
            question: what to answer
            history: the earlier questions of the conversation, oldest first
        """
        try:
            return to_json(desk.ask(question, history or ()))
        except UserError as error:
            raise gr.Error(str(error), print_exception=False) from error

    return ask


def start(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> gr.Blocks:
    """The chat, serving http://host:port until its `close` is called.

    Raises UserError where the port is taken or the host is not this machine's.
    """
    _check_free(host, port)
    # Gradio calls its own server once at the start: not through anybody's proxy.
    os.environ["no_proxy"] = ",".join(filter(None, [_no_proxy(), host, "localhost"]))
    chat = build_chat(assistant)
    chat.launch(
        server_name=host,
        server_port=port,
        theme=_theme(),
        css_paths=_HERE / "chat.css",
        share=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        quiet=True,
        prevent_thread_lock=True,
    )
    return chat


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serves the chat until Ctrl+C, having told stderr its address.

    Raises UserError where the port is taken or the host is not this machine's.
    """
    chat = start(assistant, host, port)
    sys.stderr.write(f"Footnoted is at http://{host}:{port} (Ctrl+C stops it)\n")
    sys.stderr.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        chat.close(verbose=False)


def _no_proxy() -> str:
    return os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")


def _check_free(host: str, port: int) -> None:
    if not 0 < port < 65536:
        raise UserError(f"{port} is no port", "choose one from 1 to 65535 with --port")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as error:
        raise UserError(f"there is no host {host!r}", "name one with --host") from error
    except PermissionError as error:
        raise UserError(
            f"port {port} is not open to you", "choose one above 1023 with --port"
        ) from error
    except OSError as error:
        raise UserError(
            f"port {port} on {host} is in use or not this machine's ({error.strerror})",
            f"choose another, as in: footnoted chat --port {port % 65535 + 1}",
        ) from error


def _theme() -> gr.themes.Base:
    """Gradio's plain theme with the machine's own fonts: none is fetched."""
    return gr.themes.Base(primary_hue="slate", neutral_hue="stone", font=_SANS, font_mono=_MONO)
