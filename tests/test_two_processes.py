"""Many readers and one writer, in processes of their own."""

import logging
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from filelock import FileLock

from corpus.collection import read_collection
from corpus.errors import UserError
from index.embedder import HashingEmbedder
from index.index import Index
from index.opening import open_or_build
from index.storage import IndexSettings

Footnoted = Callable[..., "CompletedProcess[str]"]

# Times that another process has replaced the index while it was opened over and over.
_REPLACED = 8


def opened(corpus: Path, folder: Path, rebuild: bool = False) -> Index:
    embedder = HashingEmbedder(16)
    settings = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    return open_or_build(read_collection(corpus), folder, settings, embedder, rebuild=rebuild)


def write_again_and_again(corpus: Path, folder: Path, stop: Event) -> None:
    while not stop.is_set():
        opened(corpus, folder, rebuild=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("Apples grow in orchards. They are red.")
    return tmp_path / "corpus"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_readers_always_find_a_whole_index(corpus: Path, folder: Path) -> None:
    first = opened(corpus, folder).fingerprint
    context = get_context("forkserver")
    stop = context.Event()
    writer = context.Process(target=write_again_and_again, args=(corpus, folder, stop))
    writer.start()
    seen: set[str] = set()
    try:
        while len(seen) < _REPLACED and writer.is_alive():
            index = opened(corpus, folder)
            assert index.fingerprint == first
            assert index.search(index.query("orchards"), 1)[0].passage.start == 0
            seen.add(index.manifest.data)
    finally:
        stop.set()
        writer.join()
    assert writer.exitcode == 0


def test_a_second_writer_is_told_so(corpus: Path, folder: Path, footnoted: Footnoted) -> None:
    opened(corpus, folder)
    with FileLock(folder / ".lock"):
        with pytest.raises(UserError, match="another process is writing this index"):
            opened(corpus, folder, rebuild=True)
        ran = footnoted("build", "--corpus", corpus, "--index", folder)
        assert opened(corpus, folder)  # who only reads needs no lock
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "try again when it is done" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_who_asks_waits_for_the_writer_and_says_so(
    corpus: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.mkdir()
    held = threading.Event()

    def write() -> None:
        with FileLock(folder / ".lock"):
            held.set()
            time.sleep(0.3)

    writer = threading.Thread(target=write)
    writer.start()
    held.wait()
    with caplog.at_level(logging.WARNING):
        assert opened(corpus, folder).passages
    writer.join()
    assert "waiting for it" in caplog.text
