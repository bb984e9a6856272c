"""Sentences with their offsets, by sentencex (Wikimedia's segmenter for some 300 languages)."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import accumulate, pairwise

from langchain_text_splitters import RecursiveCharacterTextSplitter
from sentencex import segment

from corpus.documents import Region

# A sentence longer than this (characters) is cut at a pause or a space, so that it
# still fits in one passage with room for the encoder's 512 tokens.
LONGEST_SENTENCE = 900

# The segmenter breaks down where a capital alone, a space that isn't ASCII's and a full stop follow
# each other, so it is shown plain spaces and line ends for those; offsets stay.
_PLAIN = str.maketrans(
    dict.fromkeys("\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\x85\u2028\u2029", "\n")
)
# A list number alone ("2."), which the segmenter sets apart from what it numbers.
_LIST_NUMBER = re.compile(r"\s*\(?\d{1,3}[.)]\s*\Z")
# The end of a link in parentheses closes a citation as a full stop would.
_AFTER_LINK = re.compile(r"(?<=\))\s+(?=[A-Z])")
_LINK_BEFORE = re.compile(r"https?://\S+\)\Z")

_cut_long = partial(
    RecursiveCharacterTextSplitter,
    chunk_size=LONGEST_SENTENCE,
    chunk_overlap=0,
    keep_separator="end",
    strip_whitespace=False,
    separators=["; ", ": ", ", ", " ", ""],
)()


def sentences_in(text: str, start: int, end: int, language: str = "en") -> tuple[Region, ...]:
    """The sentences of text[start:end] in order, without the white space around them.

    Offsets count in `text`. Pieces are never looked up again: each begins where the one
    before it ended. Raises RuntimeError if the segmenter loses a character.
    """
    pieces = list(_pieces(text[start:end], language))
    edges = list(accumulate((len(piece) for piece in pieces), initial=start))
    if edges[-1] != end:
        raise RuntimeError(
            f"the segmenter returned {edges[-1] - start} of {end - start} characters"
        )
    return tuple(region for a, b in pairwise(edges) if (region := stripped(text, a, b)))


def stripped(text: str, start: int, end: int) -> Region | None:
    """[start, end) without white space at its ends; None if no letter or digit is in it."""
    piece = text[start:end]
    if not any(character.isalnum() for character in piece):
        return None
    left = len(piece) - len(piece.lstrip())
    return Region(start + left, start + len(piece.rstrip()))


def _pieces(text: str, language: str) -> Iterator[str]:
    held = ""
    for piece in _segmented(text, language):
        if _LIST_NUMBER.match(piece):
            held += piece
            continue
        for part in _split_after_links(held + piece):
            yield from _cut_long.split_text(part) if len(part) > LONGEST_SENTENCE else [part]
        held = ""
    if held:
        yield held


def _segmented(text: str, language: str) -> Iterator[str]:
    at = 0
    for piece in segment(language, text.translate(_PLAIN)):
        yield text[at : at + len(piece)]
        at += len(piece)


def _split_after_links(piece: str) -> list[str]:
    ends = [m.end() for m in _AFTER_LINK.finditer(piece) if _LINK_BEFORE.search(piece[: m.start()])]
    return [piece[a:b] for a, b in pairwise([0, *ends, len(piece)]) if a < b]
