"""Every bad input: exit code 2, one line that names the place and the remedy, nothing written."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from assistant.assistant import Assistant
from index.storage import read_manifest
from ui.files import QuestionRow, read_rows

Footnoted = Callable[..., "CompletedProcess[str]"]


def rows(count: int) -> list[str]:
    return [json.dumps({"id": f"q{n}", "question": f"Question {n}?"}) for n in range(1, count + 1)]


def questions(folder: Path, lines: list[str], name: str = "in.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def refused(ran: "CompletedProcess[str]", *named: str) -> None:
    """Exit code 2, nothing on stdout, and one line on stderr with all of `named` in it."""
    assert ran.returncode == 2, ran
    assert ran.stdout == ""
    lines = ran.stderr.splitlines()
    assert len(lines) == 1, ran.stderr
    assert lines[0].startswith("footnoted: ")
    for words in named:
        assert words in lines[0]


def only(folder: Path, *names: str) -> None:
    """Nothing but these stands in the folder: no OUT and no temporary file."""
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


# Questions


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("question", ["", "   ", "\n\t", "?!", "…"])
def test_an_empty_question(footnoted: Footnoted, command: str, question: str) -> None:
    refused(footnoted(command, question), "empty", "ask")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_of_20_000_characters(footnoted: Footnoted, command: str) -> None:
    refused(footnoted(command, "why " * 5000), "20,000 characters", "shorten")


def test_an_empty_earlier_question_is_no_traceback(
    footnoted: Footnoted, brief_index: Path, assistant: Assistant
) -> None:
    assert assistant.index
    ran = footnoted("ask", "And in 2024?", "--after", "", "--index", brief_index)
    assert ran.returncode in (0, 2)


@pytest.mark.parametrize("words", [["Who is \udcff?"], ["Who?", "--after", "And \ud800?"]])
def test_a_character_that_is_not_utf8(
    footnoted: Footnoted, brief_index: Path, assistant: Assistant, words: list[str]
) -> None:
    assert assistant.index
    refused(footnoted("ask", *words, "--index", brief_index), "a character that isn't UTF-8")


def test_search_without_a_question(footnoted: Footnoted) -> None:
    refused(footnoted("search"), "question", "--batch")


@pytest.mark.parametrize("top_k", ["0", "-1", "two"])
def test_top_k_that_is_no_count(footnoted: Footnoted, top_k: str) -> None:
    refused(footnoted("search", "sanctions", "--top-k", top_k), "top-k")


# Usage


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["ask", "--nonsense", "x"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["ask"], "QUESTION"),
        (["batch", "only-one"], "OUT"),
        (["ask", "Who?", "--profile", "slow"], "slow"),
        (["ask", "Who?", "--settings", "none.toml"], "none.toml"),
        (["text", "no-such-document"], "belarus-brief"),
        (["eval", "new", "x.jsonl", "--questions", "0"], "--questions"),
        (["eval", "new", "x.jsonl", "--questions", "-3"], "--questions"),
    ],
)
def test_usage(footnoted: Footnoted, arguments: list[str], named: str) -> None:
    refused(footnoted(*arguments), named)


@pytest.mark.parametrize("group", [[], ["corpus"]])
def test_a_group_without_a_command_shows_its_help(footnoted: Footnoted, group: list[str]) -> None:
    asked, bare = footnoted(*group, "--help"), footnoted(*group)
    assert (bare.returncode, bare.stdout) == (2, "")
    assert bare.stderr.splitlines()[1:] == asked.stdout.splitlines()[1:]


def test_an_unknown_profile_in_the_environment(
    footnoted: Footnoted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTED_PROFILE", "slow")
    refused(footnoted("ask", "Who?"), "slow", "fast")


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("colour = 'red'", "colour"),
        ("max_quotes = 'five'", "max_quotes"),
        ("max_quotes = 0", "max_quotes"),
        ("max_quotes = true", "max_quotes"),
        ("passage_chars = 1.5", "passage_chars"),
        ("answer_threshold = 'low'", "answer_threshold"),
        ("answer_threshold = 80", "a number from 0 to 1"),
        ("profile = 'slow'", "slow"),
        ("max_quotes", "TOML"),
    ],
)
def test_a_settings_file(footnoted: Footnoted, tmp_path: Path, toml: str, named: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(toml)
    refused(footnoted("ask", "Who?", "--settings", path), named, str(path))


def test_a_flag_at_fault_is_not_the_file_s(footnoted: Footnoted, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("max_quotes = 3")
    ran = footnoted("ask", "Who?", "--settings", path, "--store", "nowhere")
    refused(ran, "nowhere")
    assert "settings.toml" not in ran.stderr


def test_a_settings_file_that_is_not_utf8(footnoted: Footnoted, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"# \xe9")
    refused(footnoted("ask", "Who?", "--settings", path), str(path))


def test_a_model_that_is_nowhere(footnoted: Footnoted, tmp_path: Path) -> None:
    ran = footnoted("ask", "Who?", "--model", "no-such/model", "--index", tmp_path / "i")
    refused(ran, "no-such/model")


def test_a_model_folder_without_safetensors(footnoted: Footnoted, tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    refused(footnoted("ask", "Who?", "--model", tmp_path / "m"), "safetensors")


# Question files: what the file holds, the line named, another word named

_BROKEN_37 = [*rows(36), '{"id": "q37", "question": ', *rows(0)]
_FILES = {
    "broken line 37": (_BROKEN_37, "line 37", "JSON"),
    "a line that is no object": (["[1, 2]"], "line 1", "id"),
    "missing column": ([*rows(1), '{"id": "x"}'], "line 2", "question"),
    "missing id": (['{"question": "Who?"}'], "line 1", "id"),
    "duplicate id": ([*rows(3), *rows(1)], "line 4", "q1"),
    "duplicate id of another type": (
        ['{"id": 1, "question": "Who?"}', '{"id": "1", "question": "When?"}'],
        "line 2",
        "'1'",
    ),
    "half a character": (['{"id": "x", "question": "Who is \\ud800?"}'], "line 1", "UTF-8"),
    "half a character before": (
        ['{"id": "x", "question": "Who?", "history": ["When \\udfff?"]}'],
        "line 1",
        "UTF-8",
    ),
    "empty question": ([*rows(1), '{"id": "x", "question": " "}'], "line 2", "empty"),
    "wrong type": (['{"id": "x", "question": 7}'], "line 1", "question"),
    "id of another type": (['{"id": 1.5, "question": "Who?"}'], "line 1", "id"),
    "history of another type": (
        ['{"id": "x", "question": "Who?", "history": "When?"}'],
        "line 1",
        "history",
    ),
    "overlong question": (
        [json.dumps({"id": "x", "question": "why " * 5000})],
        "line 1",
        "20,000",
    ),
    "a number that is no JSON": (['{"id": NaN, "question": "Who?"}'], "line 1", "id"),
    "nested beyond reason": (["[" * 100_000], "line 1", "JSON"),
    "empty": ([], "in.jsonl", "question"),
    "blank lines only": (["", "  ", ""], "in.jsonl", "question"),
}


@pytest.mark.parametrize("case", _FILES)
@pytest.mark.parametrize("command", ["batch", "search"])
def test_a_question_file(footnoted: Footnoted, tmp_path: Path, command: str, case: str) -> None:
    lines, line, named = _FILES[case]
    path, out = questions(tmp_path, lines), tmp_path / "out.jsonl"
    arguments = ["batch", path, out] if command == "batch" else ["search", "--batch", path, out]
    refused(footnoted(*arguments), "in.jsonl", line, named)
    only(tmp_path, "in.jsonl")


_CSV_FILES = {
    "missing column": (["id,text", "a,Who?"], "line 1", "question"),
    "empty": ([""], "in.csv", "question"),
    "duplicate id": (["id,question", "a,Who?", "b,When?", "a,Why?"], "line 4", "'a'"),
    "duplicate id after a cell of two lines": (
        ["id,question", 'a,"Who', 'and why?"', "a,When?"],
        "line 4",
        "'a'",
    ),
    "broken quotation": (["id,question", "a,Who?", 'b,"When?'], "line 3", "quotation"),
    "short row": (["id,question", "a"], "line 2", "question"),
    "a comma without quotation marks": (
        ["id,question", "a,Who?", "b,How many, in Minsk, were arrested?"],
        "line 3",
        "quotation marks around text with commas",
    ),
    "history nested beyond reason": (
        ["id,question,history", f"a,Who?,{'[' * 100_000}"],
        "line 2",
        "history",
    ),
    "header only": (["id,question"], "in.csv", "question"),
}


@pytest.mark.parametrize("case", _CSV_FILES)
def test_a_csv_question_file(footnoted: Footnoted, tmp_path: Path, case: str) -> None:
    lines, line, named = _CSV_FILES[case]
    path = questions(tmp_path, lines, "in.csv")
    refused(footnoted("batch", path, tmp_path / "out.csv"), "in.csv", line, named)
    only(tmp_path, "in.csv")


def test_empty_cells_at_the_end_of_a_row_are_no_fault(tmp_path: Path) -> None:
    path = questions(tmp_path, ["id,question", "a,Who?,,", 'b,"When, and why?", '], "in.csv")
    asked = [row.question for row in read_rows(str(path), QuestionRow, 100)]
    assert asked == ["Who?", "When, and why?"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("name", ["in.jsonl", "in.csv"])
def test_a_question_file_that_is_not_utf8(
    footnoted: Footnoted, tmp_path: Path, name: str, encoding: str
) -> None:
    text = 'id,question\na,"Qui é?"\n' if name == "in.csv" else '{"id": "a", "question": "é?"}\n'
    (tmp_path / name).write_bytes(text.encode(encoding))
    ran = footnoted("batch", tmp_path / name, tmp_path / "out.jsonl")
    refused(ran, name, "line", "UTF-16" if encoding == "utf-16" else "")
    only(tmp_path, name)


@pytest.mark.parametrize("command", ["batch", "extract"])
def test_a_question_file_that_is_not_there(
    footnoted: Footnoted, tmp_path: Path, command: str
) -> None:
    refused(footnoted(command, tmp_path / "none.jsonl", tmp_path / "out.jsonl"), "none.jsonl")
    only(tmp_path)


def test_a_question_file_that_is_a_folder(footnoted: Footnoted, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").mkdir()
    refused(footnoted("batch", tmp_path / "in.jsonl", tmp_path / "out.jsonl"), "in.jsonl")
    only(tmp_path, "in.jsonl")


def test_bad_lines_on_stdin(footnoted: Footnoted, tmp_path: Path) -> None:
    ran = footnoted("batch", "-", tmp_path / "out.jsonl", stdin="\n".join(_BROKEN_37))
    refused(ran, "line 37")
    only(tmp_path)


def test_an_extraction_file_without_text(footnoted: Footnoted, tmp_path: Path) -> None:
    path = questions(tmp_path, ['{"id": "a", "question": "Who?"}'])
    refused(footnoted("extract", path, tmp_path / "out.jsonl"), "line 1", "text")
    only(tmp_path, "in.jsonl")


def test_an_extraction_file_with_half_a_character(footnoted: Footnoted, tmp_path: Path) -> None:
    path = questions(tmp_path, ['{"id": "a", "question": "Who?", "text": "Me\\ud800."}'])
    refused(footnoted("extract", path, tmp_path / "out.jsonl"), "line 1", "UTF-8")
    only(tmp_path, "in.jsonl")


# OUT

_COMMANDS = {
    "batch": ["batch"],
    "extract": ["extract"],
    "search": ["search", "--batch"],
}


@pytest.fixture(params=list(_COMMANDS))
def writing(request: pytest.FixtureRequest, tmp_path: Path) -> list[str | Path]:
    """A command and its sound IN, to which an OUT is added."""
    row = {"id": "a", "question": "Who?", "text": "Somebody."}
    return [*_COMMANDS[request.param], questions(tmp_path, [json.dumps(row)])]


def test_out_in_a_folder_that_is_not_there(
    footnoted: Footnoted, tmp_path: Path, writing: list[str | Path]
) -> None:
    refused(footnoted(*writing, tmp_path / "none" / "out.jsonl"), "out.jsonl", "folder")
    only(tmp_path, "in.jsonl")


def test_out_below_a_file(footnoted: Footnoted, tmp_path: Path, writing: list[str | Path]) -> None:
    (tmp_path / "file").write_text("x")
    refused(footnoted(*writing, tmp_path / "file" / "out.jsonl"), "out.jsonl")
    only(tmp_path, "in.jsonl", "file")


def test_out_that_is_a_folder(
    footnoted: Footnoted, tmp_path: Path, writing: list[str | Path]
) -> None:
    (tmp_path / "out.jsonl").mkdir()
    refused(footnoted(*writing, tmp_path / "out.jsonl"), "out.jsonl")
    only(tmp_path, "in.jsonl", "out.jsonl")


def test_out_in_a_folder_where_nobody_may_write(
    footnoted: Footnoted, writing: list[str | Path]
) -> None:
    """Not even root makes files in /proc."""
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc on this system")
    refused(footnoted(*writing, "/proc/out.jsonl"), "/proc/out.jsonl")


@pytest.mark.parametrize("name", ["out.pdf", "out", "out.jsonl.gz"])
def test_out_of_an_unknown_kind(
    footnoted: Footnoted, tmp_path: Path, writing: list[str | Path], name: str
) -> None:
    refused(footnoted(*writing, tmp_path / name), name, ".jsonl")
    only(tmp_path, "in.jsonl")


@pytest.mark.parametrize("size", [242, 255, 300])
def test_out_whose_name_is_too_long_for_what_stands_beside_it(
    footnoted: Footnoted, tmp_path: Path, writing: list[str | Path], size: int
) -> None:
    name = "o" * (size - len(".jsonl")) + ".jsonl"
    refused(footnoted(*writing, tmp_path / name), name, "too long")
    only(tmp_path, "in.jsonl")


def test_a_refused_batch_leaves_an_earlier_out_alone(footnoted: Footnoted, tmp_path: Path) -> None:
    path, out = questions(tmp_path, _BROKEN_37), tmp_path / "out.jsonl"
    out.write_text("earlier\n")
    refused(footnoted("batch", path, out), "line 37")
    assert out.read_text() == "earlier\n"
    only(tmp_path, "in.jsonl", "out.jsonl")


# Corpus folders


def _no_folder(folder: Path) -> None:
    folder.rmdir()


def _nothing(folder: Path) -> None:
    assert folder.is_dir()


def _unknown_kind(folder: Path) -> None:
    (folder / "a.txt").write_text("Words.")
    (folder / "b.xlsx").write_bytes(b"PK")


def _not_utf8(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"One.\n\xe9")


@pytest.mark.parametrize(
    ("prepare", "named"),
    [
        (_no_folder, "folder"),
        (_nothing, "no documents"),
        (_unknown_kind, "b.xlsx"),
        (_not_utf8, "a.txt, line 2"),
    ],
)
@pytest.mark.parametrize("command", [["build"], ["ask", "Who?"], ["text", "a"]])
def test_a_corpus_folder(
    footnoted: Footnoted,
    tmp_path: Path,
    command: list[str],
    prepare: Callable[[Path], None],
    named: str,
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    prepare(corpus)
    index = tmp_path / "index"
    refused(footnoted(*command, "--corpus", corpus, "--index", index), str(corpus), named)
    assert not index.exists()


# Index folders


@pytest.fixture
def spoilt(tmp_path: Path, brief_index: Path, assistant: Assistant) -> Path:
    """A copy of a sound index of the brief."""
    assert assistant.index.fingerprint
    return Path(shutil.copytree(brief_index, tmp_path / "index"))


def data_file(folder: Path, name: str) -> Path:
    return next(path for path in folder.rglob(name) if path.is_file())


def test_a_truncated_index(footnoted: Footnoted, tmp_path: Path, spoilt: Path) -> None:
    path = data_file(spoilt, "vectors.faiss")
    path.write_bytes(path.read_bytes()[:-100])
    ran = footnoted("batch", questions(tmp_path, rows(1)), tmp_path / "o.csv", "--index", spoilt)
    refused(ran, str(spoilt), "footnoted build")
    only(tmp_path, "in.jsonl", "index")


def test_a_truncated_manifest(footnoted: Footnoted, spoilt: Path) -> None:
    path = spoilt / "manifest.json"
    path.write_text(path.read_text()[:200])
    refused(footnoted("ask", "Who?", "--index", spoilt), str(spoilt), "footnoted build")


def test_an_index_of_another_version(footnoted: Footnoted, spoilt: Path) -> None:
    path = spoilt / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    refused(footnoted("ask", "Who?", "--index", spoilt), "99", "footnoted build")


@pytest.mark.parametrize("command", [["ask", "Who?"], ["build"], ["text", "belarus-brief"]])
def test_a_folder_that_is_no_index(
    footnoted: Footnoted, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "letter.doc").write_text("dear")
    refused(footnoted(*command, "--index", tmp_path), str(tmp_path), "not an index")
    assert (tmp_path / "letter.doc").read_text() == "dear"
    only(tmp_path, "letter.doc")


def test_an_index_that_is_a_file(footnoted: Footnoted, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("x")
    refused(footnoted("ask", "Who?", "--index", tmp_path / "index"), "not an index")


def test_an_index_below_a_file(footnoted: Footnoted, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused(footnoted("ask", "Who?", "--index", tmp_path / "file" / "index"), "file")


def test_an_index_whose_documents_are_gone(footnoted: Footnoted, spoilt: Path) -> None:
    manifest = read_manifest(spoilt)
    assert manifest is not None
    moved = manifest.model_copy(update={"corpus": "/no/such/folder"})
    (spoilt / "manifest.json").write_text(moved.sealed())
    ran = footnoted("ask", "Who?", "--index", spoilt)
    refused(ran, "/no/such/folder", "footnoted build")


# In a process of its own


@pytest.mark.parametrize("argument", ["", "why " * 5000])
def test_a_process_says_it_in_one_line(argument: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "ask", argument], capture_output=True, text=True, check=False
    )
    refused(ran, "question")
