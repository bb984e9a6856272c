"""footnoted build: the index, on one machine or in shards on several."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import UserError
from ui.options import index_options, opened, settings_of, tell_unread
from ui.progress import counting

if TYPE_CHECKING:
    from index.embedder import Embedder
    from index.shards import Shards

_DIR = click.Path(path_type=Path)


@click.command()
@click.option("--shard", metavar="K/N", help="Embed only the K-th of N shards, into --shards DIR.")
@click.option("--shards", type=_DIR, metavar="DIR", help="Folder for --shard.")
@click.option("--from-shards", type=_DIR, metavar="DIR", help="Assemble from DIR's shards.")
@index_options
def build(shard: str | None, shards: Path | None, from_shards: Path | None, **where: Any) -> None:
    """Read, split, embed and index the documents; only what changed is embedded again.

    Several machines can share the embedding: each runs --shard K/N --shards DIR over the same
    documents, again if it was interrupted; then one runs --from-shards DIR.

    Example: footnoted build --corpus my-documents --index my-index
    """
    if (shard is None) != (shards is None) or (shard and from_shards):
        raise UserError(
            "--shard, --shards and --from-shards don't fit together",
            "give --shard K/N --shards DIR for a shard, --from-shards DIR for the index",
        )
    if shard and shards:
        _build_shard(shard, shards, where)
    elif from_shards:
        _assemble(from_shards, where)
    else:
        index = opened(where, rebuild=True).index
        _tell(len(index.collection.documents), len(index.passages), index.fingerprint)


def _build_shard(told: str, home: Path, where: dict[str, Any]) -> None:
    number, count = _numbers(told)
    shards, embedder = _opened(home, count, where)
    with counting("Embedding") as progress:
        passages = shards.build(number, embedder, progress)
    click.echo(f"shard {number}/{count} is whole: {passages} passages")


def _assemble(home: Path, where: dict[str, Any]) -> None:
    from index.index import build_index
    from index.opening import default_folder
    from index.shards import shard_count

    shards, embedder = _opened(home, shard_count(home), where)
    collection, settings = shards.collection, settings_of(where)
    folder = where["index_folder"] or default_folder(collection.folder, settings.index_name)
    with counting("Assembling") as progress:
        gathered = shards.gathered(embedder)
        manifest = build_index(collection, folder, shards.settings, gathered, progress)
    passages = sum(entry.passages for entry in manifest.documents)
    _tell(len(manifest.documents), passages, manifest.fingerprint)


def _opened(home: Path, count: int, where: dict[str, Any]) -> tuple["Shards", "Embedder"]:
    settings = settings_of(where)
    from assistant.assistant import index_settings
    from corpus.collection import read_collection
    from index.joined import open_embedder
    from index.opening import corpus_folder
    from index.shards import Shards

    collection = read_collection(corpus_folder(where["corpus"], where["index_folder"]))
    tell_unread(collection, warnings=True)
    embedder = open_embedder(settings.model_name)
    return Shards(collection, home, index_settings(settings, embedder), count), embedder


def _numbers(told: str) -> tuple[int, int]:
    parts = re.fullmatch(r"(\d{1,4})/(\d{1,4})", told, re.ASCII)
    number, count = (int(parts[1]), int(parts[2])) if parts else (0, 0)
    if not 1 <= number <= count:
        raise UserError(f"--shard is {told!r}", "write it as K/N, such as 2/4 for the second of 4")
    return number, count


def _tell(documents: int, passages: int, fingerprint: str) -> None:
    click.echo(f"{documents} documents, {passages} passages, fingerprint {fingerprint}")
