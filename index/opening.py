"""Which folder, and an index in it that is this collection's as it stands now."""

import hashlib
from pathlib import Path

from platformdirs import user_data_path

from corpus.collection import Collection
from corpus.errors import UserError
from corpus.locks import one_writer
from corpus.shelf import default_corpus
from index.embedder import Embedder
from index.index import Index, Progress, build_index, open_index
from index.storage import FORMAT, IndexSettings, make_folder, read_manifest, repair_command


def corpus_folder(corpus: Path | None, folder: Path | None) -> Path:
    """The documents' folder: the one named, else the one that the index in `folder` was built
    from, else the user's own collection or, before there is one, the packaged brief. Raises
    UserError if the index's documents are gone."""
    if corpus:
        return corpus
    if folder is None:
        return default_corpus()
    try:
        manifest = read_manifest(folder)
    except UserError as error:
        if error.remedy != repair_command(folder):
            raise
        # Which documents it was built from, nobody knows any more.
        remedy = f"{error.remedy} --corpus DIR"
        raise UserError(error.what, remedy, where=error.where) from error
    if manifest is None:
        return default_corpus()
    home = Path(manifest.corpus)
    if not home.is_dir():
        raise UserError(
            f"the documents it was built from are gone ({home})",
            f"run: footnoted build --index {folder} --corpus DIR",
            where=str(folder),
        )
    return home


def default_folder(home: Path, model: str) -> Path:
    """Where the index of that corpus and model is kept, by the platform's convention. One of an
    earlier version's format is left where it is: after an update nobody has to mend anything."""
    told = f"{home.resolve()}\0{model}\0{FORMAT}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:12]
    return user_data_path("footnoted", appauthor=False) / "indexes" / f"{home.name}-{digest}"


def open_or_build(
    collection: Collection,
    folder: Path,
    settings: IndexSettings,
    embedder: Embedder,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Index:
    """The collection's index in `folder`, built first if there is none, brought up to date if
    documents changed, and written anew with `rebuild` whatever state it is in.

    Raises UserError for an index that is damaged, of another format or of other settings; with
    `rebuild` for one that another process is writing.
    """
    found = None if rebuild else open_index(collection, folder, settings, embedder)
    if found:
        return found
    make_folder(folder)
    # Who only asks waits for another's writing, and may then find that it did the work.
    with one_writer(folder, "index", 0.0 if rebuild else -1.0):
        found = None if rebuild else open_index(collection, folder, settings, embedder)
        if found is None:
            build_index(collection, folder, settings, embedder, progress)
            found = open_index(collection, folder, settings, embedder)
    if found is None:
        raise UserError(
            "the documents changed while they were read", "try again", where=str(folder)
        )
    return found
