"""The formats that are read in a process of their own, and the function that reads each."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from corpus.documents import Document

Reader = Callable[[Path, str], Document]

_FORMATS = {
    ".md": ("corpus.markdown_reader", "read_markdown"),
    ".html": ("corpus.html_reader", "read_html"),
    ".htm": ("corpus.html_reader", "read_html"),
    ".pdf": ("corpus.pdf_reader", "read_pdf"),
    ".docx": ("corpus.docx_reader", "read_docx"),
}
SUFFIXES = tuple(_FORMATS)


def reader_of(suffix: str) -> Reader:
    """The function that reads files of that suffix; its libraries are imported only now."""
    module, name = _FORMATS[suffix.lower()]
    found: Reader = getattr(import_module(module), name)
    return found
