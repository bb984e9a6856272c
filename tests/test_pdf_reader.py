"""PDF files: reading order, what is dropped, what is joined, tables, notes, pages."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from corpus.documents import Document
from corpus.errors import UserError
from corpus.hyphens import across_lines
from corpus.pdf_reader import read_pdf

LEFT = (
    "The first column begins here and goes on for a while. It tells of the river and of the "
    "bridge that was built over it in 1890. Nobody remembers who paid for the stones, but the "
    "town still owns the meadow on the far bank."
)
RIGHT = (
    "The second column is about something else. It tells of the railway that came in 1905 and "
    "of the station. The station was closed in 1971, and the rails were taken up soon after that "
    "by a firm from the coast."
)
ABOVE = "This sentence stands above both columns and reaches from one margin to the other one, "


class Paper(FPDF):
    """A4, Helvetica, with a running header and footer on each page if asked for."""

    def __init__(self, head: str = "", foot: str = "") -> None:
        super().__init__(format="A4")
        self.head, self.foot = head, foot
        self.set_auto_page_break(auto=True, margin=25)
        self.set_font("Helvetica", size=10)
        self.add_page()

    def header(self) -> None:
        if self.head:
            self.set_font("Helvetica", size=8)
            self.cell(
                0, 8, self.head.format(page=self.page_no()), new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )
            self.set_font("Helvetica", size=10)

    def footer(self) -> None:
        if self.foot:
            self.set_y(-15)
            self.set_font("Helvetica", size=8)
            self.cell(0, 8, self.foot.format(page=self.page_no()), align="C")

    def paragraph(self, text: str, width: float = 0, size: float = 10, style: str = "") -> None:
        self.set_font("Helvetica", style, size)
        self.multi_cell(width, 5, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(3)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[FPDF], Document]:
    def reading(paper: FPDF) -> Document:
        path = tmp_path / "paper.pdf"
        paper.output(str(path))
        return read_pdf(path, "paper")

    return reading


Read = Callable[[FPDF], Document]


def bodies(document: Document) -> list[str]:
    return [document.slice(one) for one in document.layout.blocks if one.kind == "body"]


def lines(paper: FPDF, x: float, y: float, rows: Sequence[str], size: float = 10) -> None:
    """Rows of text at a place, 5 mm apart."""
    paper.set_font("Helvetica", size=size)
    for at, row in enumerate(rows):
        paper.text(x, y + 5 * at, row)


def test_two_columns_are_read_one_after_the_other(read: Read) -> None:
    paper = Paper()
    paper.paragraph(ABOVE * 2 + "and ends.")
    top = paper.get_y()
    paper.multi_cell(85, 5, LEFT, align="L")
    paper.set_xy(105, top + 1.5)  # the base lines of the two columns differ
    paper.multi_cell(85, 5, RIGHT, align="L")
    assert bodies(read(paper)) == [ABOVE * 2 + "and ends.", LEFT, RIGHT]


def test_a_paragraph_goes_on_in_the_next_column(read: Read) -> None:
    paper = Paper()
    paper.multi_cell(85, 5, LEFT.removesuffix("on the far bank."), align="L")
    paper.set_xy(105, paper.t_margin)
    paper.multi_cell(85, 5, "on the far bank. " + RIGHT, align="L")
    assert bodies(read(paper)) == [f"{LEFT} {RIGHT}"]


def test_headers_footers_and_page_numbers_are_dropped(read: Read) -> None:
    paper = Paper("Annual report 2024 | sheet {page}", "Example Press, sheet {page}")
    for number in range(3):
        paper.paragraph(f"Paragraph {number} of the report says what it says.")
        paper.add_page()
    paper.paragraph("Annual report 2024 is named in the text as well.")
    assert bodies(read(paper)) == [
        *(f"Paragraph {number} of the report says what it says." for number in range(3)),
        "Annual report 2024 is named in the text as well.",
    ]


@pytest.mark.parametrize("foot", ["Page {page}", "{page}", "{page} / 9", "- {page} -"])
def test_a_single_page_is_without_its_number(read: Read, foot: str) -> None:
    paper = Paper(foot=foot)
    paper.paragraph("In the end 12 remained.")
    assert read(paper).text == "In the end 12 remained."


@pytest.mark.parametrize("last", ["2024.", "12."])
@pytest.mark.parametrize("foot", ["", "{page}"])
def test_a_sentence_may_end_in_a_number_of_its_own_line(read: Read, last: str, foot: str) -> None:
    paper = Paper(foot=foot)
    paper.paragraph("One.")
    begun = "The last of them was closed and nobody was told of it until the end of"
    lines(paper, 10, 265, [begun, last])
    paper.add_page()
    paper.paragraph("Two.")
    assert bodies(read(paper)) == ["One.", f"{begun} {last}", "Two."]


def test_a_year_at_the_foot_of_a_title_is_no_page_number(read: Read) -> None:
    paper = Paper()
    paper.paragraph("The title of the report")
    lines(paper, 90, 280, ["2024"])
    assert read(paper).text == "The title of the report\n\n2024"


def test_what_a_tagged_file_sets_apart_is_dropped(read: Read) -> None:
    paper = Paper()
    paper._out("/Artifact <</Type /Pagination>> BDC")
    paper.paragraph("A header on this page alone")
    paper._out("EMC")
    paper.paragraph("Words of the text.")
    assert read(paper).text == "Words of the text."


def test_pages_are_counted_and_a_paragraph_may_cross_them(read: Read) -> None:
    paper = Paper(foot="{page}")
    paper.paragraph("One.")
    for _ in range(8):
        paper.paragraph(LEFT)
    paper.set_y(260)
    crossing = "This begins on the first page and it goes on " + "and on " * 60 + "for long."
    paper.multi_cell(0, 5, crossing, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(4)
    paper.paragraph("Last.")
    found = read(paper)
    assert [page.number for page in found.layout.pages] == [1, 2]
    start = found.text.index(crossing)
    assert found.page_at(start) == 1
    assert found.page_at(start + len(crossing) - 1) == 2
    assert found.page_at(found.text.index("Last.")) == 2
    assert found.layout.pages[0].end == found.layout.pages[1].start


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("demo-", "cratic", "democratic"),  # an English word
        ("Lukash-", "enka", "Lukashenka"),  # no word, but neither are its halves
        ("long-", "term", "long-term"),  # both halves are words, together they are none
        ("co-", "operation", "co-operation"),  # the document writes it so
        ("Su-", "25", "Su-25"),
        ("Russia-", "Belarus", "Russia-Belarus"),
        ("2020-", "2021", "2020-2021"),
        ("Ver\u00ad", "trag", "Vertrag"),
        ("https://example.org/a-", "long/path", "https://example.org/a-long/path"),
        ("(https://example.org/a/", "b.html)", "(https://example.org/a/b.html)"),
        ("word", "other", None),
        ("-", "dash", None),
        ("end.", "Next", None),
    ],
)
def test_words_cut_by_a_line_end(left: str, right: str, joined: str | None) -> None:
    assert across_lines(left, right, {"co-operation"}) == joined


def test_a_cut_word_is_whole_in_the_text(read: Read) -> None:
    paper = Paper()
    lines(paper, 20, 30, ["The regime answered with unprece-", "dented force and a long-",
                          "term plan for its Su-", "25 aircraft."])  # fmt: skip
    found = read(paper)
    assert found.text == (
        "The regime answered with unprecedented force and a long-term plan for its Su-25 aircraft."
    )


def test_ligatures_are_spelt_out(tmp_path: Path) -> None:
    # pdfminer gives the letter that the font's map names, here the ligature's own.
    paper = Paper()
    paper.paragraph("The oXcial ofYer was Xnal.")
    path = tmp_path / "plain.pdf"
    paper.set_compression(False)
    paper.output(str(path))
    raw = path.read_bytes().replace(
        b"(The oXcial ofYer was Xnal.)", b"(The o\x01cial o\x02er was \x03nal.)"
    )
    names = b"/Encoding << /Type /Encoding /Differences [1 /ffi 2 /ff 3 /fi] >>"
    raw = raw.replace(b"/Encoding /WinAnsiEncoding", names)
    path.write_bytes(raw)
    assert read_pdf(path, "plain").text == "The official offer was final."


def test_letters_printed_twice_are_read_once(read: Read) -> None:
    paper = Paper()
    words = "A bold, illustrious hall will fill all 1111 of its seats still."
    for at, size in enumerate((6, 7, 8, 9, 10, 11, 12)):
        for shift in (0.0, 0.02 * size):
            lines(paper, 20 + shift, 40 + 20 * at, [words], size)
    assert set(read(paper).text.split("\n\n")) == {words}


def table(paper: FPDF, borders: str) -> None:
    rows = [("Country", "Crossings in 2021", "In 2024"), ("Latvia", "5 600", "1 010"),
            ("Poland", "39 000", "30 090"), ("Lithuania", "8 100", "1 002")]  # fmt: skip
    with paper.table(borders_layout=borders, col_widths=(40, 40, 40), width=120) as made:
        for row in rows:
            made.row(row)
    paper.ln(4)


@pytest.mark.parametrize("borders", ["ALL", "NONE"])
def test_a_cell_is_quoted_with_its_row_and_column(read: Read, borders: str) -> None:
    paper = Paper()
    paper.paragraph("What stands before the table is a whole paragraph of text.")
    table(paper, borders)
    paper.paragraph("What stands after the table is another paragraph of text.")
    found = read(paper)
    assert bodies(found) == [
        "What stands before the table is a whole paragraph of text.",
        "Latvia — Crossings in 2021: 5 600\nLatvia — In 2024: 1 010",
        "Poland — Crossings in 2021: 39 000\nPoland — In 2024: 30 090",
        "Lithuania — Crossings in 2021: 8 100\nLithuania — In 2024: 1 002",
        "What stands after the table is another paragraph of text.",
    ]
    cell = found.layout.blocks[2].sentences[1]
    assert found.slice(cell) == "Poland — In 2024: 30 090"
    assert [block.paragraph for block in found.layout.blocks] == [1, 2, 2, 2, 3]
    assert found.page_at(cell.start) == 1


def test_words_in_no_cell_of_a_table_are_kept(read: Read) -> None:
    paper = Paper()
    cells = [["Attempts", "2021", "2024"], ["Latvia", "5", "6"], ["Poland", "7", "8"]]
    for down, row in enumerate(cells):
        for right, text in enumerate(row):
            if right or down:  # the first cell isn't drawn
                paper.rect(20 + 40 * right, 60 + 10 * down, 40, 10)
            paper.text(22 + 40 * right, 66 + 10 * down, text)
    assert bodies(read(paper)) == [
        "Latvia — 2021: 5\nLatvia — 2024: 6",
        "Poland — 2021: 7\nPoland — 2024: 8",
        "Attempts",
    ]


def test_notes_below_two_columns(read: Read) -> None:
    paper = Paper()
    for number, (left, text) in enumerate(((10, LEFT), (105, RIGHT)), 1):
        paper.set_left_margin(left)
        paper.set_right_margin(210 - 85 - left)
        paper.set_xy(left, paper.t_margin)
        paper.write(5, text.removesuffix("."))
        paper.char_vpos = "SUP"
        paper.write(5, str(number))
        paper.char_vpos = "LINE"
        paper.write(5, ". And it goes on.")
    long = "A book with so long a title that it reaches from one margin of the page to the other"
    notes = [f"A. Writer, {long}, 2010.", f"B. Writer, {long}, 2011."]
    lines(paper, 10, 262, [f"{number} {note}" for number, note in enumerate(notes, 1)], size=8)
    found = read(paper)
    assert [found.slice(one) for one in found.layout.references] == notes
    assert [marker.numbers for marker in found.layout.markers] == [(1,), (2,)]


def columns(paper: Paper, left: Sequence[str], right: Sequence[str], shift: float = 1.5) -> None:
    """Two columns from the page's top, whose base lines differ; "^1" is a raised number."""
    for x, column, top in ((10, left, paper.t_margin), (105, right, paper.t_margin + shift)):
        for number, line in enumerate(column):
            paper.set_xy(x, top + 5 * number)
            for part in line.split("|"):
                paper.char_vpos = "SUP" if part.startswith("^") else "LINE"
                paper.write(5, part.removeprefix("^"))
            paper.char_vpos = "LINE"


