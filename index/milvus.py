"""Vectors in Milvus: a Milvus Lite file on this machine, or a cluster by its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import UserError
from index.embedder import Floats
from index.vectors import Rows

# Rows sent or fetched at once: 8 MB at 384 numbers a vector, an eighth of what gRPC lets through.
_BATCH = 5000


class MilvusStore:
    """Exact search (Milvus's FLAT index, by inner product) in one Milvus collection, in which
    row i has the primary key i."""

    def __init__(self, uri: str, name: str, count: int, dim: int) -> None:
        """Raises UserError where Milvus can't be reached, or holds another number of rows."""
        self._client, self._name, self._count, self._dim = connect(uri), name, count, dim
        with _told(uri):
            held = _rows_in(self._client, name)
        if held != count:
            raise UserError(
                f"Milvus holds {held} of the index's {count} vectors",
                "run: footnoted build with the same --store, --uri and --index",
                where=uri,
                exit_code=1,
            )
        self._uri = uri

    @classmethod
    def of(cls, vectors: Floats, uri: str, name: str) -> "MilvusStore":
        """A store of (n, dim) float32 unit rows in a new collection of that name."""
        client = connect(uri)
        with _told(uri):
            _create(client, name, vectors.shape[1])
            for at in range(0, len(vectors), _BATCH):
                batch = enumerate(vectors[at : at + _BATCH], at)
                client.insert(name, [{"row": row, "vector": vector} for row, vector in batch])
            client.flush(name)
        return cls(uri, name, *vectors.shape)

    def drop(self) -> None:
        """Removes the collection."""
        with _told(self._uri):
            self._client.drop_collection(self._name)

    def all(self) -> Floats:
        """The (n, dim) vectors as they were added."""
        vectors = np.zeros((self._count, self._dim), np.float32)
        with _told(self._uri):
            for at in range(0, self._count, _BATCH):
                rows = f"row >= {at} and row < {at + _BATCH}"
                fields = ["row", "vector"]
                for one in self._client.query(self._name, filter=rows, output_fields=fields):
                    vectors[one["row"]] = one["vector"]
        return vectors

    def search(self, vectors: Floats, top_k: int) -> tuple[Floats, Rows]:
        most = min(top_k, self._count)
        with _told(self._uri):
            found = self._client.search(
                self._name,
                data=list(vectors),
                limit=most,
                output_fields=["row"],
                consistency_level="Strong",
            )
        pairs = [sorted((-one["distance"], one["row"]) for one in hits) for hits in found]
        told = np.array(pairs, np.float64).reshape(len(vectors), most, 2)
        return -told[..., 0].astype(np.float32), told[..., 1].astype(np.int64)


def drop(uri: str, name: str) -> None:
    """Removes the collection of that name. Raises UserError where Milvus fails."""
    client = connect(uri)
    with _told(uri):
        client.drop_collection(name)


def connect(uri: str) -> Any:
    """A client for the Milvus Lite file or the address. Raises UserError where there is none."""
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        remedy = "install it with: pip install 'footnoted[milvus]'"
        raise UserError("pymilvus isn't installed", remedy, exit_code=1) from error
    with _told(uri):
        if "://" not in uri:
            Path(uri).parent.mkdir(parents=True, exist_ok=True)
        return MilvusClient(uri)


def _create(client: Any, name: str, dim: int) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
    wanted = client.prepare_index_params()
    wanted.add_index("vector", index_type="FLAT", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=wanted, consistency_level="Strong")


def _rows_in(client: Any, name: str) -> int:
    if not client.has_collection(name):
        return 0
    client.load_collection(name)
    return int(client.query(name, filter="row >= 0", output_fields=["count(*)"])[0]["count(*)"])


@contextmanager
def _told(uri: str) -> Iterator[None]:
    """What goes wrong in Milvus as one UserError that names the store."""
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, OSError) as error:
        raise UserError(
            f"Milvus can't do it ({' '.join(str(error).split())[:200]})",
            "see that --uri is right, that the server runs, and that nobody else has the file open",
            where=uri,
            exit_code=1,
        ) from error
