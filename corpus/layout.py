"""Plain text to Layout: headings, paragraphs, captions, notes and markers."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby, pairwise

from corpus.author_years import author_markers, by_author
from corpus.documents import Block, BlockKind, Layout, Marker, Reference, Region, Section
from corpus.markers import find_markers, markers_behind, unread_markers
from corpus.references import (
    REFERENCE_HEADINGS,
    first_note,
    note_sentences,
    parse_references,
)
from corpus.sentences import sentences_in, stripped
from corpus.text_lists import BULLETS, items_apart
from corpus.title_page import TitlePage, title_page
from corpus.turns import labels_apart, labels_of, turns_apart

# Characters and words that a line may have and still be a heading.
_LONGEST_HEADING = 90
_HEADING_WORDS = 12
_LONGEST_CAPTION = 300

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_CAPTION_START = re.compile(
    r"(?:NB|Note|Figure|Fig\.|Table|Map|Chart|Box|Photo|Image|Source|Data)\b[^.]{0,12}:", re.I
)
_TABLE = re.compile(
    r"Tab(?:le|\.) ?(?:[A-Z]\.?)?(?:\d[\d.]*|[IVX]+)(?:[.:|)]|\s*[-–—]|\s+[A-ZÀ-Þ(]|\s*\Z)"
)
_CREDIT = re.compile(
    r"\b(?:image|photo|picture|cover|map|graphic)s? (?:credit|by)|credits?:|©", re.I
)
_ENDS_LIKE_PROSE = (*'.;,:!…)”"—', "; or", "; and", ", or", ", and")
_ENDS_MARKED = re.compile(r"[.!?…][\"”’»')]{0,2}(?:\[[\d,;–-]+\]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\Z")
_BULLET = re.compile(rf"[{BULLETS}*+–—-]\s")
# How a provision begins, or a note between the parts of a law: "(2) The Minister", "[Assented".
_PROVISION = re.compile(r"\((?:\d{1,3}|[A-Za-z]|[ivx]{2,5})\)\s|\[")
# Who wrote it, below the title: "Marta Ferreira-Lind, Jonas Okello and Petra van Hove".
_NAME = (
    r"[A-ZÀ-Þ][\w’'.-]*(?:\s(?:[A-ZÀ-Þ][\w’'.-]*|v[ao]n|de[lnr]?|d[aio]s?|l[ae]|el|al|bin))*"
    r"\s[A-ZÀ-Þ][\w’'-]+"
)
_BYLINE = re.compile(rf"(?:By\s)?{_NAME}(?:,\s{_NAME})*,?\s(?:and|&)\s{_NAME}\Z|By\s{_NAME}\Z")
_HASHES = re.compile(r"#{1,6}\s+")
_BREAKS = re.compile(r"[\r\n]")
# A part of a law and its name below it, "PART 3" over "PENALTIES".
_PART = re.compile(
    r"(?:part|chapter|title|book|division|schedule|annex|appendix)\s(?:\d{1,3}|[ivxlc]+|[a-z])\Z",
    re.I,
)
# A section's name and its first subsection on the next line: "2. Fees" over "(1) The fee is 85".
_SECTION = re.compile(r"\d{1,3}[A-Z]{0,2}\.?\s[A-Z]")
_FIRST_PROVISION = re.compile(r"\(1\)\s+[\"“‘A-ZÀ-Þ]")


def read_layout(text: str, rows: Mapping[int, int] | None = None) -> Layout:
    """Where everything in a plain text stands; `rows`: where lines of tables start, with the
    number of their table.

    Runs of lines between blank ones are blocks, and so is each item of a list; a short line
    without a full stop is a heading; what follows a heading such as "References" is the list of
    notes, as far as the next heading with a paragraph.
    """
    rows = rows or {}
    parts = _parts(text, rows)
    page = _opening(text, parts, rows)
    runs = [*page.lines, *(run for run in parts if run.start >= page.end)]
    captions = _above_tables(text, runs, rows).union(one.start for one in page.telling)
    apart = captions.union(labels_of(text, runs), rows)
    headings = [
        run
        for at, run in enumerate(runs)
        if run in page.title + page.silent
        or (run.start not in apart and _is_heading(text, runs, at))
    ]
    listed, notes = _listed(text, runs, headings)
    outside = [run for run in runs if run not in headings and not _within(run, listed)]
    body = list(_body(text, outside, rows, captions))
    markers = _markers(text, body, notes)
    unread = unread_markers(text)
    blocks = [markers_behind(text, block, markers, unread) for block in body]
    if notes:
        blocks += [*_before_notes(text, listed), *_note_blocks(text, notes)]
        blocks.sort(key=lambda block: block.start)
        headings = [run for run in headings if not _within(run, listed)]
    return labels_apart(text, Layout(_sections(text, headings), tuple(blocks), notes, markers))


def title_of(text: str, rows: Mapping[int, int]) -> str:
    """The title that the text begins with, on one line; "" where it surely has none."""
    return _opening(text, _parts(text, rows), rows).of(text)


def plain_layout(text: str) -> Layout:
    """A layout without headings, captions or notes: every run of lines is body text, and every
    line that is marked as a heading one by itself."""
    parts = (part for run in _runs(text) for part in _marked_apart(text, run))
    runs = [run for run in parts if stripped(text, run.start, run.end)]
    blocks = [_block(text, run, "body", number) for number, run in enumerate(runs, 1)]
    return Layout(blocks=tuple(blocks))


def is_marked_heading(piece: str) -> bool:
    """Whether it is a line that Markdown's hashes mark as a heading."""
    return bool(_HASHES.match(piece)) and not _BREAKS.search(piece)


