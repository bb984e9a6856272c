"""The command line's good paths, by the contract."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from assistant.assistant import Assistant
from corpus.documents import Document

Footnoted = Callable[..., "CompletedProcess[str]"]

_SHARE = "What share of the vote did Lukashenka get in January 2025?"
_CUP = "Who won the 2022 World Cup?"
_QUESTIONS: list[dict[str, Any]] = [
    {"id": "share", "question": _SHARE},
    {"id": 2, "question": _CUP, "history": []},
    {
        "id": "then",
        "question": "And in 2024?",
        "history": ["How many people tried to cross in 2021?"],
    },
    {"id": "é", "question": "How many people were arrested?", "unknown": "column"},
]


@pytest.fixture
def index(brief_index: Path, assistant: Assistant) -> Path:
    """The folder of a sound index of the brief."""
    assert assistant.index.fingerprint
    return brief_index


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in _QUESTIONS]
    path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n\r\n", "utf-8")
    return path


def done(ran: "CompletedProcess[str]") -> str:
    assert ran.returncode == 0, ran
    return ran.stdout


def lines_of(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.split("\n") if line]


def check_quote(quote: dict[str, Any], footnote: int | None, document: Document) -> None:
    """Keys, types and offsets of a quote object."""
    assert quote["footnote"] == footnote
    assert quote["document"] == document.id
    assert document.text[quote["start"] : quote["end"]] == quote["text"]
    assert 0 <= quote["score"] <= 1
    for start, end in quote["highlights"]:
        assert quote["start"] <= start < end <= quote["end"]


def check_footnote(note: dict[str, Any]) -> None:
    """Keys and types of a footnote object."""
    assert isinstance(note["title"], str)
    assert isinstance(note["section"], str)
    assert note["paragraph"] is None or isinstance(note["paragraph"], int)
    assert note["page"] is None
    for reference in note["references"]:
        assert isinstance(reference["number"], int)
        assert isinstance(reference["text"], str)
        assert isinstance(reference["url"], str | None)
        assert isinstance(reference["url_cut"], bool)


def check_answer(answer: dict[str, Any], document: Document) -> None:
    """The answer object's shape; it may hold more than the contract names."""
    assert isinstance(answer["question"], str)
    assert isinstance(answer["history"], list)
    assert answer["answerable"] is (answer["abstention"] is None)
    assert answer["elapsed_ms"] > 0
    assert len(answer["index"]) == 64
    assert bool(answer["quotes"]) is answer["answerable"]
    numbers = list(range(1, len(answer["quotes"]) + 1))
    assert [note["number"] for note in answer["footnotes"]] == numbers
    for number, quote, note in zip(numbers, answer["quotes"], answer["footnotes"], strict=True):
        check_quote(quote, number, document)
        check_footnote(note)
        assert f"“{quote['text']}” [{number}]" in answer["text"]
    if answer["abstention"]:
        check_abstention(answer["abstention"], document)


def check_abstention(abstention: dict[str, Any], document: Document) -> None:
    assert abstention["reason"] in ("off_topic", "not_stated", "contradicted")
    assert abstention["message"]
    assert all(isinstance(name, str) for name in abstention["missing"])
    assert len(abstention["nearest"]) <= 3
    for quote in abstention["nearest"]:
        check_quote(quote, None, document)


# ask


def test_ask_json_is_the_contracts_object(
    footnoted: Footnoted, index: Path, brief: Document
) -> None:
    answer = json.loads(done(footnoted("ask", _SHARE, "--json", "--index", index)))
    check_answer(answer, brief)
    assert answer["question"] == _SHARE
    assert any("86.82%" in quote["text"] for quote in answer["quotes"])
    assert [one["number"] for one in answer["footnotes"][0]["references"]] == [3]
    assert answer["footnotes"][0]["references"][0]["url_cut"] is True


def test_an_abstention_is_an_answer(footnoted: Footnoted, index: Path, brief: Document) -> None:
    answer = json.loads(done(footnoted("ask", _CUP, "--json", "--index", index)))
    check_answer(answer, brief)
    assert answer["answerable"] is False
    assert answer["quotes"] == answer["footnotes"] == []


def test_after_gives_the_earlier_questions_oldest_first(footnoted: Footnoted, index: Path) -> None:
    earlier = ["What is hybrid warfare?", "How many people tried to cross in 2021?"]
    after = [word for question in earlier for word in ("--after", question)]
    answer = json.loads(done(footnoted("ask", "And in 2024?", *after, "--json", "--index", index)))
    assert answer["history"] == earlier
    assert any("36 030" in quote["text"] for quote in answer["quotes"])


def test_ask_shows_quote_and_footnote_without_escape_codes(
    footnoted: Footnoted, index: Path
) -> None:
    ran = footnoted("ask", _SHARE, "--index", index)
    shown = done(ran)
    assert "a record 86.82% of the vote" in shown
    assert "[1]" in shown
    assert "paragraph 4" in shown
    assert "Radio Svoboda" in shown
    assert "\x1b" not in shown + ran.stderr


