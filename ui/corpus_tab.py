"""The corpus tab: what is indexed, and a place to add documents. Wiring only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from functools import lru_cache
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.collection import READERS
from corpus.errors import UserError
from ui.adding import add_documents, added_html, progress_html
from ui.desk import Desk
from ui.holdings import holdings_html
from ui.html import problem_html
from ui.pieces import html

# Seconds between two looks at documents that are being read and indexed.
_PAUSE = 0.5

_shown = lru_cache(maxsize=1)(holdings_html)


def corpus_tab(desk: Desk, chat: gr.Blocks, adding: bool) -> None:
    """Builds the tab where it is called; with `adding` documents can be dropped there."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    if adding:
        file = gr.File(
            label="Add documents",
            file_count="multiple",
            file_types=list(READERS),
            height=130,
            elem_id="fn-add",
        )
        told = html("", "fn-adding")
    holdings = html("", "fn-corpus")
    if adding:
        file.upload(_adder(desk), file, [file, told, holdings], **quiet)
    chat.load(lambda: _shown(desk.assistant.index), None, holdings, **quiet)


def _adder(desk: Desk) -> Callable[[list[str]], Iterator[tuple[Any, ...]]]:
    def added(paths: list[str]) -> Iterator[tuple[Any, ...]]:
        far: list[tuple[str, int, int]] = [("Reading", 0, len(paths))]
        files = [Path(path) for path in paths]
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(add_documents, desk, files, lambda *told: far.append(told))
            while not wait_for([work], _PAUSE).done:
                yield gr.skip(), progress_html(*far[-1]), gr.skip()
        try:
            told = added_html(work.result())
        except UserError as error:
            told = problem_html(str(error))
        yield None, told, _shown(desk.assistant.index)

    return added
