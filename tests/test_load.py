"""Many users at once: what the load counts, and that the chat mixes nobody up."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import gradio as gr
import pytest
from gradio.queueing import Queue
from gradio_client.exceptions import AppError

from assistant.assistant import Assistant
from assistant.selection import LateInteractionSelector
from assistant.settings import Settings
from assistant.verdict import Verdict
from corpus.collection import Collection
from index.embedder import HashingEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings
from ui import load
from ui.chat import start
from ui.desk import Desk

QUESTIONS = (
    "How many people were arrested?",
    "Who won the 2022 World Cup?",
    "And in 2023?",
    "What share of the vote did Lukashenka get in January 2025?",
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, collection: Collection, hashing_verdict: Verdict
) -> Iterator[tuple[str, gr.Blocks]]:
    """A chat without a model, and its address."""
    embedder, settings = HashingEmbedder(), Settings()
    stored = IndexSettings(
        model=embedder.name, model_sha256=embedder.sha256, passage_chars=settings.passage_chars
    )
    index = open_or_build(collection, tmp_path_factory.mktemp("index"), stored, embedder)
    assistant = Assistant(index, LateInteractionSelector(hashing_verdict), settings)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]

    async def started() -> gr.Blocks:
        """Within an event loop, without which Gradio makes ten and closes none."""
        return start(Desk.over(assistant), port=port)

    chat = asyncio.run(started())
    yield f"http://127.0.0.1:{port}", chat
    chat.close(verbose=False)


def test_users_at_once_get_their_own_answers(
    served: tuple[str, gr.Blocks],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(json.dumps({"question": q}) + "\n" for q in QUESTIONS), "utf-8")
    command = [
        "load",
        served[0],
        str(path),
        "--users",
        "3",
        "--each",
        "5",
        "--pid",
        str(os.getpid()),
    ]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        load.main()
    told = capsys.readouterr().out
    assert ended.value.code == 0, told
    assert "15 answers, 0 errors, 0 mixed up" in told
    assert "MiB" in told
    assert "server: " in told


class Muddler:
    """A client whose second answer has somebody else's history; the third fails."""

    def __init__(self) -> None:
        self.asked = 0

    def predict(self, question: str, earlier: list[str], api_name: str) -> dict[str, Any]:
        assert api_name == "/ask"
        self.asked += 1
        if self.asked == 3:
            raise AppError("gone")
        return {"question": question, "history": ["not mine"] if self.asked == 2 else earlier}


def test_mixed_up_histories_and_errors_are_counted() -> None:
    tally = load.Tally()
    load.use(Muddler(), QUESTIONS, tally)
    assert (len(tally.seconds), tally.mixed_up, len(tally.errors)) == (3, 1, 1)


def test_answers_that_never_came_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "run", lambda _: load.Tally(seconds=[0.1]))
    monkeypatch.setattr(sys, "argv", ["load", "http://localhost", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        load.main()
    assert ended.value.code == 1


def test_processor_time_is_told_in_seconds() -> None:
    before, by_python = load.processor_seconds(os.getpid()), sum(os.times()[:2])
    assert before == pytest.approx(by_python, abs=0.2)
    sum(range(10_000_000))
    assert load.processor_seconds(os.getpid()) > before


@pytest.mark.parametrize(
    ("looks", "attribute"),
    [
        (Queue.start_processing, "sleep_when_free"),
        (Queue.start_progress_updates, "progress_update_sleep_when_free"),
    ],
)
def test_gradio_looks_as_seldom_as_it_is_told(
    served: tuple[str, gr.Blocks], looks: FunctionType, attribute: str
) -> None:
    """These are no settings of Gradio's: another version might not read them."""
    assert attribute in looks.__code__.co_names
    assert getattr(served[1]._queue, attribute) >= 0.005