def _marked_apart(text: str, run: Region) -> Iterator[Region]:
    """The run's lines that are marked as headings, and those between them together."""
    lines = (_trimmed(text, *line.span()) for line in _LINE.finditer(text, run.start, run.end))
    for marked, some in groupby(lines, lambda one: is_marked_heading(text[one.start : one.end])):
        together = list(some)
        yield from together if marked else [Region(together[0].start, together[-1].end)]


def _parts(text: str, rows: Mapping[int, int]) -> list[Region]:
    """Paragraphs, headings, captions and rows of tables, each with all its lines."""
    apart = (part for run in _runs(text) for part in _rows_apart(text, run, rows))
    runs = (run for run in apart if stripped(text, run.start, run.end))
    return turns_apart(text, [part for run in runs for part in _heading_apart(text, run)])


def _rows_apart(text: str, run: Region, rows: Mapping[int, int]) -> Iterator[Region]:
    """The run's lines that are rows of tables, and those between them together, but for lines of
    dashes; a run without rows as it is."""
    found = (line.span() for line in _LINE.finditer(text, run.start, run.end))
    lines = [_trimmed(text, start, end) for start, end in found]
    if not any(line.start in rows for line in lines):
        yield run
        return
    told = [line for line in lines if any(map(str.isalnum, text[line.start : line.end]))]
    for _, some in groupby(told, lambda line: line.start if line.start in rows else -1):
        together = list(some)
        yield Region(together[0].start, together[-1].end)


def _opening(text: str, parts: list[Region], rows: Mapping[int, int]) -> TitlePage:
    captions = {one.start for one in parts if is_caption(text[one.start : one.end])}
    return title_page(text, parts, captions.union(labels_of(text, parts), rows))


def _runs(text: str) -> Iterator[Region]:
    """Consecutive lines that are not blank, without the white space around them."""
    start: int | None = None
    for line in _LINE.finditer(text):
        blank = not line[0].strip("\ufeff \t\r\n\v\f\xa0\u2028\u2029")
        if blank and start is not None:
            yield _trimmed(text, start, line.start())
            start = None
        elif not blank and start is None:
            start = line.start()
    if start is not None:
        yield _trimmed(text, start, len(text))


def _heading_apart(text: str, run: Region) -> list[Region]:
    """A run as its first line, where that is the heading of the reference list whose first note
    follows, or a heading of a law, and the rest; any other as it is."""
    line = _LINE.match(text, run.start)
    heading = _trimmed(text, run.start, min(line.end(), run.end)) if line else run
    below = _trimmed(text, heading.end, run.end)
    if _heads_law(text[heading.start : heading.end], text[below.start : below.end]):
        return [heading, below]
    if not _names_references(text, heading):
        return [run]
    notes = first_note(text, heading.end, run.end)
    follows = notes < run.end and not text[heading.end : notes].strip()
    return [heading, Region(notes, run.end)] if follows else [run]


def _heads_law(line: str, below: str) -> bool:
    """Whether the line is the number of a law's part over its name, or the name of a section over
    the first subsection."""
    if _PART.match(line):
        return bool(below) and not _BREAKS.search(below) and _reads_as_heading(below)
    section = _SECTION.match(line) and _reads_as_heading(line)
    return bool(section and _FIRST_PROVISION.match(below))


def _listed(
    text: str, runs: list[Region], headings: list[Region]
) -> tuple[Region, tuple[Reference, ...]]:
    """Where the list of notes stands, without its heading, and the notes. Of several lists it is
    the last; it ends where the next one's heading stands, or where, behind its last note, a
    heading and a paragraph follow. Nothing and an empty region if there is no list."""
    end = len(text)
    for heading in reversed([run for run in headings if _names_references(text, run)]):
        notes = parse_references(text, heading.end, end)
        if notes:
            end = _list_end(runs, headings, notes[-1].start, end)
            return Region(heading.end, end), parse_references(text, heading.end, end)
        end = heading.start
    return Region(len(text), len(text)), ()


