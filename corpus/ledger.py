"""The reference ledger: each note of each document, where it is cited, and whether its source is
at hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.documents import Document, Marker, Reference
from corpus.view import words

State = Literal["in_collection", "fetchable", "url_cut", "no_url"]

# Words of a title below which finding it in a note proves nothing.
_TITLE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A note, the markers that cite it in reading order, and the document of the collection
    that it names by its title, if there is one."""

    document: Document
    note: Reference
    markers: tuple[Marker, ...]
    source: Document | None

    @property
    def state(self) -> State:
        """Whether the source is at hand, and if not, whether its address could bring it. A cut
        address leads nowhere, or somewhere else."""
        if self.source:
            return "in_collection"
        if self.note.url is None:
            return "no_url"
        return "url_cut" if self.note.url_cut else "fetchable"


def ledger(documents: Sequence[Document]) -> list[Entry]:
    """An entry for every note, by document and number as they stand."""
    titles = {document.id: _words(document.title) for document in documents}
    return [
        Entry(document, note, _citing(document, note), _source(document, note, documents, titles))
        for document in documents
        for note in document.layout.references
    ]


def _citing(document: Document, note: Reference) -> tuple[Marker, ...]:
    return tuple(one for one in document.layout.markers if note.number in one.numbers)


def _source(
    document: Document,
    note: Reference,
    documents: Sequence[Document],
    titles: dict[str, list[str]],
) -> Document | None:
    """The other document whose whole title stands in the note; the longest title wins."""
    told = _words(document.slice(note))
    named = [
        other for other in documents if other is not document and _stands_in(titles[other.id], told)
    ]
    return max(named, key=lambda other: len(titles[other.id]), default=None)


def _words(text: str) -> list[str]:
    return [word for word, _ in words(text)]


def _stands_in(title: list[str], told: list[str]) -> bool:
    size = len(title)
    starts = range(len(told) - size + 1) if size >= _TITLE_WORDS else ()
    return any(told[at : at + size] == title for at in starts)
