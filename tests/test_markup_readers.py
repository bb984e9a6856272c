"""Markdown, web pages and Word documents: what is read of them, and what isn't."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.docx_reader import read_docx
from corpus.errors import UserError
from corpus.html_reader import read_html
from corpus.markdown_reader import read_markdown

Reader = Callable[[Path, str], Document]


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Document]:
    """A web page with that body: page("<p>One.</p>", head="…")."""

    def read(body: str | bytes, head: str = "", opening: str = "<html>") -> Document:
        raw = body if isinstance(body, bytes) else f"{opening}<head>{head}</head><body>{body}"
        path = tmp_path / "page.html"
        path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
        return read_html(path, "page")

    return read


@pytest.fixture
def markdown(tmp_path: Path) -> Callable[[str], Document]:
    def read(text: str) -> Document:
        path = tmp_path / "text.md"
        path.write_bytes(text.encode())
        return read_markdown(path, "text")

    return read


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.slice(block)) for block in document.layout.blocks]


def bodies(document: Document) -> list[str]:
    return [text for kind, text in kinds(document) if kind == "body"]


def items(document: Document) -> list[tuple[str, str]]:
    return [(block.item, document.slice(block)) for block in document.layout.blocks]


def sentences(document: Document) -> list[str]:
    return [document.slice(one) for block in document.layout.blocks for one in block.sentences]


def test_items_of_lists_are_told(
    page: Callable[..., Document], markdown: Callable[[str], Document]
) -> None:
    told = [
        ("", "It should:"),
        ("item", "Go."),
        ("further", "Soon."),
        ("item", "1. Stay:"),
        ("item", "Here"),
        ("further", "Or not."),
        ("", "They left."),
    ]
    written = "It should:\n\n- Go.\n\n  Soon.\n\n1. Stay:\n   - Here\n\n   Or not.\n\nThey left.\n"
    assert items(markdown(written)) == told
    marked = (
        "<p>It should:</p><ul><li><p>Go.</p><p>Soon.</p></li></ul>"
        "<ol><li>Stay:<ul><li>Here</li></ul>Or not.</li></ol><p>They left.</p>"
    )
    assert items(page(marked)) == told
    assert items(page(marked.replace("Stay:", "<p>Stay:</p>"))) == told
    assert items(page("<ol><li></li><li><p>Go.</p></li></ol><p>So.</p>")) == [
        ("item", "2. Go."),
        ("", "So."),
    ]


@pytest.mark.parametrize(
    ("strong", "told"),
    [
        ("*Fix the pipes first.* Half is lost. It rains.", ["Fix the pipes first. Half is lost."]),
        ("*Recommendation: act.* It is late. It rains.", ["Recommendation: act. It is late."]),
        ("They won. *It is so.* It rains.", ["They won.", "It is so."]),
        ("*They won.*", ["They won."]),
        ("*They won* it. It is so. It rains.", ["They won it.", "It is so."]),
        ("*It is long as it is and has nine words.* No. It rains.",
         ["It is long as it is and has nine words.", "No."]),
    ],
)  # fmt: skip
def test_a_label_in_strong_type_is_one_sentence_with_the_next(
    page: Callable[..., Document],
    markdown: Callable[[str], Document],
    strong: str,
    told: list[str],
) -> None:
    rest = ["It rains."] if strong.endswith("rains.") else []
    assert sentences(markdown(strong.replace("*", "**"))) == [*told, *rest]
    before, label, after = strong.split("*")
    for tag in ("b", "strong"):
        words = f"{before}<{tag}>{label}</{tag}>{after}"
        assert sentences(page(f"<p>{words}</p>")) == [*told, *rest]
        first, *further = [*told, *rest]
        assert sentences(page(f"<ol><li>{words}</li></ol>")) == [f"1. {first}", *further]


# Web pages


@pytest.mark.parametrize(
    "unseen",
    [
        "<nav>Menu</nav>",
        "<footer>Menu</footer>",
        "<header>Menu</header>",
        "<aside>Menu</aside>",
        "<form>Menu</form>",
        '<div role="navigation">Menu</div>',
        '<div class="cookie-banner">Menu</div>',
        '<div id="CookieConsent">Menu</div>',
        '<ul class="breadcrumb x"><li>Menu</ul>',
        "<script>Menu</script>",
        "<style>.Menu{}</style>",
        "<template><p>Menu</template>",
        "<noscript>Menu</noscript>",
        '<p style="color:red; display : none">Menu</p>',
        '<p style="visibility:hidden">Menu</p>',
        '<p style="font-size:0">Menu</p>',
        "<p hidden>Menu</p>",
        '<p aria-hidden="true">Menu</p>',
        '<p class="away">Menu</p>',
        '<p id="gone">Menu</p>',
        "<!-- Menu -->",
        "<svg><text>Menu</text></svg>",
        "<select><option>Menu</select>",
        "<button>Menu</button>",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(page: Callable[..., Document], unseen: str) -> None:
    style = "<style>.away, #gone { display: none } @media print { .kept { display: none } }</style>"
    found = page(f'{unseen}<p class="kept">The <b>one</b> thing.</p>{unseen}', style)
    assert bodies(found) == ["The one thing."]


def test_hidden_words_inside_a_sentence_are_left_out(page: Callable[..., Document]) -> None:
    found = page('<p>It is <span style="display:none">not </span>allowed.</p>')
    assert found.text == "It is allowed."


def test_the_main_text_is_what_the_page_says_it_is(page: Callable[..., Document]) -> None:
    found = page("<p>Around.</p><main><h2>Head</h2><p>Inside.</p></main><p>Around.</p>")
    assert found.text == "Head\n\nInside."
    assert [section.heading for section in found.layout.sections] == ["Head"]


@pytest.mark.parametrize(
    "markup",
    [
        "<form><nav>Menu</nav><div><h1>Head</h1><p>Words.</p></div></form>",
        "<form><script>var menu = 'Menu, menu, menu'</script><h1>Head</h1><div>Words.</div></form>",
        '<section id="social"><h2>Social policy</h2><p>Words.</p></section>',
        '<h2 id="related">Head</h2><p>Words.</p>',
    ],
)
def test_a_form_or_a_name_around_the_text_hides_nothing(
    page: Callable[..., Document], markup: str
) -> None:
    found = page(markup)
    assert bodies(found) == ["Words."]
    assert len(found.layout.sections) == 1


def test_a_form_in_the_text_is_left_out(page: Callable[..., Document]) -> None:
    form = "<form><h3>A letter</h3><p>Sign up.</p></form>"
    assert page(f"<h1>Head</h1><p>One.</p>{form}<p>Two.</p>").text == "Head\n\nOne.\n\nTwo."
    comments = '<div id="comments"><h3>2 comments</h3><p>Well.</p></div>'
    assert page(f"<p>One.</p>{comments}").text == "One."


def test_notes_are_found_by_their_links(page: Callable[..., Document]) -> None:
    found = page(
        '<main><p>The first<sup><a href="#n1" id="r1">1</a></sup>, and the second'
        '<a href="#n2" id="r2">[2]</a>.</p></main><footer>About us<ol>'
        '<li id="n1"><a href="#r1">^</a> A. Writer, <a href="https://x.org/a">A title</a>.</li>'
        '<li><a id="n2"></a>A remark. <a href="#r2">↩</a></li></ol></footer>'
    )
    assert bodies(found) == ["The first(1), and the second(2)."]
    notes = [(one.number, found.slice(one), one.url) for one in found.layout.references]
    assert notes == [
        (1, "A. Writer, A title (https://x.org/a).", "https://x.org/a"),
        (2, "A remark.", None),
    ]
    marks = [(found.slice(one), one.numbers) for one in found.layout.markers]
    assert marks == [("(1)", (1,)), ("(2)", (2,))]
    assert [note.number for note in found.cited_in(0, 9)] == [1]


@pytest.mark.parametrize(
    "back",
    ["back", "[Return]", "↩ Back to text", "Jump up", "Return to footnote <b>1</b> referrer"],
)
@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#n1" id="r1">1</a>',
        '<sup id="r1"><a href="#n1">1</a></sup>',
        '<a name="r1"></a><a href="#n1">1</a>',
    ],
)
def test_words_that_lead_back_are_none_of_a_note_s(
    page: Callable[..., Document], back: str, mark: str
) -> None:
    note = f'<ol><li id="n1">A. Writer, 2020. <a href="#r1">{back}</a></li></ol>'
    found = page(f"<p>It is so{mark}.</p>{note}")
    assert [found.slice(one) for one in found.layout.references] == ["A. Writer, 2020."]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="#s1">back to Section 1</a>',  # cites no note
        '<a href="#r2">back</a>',  # cites another note
        '<a href="#r1">the backlog</a>',
    ],
)
def test_other_links_in_a_note_are_words_of_it(page: Callable[..., Document], link: str) -> None:
    found = page(
        '<h2 id="s1">Head</h2><p>It is so<a href="#n1" id="r1">1</a>. And<sup><a href="#n2"'
        f' id="r2">2</a></sup>.</p><ol><li id="n1">A, 2020, {link}</li><li id="n2">B.</li></ol>'
    )
    words = re.sub("<[^>]+>", "", link)
    assert found.slice(found.layout.references[0]) == f"A, 2020, {words}"


def test_notes_whose_numbers_stand_beside_them(page: Callable[..., Document]) -> None:
    found = page(
        '<p>One<sup><a href="#n1" id="r1">1</a></sup>, in the table <a href="#n2" id="r2">[2]</a>.'
        '</p><dl><dt><a href="#r1">1</a></dt><dd id="n1">A, 2020.</dd>'
        '<dt><a href="#r2">2</a></dt><dd id="n2">B; see note <a href="#n1">1</a> above.</dd></dl>'
    )
    assert bodies(found) == ["One(1), in the table(2)."]
    assert [(one.number, found.slice(one)) for one in found.layout.references] == [
        (1, "A, 2020."),
        (2, "B; see note 1 above."),
    ]


@pytest.mark.parametrize(
    "markup",
    [
        '<h2 id="s2">Trade</h2><p>As in Section <a href="#s2">2</a>, it fell.</p>',
        '<p>See Figures <a href="#f1">1</a> and <a href="#f2">2</a>.</p>'
        '<div id="f1"><p>A chart.</p></div><div id="f2"><p>A map.</p></div>',
        '<p>See <a href="#f1">1</a>.</p><div id="f1"><img src="a.png"><p>A chart.</p></div>',
        '<ul><li><a href="#c1">1</a> Trade</ul><div id="c1"><h3>Trade</h3><p>It fell.</p></div>',
    ],
)
def test_numbers_of_sections_and_figures_are_no_notes(
    page: Callable[..., Document], markup: str
) -> None:
    found = page(markup)
    shown = re.sub("<[^>]+>", " ", markup)
    assert found.text.split() == re.sub(r" ([.,])", r"\1", shown).split()
    assert not found.layout.references
    assert not found.layout.markers


def test_a_list_of_sources_under_its_heading_is_the_notes(page: Callable[..., Document]) -> None:
    found = page("<p>It is so<sup>2</sup>.</p><h2>References</h2><ol><li>A, 2020<li>B, 2021</ol>")
    assert [(note.number, found.slice(note)) for note in found.layout.references] == [
        (1, "A, 2020"),
        (2, "B, 2021"),
    ]
    assert [marker.numbers for marker in found.layout.markers] == [(2,)]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("5 km<sup>2</sup> of it", "5 km² of it"),
        ("10<sup>6</sup> of them", "10⁶ of them"),
        ("10<sup>-3</sup> of it", "10⁻³ of it"),
        ("x<sup>2</sup> is it", "x² is it"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("H<sub>2</sub>O is wet", "H2O is wet"),
        ("the EU<sup>3</sup> says", "the EU(3) says"),
        ("as said.<sup>3, 4</sup> And", "as said.(3, 4) And"),
        ("30&nbsp;000&shy; people", "30\u00a0000 people"),
        ("one<br>two", "one\ntwo"),
        ("in January 2025<sup>3</sup>", "in January 2025(3)"),
        ("30 000<sup>4</sup> people", "30 000(4) people"),
        ("rose by 5.6<sup>4</sup>", "rose by 5.6(4)"),
        ("in 2009–10<sup>4</sup>", "in 2009–10(4)"),
        ("the G20<sup>4</sup> says", "the G20(4) says"),
        ("where they live in<sup>4</sup>", "where they live in(4)"),
        ("2<sup>31</sup>, 300<sup>-1</sup>, 3×10<sup>6</sup>", "2³¹, 300⁻¹, 3×10⁶"),
    ],
)
def test_raised_figures_never_change_a_figure(
    page: Callable[..., Document], markup: str, text: str
) -> None:
    assert page(f"<p>{markup}</p>").text == text


def test_a_cell_is_quoted_with_its_row_and_column(page: Callable[..., Document]) -> None:
    found = page(
        "<table><caption>Crossings</caption><thead><tr><th rowspan=2>Country<th colspan=2>Attempts"
        "<tr><th>2021<th>2024</thead><tr><td>Latvia<td>5 600<td>1 010"
        "<tr><td>Poland<td colspan=2>many</table>"
    )
    assert kinds(found) == [
        ("caption", "Crossings"),
        ("body", "Latvia — Attempts, 2021: 5 600\nLatvia — Attempts, 2024: 1 010"),
        ("body", "Poland — Attempts, 2021: many\nPoland — Attempts, 2024: many"),
    ]
    row = found.layout.blocks[1]
    assert found.slice(row.sentences[1]) == "Latvia — Attempts, 2024: 1 010"
    assert [block.paragraph for block in found.layout.blocks] == [None, 1, 1]


def test_a_table_without_headers_names_no_columns(page: Callable[..., Document]) -> None:
    found = page("<table><tr><td>Latvia<td>5<tr><td>Poland<td>7</table>")
    assert bodies(found) == ["Latvia — 5", "Poland — 7"]


@pytest.mark.parametrize("span", ["2026–2027", "2025/26", "2025-2026", "(2024 – 25)"])
def test_spans_of_years_name_columns(page: Callable[..., Document], span: str) -> None:
    found = page(f"<table><tr><td>Country<td>{span}<tr><td>Latvia<td>5</table>")
    assert bodies(found) == [f"Latvia — {span}: 5"]


def test_raised_figures_in_cells(page: Callable[..., Document]) -> None:
    found = page(
        "<table><tr><th>Country<th>Area, km<sup>2</sup><th>2024<sup>1</sup>"
        "<tr><td>Latvia<td>64 573<sup>2</sup><td>12<sup>[3]</sup>"
        "<tr><td>Poland<td>3×10<sup>5</sup><td>10<sup>-3</sup></table>"
    )
    assert bodies(found) == [
        "Latvia — Area, km²: 64 573(2)\nLatvia — 2024(1): 12(3)",
        "Poland — Area, km²: 3×10⁵\nPoland — 2024(1): 10⁻³",
    ]


def test_paragraphs_in_a_cell_are_kept_apart(page: Callable[..., Document]) -> None:
    found = page(
        "<table><tr><th>From<th>To<tr><td><p>Latvia</p><p>Lithuania</p>"
        "<td><ul><li>Po<b>la</b>nd</li><li>Belarus</li></ul></table>"
    )
    assert bodies(found) == ["Latvia Lithuania — To: Poland Belarus"]


@pytest.mark.parametrize("blank", ["<tr></tr>", "<tr><td><td></tr>"])
@pytest.mark.parametrize("tag", ["th", "td"])
def test_a_blank_row_names_no_columns(page: Callable[..., Document], blank: str, tag: str) -> None:
    rows = "<tr><td>Latvia<td>5</tr><tr><td>Poland<td>7</tr>"
    head = f"<tr><{tag}>Country<{tag}>2024</tr>"
    bare = page(f"<table><thead>{blank}</thead>{rows}</table>")
    assert bodies(bare) == ["Latvia — 5", "Poland — 7"]
    for table in (f"<thead>{blank}{head}</thead>{rows}", f"{blank}{head}{rows}"):
        assert bodies(page(f"<table>{table}</table>")) == [
            "Latvia — 2024: 5",
            "Poland — 2024: 7",
        ]


def test_a_table_that_lays_out_is_read_as_text(page: Callable[..., Document]) -> None:
    found = page("<table role=presentation><tr><td><p>One.</p><td><p>Two.</p></table>")
    assert bodies(found) == ["One.", "Two."]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'<meta charset="windows-1251"><p>\xcc\xe8\xed\xf1\xea', "Минск"),
        (b'<meta charset="iso-8859-1"><p>\x93caf\xe9\x94', "“café”"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>\xed\xc9\xd2',
            "Мир",
        ),
        ("<p>café".encode(), "café"),
        (b"\xef\xbb\xbf<meta charset=koi8-r><p>caf\xc3\xa9", "café"),
        (b"\xff\xfe" + "<p>Минск".encode("utf-16-le"), "Минск"),
        (b'<meta charset="hex"><p>words', "words"),
    ],
)
def test_encodings_are_those_declared(page: Callable[..., Document], raw: bytes, text: str) -> None:
    assert page(raw).text == text


def test_bytes_that_are_not_as_declared_are_refused(page: Callable[..., Document]) -> None:
    with pytest.raises(UserError, match="line 2"):
        page(b"<p>One\n<p>\xff\xfe\xfa")


def test_a_page_says_who_wrote_it(page: Callable[..., Document]) -> None:
    found = page(
        "<p>Words.",
        '<title>Title | Site</title><meta name="author" content="A. Writer">'
        '<meta property="og:site_name" content="The Site">'
        '<meta property="article:published_time" content="2024-05-01">',
        '<html lang="de">',
    )
    told = (found.title, found.author, found.publisher, found.date, found.language)
    assert told == ("Title | Site", "A. Writer", "The Site", "2024-05-01", "de")


def test_a_page_that_says_nothing_is_told_nothing_of(page: Callable[..., Document]) -> None:
    found = page("<h1>Head</h1><p>Words of 2024, by A. Writer.")
    assert (found.title, found.author, found.publisher, found.date, found.language) == (
        "page", "", "", "", "",
    )  # fmt: skip


def test_entities_are_those_of_html_alone(page: Callable[..., Document]) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>One &amp; &b; &x;'
    assert "aaaa" not in page(bomb.encode()).text


# Markdown


def test_markdown_is_read_as_it_is_shown(markdown: Callable[[str], Document]) -> None:
    found = markdown(
        "# The *head*\n\nSome **bold** `code`, a [link](http://x.y) and\nthe rest.  \nNext "
        "<span hidden>secret </span>line.\n\n> Quoted.\n\n3. three\n4. four\n   - deep\n\n"
        "Under\n-----\n\n```\na = 1\n```\n\n<div style='display:none'>gone</div>\n"
    )
    assert bodies(found) == [
        "Some bold code, a link and the rest.\nNext line.",
        "Quoted.",
        "3. three",
        "4. four",
        "deep",
        "a = 1",
    ]
    assert [section.heading for section in found.layout.sections] == ["The head", "Under"]
    assert found.title == "The head"


@pytest.mark.parametrize("depth", [9, 30, 60])
def test_nothing_is_lost_however_deep(markdown: Callable[[str], Document], depth: int) -> None:
    nested = "".join(f"{'  ' * level}- item {level}\n" for level in range(depth))
    found = markdown(f"{'>' * depth} Words.\n\n{nested}")
    assert bodies(found) == ["Words.", *(f"item {level}" for level in range(depth))]


def test_markdown_footnotes(markdown: Callable[[str], Document]) -> None:
    found = markdown(
        "It is so[^b]. And so[^a].\n\n[^a]: A remark.\n\n"
        "[^b]: A. Writer, [A title](https://x.org/a).\n\n    More of it.\n"
    )
    assert bodies(found) == ["It is so(1). And so(2)."]
    notes = [(one.number, found.slice(one), one.url) for one in found.layout.references]
    assert notes == [
        (1, "A. Writer, A title (https://x.org/a).\nMore of it.", "https://x.org/a"),
        (2, "A remark.", None),
    ]
    assert [note.number for note in found.cited_in(14, 20)] == [2]


_LISTED = "[1] Adeyemi,\n*Salt*, 2024.\n[2] Port, [Report](https://x.org/a).\n[3] A remark.\n"


@pytest.mark.parametrize(
    "heading", ["## References\n\n", "## Notes\n", "**References**\n\n", "Sources:\n\n", "Notes:\n"]
)
@pytest.mark.parametrize("form", ["[{}]", "({})", "{}."])
def test_notes_on_lines_of_one_paragraph(
    markdown: Callable[[str], Document], heading: str, form: str
) -> None:
    listed = _LISTED
    for number in "123":
        listed = listed.replace(f"[{number}]", form.format(number))
    found = markdown(f"It closed[1]. Ships left [2, 3].\n\n{heading}{listed}")
    notes = [(one.number, found.slice(one)) for one in found.layout.references]
    assert notes == [
        (1, "Adeyemi, Salt, 2024."),
        (2, "Port, Report (https://x.org/a)."),
        (3, "A remark."),
    ]
    assert [marker.numbers for marker in found.layout.markers] == [(1,), (2, 3)]
    assert len(found.layout.sections) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Sources:\n\n1. Wind.\n2. Sun.\n\nBoth are cheap.",
        "Sources:\n\n1. Wind.\n\n# Costs\n\nBoth are cheap.",
        "Sources:\nclose to the ministry spoke.",
        "- Sources:\n- 1. Wind.",
    ],
)
def test_other_lists_hold_no_notes(markdown: Callable[[str], Document], text: str) -> None:
    assert markdown(text).layout.references == ()


def test_lines_that_count_nothing_run_together(markdown: Callable[[str], Document]) -> None:
    assert bodies(markdown("It closed\n[1] and so\n[2] did others."))[0].count("\n") == 0
    assert bodies(markdown("[1] See also\n[7] there,\n[2] where.")) == [
        "[1] See also [7] there,\n[2] where."
    ]


def test_front_matter_tells_of_the_text(markdown: Callable[[str], Document]) -> None:
    found = markdown(
        "---\ntitle: 'One: two'\nauthor: [A, B]\ndate: 2024-05-01\npublisher: P\nlang: fr\n---\n"
        "Des mots.\n"
    )
    told = (found.title, found.author, found.publisher, found.date, found.language)
    assert told == ("One: two", "A; B", "P", "2024-05-01", "fr")
    assert found.text == "Des mots."


def test_a_rule_is_no_front_matter(markdown: Callable[[str], Document]) -> None:
    assert markdown("---\n[not: yaml\n\n---\nWords.\n").text == "[not: yaml\n\nWords."
    assert markdown("---\nJust a line.\n\n---\nWords.\n").text == "Just a line.\n\nWords."
    assert markdown("Words.\n\n---\n\nMore.\n").text == "Words.\n\nMore."


def test_a_markdown_table(markdown: Callable[[str], Document]) -> None:
    found = markdown("| Country | 2021 |\n|---|---|\n| Latvia | 5 600 |\n")
    assert bodies(found) == ["Latvia — 2021: 5 600"]


def test_rows_of_one_name_are_told_apart_by_the_next_columns(
    markdown: Callable[[str], Document],
) -> None:
    table = (
        "| Seed | Soil | Year | Depth | Rows |\n|---|---|---|---|---|\n"
        "| Rye | clay | 2023 | 3 cm | 12 |\n| Rye | clay | 2024 | 4 cm | 14 |\n"
        "| Oats | sand | 2024 | 2 cm | 9 |\n"
    )
    assert bodies(markdown(table))[1:] == [
        "Rye — Soil: clay\nRye, clay — Year: 2024\n"
        "Rye, clay, 2024 — Depth: 4 cm\nRye, clay, 2024 — Rows: 14",
        "Oats — Soil: sand\nOats, sand — Year: 2024\n"
        "Oats, sand, 2024 — Depth: 2 cm\nOats, sand, 2024 — Rows: 9",
    ]


@pytest.mark.parametrize(
    ("second", "named"), [("5–8", True), ("under 5", True), ("12", False), ("x" * 61, False)]
)
def test_figures_and_long_cells_tell_no_rows_apart(
    markdown: Callable[[str], Document], second: str, named: bool
) -> None:
    table = f"| Seed | For | Sown |\n|---|---|---|\n| Rye | all | 7 |\n| Rye | {second} | 9 |\n"
    name = f"Rye, {second}" if named else "Rye"
    assert bodies(markdown(table))[1].splitlines()[1] == f"{name} — Sown: 9"


# Word documents


def _with_parts(path: Path, parts: dict[str, str]) -> None:
    """Writes these parts into the .docx, in place of its own of those names."""
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held |= {name: text.encode() for name, text in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in held.items():
            archive.writestr(name, raw)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _word(path: Path, body: str, footnotes: str = "", endnotes: str = "") -> Path:
    """A .docx with that body, in WordprocessingML."""
    docx.Document().save(str(path))
    with zipfile.ZipFile(path) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    added = "".join(
        f'<Relationship Id="n{name}" Type="{kind}/{name}" Target="{name}.xml"/>'
        for name in ("footnotes", "endnotes")
    )
    told = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{content}.{name}+xml"/>'
        for name in ("footnotes", "endnotes")
    )
    _with_parts(
        path,
        {
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/footnotes.xml": f"<w:footnotes {_W}>{footnotes}</w:footnotes>",
            "word/endnotes.xml": f"<w:endnotes {_W}>{endnotes}</w:endnotes>",
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>", f"{added}</Relationships>"
            ),
            "[Content_Types].xml": types.replace("</Types>", f"{told}</Types>"),
        },
    )
    return path


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_word_footnotes_and_endnotes(tmp_path: Path) -> None:
    body = (
        f'<w:p>{_run("It is so")}<w:r><w:footnoteReference w:id="7"/></w:r>{_run(". And so")}'
        f'<w:r><w:endnoteReference w:id="2"/></w:r>{_run(", also")}'
        f'<w:r><w:footnoteReference w:id="3"/></w:r>{_run(".")}</w:p>'
    )
    separator = '<w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    notes = [
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r>{_run(f" Note {n}.")}</w:p>'
        "</w:footnote>"
        for n in (3, 7)
    ]
    ends = (
        f'<w:endnote w:id="2"><w:p>{_run("The end.")}</w:p><w:p>{_run("More.")}</w:p></w:endnote>'
    )
    found = read_docx(_word(tmp_path / "a.docx", body, separator + "".join(notes), ends), "a")
    assert bodies(found) == ["It is so(1). And so(3), also(2)."]
    assert [(one.number, found.slice(one)) for one in found.layout.references] == [
        (1, "Note 7."),
        (2, "Note 3."),
        (3, "The end.\nMore."),
    ]
    assert [marker.numbers for marker in found.layout.markers] == [(1,), (3,), (2,)]


def test_deleted_hidden_and_doubled_text_is_left_out(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p>" + _run("Boxed.") + "</w:p></w:txbxContent>"
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    body = (
        f"<w:p>{_run('It is ')}<w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        f"{_run('never ', '<w:vanish/>')}{_run('', '<w:vanish w:val=&quot;0&quot;/>')}"
        f"<w:ins>{_run('now ')}</w:ins><w:r><w:instrText>DATE</w:instrText></w:r>"
        f"<w:hyperlink>{_run('allowed')}</w:hyperlink>{_run('.')}"
        f'<w:r><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice>{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{_run('Wrapped.')}</w:p></w:sdtContent></w:sdt>"
    ).replace("&quot;", '"')
    found = read_docx(_word(tmp_path / "a.docx", body), "a")
    assert bodies(found) == ["It is now allowed.", "Boxed.", "Wrapped."]


def test_a_word_file_that_states_nothing_of_itself_has_no_title(tmp_path: Path) -> None:
    path = _word(tmp_path / "a.docx", f"<w:p>{_run('Words.')}</w:p>")
    with zipfile.ZipFile(path) as archive:
        relations = archive.read("_rels/.rels").decode()
    bare = re.sub(r"<Relationship [^>]*core-properties[^>]*/>", "", relations)
    assert bare != relations
    _with_parts(path, {"_rels/.rels": bare})
    found = read_docx(path, "a")
    assert (found.title, found.author, found.text) == ("a", "", "Words.")


def _math(name: str, *parts: str) -> str:
    return f"<m:{name}>{''.join(parts)}</m:{name}>"


def _signs(text: str) -> str:
    return _math("r", _math("t", text))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (_signs("x=5.2"), "x=5.2"),
        (_math("sSup", _math("e", _signs("10")), _math("sup", _signs("6"))), "10⁶"),
        (_math("sSup", _math("e", _signs("2")), _math("sup", _signs("n+1"))), "2^(n+1)"),
        (_math("sSub", _math("e", _signs("x")), _math("sub", _signs("1"))), "x1"),
        (_math("f", _math("num", _signs("1.5")), _math("den", _signs("a+b"))), "1.5/(a+b)"),
        (_math("rad", _math("deg"), _math("e", _signs("2"))), "√2"),
        (_math("d", _math("e", _signs("a")), _math("e", _signs("b"))), "(a|b)"),
        (
            _math("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', _math("sub", _signs("i=1")),
                  _math("sup", _signs("9")), _math("e", _signs("i"))),
            "∑_(i=1)⁹ i",
        ),
        (_math("func", _math("fName", _signs("log")), _math("e", _signs("x"))), "log x"),
        (f"<w:del>{_signs('5')}</w:del>{_signs('6')}", "6"),
    ],
)  # fmt: skip
def test_formulas_keep_their_figures(tmp_path: Path, formula: str, text: str) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    told = f'<m:oMath xmlns:m="{space}">{formula}</m:oMath>'
    body = f"<w:p>{_run('The ratio was ')}{told}{_run(' in 2024.')}</w:p>"
    cell = f"<w:tbl><w:tr><w:tc><w:p>{told}</w:p></w:tc></w:tr></w:tbl>"
    found = read_docx(_word(tmp_path / "a.docx", f"{body}{told}{cell}"), "a")
    assert found.text == f"The ratio was {text} in 2024.\n\n{text}\n\n{text}"


def test_word_structure(tmp_path: Path) -> None:
    word = docx.Document()
    word.core_properties.title, word.core_properties.author = "The title", "A. Writer"
    word.add_heading("One", 1)
    paragraph = word.add_paragraph("An area of 5 km")
    paragraph.add_run("2").font.superscript = True
    for text in ("first", "second"):
        word.add_paragraph(text, style="List Number")
    word.add_paragraph("bullet", style="List Bullet")
    word.add_paragraph("Figure 1", style="Caption")
    table = word.add_table(3, 3)
    for row, cells in enumerate((("", "2021", "2024"), ("Latvia", "5", "6"), ("All", "9", ""))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    word.add_heading("Two", 2)
    word.add_paragraph("The end.")
    word.save(str(tmp_path / "a.docx"))
    found = read_docx(tmp_path / "a.docx", "a")
    assert kinds(found) == [
        ("body", "An area of 5 km²"),
        ("body", "1. first"),
        ("body", "2. second"),
        ("body", "bullet"),
        ("caption", "Figure 1"),
        ("body", "Latvia — 2021: 5\nLatvia — 2024: 6"),
        ("body", "All — 2021: 9"),
        ("body", "The end."),
    ]
    assert [section.heading for section in found.layout.sections] == ["One", "Two"]
    assert (found.title, found.author, found.date) == ("The title", "A. Writer", "")
    assert found.page_at(0) is None


def test_entities_in_word_files_are_not_expanded(tmp_path: Path) -> None:
    path = _word(tmp_path / "a.docx", f"<w:p>{_run('Words.')}</w:p>")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    bomb = (
        f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}<!ENTITY out SYSTEM "{secret.as_uri()}">]>'
        f"<w:document {_W}><w:body><w:p>{_run('Words &e9; &out;.')}</w:p></w:body></w:document>"
    )
    _with_parts(path, {"word/document.xml": bomb})
    try:
        text = read_docx(path, "a").text
    except UserError:
        return
    assert "ha" not in text
    assert "secret" not in text


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 50_000_000)


def _many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(6_000):
            archive.writestr(str(number), b"")


def _no_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 and nothing")


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Words.")


def _empty(path: Path) -> None:
    docx.Document().save(str(path))


@pytest.mark.parametrize("make", [_bomb, _many_parts, _no_zip, _other_zip, _empty])
def test_what_is_no_word_document_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.docx")
    with pytest.raises(UserError) as told:
        read_docx(tmp_path / "a.docx", "a")
    assert told.value.where == str(tmp_path / "a.docx")


# All of them

_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=300)
_MARKUP = st.lists(
    st.one_of(
        _TEXT,
        st.sampled_from(
            ["<p>", "</p>", "<sup>3</sup>", "<table><tr><td>", "<td>", "<tr>", "<h2>References</h2>"
             "<ol><li>", "<li>", "<br>", "\n\n", "# ", "1. ", "[^1]", "\n[^1]: ", "**",
             "| a | b |\n|-|-|\n", "<a href='#x'>1</a>", "<li id=x>", "&nbsp;", "\n- ", "    "]
        ),
    ),
    min_size=1,
).map("".join)  # fmt: skip


@pytest.mark.parametrize(("reader", "name"), [(read_html, "a.html"), (read_markdown, "a.md")])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(markup=_MARKUP)
def test_offsets_hold_whatever_the_file(
    tmp_path: Path, reader: Reader, name: str, markup: str
) -> None:
    path = tmp_path / name
    path.write_bytes(markup.encode())
    try:
        one, again = reader(path, "a"), reader(path, "a")
    except UserError:
        return
    assert (one.text, one.layout) == (again.text, again.layout)
    end = 0
    for block in one.layout.blocks:
        assert end <= block.start < block.end <= len(one.text)
        end = block.end
        for sentence in block.sentences:
            assert block.start <= sentence.start < sentence.end <= block.end
            assert one.slice(sentence) == one.slice(sentence).strip()
    for marker in one.layout.markers:
        assert one.slice(marker).strip("()[]").replace(",", "").replace(" ", "").isdigit()
    for section in one.layout.sections:
        assert one.text.startswith(section.heading, section.start)
