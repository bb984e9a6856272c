"""One writer at a time in a folder; readers need no lock, since what they read appears whole."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from corpus.errors import UserError

LOCK = ".lock"
_log = logging.getLogger(__name__)


def make_room(folder: Path, told: str, option: str) -> None:
    """Makes the folder if it isn't there. Raises UserError where that can't be done: `told` begins
    the message, as in "an index can't"; `option` names the flag that chooses another."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{told} be kept there ({error.strerror})",
            f"name another folder with {option}",
            where=str(folder),
        ) from error


@contextmanager
def one_writer(folder: Path, what: str, wait: float = 0.0) -> Iterator[None]:
    """Holds the folder's lock, which the system frees when a process dies. `what` names in the
    message what is written there; `wait` is in seconds, -1 for as long as it takes. Who waits
    is told so.

    Raises UserError where another process holds it, or where nobody may write.
    """
    # A singleton, so that a step of a longer piece of writing may ask for the lock again.
    lock = FileLock(folder / LOCK, is_singleton=True)
    try:
        _acquire(lock, f"{folder}: another process is writing this {what}; waiting for it", wait)
    except Timeout as error:
        raise UserError(
            f"another process is writing this {what}",
            "try again when it is done",
            where=str(folder),
            exit_code=1,
        ) from error
    except OSError as error:
        raise UserError(
            f"the {what} can't be changed ({error.strerror})",
            "name a folder where you may write",
            where=str(folder),
        ) from error
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: BaseFileLock, told: str, wait: float) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise
        _log.warning(told)
        lock.acquire(timeout=wait)
