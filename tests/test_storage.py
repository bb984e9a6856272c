"""An index on disk: whole or not at all, checked when it opens, never unpickled."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.collection import read_collection
from corpus.errors import UserError
from index.embedder import Encoded, HashingEmbedder, Role
from index.index import Index, build_index, open_index
from index.opening import corpus_folder, open_or_build
from index.storage import IndexSettings, read_manifest

_TEXTS = {
    "apples": "Apples grow in orchards. They are picked in autumn.",
    "bridges": "The bridge opened in 1932. It carries eight lanes.",
    "ships": "Ships sail on the sea. Their crews are small.",
}


class CountingEmbedder(HashingEmbedder):
    """Remembers the passages that it was given."""

    def __init__(self, dim: int = 256) -> None:
        super().__init__(dim)
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        if role == "passage":
            self.seen += texts
        return super().encode(texts, role)


class FailingEmbedder(HashingEmbedder):
    """Stops in the middle of a build, as a cut cable or Ctrl-C does."""

    def encode(self, texts: Sequence[str], role: Role) -> Encoded:
        raise KeyboardInterrupt


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in _TEXTS.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def settings_of(embedder: HashingEmbedder, passage_chars: int = 900) -> IndexSettings:
    return IndexSettings(
        model=embedder.name, model_sha256=embedder.sha256, passage_chars=passage_chars
    )


def opened(
    corpus: Path, folder: Path, embedder: HashingEmbedder | None = None, rebuild: bool = False
) -> Index:
    embedder = embedder or HashingEmbedder()
    collection = read_collection(corpus)
    return open_or_build(collection, folder, settings_of(embedder), embedder, rebuild=rebuild)


def contents(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def data_folders(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith("data-")]


# Building and opening


def test_a_new_index_embeds_everything_once(corpus: Path, folder: Path) -> None:
    embedder = CountingEmbedder()
    index = opened(corpus, folder, embedder)
    assert sorted(embedder.seen) == sorted(_TEXTS.values())
    assert [passage.text for passage in index.passages] == list(_TEXTS.values())


def test_an_unchanged_index_just_opens(corpus: Path, folder: Path) -> None:
    first = opened(corpus, folder)
    before = contents(folder)
    embedder = CountingEmbedder()
    assert opened(corpus, folder, embedder).fingerprint == first.fingerprint
    assert embedder.seen == []
    assert contents(folder) == before


def test_a_changed_document_alone_is_embedded_again(corpus: Path, folder: Path) -> None:
    before = opened(corpus, folder).fingerprint
    (corpus / "bridges.txt").write_text("The bridge closed in 1999.", "utf-8")
    embedder = CountingEmbedder()
    index = opened(corpus, folder, embedder)
    assert embedder.seen == ["The bridge closed in 1999."]
    assert index.fingerprint != before
    assert index.search(index.query("closed bridge"), 1)[0].passage.text == embedder.seen[0]


def test_an_added_document_alone_is_embedded(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    (corpus / "a first one.txt").write_text("Bees make honey.", "utf-8")
    embedder = CountingEmbedder()
    index = opened(corpus, folder, embedder)
    assert embedder.seen == ["Bees make honey."]
    assert index.search(index.query("honey"), 1)[0].passage.document.id == "a first one"


def test_a_removed_document_is_gone(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    (corpus / "apples.txt").unlink()
    embedder = CountingEmbedder()
    index = opened(corpus, folder, embedder)
    assert embedder.seen == []
    assert {passage.document.id for passage in index.passages} == {"bridges", "ships"}
    assert all(
        hit.passage.document.id != "apples" for hit in index.search(index.query("apples"), 9)
    )


def test_a_renamed_document_is_not_embedded_again(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    (corpus / "apples.txt").rename(corpus / "zebras.txt")
    embedder = CountingEmbedder()
    assert [d.id for d in opened(corpus, folder, embedder).collection.documents] == [
        "bridges",
        "ships",
        "zebras",
    ]
    assert embedder.seen == []


def test_an_updated_index_equals_a_new_one(corpus: Path, folder: Path, tmp_path: Path) -> None:
    opened(corpus, folder)
    (corpus / "bridges.txt").write_text("The bridge closed in 1999.", "utf-8")
    updated, new = opened(corpus, folder), opened(corpus, tmp_path / "new")
    assert updated.fingerprint == new.fingerprint
    for question in ("bridge", "apples in autumn", "crews"):
        one, other = (i.search(i.query(question), 3) for i in (updated, new))
        assert [(h.passage.text, h.score) for h in one] == [
            (h.passage.text, h.score) for h in other
        ]


def test_the_fingerprint_does_not_depend_on_the_place(corpus: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(corpus, tmp_path / "elsewhere")
    one, other = opened(corpus, tmp_path / "i"), opened(Path(elsewhere), tmp_path / "j")
    assert one.fingerprint == other.fingerprint


def test_rebuilding_leaves_one_data_folder(corpus: Path, folder: Path) -> None:
    for _ in range(3):
        opened(corpus, folder, rebuild=True)
    assert len(data_folders(folder)) == 1


def test_the_index_knows_its_documents(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    assert corpus_folder(None, folder) == corpus
    assert corpus_folder(Path("other"), folder) == Path("other")


def test_no_index_yet(corpus: Path, folder: Path) -> None:
    embedder = HashingEmbedder()
    collection = read_collection(corpus)
    assert open_index(collection, folder, settings_of(embedder), embedder) is None
    folder.mkdir()
    assert open_index(collection, folder, settings_of(embedder), embedder) is None
    assert list(folder.iterdir()) == []


# What is refused


def test_another_model_is_refused_with_the_command(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    before = contents(folder)
    with pytest.raises(UserError, match="footnoted build") as told:
        opened(corpus, folder, HashingEmbedder(dim=128))
    assert told.value.where == str(folder)
    assert contents(folder) == before
    assert opened(corpus, folder, HashingEmbedder(dim=128), rebuild=True).embedder.dim == 128


def test_other_settings_are_refused_with_both_named(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    embedder, collection = HashingEmbedder(), read_collection(corpus)
    with pytest.raises(UserError, match=r"900.*400"):
        open_index(collection, folder, settings_of(embedder, 400), embedder)


_FILES = (
    "manifest.json",
    "vectors.faiss",
    "token_vectors.npy",
    "token_offsets.npy",
    "token_edges.npy",
)


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")


def test_the_index_has_the_files_it_should(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    names = {path.name for path in every_file(folder)}
    assert set(_FILES) <= names
    assert not any(name.endswith((".pkl", ".pickle", ".bin", ".pt")) for name in names)


def test_any_truncated_file_is_refused(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    for path in every_file(folder):
        whole = path.read_bytes()
        for size in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:size])
            with pytest.raises(UserError, match="footnoted build"):
                opened(corpus, folder)
        path.write_bytes(whole)
    opened(corpus, folder)


def test_any_flipped_byte_outside_the_manifest_is_refused(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    for path in every_file(folder):
        if path.name == "manifest.json":
            continue
        whole = path.read_bytes()
        for at in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            with pytest.raises(UserError, match=r"damaged.*footnoted build"):
                opened(corpus, folder)
        path.write_bytes(whole)


def test_a_missing_file_is_refused_by_name(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    next(folder.rglob("vectors.faiss")).unlink()
    with pytest.raises(UserError, match=r"vectors\.faiss"):
        opened(corpus, folder)


def test_a_manifest_that_lies_outside_its_folder_is_refused(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    for data in ("..", "/etc", "data-none"):
        change_manifest(folder, data=data)
        with pytest.raises(UserError, match="footnoted build"):
            opened(corpus, folder)


@pytest.mark.parametrize("told", ["[]", "null", "7", '{"format": 1}', "{", '"format"', "\x00"])
def test_a_manifest_that_is_none_is_refused(corpus: Path, folder: Path, told: str) -> None:
    opened(corpus, folder)
    (folder / "manifest.json").write_text(told)
    with pytest.raises(UserError, match="footnoted build"):
        opened(corpus, folder)


def test_where_nobody_knows_the_documents_the_command_names_them(
    corpus: Path, folder: Path
) -> None:
    opened(corpus, folder)
    change_manifest(folder, corpus="elsewhere")
    with pytest.raises(UserError, match=r"footnoted build --index .* --corpus DIR"):
        corpus_folder(None, folder)


def test_another_format_is_refused_and_rebuilt(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    change_manifest(folder, format=99)
    with pytest.raises(UserError, match=r"99.*footnoted build"):
        opened(corpus, folder)
    opened(corpus, folder, rebuild=True)
    opened(corpus, folder)


def change_manifest(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_headings_alone_are_no_index(corpus: Path, folder: Path) -> None:
    for path in corpus.iterdir():
        path.unlink()
    (corpus / "heads.html").write_text("<h1>Head</h1><h2>Another</h2>", "utf-8")
    with pytest.raises(UserError, match="no sentences to index"):
        opened(corpus, folder)
    (corpus / "text.txt").write_text("A sentence.", "utf-8")
    assert [passage.text for passage in opened(corpus, folder).passages] == ["A sentence."]


@pytest.mark.parametrize("rebuild", [False, True])
def test_a_folder_of_other_things_is_left_alone(corpus: Path, folder: Path, rebuild: bool) -> None:
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="not an index"):
        opened(corpus, folder, rebuild=rebuild)
    assert contents(folder) == {"letter.txt": b"dear"}


# Killed while writing


def test_a_build_that_stops_leaves_the_old_index(corpus: Path, folder: Path) -> None:
    opened(corpus, folder)
    before = contents(folder)
    (corpus / "bridges.txt").write_text("The bridge closed in 1999.", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        opened(corpus, folder, FailingEmbedder())
    assert contents(folder) == before
    assert len(data_folders(folder)) == 1


def test_a_first_build_that_stops_leaves_nothing(corpus: Path, folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        opened(corpus, folder, FailingEmbedder())
    assert contents(folder) == {}
    assert read_manifest(folder) is None
    assert data_folders(folder) == []


@pytest.mark.parametrize("method", ["index.lexical.LexicalIndex.save", "pathlib.Path.replace"])
def test_writing_that_stops_leaves_the_old_index(
    monkeypatch: pytest.MonkeyPatch, corpus: Path, folder: Path, method: str
) -> None:
    """The disk fails while files are written, and at the very last step."""
    opened(corpus, folder)
    before = contents(folder)
    (corpus / "bridges.txt").write_text("The bridge closed in 1999.", "utf-8")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(method, fail)
        with pytest.raises((OSError, UserError)):
            opened(corpus, folder)
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert len(data_folders(folder)) == 1
    assert opened(corpus, folder).passages[1].text == "The bridge closed in 1999."


def test_data_left_by_a_killed_process_is_cleared_away(corpus: Path, folder: Path) -> None:
    (folder / "data-left").mkdir(parents=True)
    (folder / "data-left" / "vectors.faiss").write_bytes(b"half")
    opened(corpus, folder)
    assert len(data_folders(folder)) == 1


def test_progress_counts_up_to_all_passages(corpus: Path, folder: Path) -> None:
    embedder, told = HashingEmbedder(), []
    build_index(
        read_collection(corpus),
        folder,
        settings_of(embedder),
        embedder,
        lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (3, 3)
    assert told == sorted(told)
