"""Where an index's passages stand: numbers on disk, made into passages when they are asked for."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from corpus.documents import Document
from corpus.passages import Passage

RANGES_FILE = "passages.npy"

# (n, 3): a passage's first character, the one after its last, and the number of its block.
Ranges = NDArray[np.int64]


def ranges_of(document: Document, passages: Sequence[Passage]) -> Ranges:
    """(n, 3) for passages of the document as split_document makes them."""
    numbers = {id(block): number for number, block in enumerate(document.layout.blocks)}
    told = [(one.start, one.end, numbers[id(one.block)]) for one in passages]
    return np.array(told, np.int64).reshape(-1, 3)


def save_ranges(data: Path, ranges: Iterable[Ranges]) -> None:
    """Those of all documents, one after the other."""
    np.save(data / RANGES_FILE, np.concatenate([np.zeros((0, 3), np.int64), *ranges]))


def open_ranges(data: Path) -> Ranges:
    """What save_ranges wrote."""
    ranges: Ranges = np.load(data / RANGES_FILE, allow_pickle=False)
    return ranges


class IndexedPassages(Sequence[Passage]):
    """The passages of documents that stand as they did when they were split: nothing is split
    again. A passage is made anew each time that it is asked for."""

    def __init__(self, documents: Sequence[Document], counts: Iterable[int], ranges: Ranges):
        """`counts`: passages of each document, in order."""
        self._documents, self._ranges = documents, ranges
        self._edges = [0, *accumulate(counts)]

    def __len__(self) -> int:
        return len(self._ranges)

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        rows = range(len(self))[at]
        if isinstance(rows, range):
            return tuple(self[row] for row in rows)
        start, end, number = self._ranges[rows].tolist()
        document = self._documents[bisect_right(self._edges, rows) - 1]
        block = document.layout.blocks[number]
        inside = tuple(one for one in block.sentences if start <= one.start and one.end <= end)
        return Passage(document, start, end, block, inside)

    def __iter__(self) -> Iterator[Passage]:
        return (self[row] for row in range(len(self)))

    def rows_of(self, document: Document) -> range:
        """The numbers of the document's passages; none for one that isn't among the documents."""
        at = next((n for n, one in enumerate(self._documents) if one is document), None)
        return range(0) if at is None else range(self._edges[at], self._edges[at + 1])
