"""A text to its claims: the sentences that state something, with their exact places."""

import re
from collections.abc import Iterator

from corpus.documents import Region
from corpus.sentences import sentences_in

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
# What stands before a line's first words: quote signs, bullets, list numbers, table bars.
_BEFORE_LINE = re.compile(
    r"(?:[\s>|\ufeff]|[*+•‣◦·–—-](?=\s)|\d{1,3}[.)](?=\s)|\[[ xX]\](?=\s)|\(?[a-z]\)(?=\s))*"
)
_HEADING = re.compile(r"\s*(?:#{1,6}\s|={3,}\s*$)")
_NOTE_DEFINITION = re.compile(r"\s*\[\^?\w{1,12}\]:")
# A footnote's marker: [1], [^a], or (3) glued to what it follows. Blanked, never compared. A year
# in brackets is none: it says when.
_NOTE = (
    r"\[(?:\^[\w,;–-]{1,12}|(?!(?:1[5-9]|20)\d\d(?!\d))\d[\d,;–-]{0,11}"
    r"|[a-z]|[ivxl]{1,4}|[A-Za-z+]{1,7}\d\d[a-z]?)\]"
)
_MARKER = re.compile(_NOTE + r"|(?<=\S)\(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\)")
_BEFORE_CLAIM = re.compile(rf"(?:[\s|*_~`]|{_NOTE}|\(\d{{1,3}}\))*")
_AFTER_CLAIM = re.compile(rf"(?:[\s|*_~`]|{_NOTE}|(?<=[^\s\w])\(\d{{1,3}}\))*\Z")
_QUOTED = re.compile(r"[“”„\"‘«]([^“”„\"«»]*)[”“\"’»]\Z")
_CLAUSE_END = re.compile(r";(?=\s)")


def claims_in(text: str) -> tuple[Region, ...]:
    """The claims of a plain or Markdown text in order, as regions of it. A line's end always
    ends one, and so does a semicolon; bullets, quotation marks around the whole and footnote
    markers at its ends stay outside. Questions, and headings without a figure, claim nothing.
    """
    return tuple(claim for line in _LINE.finditer(text) for claim in _of_line(text, line))


def blanked(text: str) -> str:
    """The text, of the same length, with spaces for footnote markers."""
    return _MARKER.sub(lambda match: " " * len(match[0]), text)


def markers_in(text: str) -> list[Region]:
    """Where the footnote markers of a text stand."""
    return [Region(match.start(), match.end()) for match in _MARKER.finditer(text)]


def clauses_in(text: str, sentence: Region) -> Iterator[Region]:
    """The parts of a sentence between its semicolons."""
    start = sentence.start
    for match in _CLAUSE_END.finditer(text, sentence.start, sentence.end):
        yield Region(start, match.start())
        start = match.end()
    yield Region(start, sentence.end)


def _of_line(text: str, line: re.Match[str]) -> Iterator[Region]:
    if _NOTE_DEFINITION.match(line[0]):
        return
    start = line.start()
    heading = _HEADING.match(line[0])
    if heading:
        if not any(character.isdigit() for character in line[0]):
            return
        start += heading.end()
    lead = _BEFORE_LINE.match(text, start, line.end())
    for sentence in sentences_in(text, lead.end() if lead else start, line.end()):
        for clause in clauses_in(text, sentence):
            claim = _trimmed(text, clause)
            if claim and not text[claim.start : claim.end].rstrip("”’\"'*_ ").endswith("?"):
                yield claim


def _trimmed(text: str, region: Region) -> Region | None:
    lead = _BEFORE_CLAIM.match(text, region.start, region.end)
    start = lead.end() if lead else region.start
    piece = text[start : region.end]
    tail = _AFTER_CLAIM.search(piece)
    piece = piece[: tail.start()] if tail else piece
    quoted = _QUOTED.match(piece)
    if quoted:
        start, piece = start + quoted.start(1), quoted[1]
    if not any(character.isalnum() for character in piece):
        return None
    left = len(piece) - len(piece.lstrip())
    return Region(start + left, start + len(piece.rstrip()))