LEFT_LINES = [
    "The first column tells of the river and of the",
    "bridge over it.|^1| It was built in 1890, and all",
    "the stones came from one quarry.|^2| Nobody at",
    "all remembers who paid for them, but the town",
    "still owns the meadow, let each year for up to",
]
RIGHT_LINES = [
    "300 crowns. The second column is about rails.",
    "They came in 1905, and the station was closed",
    "in 1971.|^3| A firm from the coast took them up",
    "soon after that. The houses of the workers are",
    "empty now, and so are both of the warehouses.",
]
LONG = "A book with so long a title that it reaches from one margin of the page to the other"


def test_short_notes_and_last_lines_below_two_columns(read: Read) -> None:
    paper = Paper()
    columns(paper, LEFT_LINES, RIGHT_LINES)
    lines(paper, 10, 252, ["1 A. Writer, Salt, 2001.", f"2 B. Writer, {LONG}, in three parts,",
                           "Lisbon 2010.", "3 The station, not the line."], size=8)  # fmt: skip
    found = read(paper)
    assert [found.slice(one) for one in found.layout.references] == [
        "A. Writer, Salt, 2001.",
        f"B. Writer, {LONG}, in three parts, Lisbon 2010.",
        "The station, not the line.",
    ]
    assert [marker.numbers for marker in found.layout.markers] == [(1,), (2,), (3,)]
    assert "let each year for up to 300 crowns." in found.text


