"""What several test modules share: the brief, one loaded model, and the command line in-process."""

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import torch

from assistant.answers import Abstention, Answer, Quote
from assistant.assistant import Assistant, open_assistant
from assistant.footnotes import number_footnotes
from assistant.selection import LateInteractionSelector
from assistant.settings import Settings
from assistant.verdict import QUESTION_FEATURES, SENTENCE_FEATURES, Line, Verdict
from corpus.collection import PACKAGED, Collection, read_collection
from corpus.documents import Document, Span
from index.embedder import HashingEmbedder
from index.light import LightEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings
from ui.cli import main
from ui.memo import Entry, Memo

# A test run must not depend on what the machine's user has set for Footnoted.
_SETTINGS = ("FOOTNOTED_INDEX", "FOOTNOTED_CORPUS", "FOOTNOTED_PROFILE", "FOOTNOTED_PRECISION")


def _first_only(features: Sequence[str], slope: float, middle: float) -> Line:
    """A logistic curve over the first feature, the late-interaction score, alone."""
    rest = len(features) - 1
    return Line((slope, *[0.0] * rest), (middle, *[0.0] * rest), (1.0,) * (rest + 1), 0.0)


# Chosen by hand: what was learned for a real model says nothing about hashed words.
_VERDICT = Verdict(
    _first_only(QUESTION_FEATURES, 12.0, 0.52),
    _first_only(QUESTION_FEATURES, 12.0, 0.4),
    _first_only(SENTENCE_FEATURES, 14.0, 0.62),
    0.5,
    0.5,
    0.5,
    likely=0.2,
)


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Indexes and caches go to a temporary folder; the network is never asked for a model."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _SETTINGS:
            patch.delenv(name, raising=False)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("FOOTNOTED_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def hashing_verdict() -> Verdict:
    """A verdict for HashingEmbedder's scores."""
    return _VERDICT


@pytest.fixture(scope="session")
def collection() -> Collection:
    return read_collection(PACKAGED)


@pytest.fixture(scope="session")
def brief(collection: Collection) -> Document:
    return collection.document("belarus-brief")


@pytest.fixture(scope="session")
def brief_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `assistant` keeps the brief's index in."""
    return tmp_path_factory.mktemp("brief-index")


@pytest.fixture(scope="session")
def assistant(brief_index: Path) -> Assistant:
    """The brief behind the default model, as the command line opens it."""
    # One thread: threads that wait for each other on a busy machine take ten times as long.
    torch.set_num_threads(1)
    return open_assistant(Settings(), folder=brief_index)


@pytest.fixture(scope="session")
def light(assistant: Assistant) -> LightEmbedder:
    """The default model, loaded once."""
    found = assistant.index.embedder
    assert isinstance(found, LightEmbedder)
    return found


@pytest.fixture(scope="session")
def assistant_over(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Assistant]:
    """An assistant over texts, without a model and with hardly a threshold:
    assistant_over(name="text", …)."""

    def over(**texts: str) -> Assistant:
        folder, embedder = tmp_path_factory.mktemp("texts"), HashingEmbedder()
        for name, text in texts.items():
            (folder / f"{name}.txt").write_bytes(text.encode())
        chosen = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
        index = open_or_build(
            read_collection(folder), tmp_path_factory.mktemp("index"), chosen, embedder
        )
        return Assistant(index, LateInteractionSelector(_VERDICT), Settings(answer_threshold=1e-9))

    return over


@pytest.fixture
def footnoted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., CompletedProcess[str]]:
    """The command line in this process: footnoted("ask", "…", stdin="…")."""

    def run(*arguments: str | Path, stdin: str | bytes = "") -> CompletedProcess[str]:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["footnoted", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        code = stopped.value.code
        return CompletedProcess([*map(str, arguments)], _status(code), told.out, told.err)

    return run


def _status(code: object) -> int:
    return code if isinstance(code, int) else int(code is not None)


@pytest.fixture(scope="session")
def memo_of() -> Callable[..., Memo]:
    """A memo that quotes these spans, each as the answer to a question of its own:
    memo_of(spans, style="apa"); the last question is refused, and the first span its nearest."""

    def made(spans: Sequence[Span], style: str = "plain", **told: Any) -> Memo:
        quotes = [Quote(span.document, span.start, span.end, 0.9) for span in spans]
        entries = [
            Entry(f"q{at}", _answer(f"Question {at}?", (quote,)), told.get("group", ""))
            for at, quote in enumerate(quotes, 1)
        ]
        refused = Abstention("not_stated", "The documents do not state this.", (), (quotes[0],))
        entries.append(Entry("last", _answer("And what else?", (), refused)))
        return Memo(told.get("title", "A memo"), style, tuple(entries), {}, date(2026, 11, 25))

    return made


def _answer(question: str, quotes: Sequence[Quote], refused: Abstention | None = None) -> Answer:
    return Answer(question, (), number_footnotes(quotes), refused, (), 0.9, 1.0, "f" * 64)
