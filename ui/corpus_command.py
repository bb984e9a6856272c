"""footnoted corpus: the collection, its documents and its references."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.fetch_command import fetch
from ui.options import corpus_of, echo_json, index_options, opened, tell_unread
from ui.progress import counting
from ui.references_command import references
from ui.terminal import echo

if TYPE_CHECKING:
    from corpus.collection import Collection
    from corpus.shelf import Change

Command = Callable[..., None]


@click.group("corpus")
def corpus_group() -> None:
    """Keep the documents that answers come from.

    Without --corpus they are in a folder of your own, which begins with the packaged brief when
    you first add something.

    Example: footnoted corpus list
    """


_as_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
_later = click.option(
    "--later", is_flag=True, help="Leave the index as it is; the next question updates it."
)


def _reading(command: Command) -> Command:
    """The options of a command that reads the collection and needs no index."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--index", "index_folder", type=folder, envvar="FOOTNOTED_INDEX"),
        click.option("--corpus", type=folder, envvar="FOOTNOTED_CORPUS"),
        _as_json,
    ):
        command = option(command)
    return command


@corpus_group.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@_as_json
@_later
@index_options
def add(paths: tuple[Path, ...], as_json: bool, later: bool, **where: Any) -> None:
    """Take copies of documents, or of all in a folder, into the collection, and index them.

    One that is there already changes nothing; an edited one replaces the older version.

    Example: footnoted corpus add report.txt
    """
    from corpus.incoming import find_incoming
    from corpus.shelf import add, seed

    folder, own = _written(where)
    incoming, wrong = find_incoming(paths)
    if own and incoming and seed(folder):
        echo(f"a new collection in {folder}, with the packaged brief in it", err=True)
    with counting("Adding") as progress:
        added = add(folder, incoming, progress)
    failures = [*wrong, *added.failures]
    if as_json:
        changes = [_change_json(change) for change in added.changes]
        failed = [{"file": e.where, "message": f"{e.what}; {e.remedy}"} for e in failures]
        echo_json({"corpus": str(folder), "changes": changes, "failures": failed})
    else:
        for change in added.changes:
            echo(f"{change.state}: {change.document} ({change.path})")
            for warning in change.warnings:
                echo(f"{change.path}: {warning}", err=True)
    if not later and any(change.state != "unchanged" for change in added.changes):
        _refresh(folder, where)
    _report(failures, len(added.changes))


@corpus_group.command("list")
@_reading
def list_documents(as_json: bool, **where: Any) -> None:
    """Name the documents of the collection.

    Example: footnoted corpus list --json
    """
    collection = _collection(where)
    from corpus.telling import document_json

    if as_json:
        listed = [document_json(document) for document in collection.documents]
        echo_json({"corpus": str(collection.folder), "documents": listed})
        return
    for document in collection.documents:
        about = [document.title, document.publisher, document.date]
        told = ", ".join(dict.fromkeys(part for part in about if part and part != document.id))
        echo(f"{document.id}: {told}" if told else document.id)


@corpus_group.command()
@click.argument("names", metavar="NAME…", nargs=-1, required=True)
@_as_json
@_later
@index_options
def remove(names: tuple[str, ...], as_json: bool, later: bool, **where: Any) -> None:
    """Delete documents from the collection's folder, and from the index.

    Example: footnoted corpus remove report
    """
    from corpus.shelf import held, remove

    folder, _ = _written(where)
    gone = remove(folder, names)
    if as_json:
        echo_json({"corpus": str(folder), "removed": list(gone)})
    else:
        echo("\n".join(f"removed: {name}" for name in gone))
    if not later and held(folder).documents:
        _refresh(folder, where)


@corpus_group.command()
@click.argument("name")
@_reading
def show(name: str, as_json: bool, **where: Any) -> None:
    """Tell what is known of one document.

    Example: footnoted corpus show belarus-brief
    """
    document = _collection(where).document(name)
    from corpus.telling import document_json, document_lines

    if as_json:
        echo_json(document_json(document, parts=True))
    else:
        echo("\n".join(document_lines(document)))


def _change_json(change: "Change") -> dict[str, Any]:
    told = {"file": str(change.path), "document": change.document, "state": change.state}
    return {**told, "warnings": list(change.warnings)}


def _collection(where: dict[str, Any]) -> "Collection":
    from corpus.collection import read_collection

    collection = read_collection(corpus_of(where["corpus"], where["index_folder"]))
    tell_unread(collection, warnings=False)
    return collection


def _written(where: dict[str, Any]) -> tuple[Path, bool]:
    """The collection that a command may change, and whether it is the user's own one. The
    packaged documents are read only: instead of them it is the user's own."""
    from corpus.collection import PACKAGED
    from corpus.shelf import own_folder

    folder = corpus_of(where["corpus"], where["index_folder"])
    if folder == PACKAGED and not where["corpus"]:
        folder = own_folder()
    return folder, folder == own_folder()


def _refresh(folder: Path, where: dict[str, Any]) -> None:
    """Brings the index up to the documents: only what is new is embedded."""
    opened(where | {"corpus": folder})


def _report(failures: list[UserError], done: int) -> None:
    """One line for each file that could not be added. Raises UserError if there are any."""
    if len(failures) == 1 and not done:
        raise failures[0]
    for failure in failures:
        echo(f"footnoted: {failure}", err=True)
    if failures:
        raise UserError(
            f"{len(failures)} of {len(failures) + done} files could not be added",
            "see the lines above",
        )


# Commands that live in modules of their own.
for _command in (references, fetch):
    corpus_group.add_command(_command)
