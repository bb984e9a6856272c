"""Bits flipped in an index's files: each must be noticed before anything is answered.

python -m evals.flips 1000
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.collection import Collection
from corpus.errors import UserError
from corpus.locks import LOCK
from index.embedder import Embedder
from index.opening import open_or_build
from index.storage import IndexSettings


@dataclass(slots=True)
class Flips:
    """How many bits were flipped in each file, and the flips that nobody noticed, as (file, bit
    from the file's beginning)."""

    made: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, int]] = field(default_factory=list)


def flip_bits(
    collection: Collection, folder: Path, settings: IndexSettings, embedder: Embedder, plan: "Plan"
) -> Flips:
    """Flips one bit at a time in the sound index in `folder` and opens it as a question would.

    Half of the flips choose among the files alike, so that small ones get their share, half
    among all bytes. The index is as before afterwards.
    """
    flips, chance = Flips(), random.Random(plan.seed)
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != LOCK)
    sizes = [path.stat().st_size for path in files]
    for number in range(plan.flips):
        path = chance.choice(files) if number % 2 else chance.choices(files, sizes)[0]
        bit = chance.randrange(path.stat().st_size * 8)
        name = str(path.relative_to(folder)).partition("/")[2] or path.name
        flips.made[name] += 1
        with flipped(path, bit):
            if _opens(collection, folder, settings, embedder):
                flips.missed.append((name, bit))
    if not _opens(collection, folder, settings, embedder):
        raise RuntimeError("the index is not as it was before the flips")
    return flips


@dataclass(frozen=True, slots=True)
class Plan:
    """How many bits to flip, chosen by which seed."""

    flips: int
    seed: int = 0


@contextmanager
def flipped(path: Path, bit: int) -> Iterator[None]:
    """The file with that bit the other way round, counted from its beginning, for as long as
    the block runs."""
    with path.open("rb+") as file:
        file.seek(bit // 8)
        before = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([before[0] ^ (1 << bit % 8)]))
        file.flush()
        try:
            yield
        finally:
            file.seek(bit // 8)
            file.write(before)


def _opens(
    collection: Collection, folder: Path, settings: IndexSettings, embedder: Embedder
) -> bool:
    try:
        open_or_build(collection, folder, settings, embedder)
    except UserError:
        return False
    return True


def main() -> None:
    """Flips bits in a new index of the packaged brief, made with the default model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flips", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    from assistant.assistant import open_over
    from assistant.settings import Settings
    from corpus.collection import PACKAGED, read_collection

    with tempfile.TemporaryDirectory() as room:
        collection, folder = read_collection(PACKAGED), Path(room)
        index = open_over(collection, Settings(), folder).index
        plan = Plan(told.flips, told.seed)
        flips = flip_bits(collection, folder, index.manifest.settings, index.embedder, plan)
    lines = [f"{count:6} in {name}" for name, count in sorted(flips.made.items())]
    total, missed = flips.made.total(), len(flips.missed)
    lines.append(f"{total} bits flipped, {missed} not noticed {flips.missed}")
    sys.stdout.write("\n".join([*lines, ""]))
    sys.exit(bool(flips.missed))


if __name__ == "__main__":
    main()
