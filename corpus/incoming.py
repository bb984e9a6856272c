"""Files that somebody wants in a collection: found, named and read before anything is kept."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.collection import BESIDE, READERS, described_by, leads_nowhere, read_document
from corpus.documents import Document
from corpus.errors import UserError


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file of a kind that can be read, and the bytes of the .toml beside it, if there is one."""

    path: Path
    description: bytes | None = None


def find_incoming(paths: Iterable[Path]) -> tuple[list[Incoming], list[UserError]]:
    """The files that those paths name, each once, folders with all that is in them; and what is
    wrong with the others."""
    found: dict[Path, Incoming] = {}
    wrong: list[UserError] = []
    for path in paths:
        for one in _named(path):
            if isinstance(one, UserError):
                wrong.append(one)
            else:
                found.setdefault(one.path.resolve(), one)
    return list(found.values()), wrong


def staged(one: Incoming, room: Path) -> Document:
    """The file copied into the folder `room` and read there: what was read is what is kept.

    Raises UserError that names the file itself for one that can't be read.
    """
    copy = room / one.path.name
    try:
        shutil.copyfile(one.path, copy)
        if one.description is not None:
            copy.with_suffix(".toml").write_bytes(one.description)
        return read_document(copy)
    except OSError as error:
        raise UserError(
            f"can't be copied ({error.strerror})",
            "check the file and the disk",
            where=str(one.path),
        ) from error
    except UserError as error:
        where = error.where.replace(str(copy.parent), str(one.path.parent))
        raise UserError(error.what, error.remedy, where=where) from error


def _named(path: Path) -> Iterator[Incoming | UserError]:
    if not path.exists():
        yield UserError("there is no such file", "check the name", where=str(path))
    elif not path.is_dir():
        yield from _checked(path)
    else:
        yield from _inside(path)


def _inside(folder: Path) -> Iterator[Incoming | UserError]:
    """Every file of the folder that reading it as a collection would read."""
    home, any_there = folder.resolve(), False
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).parts
        if any(part.startswith(".") for part in inner) or path.name in BESIDE:
            continue
        if leads_nowhere(path):
            any_there = True
            yield UserError("a link that leads nowhere", "remove it", where=str(path))
        elif not path.resolve().is_relative_to(home):
            any_there = True
            yield UserError(
                "a link that leads out of the folder", "name its target", where=str(path)
            )
        elif not path.is_dir():
            any_there = True
            yield from _checked(path)
    if not any_there:
        yield UserError("no documents in this folder", f"put {_kinds()} there", where=str(folder))


def _checked(path: Path) -> Iterator[Incoming | UserError]:
    beside = path.with_suffix(".toml")
    if path.name.startswith(".") or path.name in BESIDE:
        yield UserError("not a document's name", "rename it", where=str(path))
    elif not path.is_file():
        yield UserError("not a plain file", "name a document", where=str(path))
    elif path.suffix.lower() in READERS:
        yield Incoming(path, beside.read_bytes() if beside.is_file() else None)
    elif path.suffix == ".toml" and (described := described_by(path)):
        yield Incoming(described[0], path.read_bytes())
    else:
        yield UserError(
            f"files of the kind {path.suffix or path.name!r} can't be read",
            f"convert it to one of {_kinds()}",
            where=str(path),
        )


def _kinds() -> str:
    return ", ".join(READERS)
