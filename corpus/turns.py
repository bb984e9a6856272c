"""Turns of hearings and interviews: paragraphs that begin with the label of who speaks."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from corpus.documents import Block, Document, Layout, Region
from corpus.sentences import stripped

_TITLE = (
    r"(?:Mrs?|Ms|Miss|Mx|Messrs|Drs?|Prof(?:essor)?|Sir|Dame|Lord|Lady|Baroness|Rev|Judge|Justice"
    r"|Senator|Sen|Rep|Cllr|Councillor|President|Minister|Mme|Herr|Frau|Capt(?:ain)?|Col(?:onel)?"
    r"|Gen(?:eral)?|Maj(?:or)?|Sgt|Inspector|Commissioner)\b"
)
_NAMED = r"[^\W\d_a-zß-ÿ][\w’'.-]*"
_LABEL = re.compile(
    rf"{_NAMED}(?: (?:{_NAMED}|of|the|and|for|de|van|von|der|du|la|\d{{1,3}})){{0,6}}"
    r"(?: [(\[][^()\[\]\n]{1,60}[)\]])?(?P<colon>\s?:)(?=\s+\S)"
)
# A label that tells by its form that somebody speaks, though it stands there once.
_SPEAKS = re.compile(rf"{_TITLE}\.? \S|[^a-zß-ÿ]{{2,}}\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")
# Labelled paragraphs, and speakers with more than one, that make a conversation.
_FEWEST, _SPEAKERS = 4, 2
# What is said of the sitting and not in it.
_ASIDE = re.compile(
    r"[(\[]|The (?:\w+ )?(?:session|hearing|meeting|interview|committee|sitting|inquiry|court|house"
    r"|recording|witness(?:es)?)\b[^.?!]* (?:began|ended|rose|closed|adjourned|resumed|concluded"
    r"|suspended|withdrew)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Turn(Region):
    """What one speaker says, with the label, up to the next label or heading; `speaker` is the
    label without its colon."""

    speaker: str


def labels_of(text: str, paragraphs: Sequence[Region]) -> dict[int, Region]:
    """The labels, without their colons, by where the paragraphs start that begin so. None unless
    the paragraphs are a conversation: of those from the first with a label to the last, half have
    one, and at least two speakers come again, one with a question."""
    told = [(at, label) for at, one in enumerate(paragraphs) if (label := _label(text, one))]
    times = Counter(_name(text, label) for _, label in told)
    again = [(at, label) for at, label in told if times[_name(text, label)] > 1]
    if len(again) < _FEWEST or len({_name(text, label) for _, label in again}) < _SPEAKERS:
        return {}
    if 2 * len(again) < again[-1][0] - again[0][0] + 1:
        return {}
    if not any(text[: paragraphs[at].end].rstrip().endswith("?") for at, _ in again):
        return {}
    return {
        label.start: label
        for _, label in told
        if times[_name(text, label)] > 1 or _SPEAKS.match(text[label.start : label.end])
    }


def turns_apart(text: str, runs: Sequence[Region]) -> list[Region]:
    """The runs of lines, parted where a turn begins on a line of its own within one."""
    parts = [part for run in runs for part in _parted(text, run, _line_labels(text, run))]
    labels = labels_of(text, parts)
    return [
        part
        for run in runs
        for part in _parted(text, run, [at for at in _line_labels(text, run) if at in labels])
    ]


def labels_apart(text: str, layout: Layout) -> Layout:
    """The layout with the labels of its turns outside the sentences."""
    labels = labels_of(text, [block for block in layout.blocks if block.kind == "body"])
    if not labels:
        return layout
    blocks = [_unlabelled(text, block, labels.get(block.start)) for block in layout.blocks]
    return replace(layout, blocks=tuple(blocks))


@lru_cache(maxsize=64)
def turns_of(document: Document) -> tuple[Turn, ...]:
    """The document's turns in order; none where it is no conversation."""
    return tuple(_turns(document))


def turn_at(document: Document, offset: int) -> Turn | None:
    """The turn that holds the character at `offset`; None outside of any."""
    turns = turns_of(document)
    at = bisect_right(turns, offset, key=lambda turn: turn.start) - 1
    return turns[at] if at >= 0 and offset < turns[at].end else None


def _turns(document: Document) -> Iterator[Turn]:
    body = [block for block in document.layout.blocks if block.kind == "body"]
    labels = labels_of(document.text, body)
    turn: Turn | None = None
    for block in body if labels else ():
        label = labels.get(block.start)
        goes_on = turn and not label and _goes_on(document, turn, block)
        if turn and not goes_on:
            yield turn
            turn = None
        if label:
            turn = Turn(block.start, block.end, " ".join(document.slice(label).split()))
        elif turn:
            turn = replace(turn, end=block.end)
    if turn:
        yield turn


def _goes_on(document: Document, turn: Turn, block: Block) -> bool:
    """Whether the paragraph, which has no label, is the speaker's too."""
    same = document.section_at(turn.start) is document.section_at(block.start)
    return same and not _ASIDE.match(document.slice(block))


def _label(text: str, paragraph: Region) -> Region | None:
    found = _LABEL.match(text, paragraph.start, paragraph.end)
    return Region(found.start(), found.start("colon")) if found else None


def _line_labels(text: str, run: Region) -> list[int]:
    starts = [line.end() for line in _LINE_END.finditer(text, run.start, run.end)]
    return [at for at in starts if _LABEL.match(text, at, run.end)]


def _parted(text: str, run: Region, starts: Sequence[int]) -> list[Region]:
    parts = [stripped(text, a, b) for a, b in pairwise([run.start, *starts, run.end])]
    return [part for part in parts if part] if starts else [run]


def _name(text: str, label: Region) -> str:
    return " ".join(text[label.start : label.end].casefold().split())


def _unlabelled(text: str, block: Block, label: Region | None) -> Block:
    if label is None:
        return block
    start = next(at for at in range(label.end, block.end) if text[at].strip(" :\t\r\n\xa0"))
    kept = [Region(max(one.start, start), one.end) for one in block.sentences if one.end > start]
    told = [one for one in kept if any(map(str.isalnum, text[one.start : one.end]))]
    return replace(block, sentences=tuple(told))
