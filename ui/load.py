"""Many users at once, each asking through Gradio's client, and what that costs.

    python -m ui.load http://127.0.0.1:7860 QUESTIONS [--users 40] [--each 25] [--pid SERVER]

QUESTIONS is a .jsonl with a `question` a line. Every user keeps a conversation: each question is
asked with the ones before it. Prints errors, answers that came with somebody else's question or
history, seconds an answer, and, with the server's process number, its memory after each fifth
of the run. Exits with 1 where anything failed or was mixed up.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
        except (AppError, OSError) as error:
            tally.errors.append(str(error))
            continue
        tally.seconds.append(time.perf_counter() - started)
        tally.mixed_up += (told["question"], told["history"]) != (question, earlier)
        asked.append(question)


def _client(url: str) -> Client:
    """Gradio's client. It reads the system's certificates anew for each request, which took a
    third of this program's time; without https there is nothing to verify."""
    verified = url.lower().startswith("https:")
    return Client(url, verbose=False, analytics_enabled=False, ssl_verify=verified)


def resident(pid: int) -> float:
    """MiB of memory that the process holds (Linux)."""
    told = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def run(arguments: argparse.Namespace) -> Tally:
    """All users at once, each beginning elsewhere in the questions."""
    lines = arguments.questions.read_text("utf-8").split("\n")
    every = [json.loads(line)["question"] for line in lines if line.strip()]
    tally, users, each = Tally(), arguments.users, arguments.each
    clients = [_client(arguments.url) for _ in range(users)]
    threads = [
        threading.Thread(
            target=use,
            args=(client, [every[(at * 7 + n) % len(every)] for n in range(each)], tally),
        )
        for at, client in enumerate(clients)
    ]
    for thread in threads:
        thread.start()
    told = 0
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
        part = len(tally.seconds) * 5 // (users * each)
        if arguments.pid and part > told:
            told = part
            print(f"{len(tally.seconds)} answers: {resident(arguments.pid):.0f} MiB", flush=True)  # noqa: T201
    return tally


def main() -> None:
    """Runs and tells."""
    parser = argparse.ArgumentParser(description="Many users at once.")
    parser.add_argument("url")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--users", type=int, default=40)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--pid", type=int)
    tally = run(parser.parse_args())
    half, most = np.quantile(tally.seconds, [0.5, 0.95]) if tally.seconds else (0.0, 0.0)
    print(  # noqa: T201
        f"{len(tally.seconds)} answers, {len(tally.errors)} errors, {tally.mixed_up} mixed up; "
        f"seconds: median {half:.2f}, 95th percentile {most:.2f}"
    )
    sys.exit(bool(tally.errors or tally.mixed_up))


if __name__ == "__main__":
    main()