def test_each_column_may_have_notes_of_its_own(read: Read) -> None:
    paper = Paper()
    columns(paper, LEFT_LINES, RIGHT_LINES)
    lines(paper, 10, 252, ["1 A. Writer, Salt, 2001.", "2 B. Writer, Iron, a book in",
                           "three parts, 2010."], size=8)  # fmt: skip
    lines(paper, 105, 254, ["3 C. Writer, Rails, a book that", "nobody has read, 2012."], size=8)
    lines(paper, 10, 268, [f"Made from {LONG.lower()}, by the town"], size=8)
    found = read(paper)
    assert [found.slice(one) for one in found.layout.references] == [
        "A. Writer, Salt, 2001.",
        "B. Writer, Iron, a book in three parts, 2010.",
        "C. Writer, Rails, a book that nobody has read, 2012.",
    ]


def test_markers_of_notes_that_are_not_read_open_no_sentence(read: Read) -> None:
    paper = Paper()
    columns(paper, ["It stood in the meadow of the town.|^2||^3| It was built in 1890. Nobody"], [])
    columns(paper, ["", "knows the builder.|^14| Carbon was found."], [])
    found = read(paper)
    assert found.layout.markers == ()
    sentences = found.layout.blocks[0].sentences
    assert found.slice(sentences[1]) == "It was built in 1890."
    assert [found.slice(sentences[n]).rstrip("()0123456789, ") for n in (0, 2, 3)] == [
        "It stood in the meadow of the town.", "Nobody knows the builder.", "Carbon was found."
    ]  # fmt: skip


