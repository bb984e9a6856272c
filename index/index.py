"""Passages to ranked hits: the one door to everything in this package."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.collection import Collection
from corpus.documents import Region
from corpus.errors import UserError
from corpus.locks import one_writer
from corpus.passages import Passage, split_document, split_key
from index.embedder import Embedder, Encoded, Floats, Tokens
from index.fusion import fused
from index.lexical import LexicalIndex
from index.ranges import IndexedPassages, ranges_of
from index.spelling import Spelling
from index.storage import (
    DocumentEntry,
    IndexSettings,
    Manifest,
    Read,
    Stored,
    damaged,
    make_folder,
    read_encoded,
    read_manifest,
    read_stored,
    repair_command,
    write_index,
)
from index.terms import other_numbers, terms
from index.tokens import KEPT_UP_TO

Progress = Callable[[int, int], None]  # passages embedded so far, of how many

# Passages whose tokens are remembered, 0.5 MB each: a large index, which keeps none, would encode
# them again, and a small one read them from disk and widen them to float32, which took 3 of the
# 90 ms that a question cost.
_CACHED = 512
# Questions whose encoding is remembered: one is asked for its matter and for its sources.
_ASKED = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, its score (higher is better) and its tokens as indexed."""

    passage: Passage
    score: float
    tokens: Tokens

    def tokens_in(self, region: Region) -> Tokens:
        """The tokens of a region of the document that lies in the passage."""
        start = self.passage.start
        return self.tokens.within(region.start - start, region.end - start)


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready: as it was asked, with its misspelt words replaced by the
    collection's, and the latter's vector (1, dim), tokens and terms."""

    text: str
    mended: str
    vector: Floats
    tokens: Tokens
    terms: tuple[str, ...]


class Index:
    """An opened index. `fingerprint` names corpus, model and settings in one hash."""

    def __init__(
        self, collection: Collection, manifest: Manifest, stored: Stored, embedder: Embedder
    ) -> None:
        self.collection, self.manifest, self._stored = collection, manifest, stored
        self.embedder = embedder
        counts = [entry.passages for entry in manifest.documents]
        self.passages = IndexedPassages(collection.documents, counts, stored.ranges)
        self.fingerprint = manifest.fingerprint
        self._tokens = lru_cache(_CACHED)(self._tokens_of)

    @property
    def spelling(self) -> Spelling:
        return self._stored.spelling

    def query(self, question: str) -> Query:
        """The question, encoded. Two calls with the same question give the same bytes."""
        return _query(self.embedder, question, self.spelling.mend(question))

    def search(self, query: Query, top_k: int) -> list[Hit]:
        """The `top_k` best passages, best first: vectors and words by reciprocal rank fusion,
        whose best possible score is 1. Ties stand in reading order."""
        best = fused(self._stored, query.vector, query.terms, top_k)
        return [self.hit(row, score) for row, score in best]

    def hit(self, row: int, score: float = 0.0) -> Hit:
        """The passage of that number as a hit."""
        return Hit(self.passages[row], score, self._tokens(row))

    def _tokens_of(self, row: int) -> Tokens:
        """A passage's tokens. Those of a large index are encoded each passage by itself: what is
        at hand of others changes nothing."""
        if self._stored.tokens:
            return self._stored.tokens[row]
        return self.embedder.encode([self.passages[row].text], "passage").tokens[0]


@lru_cache(_ASKED)
def _query(embedder: Embedder, question: str, mended: str) -> Query:
    return plain_query(embedder, question, mended)


def plain_query(embedder: Embedder, question: str, mended: str | None = None) -> Query:
    """The question encoded as `mended` (None: as it stands), outside any index."""
    mended = mended or question
    encoded = embedder.encode([mended], "question")
    found = [*terms(question), *terms(mended), *other_numbers(question).values()]
    kept = tuple(dict.fromkeys(found))
    return Query(question, mended, encoded.vectors, encoded.tokens[0], kept)


def passages_of(collection: Collection, passage_chars: int) -> Iterator[Passage]:
    """The passages of all documents, in the collection's order."""
    for document in collection.documents:
        yield from split_document(document, passage_chars)


