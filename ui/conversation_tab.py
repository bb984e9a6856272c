"""The conversation: ask, follow up, edit, undo, stop, take away. Wiring only."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import UserError
from ui.desk import AT_ONCE, Desk
from ui.html import conversation_html
from ui.memo_archive import memo_archive
from ui.pieces import SAVE_ARCHIVE, as_base64, html, told_as_message
from ui.places import quote_place
from ui.suggestions import SUGGESTED
from ui.turns import Turn, restored, stored, to_json_text, to_text

_HERE = Path(__file__).parent
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING = {**_QUIET, "concurrency_limit": AT_ONCE}
# The browser keeps the conversation under this name, enciphered with this word: it is nobody's
# secret, but a conversation outlives the server that it was held with.
_STORAGE, _CIPHER = "footnoted-conversation", "footnoted"
# Hands text to the browser as a file.
_SAVE = """text => {{
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {{ type: '{kind}' }}));
  link.download = 'footnoted.{ending}';
  link.click();
  URL.revokeObjectURL(link.href);
}}"""

# Closes all by which one asks before the server has heard of the question: a second one would not
# know of the first, and the later answer would be kept in the earlier one's stead.
_CLOSE = """() => {
  const closed = { __type__: 'update', interactive: false };
  return [closed, closed, { __type__: 'update', visible: false }];
}"""
# A box that was closed has lost the focus; who has gone elsewhere since stays there.
_FOCUS = """() => {
  if (document.activeElement !== document.body) return;
  document.querySelector('#fn-question textarea').focus({ preventScroll: true });
}"""

_TOOLS = ("Stop", "Undo", "Clear", "Save as Markdown", "Save as JSON", "Save as memo")

_Shown = tuple[Any, ...]
_Kept = list[dict[str, Any]] | None  # the turns as the browser holds them


class Conversation:
    """The tab's components, built where it is made; `wire` connects them with the rest."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.turns = gr.BrowserState([], storage_key=_STORAGE, secret=_CIPHER)
        script = (_HERE / "conversation.js").read_text("utf-8")
        self.talk = html(self._told(()), "fn-conversation", js_on_load=script)
        with gr.Row(elem_id="fn-suggestions") as self.suggestions:
            self.suggested = [
                gr.Button("", size="sm", elem_classes="fn-suggestion", visible=False)
                for _ in range(SUGGESTED)
            ]
        with gr.Row(elem_id="fn-ask"):
            self.question = gr.Textbox(
                placeholder="Ask the documents",
                label="Question",
                show_label=False,
                container=False,
                autofocus=True,
                scale=6,
                elem_id="fn-question",
            )
            self.send = gr.Button(
                "Ask", variant="primary", scale=0, min_width=80, elem_id="fn-send"
            )
        with gr.Row(elem_id="fn-tools"):
            self.stop, self.undo, self.clear, self.as_text, self.as_json, self.as_memo = (
                gr.Button(
                    label,
                    size="sm",
                    scale=0,
                    min_width=60,
                    elem_id=f"fn-{label.split()[-1].lower()}",
                )
                for label in _TOOLS
            )
        self.file = gr.Textbox(visible=False)

    def wire(self, chat: gr.Blocks, source: gr.HTML) -> None:
        """Connects the components with each other, the page and the source pane."""
        asking = [self.question, self.send]
        shown = [self.turns, self.talk, self.suggestions, source, *asking]
        answer = self._answerer()
        asked = [self.question.submit, self.send.click]
        clicked = [button.click for button in self.suggested]
        closed = [*asking, self.suggestions]
        gr.on([*asked, *clicked], None, None, closed, js=_CLOSE, **_QUIET)  # before the others
        inputs = [self.question, self.turns]
        running = [gr.on(asked, answer, inputs, shown, trigger_mode="multiple", **_ASKING)]
        running += [
            button.click(answer, [button, self.turns], shown, **_ASKING)
            for button in self.suggested
        ]
        for one in running:
            one.then(None, None, None, js=_FOCUS, **_QUIET)
        running.append(chat.load(self._opened(answer), self.turns, shown, **_ASKING))
        for one in running:
            one.failure(_open, None, asking, **_QUIET)
        chat.load(self._suggestions, None, self.suggested, **_QUIET)
        self.stop.click(self._stopped, self.turns, shown, cancels=running, **_QUIET)
        self.undo.click(self._undone, self.turns, shown, cancels=running, **_QUIET)
        self.talk.select(self._edited, self.turns, shown, cancels=running, **_QUIET)
        self.clear.click(self._cleared, None, shown, cancels=running, **_QUIET)
        self._saves(self.as_text, to_text, "text/markdown", "md")
        self._saves(self.as_json, to_json_text, "application/json", "json")
        made = self.as_memo.click(self._memo, self.turns, self.file, **_QUIET)
        made.success(None, self.file, None, js=SAVE_ARCHIVE, **_QUIET)

    def _memo(self, kept: _Kept) -> str:
        """The answered turns as a memo in an archive; empty where there are none."""
        answers = [turn.answer for turn in self._restored(kept) if turn.answer]
        named = [(str(at), answer) for at, answer in enumerate(answers, 1)]
        if not named:
            return ""
        with told_as_message():
            return as_base64(memo_archive(named, self._desk.assistant, "A conversation"))

    def _saves(
        self, button: gr.Button, form: Callable[[Sequence[Turn]], str], kind: str, ending: str
    ) -> None:
        script = _SAVE.format(kind=kind, ending=ending)
        event = button.click(
            lambda kept: form(self._restored(kept)), self.turns, self.file, **_QUIET
        )
        event.then(None, self.file, None, js=script, **_QUIET)

    def _answerer(self) -> Callable[[str, _Kept], Iterator[_Shown]]:
        """What a question does to the page: it stands there at once, then its answer under it.
        It is kept when it is answered, so that stopping leaves no trace."""

        def answer(question: str, kept: _Kept) -> Iterator[_Shown]:
            turns = self._restored(kept)
            hidden = gr.Row(visible=False)
            page = self._told([*turns, Turn(question)])
            yield gr.skip(), page, hidden, gr.skip(), *_closed()
            told = self._answered(question, turns)
            quotes = told.answer.quotes if told.answer else ()
            place = self._desk.source(quote_place(quotes[0])) if quotes else gr.skip()
            done = [*turns, told]
            yield stored(done), self._told(done), hidden, place, *_open()

        return answer

    def _answered(self, question: str, turns: Sequence[Turn]) -> Turn:
        earlier = [turn.question for turn in turns if turn.answer]
        try:
            return Turn(question, self._desk.ask(question, earlier))
        except UserError as error:
            return Turn(question, problem=str(error))

    def _opened(
        self, answer: Callable[[str, _Kept], Iterator[_Shown]]
    ) -> Callable[..., Iterator[_Shown]]:
        """The page as its address and the browser's memory say: /?q=… asks, unless it was the
        last thing asked; /?doc=…&start=…&end=… opens the source there."""

        def opened(kept: _Kept, request: gr.Request) -> Iterator[_Shown]:
            told, turns = dict(request.query_params), self._restored(kept)
            place = self._desk.source(told) if "doc" in told else gr.skip()
            # A new page stands as it is: whoever asks at once keeps what was asked.
            page = self._page(turns) if kept else (gr.skip(),) * 3
            yield *page, place, gr.skip(), gr.skip()
            if told.get("q") and (not turns or turns[-1].question != told["q"]):
                yield from answer(told["q"], kept)

        return opened

    def _suggestions(self) -> list[gr.Button]:
        made = self._desk.suggested()
        shown = [gr.Button(text, visible=True) for text in made]
        return shown + [gr.Button(visible=False)] * (SUGGESTED - len(made))

    def _stopped(self, kept: _Kept) -> _Shown:
        return *self._page(self._restored(kept)), gr.skip(), *_open()

    def _undone(self, kept: _Kept) -> _Shown:
        turns = self._restored(kept)
        return self._back_to(len(turns) - 1, turns)

    def _edited(self, kept: _Kept, event: gr.EventData) -> _Shown:
        at = getattr(event, "index", None)
        return self._back_to(at if isinstance(at, int) else -1, self._restored(kept))

    def _back_to(self, at: int, turns: list[Turn]) -> _Shown:
        """The conversation before that turn, whose question stands ready to be edited."""
        if not 0 <= at < len(turns):
            return *self._page(turns), gr.skip(), *_open()
        return *self._page(turns[:at]), gr.skip(), *_open(turns[at].question)

    def _cleared(self) -> _Shown:
        return *self._page([]), self._desk.source({}), *_open("")

    def _page(self, turns: list[Turn]) -> _Shown:
        return stored(turns), self._told(turns), gr.Row(visible=not turns)

    def _told(self, turns: Sequence[Turn]) -> str:
        titles = (document.title for document in self._desk.collection.documents)
        return conversation_html(turns, "; ".join(titles))

    def _restored(self, kept: _Kept) -> list[Turn]:
        return restored(kept, self._desk.collection)


def _open(*question: str) -> list[gr.Textbox | gr.Button]:
    """The question box and its button for the next question, which may stand there already."""
    told: dict[str, Any] = {"value": question[0]} if question else {}
    return [gr.Textbox(interactive=True, **told), gr.Button(interactive=True)]


def _closed() -> list[gr.Textbox | gr.Button]:
    """The same while a question is answered."""
    return [gr.Textbox("", interactive=False), gr.Button(interactive=False)]
