"""Layers computed in processes of their own, for a server that is asked by many at once.

The threads of one Python take turns, so what a server has to do besides makes the sums of an
answer wait, several hundred times each. A process beside it is only sent the numbers and sends
back the same bytes as would be computed here.
"""

import struct
import subprocess
import sys
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Timer
from typing import IO

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from index.bert import BertLayer, Rows, Shape, through
from index.embedder import Floats

Arrays = Mapping[str, NDArray[np.generic]]

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from assistant.apart import main; main()"
# Seconds after which a process that hasn't answered is given up; an answer takes it a tenth of one.
PATIENCE = 20.0
_LENGTH = struct.Struct("<Q")  # before a message, the number of its bytes


class Processes:
    """Some processes that compute the layers, each for one caller at a time. Where one has died
    or hangs, this process computes in its place. They end with the one that started them."""

    def __init__(self, layers: Sequence[BertLayer], count: int, patience: float = PATIENCE) -> None:
        """A process that takes more than `patience` seconds is ended. Raises OSError where one
        can't be started."""
        self._layers = tuple(layers)
        told = _told(self._layers)
        self._all = [_Process(told, patience) for _ in range(count)]
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        for one in self._all:
            self._idle.put(one)
        weakref.finalize(self, _end, self._all)

    @property
    def pids(self) -> list[int]:
        """The numbers that the system gave the processes."""
        return [one.pid for one in self._all]

    def __call__(self, rows: Floats, edges: Sequence[int], kept: Rows) -> Floats:
        """As index.bert.through; callable from several threads."""
        process = self._idle.get()
        try:
            found = process.through(rows, edges, kept)
        finally:
            self._idle.put(process)
        return through(self._layers, rows, edges, kept) if found is None else found


class _Process:
    """One process, from its start to its end."""

    def __init__(self, layers: Arrays, patience: float) -> None:
        self._alive, self._patience = True, patience
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C is for the server, which then ends this one
        )
        self.pid = self._process.pid
        self._sent(layers)

    def through(self, rows: Floats, edges: Sequence[int], kept: Rows) -> Floats | None:
        """The rows that the process sends back; None once it is dead."""
        if not self._alive:
            return None
        asked = {"rows": rows, "edges": np.array(edges), "kept": kept}
        given_up = Timer(self._patience, self._process.kill)
        given_up.daemon = True
        given_up.start()
        told = self._received() if self._sent(asked) else None
        given_up.cancel()
        return None if told is None else told["rows"].astype(np.float32, copy=False)

    def end(self) -> None:
        self._alive = False
        self._process.kill()
        self._process.communicate()

    def _sent(self, arrays: Arrays) -> bool:
        assert self._process.stdin
        try:
            _write(self._process.stdin, arrays)
        except (OSError, ValueError):
            self._alive = False
        return self._alive

    def _received(self) -> Arrays | None:
        assert self._process.stdout
        told = _read(self._process.stdout)
        self._alive = told is not None
        return told


def _end(processes: Sequence[_Process]) -> None:
    for one in processes:
        one.end()


def _told(layers: Sequence[BertLayer]) -> Arrays:
    shape = layers[0].shape
    weights: dict[str, NDArray[np.generic]] = {
        f"{at}.{name}": np.ascontiguousarray(value)
        for at, layer in enumerate(layers)
        for name, value in layer.weights.items()
    }
    return weights | {"shape": np.array([shape.layers, shape.heads, shape.epsilon])}


def _layers_of(told: Arrays) -> list[BertLayer]:
    layers, heads, epsilon = told["shape"].tolist()
    weights: dict[int, dict[str, Floats]] = {}
    for key, value in told.items():
        at, _, name = key.partition(".")
        if name:
            weights.setdefault(int(at), {})[name] = value.astype(np.float32, copy=False)
    shape = Shape(int(layers), int(heads), epsilon)
    return [BertLayer(weights[at], shape) for at in sorted(weights)]


def _write(pipe: IO[bytes], arrays: Arrays) -> None:
    told = save(dict(arrays))
    pipe.write(_LENGTH.pack(len(told)))
    pipe.write(told)
    pipe.flush()


def _read(pipe: IO[bytes]) -> Arrays | None:
    """The next message; None where the other side has gone."""
    start = pipe.read(_LENGTH.size)
    if len(start) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(start)[0]
    told = pipe.read(length)
    return load(told) if len(told) == length else None


def main() -> None:
    """What a process does until its server has gone."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    layers = _layers_of(_read(asked) or {})
    while told := _read(asked):
        rows = told["rows"].astype(np.float32, copy=False)
        edges, kept = told["edges"].tolist(), told["kept"].astype(np.intp, copy=False)
        _write(answers, {"rows": through(layers, rows, edges, kept)})
