"""An index on disk: one folder, written whole or not at all.

    DIR/manifest.json      what the index is, a checksum of each of its files and its own
    DIR/data-<random>/     those files

A new index is written beside the old one; replacing manifest.json, one atomic rename, is
what makes it the index. Nothing in the folder is ever unpickled.
"""

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UserError
from corpus.locks import LOCK, make_room
from index.embedder import Encoded, Tokens
from index.lexical import LexicalIndex
from index.ranges import RANGES_FILE, Ranges, open_ranges, save_ranges
from index.spelling import Spelling
from index.stores import drop_vectors, open_vectors, write_vectors
from index.tokens import StoredTokens, save_tokens
from index.vectors import VectorStore

FORMAT = 5
_LEXICAL, _WORDS = "lexical", "lexical_words.json"
_MANIFEST, _NEW_MANIFEST = "manifest.json", "manifest.new"
REPORT = "evaluation.html"  # the last evaluation's page, kept there by the evaluation


_log = logging.getLogger(__name__)

_SEAL_END = len('"\n}')  # characters after the seal in a manifest


class IndexSettings(BaseModel):
    """What shapes an index: two indexes of other settings hold other vectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = "all-MiniLM-L6-v2"
    model_sha256: str = ""
    passage_chars: int = 900
    store: str = "auto"  # "auto", "flat", "lists" or "milvus", see index.stores
    uri: str = ""  # of Milvus: a file or an address


class DocumentEntry(BaseModel):
    """One document as indexed: its name, the hashes of its text and of what it was split by
    (corpus.passages.split_key), and the number of its passages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    sha256: str
    split: str
    passages: int


class Manifest(BaseModel):
    """What an index folder says of itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    corpus: str
    settings: IndexSettings
    documents: tuple[DocumentEntry, ...]
    data: str = Field(pattern=r"^data-\w+$")
    files: dict[str, str]
    precision: str = "float32"  # that passages were encoded in
    seal: str = ""

    @property
    def fingerprint(self) -> str:
        """sha256 over documents, passages, model, settings and the precision of the vectors; where
        the index and its vectors lie doesn't enter."""
        told = self.model_dump(include={"format", "settings", "documents", "precision"})
        told["settings"].pop("uri")
        for document in told["documents"]:
            document.pop("split")
        told["passages"] = self.files.get(RANGES_FILE)
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def sealed(self) -> str:
        """The manifest as JSON that ends with `seal`, the sha256 of the same text without it."""
        text = self.model_copy(update={"seal": ""}).model_dump_json(indent=1)
        start, end = text[:-_SEAL_END], text[-_SEAL_END:]
        return f"{start}{hashlib.sha256(text.encode()).hexdigest()}{end}"


@dataclass(frozen=True, slots=True)
class Stored:
    """The parts of an index: row i of each belongs to passage i of the manifest's order. A large
    index keeps no tokens."""

    vectors: VectorStore
    lexical: LexicalIndex
    tokens: Sequence[Tokens]
    ranges: Ranges
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Read:
    """What an index holds of its documents' words: where each one's passages stand, the terms of
    those, and the words of whole documents."""

    ranges: Sequence[Ranges]
    lexical: LexicalIndex
    spelling: Spelling


def repair_command(folder: Path, corpus: str = "") -> str:
    """The command that makes a sound index in that folder."""
    named = f" --corpus {corpus}" if corpus else ""
    return f"run: footnoted build --index {folder}{named}"


def make_folder(folder: Path) -> None:
    """Makes the index folder if it isn't there. Raises UserError where that can't be done."""
    make_room(folder, "an index can't", "--index")


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest; None if the folder is missing or empty.

    Raises UserError where the folder holds something else, or an index of another format.
    """
    path = folder / _MANIFEST
    if not path.is_file():
        if folder.exists() and (not folder.is_dir() or any(_foreign(folder))):
            raise UserError("not an index", "name an empty or a new folder", where=str(folder))
        return None
    try:
        text = path.read_bytes().decode("utf-8")
        told = json.loads(text)
        if isinstance(told, dict) and told.get("format") != FORMAT:
            raise UserError(
                f"an index of format {told.get('format')!r}; this version reads {FORMAT}",
                repair_command(folder),
                where=str(folder),
            )
        manifest = Manifest.model_validate(told)
    except (ValueError, ValidationError, UnicodeDecodeError) as error:
        raise damaged(folder, _MANIFEST) from error
    end = len(text) - _SEAL_END
    unsealed = text[: end - len(manifest.seal)] + text[end:]
    if manifest.seal != hashlib.sha256(unsealed.encode()).hexdigest():
        raise damaged(folder, _MANIFEST)
    return manifest


def damaged(folder: Path, name: str) -> UserError:
    """The error for an index file that isn't as it was written."""
    return UserError(f"the index is damaged ({name})", repair_command(folder), where=str(folder))


