"""Documents and index checked against each other, part by part."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from corpus.collection import Collection, document_files, read_collection, read_document
from corpus.documents import Document
from corpus.errors import UserError
from corpus.guarded import GUARD
from corpus.locks import one_writer
from corpus.passages import Passage, split_document
from corpus.shelf import leftovers
from index.embedder import Embedder
from index.index import build_index
from index.lexical import LexicalIndex
from index.ranges import RANGES_FILE, ranges_of
from index.spelling import Spelling
from index.storage import (
    IndexSettings,
    Manifest,
    Stored,
    altered_files,
    forget_manifest,
    leftover_files,
    read_manifest,
    read_stored,
)
from index.tokens import KEPT_UP_TO

Part = Literal["documents", "offsets", "manifest", "vectors", "tokens", "lexical", "leftovers"]

# Passages embedded again to see that the vectors are theirs. Rows that went astray are seldom
# alone, and sixteen take a tenth of a second.
_SAMPLE = 16
# Least cosine of a passage's vector with the same passage embedded again, in another batch or
# on another processor: the project's own bar for two encoders that count as one.
_SAME = 0.999
# How far a stored row's length may be from 1: float16 is exact to 5e-4 there.
_LENGTH = 2e-3


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, in which part, and where (a file or a document's name)."""

    part: Part
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Patient:
    """A collection's folder, its index's folder, and what the index should be of."""

    home: Path
    folder: Path
    settings: IndexSettings
    embedder: Embedder


def examine(patient: Patient) -> list[Finding]:
    """Everything that is wrong with the documents, the index, or between them; nothing is
    changed. A collection that has no index yet lacks nothing."""
    documents, findings = _documents(patient.home)
    findings += [finding for document in documents for finding in _layout(document)]
    try:
        manifest = read_manifest(patient.folder)
    except UserError as error:
        return [*findings, Finding("manifest", error.what, error.where)]
    if manifest:
        findings += _manifest(patient, manifest, documents)
        findings += _index(patient, manifest, Collection(patient.home, tuple(documents)))
    return findings + _leftovers(patient, manifest)


def repair(patient: Patient, findings: list[Finding]) -> None:
    """Mends what can be mended: clears leftovers away, and writes the index anew from the
    documents; what is sound of it is not embedded again.

    Raises UserError where the documents can't be read, or another process writes the index.
    """
    wrong = {finding.part for finding in findings}
    if wrong == {"leftovers"}:
        _clear(patient)
        return
    collection = read_collection(patient.home)
    with one_writer(patient.folder, "index"):
        if wrong & {"manifest", "vectors", "tokens"} and _is_index(patient.folder):
            forget_manifest(patient.folder)
        build_index(collection, patient.folder, patient.settings, patient.embedder)
    _clear(patient)


def _documents(home: Path) -> tuple[list[Document], list[Finding]]:
    """The documents that can be read, and what is wrong with the others."""
    documents, findings = [], []
    try:
        for path in document_files(home):
            try:
                documents.append(read_document(path))
            except UserError as error:
                findings.append(Finding("documents", error.what, error.where))
    except UserError as error:
        findings.append(Finding("documents", error.what, error.where))
    finally:
        GUARD.rest()
    documents.sort(key=lambda document: document.id)
    for one, other in pairwise(documents):
        if one.id == other.id:
            told = f"two documents are named {one.id!r} ({one.source} is the other)"
            findings.append(Finding("documents", told, other.source))
    return documents, findings


def _layout(document: Document) -> Iterator[Finding]:
    """Places outside the text, or out of order."""
    layout, size = document.layout, len(document.text)
    for name, regions in {
        "section": layout.sections,
        "block": layout.blocks,
        "reference": layout.references,
        "marker": layout.markers,
    }.items():
        outside = [one for one in regions if not 0 <= one.start <= one.end <= size]
        if outside:
            told = f"a {name} at [{outside[0].start}, {outside[0].end}) of {size} characters"
            yield Finding("offsets", told, document.source)
    for block in layout.blocks:
        edges = [block.start, *(e for s in block.sentences for e in (s.start, s.end)), block.end]
        if edges != sorted(edges):
            yield Finding("offsets", f"sentences out of order at {block.start}", document.source)


def _manifest(patient: Patient, manifest: Manifest, documents: list[Document]) -> Iterator[Finding]:
    """The index is of other settings, or of other documents."""
    where = str(patient.folder)
    if manifest.settings != patient.settings:
        told = f"built with {manifest.settings.model} and other settings than the ones asked for"
        yield Finding("manifest", told, where)
    now = {document.id: document for document in documents}
    then = {entry.id: entry for entry in manifest.documents}
    for name in sorted(now.keys() | then.keys()):
        if name not in then:
            yield Finding("documents", f"{name} is not in the index", now[name].source)
        elif name not in now:
            yield Finding("documents", f"{name} is in the index alone", where)
        elif now[name].sha256 != then[name].sha256:
            told = f"{name} is not the text that was indexed: edited since, or damaged"
            yield Finding("documents", told, now[name].source)


