"""Embedding shared out: each machine embeds one shard of the documents, any of them assembles.

    DIR/shard-2-of-4/piece-00001/     an index of some of the shard's documents, sealed like any

An interrupted shard goes on with the piece that it was at. The machines need the same documents,
and one DIR: shared, or copied together at the end.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.collection import Collection
from corpus.documents import Document
from corpus.errors import UserError
from corpus.locks import one_writer
from corpus.passages import Passage, split_document
from index.embedder import Embedder
from index.gathered import BareEmbedder, GatheredEmbedder, Place, texts_key
from index.index import Progress, build_index
from index.ranges import open_ranges, ranges_of
from index.storage import IndexSettings, altered_files, make_folder, read_manifest
from index.tokens import KEPT_UP_TO, TOKEN_FILE

# Passages from which on a piece is full: a few seconds' work, half a megabyte without tokens.
_FULL = 256
# Shards that one message names.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """Some documents with their passages, and the folder that they are embedded into."""

    folder: Path
    documents: tuple[tuple[Document, tuple[Passage, ...]], ...]
    settings: IndexSettings
    with_tokens: bool

    @property
    def size(self) -> int:
        """Passages in it."""
        return sum(len(passages) for _, passages in self.documents)

    def trouble(self, precision: str) -> str:
        """Why the folder doesn't hold this piece, sound and in that precision; "" if it does."""
        try:
            manifest = read_manifest(self.folder)
        except UserError as error:
            return error.what
        if manifest is None:
            return "missing"
        told = [(entry.sha256, entry.passages) for entry in manifest.documents]
        if told != [(document.sha256, len(split)) for document, split in self.documents]:
            return "of other documents"
        if manifest.settings != self.settings:
            return f"of another model or other settings ({manifest.settings.model})"
        if manifest.precision != precision:
            return f"in {manifest.precision}, not {precision}"
        if self.with_tokens and self.size and TOKEN_FILE not in manifest.files:
            return "without tokens"
        altered = next(altered_files(self.folder, manifest), None)
        if altered:
            return f"damaged ({altered})"
        ranges = np.concatenate([ranges_of(*one) for one in self.documents])
        held = open_ranges(self.folder / manifest.data)
        return "" if np.array_equal(held, ranges) else "of documents split elsewhere"


@dataclass(frozen=True, slots=True)
class Shards:
    """The collection's embedding in `count` shards under `home`. Shard k, from 1, is every
    count-th document from the k-th on: whole documents, as a build embeds them, so that the
    vectors are the same bytes."""

    collection: Collection
    home: Path
    settings: IndexSettings
    count: int

    def build(self, number: int, embedder: Embedder, progress: Progress | None = None) -> int:
        """Embeds that shard's documents; its pieces that are there and sound stay. Returns the
        number of its passages.

        Raises UserError where another process embeds the same shard, or nobody may write.
        """
        folder = self._folder(number)
        make_folder(folder)
        with one_writer(folder, "shard"):
            pieces = list(self._pieces(number, self._keeps_tokens()))
            _clear(folder, {piece.folder for piece in pieces})
            total, done = sum(piece.size for piece in pieces), 0
            for piece in pieces:
                self._embed(piece, embedder)
                done += piece.size
                if progress:
                    progress(done, total)
        return total

    def gathered(self, embedder: Embedder) -> Embedder:
        """An embedder to build the collection's index with: it has the passages from the shards,
        in their precision, and leaves questions to `embedder`.

        Raises UserError naming the shards that are missing, unfinished, damaged, or of other
        documents, settings or precision than the rest.
        """
        kept, numbers = self._keeps_tokens(), range(1, self.count + 1)
        every = {number: list(self._pieces(number, kept)) for number in numbers}
        pieces = [piece for shard in every.values() for piece in shard]
        precision = _precision(pieces) or embedder.precision
        wrong = {number: _first_trouble(shard, precision) for number, shard in every.items()}
        self._refuse({number: told for number, told in wrong.items() if told})
        places = _places(pieces)
        return GatheredEmbedder(embedder, precision, places, self.count)

    def _embed(self, piece: Piece, embedder: Embedder) -> None:
        if not piece.trouble(embedder.precision):
            return
        documents = tuple(document for document, _ in piece.documents)
        own = Collection(self.collection.folder, documents)
        maker = embedder if piece.with_tokens else BareEmbedder(embedder)
        build_index(own, piece.folder, piece.settings, maker)

    def _refuse(self, wrong: dict[int, str]) -> None:
        if not wrong:
            return
        named = [f"shard {number}/{self.count}: {told}" for number, told in wrong.items()]
        more = f"; and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        raise UserError(
            "; ".join(named[:_NAMED]) + more,
            f"run for each: footnoted build --shard {min(wrong)}/{self.count} "
            f"--shards {self.home}, over the same documents",
            where=str(self.home),
            exit_code=1,
        )

    def _pieces(self, number: int, with_tokens: bool) -> Iterator[Piece]:
        """The shard's pieces: its documents in order, each piece until it has passages enough."""
        plain = self.settings.model_copy(update={"store": "flat", "uri": ""})
        documents = self.collection.documents[number - 1 :: self.count]
        split = ((one, split_document(one, self.settings.passage_chars)) for one in documents)
        for at, held in enumerate(_runs(split), 1):
            yield Piece(self._folder(number) / f"piece-{at:05}", held, plain, with_tokens)

    def _folder(self, number: int) -> Path:
        return self.home / f"shard-{number}-of-{self.count}"

    def _keeps_tokens(self) -> bool:
        """Whether the whole collection is small enough for an index that keeps tokens."""
        found = 0
        for document in self.collection.documents:
            found += len(split_document(document, self.settings.passage_chars))
            if found > KEPT_UP_TO:
                return False
        return True


