"""Passages: what retrieval ranks. Each is a run of whole sentences of one block."""

import hashlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import accumulate, chain, pairwise
from operator import attrgetter

from langchain_text_splitters import TextSplitter

from corpus.documents import Block, Document, Region, Span

# Raised by one whenever split_document splits the same blocks elsewhere.
_SPLIT = 1

_START, _END = attrgetter("start"), attrgetter("end")


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """Whole sentences of one block; never crosses a paragraph, a note or a caption."""

    block: Block
    sentences: tuple[Region, ...]


def split_document(document: Document, passage_chars: int) -> tuple[Passage, ...]:
    """The document's passages in reading order, each of at most `passage_chars` characters
    (more only where one sentence alone is longer)."""
    return tuple(
        passage
        for block in document.layout.blocks
        for passage in _split_block(document, block, passage_chars)
    )


def split_key(document: Document) -> str:
    """One hash for what split_document goes by beside the text: where blocks and sentences
    stand, and how they are merged. Documents of one text and one key have the same passages."""
    blocks = document.layout.blocks
    sentences = [block.sentences for block in blocks]
    regions = [*blocks, *chain.from_iterable(sentences)]
    digest = hashlib.sha256(f"{_SPLIT} {_merger()} ".encode())
    # Lists of one attribute each: opening an index of a million passages comes by here.
    for numbers in (map(len, sentences), map(_START, regions), map(_END, regions)):
        digest.update(array("q", list(numbers)))
    return digest.hexdigest()


@cache
def _merger() -> str:
    return version("langchain-text-splitters")


class _SentenceSplitter(TextSplitter):
    """langchain's merging of pieces, over sentences that keep the white space after them.

    With no overlap and nothing stripped the pieces are consecutive, so offsets are running
    sums; langchain's own `add_start_index` would search for each piece's text again.
    """

    def __init__(self, starts: Sequence[int], passage_chars: int) -> None:
        """`starts`: where sentences begin in the text to split, the first at 0."""
        super().__init__(chunk_size=passage_chars, chunk_overlap=0, strip_whitespace=False)
        self._starts = starts

    def split_text(self, text: str) -> list[str]:
        edges = [*self._starts, len(text)]
        return self._merge_splits([text[a:b] for a, b in pairwise(edges)], "")


def _split_block(document: Document, block: Block, passage_chars: int) -> Iterator[Passage]:
    if not block.sentences:
        return
    starts = [0, *(sentence.start - block.start for sentence in block.sentences[1:])]
    merged = _SentenceSplitter(starts, passage_chars).split_text(document.slice(block))
    edges = list(accumulate((len(piece) for piece in merged), initial=block.start))
    for start, end in pairwise(edges):
        inside = tuple(s for s in block.sentences if start <= s.start and s.end <= end)
        if inside:
            yield Passage(document, inside[0].start, inside[-1].end, block, inside)
