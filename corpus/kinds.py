"""What a file is by its first bytes, and whether that is what its sender called it."""

import re
import zipfile
from pathlib import Path

# The types by which each kind may be sent; "" is a sender that says nothing.
_GENERIC = frozenset(["", "application/octet-stream", "binary/octet-stream"])
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SENT_AS: dict[str, frozenset[str]] = {
    ".html": frozenset(["", "text/html", "application/xhtml+xml"]),
    ".pdf": _GENERIC | {"application/pdf", "application/x-pdf"},
    ".docx": _GENERIC | {_WORD, "application/zip"},
    ".md": frozenset(["", "text/markdown", "text/x-markdown", "text/plain"]),
    ".txt": frozenset(["", "text/plain"]),
}
_MARKDOWN = ("text/markdown", "text/x-markdown")
# How much is looked at: a page's first tag stands after at most a comment or two.
_HEAD = 4096
# Possessive, so that no crafted row of comments is tried in every possible way.
_HTML = re.compile(
    rb"(?>\s|<!--(?>.*?-->)|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head)\b", re.I | re.S
)


def kind_of(path: Path, sent_as: str, url: str) -> str | None:
    """The ending that the file's content deserves; None for what is none of a document's kinds.

    `sent_as` and `url` only tell Markdown from plain text, which content does not.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return ".docx" if _is_word(path) else None
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    if _is_text(head):
        named = media_type(sent_as) in _MARKDOWN or url.lower().endswith((".md", ".markdown"))
        return ".md" if named else ".txt"
    return None


def is_sent_as(kind: str, sent_as: str) -> bool:
    """Whether a Content-Type header may stand before content of that kind."""
    return media_type(sent_as) in _SENT_AS[kind]


def media_type(sent_as: str) -> str:
    """The type without its parameters, in lower case."""
    return sent_as.partition(";")[0].strip().lower()


def _is_text(head: bytes) -> bool:
    """Control characters other than tab, line ends and form feed stand in no text."""
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)


def _is_word(path: Path) -> bool:
    """Reads the archive's list of names; nothing in it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
