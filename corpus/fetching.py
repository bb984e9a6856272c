"""The sources that notes cite, downloaded into the collection and linked to their notes."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from corpus.addresses import FetchError
from corpus.collection import READERS
from corpus.descriptions import described
from corpus.documents import Document
from corpus.downloads import Begun, Downloads, Place
from corpus.incoming import Incoming
from corpus.kinds import is_sent_as, kind_of, media_type
from corpus.ledger import Entry
from corpus.links import Link, link_of, note_name
from corpus.locks import make_room, one_writer
from corpus.shelf import add, check_writable, held
from corpus.web import Web

# Hidden: nothing reads it as documents. Parts stay in it for the next run.
_ROOM = ".fetching"
# Longest name without its ending; file systems allow 255 bytes, and some letters take four.
_NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address, and the notes that cite it, the first of them first."""

    url: str
    entries: tuple[Entry, ...]

    @property
    def link(self) -> Link:
        notes = (note_name(one.document, one.note) for one in self.entries)
        return Link(frozenset([self.url]), frozenset(notes))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an address: the document that it is now, or why it is none."""

    wanted: Wanted
    document: str | None = None
    came_from: str = ""
    size: int = 0
    reason: str = ""
    told: str = ""


Telling = Callable[[Wanted, int, int], None]  # what comes next, its number from 1, of how many


def wanted(entries: Iterable[Entry]) -> list[Wanted]:
    """What a ledger says can be fetched: each address once, in the ledger's order. What a
    fetched source cites itself is left out, or every run would go one step further out."""
    citing: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.state == "fetchable" and entry.note.url and not link_of(entry.document).urls:
            citing.setdefault(entry.note.url, []).append(entry)
    return [Wanted(url, tuple(found)) for url, found in citing.items()]


def fetch(folder: Path, sources: Sequence[Wanted], web: Web, telling: Telling) -> list[Outcome]:
    """Downloads the sources one after the other into the collection in `folder`; one that fails
    is told and doesn't stop the others.

    Raises UserError where the collection can't be written, or another process fetches into it.
    """
    check_writable(folder)
    room = folder / _ROOM
    make_room(room, "nothing can", "--corpus")
    outcomes = []
    with one_writer(room, "list of downloads"):
        downloads = Downloads(web, room)
        for number, source in enumerate(sources, 1):
            telling(source, number, len(sources))
            outcomes.append(_fetch_one(folder, source, downloads))
    return outcomes


def _fetch_one(folder: Path, source: Wanted, downloads: Downloads) -> Outcome:
    place = downloads.place(source.url)
    try:
        begun = downloads.get(source.url)
        kind = _kind(place, begun)
        document = _taken(folder, source, place, begun, kind)
    except FetchError as error:
        return Outcome(source, reason=error.reason, told=error.told)
    size = place.whole.stat().st_size
    place.forget()
    return Outcome(source, document, begun.came_from, size)


def _kind(place: Place, begun: Begun) -> str:
    """The file's kind, once its content and its sender agree. Raises FetchError if they don't,
    or if no reader knows it; a file of a kind that may be read one day is kept in the room."""
    kind = kind_of(place.whole, begun.sent_as, begun.came_from)
    sent_as = media_type(begun.sent_as) or "nothing"
    if kind is None or not is_sent_as(kind, begun.sent_as):
        place.forget()
        content = f"{kind} content" if kind else "something else"
        raise FetchError("wrong_type", f"it was sent as {sent_as}, and is {content}")
    if kind not in READERS:
        raise FetchError("no_reader", f"files of the kind {kind} can't be read yet")
    return kind


def _taken(folder: Path, source: Wanted, place: Place, begun: Begun, kind: str) -> str:
    """The name of the document that the file is in the collection, linked to its notes."""
    known = {document.id: document for document in held(folder).documents}
    name = _free_name(source.entries[0], known)
    told = {
        "fetched": datetime.now(UTC).date().isoformat(),
        "fetched_from": begun.came_from,
        "sha256": hashlib.sha256(place.whole.read_bytes()).hexdigest(),
    }
    with tempfile.TemporaryDirectory(dir=place.room) as own:
        path = Path(own) / f"{name}{kind}"
        shutil.copyfile(place.whole, path)
        document = _added(folder, path, described("", told, source.link), place)
    if document != name:  # its words were in the collection under another name
        _link(folder, known[document], source)
    return document


def _free_name(entry: Entry, known: Iterable[str]) -> str:
    """Safe on any file system, and no document's yet."""
    safe = re.sub(r"[^\w-]+", "-", entry.document.id).strip("-_")[:_NAME_CHARS] or "document"
    name, number = f"{safe}-note-{entry.note.number}", 2
    while name in known:
        name = f"{safe}-note-{entry.note.number}-{number}"
        number += 1
    return name


def _added(folder: Path, path: Path, description: str, place: Place) -> str:
    added = add(folder, [Incoming(path, description.encode())])
    if added.failures:
        place.forget()
        raise FetchError("not_readable", f"it can't be read: {added.failures[0].what}")
    return added.changes[0].document


def _link(folder: Path, document: Document, source: Wanted) -> None:
    path = Path(document.source)
    beside = path.with_suffix(".toml")
    before = beside.read_text("utf-8") if beside.is_file() else ""
    add(folder, [Incoming(path, described(before, {}, source.link).encode())])
