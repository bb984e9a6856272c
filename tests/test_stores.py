"""One contract for every vector store, and an index in each that gives the same answers."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.collection import Collection, read_collection
from corpus.errors import UserError
from evals.synthetic import asked_vectors, spread_vectors
from index import tokens as token_files
from index.doctor import Patient, examine
from index.embedder import Embedder, Floats, HashingEmbedder, unit_rows
from index.index import Index, build_index, open_index
from index.milvus import MilvusStore, connect
from index.opening import open_or_build
from index.quantised import ListedStore
from index.storage import IndexSettings, read_manifest
from index.stores import FLAT_UP_TO, listed
from index.vectors import FaissStore, NumpyStore, VectorStore


def rows_of(count: int, dim: int = 16, seed: int = 0) -> Floats:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return unit_rows(rows)


VECTORS = rows_of(300)

# A Milvus server to run these tests over, such as http://127.0.0.1:19530; else a file each.
SERVER = os.environ.get("FOOTNOTED_TEST_MILVUS", "")


@pytest.fixture(scope="module", params=["numpy", "flat", "lists", "milvus"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[VectorStore]:
    """The same vectors in each store, saved and opened where it can be."""
    folder = tmp_path_factory.mktemp("store")
    if request.param == "numpy":
        yield NumpyStore(VECTORS)
    elif request.param == "flat":
        FaissStore.of(VECTORS).save(folder / "flat")
        yield FaissStore.open(folder / "flat")
    elif request.param == "lists":
        ListedStore.of(VECTORS).save(folder / "lists")
        yield ListedStore.open(folder / "lists")
    else:
        uri = SERVER or str(folder / "milvus.db")
        MilvusStore.of(VECTORS, uri, "footnoted_test")
        held = MilvusStore(uri, "footnoted_test", *VECTORS.shape)
        yield held
        held.drop()


@pytest.mark.parametrize("top_k", [1, 10, 300, 1000])
def test_every_store_finds_what_numpy_finds(store: VectorStore, top_k: int) -> None:
    questions = rows_of(5, seed=1)
    scores, rows = store.search(questions, top_k)
    expected, expected_rows = NumpyStore(VECTORS).search(questions, top_k)
    assert scores.shape == rows.shape == (5, min(top_k, 300))
    assert scores.dtype == np.float32
    assert rows.dtype == np.int64
    assert (np.diff(scores) <= 0).all()
    assert scores == pytest.approx(expected, abs=2e-3)
    if top_k == 1:
        assert (rows == expected_rows).all()
    assert all(len(set(found)) == min(top_k, 300) for found in rows.tolist())


def test_every_store_gives_its_vectors_back(store: VectorStore) -> None:
    assert store.all() == pytest.approx(VECTORS, abs=1e-3)


def test_lists_hold_nearly_all_that_is_nearest() -> None:
    vectors = spread_vectors(rows_of(200, 32), 6_000, 0)
    questions = asked_vectors(vectors, rows_of(200, 32), 50, 1)
    _, found = ListedStore.of(vectors).search(questions, 10)
    _, exact = NumpyStore(vectors).search(questions, 10)
    shared = [len(set(a) & set(b)) for a, b in zip(found.tolist(), exact.tolist(), strict=True)]
    assert np.mean(shared) / 10 >= 0.97


def test_size_and_setting_choose_the_store() -> None:
    assert not listed(FLAT_UP_TO, "auto")
    assert listed(FLAT_UP_TO + 1, "auto")
    assert not listed(FLAT_UP_TO + 1, "flat")
    assert listed(1_000, "lists")
    assert not listed(5, "lists")  # nothing for centres to be found from


# An index over each store


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in {"one": "Apples grow in orchards.", "two": "Ships sail on the sea."}.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def chosen(embedder: Embedder, store: str, tmp_path: Path) -> IndexSettings:
    uri = (SERVER or str(tmp_path / "milvus.db")) if store == "milvus" else ""
    return IndexSettings(model=embedder.name, model_sha256=embedder.sha256, store=store, uri=uri)


def found(index: Index, question: str) -> list[tuple[str, int, float]]:
    hits = index.search(index.query(question), 5)
    return [(hit.passage.document.id, hit.passage.start, hit.score) for hit in hits]


@pytest.fixture(params=["flat", "lists", "milvus"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_index_is_built_updated_and_examined(texts: Path, tmp_path: Path, kind: str) -> None:
    embedder, folder = HashingEmbedder(), tmp_path / "index"
    settings, plain = (chosen(embedder, one, tmp_path) for one in (kind, "auto"))
    index = open_or_build(read_collection(texts), folder, settings, embedder)
    other = open_or_build(read_collection(texts), tmp_path / "plain", plain, embedder)
    for question in ("apples in orchards", "ships at sea"):
        assert found(index, question) == found(other, question)
    assert examine(Patient(texts, folder, settings, embedder)) == []
    (texts / "three.txt").write_text("Rain fell on the orchards for days.", "utf-8")
    (texts / "two.txt").unlink()
    again = open_or_build(read_collection(texts), folder, settings, embedder)
    assert next(name for name, _, _ in found(again, "rain fell for days")) == "three"
    assert "two" not in {name for name, _, _ in found(again, "ships at sea")}
    assert examine(Patient(texts, folder, settings, embedder)) == []


def test_an_update_leaves_one_collection_in_milvus(texts: Path, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    settings = chosen(embedder, "milvus", tmp_path)
    before = set(connect(settings.uri).list_collections())
    for text in ("Rain.", "Snow.", "Hail."):
        (texts / "three.txt").write_text(text, "utf-8")
        build_index(read_collection(texts), tmp_path / "index", settings, embedder)
    held = set(connect(settings.uri).list_collections())
    assert held - before == {name_in_milvus(tmp_path / "index")}


def name_in_milvus(folder: Path) -> str:
    manifest = read_manifest(folder)
    assert manifest is not None
    return f"footnoted_{manifest.data.removeprefix('data-')}"


def test_missing_vectors_in_milvus_are_noticed(texts: Path, tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    settings = chosen(embedder, "milvus", tmp_path)
    collection = read_collection(texts)
    build_index(collection, tmp_path / "index", settings, embedder)
    client = connect(settings.uri)
    client.delete(name_in_milvus(tmp_path / "index"), filter="row == 1")
    with pytest.raises(UserError, match="1 of the index's 2 vectors"):
        open_index(collection, tmp_path / "index", settings, embedder)


def test_a_dead_milvus_is_left_behind_with_a_warning(
    texts: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    embedder, collection, folder = HashingEmbedder(), read_collection(texts), tmp_path / "index"
    build_index(collection, folder, chosen(embedder, "milvus", tmp_path), embedder)
    left = name_in_milvus(folder)
    (tmp_path / "file").write_text("no folder", "utf-8")
    where = next(folder.glob("data-*/vectors.milvus.json"))
    told = {**json.loads(where.read_text("utf-8")), "uri": str(tmp_path / "file" / "milvus.db")}
    cut = folder / "data-cut" / where.name
    cut.parent.mkdir()
    for path, text in ((where, json.dumps(told)), (cut, '{"uri": ')):
        path.write_text(text, "utf-8")
    settings = chosen(embedder, "flat", tmp_path)
    index = open_or_build(collection, folder, settings, embedder, rebuild=True)
    assert next(name for name, _, _ in found(index, "ships at sea")) == "two"
    assert f"{left} is left in Milvus" in caplog.text
    assert "footnoted_cut is left in Milvus (vectors.milvus.json is damaged)" in caplog.text
    assert [path.name for path in folder.glob("data-*")] == [index.manifest.data]


def test_another_store_is_another_index(texts: Path, tmp_path: Path) -> None:
    embedder, collection = HashingEmbedder(), read_collection(texts)
    build_index(collection, tmp_path / "index", chosen(embedder, "flat", tmp_path), embedder)
    with pytest.raises(UserError, match=r"flat store.*not.*auto store"):
        open_index(collection, tmp_path / "index", chosen(embedder, "auto", tmp_path), embedder)


def test_where_milvus_lies_is_not_in_the_fingerprint(texts: Path, tmp_path: Path) -> None:
    embedder, collection = HashingEmbedder(), read_collection(texts)
    prints = []
    for name in ("a", "b"):
        settings = chosen(embedder, "milvus", tmp_path / name)
        folder = tmp_path / f"index-{name}"
        prints.append(build_index(collection, folder, settings, embedder).fingerprint)
    assert prints[0] == prints[1]


def test_a_large_index_keeps_no_tokens_and_finds_the_same(
    collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = HashingEmbedder()
    settings = chosen(embedder, "auto", tmp_path)
    small = open_or_build(collection, tmp_path / "small", settings, embedder)
    monkeypatch.setattr("index.index.KEPT_UP_TO", 3)
    large = open_or_build(collection, tmp_path / "large", settings, embedder)
    names = {path.name for path in (tmp_path / "large").rglob("token_*")}
    assert names == set()
    for row in range(len(large.passages)):
        one, other = small.hit(row), large.hit(row)
        assert np.array_equal(one.tokens.offsets, other.tokens.offsets)
        assert one.tokens.vectors == pytest.approx(other.tokens.vectors, abs=1e-3)
    assert large.hit(0).tokens is large.hit(0).tokens  # remembered
    assert found(small, "How many were arrested?") == found(large, "How many were arrested?")
    monkeypatch.setattr("index.index.KEPT_UP_TO", token_files.KEPT_UP_TO)
    build_index(collection, tmp_path / "large", settings, embedder)  # small again: tokens are back
    again = open_index(collection, tmp_path / "large", settings, embedder)
    assert again is not None
    assert len(list((tmp_path / "large").rglob("token_*"))) == 3


def test_precision_is_in_the_manifest_and_the_fingerprint(texts: Path, tmp_path: Path) -> None:
    class Halved(HashingEmbedder):
        @property
        def precision(self) -> str:
            return "bfloat16"

    collection, settings = read_collection(texts), chosen(HashingEmbedder(), "auto", tmp_path)
    plain = build_index(collection, tmp_path / "index", settings, HashingEmbedder())
    halved = build_index(collection, tmp_path / "index", settings, Halved())
    assert (plain.precision, halved.precision) == ("float32", "bfloat16")
    assert plain.fingerprint != halved.fingerprint
    told = json.loads((tmp_path / "index" / "manifest.json").read_text("utf-8"))
    assert told["precision"] == "bfloat16"
