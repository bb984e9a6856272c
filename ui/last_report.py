"""The last evaluation's page, kept beside its index, so that the chat can show it."""

from pathlib import Path

from assistant.assistant import Assistant
from index.opening import default_folder
from ui.files import whole_file

_NAME = "evaluation.html"


def report_path(collection_folder: Path, model: str, folder: Path | None) -> Path:
    """Where the page is kept: in the index's folder, the one named or the default."""
    return (folder or default_folder(collection_folder, model)) / _NAME


def keep_report(assistant: Assistant, folder: Path | None, page: str) -> None:
    """Keeps the page in the place of the one before. Raises UserError where it can't."""
    home, model = assistant.collection.folder, assistant.settings.model_name
    with whole_file(str(report_path(home, model, folder))) as file:
        file.write(page)
