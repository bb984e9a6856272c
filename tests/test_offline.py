"""With the network cut, everything works after the installation."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Loaded by Python at its start: also where a process can't be given a network of its own.
_DENYING = """\
import socket

def _deny(self, address, *rest):
    if self.family != socket.AF_UNIX:
        raise OSError(f"network denied: {address}")
    raise OSError("no such socket")

socket.socket.connect = _deny
socket.socket.connect_ex = _deny
socket.getaddrinfo = lambda *a, **k: _deny(socket.socket(), a)
"""


def cut_off() -> list[str]:
    """The words before a command that take its network away, where the system has them."""
    words = ["unshare", "--net", "--map-root-user"]
    if not shutil.which("unshare"):
        return []
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else []


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment without network, settings or an index; the caches are empty too."""
    (tmp_path / "sitecustomize.py").write_text(_DENYING)
    kept = {name: told for name, told in os.environ.items() if not name.startswith(("HF_", "FOO"))}
    return kept | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), kept.get("PYTHONPATH", "")]).rstrip(":"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HF_HOME": str(tmp_path / "hf"),
        "FOOTNOTED_CACHE": str(tmp_path / "footnoted"),
    }


def run(arguments: list[str], env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [*cut_off(), sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_the_network_is_cut(alone: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    ran = run(["-c", code], alone)
    assert ran.returncode != 0
    assert "network denied" in ran.stderr


def test_ask_builds_and_answers_without_network(alone: dict[str, str]) -> None:
    question = "What share of the vote did Lukashenka get in January 2025?"
    ran = run(["-m", "ui", "ask", question, "--json"], alone)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert "86.82%" in told["quotes"][0]["text"]
    assert ran.stderr == ""


def test_fetching_without_network_is_told(alone: dict[str, str]) -> None:
    ran = run(["-m", "ui", "corpus", "fetch", "--json"], alone)
    assert ran.returncode == 1
    told = json.loads(ran.stdout)
    assert [one["reason"] for one in told["failures"]] == ["unreachable"]
    assert told["failures"][0]["cited_by"] == ["belarus-brief:2"]
    assert told["not_fetched"] == {"in_collection": 0, "url_cut": 7, "no_url": 4}
    assert told["corpus"].startswith(alone["XDG_DATA_HOME"])  # never the packaged folder
