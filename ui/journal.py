"""What a batch has answered so far, on disk beside its OUT, so that a killed one goes on."""

import json
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import UserError
from ui.files import not_written

Told = dict[str, Any]


class Journal:
    """A file of lines {"at": row, "answer": …} in the order in which they were answered. Only
    their offsets are held in memory."""

    def __init__(self, path: Path, key: str, rows: int) -> None:
        self._path, self._offsets = path, array("q", [-1] * rows)
        self._file = path.open("a+b")
        if not self._resumed(key):
            self._file.truncate(0)
            self._begin(key)

    @property
    def done(self) -> int:
        """Rows that have an answer."""
        return len(self._offsets) - self._offsets.count(-1)

    def missing(self) -> Iterator[int]:
        """The rows that have none yet, in order."""
        return (at for at, offset in enumerate(self._offsets) if offset < 0)

    def add(self, at: int, answer: Told) -> None:
        """Keeps the answer of row `at`; from then on no kill of this process loses it."""
        self._offsets[at] = self._write({"at": at, "answer": answer})

    def answer(self, at: int) -> Told:
        """The kept answer of row `at`."""
        self._file.seek(self._offsets[at])
        found: Told = json.loads(self._file.readline())["answer"]
        return found

    def discard(self) -> None:
        """Ends it: what it kept is in OUT, or of no use any more."""
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves it for the next run."""
        with suppress(OSError):  # what a full disk took no more was told when it was written
            self._file.close()

    def _begin(self, key: str) -> None:
        try:
            self._write({"key": key})
        except UserError:
            self.discard()
            raise

    def _write(self, told: Told) -> int:
        line = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            offset = self._file.seek(0, 2)
            self._file.write(line + b"\n")
            self._file.flush()
        except OSError as error:
            raise not_written(str(self._path), error) from error
        return offset

    def _resumed(self, key: str) -> bool:
        """Finds what an earlier run kept, if it was on the same questions, documents, model and
        settings. A line that a kill cut short, and all after it, is dropped."""
        self._file.seek(0)
        if _told(self._file.readline()) != {"key": key}:
            return False
        offset = self._file.tell()
        while told := _told(line := self._file.readline()):
            self._offsets[told["at"]] = offset
            offset += len(line)
        self._file.truncate(offset)
        return True


@contextmanager
def journal_beside(out: Path, key: str, rows: int) -> Iterator[Journal]:
    """The journal of that OUT, which one batch at a time may write. It goes when the block ends
    well or the input is at fault, and stays where the block was interrupted."""
    path = out.with_name(f".{out.name}.journal")
    lock = FileLock(f"{path}.lock", timeout=0)
    try:
        with lock:
            journal = Journal(path, key, rows)
            try:
                yield journal
            except UserError as error:
                journal.discard() if error.exit_code == 2 else journal.close()
                raise
            except BaseException:
                journal.close()
                raise
            journal.discard()
    except Timeout as error:
        told = "another batch is writing this file"
        raise UserError(told, "wait for it, or name another", where=str(out)) from error
    finally:
        if not path.exists():
            Path(lock.lock_file).unlink(missing_ok=True)


def _told(line: bytes) -> Told:
    """The line's object; empty where it isn't whole."""
    try:
        return dict(json.loads(line)) if line.endswith(b"\n") else {}
    except (ValueError, TypeError):
        return {}
