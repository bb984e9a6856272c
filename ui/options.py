"""What the commands share: their options, and how they open an assistant."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.progress import counting
from ui.terminal import echo

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from corpus.collection import Collection

Command = Callable[..., None]


def index_options(command: Command) -> Command:
    """The options of every command that needs an index."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--settings", "settings_file", type=folder, help="TOML file with settings."),
        click.option("--model", help="Any sentence-transformers model: a folder or a name."),
        click.option("--store", help="auto (default), flat, lists or milvus: where vectors are."),
        click.option("--uri", help="Of --store milvus: a Milvus Lite file, or an address."),
        click.option("--profile", envvar="FOOTNOTED_PROFILE", help="fast (default) or accurate."),
        click.option(
            "--index",
            "index_folder",
            type=folder,
            envvar="FOOTNOTED_INDEX",
            help="Folder of the index (default: in the user's data folder).",
        ),
        click.option(
            "--corpus",
            type=folder,
            envvar="FOOTNOTED_CORPUS",
            help="Folder of documents (default: your collection, at first the packaged brief).",
        ),
    ):
        command = option(command)
    return command


def settings_of(where: dict[str, Any]) -> Any:
    """The Settings of the flags that `index_options` reads."""
    from assistant.settings import read_settings

    flags = {key: where.get(key) for key in ("profile", "model", "store", "uri", "precision")}
    return read_settings(where["settings_file"], flags)


def opened(where: dict[str, Any], rebuild: bool = False) -> "Assistant":
    """The assistant of the flags that `index_options` reads; builds its index if need be."""
    settings = settings_of(where)
    from assistant.assistant import open_assistant

    with counting("Indexing") as progress:
        assistant = open_assistant(
            settings, where["corpus"], where["index_folder"], progress, rebuild
        )
    tell_unread(assistant.collection, warnings=rebuild)
    return assistant


def tell_unread(collection: "Collection", warnings: bool) -> None:
    """Names on stderr the files that couldn't be read and, with `warnings`, what was left out
    of those that could."""
    for error in collection.unread:
        echo(f"not read: {' '.join(str(error).split())}", err=True)
    for document in collection.documents if warnings else ():
        for warning in document.warnings:
            echo(f"{document.source}: {warning}", err=True)


def corpus_of(corpus: Path | None, index_folder: Path | None) -> Path:
    """The documents' folder of a command that needs no index; quick where --index isn't given."""
    if corpus or not index_folder:
        from corpus.shelf import default_corpus

        return corpus or default_corpus()
    from index.opening import corpus_folder

    return corpus_folder(None, index_folder)


def check_question(question: str, where: dict[str, Any]) -> None:
    """Refuses a bad question before the models are loaded."""
    from assistant.questions import read_question

    read_question(question, (), settings_of(where).longest_question)


def echo_json(told: dict[str, Any]) -> None:
    """JSON on stdout."""
    import json

    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
