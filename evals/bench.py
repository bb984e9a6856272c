"""How ingest, search, memory and recall grow with a collection, and what faster numbers cost."""

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

from corpus.collection import Collection
from corpus.documents import Block, Document, Layout, Region
from corpus.passages import split_key
from evals.sets import QuestionSet
from evals.synthetic import asked_terms, asked_vectors, recombined_terms, spread_vectors
from index.embedder import Embedder, Encoded, Floats
from index.fusion import fused
from index.index import Index, read_held
from index.lexical import LexicalIndex
from index.ranges import Ranges
from index.spelling import Spelling
from index.storage import (
    DocumentEntry,
    IndexSettings,
    Read,
    read_manifest,
    write_index,
)
from index.stores import listed
from index.terms import terms
from index.vectors import FaissStore, Rows

# Questions whose answers are compared with exact search, at the size where recall is known to
# two decimals: 200 questions times ten places.
_ASKED = 200
_TOP = 10
_IN_DOCUMENT = 100  # passages
# Vectors compared with all questions at once in exact search.
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Grown:
    """One size of a collection: seconds to write the index and to open it (checksums and all, but
    for reading the documents), megabytes on disk and in a fresh process that has searched,
    milliseconds a search by vectors and words, recall@10 of the vectors against exact search.
    Without the documents' texts and without tokens, which small indexes have."""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions: (m, dim) unit rows, and each one's terms."""

    vectors: Floats
    terms: list[list[str]]


def grow(
    sizes: Sequence[int], real: Floats, sentences: Sequence[str], store: str
) -> Iterator[Grown]:
    """Each size in turn: an index with vectors distributed as the real ones are, and with the
    words of texts made of the sentences."""
    told = [terms(sentence) for sentence in sentences]
    spelling = Spelling.of(sentences)
    for size in sizes:
        vectors = spread_vectors(real, size, seed=size)
        asked = Asked(
            asked_vectors(vectors, real, _ASKED, seed=size + 1),
            asked_terms(told, _ASKED, seed=size + 1),
        )
        best = exact(vectors, asked.vectors)
        with tempfile.TemporaryDirectory(prefix="footnoted-bench-") as room:
            started = time.perf_counter()
            lexical = LexicalIndex.of_terms(recombined_terms(told, size, seed=size))
            entries, ranges = _documents(size)
            manifest = {"corpus": room, "settings": IndexSettings(store=store)}
            write_index(
                Path(room),
                {**manifest, "documents": entries},
                Encoded(vectors, ()),
                Read(ranges, lexical, spelling),
            )
            built = time.perf_counter() - started
            del vectors, lexical
            yield _measured(Path(room), size, store, built, asked, best)


def _documents(size: int) -> tuple[tuple[DocumentEntry, ...], list[Ranges]]:
    """Documents of a hundred passages each, the last of fewer, that stand one after the other."""
    counts = [min(_IN_DOCUMENT, size - at) for at in range(0, size, _IN_DOCUMENT)]
    told = _made()
    key = split_key(told)
    entries = tuple(
        DocumentEntry(id=told.id, sha256=told.sha256, split=key, passages=count) for count in counts
    )
    rows = np.arange(_IN_DOCUMENT)
    whole = np.stack([rows * 901, rows * 901 + 900, rows], axis=1)
    return entries, [whole[:count] for count in counts]


def _made() -> Document:
    """A document of a hundred blocks of five sentences, which stands for all."""
    starts = range(0, _IN_DOCUMENT * 901, 901)
    blocks = (
        Block(at, at + 900, "body", None, None, tuple(Region(at + 180 * n, at + 180 * n + 179)
              for n in range(5)))
        for at in starts
    )  # fmt: skip
    return Document("made", "made", "", Layout(blocks=tuple(blocks)))


def _measured(room: Path, size: int, store: str, built: float, asked: Asked, best: Rows) -> Grown:
    # A process of its own: its memory is the index's and the program's, not the benchmark's.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        opened, times, rows, memory = fresh.submit(search_all, room, asked).result()
    shared = [len(set(a) & set(b)) for a, b in zip(rows.tolist(), best.tolist(), strict=True)]
    disk = sum(path.stat().st_size for path in room.rglob("*") if path.is_file()) / 1e6
    middle, slow = (float(np.quantile(times, at)) * 1e3 for at in (0.5, 0.95))
    kind = "lists" if listed(size, store) else "flat"
    recall = sum(shared) / best.size
    return Grown(size, kind, built, disk, opened, memory, middle, slow, recall)


def search_all(room: Path, asked: Asked) -> tuple[float, list[float], Rows, float]:
    """Seconds to check and open the index, seconds of each search, the rows found by vectors
    alone, and the most memory that this process had (megabytes)."""
    made = _made()
    started = time.perf_counter()
    manifest = read_manifest(room)
    if manifest is None:
        raise ValueError(f"there is no index in {room}")
    stored = read_held(room, manifest, Collection(room, (made,) * len(manifest.documents)))
    if stored is None:
        raise ValueError(f"the index in {room} is of other documents")
    opened, times, found = time.perf_counter() - started, [], []
    for row, told in enumerate(asked.terms):
        vector = asked.vectors[row : row + 1]
        started = time.perf_counter()
        fused(stored, vector, told, _TOP)
        times.append(time.perf_counter() - started)
        found.append(stored.vectors.search(vector, _TOP)[1][0])
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
