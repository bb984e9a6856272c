"""What became of quoted words when their document changed.

Here alone a text is searched for words: not to place a quote in an answer, whose offsets come
from the text itself, but to find where an older version's words stand in a newer one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from rapidfuzz.distance import LCSseq

from corpus.collection import Collection
from corpus.documents import Block, Document, Region, Span
from corpus.history import kept_text
from corpus.locators import Locator
from corpus.sentences import sentences_in
from corpus.view import words as words_of

State = Literal["same", "moved", "changed", "gone"]

# Of the quote's words, how many must stand in a sentence in their order for it to be what
# became of the quote: with fewer than half, most of what it says is something else.
_KEPT = 0.5
_TOKEN = re.compile(r"\S+")
_ENDS = tuple(".!?:;…)”\"'’")


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that became others: `old` in the quote's characters, `new` in the document's; an
    empty region is where words were put in or left out."""

    old: Region
    new: Region


@dataclass(frozen=True, slots=True)
class Traced:
    """What became of the words at a locator. `old` are the words, None where nobody knows them
    any more; `now` is where they stand, or what stands in their place; `why` is told to people.
    """

    locator: Locator
    state: State
    old: str | None
    now: Span | None
    why: str = ""
    differences: tuple[Difference, ...] = ()


def trace(locator: Locator, collection: Collection, words: str | None = None) -> Traced:
    """What became of the words at `locator`, in the collection as it is now.

    `words` are the quoted words where they are known; else they are looked up in the older
    versions that the collection keeps, or found again by their hash.
    """
    document = _document(locator, collection)
    if document is None:
        return Traced(locator, "gone", words, None, "its document is not in the collection")
    if locator.sha256 and document.sha256.startswith(locator.sha256):
        return _in_same(locator, document, words)
    old = words if words and locator.of(words) else _older(locator, collection)
    places = list(_places(document, locator, old))
    if places:
        start = min(places, key=lambda at: abs(at - locator.start))
        now = Span(document, start, start + locator.end - locator.start)
        return Traced(locator, _where(locator, now), now.text, now)
    if old is None:
        why = "it has changed, these words are not in it, and the older version is not kept"
        return Traced(locator, "gone", None, None, why)
    return _successor(locator, document, old)


def _document(locator: Locator, collection: Collection) -> Document | None:
    """The document of that name, else the one of that very text under another name."""
    documents = collection.documents
    named = next((one for one in documents if one.id == locator.document), None)
    if named or not locator.sha256:
        return named
    return next((one for one in documents if one.sha256.startswith(locator.sha256)), None)


def _in_same(locator: Locator, document: Document, words: str | None) -> Traced:
    """The very text that was quoted: only the quote or its locator can be wrong."""
    if locator.end > len(document.text):
        return Traced(locator, "gone", words, None, "its document is shorter than the locator says")
    now = Span(document, locator.start, locator.end)
    if words is not None and words != now.text:
        why = "its document is the same, but never had these words there"
        return Traced(locator, "changed", words, now, why, differences(words, now))
    if not locator.of(now.text):
        return Traced(locator, "changed", None, now, "its document never had these words there")
    return Traced(locator, _where(locator, now), now.text, now)


def _where(locator: Locator, now: Span) -> State:
    here = now.document.id == locator.document and now.start == locator.start
    return "same" if here else "moved"


def _older(locator: Locator, collection: Collection) -> str | None:
    text = locator.sha256 and kept_text(collection.folder, locator.document, locator.sha256)
    words = text[locator.start : locator.end] if text else ""
    return words if words and locator.of(words) else None


def _places(document: Document, locator: Locator, words: str | None) -> Iterator[int]:
    """Where the words stand, letter for letter; without them, where characters of their number
    and hash do."""
    size = locator.end - locator.start
    if words is None:
        starts = range(len(document.text) - size + 1)
        yield from (at for at in starts if locator.of(document.text[at : at + size]))
        return
    at = document.text.find(words)
    while at >= 0:
        yield at
        at = document.text.find(words, at + 1)


def _successor(locator: Locator, document: Document, words: str) -> Traced:
    """The sentences that hold most of the quote's words in their order."""
    told = [word for word, _ in words_of(words)]
    count = len(sentences_in(words, 0, len(words)))
    best, most = None, (_KEPT * len(told), 0)
    for run in (run for block in document.layout.blocks for run in _runs(block, count)):
        there = [word for word, _ in words_of(document.slice(run))]
        found = (LCSseq.similarity(told, there), -len(there))  # of two alike, the shorter
        if told and found[0] >= _KEPT * len(told) and (best is None or found > most):
            best, most = run, found
    if best is None:
        why = "its document has changed, and nothing in it is like these words"
        return Traced(locator, "gone", words, None, why)
    now = _trimmed(words, Span(document, best.start, best.end))
    return Traced(locator, "changed", words, now, "", differences(words, now))


def _runs(block: Block, count: int) -> Iterator[Region]:
    """Runs of about that many sentences: one may have been split, or two joined."""
    sentences = block.sentences
    for size in {max(1, count - 1), max(1, count), count + 1}:
        for at in range(len(sentences) - size + 1):
            yield Region(sentences[at].start, sentences[at + size - 1].end)


def _trimmed(words: str, span: Span) -> Span:
    """Without what was never quoted: a quote that began or ended within its sentence does so
    still, and an outermost word that became another became one of as many."""
    tokens, apart = _tokens(span.text), _apart(words, span.text)
    start, end = span.start, span.end
    if apart and apart[0][1].start == 0 and words[0].islower():
        gone, come = apart[0]
        start = span.start + tokens[max(0, come.stop - len(gone))].start
    if apart and apart[-1][1].stop == len(tokens) and not words.endswith(_ENDS):
        gone, come = apart[-1]
        end = span.start + tokens[min(len(tokens), come.start + len(gone)) - 1].end
    return Span(span.document, start, end) if start < end else span


def differences(words: str, now: Span) -> tuple[Difference, ...]:
    """Where the two differ, word by word; words are what stands between white space. Only where
    white space alone differs is it all of them."""
    old, new = _tokens(words), _tokens(now.text)
    found = tuple(
        Difference(_covering(old, gone, 0), _covering(new, come, now.start))
        for gone, come in _apart(words, now.text)
    )
    return found or (Difference(Region(0, len(words)), Region(now.start, now.end)),)


def _apart(words: str, text: str) -> list[tuple[range, range]]:
    """The numbers of the tokens that only `words` has, and of those that `text` has instead."""
    one, other = _TOKEN.findall(words), _TOKEN.findall(text)
    runs = groupby(LCSseq.opcodes(one, other), key=lambda code: code.tag == "equal")
    apart = [list(run) for equal, run in runs if not equal]
    return [
        (range(run[0].src_start, run[-1].src_end), range(run[0].dest_start, run[-1].dest_end))
        for run in apart
    ]


def _tokens(text: str) -> list[Region]:
    return [Region(match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _covering(tokens: list[Region], numbers: range, shift: int) -> Region:
    """The characters from the first to the last of those tokens; for none, the empty region
    behind the one before."""
    if numbers:
        first, last = tokens[numbers[0]].start, tokens[numbers[-1]].end
    else:
        first = last = tokens[numbers.start - 1].end if numbers.start else 0
    return Region(first + shift, last + shift)
