"""The process that reads untrusted files, one at a time, each in a fork with limits of its own.

It takes a line of JSON for each file from stdin and writes two or three to stdout: that it has
begun, what came of the file if the reader got so far, and {"ended": exit status, "told": the
last line on stderr}.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from corpus.errors import UserError
from corpus.formats import Reader, reader_of
from corpus.stored import to_told

# Characters that a document's text may have: twenty times the longest novels. More is made by
# a file that repeats itself.
LONGEST_TEXT = 20_000_000
# Calls in each other: some 1,500 elements nested in a page. Python's own limit of 1,000 is
# reached at 300.
_DEEPEST = 5_000
# Bytes of messages that a reader may leave in a temporary file; it may write nothing else.
_MESSAGES = 1_000_000


def main() -> None:
    """Reads files until stdin ends."""
    sys.setrecursionlimit(_DEEPEST)
    with tempfile.TemporaryFile() as messages:
        os.dup2(messages.fileno(), 2)
        for line in sys.stdin:
            task = json.loads(line)
            reader = reader_of(task["suffix"])
            _say({"begun": True})
            ended = _read_apart(reader, task) if hasattr(os, "fork") else _read(reader, task)
            _say({"ended": ended, "told": _last_line(messages)})


def _read_apart(reader: Reader, task: dict[str, Any]) -> int:
    """Reads in a child process; its exit status, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        limit(task["seconds"], task["megabytes"])
        os._exit(_read(reader, task))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _read(reader: Reader, task: dict[str, Any]) -> int:
    """Says what came of the file. Any exception but the user's ends the process, which is how
    the asker learns of it."""
    path = Path(task["path"])
    try:
        document = reader(path, "")  # the asker names it
        if len(document.text) > LONGEST_TEXT:
            raise UserError("its text is too long", "split the file", where=str(path))
        _say({"document": to_told(document)})
    except UserError as error:
        _say({"error": [error.what, error.remedy, error.where]})
    except MemoryError:
        _say({"error": [f"it takes more than {task['megabytes']} MB to read",
                        "split the file or leave it out", str(path)]})  # fmt: skip
    except RecursionError:
        _say({"error": ["it is nested too deeply to read", "leave it out", str(path)]})
    return 0


def limit(seconds: int, megabytes: int) -> None:
    """Bounds this process: processor time, memory, and no file of any size to speak of. Systems
    without such limits are left with the asker's clock."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_AS, megabytes * 1_000_000),
            (resource.RLIMIT_FSIZE, _MESSAGES),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(what)[1]
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (bound, bound))


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _last_line(messages: IO[bytes]) -> str:
    """The end of what was written to stderr, which is emptied."""
    end = messages.seek(0, os.SEEK_END)
    messages.seek(max(0, end - 1000))
    lines = messages.read().decode("utf-8", "replace").strip().splitlines()
    messages.seek(0)
    messages.truncate()
    return lines[-1][:200] if lines else ""


if __name__ == "__main__":
    main()
