"""Passages and words come from the index, not from splitting and reading the documents again."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.collection import PACKAGED, Collection, read_collection
from corpus.passages import split_document, split_key
from index import index as index_module
from index.embedder import Floats, HashingEmbedder
from index.fusion import best_rows
from index.index import Index
from index.opening import open_or_build
from index.ranges import IndexedPassages, open_ranges, ranges_of, save_ranges
from index.spelling import Spelling
from index.storage import IndexSettings

_TEXTS = {
    "apples": "# Fruit\n\nApples grow in orchards. They are picked in autumn.",
    "bridges": "The bridge opened in 1932. It carries eight lanes.",
}


class Counting(HashingEmbedder):
    """Remembers how many passages it was given."""

    seen = 0

    def encode(self, texts, role):  # type: ignore[no-untyped-def]
        self.seen += len(texts) if role == "passage" else 0
        return super().encode(texts, role)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in _TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def packaged() -> Collection:
    return read_collection(PACKAGED)


def opened(corpus: Path, embedder: HashingEmbedder) -> Index:
    settings = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    return open_or_build(read_collection(corpus), corpus.parent / "index", settings, embedder)


@pytest.mark.parametrize("size", [200, 900])
def test_passages_are_the_ones_that_were_split(
    packaged: Collection, tmp_path: Path, size: int
) -> None:
    documents = packaged.documents
    split = [split_document(document, size) for document in documents]
    save_ranges(tmp_path, map(ranges_of, documents, split))
    found = IndexedPassages(documents, map(len, split), open_ranges(tmp_path))
    every = [passage for passages in split for passage in passages]
    assert list(found) == every
    assert found[1:3] == tuple(every[1:3])
    assert found[-1] == every[-1]
    for document, passages in zip(documents, split, strict=True):
        assert [found[row] for row in found.rows_of(document)] == list(passages)
    with pytest.raises(IndexError):
        found[len(every)]


def test_documents_without_passages_shift_nothing(packaged: Collection) -> None:
    document = packaged.documents[0]
    passages = split_document(document, 900)
    empty = read_collection(PACKAGED).documents[0]
    ranges = ranges_of(document, passages)
    found = IndexedPassages((empty, document, empty), (0, len(passages), 0), ranges)
    assert tuple(found) == passages
    assert found.rows_of(empty) == range(0)


def test_opening_splits_nothing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(map(str, opened(corpus, HashingEmbedder()).passages))
    monkeypatch.setattr(index_module, "split_document", None)
    monkeypatch.setattr("index.spelling.words", None)
    index = opened(corpus, HashingEmbedder())
    assert list(map(str, index.passages)) == before
    assert index.spelling.agrees(Spelling(["apples", "grow", "in", "orchards", "they", "are",
        "picked", "autumn", "fruit", "the", "bridge", "opened", "1932", "it", "carries",
        "eight", "lanes"]))  # fmt: skip


def test_another_way_of_splitting_is_noticed_and_embeds_only_what_moved(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(corpus, HashingEmbedder())
    embedder = Counting()
    monkeypatch.setattr("corpus.passages._SPLIT", 0)
    again = opened(corpus, embedder)
    assert again.manifest.documents != first.manifest.documents
    assert again.fingerprint == first.fingerprint  # the passages came out the same
    assert embedder.seen == 0


def test_the_same_text_in_other_blocks_has_another_key(tmp_path: Path) -> None:
    """A change of markup alone: the text, and so its hash, stays."""
    keys = set()
    for markup in ("<p>One is here.</p><p>Two.</p>", "<p>One is here.</p><h2>Two.</h2>"):
        (tmp_path / "page.html").write_text(f"<html><body>{markup}</body></html>", "utf-8")
        (document,) = read_collection(tmp_path).documents
        keys.add((document.sha256, split_key(document)))
    assert len(keys) == 2
    assert len({text for text, _ in keys}) == 1


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 1.5, 2.5]), max_size=60), st.integers(1, 20))
def test_best_rows_are_those_of_a_stable_sort(told: list[float], count: int) -> None:
    scores: Floats = np.array(told, np.float32)
    order = np.argsort(-scores, kind="stable")[:count]
    assert best_rows(scores, count).tolist() == [row for row in order if scores[row] > 0]