def _list_end(runs: list[Region], headings: list[Region], last: int, end: int) -> int:
    """The start of the first heading behind the `last` note's that a paragraph follows."""
    for run, other in pairwise(runs):
        if last < run.start < end and run in headings and other not in headings:
            return run.start
    return end


def _within(run: Region, listed: Region) -> bool:
    return listed.start <= run.start < listed.end


def _trimmed(text: str, start: int, end: int) -> Region:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip("\ufeff \t\r\n\v\f\xa0"))
    return Region(start + left, start + len(piece.rstrip()))


def _is_heading(text: str, runs: list[Region], at: int) -> bool:
    line = text[runs[at].start : runs[at].end]
    if len(line) > _LONGEST_HEADING or _BREAKS.search(line) or at == len(runs) - 1:
        return False
    if _HASHES.match(line) or _names_references(text, runs[at]):
        return True
    return _reads_as_heading(line) and not (at == 1 and _BYLINE.match(line))


def _reads_as_heading(line: str) -> bool:
    if len(line) > _LONGEST_HEADING or len(line.split()) > _HEADING_WORDS:
        return False
    if line.endswith(_ENDS_LIKE_PROSE) or _ENDS_MARKED.search(line):
        return False
    if is_caption(line) or _BULLET.match(line) or _PROVISION.match(line):
        return False
    return line[0].isupper() or line[0].isdigit() or not line[0].isalpha()


def _names_references(text: str, run: Region) -> bool:
    name = _HASHES.sub("", text[run.start : run.end]).strip("* \t:").casefold()
    return name in REFERENCE_HEADINGS


def is_caption(piece: str) -> bool:
    """Whether a short paragraph reads like a caption, a credit or a note on a figure."""
    if len(piece) > _LONGEST_CAPTION:
        return False
    return bool(_CAPTION_START.match(piece) or _CREDIT.search(piece))


def _markers(text: str, body: list[Block], notes: tuple[Reference, ...]) -> tuple[Marker, ...]:
    if by_author(text, notes):
        return author_markers(text, body, notes)
    return find_markers(text, body, frozenset(note.number for note in notes))


def _above_tables(text: str, runs: list[Region], rows: Mapping[int, int]) -> frozenset[int]:
    """Where the runs start that are the captions of tables below them: "Table 1. Crossings"."""
    return frozenset(
        run.start
        for run, below in pairwise(runs)
        if below.start in rows and run.start not in rows
        if _TABLE.match(text[run.start : run.end])
        if not _BREAKS.search(text, run.start, run.end)
    )


def _body(
    text: str, runs: list[Region], rows: Mapping[int, int], captions: frozenset[int]
) -> Iterator[Block]:
    """Paragraphs, captions and rows; the rows of a table are one paragraph, below their header,
    which is a caption."""
    number, table = 0, None
    for run in runs:
        of, table = table, rows.get(run.start)
        if table is not None and table != of:
            number += 1
            yield Block(run.start, run.end, "caption", None, None, (run,))
        elif table is not None:
            yield Block(run.start, run.end, "body", number, None, (run,))
        elif run.start in captions or is_caption(text[run.start : run.end]):
            yield _block(text, run, "caption")
        else:
            parts = items_apart(text, run)
            for at, part in enumerate(parts, number + 1):
                yield _block(text, part, "body", at)
            number += len(parts)


def _block(text: str, run: Region, kind: BlockKind, paragraph: int | None = None) -> Block:
    sentences = sentences_in(text, run.start, run.end)
    return Block(run.start, run.end, kind, paragraph, None, sentences)


def _before_notes(text: str, listed: Region) -> Iterator[Block]:
    """What stands between the list's heading and its first note: thanks, as a rule."""
    region = stripped(text, listed.start, first_note(text, listed.start, listed.end))
    if region:
        yield _block(text, region, "acknowledgement")


def _note_blocks(text: str, notes: tuple[Reference, ...]) -> Iterator[Block]:
    for note in notes:
        inside = note_sentences(text, note.start, note.end)
        yield Block(note.start, note.end, "note", None, note.number, inside)


def _sections(text: str, headings: list[Region]) -> tuple[Section, ...]:
    ends = [*(heading.start for heading in headings), len(text)][1:]
    return tuple(
        Section(run.start, end, _HASHES.sub("", text[run.start : run.end]))
        for run, end in zip(headings, ends, strict=True)
    )
