"""The chat in the browser: wiring only. What it shows is made in
ui.html, ui.source, ui.holdings and ui.results."""

import ipaddress
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.answers import to_json
from assistant.assistant import Assistant
from corpus.errors import UserError
from ui.batch_tab import batch_endpoint, batch_tab
from ui.conversation_tab import Conversation
from ui.corpus_tab import corpus_tab
from ui.desk import AT_ONCE, Desk
from ui.pieces import html, told_as_message
from ui.places import Place
from ui.report_tab import report_tab

_HERE = Path(__file__).parent
_SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
_MONO = ["ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace"]

# Seconds after which those who wait are told their place in line. Gradio's own way, telling
# everybody at every answer, costs more than the answers once 40 people ask at a time.
_PLACE_IN_LINE_EVERY = 5
# Seconds between Gradio's looks whether somebody asks, and whether there is progress to tell. Its
# own thousand looks a second take 8 % of a core from the answers, asked or not.
_LOOKS_EVERY, _PROGRESS_EVERY = 0.005, 0.1
# Gradio sums up all earlier calls after each, for a page of its own that is switched off here.
_NO_SUMMARIES = {"GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9), "GRADIO_ANALYTICS_MAX_EVENTS": "1"}

# Seconds that the first page has the processor for itself, before the models are loaded; and the
# first question, before the reader is put apart.
_PAGE_FIRST = 1.5

_BANNER = """<div class="fn-title"><h1>Footnoted</h1>
<p>Answers in the documents’ own words, or none</p></div>"""
# On narrow screens, where the source stands under the conversation.
_RETURN = '<a class="fn-return" href="#fn-left">↑ Back to the conversation</a>'
# Told on stderr when others can reach the chat.
_OPEN = (
    "warning: everyone who can reach this machine may ask and read the documents; "
    "--auth NAME:PASSWORD keeps them out\n"
)


def build_chat(desk: Desk, adding: bool = True) -> gr.Blocks:
    """The chat at that desk, not yet served, with the endpoint `ask` for clients. With `adding`
    documents can be added to the collection."""
    os.environ.update(_NO_SUMMARIES)
    chat: gr.Blocks = gr.Blocks(title="Footnoted", analytics_enabled=False, fill_width=True)
    with chat:
        html(_BANNER, "fn-banner")
        with gr.Row(elem_id="fn-panes"):
            with gr.Column(elem_id="fn-left", min_width=320), gr.Tabs(elem_id="fn-tabs"):
                with gr.Tab("Conversation"):
                    talk = Conversation(desk)
                with gr.Tab("Batch"):
                    batch_tab(desk)
                with gr.Tab("Corpus"):
                    corpus_tab(desk, chat, adding)
                report_tab(desk)
            with gr.Column(elem_id="fn-right", min_width=320):
                source = _source_pane(desk)
        talk.wire(chat, source)
        api(_endpoint(desk), api_name="ask", concurrency_limit=AT_ONCE)
        api(batch_endpoint(desk), api_name="batch")
    return chat


def _source_pane(desk: Desk) -> gr.HTML:
    def show(place: Place) -> str:
        return desk.source(place)

    html(_RETURN, "fn-return")
    script = (_HERE / "chat.js").read_text("utf-8")
    return html(desk.source({}), "fn-source", js_on_load=script, server_functions=[show])


def _endpoint(desk: Desk) -> Callable[..., dict[str, Any]]:
    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """The answer as JSON: verbatim quotes with footnotes, or an abstention.

        Args:
            question: what to answer
            history: the earlier questions of the conversation, oldest first
        """
        with told_as_message():
            return to_json(desk.ask(question, history or ()))

    return ask


def start(
    desk: Desk,
    host: str = "127.0.0.1",
    port: int = 7860,
    login: tuple[str, str] | None = None,
) -> gr.Blocks:
    """The chat, serving http://host:port until its `close` is called; with a `login`, only to
    who gives that name and password.

    Raises UserError where the port is taken or the host is not this machine's.
    """
    host = _bare(host)
    _check_free(host, port)
    # Gradio calls its own server once at the start: not through anybody's proxy.
    os.environ["no_proxy"] = ",".join(filter(None, [_no_proxy(), host, "localhost"]))
    # Who may only ask doesn't change what others are told.
    chat = build_chat(desk, adding=bool(login) or _own(host))
    chat.queue(status_update_rate=_PLACE_IN_LINE_EVERY)
    _look_less_often(chat)
    chat.launch(
        server_name=_in_url(host),
        server_port=port,
        auth=login,
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


def _look_less_often(chat: gr.Blocks) -> None:
    """Gradio has no setting for this, only these two attributes of its queue."""
    chat._queue.sleep_when_free = _LOOKS_EVERY
    chat._queue.progress_update_sleep_when_free = _PROGRESS_EVERY


def serve(
    desk: Desk,
    opening: Callable[[], Assistant],
    host: str = "127.0.0.1",
    port: int = 7860,
    login: tuple[str, str] | None = None,
) -> None:
    """Serves the chat until Ctrl+C, having told stderr its address, and whether anybody on the
    network may ask. The page is there before `opening` has brought the desk its assistant.

    Raises UserError where the port is taken or the host is not this machine's, and what
    `opening` raises.
    """
    chat = start(desk, host, port, login)
    if not login and not _own(host):
        sys.stderr.write(_OPEN)
    sys.stderr.write(f"Footnoted is at http://{_in_url(_bare(host))}:{port} (Ctrl+C stops it)\n")
    sys.stderr.flush()
    try:
        time.sleep(_PAGE_FIRST)
        desk.open(opening)
        from assistant.opening import put_apart  # what it imports is there by now

        time.sleep(_PAGE_FIRST)
        put_apart(desk.assistant.selector)
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        chat.close(verbose=False)


def _bare(host: str) -> str:
    """The host without the brackets that addresses of IPv6 have in a URL."""
    return host[1:-1] if host.startswith("[") and host.endswith("]") else host


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own(host: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ipaddress.ip_address(_bare(host)).is_loopback
    except ValueError:
        return host == "localhost"


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
