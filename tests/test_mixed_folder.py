"""Twelve documents in all five formats: every quote verbatim, on the right page, in the right
paragraph."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import docx
import pytest
from anyascii import anyascii
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from assistant.assistant import Assistant
from assistant.selection import LateInteractionSelector
from assistant.settings import Settings
from assistant.verdict import Verdict
from corpus.collection import Collection, read_collection
from corpus.documents import Document, Layout
from corpus.errors import UserError
from corpus.incoming import Incoming
from corpus.shelf import add
from corpus.telling import document_json, document_lines
from index.embedder import HashingEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings
from ui.options import tell_unread
from ui.source import source_html

Footnoted = Callable[..., CompletedProcess[str]]

_SMALL = {
    "museum": ("The Museum", "museum", "1900", "12 euros"),
    "harbour": ("The Harbour", "harbour", "1871", "40 ships"),
    "library": ("The Library", "library", "1923", "90 000 volumes"),
    "railway": ("The Railway", "railway", "1855", "62 stations"),
    "forest": ("The Forest", "forest", "1790", "8 000 hectares"),
    "mill": ("The Mill", "mill", "1688", "4 wheels"),
    "bridge": ("The Bridge", "bridge", "1964", "11 arches"),
}


@dataclass(frozen=True)
class Part:
    """A heading or a paragraph as the test's author meant it."""

    text: str
    heading: bool


@dataclass(frozen=True)
class Written:
    """What a file was made of, and, for a PDF, the pages on which each part begins and ends."""

    parts: Sequence[Part]
    pages: Sequence[tuple[int, int]] = ()


def small(name: str) -> list[Part]:
    title, thing, year, many = _SMALL[name]
    return [
        Part(title, True),
        Part(f"The {thing} was opened in {year} by the town. It was paid for by a tax on salt, "
             f"which nobody liked and which was dropped after eleven years.", False),
        Part("Its numbers", True),
        Part(f"Today the {thing} counts {many} in all. A guide to the {thing} is printed each "
             f"spring, and visitors to the {thing} may ask for one at the gate.", False),
        Part(f"Repairs of the {thing} are planned for the autumn. They will be led by the {thing} "
             "office, whose head has promised not to close it for a single day.", False),
    ]  # fmt: skip


def brief_parts(brief: Document) -> list[Part]:
    headings = {section.heading for section in brief.layout.sections}
    told = [" ".join(part.split()) for part in re.split(r"\n\s*\n", brief.text)]
    return [Part(part, part in headings) for part in told if part]


def write_txt(path: Path, parts: Sequence[Part]) -> Written:
    path.write_text("\n\n".join(part.text for part in parts), encoding="utf-8")
    return Written(parts)


def write_md(path: Path, parts: Sequence[Part]) -> Written:
    shown = [
        ("## " if part.heading else "") + re.sub(r"([*_\[\]<>`])", r"\\\1", part.text)
        for part in parts
    ]
    path.write_text("\n\n".join(shown), encoding="utf-8")
    return Written(parts)


def write_html(path: Path, parts: Sequence[Part]) -> Written:
    tags = ("h2" if part.heading else "p" for part in parts)
    body = "".join(
        f"<{tag}>{html.escape(part.text)}</{tag}>\n" for tag, part in zip(tags, parts, strict=True)
    )
    around = "<nav><a href=/>Home</a></nav>", "<footer>All rights reserved</footer>"
    path.write_text(
        f'<!doctype html><meta charset="utf-8"><body>{around[0]}{body}{around[1]}',
        encoding="utf-8",
    )
    return Written(parts)


def write_docx(path: Path, parts: Sequence[Part]) -> Written:
    word = docx.Document()
    for part in parts:
        word.add_heading(part.text, 1) if part.heading else word.add_paragraph(part.text)
    word.save(str(path))
    return Written(parts)


class _Paper(FPDF):
    def header(self) -> None:
        if self.page_no() == 1:
            return
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, "A collection of papers", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=8)
        self.cell(0, 8, f"Page {self.page_no()}", align="C")


def _latin(text: str) -> str:
    """The text in the letters that a PDF's own fonts have."""
    return "".join(c if ord(c) < 256 else anyascii(c) for c in text)


