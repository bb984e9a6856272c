"""What readers made of files, kept so that the same bytes aren't read twice.

An entry is one file: the sha256 of what follows, a line end, and JSON. One that isn't as it was
written is read anew. Losing the folder costs time only.
"""

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

# Raised by one whenever a reader gives another text or layout for the same file.
_READERS = 9
_LIBRARIES = ("lxml", "markdown-it-py", "mdit-py-plugins", "pdfminer.six", "pdfplumber",
              "python-docx", "sentencex", "pyspellchecker")  # fmt: skip
# Entries kept; the oldest go first.
_MOST = 5_000


def cache_folder() -> Path:
    """Footnoted's own cache: FOOTNOTED_CACHE, else by the platform's convention."""
    named = os.environ.get("FOOTNOTED_CACHE")
    return Path(named) if named else user_cache_path("footnoted", appauthor=False)


def key_of(path: Path) -> str:
    """A name for the file's bytes, its format, and whatever else decides what is read."""
    told = json.dumps([_READERS, path.suffix.lower(), [_version(name) for name in _LIBRARIES]])
    with path.open("rb") as file:
        own = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{told}{own}".encode()).hexdigest()


def kept(key: str) -> Any:
    """What was kept under that key; None without it, or if it was altered."""
    try:
        digest, _, told = (_folder() / key).read_bytes().partition(b"\n")
    except OSError:
        return None
    sound = hashlib.sha256(told).hexdigest().encode() == digest
    return json.loads(told) if sound else None


def keep(key: str, told: dict[str, Any]) -> None:
    """Keeps it under that key. A cache that can't be written costs time only."""
    raw = json.dumps(told).encode()
    with suppress(OSError):
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = _folder() / f"{key}.{os.getpid()}"
        beside.write_bytes(hashlib.sha256(raw).hexdigest().encode() + b"\n" + raw)
        beside.replace(_folder() / key)
        if key.startswith("00"):  # one time in 256 is often enough to look
            entries = sorted(_folder().iterdir(), key=lambda one: one.stat().st_mtime)
            for old in entries[:-_MOST]:
                old.unlink(missing_ok=True)


def _folder() -> Path:
    return cache_folder() / "read"


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
