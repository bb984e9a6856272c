"""Word documents (.docx): opened by python-docx, read from the XML inside."""

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml import etree

from corpus.archives import check_archive
from corpus.documents import Document
from corpus.docx_formulas import FORMULAS, formula_text
from corpus.docx_notes import NOTE_MARKS, read_notes
from corpus.docx_numbers import Numbering
from corpus.draft import About, Piece, Role, document_of
from corpus.errors import UserError
from corpus.line import Line
from corpus.tables import header_rows, table_pieces
from corpus.word_xml import W, inner, style_of, told_on

# Elements whose text was deleted, is said a second time, or is an instruction.
_SKIPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr")
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
# Elements that stand for one character.
_SIGNS: dict[str, Callable[[Line], None]] = {
    f"{W}tab": lambda line: line.add(" "),
    f"{W}ptab": lambda line: line.add(" "),
    f"{W}br": Line.break_line,
    f"{W}cr": Line.break_line,
    f"{W}noBreakHyphen": lambda line: line.add("\u2011"),
}
_ROLES: dict[str, Role] = {"title": "heading", "subtitle": "body", "caption": "caption"}


def read_docx(path: Path, name: str) -> Document:
    """The document's text in its order: headings, paragraphs, list items with their numbers,
    table cells, text boxes, and at the end its footnotes and endnotes.

    Deleted and hidden text, page headers and footers, comments and field codes are left out;
    nothing in it is run. There are no pages: Word lays them out anew each time. Title, author
    and language are its core properties'; the dates there are the file's, not the text's, and
    aren't taken. Raises UserError for a file that isn't a .docx, or is an archive bomb.
    """
    check_archive(path)
    word = _opened(path)
    try:
        pieces = list(_Walk(word).pieces())
    except (KeyError, ValueError, etree.LxmlError) as error:
        raise _broken(path, error) from error
    return document_of(path, name, pieces, _about(word))


def _opened(path: Path) -> WordDocument:
    """The package, opened. What a damaged one makes python-docx raise is told as one error."""
    try:
        return docx.Document(str(path))
    except (OpcError, etree.LxmlError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise _broken(path, error) from error
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> UserError:
    return UserError(
        f"not a whole .docx file ({type(error).__name__})",
        "open it in a word processor and save it anew",
        where=str(path),
    )


class _Walk:
    """One pass over the body; `_notes` gives each note's number and text by its mark."""

    def __init__(self, word: WordDocument) -> None:
        self._body = word.element.body
        self._styles = {style.style_id: style.name or "" for style in word.styles}
        self._notes = read_notes(word, self._body)
        self._numbering = Numbering(word)
        self._tables = 0

    def pieces(self) -> Iterator[Piece]:
        for element in inner(self._body):
            yield from self._block(element)
        for number, paragraphs in self._notes.texts():
            for paragraph in paragraphs:
                text, marks = self._line(paragraph)
                yield Piece("note", text, marks, number)

    def _block(self, element: Any) -> Iterator[Piece]:
        if element.tag == f"{W}tbl":
            self._tables += 1
            grid, headers = self._grid(element)
            yield from table_pieces(grid, self._tables, headers or header_rows(grid))
        elif element.tag == f"{W}p":
            text, marks = self._line(element)
            yield Piece(self._role(element), text, marks)
            for box in _boxes(element):
                for one in inner(box):
                    yield from self._block(one)
        elif element.tag in FORMULAS:
            yield Piece("body", formula_text(element))

    def _role(self, paragraph: Any) -> Role:
        name = self._styles.get(style_of(paragraph), "").lower()
        return "heading" if name.startswith("heading") else _ROLES.get(name, "body")

    def _line(self, paragraph: Any) -> tuple[str, tuple[Any, ...]]:
        line = Line()
        line.add(self._numbering.label(paragraph))
        _fill(line, paragraph, self._notes.numbers)
        return line.taken()

    def _grid(self, table: Any) -> tuple[list[list[str]], int]:
        """The cells' text, a merged cell's in each place that it spans, and how many rows are
        marked as headers."""
        grid: list[list[str]] = []
        headers = 0
        for row in inner(table, "tr"):
            if told_on(row.find(f"{W}trPr/{W}tblHeader")) and headers == len(grid):
                headers += 1
            above = grid[-1] if grid else []
            cells: list[str] = []
            for cell in inner(row, "tc"):
                text = self._cell(cell)
                merged = cell.find(f"{W}tcPr/{W}vMerge")
                if merged is not None and merged.get(f"{W}val") != "restart":
                    text = above[len(cells)] if len(cells) < len(above) else text
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                wide = span.get(f"{W}val", "1") if span is not None else "1"
                cells += [text] * (min(int(wide), 50) if wide.isdecimal() else 1)
            grid.append(cells)
        return grid, headers

    def _cell(self, cell: Any) -> str:
        lines = []
        for paragraph in cell.iter(f"{W}p"):
            line = Line()
            _fill(line, paragraph, self._notes.numbers)
            lines.append(line.taken()[0])
        return " ".join(filter(None, lines))


def _fill(line: Line, element: Any, notes: Mapping[tuple[str, str], int]) -> None:
    """The text of a paragraph's runs, in order."""
    for child in element:
        if child.tag in _SKIPPED or (child.tag == f"{W}r" and _hidden(child)):
            continue
        if child.tag in _SIGNS:
            _SIGNS[child.tag](line)
        elif child.tag == f"{W}t":
            raised = _raised(child.getparent())
            (line.raise_ if raised else line.add)(child.text or "")
        elif child.tag in FORMULAS:
            line.add(formula_text(child))
        elif child.tag in NOTE_MARKS:
            number = notes.get((child.tag, child.get(f"{W}id", "")))
            if number:
                line.mark((number,))
        elif child.tag != f"{W}txbxContent":
            _fill(line, child, notes)


def _hidden(run: Any) -> bool:
    return told_on(run.find(f"{W}rPr/{W}vanish"))


def _raised(run: Any) -> bool:
    found = run.find(f"{W}rPr/{W}vertAlign")
    return found is not None and found.get(f"{W}val") == "superscript"


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in the paragraph, each once."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(over.tag in _SKIPPED for over in box.iterancestors()):
            yield box


def _about(word: WordDocument) -> About:
    related = word.part.package.rels.values()
    if not any(one.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for one in related):
        return About()  # python-docx would make some up, titled "Word Document"
    try:
        known = word.core_properties
    except (AttributeError, KeyError, ValueError):  # a damaged part, beside a sound text
        return About()
    return About(known.title.strip(), known.author.strip(), "", "", known.language.strip())