def build_index(
    collection: Collection,
    folder: Path,
    settings: IndexSettings,
    embedder: Embedder,
    progress: Progress | None = None,
) -> Manifest:
    """Indexes the collection into `folder`; documents that a sound index of the same settings
    there already holds are not embedded again. Replaces a damaged or an older index.

    Raises UserError where the folder holds something that is no index, another process is
    writing it, or no document has a sentence.
    """
    make_folder(folder)
    with one_writer(folder, "index"):
        precision = embedder.precision
        known = _reusable(folder, settings, precision)
        entries, parts, texts, places = [], [], [], []
        split = [(d, split_document(d, settings.passage_chars)) for d in collection.documents]
        total, done = sum(len(passages) for _, passages in split), 0
        if not total:
            remedy = "add a document that has more than headings"
            raise UserError("no sentences to index", remedy, where=str(collection.folder))
        keep = total <= KEPT_UP_TO
        for document, passages in split:
            ranges = ranges_of(document, passages)
            found = known.get((document.sha256, ranges.tobytes()))
            encoded = _encoded(passages, found, embedder, keep)
            parts.append(encoded if keep else replace(encoded, tokens=()))
            texts += [passage.text for passage in passages]
            places.append(ranges)
            key, count = split_key(document), len(passages)
            entries.append(
                DocumentEntry(id=document.id, sha256=document.sha256, split=key, passages=count)
            )
            done += len(passages)
            if progress:
                progress(done, total)
        home = str(collection.folder.resolve())
        told = {"corpus": home, "settings": settings, "precision": precision}
        spelling = Spelling.of(document.text for document in collection.documents)
        read = Read(places, LexicalIndex.of(texts), spelling)
        write_index(folder, {**told, "documents": tuple(entries)}, _together(parts), read)
        manifest = read_manifest(folder)
    assert manifest is not None
    return manifest


def open_index(
    collection: Collection, folder: Path, settings: IndexSettings, embedder: Embedder
) -> Index | None:
    """The index in `folder` if it is this collection's as it stands now; None if there is
    none yet or documents have changed since, so that it has to be built.

    Raises UserError for an index that is damaged, of another format, or of another model or
    settings, naming the command that repairs it.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    if manifest.settings != settings:
        raise UserError(
            f"the index was built with {_told(manifest.settings)}, not {_told(settings)}",
            repair_command(folder),
            where=str(folder),
        )
    try:
        stored = read_held(folder, manifest, collection)
    except UserError:
        # Another process may have replaced the index between the two steps.
        if read_manifest(folder) == manifest:
            raise
        return open_index(collection, folder, settings, embedder)
    return Index(collection, manifest, stored, embedder) if stored else None


def read_held(folder: Path, manifest: Manifest, collection: Collection) -> Stored | None:
    """The index's parts, all of them checked; None if it is of other documents than these. The
    two are looked at side by side: hashing files leaves Python's other threads alone.

    Raises UserError for an index that is damaged.
    """
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(holds, manifest, collection)
        stored = read_stored(folder, manifest)
        return stored if held.result() else None


def holds(manifest: Manifest, collection: Collection) -> bool:
    """Whether the index is of these documents, split as this version of Footnoted does."""
    then = [(entry.id, entry.sha256) for entry in manifest.documents]
    now = [(document.id, document.sha256) for document in collection.documents]
    return then == now and all(
        entry.split == split_key(document)
        for entry, document in zip(manifest.documents, collection.documents, strict=True)
    )


def _told(settings: IndexSettings) -> str:
    how = (
        f"{settings.model_sha256[:8]}, {settings.passage_chars} characters, {settings.store} store"
    )
    return f"{settings.model} ({how}{settings.uri and f' at {settings.uri}'})"


_Known = dict[tuple[str, bytes], Encoded]  # by a text's hash and its passages' ranges


def _reusable(folder: Path, settings: IndexSettings, precision: str) -> _Known:
    """What the folder's index has embedded already, by text hash and passage ranges."""
    try:
        manifest = read_manifest(folder)
        if manifest is None or (manifest.settings, manifest.precision) != (settings, precision):
            return {}
        found = read_encoded(folder, manifest)
    except UserError as error:
        if error.what == "not an index":
            raise
        return {}  # damaged or of another format: build it anew
    if found is None:
        return {}
    encoded, ranges = found
    vectors, known, at = encoded.vectors, {}, 0
    if encoded.tokens and len(vectors) != len(encoded.tokens):
        raise damaged(folder, "vectors.faiss")
    for entry in manifest.documents:
        end = at + entry.passages
        key = entry.sha256, ranges[at:end].tobytes()
        known[key] = Encoded(vectors[at:end], encoded.tokens[at:end])
        at = end
    return known


def _encoded(
    passages: Sequence[Passage], found: Encoded | None, embedder: Embedder, with_tokens: bool
) -> Encoded:
    """A document is embedded by itself: its vectors don't depend on what lies beside it.
    `found`: what is known of it."""
    if found and (found.tokens or not with_tokens):
        return found
    return embedder.encode([passage.text for passage in passages], "passage")


def _together(parts: Sequence[Encoded]) -> Encoded:
    vectors = np.concatenate([part.vectors for part in parts])
    return Encoded(vectors, tuple(tokens for part in parts for tokens in part.tokens))
