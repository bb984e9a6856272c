"""Which notes a document is the source of, as the .toml beside it says."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.documents import Document, Reference
from corpus.errors import UserError


@dataclass(frozen=True, slots=True)
class Link:
    """The addresses that a document was fetched from, as the notes spell them, and the notes
    ("belarus-brief:3") that cite it."""

    urls: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    def names(self, document: Document, note: Reference) -> bool:
        """Whether that note's source is the linked document. An address binds the link to what
        the note says today; without one, the note's number does."""
        if self.urls:
            return note.url in self.urls and not note.url_cut
        return note_name(document, note) in self.notes


def note_name(document: Document, note: Reference) -> str:
    """A note as links call it, such as "belarus-brief:3"."""
    return f"{document.id}:{note.number}"


def link_of(document: Document) -> Link:
    """What the .toml beside the document's file says; an empty link where there is none.

    Raises UserError where it can't be read, or `source_url` or `cited_by` is neither a text
    nor a list of texts.
    """
    if not document.source:
        return Link()
    path = Path(document.source).with_suffix(".toml")
    if not path.is_file():
        return Link()
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"can't be read ({error})", "mend or remove it", where=str(path)) from error
    return Link(texts_of(told, "source_url", path), texts_of(told, "cited_by", path))


def texts_of(told: Mapping[str, Any], key: str, path: Path) -> frozenset[str]:
    """The texts under that key, one or a list. Raises UserError, naming `path`, otherwise."""
    value = told.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise UserError(f"{key} is not a list of texts", "mend or remove it", where=str(path))
    return frozenset(str(one) for one in listed)
