"""The README's commands run, and print what it shows."""

import json
import re
import shlex
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Footnoted = Callable[..., "CompletedProcess[str]"]

_ROOT = Path(__file__).parent.parent
_README = (_ROOT / "README.md").read_text("utf-8")
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_SHELL = ("sh", "bash", "console", "shell")


def commands_in(block: str) -> list[str]:
    """The lines that begin with "footnoted" (after a prompt), without comments."""
    lines = [line.removeprefix("$ ").strip() for line in block.splitlines()]
    return [line for line in lines if line.startswith("footnoted ")]


_BLOCKS = [(match[1], match[2]) for match in _BLOCK.finditer(_README)]
_TOGETHER = [told for kind, block in _BLOCKS if kind in _SHELL if (told := commands_in(block))]
_COMMANDS = [command for commands in _TOGETHER for command in commands]
# A block without a language after a block of one command is what that command prints.
_SHOWN = [
    (commands_in(block)[0], shown)
    for (kind, block), (next_kind, shown) in pairwise(_BLOCKS)
    if kind in _SHELL and not next_kind and len(commands_in(block)) == 1
]


def arguments_of(command: str) -> list[str]:
    return shlex.split(command, comments=True)[1:]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README's examples name."""
    (tmp_path / "my-documents").mkdir()
    (tmp_path / "my-documents" / "museum.txt").write_text("The museum opened in 1923.", "utf-8")
    question, text = "How many people were arrested?", "More than 30 000 people were arrested."
    row = {"id": "a", "question": question, "text": text}
    for name in ("pairs", "questions", "in"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
        (tmp_path / f"{name}.csv").write_text(f"id,question\na,{question}\n", "utf-8")
    (tmp_path / "report.txt").write_text("The zoo opened in 1931.", "utf-8")
    (tmp_path / "draft.txt").write_text("More than 30 000 people were arrested.", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_shows_commands() -> None:
    verbs = {arguments_of(command)[0] for command in _COMMANDS}
    assert {"ask", "batch", "search", "build"} <= verbs


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize("commands", _TOGETHER, ids=lambda commands: commands[0])
def test_its_commands_run(footnoted: Footnoted, commands: list[str]) -> None:
    """Those of a block one after the other: what one writes, a later one may read."""
    for command in commands:
        ran = footnoted(*arguments_of(command))
        assert ran.returncode == 0, f"{command}: {ran.stderr}"


@pytest.mark.usefixtures("room")
@pytest.mark.parametrize(("command", "shown"), _SHOWN)
def test_it_shows_what_is_printed(footnoted: Footnoted, command: str, shown: str) -> None:
    """But for where lines break; a line of "…" alone stands for what is left out."""
    printed = folded(footnoted(*arguments_of(command)).stdout)
    for piece in re.split(r"^\s*…\s*$", shown, flags=re.M):
        assert folded(piece) in printed


def folded(text: str) -> str:
    return "".join(text.split())


def test_it_shows_an_answer_and_a_refusal() -> None:
    assert any("[1]" in shown for _, shown in _SHOWN)
    assert any("[1]" not in shown for _, shown in _SHOWN)


def test_it_is_short() -> None:
    assert len(_README.splitlines()) < 200


def test_its_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", _README):
        assert "://" in target or (_ROOT / target).exists(), target


def test_its_folders_and_scripts_are_there() -> None:
    for name in re.findall(r"^\| `(\w+)` \|", _README, re.M):
        assert (_ROOT / name).is_dir() or (_ROOT / "evals" / f"{name}.py").is_file(), name
