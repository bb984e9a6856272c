"""Gradio imported without writing type stubs; the chat at whatever address it is given."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

_PROGRAM = """
import sys
from ui.starting import without_stubs
before = list(sys.meta_path)
with without_stubs():
    import gradio
from gradio import component_meta
assert component_meta.create_or_modify_pyi("any", "thing") is None
assert sys.meta_path == before
assert gradio.Textbox(label="a").label == "a"
print("imported")
"""


def test_gradio_is_imported_whole_but_for_its_stubs() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "imported" in ran.stdout


def _free_on_ipv6() -> int:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 on this machine")
        free: int = probe.getsockname()[1]
    return free


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_the_chat_is_at_an_address_of_ipv6(tmp_path: Path, host: str) -> None:
    port = _free_on_ipv6()
    (tmp_path / "bees.txt").write_text("Bees make honey in summer.")
    words = ["chat", "--host", host, "--port", str(port), "--corpus", str(tmp_path)]
    command = [sys.executable, "-m", "ui", *words, "--index", str(tmp_path / "index")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as chat:
        try:
            assert chat.stderr
            told = next(line for line in chat.stderr if line.startswith("Footnoted"))
            assert told == f"Footnoted is at http://[::1]:{port} (Ctrl+C stops it)\n"
            page = httpx.get(f"http://[::1]:{port}/config", trust_env=False)
            assert "fn-add" in page.text  # nobody else can reach it
        finally:
            chat.terminate()
