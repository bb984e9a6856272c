"""Processes killed while they change a collection and its index: what is left must open.

python -m evals.kills 300
"""

import argparse
import hashlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from corpus.collection import Collection, read_collection
from corpus.errors import UserError
from corpus.incoming import find_incoming
from corpus.shelf import add, remove
from index.embedder import HashingEmbedder
from index.index import Index, open_index
from index.opening import open_or_build
from index.storage import IndexSettings, read_manifest, read_stored

CHANGES = ("add", "edit", "remove", "rebuild")
# Documents in the collection while it is changed, and sentences in each: writing them takes
# some hundredths of a second, long enough for kills to fall into every step.
_DOCUMENTS, _SENTENCES = 6, 120

Texts = Mapping[str, str]  # by the documents' names


@dataclass(slots=True)
class Kills:
    """Kills that met a process at work, by the change it was making and what was left of the
    collection and of the index ("old" or "new"); what was wrong afterwards."""

    left: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of the collection, of its index, and of the files that are added."""

    shelf: Path
    index: Path
    outside: Path


def kill_writers(room: Path, kills: int, seed: int = 0) -> Kills:
    """Kills `kills` writers at random moments of their work and looks at what each leaves.

    A kill that comes after the work is done doesn't count. Every folder is made in `room`.
    """
    place, chance = Place(room / "shelf", room / "index", room / "outside"), random.Random(seed)
    place.outside.mkdir()
    texts: Texts = {f"bridge{number}": _text(number, 1900) for number in range(_DOCUMENTS)}
    for name, text in texts.items():
        _change(place, "add", name, text)
    seconds = dict.fromkeys(CHANGES, 0.3)
    told = Kills()
    while told.left.total() < kills:
        change = chance.choice(CHANGES)
        name, text = _chosen(change, texts, chance)
        before, after = texts, _changed(texts, change, name, text)
        took = _killed(place, (change, name, text), chance.uniform(0, seconds[change]))
        if took is None:
            told.left[change, *_look(place, before, after, told)] += 1
        else:
            seconds[change] = 0.7 * seconds[change] + 0.3 * took
        texts = _texts(read_collection(place.shelf))
        _look_again(place, change, texts, told)
    return told


def _text(number: int, year: int) -> str:
    facts = [f"Bridge {number} has arch {at} of {year + at} tons." for at in range(_SENTENCES)]
    return "\n\n".join([f"Bridge {number} opened in {year}.", *facts])


def _chosen(change: str, texts: Texts, chance: random.Random) -> tuple[str, str]:
    """The document to change, and its text afterwards."""
    fresh = f"bridge{chance.randrange(100, 10_000)}"
    name = chance.choice(sorted(texts)) if change != "add" and len(texts) > 1 else fresh
    return name, _text(int(name.removeprefix("bridge")), chance.randrange(1000, 2000))


def _changed(texts: Texts, change: str, name: str, text: str) -> Texts:
    if change == "rebuild":
        return texts
    rest = {key: value for key, value in texts.items() if key != name}
    return rest if change == "remove" else {**rest, name: text}


def _change(place: Place, change: str, name: str, text: str) -> None:
    """What the commands do: the collection first, then its index."""
    if change in ("add", "edit"):
        path = place.outside / f"{name}.txt"
        path.write_text(text, "utf-8")
        add(place.shelf, find_incoming([path])[0])
    elif change == "remove":
        remove(place.shelf, [name])
    embedder = HashingEmbedder()
    collection = read_collection(place.shelf)
    rebuild = change == "rebuild"
    open_or_build(collection, place.index, _settings(embedder), embedder, rebuild=rebuild)


def _settings(embedder: HashingEmbedder) -> IndexSettings:
    return IndexSettings(model=embedder.name, model_sha256=embedder.sha256)


def _writer(place: Place, told: tuple[str, str, str], ready: Connection) -> None:
    ready.send(None)
    _change(place, *told)
    ready.send(None)


def _killed(place: Place, told: tuple[str, str, str], after: float) -> float | None:
    """Starts a writer and kills it `after` so many seconds of work; None if it was at work
    then, else the seconds that it took."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["corpus.shelf", "index.opening"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_writer, args=(place, told, there))
    process.start()
    here.recv()
    started = time.monotonic()
    if here.poll(after):
        here.recv()
        return _finished(process, time.monotonic() - started)
    process.kill()
    process.join()
    return None if process.exitcode == -signal.SIGKILL else after


def _finished(process: ForkServerProcess, seconds: float) -> float:
    process.join()
    if process.exitcode:
        raise RuntimeError("the writer failed by itself")
    return seconds


def _look(place: Place, before: Texts, after: Texts, told: Kills) -> tuple[str, str]:
    """Which state collection and index are in, as they lie there."""
    collection = _texts(read_collection(place.shelf))
    manifest = read_manifest(place.index)
    assert manifest is not None, "there was an index before"
    read_stored(place.index, manifest)
    held = {entry.id: entry.sha256 for entry in manifest.documents}
    states = {"old": before, "new": after}
    found = [name for name, texts in states.items() if _hashes(texts) == held]
    shelf = [name for name, texts in states.items() if texts == collection]
    if not found or not shelf:
        told.wrong.append(f"neither old nor new: collection {shelf}, index {found}")
        return "neither", "neither"
    _answers(_index_of(place, states[found[0]]), states[found[0]], told)
    return shelf[0], found[0]


def _look_again(place: Place, change: str, texts: Texts, told: Kills) -> None:
    """The next question: the index is brought up to what the collection holds now."""
    embedder = HashingEmbedder()
    collection = read_collection(place.shelf)
    try:
        index = open_or_build(collection, place.index, _settings(embedder), embedder)
    except UserError as error:
        told.wrong.append(f"after {change}: {error}")
        return
    _answers(index, texts, told)


def _index_of(place: Place, texts: Texts) -> Index | None:
    """The index as it lies there, over the documents that it was made of."""
    embedder = HashingEmbedder()
    with tempfile.TemporaryDirectory() as room:
        for name, text in texts.items():
            (Path(room) / f"{name}.txt").write_text(text, "utf-8")
        collection = read_collection(Path(room))
        return open_index(collection, place.index, _settings(embedder), embedder)


def _answers(index: Index | None, texts: Texts, told: Kills) -> None:
    """Asks for a sentence of every document, and for nothing that isn't there."""
    if index is None:
        told.wrong.append("the index doesn't open")
        return
    for name, text in texts.items():
        first = text.partition("\n")[0]
        passage = index.search(index.query(first), 1)[0].passage
        if passage.document.id != name or passage.text != first:
            told.wrong.append(f"{first!r} found {passage.text!r} in {passage.document.id}")


def _hashes(texts: Texts) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}


def _texts(collection: Collection) -> Texts:
    return {document.id: document.text for document in collection.documents}


def main(arguments: Sequence[str] | None = None) -> None:
    """Kills and tells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=300)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as room:
        told = kill_writers(Path(room), wanted.kills, wanted.seed)
    lines = [
        f"{count:6} during {change}: collection {shelf}, index {index}"
        for (change, shelf, index), count in sorted(told.left.items())
    ]
    lines.append(f"{told.left.total()} kills of writers at work, {len(told.wrong)} things wrong")
    sys.stdout.write("\n".join([*lines, *told.wrong, ""]))
    sys.exit(bool(told.wrong))


if __name__ == "__main__":
    main()
