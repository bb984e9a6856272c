"""Many users at once, each asking through Gradio's client, and what that costs.

    python -m ui.load http://127.0.0.1:7860 QUESTIONS [--users 40] [--each 25] [--pid SERVER]

QUESTIONS is a .jsonl with a `question` a line. Every user keeps a conversation: each question is
asked with the ones before it. Prints errors, answers that came with somebody else's question or
history, seconds an answer, and, with the server's process number, its memory after each fifth
of the run and the processor time that a question cost it and the users. On the same cores the
users' share slows the server, which users at machines of their own would not. Exits with 1 where
anything failed, was mixed up or never came.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from gradio_client import Client
from gradio_client.exceptions import AppError

# Earlier questions that a user sends along.
_REMEMBERED = 4


@dataclass(slots=True)
class Tally:
    """What happened so far; `seconds` has one entry for each answer."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    mixed_up: int = 0


def use(client: Client, questions: Sequence[str], tally: Tally) -> None:
    """One user's conversation."""
    asked: list[str] = []
    for question in questions:
        earlier, started = asked[-_REMEMBERED:], time.perf_counter()
        try:
            told: dict[str, Any] = client.predict(question, earlier, api_name="/ask")
        except (AppError, OSError, httpx.HTTPError) as error:
            tally.errors.append(repr(error))
            continue
        tally.seconds.append(time.perf_counter() - started)
        tally.mixed_up += (told["question"], told["history"]) != (question, earlier)
        asked.append(question)


def open_client(url: str) -> Client:
    """A user's client. It reads the certificate store anew for each of its requests, two a
    question, 20 ms of a core and more each: at an http address, which has no certificate, it
    need not."""
    encrypted = url.startswith("https:")
    return Client(url, verbose=False, analytics_enabled=False, ssl_verify=encrypted)


def processor_seconds(pid: int) -> float:
    """Seconds of one core that the process has used (Linux)."""
    told = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """MiB of memory that the process holds (Linux)."""
    told = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def run(arguments: argparse.Namespace) -> Tally:
    """All users at once, each beginning elsewhere in the questions."""
    lines = arguments.questions.read_text("utf-8").split("\n")
    every = [json.loads(line)["question"] for line in lines if line.strip()]
    tally, users, each = Tally(), arguments.users, arguments.each
    processes = [("server", arguments.pid), ("users", os.getpid())] if arguments.pid else []
    clients = [open_client(arguments.url) for _ in range(users)]
    threads = [
        threading.Thread(
            target=use,
            args=(client, [every[(at * 7 + n) % len(every)] for n in range(each)], tally),
        )
        for at, client in enumerate(clients)
    ]
    before = [processor_seconds(pid) for _, pid in processes]
    for thread in threads:
        thread.start()
    told = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
        part = len(tally.seconds) * 5 // (users * each)
        if arguments.pid and part > told:
            told = part
            print(f"{len(tally.seconds)} answers: {resident(arguments.pid):.0f} MiB", flush=True)  # noqa: T201
    for (name, pid), spent in zip(processes, before, strict=True):
        cost = (processor_seconds(pid) - spent) / (users * each)
        print(f"{name}: {cost * 1000:.0f} ms of a core a question")  # noqa: T201
    return tally


def main() -> None:
    """Runs and tells."""
    parser = argparse.ArgumentParser(description="Many users at once.")
    parser.add_argument("url")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--users", type=int, default=40)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--pid", type=int)
    arguments = parser.parse_args()
    tally = run(arguments)
    half, most = np.quantile(tally.seconds, [0.5, 0.95]) if tally.seconds else (0.0, 0.0)
    print(  # noqa: T201
        f"{len(tally.seconds)} answers, {len(tally.errors)} errors, {tally.mixed_up} mixed up; "
        f"seconds: median {half:.2f}, 95th percentile {most:.2f}"
    )
    complete = len(tally.seconds) == arguments.users * arguments.each
    sys.exit(bool(tally.errors or tally.mixed_up or not complete))


if __name__ == "__main__":
    main()
