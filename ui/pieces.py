"""Gradio components as this page uses them."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr

from corpus.errors import UserError

# Hands an archive, told in base64, to the browser as a file.
SAVE_ARCHIVE = """text => {
  if (!text) return;
  const link = document.createElement('a');
  const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
  link.href = URL.createObjectURL(new Blob([bytes], { type: 'application/zip' }));
  link.download = 'footnoted-memo.zip';
  link.click();
  URL.revokeObjectURL(link.href);
}"""


@contextmanager
def told_as_message() -> Iterator[None]:
    """What the user has to mend is a message on the page, or to the client."""
    try:
        yield
    except UserError as error:
        raise gr.Error(str(error), print_exception=False) from error


def as_base64(archive: bytes) -> str:
    """An archive as text, for SAVE_ARCHIVE."""
    return base64.b64encode(archive).decode("ascii")


def html(value: str, name: str, **more: Any) -> gr.HTML:
    """HTML that stands on the page as it is, without Gradio's typography."""
    return gr.HTML(value, apply_default_css=False, padding=False, elem_id=name, **more)
