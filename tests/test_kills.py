"""A few kills and flipped bits; `python -m evals.kills` and `python -m evals.flips` do many."""

from pathlib import Path

import pytest

from corpus.collection import read_collection
from corpus.errors import UserError
from evals.flips import Plan, flip_bits, flipped
from evals.kills import kill_writers
from index.embedder import HashingEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings, read_manifest


def test_killed_writers_leave_the_old_or_the_new(tmp_path: Path) -> None:
    told = kill_writers(tmp_path, 10, seed=7)
    assert told.wrong == []
    assert told.left.total() == 10


@pytest.fixture
def index(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Apples grow in orchards. They are red.")
    embedder = HashingEmbedder(16)
    settings = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    open_or_build(read_collection(tmp_path / "corpus"), tmp_path / "index", settings, embedder)
    return tmp_path / "index"


def test_every_flipped_bit_is_noticed(index: Path) -> None:
    manifest = read_manifest(index)
    assert manifest is not None
    collection = read_collection(Path(manifest.corpus))
    plan = Plan(200, seed=3)
    flips = flip_bits(collection, index, manifest.settings, HashingEmbedder(16), plan)
    assert flips.missed == []
    assert flips.made.total() == 200


def test_every_bit_of_the_manifest_counts(index: Path) -> None:
    path = index / "manifest.json"
    for bit in range(path.stat().st_size * 8):
        with flipped(path, bit), pytest.raises(UserError):
            read_manifest(index)
    assert read_manifest(index)


def test_a_build_killed_before_its_first_manifest_can_be_done_again(tmp_path: Path) -> None:
    (tmp_path / "manifest.new").write_text("{")
    (tmp_path / "data-half").mkdir()
    assert read_manifest(tmp_path) is None