def read_stored(folder: Path, manifest: Manifest) -> Stored:
    """The index's files, each compared with its checksum before it is read.

    Raises UserError naming a file that is missing, cut short or altered.
    """
    data = folder / manifest.data
    try:
        for name in altered_files(folder, manifest):
            raise damaged(folder, name)
        return Stored(
            open_vectors(data),
            LexicalIndex.open(data / _LEXICAL),
            StoredTokens(data),
            open_ranges(data),
            Spelling.open(data / _WORDS),
        )
    except (OSError, RuntimeError) as error:  # gone between two looks; FAISS's is the latter
        raise damaged(folder, manifest.data) from error


def read_encoded(folder: Path, manifest: Manifest) -> tuple[Encoded, Ranges] | None:
    """The index's vectors, tokens and passages, whatever state the words' index is in; None
    where another file is missing, cut short or altered."""
    if any(not name.startswith(_LEXICAL) for name in altered_files(folder, manifest)):
        return None
    data = folder / manifest.data
    return Encoded(open_vectors(data).all(), StoredTokens(data)), open_ranges(data)


def altered_files(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The names of the index's files that are missing or don't have their checksum."""
    data = folder / manifest.data
    # Hashing and reading leave other threads alone; a large index's files take a second or so.
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda name: _sound_checksum(data / name), manifest.files)
        for (name, expected), held in zip(manifest.files.items(), found, strict=True):
            if held != expected:
                yield name


def leftover_files(folder: Path, manifest: Manifest | None) -> list[Path]:
    """What builds that were killed left in the folder; nothing reads it, the next build clears
    it away. Only who holds the folder's lock knows that nobody is writing it just now."""
    kept = folder / manifest.data if manifest else None
    found = [*folder.glob("data-*"), *folder.glob(_NEW_MANIFEST)]
    return sorted(path for path in found if path != kept)


def forget_manifest(folder: Path) -> None:
    """Makes the folder one without an index, whose files the next build clears away."""
    (folder / _MANIFEST).unlink(missing_ok=True)


def write_index(folder: Path, manifest: dict[str, Any], encoded: Encoded, read: Read) -> None:
    """Writes the index and, at the very end, makes it the folder's. What was there before is
    the index until then, and is removed after."""
    data = Path(tempfile.mkdtemp(prefix="data-", dir=folder))
    try:
        chosen = IndexSettings.model_validate(manifest["settings"])
        write_vectors(data, encoded.vectors, chosen.store, chosen.uri)
        read.lexical.save(data / _LEXICAL)
        read.spelling.save(data / _WORDS)
        save_ranges(data, read.ranges)
        save_tokens(data, encoded.tokens)
        files = {str(path.relative_to(data)): _written(path) for path in _files(data)}
        whole = Manifest(format=FORMAT, data=data.name, files=files, **manifest)
        _replace(folder / _MANIFEST, whole.sealed())
    except BaseException:
        with suppress(UserError):
            drop_vectors(data)
        shutil.rmtree(data, ignore_errors=True)
        raise
    for old in folder.glob("data-*"):
        if old != data:
            _clear_away(old)


def _clear_away(old: Path) -> None:
    """Removes an earlier index's files. That its Milvus is gone is told, and stops nobody."""
    try:
        drop_vectors(old)
    except UserError as error:
        _log.warning(str(error))
    shutil.rmtree(old, ignore_errors=True)


def _foreign(folder: Path) -> Iterable[Path]:
    """What no build leaves behind, not even one that was killed."""
    own = (LOCK, _NEW_MANIFEST, REPORT)
    return (p for p in folder.iterdir() if not p.name.startswith("data-") and p.name not in own)


def _files(data: Path) -> list[Path]:
    return sorted(path for path in data.rglob("*") if path.is_file())


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sound_checksum(path: Path) -> str:
    """The file's checksum; "" where there is no such file."""
    return _checksum(path) if path.is_file() else ""


def _written(path: Path) -> str:
    """The file's checksum, once it is on the disk for good: the manifest must not be there
    before what it names, not even after a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return _checksum(path)


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(_NEW_MANIFEST)
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    with suppress(OSError):  # some file systems can't sync a folder
        handle = os.open(path.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
