"""Documents added while the chat runs: answers know them at once, a bad file is named."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answers import Answer
from assistant.assistant import Assistant
from corpus.collection import PACKAGED, read_collection
from corpus.shelf import own_folder
from index.embedder import HashingEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings
from ui.adding import add_documents, added_html, progress_html
from ui.batch_tab import answer_files
from ui.desk import Desk
from ui.files import QuestionRow

Over = Callable[..., Assistant]
_TEXT = "The Zorbian parliament has 93 seats."


@pytest.fixture
def desk(assistant_over: Over, tmp_path: Path) -> Desk:
    return Desk.over(assistant_over(bees="Bees make honey in summer."), tmp_path / "index")


def dropped(tmp_path: Path, name: str, text: str | bytes = _TEXT) -> Path:
    path = tmp_path / "browser" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ignored(_what: str, _done: int, _total: int) -> None:
    """Nobody looks."""


def test_answers_know_an_added_document_at_once(desk: Desk, tmp_path: Path) -> None:
    question = "How many seats has the Zorbian parliament?"
    assert not any("93" in quote.text for quote in desk.ask(question).quotes)
    told: list[tuple[str, int, int]] = []
    came = add_documents(desk, [dropped(tmp_path, "z.txt")], lambda *far: told.append(far))
    assert "z.txt: z added" in added_html(came)
    assert desk.ask(question).quotes[0].text == _TEXT
    assert [one.id for one in desk.collection.documents] == ["bees", "z"]
    assert _TEXT in desk.source({"doc": "z"})
    assert told == [("Reading", 1, 1), ("Indexing", 1, 2), ("Indexing", 2, 2)]
    edited = dropped(tmp_path, "z.txt", _TEXT.replace("93", "95"))
    add_documents(desk, [edited], ignored)
    assert desk.ask(question).quotes[0].text == _TEXT.replace("93", "95")


def test_answers_from_before_are_not_said_to_be_from_the_documents_of_now(
    desk: Desk, tmp_path: Path
) -> None:
    rows = [QuestionRow(id=at, question="What do bees make?") for at in range(2)]
    before = [desk.ask(row.question) for row in rows]

    def made(answers: list[Answer]) -> list[object]:
        path = answer_files(desk, rows, answers, tmp_path / "answers")[0]
        return [json.loads(line).get("made") for line in Path(path).read_text().splitlines()]

    assert all(made(before))
    add_documents(desk, [dropped(tmp_path, "zorbia.txt")], ignored)
    assert made(before) == [None, None]
    assert made([before[0], desk.ask("How many seats has the Zorbian parliament?")])[0] is None
    assert all(made([desk.ask(row.question) for row in rows]))


def test_a_bad_file_is_named_and_the_good_ones_are_added(desk: Desk, tmp_path: Path) -> None:
    bad = dropped(tmp_path, "<b>.txt", b"caf\xe9")
    came = add_documents(desk, [bad, dropped(tmp_path, "z.txt")], ignored)
    shown = added_html(came)
    assert "&lt;b&gt;.txt, line 1: not UTF-8 text" in shown
    assert str(tmp_path) not in shown
    assert [one.id for one in desk.collection.documents] == ["bees", "z"]


def test_nothing_new_leaves_the_assistant(desk: Desk, tmp_path: Path) -> None:
    before = desk.assistant
    copy = dropped(tmp_path, "bees.txt", "Bees make honey in summer.")
    assert "is in the collection already" in added_html(add_documents(desk, [copy], ignored))
    assert desk.assistant is before


def test_the_packaged_documents_are_copied_to_a_collection_first(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    embedder, before = HashingEmbedder(), sorted(PACKAGED.rglob("*"))
    settings = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    index = open_or_build(read_collection(PACKAGED), tmp_path / "brief", settings, embedder)
    packaged = Desk.over(Assistant(index, desk.assistant.selector, desk.assistant.settings))
    add_documents(packaged, [dropped(tmp_path, "z.txt")], ignored)
    assert [one.id for one in packaged.collection.documents] == ["belarus-brief", "z"]
    assert packaged.collection.folder == own_folder()
    assert sorted(PACKAGED.rglob("*")) == before


def test_how_far_it_is_can_be_read() -> None:
    shown = progress_html("Indexing", 3, 7)
    assert "Indexing 3 of 7" in shown
    assert 'max="7" value="3"' in shown