def test_notes_at_the_foot_of_a_page(read: Read) -> None:
    paper = Paper(foot="{page}")
    for number in (1, 2):
        paper.write(5, f"Claim {number} is made here")
        paper.char_vpos = "SUP"
        paper.write(5, str(number))
        paper.char_vpos = "LINE"
        paper.write(5, " and it goes on, over 30 km")
        paper.char_vpos = "SUP"
        paper.write(5, "2")
        paper.char_vpos = "LINE"
        paper.write(5, " of land.")
        lines(paper, 10, 262, [f"{number} A. Writer, A book {number}, 20{number}0,",
                               f"line {number + 1} of note {number}."], size=8)  # fmt: skip
        paper.set_font("Helvetica", size=10)
        if number == 1:
            paper.add_page()
    found = read(paper)
    assert bodies(found) == [
        f"Claim {n} is made here({n}) and it goes on, over 30 km² of land." for n in (1, 2)
    ]
    assert [(one.number, found.slice(one)) for one in found.layout.references] == [
        (n, f"A. Writer, A book {n}, 20{n}0, line {n + 1} of note {n}.") for n in (1, 2)
    ]
    assert [marker.numbers for marker in found.layout.markers] == [(1,), (2,)]
    assert [found.page_at(one.start) for one in found.layout.references] == [1, 2]


