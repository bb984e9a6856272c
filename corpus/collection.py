"""A folder of documents on disk."""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from corpus.documents import Document
from corpus.errors import UserError
from corpus.formats import SUFFIXES
from corpus.guarded import GUARD, read_guarded
from corpus.text_reader import read_text

PACKAGED = Path(__file__).parent / "documents"

# A function per format. All but plain text are read in a process of their own, by the function
# that corpus.formats names: a new format takes a module and a line there.
READERS: dict[str, Callable[[Path, str], Document]] = {
    ".txt": read_text,
    **dict.fromkeys(SUFFIXES, read_guarded),
}

# Files that describe the collection and hold nothing to quote.
BESIDE = frozenset(["NOTICE", "LICENSE", "LICENCE", "SHA256SUMS"])


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents of one folder, by name; `folder` is where they were read. `unread` tells of
    each file that couldn't be."""

    folder: Path
    documents: tuple[Document, ...]
    unread: tuple[UserError, ...] = ()

    def document(self, document_id: str) -> Document:
        """The document of that name. Raises UserError, naming those that there are."""
        for document in self.documents:
            if document.id == document_id:
                return document
        names = ", ".join(document.id for document in self.documents)
        raise UserError(f"there is no document {document_id!r}", f"the collection holds: {names}")


def read_collection(folder: Path) -> Collection:
    """Every document under `folder`, in the order of their names.

    A file that its reader refuses doesn't stop the others: it is named in `unread`. Raises
    UserError for a folder that is missing, empty, or has no document that can be read, holds a
    file that no reader knows, or two documents of one name.
    """
    files = list(document_files(folder))
    if not files:
        kinds = ", ".join(READERS)
        raise UserError(
            "no documents in this folder", f"put {kinds} files there", where=str(folder)
        )
    documents, unread = _read_all(files)
    for one, other in pairwise(documents):
        if one.id == other.id:
            raise UserError(
                f"two documents are named {one.id!r} ({one.source} is the other)",
                "rename one of them",
                where=other.source,
            )
    return Collection(folder, documents, unread)


def _read_all(files: Iterable[Path]) -> tuple[tuple[Document, ...], tuple[UserError, ...]]:
    documents: list[Document] = []
    unread: list[UserError] = []
    try:
        for path in files:
            try:
                documents.append(read_document(path))
            except UserError as error:
                unread.append(error)
    finally:
        GUARD.rest()
    if not documents:
        raise unread[0]
    return tuple(sorted(documents, key=lambda document: document.id)), tuple(unread)


def document_files(folder: Path) -> Iterator[Path]:
    """The files under `folder` that documents are read from, in the order of their paths.

    Raises UserError at one that no reader knows, or that is a link out of the folder or to nothing.
    """
    if not folder.is_dir():
        raise UserError("there is no such folder", "name a folder of documents", where=str(folder))
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if _hidden(path, folder) or path.name in BESIDE or not os.path.lexists(path):
            continue
        _check_link(path, home)
        if path.is_dir():
            continue
        if not path.is_file():
            raise UserError("not a plain file", "remove it", where=str(path))
        if path.suffix == ".toml" and described_by(path):
            continue
        if path.suffix.lower() not in READERS:
            kinds = ", ".join(READERS)
            raise UserError(
                f"files of the kind {path.suffix or path.name!r} can't be read",
                f"remove it or convert it to one of {kinds}",
                where=str(path),
            )
        yield path


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _check_link(path: Path, home: Path) -> None:
    if leads_nowhere(path):
        raise UserError("a link that leads nowhere", "remove it", where=str(path))
    if not path.resolve().is_relative_to(home):
        raise UserError("a link that leads out of the folder", "remove it", where=str(path))


def leads_nowhere(path: Path) -> bool:
    """Whether it is a link to what isn't there, or to itself."""
    return path.is_symlink() and not path.exists()


def described_by(path: Path) -> list[Path]:
    """The documents that the .toml at `path` describes: beside it, of its name, with endings in
    letters of any size."""
    likely = [one for suffix in READERS if (one := path.with_suffix(suffix)).is_file()]
    return likely or [
        one
        for one in sorted(path.parent.iterdir())
        if one.stem == path.stem and one.suffix.lower() in READERS and one.is_file()
    ]


def read_document(path: Path) -> Document:
    """The file as a document by its reader, with what the .toml beside it says of it.

    Raises UserError for a file that can't be read, or that its reader refuses.
    """
    try:
        document = READERS[path.suffix.lower()](path, path.stem)
    except OSError as error:
        raise UserError(
            f"can't be read ({error.strerror})", "check that you may read it", where=str(path)
        ) from error
    known = _description(path.with_suffix(".toml"))
    return replace(
        document,
        title=known.get("label") or document.title,
        publisher=known.get("publisher", document.publisher),
        date=known.get("date", document.date),
        author=known.get("author", document.author),
        language=known.get("language", document.language),
        source=str(path),
    )


def _description(path: Path) -> dict[str, str]:
    """What the .toml beside a document says of it: label, author, publisher, date,
    language; it goes before what the document says of itself."""
    if not path.exists():
        return {}
    try:
        return {key: str(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}
    except OSError as error:
        raise UserError(
            f"can't be read ({error.strerror})", "check that you may read it", where=str(path)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"not valid TOML ({error})", "mend or remove it", where=str(path)
        ) from error
