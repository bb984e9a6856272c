"""The lines at the start of a document that may say what it is, by whom and of when."""

import re
from collections.abc import Iterator

from assistant.labels import pieces_of
from corpus.documents import Document, Region

# Pieces at the start of a document among which its title and byline stand, as far as the first
# with more than one sentence, and the most characters of a line there.
_PIECES, LINE = 6, 250


def title_pieces(document: Document) -> Iterator[Region]:
    """The headings and blocks of the title page, in order."""
    for at, piece in enumerate(pieces_of(document)):
        if at >= _PIECES or len(piece.sentences) > 1 or piece.end - piece.start > LINE:
            return
        yield piece


def title_lines(document: Document) -> Iterator[Region]:
    """The lines of the title page but for the first, which is the title, or begins it."""
    lines = (line for piece in title_pieces(document) for line in lines_of(document, piece))
    for at, line in enumerate(lines):
        if at:
            yield line


def lines_of(document: Document, region: Region) -> Iterator[Region]:
    """The lines there that hold anything, without the spaces about them."""
    for line in re.finditer(r"\S(?:[^\r\n]*\S)?", document.slice(region)):
        yield Region(region.start + line.start(), region.start + line.end())