def test_headings_and_a_list_of_references(read: Read) -> None:
    paper = Paper()
    paper.paragraph("A bold beginning", size=14, style="B")
    paper.paragraph("It is so(2).")
    paper.paragraph("References", size=12, style="B")
    paper.paragraph("1. A. Writer, 'A title', The Journal, 2 May 2024 "
                    "(https://www.example.org/a/very/long/address/that/needs/more/than/one-"
                    "line-of-the-page/to/be/told).")  # fmt: skip
    paper.paragraph("2. A remark without a source.")
    found = read(paper)
    assert [one.heading for one in found.layout.sections] == ["A bold beginning", "References"]
    assert [one.number for one in found.cited_in(18, 29)] == [2]
    first = found.layout.references[0]
    assert first.url == (
        "https://www.example.org/a/very/long/address/that/needs/more/than/one-"
        "line-of-the-page/to/be/told"
    )
    assert not first.url_cut


def _picture(paper: FPDF) -> None:
    paper.image(Image.new("RGB", (60, 80), "grey"), x=20, y=20, w=100)


def test_a_scanned_page_is_reported(read: Read) -> None:
    paper = Paper(foot="")
    paper.paragraph("Words on the first page.")
    paper.add_page()
    _picture(paper)
    paper.add_page()
    paper.paragraph("Words on the third page.")
    found = read(paper)
    assert found.warnings == (
        "page 2 is an image without a text layer; nothing on it can be quoted",
    )
    assert found.page_at(found.text.index("third")) == 3


def test_a_scan_alone_is_refused(read: Read) -> None:
    paper = Paper()
    _picture(paper)
    with pytest.raises(UserError, match="text layer"):
        read(paper)


def test_what_the_file_says_of_the_text(read: Read) -> None:
    paper = Paper()
    paper.set_title("The title")
    paper.set_author("A. Writer")
    paper.set_lang("en-GB")
    paper.paragraph("Words.")
    found = read(paper)
    assert (found.title, found.author, found.language) == ("The title", "A. Writer", "en-GB")
    assert found.date == ""  # when the file was made says nothing of the text


def test_a_title_that_is_a_file_name_is_none(read: Read) -> None:
    paper = Paper()
    paper.set_title("Microsoft Word - draft_final2.docx")
    paper.paragraph("Words.")
    assert read(paper).title == "paper"


def test_an_xmp_packet_tells_publisher_and_date(read: Read) -> None:
    paper = Paper()
    paper.set_xmp_metadata(
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:publisher><rdf:Bag><rdf:li>P</rdf:li>'
        "</rdf:Bag></dc:publisher><dc:date><rdf:Seq><rdf:li>2024-05-01</rdf:li></rdf:Seq></dc:date>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    paper.paragraph("Words.")
    found = read(paper)
    assert (found.publisher, found.date) == ("P", "2024-05-01")


def test_a_locked_file_is_refused_by_name(tmp_path: Path) -> None:
    paper = Paper()
    paper.set_encryption(owner_password="owner", user_password="user")
    paper.paragraph("Words.")
    paper.output(str(tmp_path / "a.pdf"))
    with pytest.raises(UserError, match="password"):
        read_pdf(tmp_path / "a.pdf", "a")


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7", b"words", b"%PDF-1.4\ntrailer<</Root 1 0 R>>"])
def test_what_is_no_pdf_is_refused_by_name(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw)
    with pytest.raises(UserError) as told:
        read_pdf(path, "a")
    assert told.value.where == str(path)
