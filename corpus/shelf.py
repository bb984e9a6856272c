"""A folder of documents that is added to and removed from: what `footnoted corpus` keeps.

A file appears in the folder complete or not at all: it is copied to a hidden folder beside its
place, read there, and then renamed. The packaged documents are never written to.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

from corpus.collection import BESIDE, PACKAGED, Collection, document_files, read_collection
from corpus.documents import Document
from corpus.errors import UserError
from corpus.guarded import GUARD
from corpus.history import forget_texts, keep_text
from corpus.incoming import Incoming, staged
from corpus.locks import make_room, one_writer

State = Literal["added", "replaced", "described", "unchanged"]

Progress = Callable[[int, int], None]  # files looked at so far, of how many

# Says that this folder was a collection even when it holds no document any more.
_MARK = ".footnoted"
_STAGING = ".adding-"


@dataclass(frozen=True, slots=True)
class Change:
    """What came of the file at `path`: the name of its document, and whether it was added,
    replaced an older version, got another description, or was there already. `warnings` tell
    what its reader had to leave out."""

    path: Path
    document: str
    state: State
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What came of every file, and why those that could not be added could not."""

    changes: tuple[Change, ...]
    failures: tuple[UserError, ...]


def own_folder() -> Path:
    """The user's own collection, by the platform's convention; it need not exist."""
    return user_data_path("footnoted", appauthor=False) / "documents"


def default_corpus() -> Path:
    """The user's own collection once something was added to it, else the packaged documents."""
    home = own_folder()
    return home if _in_use(home) else PACKAGED


def seed(folder: Path) -> bool:
    """Gives a collection that isn't in use yet the packaged documents to begin with; whether
    it did. Raises UserError where nobody may write, or another process does."""
    _make(folder)
    with one_writer(folder, "collection"):
        if _in_use(folder):
            return False
        with _staging(folder) as room:
            for source in sorted(PACKAGED.iterdir()):
                copied = room / source.name
                shutil.copytree(source, copied) if source.is_dir() else shutil.copy(source, copied)
                copied.rename(folder / source.name)
        (folder / _MARK).touch()
    return True


def held(folder: Path) -> Collection:
    """The collection in `folder`, which may be empty or not be there yet."""
    if not folder.is_dir() or not any(document_files(folder)):
        return Collection(folder, ())
    return read_collection(folder)


def add(
    folder: Path, incoming: Sequence[Incoming], progress: Progress = lambda _done, _total: None
) -> Added:
    """Takes copies of those files into the collection. A document is known by its content: one
    that is there already changes nothing; one of the same name and other content replaces it.

    A file that can't be added is told and doesn't stop the others. Raises UserError where the
    collection can't be read or written, or another process is writing it.
    """
    _make(folder)
    changes: list[Change] = []
    failures: list[UserError] = []
    with one_writer(folder, "collection"), _staging(folder) as room, _resting():
        (folder / _MARK).touch()
        known = {document.id: document for document in held(folder).documents}
        for done, one in enumerate(incoming, 1):
            try:
                changes.append(_add_one(folder, room, one, known, changes))
            except UserError as error:
                failures.append(error)
            progress(done, len(incoming))
    return Added(tuple(changes), tuple(failures))


def _add_one(
    folder: Path,
    room: Path,
    one: Incoming,
    known: dict[str, Document],
    changes: Sequence[Change],
) -> Change:
    """`known` are the collection's documents by name, and will be after the call."""
    with tempfile.TemporaryDirectory(dir=room) as own:
        document = staged(one, Path(own))
        _check_name(document, one, known, changes)
        placed, path = _place(folder, document, one, known)
    change = replace(placed, warnings=document.warnings)
    if change.state in ("added", "replaced"):
        known[document.id] = replace(document, source=str(path))
    return change


