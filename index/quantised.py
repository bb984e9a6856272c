"""Vectors of large collections: in lists around centres, at half precision, mapped into memory."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.embedder import Floats
from index.vectors import Rows, one_faiss_thread

# Lists for n vectors: this times the square root of n, as FAISS's guidelines have it.
_LISTS = 4
# Vectors from which each centre is found: about the fewest that FAISS takes without a warning (39).
_TRAINED_FROM = 40
# Lists that a search looks into, of the 4,000 of a million vectors: on the vectors of
# `footnoted bench` the first share that leaves recall@10 above 0.97 with something to spare.
_PROBED = 128
# Vectors added at once: 100 MB at 384 numbers a vector.
_BATCH = 1 << 16


class ListedStore:
    """An inverted file with scalar quantisation to float16 (FAISS's IVF; Jégou et al. 2011):
    a search looks into the lists whose centres are nearest, and may miss a vector elsewhere."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Floats) -> "ListedStore":
        """A store of (n, dim) float32 unit rows, numbered from 0; takes minutes at a million."""
        count, dim = vectors.shape
        lists = max(1, min(round(_LISTS * count**0.5), count // _TRAINED_FROM))
        centres = faiss.IndexFlatIP(dim)
        kind = faiss.ScalarQuantizer.QT_fp16
        index = faiss.IndexIVFScalarQuantizer(
            centres, dim, lists, kind, faiss.METRIC_INNER_PRODUCT, False
        )
        index.nprobe, index.cp.max_points_per_centroid = min(_PROBED, lists), _TRAINED_FROM
        index.train(vectors)
        for at in range(0, count, _BATCH):
            index.add(np.ascontiguousarray(vectors[at : at + _BATCH]))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> "ListedStore":
        """The store in the file, whose lists are read from disk when a search looks into them."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP))

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def all(self) -> Floats:
        """The (n, dim) vectors as they were added, to float16's precision."""
        self._index.make_direct_map()
        rows: Floats = self._index.reconstruct_n(0, self._index.ntotal)
        return rows

    def search(self, vectors: Floats, top_k: int) -> tuple[Floats, Rows]:
        top_k = min(top_k, self._index.ntotal)
        with one_faiss_thread():
            scores, rows = self._index.search(vectors, top_k)
            if (rows < 0).any():  # the lists looked into hold too few
                every = faiss.SearchParametersIVF()
                every.nprobe = self._index.nlist
                scores, rows = self._index.search(vectors, top_k, params=every)
        return scores, rows
