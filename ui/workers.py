"""Questions answered on one core or on several, with the same results.

Every answer is computed on one thread: sums in another order round differently. Several cores
are several processes, each with models of its own.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.answers import to_json
from corpus.errors import UserError
from ui.files import QuestionRow
from ui.options import settings_of

if TYPE_CHECKING:
    from assistant.assistant import Assistant

Told = dict[str, Any]
Answered = tuple[int, Told]  # the row's place in the file, and its answer

# A process takes some seconds to load its models: fewer questions than this aren't worth it.
_WORTH_A_PROCESS = 100
# Questions handed out ahead, for each process.
_AHEAD = 4


def chosen_jobs(asked: int | None, questions: int) -> int:
    """The processes to use: as many as asked for, else one a core as far as it pays."""
    if asked is not None:
        return asked
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(cores or 1, questions // _WORTH_A_PROCESS))


def answers_here(
    assistant: "Assistant", rows: Sequence[QuestionRow], places: Iterable[int]
) -> Iterator[Answered]:
    """The answers to the rows at `places`, in their order, by this process."""
    _on_one_thread()
    for at in places:
        yield at, to_json(assistant.ask(rows[at].question, rows[at].history))


def answers_of_workers(
    where: Told, rows: Sequence[QuestionRow], places: Iterable[int], jobs: int
) -> Iterator[Answered]:
    """The same by `jobs` processes, in the order in which they are done. `where` holds the
    flags that `index_options` reads. Raises UserError if a process dies."""
    own = multiprocessing.get_context("spawn")  # torch's threads don't survive a fork
    pool = ProcessPoolExecutor(jobs, own, _begin, (where,))
    left = iter(places)
    try:
        running = {_asked(pool, rows, at) for at in islice(left, jobs * _AHEAD)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {_asked(pool, rows, at) for at in islice(left, len(done))}
            yield from (one.result() for one in done)
    except BrokenProcessPool as error:
        told = "a process of the batch died"
        remedy = "run it again with --jobs 1: what is answered so far is kept"
        raise UserError(told, remedy, exit_code=1) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def in_order(found: Iterable[Answered]) -> Iterator[Answered]:
    """The answers from row 0 on, each as soon as all before it are there."""
    early: dict[int, Told] = {}
    following = 0
    for at, told in found:
        early[at] = told
        while following in early:
            yield following, early.pop(following)
            following += 1


def _asked(pool: ProcessPoolExecutor, rows: Sequence[QuestionRow], at: int) -> Future[Answered]:
    return pool.submit(_answer, at, rows[at].question, rows[at].history)


# In a worker

_ASK: list[Callable[..., Any]] = []  # what the worker asks, once it is there


def _begin(where: Told) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch itself ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from assistant.assistant import open_assistant

    _on_one_thread()
    assistant = open_assistant(settings_of(where), where["corpus"], where["index_folder"])
    _ASK.append(assistant.ask)


def _end_with_parent() -> None:
    """A batch that is killed leaves nobody behind who waits for its questions."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _answer(at: int, question: str, history: tuple[str, ...]) -> Answered:
    return at, to_json(_ASK[0](question, history))


def _on_one_thread() -> None:
    import faiss
    import torch

    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
