"""Texts that a newer version replaced, kept so that a quote from one can be compared with it."""

import gzip
import hashlib
import os
import zlib
from pathlib import Path
from urllib.parse import quote

from corpus.documents import Document

_FOLDER = ".history"
# Replaced versions kept of one document: a weekly report's last five months. At some 100 kB
# a text, packed to a third, that is less than a megabyte.
_VERSIONS = 20
# Characters that a document's name may take in a file's, beside a hash and endings: file systems
# allow 255 bytes, and a Cyrillic letter is written with six.
_LONGEST_NAME = 150


def keep_text(folder: Path, document: Document) -> None:
    """Keeps the stored text of a version that is about to be replaced in the collection in
    `folder`; of the versions of one name only the latest stay."""
    home = folder / _FOLDER
    home.mkdir(exist_ok=True)
    path = home / f"{_prefix(document.id)}{document.sha256}.gz"
    beside = path.with_suffix(".new")
    beside.write_bytes(gzip.compress(document.text.encode("utf-8", "surrogatepass"), mtime=0))
    beside.replace(path)
    os.utime(path)
    kept = sorted(_versions(folder, document.id), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-_VERSIONS]:
        old.unlink(missing_ok=True)


def forget_texts(folder: Path, document_id: str) -> None:
    """Removes every kept version of that name: what is removed leaves nothing behind."""
    for path in _versions(folder, document_id):
        path.unlink(missing_ok=True)


def kept_text(folder: Path, document_id: str, sha256: str) -> str | None:
    """The kept text of that name whose hash begins with `sha256`; None if there is none, or it
    isn't as it was written."""
    for path in _versions(folder, document_id):
        if path.name[len(_prefix(document_id)) :].startswith(sha256):
            try:
                return gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass")
            except (OSError, EOFError, zlib.error, UnicodeDecodeError):
                return None
    return None


def _versions(folder: Path, document_id: str) -> list[Path]:
    start = _prefix(document_id)
    home = folder / _FOLDER
    found = home.iterdir() if home.is_dir() else ()
    return [path for path in found if path.name.startswith(start) and path.suffix == ".gz"]


def _prefix(document_id: str) -> str:
    name = quote(document_id, safe=" ")
    if len(name) > _LONGEST_NAME:
        name = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name}@"
