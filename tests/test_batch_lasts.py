"""batch: killed and run again, it asks nothing twice; on several cores it says the same."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from filelock import FileLock

from assistant.assistant import Assistant
from corpus.errors import UserError
from ui.files import QuestionRow, write_json_lines, write_whole
from ui.journal import Journal, journal_beside
from ui.workers import answers_here, chosen_jobs, in_order

Footnoted = Callable[..., "CompletedProcess[str]"]

_ROOT = Path(__file__).parent.parent
_ROWS = [
    {"id": at, "question": text}
    for at, text in enumerate(
        f"{asked} {what}?"
        for asked in ("How many people", "When did they", "Who said that they", "Why did they")
        for what in ("leave the country", "vote in January 2025", "cross into the EU")
    )
]


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in _ROWS), "utf-8")
    return path


def timeless(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text("utf-8").splitlines()
    return [{**json.loads(line), "elapsed_ms": 0} for line in lines]


# The journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".out.jsonl.journal"


def filled(path: Path) -> None:
    """Leaves a journal of five rows there, of which two are answered."""
    with closing(Journal(path, "k", 5)) as journal:
        journal.add(3, {"text": "three ”\u2028"})
        journal.add(0, {"text": "nought"})


def done(path: Path, key: str = "k") -> int:
    with closing(Journal(path, key, 5)) as journal:
        return journal.done


def test_a_journal_is_taken_up_again(path: Path) -> None:
    filled(path)
    with closing(Journal(path, "k", 5)) as again:
        assert again.done == 2
        assert list(again.missing()) == [1, 2, 4]
        assert [again.answer(at)["text"] for at in (0, 3)] == ["nought", "three ”\u2028"]
        again.add(1, {"text": "one"})
        assert [again.answer(at)["text"] for at in (0, 1)] == ["nought", "one"]


def test_another_batchs_journal_is_not(path: Path) -> None:
    filled(path)
    assert done(path, "other") == 0
    assert done(path) == 0


def test_a_journal_cut_anywhere_holds_whole_answers(path: Path) -> None:
    filled(path)
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with closing(Journal(path, "k", 5)) as journal:
            kept = journal.done
            assert kept == max(0, whole[:size].count(b"\n") - 1)
            journal.add(4, {"text": "four"})
            assert journal.answer(4) == {"text": "four"}
        assert done(path) == kept + 1


def test_a_journal_goes_when_its_batch_is_done(tmp_path: Path) -> None:
    with journal_beside(tmp_path / "out.jsonl", "k", 1) as journal:
        journal.add(0, {})
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("code", "kept"), [(2, False), (1, True)])
def test_a_journal_stays_unless_the_input_is_at_fault(
    tmp_path: Path, code: int, kept: bool
) -> None:
    def failing() -> Iterator[None]:
        with journal_beside(tmp_path / "out.jsonl", "k", 1):
            yield
            raise UserError("what", "remedy", exit_code=code)

    with pytest.raises(UserError):
        list(failing())
    assert (tmp_path / ".out.jsonl.journal").exists() is kept
    assert bool(list(tmp_path.iterdir())) is kept


@contextmanager
def small_disk() -> Iterator[None]:
    """No file may grow beyond 2,000 bytes. Not a fixture: pytest's own output is a file in CI,
    and it reports a test before it takes down the fixtures."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("full", ["out", "journal"])
def test_a_full_disk_costs_no_answers(tmp_path: Path, full: str) -> None:
    out = tmp_path / "out.jsonl"

    def answered() -> None:
        with journal_beside(out, "k", 5) as journal:
            journal.add(0, {"text": "nought"})
            if full == "journal":
                journal.add(1, {"text": "x" * 20_000})
            write_json_lines(str(out), [{"text": "x" * 20_000}])

    with small_disk(), pytest.raises(UserError) as raised:
        answered()
    assert raised.value.exit_code == 1
    assert "can't be written" in str(raised.value)
    assert [path.name for path in tmp_path.iterdir() if ".journal" not in path.name] == []
    with closing(Journal(tmp_path / ".out.jsonl.journal", "k", 5)) as again:
        assert again.answer(0) == {"text": "nought"}


