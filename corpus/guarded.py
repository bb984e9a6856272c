"""Files from anywhere, read in another process with limits on time and memory.

Whatever a file does to its reader, only that process suffers; the next file gets a new one.
"""

import atexit
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.documents import Document
from corpus.errors import UserError
from corpus.kept import keep, kept, key_of
from corpus.stored import from_told

# Seconds and megabytes for one file. A PDF of 36 full pages took 3 s of processor time and 125 MB
# here, so there is room for a thousand pages; the clock runs on while others use the processor,
# so it is given twice that time and ten seconds. Until its reader is imported another clock runs.
SECONDS = 120
MEGABYTES = 1_500
_STARTING = 120  # seconds for a worker to start and import a reader
_TOO_LATE = -1000  # as if a signal that there is none of had ended the reader
_TRIES = 3  # readings of a file that changes meanwhile
LARGEST_FILE = 100_000_000  # bytes

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from corpus.worker import main; main()"
# All that a reader learns of its surroundings.
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "LC_ALL")


@dataclass(slots=True)
class _Worker:
    """A running worker and the lines that it has said; None once it has ended."""

    process: subprocess.Popen[str]
    lines: "queue.Queue[str | None]" = field(default_factory=queue.Queue)

    def listen(self) -> None:
        """Takes the lines as they come, in a thread of its own."""
        assert self.process.stdout
        with suppress(ValueError):  # closed while it was read
            for line in self.process.stdout:
                self.lines.put(line)
        self.lines.put(None)


class Guard:
    """Reads files in a worker, which is started for the first and again after one that broke
    it. Callers in several threads take turns."""

    def __init__(self, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
        """`seconds` of processor time for one file, and twice that on the clock."""
        self._seconds, self._megabytes = seconds, megabytes
        self._turn = threading.Lock()
        self._worker: _Worker | None = None

    def read(self, path: Path, name: str) -> Document:
        """The file as a document by its suffix's reader; from the cache if the same bytes have
        been read before. Raises UserError for one that can't be read within the limits."""
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UserError(f"it has {size:,} bytes", "split the file", where=str(path))
        told = self._kept_or_read(path)
        if "error" in told:
            what, remedy, line = map(str, told["error"])
            raise UserError(what, remedy, where=f"{path}{line}")
        return _document(told["document"], path, name)

    def rest(self) -> None:
        """Ends the worker, if there is one."""
        with self._turn:
            self._end()

    def _kept_or_read(self, path: Path, tries: int = _TRIES) -> dict[str, Any]:
        """What `_read` tells of the file. What was read while the file changed isn't kept, and it
        is read again."""
        key = key_of(path)
        known: dict[str, Any] | None = kept(key)
        if known is not None:
            return known
        told = self._read(path)
        lasting = told.pop("lasting")
        if key_of(path) != key:
            return self._kept_or_read(path, tries - 1) if tries > 1 else told
        if lasting:
            keep(key, told)
        return told

    def _read(self, path: Path) -> dict[str, Any]:
        """{"document": …} or {"error": [what, remedy, what to add to the path]}, and whether
        it is "lasting": another try would tell the same."""
        said = self._asked(path)
        if "document" in said:
            return {"document": said["document"], "lasting": True}
        if "error" in said:
            what, remedy, where = map(str, said["error"])
            line = where.removeprefix(str(path.resolve()))
            return {"error": [what, remedy, line if line != where else ""], "lasting": True}
        ended = said["ended"]
        what = _why(ended, str(said["told"]), self._seconds)
        return {"error": [what, "leave it out", ""], "lasting": ended not in (None, _TOO_LATE)}

    def _asked(self, path: Path) -> dict[str, Any]:
        """What the worker says of the file; a worker that is late or gone is ended."""
        with self._turn:
            if self._worker and self._worker.process.poll() is not None:
                self._end()  # somebody ended it between two files
            worker = self._worker or self._started()
            task = {"path": str(path.resolve()), "suffix": path.suffix,
                    "seconds": self._seconds, "megabytes": self._megabytes}  # fmt: skip
            said: dict[str, Any] = {"ended": None, "told": ""}
            try:
                assert worker.process.stdin
                worker.process.stdin.write(json.dumps(task) + "\n")
                worker.process.stdin.flush()
                said = _heard(worker, 2 * self._seconds + 10)
            except queue.Empty:
                said["ended"] = _TOO_LATE
            except BrokenPipeError:
                pass
            if said.get("ended", 0) in (None, _TOO_LATE):
                self._end()
            return said

    def _started(self) -> _Worker:
        known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env=known,
            start_new_session=True,
        )
        self._worker = _Worker(process)
        threading.Thread(target=self._worker.listen, daemon=True).start()
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                worker.process.kill()
            else:  # the fork that reads is in the worker's group
                os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        for pipe in (worker.process.stdin, worker.process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


def _heard(worker: _Worker, seconds: float) -> dict[str, Any]:
    """What the worker says of a file, once it says that it is done. Raises queue.Empty where
    that takes longer than `seconds` from when it began to read."""
    said: dict[str, Any] = {}
    until = time.monotonic() + _STARTING
    while True:
        line = worker.lines.get(timeout=max(0.0, until - time.monotonic()))
        if line is None:
            return {"ended": None, "told": ""}
        with suppress(ValueError):  # cut off where its reader was ended
            told = json.loads(line)
            if "ended" in told:
                return said if said and told["ended"] == 0 else told
            if "begun" in told:
                until = time.monotonic() + seconds
            else:
                said = told


def _why(ended: int | None, told: str, seconds: int) -> str:
    if ended in (_TOO_LATE, -getattr(signal, "SIGXCPU", 24), -getattr(signal, "SIGKILL", 9)):
        return f"it takes more than {seconds} s to read"
    if ended and ended < 0:
        return f"its reader crashed (signal {-ended})"
    name = told.partition(":")[0].rpartition(".")[2]
    return f"its reader failed ({name or 'it ended early'})"


def _document(told: Any, path: Path, name: str) -> Document:
    try:
        return from_told(told, path, name)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(
            "its reader made no sense of it", "leave it out", where=str(path)
        ) from error


GUARD = Guard()
atexit.register(GUARD.rest)


def read_guarded(path: Path, name: str) -> Document:
    """The file as a document, read in the process that all callers share."""
    return GUARD.read(path, name)
