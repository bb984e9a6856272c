"""Gradio imported without writing type stubs."""

import subprocess
import sys

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
