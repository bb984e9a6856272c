"""Passages encoded in more than one context.

A token's vector takes up what stands around it: in a whole passage it knows what "that year" is,
and is coloured by the sentences beside its own; in the sentence alone it is neither. The mean of
both, and of a few sentences together, finds evidence better than any of them does.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from corpus.documents import Region
from corpus.passages import Passage
from index.embedder import Embedder, Encoded, Floats, Tokens, unit_rows
from index.gathered import GatheredEmbedder

# Sentences that are read together, and what a token's vector within them counts for, beside what
# that within its passage does. Over 363 questions of brief-dev and brief-dev2 and 830 on texts
# that nothing was trained on, late interaction then has a right sentence first in .697 and .720,
# with the passage alone in .672 and .708; the best of some ten ways tried, so a little flattered.
SHARES = {1: 0.2, 3: 0.3}


def encode_passages(embedder: Embedder, passages: Sequence[Passage]) -> Encoded:
    """The passages' vectors, and their tokens as the mean over all contexts; states are those of
    whole passages. What was gathered from shards has been encoded so already."""
    whole = embedder.encode([passage.text for passage in passages], "passage")
    if isinstance(embedder, GatheredEmbedder) or not whole.tokens:
        return whole
    mixed = [tokens.vectors.copy() for tokens in whole.tokens]
    for count, share in SHARES.items():
        runs = [(at, run) for at, one in enumerate(passages) for run in _runs(one, count)]
        texts = [passages[at].text[run.start : run.end] for at, run in runs]
        narrow = embedder.encode(texts, "passage").tokens if texts else ()
        for (at, run), told in zip(runs, narrow, strict=True):
            _mix(mixed[at], whole.tokens[at], run, told, share)
    tokens = [
        Tokens(unit_rows(vectors), one.offsets, one.states)
        for vectors, one in zip(mixed, whole.tokens, strict=True)
    ]
    return Encoded(whole.vectors, tuple(tokens))


def _runs(passage: Passage, count: int) -> Iterator[Region]:
    """Runs of so many sentences, from the passage's first on, in characters of the passage; none
    where that is all it has."""
    sentences = passage.sentences
    for at in range(0, len(sentences) if len(sentences) > count else 0, count):
        last = sentences[min(at + count, len(sentences)) - 1]
        yield Region(sentences[at].start - passage.start, last.end - passage.start)


def _mix(mixed: Floats, whole: Tokens, run: Region, narrow: Tokens, share: float) -> None:
    """Puts a share of a run's token vectors in the place of the passage's own, unless the two
    don't have the same tokens."""
    first, end = np.searchsorted(whole.offsets[:, 0], [run.start, run.end]).tolist()
    if np.array_equal(whole.offsets[first:end], narrow.offsets + run.start):
        mixed[first:end] += share * (narrow.vectors - whole.vectors[first:end])