def shard_count(home: Path) -> int:
    """How many shards the folders under `home` are of. Raises UserError where there are none, or
    shards of two counts."""
    found = {int(told[1]): path for told, path in _named(home)}
    if not found:
        raise UserError(
            "there are no shards",
            "make them: footnoted build --shard 1/2 --shards DIR, and so on",
            where=str(home),
        )
    if len(found) > 1:
        names = " and ".join(found[count].name for count in sorted(found)[:2])
        raise UserError(f"shards of different counts ({names})", "remove one kind", where=str(home))
    return next(iter(found))


def _named(home: Path) -> Iterator[tuple[re.Match[str], Path]]:
    for path in sorted(home.glob("shard-*")):
        told = re.fullmatch(r"shard-\d+-of-(\d+)", path.name)
        if told:
            yield told, path


def _runs(
    split: Iterable[tuple[Document, tuple[Passage, ...]]],
) -> Iterator[tuple[tuple[Document, tuple[Passage, ...]], ...]]:
    held: list[tuple[Document, tuple[Passage, ...]]] = []
    count = 0
    for document, passages in split:
        if not passages:  # headings alone: nothing to embed, and no index of it can be made
            continue
        held.append((document, passages))
        count += len(passages)
        if count >= _FULL:
            yield tuple(held)
            held, count = [], 0
    if held:
        yield tuple(held)


def _first_trouble(pieces: Iterable[Piece], precision: str) -> str:
    for piece in pieces:
        trouble = piece.trouble(precision)
        if trouble:
            return f"{piece.folder.name} is {trouble}"
    return ""


def _precision(pieces: Iterable[Piece]) -> str:
    """That of the first piece that can be read, "" where none can."""
    for piece in pieces:
        with suppress(UserError):
            manifest = read_manifest(piece.folder)
            if manifest:
                return manifest.precision
    return ""


def _places(pieces: Iterable[Piece]) -> dict[str, Place]:
    """Where the passages of each document are, by their texts."""
    places = {}
    for piece in pieces:
        end = 0
        for _, passages in piece.documents:
            start, end = end, end + len(passages)
            key = texts_key([passage.text for passage in passages])
            places[key] = Place(piece.folder, start, end)
    return places


def _clear(folder: Path, wanted: set[Path]) -> None:
    """Removes the pieces of a collection that has changed since."""
    for path in folder.glob("piece-*"):
        if path not in wanted and (path / "manifest.json").is_file():
            shutil.rmtree(path)
