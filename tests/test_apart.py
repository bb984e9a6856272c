"""Layers computed by processes of their own: the same bytes, dead or alive."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.apart import Processes
from assistant.assistant import open_assistant
from assistant.opening import put_apart
from assistant.reading import ReadingSelector
from assistant.settings import Settings
from index.bert import (
    DOWN,
    KEY,
    NORM_IN,
    NORM_OUT,
    OUT,
    QUERY,
    UP,
    VALUE,
    BertLayer,
    Shape,
    through,
)
from index.embedder import Floats

_DIM, _WIDE = 24, 48
_SIZES = {
    **dict.fromkeys((QUERY, KEY, VALUE, OUT), (_DIM, _DIM)),
    UP: (_WIDE, _DIM),
    DOWN: (_DIM, _WIDE),
}
_DATA = np.random.default_rng(7)


def _numbers(*shape: int) -> Floats:
    return _DATA.normal(size=shape).astype(np.float32)


def _layer() -> BertLayer:
    weights = {f"{name}.weight": _numbers(*size) for name, size in _SIZES.items()}
    weights |= {f"{name}.bias": _numbers(size[0]) for name, size in _SIZES.items()}
    weights |= {f"{n}.{e}": _numbers(_DIM) for n in (NORM_IN, NORM_OUT) for e in ("weight", "bias")}
    return BertLayer(weights, Shape(3, 2, 1e-12))


_LAYERS = [_layer() for _ in range(3)]
_EDGES = [0, 5, 12]
_KEPT = np.array([0, 3, 4, 5, 11])
_ROWS = [_numbers(12, _DIM) for _ in range(20)]


def test_processes_send_back_the_same_bytes_to_several_callers() -> None:
    processes = Processes(_LAYERS, 2)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda rows: processes(rows, _EDGES, _KEPT), _ROWS))
    here = [through(_LAYERS, rows, _EDGES, _KEPT) for rows in _ROWS]
    assert [one.tobytes() for one in told] == [one.tobytes() for one in here]
    assert told[0].shape == (5, _DIM)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_that_dies_is_not_missed() -> None:
    processes = Processes(_LAYERS, 2)
    before = processes(_ROWS[0], _EDGES, _KEPT)
    os.kill(processes.pids[0], signal.SIGKILL)
    for _ in range(4):
        assert processes(_ROWS[0], _EDGES, _KEPT).tobytes() == before.tobytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")
def test_a_process_that_hangs_is_given_up() -> None:
    processes = Processes(_LAYERS, 2, patience=1.0)
    before = processes(_ROWS[0], _EDGES, _KEPT)
    os.kill(processes.pids[1], signal.SIGSTOP)
    for _ in range(4):
        assert processes(_ROWS[0], _EDGES, _KEPT).tobytes() == before.tobytes()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_processes_end_with_their_server_however_it_ends() -> None:
    program = (
        "import time; from tests.test_apart import _LAYERS; from assistant.apart import Processes;"
        "kept = Processes(_LAYERS, 2); print(*kept.pids, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as server:
        assert server.stdout
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        assert all(_runs(pid) for pid in pids)
        server.kill()
    ends = time.monotonic() + 30
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < ends, "a process outlived its server"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] != "Z"


def test_answers_are_the_same_when_the_reader_is_put_apart(brief_index: Path) -> None:
    assistant = open_assistant(Settings(), folder=brief_index)
    questions = ["How many people were arrested?", "What should the EU do about sanctions?"]
    before = [assistant.ask(question) for question in questions]
    assert isinstance(assistant.selector, ReadingSelector)
    put_apart(assistant.selector)
    after = [assistant.ask(question) for question in questions]
    assert [one.quotes for one in after] == [one.quotes for one in before]
    assert [one.score for one in after] == [one.score for one in before]