def _index(patient: Patient, manifest: Manifest, collection: Collection) -> list[Finding]:
    """Files that aren't as they were written; then whether their rows are the passages'."""
    altered = [_altered(patient.folder, name) for name in altered_files(patient.folder, manifest)]
    now = [(document.id, document.sha256) for document in collection.documents]
    if altered or now != [(entry.id, entry.sha256) for entry in manifest.documents]:
        return altered  # rows can only be compared with the documents that they were made of
    stored = read_stored(patient.folder, manifest)
    split = [split_document(d, manifest.settings.passage_chars) for d in collection.documents]
    texts = [passage.text for passages in split for passage in passages]
    spelling = Spelling.of(document.text for document in collection.documents)
    told: dict[Part, str] = {
        "offsets": _offsets(stored, manifest, list(zip(collection.documents, split, strict=True))),
        "vectors": _vectors(patient.embedder, stored, texts),
        "tokens": _tokens(stored, texts),
        "lexical": _lexical(stored, texts, spelling),
    }
    return [Finding(part, what, str(patient.folder)) for part, what in told.items() if what]


def _altered(folder: Path, name: str) -> Finding:
    parts: dict[str, Part] = {"vectors": "vectors", "lexical": "lexical", RANGES_FILE: "offsets"}
    part: Part = next((part for start, part in parts.items() if name.startswith(start)), "tokens")
    return Finding(part, "missing, or not as it was written", str(folder / name))


def _offsets(
    stored: Stored, manifest: Manifest, split: list[tuple[Document, tuple[Passage, ...]]]
) -> str:
    edges = [0, *accumulate(entry.passages for entry in manifest.documents)]
    astray = [
        document.id
        for (start, end), (document, passages) in zip(pairwise(edges), split, strict=True)
        if not np.array_equal(stored.ranges[start:end], ranges_of(document, passages))
    ]
    return f"the passages of {', '.join(astray)} stand elsewhere in them" if astray else ""


def _vectors(embedder: Embedder, stored: Stored, texts: list[str]) -> str:
    rows = stored.vectors.all()
    if len(rows) != len(texts):
        return f"{len(rows)} vectors for {len(texts)} passages"
    lengths = np.linalg.norm(rows, axis=1)
    if not np.all((np.abs(lengths - 1) < _LENGTH) | (lengths == 0)):
        return "vectors that are not of length 1"
    if embedder.dim != rows.shape[1]:
        return f"vectors of {rows.shape[1]} numbers, the model's have {embedder.dim}"
    sample = np.unique(np.linspace(0, len(texts) - 1, _SAMPLE).astype(int)).tolist()
    again = embedder.encode([texts[row] for row in sample], "passage").vectors
    cosines = (again * rows[sample]).sum(axis=1)
    astray = [row for row, cosine in zip(sample, cosines, strict=True) if cosine < _SAME]
    return f"the vectors of passages {astray} are not theirs" if astray else ""


def _tokens(stored: Stored, texts: list[str]) -> str:
    if not stored.tokens and len(texts) > KEPT_UP_TO:
        return ""
    if len(stored.tokens) != len(texts):
        return f"tokens of {len(stored.tokens)} passages, not {len(texts)}"
    for row, (tokens, text) in enumerate(zip(stored.tokens, texts, strict=True)):
        offsets = tokens.offsets
        if len(offsets) != len(tokens.vectors):
            return f"passage {row} has {len(tokens.vectors)} token vectors for {len(offsets)}"
        if offsets.size and not (offsets.min() >= 0 and offsets.max() <= len(text)):
            return f"passage {row} has tokens outside its text"
    return ""


def _lexical(stored: Stored, texts: list[str], spelling: Spelling) -> str:
    agrees = stored.lexical.agrees(LexicalIndex.of(texts)) and stored.spelling.agrees(spelling)
    return "" if agrees else "the words are not the ones of the documents"


def _leftovers(patient: Patient, manifest: Manifest | None) -> list[Finding]:
    told = "left behind by a process that was stopped"
    return [Finding("leftovers", told, str(path)) for path in _left(patient, manifest)]


def _left(patient: Patient, manifest: Manifest | None) -> list[Path]:
    """Leftovers of both folders; none of a folder that somebody is writing just now."""
    found = _unused(patient.home, leftovers)
    return found + _unused(patient.folder, lambda folder: leftover_files(folder, manifest))


def _unused(folder: Path, look: Callable[[Path], list[Path]]) -> list[Path]:
    if not look(folder):
        return []
    try:
        with one_writer(folder, "folder"):
            return look(folder)
    except UserError:
        return []


def _clear(patient: Patient) -> None:
    for path in _left(patient, read_manifest(patient.folder)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _is_index(folder: Path) -> bool:
    """Whether the folder holds an index, be it a damaged one, and nothing of anybody else's."""
    return (folder / "manifest.json").is_file()