def remove(folder: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Deletes the files of the documents of those names (or file names) from the collection,
    with their descriptions and the older versions kept of them; returns the documents' names.

    Raises UserError, before anything is deleted, for a name that is none.
    """
    check_writable(folder)
    with one_writer(folder, "collection"):
        files = list(document_files(folder))
        gone = dict.fromkeys(_file_of(name, files) for name in names)
        for path in gone:
            _delete(folder, path)
            forget_texts(folder, path.stem)
        (folder / _MARK).touch()
    return tuple(path.stem for path in gone)


def _file_of(name: str, files: Sequence[Path]) -> Path:
    """The document's file; its words need not be readable for it to be removed."""
    for path in files:
        if name in (path.stem, path.name):
            return path
    known = ", ".join(path.stem for path in files)
    raise UserError(f"there is no document {name!r}", f"the collection holds: {known}")


def leftovers(folder: Path) -> list[Path]:
    """What a process that was killed while it added left behind; nothing reads it."""
    return sorted(folder.glob(f"{_STAGING}*"))


def _in_use(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    return (folder / _MARK).exists() or any(folder.glob("[!.]*"))


def _make(folder: Path) -> None:
    check_writable(folder)
    make_room(folder, "a collection can't", "--corpus")


def check_writable(folder: Path) -> None:
    """Raises UserError for the packaged documents' folder."""
    if folder.resolve().is_relative_to(PACKAGED.resolve()):
        raise UserError(
            "the documents that come with Footnoted are never changed",
            "add your own with: footnoted corpus add PATH",
            where=str(folder),
        )


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A hidden folder on the same disk, gone afterwards; those of killed processes go too."""
    for left in leftovers(folder):
        shutil.rmtree(left, ignore_errors=True)
    room = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _resting() -> Iterator[None]:
    """The process that reads files isn't kept waiting for more of them afterwards."""
    try:
        yield
    finally:
        GUARD.rest()


def _check_name(
    document: Document, one: Incoming, known: dict[str, Document], changes: Iterable[Change]
) -> None:
    """Refuses a name that would stand for two documents."""
    before = known.get(document.id)
    if before is None or before.sha256 == document.sha256:
        return
    twin = next((c for c in changes if c.document == document.id and c.path != one.path), None)
    if twin or Path(before.source).suffix.lower() != one.path.suffix.lower():
        other = twin.path if twin else Path(before.source).name
        raise UserError(
            f"another document is named {document.id!r} already ({other})",
            f"rename one, or first run: footnoted corpus remove {document.id}",
            where=str(one.path),
        )


def _place(
    folder: Path, document: Document, one: Incoming, known: dict[str, Document]
) -> tuple[Change, Path]:
    """Makes the staged document one of the collection, unless its words are there already;
    returns where it is too."""
    before = known.get(document.id)
    if before is None:
        twin = next((d for d in known.values() if d.sha256 == document.sha256), None)
        if twin:
            return Change(one.path, twin.id, "unchanged"), Path(twin.source)
        path = folder / one.path.name
        _move(Path(document.source), path)
        return Change(one.path, document.id, "added"), path
    path = Path(before.source)
    state = _compared(document, before, one)
    if before.sha256 != document.sha256:
        keep_text(folder, before)
    if state != "unchanged":
        _move(Path(document.source), path)
    return Change(one.path, document.id, state), path


def _compared(document: Document, before: Document, one: Incoming) -> State:
    """What adding the staged document changes about the one of its name."""
    path = Path(before.source)
    if path.suffix.lower() != one.path.suffix.lower():
        return "unchanged"  # the same words in another format
    if _differ(Path(document.source), path):
        return "replaced"
    return "described" if _redescribed(one, path) else "unchanged"


def _differ(one: Path, other: Path) -> bool:
    return one.read_bytes() != other.read_bytes()


def _redescribed(one: Incoming, path: Path) -> bool:
    beside = path.with_suffix(".toml")
    return one.description is not None and not (
        beside.is_file() and one.description == beside.read_bytes()
    )


def _move(source: Path, target: Path) -> None:
    """The document first: a description alone would be no document's."""
    for suffix in (source.suffix, ".toml"):
        file = source.with_suffix(suffix)
        if file.is_file():
            with file.open("rb") as written:
                os.fsync(written.fileno())
            file.replace(target.with_suffix(target.suffix if suffix != ".toml" else suffix))


def _delete(folder: Path, path: Path) -> None:
    path.with_suffix(".toml").unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    home = path.parent
    if home != folder and all(left.name in BESIDE for left in home.iterdir()):
        shutil.rmtree(home)
