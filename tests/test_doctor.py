"""What is wrong with documents and index is named by its part, and mended where it can be."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from filelock import FileLock

from corpus.collection import read_collection
from corpus.passages import split_document
from index.doctor import Patient, examine, repair
from index.embedder import Encoded, HashingEmbedder, Role
from index.lexical import LexicalIndex
from index.opening import open_or_build
from index.ranges import Ranges, ranges_of
from index.spelling import Spelling
from index.storage import IndexSettings, Read, read_manifest, write_index

Footnoted = Callable[..., "CompletedProcess[str]"]

_TEXTS = {
    "apples": "Apples grow in orchards.\n\nThey are picked in autumn.",
    "bridges": "The bridge opened in 1932. It carries eight lanes.",
}


class Counting(HashingEmbedder):
    """Remembers how many passages it was given."""

    seen = 0

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        self.seen += len(texts)
        return super().encode(texts, role)


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    """A sound index of two documents."""
    home, embedder = tmp_path / "corpus", Counting()
    home.mkdir()
    for name, text in _TEXTS.items():
        (home / f"{name}.txt").write_text(text, "utf-8")
    settings = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    open_or_build(read_collection(home), tmp_path / "index", settings, embedder)
    embedder.seen = 0
    return Patient(home, tmp_path / "index", settings, embedder)


def parts(patient: Patient) -> list[str]:
    return [finding.part for finding in examine(patient)]


def altered(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 4]))


def rewritten(
    patient: Patient, encoded: Encoded, texts: list[str], places: list[Ranges] | None = None
) -> None:
    """The index with other parts and right checksums: what a bug would write."""
    manifest = read_manifest(patient.folder)
    assert manifest is not None
    told = manifest.model_dump(include={"corpus", "settings", "documents"})
    documents = read_collection(patient.home).documents
    places = places or [ranges_of(one, split_document(one, 900)) for one in documents]
    spelling = Spelling.of(document.text for document in documents)
    write_index(patient.folder, told, encoded, Read(places, LexicalIndex.of(texts), spelling))


def passages(patient: Patient) -> list[str]:
    index = open_or_build(
        read_collection(patient.home), patient.folder, patient.settings, patient.embedder
    )
    return [passage.text for passage in index.passages]


def test_a_sound_index_has_nothing(patient: Patient) -> None:
    before = sorted(patient.folder.rglob("*"))
    assert examine(patient) == []
    assert sorted(patient.folder.rglob("*")) == before


def test_no_index_yet_is_nothing_wrong(patient: Patient, tmp_path: Path) -> None:
    other = Patient(patient.home, tmp_path / "none", patient.settings, patient.embedder)
    assert examine(other) == []


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("manifest.json", "manifest"),
        ("vectors.faiss", "vectors"),
        ("token_offsets.npy", "tokens"),
        ("token_vectors.npy", "tokens"),
        ("vocab.index.json", "lexical"),
        ("lexical_words.json", "lexical"),
        ("passages.npy", "offsets"),
    ],
)
def test_an_altered_file_is_named_and_written_anew(patient: Patient, name: str, part: str) -> None:
    altered(next(patient.folder.rglob(name)))
    findings = examine(patient)
    assert [finding.part for finding in findings] == [part]
    assert name in findings[0].where or part == "manifest"
    repair(patient, findings)
    assert examine(patient) == []


def test_sound_vectors_are_kept_when_the_words_are_damaged(patient: Patient) -> None:
    altered(next(patient.folder.rglob("vocab.index.json")))
    repair(patient, examine(patient))
    assert isinstance(patient.embedder, Counting)
    assert patient.embedder.seen == 0
    assert passages(patient) == [*_TEXTS["apples"].split("\n\n"), _TEXTS["bridges"]]


def test_an_edited_an_added_and_a_removed_document_are_named(patient: Patient) -> None:
    (patient.home / "apples.txt").write_text("Apples are blue.", "utf-8")
    (patient.home / "bridges.txt").rename(patient.home / "cranes.txt")
    findings = examine(patient)
    assert [finding.part for finding in findings] == ["documents"] * 3
    for name, finding in zip(("apples", "bridges", "cranes"), findings, strict=True):
        assert finding.what.startswith(name)
    repair(patient, findings)
    assert examine(patient) == []


def test_a_document_that_cannot_be_read_is_named_and_left(patient: Patient) -> None:
    (patient.home / "apples.txt").write_bytes(b"caf\xe9")
    findings = examine(patient)
    assert str(patient.home / "apples.txt") in findings[0].where
    repair(patient, findings)
    left = examine(patient)
    assert [finding.part for finding in left] == ["documents"]
    assert "UTF-8" in left[0].what


def test_rows_of_other_passages_are_noticed(patient: Patient) -> None:
    texts = passages(patient)
    swapped = patient.embedder.encode(texts[::-1], "passage")
    right = patient.embedder.encode(texts, "passage")
    rewritten(patient, Encoded(swapped.vectors, right.tokens), texts)
    findings = examine(patient)
    assert [finding.part for finding in findings] == ["vectors"]
    assert "[0, 2]" in findings[0].what
    repair(patient, findings)
    assert examine(patient) == []


def test_passages_that_stand_elsewhere_are_noticed(patient: Patient) -> None:
    """What a bug in splitting would write: right checksums, wrong places."""
    right = read_collection(patient.home).documents
    places = [ranges_of(one, split_document(one, 900)) for one in right]
    places[1] -= np.array([0, 1, 0], np.int64)
    texts = passages(patient)
    rewritten(patient, patient.embedder.encode(texts, "passage"), texts, places)
    findings = examine(patient)
    assert [finding.part for finding in findings] == ["offsets"]
    assert "bridges" in findings[0].what
    repair(patient, findings)
    assert examine(patient) == []


def test_missing_rows_and_strange_words_are_noticed(patient: Patient) -> None:
    texts = passages(patient)
    right = patient.embedder.encode(texts, "passage")
    rewritten(patient, Encoded(right.vectors[:2], right.tokens[:2]), ["other words"] * 3)
    assert parts(patient) == ["vectors", "tokens", "lexical"]
    repair(patient, examine(patient))
    assert examine(patient) == []


def test_vectors_of_no_length_are_noticed(patient: Patient) -> None:
    texts = passages(patient)
    right = patient.embedder.encode(texts, "passage")
    for wrong in (right.vectors * 2, np.full_like(right.vectors, np.nan)):
        rewritten(patient, Encoded(wrong, right.tokens), texts)
        assert parts(patient) == ["vectors"]


def test_leftovers_are_cleared_away_unless_somebody_is_writing(patient: Patient) -> None:
    left = [patient.folder / "data-left", patient.home / ".adding-left"]
    for folder in left:
        folder.mkdir()
    (patient.folder / "manifest.new").write_text("{")
    with FileLock(patient.folder / ".lock"), FileLock(patient.home / ".lock"):
        assert examine(patient) == []
    findings = examine(patient)
    assert parts(patient) == ["leftovers"] * 3
    repair(patient, findings)
    assert examine(patient) == []
    assert not any(folder.exists() for folder in left)


def test_other_settings_are_named(patient: Patient) -> None:
    other = Patient(
        patient.home,
        patient.folder,
        patient.settings.model_copy(update={"passage_chars": 400}),
        patient.embedder,
    )
    assert parts(other) == ["manifest"]
    repair(other, examine(other))
    assert examine(other) == []


def test_the_command_tells_and_repairs(footnoted: Footnoted, tmp_path: Path) -> None:
    home, folder = tmp_path / "corpus", tmp_path / "index"
    home.mkdir()
    (home / "a.txt").write_text("The bridge opened in 1932.")
    where = ("--corpus", home, "--index", folder)
    assert footnoted("build", *where).returncode == 0
    altered(next(folder.rglob("vectors.faiss")))
    sick = footnoted("doctor", *where, "--json")
    told = json.loads(sick.stdout)
    assert (sick.returncode, told["sound"]) == (1, False)
    assert [(one["part"], one["state"]) for one in told["findings"]] == [("vectors", "wrong")]
    assert len(sick.stderr.splitlines()) == 1
    mended = footnoted("doctor", "--repair", *where)
    assert (mended.returncode, mended.stderr) == (0, "")
    assert mended.stdout.startswith("repaired: vectors")
    assert footnoted("doctor", *where).returncode == 0
