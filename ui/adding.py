"""Documents added to the collection while the chat runs, and how far that is, as HTML."""

from collections.abc import Callable, Iterable
from pathlib import Path

from assistant.assistant import Assistant
from corpus.collection import PACKAGED, read_collection
from corpus.errors import UserError
from corpus.incoming import find_incoming
from corpus.shelf import Added, Change, add, own_folder, seed
from index.opening import default_folder, open_or_build
from ui.desk import Desk
from ui.html import problem_html
from ui.marks import escaped

Told = Callable[[str, int, int], None]  # what is being done, how much of it is, of how much

_STATES = {
    "added": "added",
    "replaced": "replaces its older version",
    "described": "has another description",
    "unchanged": "is in the collection already",
}


def add_documents(desk: Desk, paths: Iterable[Path], told: Told) -> Added:
    """Adds the files to the desk's collection, indexes what is new, and gives the desk an
    assistant that answers from it.

    Raises UserError where collection or index can't be written just now.
    """
    folder = desk.collection.folder
    if folder == PACKAGED:
        folder = own_folder()
    incoming, wrong = find_incoming(paths)
    if incoming and folder == own_folder():
        seed(folder)
    came = add(folder, incoming, lambda done, total: told("Reading", done, total))
    if any(change.state != "unchanged" for change in came.changes):
        _index(desk, folder, told)
    return Added(came.changes, (*wrong, *came.failures))


def _index(desk: Desk, home: Path, told: Told) -> None:
    old = desk.assistant
    collection, settings = read_collection(home), old.index.manifest.settings
    folder = desk.folder or default_folder(home, old.settings.index_name)
    embedder = old.index.embedder
    open_or_build(
        collection,
        folder,
        settings,
        embedder,
        lambda done, total: told("Indexing", done, total),
    )
    index = open_or_build(collection, folder, settings, embedder)
    desk.replace(Assistant(index, old.selector, old.settings))


def progress_html(what: str, done: int, total: int) -> str:
    """How far it is."""
    return (
        f'<div class="fn-results"><p role="status">{escaped(what)} {done} of {total}</p>'
        f'<progress max="{total}" value="{done}" aria-label="{escaped(what)}"></progress></div>'
    )


def added_html(came: Added) -> str:
    """What came of every file."""
    listed = "".join(f"<li>{_change(change)}</li>" for change in came.changes)
    done = f'<ul class="fn-added" role="status">{listed}</ul>' if listed else ""
    return done + "".join(problem_html(_failure(error)) for error in came.failures)


def _change(change: Change) -> str:
    told = f"{change.path.name}: {change.document} {_STATES[change.state]}"
    told = "; ".join([told, *change.warnings])
    return f"<bdi>{escaped(told)}</bdi>"


def _failure(error: UserError) -> str:
    """The error without the folder that the browser's file was put in."""
    return f"{Path(error.where).name}: {error.what}; {error.remedy}"
