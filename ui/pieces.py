"""Gradio components as this page uses them."""

from typing import Any

import gradio as gr


def html(value: str, name: str, **more: Any) -> gr.HTML:
    """HTML that stands on the page as it is, without Gradio's typography."""
    return gr.HTML(value, apply_default_css=False, padding=False, elem_id=name, **more)
