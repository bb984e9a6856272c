"""The last evaluation's page, kept beside its index, so that the chat can show it."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from assistant.assistant import Assistant
from index.opening import default_folder
from index.storage import REPORT
from ui.files import whole_file


def report_path(collection_folder: Path, model: str, folder: Path | None) -> Path:
    """Where the page is kept: in the index's folder, the one named or the default."""
    return (folder or default_folder(collection_folder, model)) / REPORT


def keep_report(assistant: Assistant, folder: Path | None, page: str) -> None:
    """Keeps the page in the place of the one before; an index folder that may only be read
    keeps none, which stderr is told."""
    home, model = assistant.collection.folder, assistant.settings.model_name
    path = report_path(home, model, folder)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(path.parent, os.W_OK):
        sys.stderr.write(f"{path.parent} can't be written: the chat won't show this evaluation\n")
        return
    with whole_file(str(path)) as file:
        file.write(page)