def test_a_memo_on_a_full_disk_is_no_bad_input(tmp_path: Path) -> None:
    with small_disk(), pytest.raises(UserError) as raised:
        write_whole(str(tmp_path / "memo.md"), b"x" * 20_000)
    assert raised.value.exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_two_batches_do_not_write_one_out(
    footnoted: Footnoted, asked: Path, brief_index: Path, assistant: Assistant
) -> None:
    assert assistant.index.fingerprint
    out = asked.with_name("out.jsonl")
    with FileLock(out.with_name(".out.jsonl.journal.lock")):
        ran = footnoted("batch", asked, out, "--index", brief_index)
    assert ran.returncode == 2
    assert "another batch" in ran.stderr
    assert not out.exists()


# Workers


def test_how_many_processes() -> None:
    assert chosen_jobs(3, 1) == 3
    assert chosen_jobs(None, 5) == 1
    assert 1 <= chosen_jobs(None, 1_000_000) <= (os.cpu_count() or 1)


def test_answers_come_in_order() -> None:
    given = [(2, {"n": 2}), (0, {"n": 0}), (1, {"n": 1}), (3, {"n": 3})]
    assert [told["n"] for _, told in in_order(given)] == [0, 1, 2, 3]


def test_answers_are_asked_for_when_they_are_wanted(assistant: Assistant) -> None:
    rows = [QuestionRow(id=at, question="Who voted?") for at in range(3)]
    found = answers_here(assistant, rows, iter([2, 0]))
    assert next(found)[0] == 2
    assert next(found)[0] == 0


# Killed


def started(asked: Path, out: Path, index: Path, jobs: int) -> "subprocess.Popen[bytes]":
    words = ["-m", "ui", "batch", str(asked), str(out), "--index", str(index)]
    command = [sys.executable, *words, "--jobs", str(jobs)]
    return subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.DEVNULL)


def kept_by(journal: Path) -> int:
    """Answers that it holds."""
    return journal.read_bytes().count(b"\n") - 1 if journal.exists() else 0


def killed_after(process: "subprocess.Popen[bytes]", journal: Path, answers: int) -> int:
    """Kills it once so many are kept; how many then are."""
    while process.poll() is None and kept_by(journal) < answers:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
    return kept_by(journal)


def test_killed_on_two_cores_it_ends_on_one_with_the_same_file(
    footnoted: Footnoted, asked: Path, brief_index: Path, assistant: Assistant
) -> None:
    assert assistant.index.fingerprint
    whole, out = asked.with_name("whole.jsonl"), asked.with_name("out.jsonl")
    assert footnoted("batch", asked, whole, "--index", brief_index).returncode == 0
    journal = asked.with_name(".out.jsonl.journal")
    kept = killed_after(started(asked, out, brief_index, 2), journal, 3)
    assert 3 <= kept < len(_ROWS)
    assert not out.exists()
    lines = journal.read_bytes().splitlines()[: 1 + kept]
    ran = footnoted("batch", asked, out, "--index", brief_index)
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr == f"going on: {kept} of {len(_ROWS)} were answered before\n"
    assert timeless(out) == timeless(whole)
    # What was answered before the kill stands as it was, its time included.
    told = out.read_text("utf-8").splitlines()
    for line in lines[1:]:
        one = json.loads(line)
        assert json.loads(told[one["at"]])["elapsed_ms"] == one["answer"]["elapsed_ms"]
    assert sorted(path.name for path in asked.parent.iterdir()) == [
        "in.jsonl",
        "out.jsonl",
        "whole.jsonl",
    ]


def test_each_answer_says_what_it_came_out_of(
    footnoted: Footnoted, asked: Path, brief_index: Path, assistant: Assistant
) -> None:
    out = asked.with_name("out.jsonl")
    assert footnoted("batch", asked, out, "--index", brief_index).returncode == 0
    first, *rest = [one["made"] for one in timeless(out)]
    brief = {one.id: one.sha256 for one in assistant.collection.documents}
    assert first["corpus"] == brief
    assert first["settings"]["profile"] == "fast"
    for made in rest:
        assert "corpus" not in made
        assert made["documents"].items() <= brief.items()
        assert made["version"] == first["version"]
