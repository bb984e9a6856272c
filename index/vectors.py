"""Nearest vectors by inner product: FAISS, and plain NumPy as its oracle."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np
import numpy.typing as npt

from index.embedder import Floats

Rows = npt.NDArray[np.int64]


@contextmanager
def one_faiss_thread() -> Iterator[None]:
    """A question alone gains little from a second thread, and threads that wait for each other on
    a busy machine took up to twenty times as long. Holds for the calling thread only."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


class VectorStore(Protocol):
    """Vectors that can be searched."""

    def search(self, vectors: Floats, top_k: int) -> tuple[Floats, Rows]:
        """For (m, dim) unit rows: (m, k) scores, falling, and the (m, k) rows they belong to;
        k is `top_k` or the number of vectors if that is less."""
        ...

    def all(self) -> Floats:
        """The (n, dim) vectors as they were added, as exactly as the store keeps them."""
        ...


class FaissStore:
    """Exact search in a FAISS IndexFlatIP (Johnson et al. 2017)."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Floats) -> "FaissStore":
        """A store of (n, dim) float32 unit rows, numbered from 0."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "FaissStore":
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def all(self) -> Floats:
        """The (n, dim) vectors as they were added."""
        rows: Floats = self._index.reconstruct_n(0, self._index.ntotal)
        return rows

    def search(self, vectors: Floats, top_k: int) -> tuple[Floats, Rows]:
        with one_faiss_thread():
            scores, rows = self._index.search(vectors, min(top_k, self._index.ntotal))
        return scores, rows


class NumpyStore:
    """The same by one matrix product and a stable sort: for few vectors, and to check FAISS."""

    def __init__(self, vectors: Floats) -> None:
        self._vectors = vectors

    def all(self) -> Floats:
        return self._vectors

    def search(self, vectors: Floats, top_k: int) -> tuple[Floats, Rows]:
        scores = vectors @ self._vectors.T
        rows = np.argsort(-scores, axis=1, kind="stable")[:, :top_k]
        return np.take_along_axis(scores, rows, axis=1), rows.astype(np.int64)
