"""A memo in every format that this machine can make, with all that checks it, as one archive."""

import io
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answers import Answer
from ui.made import made_together
from ui.memo import Entry, Memo
from ui.memo_files import write_memo
from ui.pandoc import pandoc_path

if TYPE_CHECKING:
    from assistant.assistant import Assistant


def memo_archive(
    answers: Sequence[tuple[str, Answer]], assistant: "Assistant", title: str
) -> bytes:
    """A .zip of the memo on these answers, each with its id: the formats whose converters are
    installed, the evidence, the sources' texts and verifier.py."""
    entries = tuple(Entry(name, answer) for name, answer in answers)
    made = made_together((answer for _, answer in answers), assistant)
    memo = Memo(title, "plain", entries, made, date.today())
    with tempfile.TemporaryDirectory(prefix="footnoted-") as room:
        for ending in formats_here():
            write_memo(memo, Path(room) / f"memo{ending}", with_verifier=True)
        return _zipped(Path(room))


def formats_here() -> list[str]:
    """The endings of the memos that this machine can make."""
    if pandoc_path() is None:
        return [".md"]
    return [".md", ".docx", ".html", *([".pdf"] if find_spec("typst") else [])]


def _zipped(folder: Path) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return told.getvalue()