def test_a_question_that_looks_like_markup_is_plain(footnoted: Footnoted, index: Path) -> None:
    done(footnoted("ask", "[bold]Who[/bold] is [/x] \\[1] Lukashenka?", "--index", index))


def test_the_console_script_prints_the_answer_alone(index: Path, brief: Document) -> None:
    """In its own process: stdout is the JSON and nothing else, and no progress bar shows."""
    script = Path(sys.executable).with_name("footnoted")
    ran = subprocess.run(
        [script, "ask", _SHARE, "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"FOOTNOTED_INDEX": str(index)},
    )
    check_answer(json.loads(ran.stdout), brief)
    assert ran.stderr == ""


# batch


def asked(footnoted: Footnoted, source: str | Path, out: str | Path, index: Path) -> None:
    assert done(footnoted("batch", source, out, "--index", index)) == ""


def test_batch_to_json_lines(
    footnoted: Footnoted, index: Path, questions: Path, brief: Document
) -> None:
    out = questions.with_name("out.jsonl")
    asked(footnoted, questions, out, index)
    answers = lines_of(out.read_text("utf-8"))
    assert [answer["id"] for answer in answers] == [row["id"] for row in _QUESTIONS]
    assert [answer["history"] for answer in answers] == [
        row.get("history", []) for row in _QUESTIONS
    ]
    for answer in answers:
        check_answer(answer, brief)
    assert [answer["answerable"] for answer in answers] == [True, False, True, True]
    assert sorted(path.name for path in out.parent.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_two_batches_differ_in_nothing_but_their_timings(
    footnoted: Footnoted, index: Path, questions: Path
) -> None:
    outs = [questions.with_name(name) for name in ("one.jsonl", "two.jsonl")]
    told = []
    for out in outs:
        asked(footnoted, questions, out, index)
        told.append([{**line, "elapsed_ms": 0} for line in lines_of(out.read_text("utf-8"))])
    assert told[0] == told[1]


def test_batch_to_csv(footnoted: Footnoted, index: Path, questions: Path) -> None:
    out = questions.with_name("out.csv")
    asked(footnoted, questions, out, index)
    rows = list(csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8"), newline="")))
    assert [row["id"] for row in rows] == ["share", "2", "then", "é"]
    assert [row["answerable"] for row in rows] == ["true", "false", "true", "true"]
    assert "86.82%" in rows[0]["text"]
    assert "Radio Svoboda" in rows[0]["sources"]
    assert rows[1]["reason"]


def test_batch_to_markdown(footnoted: Footnoted, index: Path, questions: Path) -> None:
    out = questions.with_name("out.md")
    asked(footnoted, questions, out, index)
    shown = out.read_text("utf-8")
    headings = [line for line in shown.splitlines() if line.startswith("## ")]
    assert len(headings) == len(_QUESTIONS)
    assert "86.82%" in shown
    marks = [word for word in shown.replace("]:", "] :").split() if word.endswith("]")]
    assert marks


def test_batch_over_the_old_out(footnoted: Footnoted, index: Path, questions: Path) -> None:
    out = questions.with_name("out.jsonl")
    out.write_text("old\n" * 1000)
    asked(footnoted, questions, out, index)
    assert len(lines_of(out.read_text("utf-8"))) == len(_QUESTIONS)


def test_csv_questions_with_histories(footnoted: Footnoted, index: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    cells = [
        ["question", "history", "id"],
        ["And in 2024?", "How many people tried to cross in 2021?", "plain"],
        ["And in 2024?", '["When?", "How many people tried to cross in 2021?"]', "list"],
        ["Who,\nand why?", "", "two lines"],
    ]
    with source.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(cells)
    asked(footnoted, source, out, index)
    answers = lines_of(out.read_text("utf-8"))
    assert [answer["id"] for answer in answers] == ["plain", "list", "two lines"]
    assert [len(answer["history"]) for answer in answers] == [1, 2, 0]
    assert answers[0]["quotes"] == answers[1]["quotes"]


def test_batch_from_stdin_to_stdout(footnoted: Footnoted, index: Path, brief: Document) -> None:
    row = json.dumps({"id": "a", "question": _SHARE})
    shown = done(footnoted("batch", "-", "-", "--index", index, stdin=row))
    (answer,) = lines_of(shown)
    check_answer(answer, brief)


# search


def test_search_ranks_passages(footnoted: Footnoted, index: Path, brief: Document) -> None:
    ran = footnoted("search", "Chinese capital", "--top-k", "3", "--json", "--index", index)
    hits = json.loads(done(ran))["hits"]
    assert len(hits) == 3
    assert sorted((hit["score"] for hit in hits), reverse=True) == [hit["score"] for hit in hits]
    for hit in hits:
        assert brief.text[hit["start"] : hit["end"]] == hit["text"]
    assert any("Вялікі камень" in hit["text"] for hit in hits)


def test_search_shows_the_passages_words(footnoted: Footnoted, index: Path) -> None:
    shown = done(footnoted("search", "potash shipments", "--top-k", "1", "--index", index))
    assert "potash shipments to China" in shown


def test_search_finds_no_more_than_there_is(footnoted: Footnoted, index: Path) -> None:
    shown = done(footnoted("search", "Belarus", "--top-k", "10000", "--json", "--index", index))
    places = [(hit["start"], hit["end"]) for hit in json.loads(shown)["hits"]]
    assert len(places) == len(set(places)) > 20


def test_search_batch(footnoted: Footnoted, index: Path, questions: Path, brief: Document) -> None:
    out = questions.with_name("out.jsonl")
    ran = footnoted("search", "--batch", questions, out, "--top-k", "2", "--index", index)
    assert done(ran) == ""
    told = lines_of(out.read_text("utf-8"))
    assert [one["id"] for one in told] == [row["id"] for row in _QUESTIONS]
    for one in told:
        assert 0 < len(one["hits"]) <= 2
        for hit in one["hits"]:
            assert hit["document"] == brief.id
            assert 0 <= hit["start"] < hit["end"] <= len(brief.text)


# extract

_TEXT = (
    "The museum opened in 1923 in a former brewery.\r\n\r\nIts collection of cafe\u0301 chairs 🪑 "
    "was given by Ada Lindqvist. Admission costs 12 euros. The garden closes at dusk."
)
_PAIRS = [
    {"id": "cost", "question": "How much does admission cost?", "text": _TEXT},
    {"id": "who", "question": "Who gave the collection of chairs?", "text": _TEXT},
    {"id": "off", "question": "Which planet has the most moons?", "text": _TEXT},
    {"id": "blank", "question": "How much does admission cost?", "text": " \n"},
    {"id": "none", "question": "How much does admission cost?", "text": ""},
]


def test_extract(footnoted: Footnoted, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(pair) for pair in _PAIRS), "utf-8")
    assert done(footnoted("extract", source, out)) == ""
    told = {one["id"]: one for one in lines_of(out.read_text("utf-8"))}
    assert list(told) == [pair["id"] for pair in _PAIRS]
    assert "Admission costs 12 euros." in spans(told["cost"])
    assert any("Ada Lindqvist" in span for span in spans(told["who"]))
    for name in ("off", "blank", "none"):
        assert told[name]["spans"] == []
    assert told["off"]["score"] < told["cost"]["score"]
    assert all(0 <= one["score"] <= 1 for one in told.values())


def spans(told: dict[str, Any]) -> list[str]:
    ends = [-1]
    for span in told["spans"]:
        assert ends[-1] <= span["start"] < span["end"] <= len(_TEXT)
        assert 0 <= span["score"] <= 1
        ends.append(span["end"])
    return [_TEXT[span["start"] : span["end"]] for span in told["spans"]]


# build, text, help


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "museum.txt").write_bytes(_TEXT.encode())
    return folder


def test_build_then_ask_from_the_index_alone(
    footnoted: Footnoted, tmp_path: Path, corpus: Path
) -> None:
    folder = tmp_path / "index"
    first = done(footnoted("build", "--corpus", corpus, "--index", folder))
    again = done(footnoted("build", "--corpus", corpus, "--index", folder))
    assert first == again
    assert "1 documents" in first or "1 document," in first
    answer = json.loads(
        done(footnoted("ask", "How much does admission cost?", "--json", "--index", folder))
    )
    assert answer["quotes"][0]["text"] == "Admission costs 12 euros."
    assert answer["index"] in first
    shown = footnoted("text", "museum", "--index", folder)
    assert done(shown).encode() == _TEXT.encode()


def test_ask_builds_the_index_and_follows_the_documents(
    footnoted: Footnoted,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    corpus: Path,
) -> None:
    monkeypatch.setenv("FOOTNOTED_CORPUS", str(corpus))
    monkeypatch.setenv("FOOTNOTED_INDEX", str(tmp_path / "index"))
    ask = ["ask", "How much does admission cost?", "--json"]
    before = json.loads(done(footnoted(*ask)))
    (corpus / "museum.txt").write_bytes(_TEXT.replace("12 euros", "15 euros").encode())
    after = json.loads(done(footnoted(*ask)))
    assert before["quotes"][0]["text"] == "Admission costs 12 euros."
    assert after["quotes"][0]["text"] == "Admission costs 15 euros."
    assert before["index"] != after["index"]


def test_build_mends_a_damaged_index(footnoted: Footnoted, tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "index"
    done(footnoted("build", "--corpus", corpus, "--index", folder))
    for path in folder.rglob("*.faiss"):
        path.write_bytes(b"")
    ask = ["ask", "How much does admission cost?", "--corpus", corpus, "--index", folder]
    assert footnoted(*ask).returncode == 2
    done(footnoted("build", "--corpus", corpus, "--index", folder))
    assert "12 euros" in done(footnoted(*ask))


@pytest.mark.parametrize("command", ["build", "ask", "batch", "search", "extract", "text", "chat"])
def test_help_shows_an_example(footnoted: Footnoted, command: str) -> None:
    assert f"Example: footnoted {command}" in " ".join(done(footnoted(command, "--help")).split())
    assert command in done(footnoted("--help"))


def test_version(footnoted: Footnoted) -> None:
    assert done(footnoted("--version")).strip()
