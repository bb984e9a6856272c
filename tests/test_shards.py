"""Embedding in shards: the same index as by one build, and nothing assembled that isn't whole."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.collection import read_collection
from corpus.errors import UserError
from index.doctor import Patient, examine
from index.embedder import Embedder, Encoded, HashingEmbedder, Role
from index.index import build_index, open_index
from index.shards import Shards, shard_count
from index.storage import IndexSettings, Manifest, read_encoded, read_manifest

_TEXTS = [
    f"Ship number {at} sailed in {1900 + at}. Her crew of {at + 3} came home." for at in range(11)
]


class Interrupted(HashingEmbedder):
    """Remembers what it embedded and, before the passages after `most`, is stopped."""

    def __init__(self, most: int = 10**6) -> None:
        super().__init__()
        self.most, self.seen = most, list[str]()

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        if len(self.seen) + len(texts) > self.most:
            raise KeyboardInterrupt
        self.seen += texts
        return super().encode(texts, role)


class Halved(HashingEmbedder):
    @property
    def precision(self) -> str:
        return "bfloat16"


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.shards._FULL", 2)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for at, text in enumerate(_TEXTS):
        (folder / f"{at:02}.txt").write_text(text, "utf-8")
    return folder


def chosen(tmp_path: Path, store: str = "auto") -> IndexSettings:
    embedder = HashingEmbedder()
    uri = str(tmp_path / "milvus.db") if store == "milvus" else ""
    return IndexSettings(model=embedder.name, model_sha256=embedder.sha256, store=store, uri=uri)


def shards_of(corpus: Path, tmp_path: Path, count: int = 3, store: str = "auto") -> Shards:
    return Shards(read_collection(corpus), tmp_path / "shards", chosen(tmp_path, store), count)


def all_built(shards: Shards, embedder: Embedder | None = None) -> Shards:
    for number in range(1, shards.count + 1):
        shards.build(number, embedder or HashingEmbedder())
    return shards


def assembled(shards: Shards, folder: Path) -> Manifest:
    gathered = shards.gathered(Interrupted(0))  # who assembles embeds nothing
    return build_index(shards.collection, folder, shards.settings, gathered)


def pieces(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "shards").glob("shard-*/piece-*"))


def held(folder: Path) -> Encoded:
    manifest = read_manifest(folder)
    assert manifest
    encoded = read_encoded(folder, manifest)
    assert encoded
    return encoded[0]


# The same index


@pytest.mark.parametrize("store", ["auto", "milvus"])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_shards_make_the_same_index(corpus: Path, tmp_path: Path, store: str, count: int) -> None:
    shards = all_built(shards_of(corpus, tmp_path, count, store))
    plain = build_index(shards.collection, tmp_path / "plain", shards.settings, HashingEmbedder())
    made = assembled(shards, tmp_path / "index")
    assert made.fingerprint == plain.fingerprint
    one, other = held(tmp_path / "plain"), held(tmp_path / "index")
    assert np.array_equal(one.vectors, other.vectors)
    for a, b in zip(one.tokens, other.tokens, strict=True):
        assert np.array_equal(a.vectors, b.vectors)
        assert np.array_equal(a.offsets, b.offsets)
    patient = Patient(corpus, tmp_path / "index", shards.settings, HashingEmbedder())
    assert examine(patient) == []


@pytest.mark.parametrize("count", [1, 3, 20])
def test_documents_of_headings_alone_need_no_shard(
    corpus: Path, tmp_path: Path, count: int
) -> None:
    for name in ("00a", "98", "99"):
        (corpus / f"{name}.html").write_text(f"<h1>Head {name}</h1>", "utf-8")
    shards = all_built(shards_of(corpus, tmp_path, count))
    plain = build_index(shards.collection, tmp_path / "plain", shards.settings, HashingEmbedder())
    assert assembled(shards, tmp_path / "index").fingerprint == plain.fingerprint


def test_the_default_model_gives_the_same_bytes_and_hits(light: Embedder, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for at in range(3):
        (corpus / f"{at}.txt").write_text("\n\n".join(_TEXTS[at::3]), "utf-8")
    own = IndexSettings(model=light.name, model_sha256=light.sha256)
    shards = Shards(read_collection(corpus), tmp_path / "shards", own, 2)
    all_built(shards, light)
    gathered = shards.gathered(light)
    build_index(shards.collection, tmp_path / "index", own, gathered)
    build_index(shards.collection, tmp_path / "plain", own, light)
    one, other = (
        open_index(shards.collection, tmp_path / name, own, light) for name in ("index", "plain")
    )
    assert one
    assert other
    assert one.manifest.files == other.manifest.files  # their checksums
    for question in ("Which ship sailed in 1904?", "a crew of 9"):
        assert [(h.passage, h.score) for h in one.search(one.query(question), 5)] == [
            (h.passage, h.score) for h in other.search(other.query(question), 5)
        ]


def test_shards_of_a_large_collection_keep_no_tokens(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = all_built(shards_of(corpus, tmp_path))
    kept = len(list((tmp_path / "shards").rglob("token_*")))
    monkeypatch.setattr("index.shards.KEPT_UP_TO", 3)
    monkeypatch.setattr("index.index.KEPT_UP_TO", 3)
    shutil.rmtree(tmp_path / "shards")
    large = all_built(shards_of(corpus, tmp_path))
    assert kept
    assert not list((tmp_path / "shards").rglob("token_*"))
    assembled(large, tmp_path / "index")
    assert not held(tmp_path / "index").tokens
    monkeypatch.undo()
    monkeypatch.setattr("index.shards._FULL", 2)
    with pytest.raises(UserError, match="without tokens"):
        small.gathered(HashingEmbedder())
    assembled(all_built(small), tmp_path / "index")
    assert len(held(tmp_path / "index").tokens) == len(_TEXTS)


@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=9), count=st.integers(1, 6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_document_is_in_one_shard(
    sizes: list[int], count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("many")
    (folder / "corpus").mkdir()
    for at, size in enumerate(sizes):
        text = "\n\n".join(f"Paragraph {one} of {at} ends here." for one in range(size))
        (folder / "corpus" / f"{at}.txt").write_text(text, "utf-8")
    shards = all_built(shards_of(folder / "corpus", folder, count))
    entries = [
        entry.sha256
        for path in pieces(folder)
        for entry in (read_manifest(path) or pytest.fail("no manifest")).documents
    ]
    assert sorted(entries) == sorted(one.sha256 for one in shards.collection.documents)
    made = assembled(shards, folder / "index")
    assert [entry.sha256 for entry in made.documents] == [
        one.sha256 for one in shards.collection.documents
    ]


# Interrupted


@pytest.mark.parametrize("most", [0, 1, 3, 5])
def test_an_interrupted_shard_goes_on(corpus: Path, tmp_path: Path, most: int) -> None:
    shards = shards_of(corpus, tmp_path, 2)
    stopped, resumed, again = Interrupted(most), Interrupted(), Interrupted()
    with pytest.raises(KeyboardInterrupt):
        shards.build(1, stopped)
    with pytest.raises(UserError, match=r"shard 1/2: piece-0000\d is missing"):
        shards.gathered(HashingEmbedder())
    assert shards.build(1, resumed) == 6
    whole = len(stopped.seen) - len(stopped.seen) % 2  # pieces of two are kept
    assert resumed.seen == [*_TEXTS[::2]][whole:]
    shards.build(1, again)
    assert again.seen == []
    shards.build(2, HashingEmbedder())
    plain = build_index(shards.collection, tmp_path / "plain", shards.settings, HashingEmbedder())
    assert assembled(shards, tmp_path / "index").fingerprint == plain.fingerprint


def test_what_changed_since_is_embedded_again(corpus: Path, tmp_path: Path) -> None:
    all_built(shards_of(corpus, tmp_path))
    (corpus / "00.txt").write_text("Another ship altogether.", "utf-8")
    (corpus / "10.txt").unlink()
    changed, embedder = shards_of(corpus, tmp_path), Interrupted()
    with pytest.raises(UserError, match="shard 1/3: piece-00001 is of other documents"):
        changed.gathered(HashingEmbedder())
    all_built(changed, embedder)
    assert embedder.seen[0] == "Another ship altogether."
    assert len(embedder.seen) < len(_TEXTS)
    assembled(changed, tmp_path / "index")


def test_a_shorter_shard_leaves_no_piece_behind(corpus: Path, tmp_path: Path) -> None:
    all_built(shards_of(corpus, tmp_path, 1))
    before = len(pieces(tmp_path))
    for path in sorted(corpus.iterdir())[4:]:
        path.unlink()
    all_built(shards_of(corpus, tmp_path, 1))
    assert (before, len(pieces(tmp_path))) == (6, 2)


# Refused


@pytest.mark.parametrize("how", ["gone", "cut", "flipped", "manifest"])
def test_a_damaged_shard_is_named_and_mended(corpus: Path, tmp_path: Path, how: str) -> None:
    shards = all_built(shards_of(corpus, tmp_path))
    piece = pieces(tmp_path)[1]
    assert piece.parent.name == "shard-1-of-3"
    file = next(piece.rglob("vectors.faiss"))
    whole = file.read_bytes()
    if how == "gone":
        shutil.rmtree(piece)
    elif how == "manifest":
        (piece / "manifest.json").write_text("{", "utf-8")
    else:
        file.write_bytes(whole[:-1] + (b"" if how == "cut" else bytes([whole[-1] ^ 1])))
    with pytest.raises(UserError, match=r"shard 1/3: piece-00002 is .*(missing|damaged)") as told:
        shards.gathered(HashingEmbedder())
    assert told.value.where == str(tmp_path / "shards")
    assert "--shard 1/3" in told.value.remedy
    embedder = Interrupted()
    shards.build(1, embedder)
    assert len(embedder.seen) == 2
    assembled(shards, tmp_path / "index")


def test_all_shards_that_lack_are_named(corpus: Path, tmp_path: Path) -> None:
    shards = shards_of(corpus, tmp_path, 9)
    shards.build(2, HashingEmbedder())
    with pytest.raises(UserError, match=r"shard 1/9: .*shard 3/9: .*; and 4 more"):
        shards.gathered(HashingEmbedder())


def test_shards_of_other_settings_or_precision_are_refused(corpus: Path, tmp_path: Path) -> None:
    shards = all_built(shards_of(corpus, tmp_path))
    other = replace(shards, settings=shards.settings.model_copy(update={"passage_chars": 901}))
    with pytest.raises(UserError, match="other settings"):
        other.gathered(HashingEmbedder())
    shards.build(2, Halved())
    with pytest.raises(UserError, match=r"shard 2/3: .* in bfloat16, not float32"):
        shards.gathered(HashingEmbedder())
    all_built(shards, Halved())  # all alike: whoever assembles need not compute in it
    assert assembled(shards, tmp_path / "index").precision == "bfloat16"


def test_the_count_is_read_off_the_folders(corpus: Path, tmp_path: Path) -> None:
    home = tmp_path / "shards"
    with pytest.raises(UserError, match="no shards"):
        shard_count(home)
    shards_of(corpus, tmp_path, 3).build(2, HashingEmbedder())
    assert shard_count(home) == 3
    shards_of(corpus, tmp_path, 4).build(2, HashingEmbedder())
    with pytest.raises(UserError, match="shard-2-of-3 and shard-2-of-4"):
        shard_count(home)


# The command


def test_the_command_shares_out_and_assembles(
    footnoted: Callable[..., CompletedProcess[str]], corpus: Path, tmp_path: Path
) -> None:
    home, over = tmp_path / "shards", ("--corpus", corpus)
    plain = footnoted("build", *over, "--index", tmp_path / "plain")
    assert footnoted("build", "--shard", "1/2", "--shards", home, *over).returncode == 0
    lacking = footnoted("build", "--from-shards", home, *over, "--index", tmp_path / "index")
    assert lacking.returncode == 1
    assert "shard 2/2" in lacking.stderr
    assert lacking.stderr.count("\n") == 1
    shared = footnoted("build", "--shard", "2/2", "--shards", home, *over)
    assert shared.stdout == "shard 2/2 is whole: 5 passages\n"
    whole = footnoted("build", "--from-shards", home, *over, "--index", tmp_path / "index")
    assert whole.stdout == plain.stdout


@pytest.mark.parametrize(
    "flags",
    [
        ("--shard", "1/2"),
        ("--shards", "somewhere"),
        ("--shard", "1/2", "--shards", "a", "--from-shards", "b"),
        *(("--shard", told, "--shards", "a") for told in ("3/2", "0/2", "2", "a/b", "1/99999")),
    ],
)
def test_flags_that_make_no_sense_are_refused(
    footnoted: Callable[..., CompletedProcess[str]], flags: tuple[str, ...]
) -> None:
    ran = footnoted("build", *flags)
    assert ran.returncode == 2
    assert "--shard" in ran.stderr
    assert ran.stderr.count("\n") == 1
