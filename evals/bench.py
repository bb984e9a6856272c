"""How ingest, search, memory and recall grow with a collection, and what bfloat16 costs."""

import hashlib
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from evals.sets import QuestionSet
from evals.synthetic import asked_vectors, spread_vectors
from index.embedder import Embedder, Floats
from index.index import Index
from index.stores import listed, open_vectors, write_vectors
from index.vectors import FaissStore, Rows

# Questions whose answers are compared with exact search, at the size where recall is known to
# two decimals: 200 questions times ten places.
_ASKED = 200
_TOP = 10
# Vectors compared with all questions at once in exact search.
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Grown:
    """One size of a collection: seconds to build and to open (checksum and all), megabytes on
    disk and in a fresh process that has searched, milliseconds a search, recall@10 against
    exact search."""

    size: int
    store: str
    build_s: float
    disk_mb: float
    open_s: float
    memory_mb: float
    median_ms: float
    slow_ms: float  # the 95th percentile
    recall: float


@dataclass(frozen=True, slots=True)
class Ingested:
    """Passages a second: this program's, and a plain sentence-transformers loop's in float32
    with a flat FAISS index, over the same texts in turns."""

    ours: float
    plain: float
    precision: str


def grow(sizes: Sequence[int], real: Floats, store: str) -> Iterator[Grown]:
    """Each size in turn, with vectors distributed as the real ones are."""
    for size in sizes:
        vectors = spread_vectors(real, size, seed=size)
        asked = asked_vectors(vectors, real, _ASKED, seed=size + 1)
        best = exact(vectors, asked)
        with tempfile.TemporaryDirectory(prefix="footnoted-bench-") as room:
            started = time.perf_counter()
            write_vectors(Path(room), vectors, store, "")
            built = time.perf_counter() - started
            del vectors
            yield _measured(Path(room), size, store, built, asked, best)


def _measured(room: Path, size: int, store: str, built: float, asked: Floats, best: Rows) -> Grown:
    # A process of its own: its memory is the store's and the program's, not the benchmark's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        opened, times, rows, memory = fresh.submit(search_all, room, asked).result()
    shared = [len(set(a) & set(b)) for a, b in zip(rows.tolist(), best.tolist(), strict=True)]
    disk = sum(path.stat().st_size for path in room.iterdir()) / 1e6
    middle, slow = (float(np.quantile(times, at)) * 1e3 for at in (0.5, 0.95))
    kind = "lists" if listed(size, store) else "flat"
    recall = sum(shared) / best.size
    return Grown(size, kind, built, disk, opened, memory, middle, slow, recall)


def search_all(room: Path, asked: Floats) -> tuple[float, list[float], Rows, float]:
    """Seconds to check and open the store, seconds of each search, the rows found, and the
    most memory that this process had (megabytes)."""
    started = time.perf_counter()
    for path in room.iterdir():
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
    store = open_vectors(room)
    opened, times, found = time.perf_counter() - started, [], []
    for row in range(len(asked)):
        started = time.perf_counter()
        found.append(store.search(asked[row : row + 1], _TOP)[1][0])
        times.append(time.perf_counter() - started)
    return opened, times, np.stack(found), _memory()


def _memory() -> float:
    """The most memory this process has had, in megabytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # getrusage would count what the parent had when it forked
        told = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(told["VmHWM"].split()[0]) / 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def exact(vectors: Floats, asked: Floats) -> Rows:
    """(m, 10) rows of the nearest vectors, by comparing all."""
    scores, rows = np.full((len(asked), _TOP), -2, np.float32), np.zeros((len(asked), _TOP), int)
    for at in range(0, len(vectors), _BATCH):
        part = asked @ vectors[at : at + _BATCH].T
        near = np.argsort(-part, axis=1, kind="stable")[:, :_TOP]
        scores = np.concatenate([scores, np.take_along_axis(part, near, 1)], axis=1)
        rows = np.concatenate([rows, near + at], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :_TOP]
        scores, rows = (np.take_along_axis(one, best, 1) for one in (scores, rows))
    return rows


def ingest(texts: Sequence[str], embedder: Embedder, folder: Path) -> Ingested:
    """The rates over the texts, by turns, so that what else the machine does meets both.
    `folder`: of the embedder's model."""
    from sentence_transformers import SentenceTransformer

    embedder.encode(texts[:2], "passage")  # loads the model
    plain = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    spent = [0.0, 0.0]
    half = len(texts) // 2
    for part in (list(texts[:half]), list(texts[half:])):
        started = time.perf_counter()
        FaissStore.of(plain.encode(part, normalize_embeddings=True).astype(np.float32))
        spent[1] += time.perf_counter() - started
        started = time.perf_counter()
        FaissStore.of(embedder.encode(part, "passage").vectors)
        spent[0] += time.perf_counter() - started
    return Ingested(len(texts) / spent[0], len(texts) / spent[1], embedder.precision)


def ndcg(index: Index, passages: Floats, questions: QuestionSet) -> tuple[float, int]:
    """nDCG@10 (Järvelin and Kekäläinen 2002) of vectors alone over the index's passages, one
    that holds evidence counting 1, and the number of questions that have evidence."""
    gains = []
    for asked in questions.questions:
        spans = [span for item in asked.evidence for span in item]
        holding = np.array(
            [
                any(
                    one.document.id == span.document
                    and one.start < span.end
                    and span.start < one.end
                    for span in spans
                )
                for one in index.passages
            ]
        )
        if not holding.any():
            continue
        order = np.argsort(-(index.query(asked.question).vector @ passages.T)[0], kind="stable")
        weights = 1 / np.log2(np.arange(2, _TOP + 2))
        ideal = weights[: int(holding.sum())].sum()
        gains.append(float((holding[order[:_TOP]] * weights[: len(order)]).sum() / ideal))
    return float(np.mean(gains)), len(gains)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
