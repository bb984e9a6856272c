"""compare: what changed between two batches, each difference with its cause."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from ui.compare import Comparison, compared
from ui.compare_view import to_json, to_page, to_text
from ui.sides import Reply, Side, Words

Footnoted = Callable[..., "CompletedProcess[str]"]

_TEXTS = {
    "museum": "The museum of Port Arden opened in 1923 in a former customs house. "
    "It holds 4210 drawings and lends none of them.\n\n"
    "Children under twelve enter free of charge.\n",
    "ferry": "The ferry to Skell leaves at noon every day. A single ticket costs seven euros.\n",
    "library": "Readers of the library may borrow up to twelve books at once.\n",
}
_QUESTIONS = {
    "opened": "When did the museum open?",
    "drawings": "How many drawings does the museum hold?",
    "children": "Do children pay to enter the museum?",
    "ferry": "When does the ferry to Skell leave?",
    "books": "How many books may readers borrow?",
    "cup": "Who won the 2022 World Cup?",
}


def corpus(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("months")


@pytest.mark.usefixtures("assistant")  # one thread
def test_show_a_document_edited_one_removed_and_a_threshold_changed(
    footnoted: Footnoted, rooms: Path
) -> None:
    asked = rooms / "questions.jsonl"
    rows = [{"id": name, "question": text} for name, text in _QUESTIONS.items()]
    asked.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    before = corpus(rooms / "may", _TEXTS)
    later = {**_TEXTS, "museum": _TEXTS["museum"].replace("4210", "4310")}
    del later["library"]
    after = corpus(rooms / "june", later)
    (rooms / "s.toml").write_text("answer_threshold = 0.94\n", "utf-8")
    old, new = rooms / "may.jsonl", rooms / "june.jsonl"
    ran = footnoted("batch", asked, old, "--corpus", before, "--index", rooms / "i1")
    assert ran.returncode == 0, ran.stderr
    arguments = ("--corpus", after, "--index", rooms / "i2", "--settings", rooms / "s.toml")
    assert footnoted("batch", asked, new, *arguments).returncode == 0
    page = rooms / "changes.html"
    ran = footnoted("compare", old, new, "--json", "--html", page)
    told = json.loads(ran.stdout)
    assert told["documents"] == {"museum": "edited", "library": "removed"}
    assert told["settings"] == ["answer_threshold: unset → 0.94"]
    assert told["code"] == []
    found = {one["id"]: (one["status"], one["causes"]) for one in told["questions"]}
    assert found == {
        "opened": ("same", []),
        "drawings": ("changed", ["documents"]),
        "children": ("newly refused", ["settings"]),
        "ferry": ("same", []),
        "books": ("newly refused", ["documents"]),
        "cup": ("same", []),
    }
    assert all(one["certain"] for one in told["questions"])
    edit = next(one for one in told["questions"] if one["id"] == "drawings")["edits"][0]
    assert edit["difference"] == "It holds [-4210-]{+4310+} drawings and lends none of them."
    assert "4310" in page.read_text("utf-8")
    memo = rooms / "memo.md"
    ran = footnoted("memo", new, memo, "--compare", old, "--corpus", after)
    assert ran.returncode == 0, ran.stderr
    text = memo.read_text("utf-8")
    assert "## What has changed" in text
    assert "newly refused because settings changed" in text
    ran = footnoted("compare", old, rooms / "memo.md.evidence.json", "--json")
    again = json.loads(ran.stdout)
    assert [one["causes"] for one in again["questions"]] == [
        one["causes"] for one in told["questions"]
    ]
    ran = footnoted("verify", memo, "--sources", after)
    assert ran.returncode == 0, ran.stdout


# By the rules alone


def quoting(text: str, document: str = "a", score: float = 0.9, name: str = "q") -> Reply:
    words = (Words(document, 0, len(text), text),)
    return Reply(name, "Why?", (), score, None, (), words, ())


def refusing(score: float, *nearest: str, missing: tuple[str, ...] = ()) -> Reply:
    shown = tuple(Words("a", 0, len(text), text) for text in nearest)
    return Reply("q", "Why?", (), score, "not_stated", missing, (), shown)


def side(reply: Reply, hashes: dict[str, str], threshold: float | None = 0.5, **told: Any) -> Side:
    made = {"version": "1", "model": "m", "settings": {"answer_threshold": threshold}, **told}
    return Side("side", (reply,), {**made, "corpus": hashes}, hashes, True)


def judged(old: Side, new: Side) -> tuple[str, tuple[str, ...], bool]:
    one = compared(old, new).outcomes[0]
    return one.status, one.causes, one.certain


_SAME, _EDITED = {"a": "1", "b": "1"}, {"a": "2", "b": "1"}
_LINE, _MENDED = "Thirty people were there that day.", "Forty people were there that day."


def test_the_same_answer_elsewhere_in_an_edited_document_is_the_same() -> None:
    assert judged(side(quoting(_LINE), _SAME), side(quoting(_LINE), _EDITED))[0] == "same"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # Only one thing changed, so it is the cause.
        (
            side(quoting(_LINE), _SAME),
            side(quoting(_MENDED), _EDITED),
            ("changed", ("documents",), True),
        ),
        (
            side(quoting("b.", "b"), _SAME),
            side(quoting("c.", "b"), _EDITED),
            ("changed", ("documents",), True),
        ),
        (
            side(quoting(_LINE), _SAME),
            side(refusing(0.9), _SAME, 0.95),
            ("newly refused", ("settings",), True),
        ),
        (
            side(refusing(0.4), _SAME),
            side(quoting(_LINE, score=0.4), _SAME, 0.3),
            ("newly answered", ("settings",), True),
        ),
        (
            side(quoting("x."), _SAME),
            side(quoting("y."), _SAME, model="n"),
            ("changed", ("code",), True),
        ),
        (
            side(quoting("x."), _SAME),
            side(quoting("y."), _SAME, version="2"),
            ("changed", ("code",), True),
        ),
        # Nothing on record changed.
        (side(quoting("x."), _SAME), side(quoting("y."), _SAME), ("changed", ("code",), False)),
        # Documents and a threshold: by the scores.
        (
            side(quoting(_LINE, score=0.9), _SAME),
            side(refusing(0.9, _LINE), _EDITED, 0.95),
            ("newly refused", ("settings",), True),
        ),
        (
            side(quoting(_LINE, score=0.9), _SAME),
            side(refusing(0.4, _LINE), _EDITED, 0.6),
            ("newly refused", ("documents",), True),
        ),
        (
            side(quoting(_LINE, score=0.9), _SAME),
            side(refusing(0.4, _LINE), _EDITED, 0.95),
            ("newly refused", ("documents", "settings"), True),
        ),
        (
            side(quoting(_LINE, score=0.9), _SAME),
            side(refusing(0.55, _LINE), _EDITED, 0.6),
            ("newly refused", ("documents", "settings"), True),
        ),
        # A quote's own words were edited: no setting does that.
        (
            side(quoting(_LINE), _SAME),
            side(quoting(_MENDED), _EDITED, 0.6),
            ("changed", ("documents",), True),
        ),
        # Both changed, the quotes stand, the scores differ: it can't be told.
        (
            side(quoting("x.", "b"), _SAME),
            side(quoting("y.", "b", 0.8), _EDITED, 0.6),
            ("changed", ("documents", "settings"), False),
        ),
        # What is refused for a year that is missing has no threshold to pass.
        (
            side(quoting(_LINE), _SAME),
            side(refusing(0.9, missing=("2023",)), _EDITED, 0.95),
            ("newly refused", ("documents", "settings"), False),
        ),
    ],
)
def test_causes(old: Side, new: Side, expected: tuple[str, tuple[str, ...], bool]) -> None:
    assert judged(old, new) == expected


def test_answers_that_do_not_say_how_they_were_made() -> None:
    old, new = (Side("s", (quoting(text),), {}, {}, False) for text in ("x.", "y."))
    assert judged(old, new) == ("changed", ("unknown",), False)


def both() -> Comparison:
    asked = Reply("n", "New?", (), 0.1, "off_topic", (), (), ())
    gone = Reply("o", "Old?", (), 0.1, "off_topic", (), (), ())
    old, new = side(quoting(_LINE), _SAME), side(quoting(_MENDED), _EDITED)
    first = Side(old.name, (*old.replies, gone), old.made, old.hashes, True)
    return compared(first, Side(new.name, (asked, *new.replies), new.made, new.hashes, True))


def test_questions_of_one_side_alone() -> None:
    told = to_json(both())
    assert [one["status"] for one in told["questions"]] == ["new", "changed", "gone"]
    assert told["counts"] == {"new": 1, "changed": 1, "gone": 1}


def test_every_face_shows_the_difference() -> None:
    shown = "[-Thirty-]{+Forty+} people"
    assert shown in to_text(both())
    assert shown in to_page(both()).decode()


@pytest.mark.parametrize(
    ("name", "told", "named"),
    [
        ("a.jsonl", "{", "line 1"),
        ("a.jsonl", '{"answerable": true}', "batch"),
        ("a.json", '{"format": "footnoted-evidence", "version": 9}', "version"),
        ("a.json", '{"format": "footnoted-evidence", "version": 1}', "footnotes"),
    ],
)
def test_bad_input(footnoted: Footnoted, tmp_path: Path, name: str, told: str, named: str) -> None:
    (tmp_path / name).write_text(told, "utf-8")
    ran = footnoted("compare", tmp_path / name, tmp_path / name)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert named in ran.stderr
    assert name in ran.stderr
