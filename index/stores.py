"""Which vector store an index has: chosen by its settings and size, written, opened, dropped."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus.errors import UserError
from index.embedder import Floats
from index.quantised import ListedStore
from index.vectors import FaissStore, VectorStore

# Vectors up to which "auto" searches all of them: 100,000 take three hundredths of a second here.
FLAT_UP_TO = 100_000
# Below, there is nothing for centres to be found from.
_FEWEST_LISTED = 128

_FLAT, _LISTED, _MILVUS = "vectors.faiss", "vectors.lists.faiss", "vectors.milvus.json"


class Lodging(BaseModel):
    """Where in Milvus an index's vectors are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    collection: str
    count: int
    dim: int


def write_vectors(data: Path, vectors: Floats, store: str, uri: str) -> None:
    """Puts (n, dim) float32 unit rows into the store: a file in the folder `data`, or Milvus
    and a file that says where. Raises UserError where Milvus fails."""
    if store == "milvus":
        _lodge(data, vectors, uri)
    elif listed(len(vectors), store):
        ListedStore.of(vectors).save(data / _LISTED)
    else:
        FaissStore.of(vectors).save(data / _FLAT)


def located(uri: str) -> str:
    """The URI with a file's path made absolute: the index is opened from other folders too."""
    return uri if not uri or "://" in uri else str(Path(uri).expanduser().resolve())


def listed(count: int, store: str) -> bool:
    """Whether so many vectors stand in lists."""
    if store == "lists":
        return count >= _FEWEST_LISTED
    return store == "auto" and count > FLAT_UP_TO


def open_vectors(data: Path) -> VectorStore:
    """The store that write_vectors wrote. Raises UserError where Milvus fails."""
    if (data / _MILVUS).is_file():
        from index.milvus import MilvusStore

        told = _lodging(data)
        return MilvusStore(told.uri, told.collection, told.count, told.dim)
    if (data / _LISTED).is_file():
        return ListedStore.open(data / _LISTED)
    return FaissStore.open(data / _FLAT)


def drop_vectors(data: Path) -> None:
    """Removes what the folder's vectors have outside of it. Raises UserError naming what is left
    in Milvus where that fails, or where the file that says where is cut short."""
    if not (data / _MILVUS).is_file():
        return
    from index.milvus import drop

    try:
        told = _lodging(data)
        drop(told.uri, told.collection)
    except UserError as error:
        raise UserError(
            f"the collection {_name(data)} is left in Milvus ({error.what})",
            "drop it there once Milvus runs",
            where=error.where,
            exit_code=1,
        ) from error


def _lodge(data: Path, vectors: Floats, uri: str) -> None:
    from index.milvus import MilvusStore

    name = _name(data)
    told = Lodging(uri=uri, collection=name, count=len(vectors), dim=vectors.shape[1])
    # Written first: whoever clears this folder away knows what to drop.
    (data / _MILVUS).write_text(told.model_dump_json(), "utf-8")
    MilvusStore.of(vectors, uri, name)


def _name(data: Path) -> str:
    return f"footnoted_{data.name.removeprefix('data-')}"


def _lodging(data: Path) -> Lodging:
    try:
        return Lodging.model_validate(json.loads((data / _MILVUS).read_text("utf-8")))
    except ValueError as error:
        raise UserError(
            f"{_MILVUS} is damaged", "build the index anew", where=str(data), exit_code=1
        ) from error
