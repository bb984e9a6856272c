"""The evaluation tab: the last report, read anew whenever the tab is opened. Wiring only."""

from typing import Any

import gradio as gr

from ui.desk import Desk
from ui.marks import escaped
from ui.pieces import html

_NONE = (
    '<p class="fn-quiet">No evaluation has been run on this index. '
    "In a terminal: <code>footnoted eval</code></p>"
)


def report_tab(desk: Desk) -> None:
    """Builds the tab where it is called."""
    with gr.Tab("Evaluation") as tab:
        shown = html("", "fn-evaluation")
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    tab.select(lambda: report_frame(desk.last_report()), None, shown, **quiet)


def report_frame(page: str | None) -> str:
    """The page in a frame of its own, where no script runs; or how to get one."""
    if page is None:
        return _NONE
    return (
        '<iframe class="fn-report" sandbox="" title="The last evaluation" '
        f'srcdoc="{escaped(page)}"></iframe>'
    )