def write_pdf(path: Path, parts: Sequence[Part]) -> Written:
    paper = _Paper(format=(148, 210))
    paper.set_auto_page_break(auto=True, margin=22)
    paper.add_page()
    told = [Part(_latin(part.text), part.heading) for part in parts]
    pages = []
    for part in told:
        if part.heading and paper.get_y() > 160:
            paper.add_page()
        paper.set_font("Helvetica", "B" if part.heading else "", 13 if part.heading else 9)
        first = paper.page_no() + (paper.get_y() + 5 > paper.h - 22)
        paper.multi_cell(0, 5, part.text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        pages.append((first, paper.page_no()))
        paper.ln(3)
    paper.output(str(path))
    return Written(told, pages)


Writer = Callable[[Path, Sequence[Part]], Written]
_BRIEFS: dict[str, Writer] = {
    "brief-txt.txt": write_txt,
    "brief-md.md": write_md,
    "brief-html.html": write_html,
    "brief-pdf.pdf": write_pdf,
    "brief-docx.docx": write_docx,
}
_OTHERS: dict[str, Writer] = {
    "museum.txt": write_txt,
    "harbour.md": write_md,
    "library.html": write_html,
    "railway.pdf": write_pdf,
    "forest.docx": write_docx,
    "mill.htm": write_html,
    "bridge.pdf": write_pdf,
}


@pytest.fixture(scope="module")
def folder(
    tmp_path_factory: pytest.TempPathFactory, brief: Document
) -> tuple[Collection, dict[str, Written]]:
    home = tmp_path_factory.mktemp("mixed")
    parts = brief_parts(brief)
    made = {name: write(home / name, parts) for name, write in _BRIEFS.items()}
    made |= {
        name: write(home / name, small(name.partition(".")[0])) for name, write in _OTHERS.items()
    }
    return read_collection(home), {Path(name).stem: told for name, told in made.items()}


Folder = tuple[Collection, dict[str, Written]]


def paragraphs(document: Document) -> list[tuple[int | None, str]]:
    return [
        (one.paragraph, " ".join(document.slice(one).split()))
        for one in document.layout.blocks
        if one.kind == "body"
    ]


def test_all_twelve_are_read(folder: Folder) -> None:
    collection, written = folder
    assert {document.id for document in collection.documents} == set(written)
    assert len(collection.documents) == 12
    assert not collection.unread
    assert not any(document.warnings for document in collection.documents)


@pytest.mark.parametrize("name", ["brief-txt", "brief-md", "brief-html", "brief-docx", "brief-pdf"])
def test_the_brief_reads_alike_in_every_format(folder: Folder, brief: Document, name: str) -> None:
    found = folder[0].document(name)
    fold = _latin if name == "brief-pdf" else str
    assert paragraphs(found) == [(n, fold(text)) for n, text in paragraphs(brief)]
    headings = [section.heading for section in found.layout.sections]
    assert headings == [fold(section.heading) for section in brief.layout.sections]
    assert [one.numbers for one in found.layout.markers] == [
        one.numbers for one in brief.layout.markers
    ]
    notes = [" ".join(found.slice(one).split()) for one in found.layout.references]
    assert notes == [fold(" ".join(brief.slice(one).split())) for one in brief.layout.references]
    assert len(notes) == 12


def _place(written: Written, text: str) -> tuple[int, tuple[int, int] | None]:
    """The part that has the words, by its position, and its pages."""
    at = next(at for at, part in enumerate(written.parts) if text in part.text)
    return at, written.pages[at] if written.pages else None


def test_every_sentence_stands_on_its_page_in_its_paragraph(folder: Folder) -> None:
    collection, written = folder
    seen = 0
    for document in collection.documents:
        last = (0, 0)
        for block in document.layout.blocks:
            for sentence in block.sentences:
                words = " ".join(document.slice(sentence).split())
                at, pages = _place(written[document.id], words)
                page = document.page_at(sentence.start)
                assert (page is None) == (pages is None)
                assert pages is None or pages[0] <= (page or 0) <= pages[1]
                if block.paragraph is not None:
                    # Paragraphs count up exactly as the author's parts do.
                    assert (block.paragraph == last[0]) == (at == last[1])
                    last = (block.paragraph, at)
                seen += 1
    assert seen > 5 * 90


def test_every_quote_is_verbatim_and_in_its_place(
    folder: Folder, tmp_path: Path, hashing_verdict: Verdict
) -> None:
    collection, written = folder
    embedder = HashingEmbedder()
    chosen = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    index = open_or_build(collection, tmp_path, chosen, embedder)
    assistant = Assistant(
        index, LateInteractionSelector(hashing_verdict), Settings(answer_threshold=1e-9)
    )
    quoted = set()
    for question in _questions():
        answer = assistant.ask(question, ())
        for footnote in answer.footnotes:
            quote, document = footnote.quote, footnote.quote.document
            assert quote.text == document.text[quote.start : quote.end]
            at, pages = _place(written[document.id], " ".join(quote.text.split()))
            assert footnote.page == document.page_at(quote.start)
            assert pages is None or pages[0] <= (footnote.page or 0) <= pages[1]
            counted = [part for part in written[document.id].parts[: at + 1] if not part.heading]
            if document.id in _SMALL:
                assert footnote.paragraph == len(counted)
                assert (
                    footnote.section
                    == [part.text for part in written[document.id].parts[:at] if part.heading][-1]
                )
            quoted.add(Path(document.source).suffix)
    assert quoted == {".txt", ".md", ".html", ".htm", ".pdf", ".docx"}


def _questions() -> list[str]:
    told = [f"When was the {thing} opened by the town?" for _, thing, _, _ in _SMALL.values()]
    told += [f"What does the {thing} count today in all?" for _, thing, _, _ in _SMALL.values()]
    return [*told, "How many people were arrested?", "What do sanctions include?"]


def test_reading_again_finds_the_index_up_to_date(folder: Folder, tmp_path: Path) -> None:
    collection, _ = folder
    embedder = HashingEmbedder()
    chosen = IndexSettings(model=embedder.name, model_sha256=embedder.sha256)
    first = open_or_build(collection, tmp_path, chosen, embedder)
    before = (tmp_path / "manifest.json").read_bytes()
    again = open_or_build(read_collection(collection.folder), tmp_path, chosen, embedder)
    assert (tmp_path / "manifest.json").read_bytes() == before
    assert again.fingerprint == first.fingerprint


def test_the_source_shows_where_pages_begin(folder: Folder) -> None:
    document = folder[0].document("brief-pdf")
    shown = source_html(document)
    blocks = [block for block in document.layout.blocks if block.kind != "note"]
    pages = sorted({document.page_at(block.start) or 0 for block in blocks})
    assert len(pages) > 3
    assert re.findall(r">Page (\d+)<", shown) == [str(page) for page in pages]
    assert "Page" not in re.sub(r"<[^>]*>", "", source_html(folder[0].document("forest")))


def test_the_stored_text_is_printed(folder: Folder, footnoted: Footnoted) -> None:
    for name in ("brief-pdf", "brief-docx", "mill", "harbour"):
        printed = footnoted("text", name, "--corpus", folder[0].folder)
        assert printed.stdout == folder[0].document(name).text


def test_what_was_left_out_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    document = Document("a", "a", "One.", Layout(), source="a.pdf", warnings=("page 2 is a scan",))
    collection = Collection(Path(), (document,), (UserError("broken", "mend it", where="b.pdf"),))
    tell_unread(collection, warnings=True)
    told = capsys.readouterr()
    assert told.err == "not read: b.pdf: broken; mend it\na.pdf: page 2 is a scan\n"
    assert not told.out


def test_adding_tells_what_can_not_be_quoted(tmp_path: Path) -> None:
    paper = FPDF()
    paper.set_font("Helvetica", size=11)
    paper.add_page()
    paper.cell(text="Words on the first page.")
    paper.add_page()
    paper.image(Image.new("RGB", (6, 8), "grey"), x=20, y=20, w=100)
    paper.output(str(tmp_path / "scan.pdf"))
    added = add(tmp_path / "corpus", [Incoming(tmp_path / "scan.pdf")])
    (change,) = added.changes
    assert change.state == "added"
    assert "page 2" in change.warnings[0]
    document = read_collection(tmp_path / "corpus").document("scan")
    assert document_json(document)["warnings"] == list(change.warnings)
    assert document_json(document)["pages"] == 1
    assert any("page 2" in line for line in document_lines(document))
