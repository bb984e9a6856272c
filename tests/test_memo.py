"""A memo: every quote as it stands after a round trip, real footnotes, nothing made up."""

import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import docx
import jsonschema
import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.answers import from_json
from assistant.assistant import Assistant
from corpus.collection import Collection, read_collection
from corpus.documents import Document, Span
from ui import verifier
from ui.memo import Memo
from ui.memo_archive import formats_here, memo_archive
from ui.memo_files import WRITERS, rendered, write_memo
from ui.memo_markdown import escaped
from ui.pandoc import plain_text

Footnoted = Callable[..., "CompletedProcess[str]"]
Made = Callable[..., Memo]

# Sentences that every format would take for something else, were they not escaped.
NASTY = (
    "# No heading, *no* _emphasis_, no `code` and no [link](http://a.example/b_c).",
    "<b>Not bold</b> &amp; &lt; <script>alert(1)</script> <!-- no comment -->.",
    "\\begin{evil} \\input{/etc/passwd} $x^2$ ~gone~ ^up^ | a | b | {#id} ![i](j) @cite [^1].",
    '#import "x"; #let a = 1 // no comment /* nor this */ <label> @ref #sym.arrow.',
    "Three --- dashes, two -- dashes, three ... dots, 'single' and \"double\" quotes.",
    "One line\n- no list\n1. nor this\n2) nor that\n# no heading\n> no quote\n    no code\n===\n.",
    "Space  twice,\ttab,\u00a0no-break,\u2009thin,\u200bnone,\u202eturned,\u2028line,\x0cform.",
    "Line\r\nends of\r\nWindows stay.",
    "Ελληνικά, кириллица, é and e\u0301, “quoted ‘within’ quotes”, 👩‍👩‍👧.",
    "A backslash at the end of a line\\\nand `another` \\ \\\\ \\* here :smile: +1 ~~~.",
    "footnoted:nasty@0123456789abcdef:1-2 is no locator of this memo [^2]: nor a note.",
)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> list[Span]:
    """Those sentences, in a document of their own, whose name is nasty too."""
    folder = tmp_path_factory.mktemp("nasty")
    text = "\n\n".join(NASTY)
    (folder / "na sty@1:2%3.txt").write_bytes(text.encode())
    document = read_collection(folder).documents[0]
    starts = [text.index(sentence) for sentence in NASTY]
    return [Span(document, a, a + len(s)) for a, s in zip(starts, NASTY, strict=True)]


@pytest.fixture(scope="module")
def spans(nasty: list[Span], brief: Document) -> list[Span]:
    """Those and all sentences of the brief."""
    regions = [region for block in brief.layout.blocks for region in block.sentences]
    return [*nasty, *(Span(brief, region.start, region.end) for region in regions)]


def shown(spans: list[Span]) -> list[str]:
    """The paragraphs that a memo on these spans quotes."""
    return [f"“{verifier.shown(span.text)}”" for span in [*spans, spans[0]]]


def render(memo: Memo, ending: str) -> bytes:
    return rendered(memo, Path(f"memo{ending}"))[0]


def evidence(memo: Memo) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(rendered(memo, Path("memo.md"))[1])
    return told


# Round trips


def test_there_are_sentences(spans: list[Span]) -> None:
    assert len(spans) > 110


def test_word_holds_every_quote_as_it_stands(memo_of: Made, spans: list[Span]) -> None:
    file = docx.Document(io.BytesIO(render(memo_of(spans), ".docx")))
    found = [one.text for one in file.paragraphs if one.style and one.style.name == "Block Text"]
    assert found == shown(spans)


def test_words_footnotes_are_footnotes_in_order(memo_of: Made, spans: list[Span]) -> None:
    memo = memo_of(spans)
    archive = zipfile.ZipFile(io.BytesIO(render(memo, ".docx")))
    body, notes = (archive.read(f"word/{n}.xml").decode() for n in ("document", "footnotes"))
    marks = re.findall(r'<w:footnoteReference w:id="(\d+)"', body)
    texts = dict(re.findall(r'<w:footnote w:id="(\d+)">(.*?)</w:footnote>', notes, re.S))
    expected = [note["locator"] for note in evidence(memo)["footnotes"]]
    assert len(marks) == len(set(marks)) == len(expected)
    for mark, locator in zip(marks, expected, strict=True):
        assert locator.replace("&", "&amp;") in texts[mark]
    assert 'w:numRestart w:val="continuous"' in body


def test_markdown_shows_every_quote(memo_of: Made, spans: list[Span]) -> None:
    """As another program reads it; white space may be folded."""
    given = render(memo_of(spans), ".md").decode()
    told = pypandoc.convert_text(given, "json", "commonmark+footnotes", extra_args=["--wrap=none"])
    quotes = [one for one in json.loads(told)["blocks"] if one["t"] == "BlockQuote"]
    found = [folded(plain_text(one["c"])) for one in quotes]
    assert found == [folded(text) for text in shown(spans)]


def test_html_shows_every_quote(memo_of: Made, spans: list[Span]) -> None:
    page = render(memo_of(spans), ".html").decode()
    told = pypandoc.convert_text(page, "json", "html", extra_args=["--wrap=none"])
    quotes = [one for one in json.loads(told)["blocks"] if one["t"] == "BlockQuote"]
    found = [folded(plain_text(one["c"])) for one in quotes]
    assert found == [folded(text) for text in shown(spans)]


def test_html_holds_all_it_needs(memo_of: Made, nasty: list[Span]) -> None:
    page = render(memo_of(nasty), ".html").decode()
    assert "<script" not in page
    assert not re.search(r"<(?:link|img|iframe|object)\b|@import|url\(", page)


def test_a_pdf_shows_every_quote(memo_of: Made, nasty: list[Span], brief: Document) -> None:
    """Those that its fonts have, in one direction: the rest can't be read back by letters."""
    first = brief.layout.blocks[1].sentences
    spans = [*nasty[:6], *(Span(brief, region.start, region.end) for region in first)]
    for three in (spans[at : at + 3] for at in range(0, len(spans), 3)):  # all on one page
        page = PdfReader(io.BytesIO(render(memo_of(three), ".pdf"))).pages[0]
        text = folded(page.extract_text())
        for span in three:
            assert folded(span.text) in text


def folded(text: str) -> str:
    """Without white space; pandoc's readers and PDF fonts compose accents."""
    return "".join(unicodedata.normalize("NFC", text).split())


@pytest.mark.parametrize("ending", [".docx", ".md", ".html"])
@pytest.mark.parametrize("style", ["plain", "chicago", "apa"])
def test_every_format_and_style_verifies(
    memo_of: Made, spans: list[Span], tmp_path: Path, ending: str, style: str
) -> None:
    out = tmp_path / f"memo{ending}"
    write_memo(memo_of(spans[::9], style), out, with_verifier=True)
    told = verifier.verify(out, tmp_path / "memo.sources")
    assert [one for one in told["footnotes"] if one["status"] != "verbatim"] == []
    assert told["ok"]
    assert len(told["footnotes"]) == len(spans[::9]) + 1


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])))
def test_escaped_text_shows_as_it_is(text: str) -> None:
    raw = f"> “{escaped(text)}”[^1]\n\n[^1]: note\n".encode()
    assert verifier.markdown_notes(raw) == [("1", f"“{text}”", "note")]


# What it says


def test_the_evidence_fits_its_schema(memo_of: Made, spans: list[Span]) -> None:
    schema = json.loads((Path(verifier.__file__).parent / "evidence.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    told = evidence(memo_of(spans, "chicago"))
    jsonschema.validate(told, schema)
    for note, span in zip(told["footnotes"], [*spans, spans[0]], strict=True):
        assert (note["start"], note["end"], note["text"]) == (span.start, span.end, span.text)
    assert [note["role"] for note in told["footnotes"]][-2:] == ["quote", "nearest"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "version": 2}, schema)


def test_styles_cite_what_is_known_and_no_more(
    memo_of: Made, brief: Document, nasty: list[Span]
) -> None:
    body = brief.layout.blocks[2].sentences[0]
    span = Span(brief, body.start, body.end)
    apa, chicago, plain = (
        evidence(memo_of([span, nasty[0]], style))["footnotes"]
        for style in ("apa", "chicago", "plain")
    )
    title = brief.title.casefold()
    assert apa[0]["note"].casefold().startswith(f"({title}, 2025, para.")
    assert chicago[0]["note"].casefold().startswith(f"{title} ({brief.publisher.casefold()}, 2025)")
    assert plain[0]["note"].startswith(f"{brief.title}, ")
    # Of the other one nothing is known, and nothing is said.
    assert apa[1]["note"] == chicago[1]["note"] == plain[1]["note"]
    assert "n.d." not in apa[1]["note"]


def test_what_a_date_is_not_known_to_be_is_left_as_it_stands(
    memo_of: Made, brief: Document
) -> None:
    told = ("A title", brief.text, brief.layout, "", "spring 2025", "a.txt", "Jane Roe; Li Ming")
    span = Span(Document("a", *told), 100, 120)
    for style in ("chicago", "apa", "plain"):
        made = render(memo_of([span], style), ".md").decode()
        assert "Jane Roe; Li Ming" in made
        assert "spring 2025" in made.casefold()


def test_references_are_quoted_as_they_stand(memo_of: Made, brief: Document) -> None:
    for number in (3, 9):
        marker = next(one for one in brief.layout.markers if number in one.numbers)
        note = evidence(memo_of([Span(brief, marker.start - 20, marker.end)]))["footnotes"][0]
        reference = brief.reference(number)
        assert reference
        own = brief.slice(reference)
        assert note["references"][0]["text"] == own
        assert " ".join(own.split()) in note["note"]


def test_it_says_what_could_not_be_answered_and_how_it_was_made(
    memo_of: Made, nasty: list[Span]
) -> None:
    memo = memo_of(nasty[:1], group="A group")
    made = {"version": "9.9", "model": "a-model", "settings": {"profile": "fast", "model": ""}}
    text = render(replace(memo, made=made), ".md").decode()
    headings = re.findall(r"^#+ .*", text, re.M)
    assert headings == [
        "# A memo",
        "## A group",
        "### Question 1?",
        "## And what else?",
        "## What could not be answered",
        "## Sources",
        "## How this was made",
    ]
    assert "- And what else? The documents do not state this." in text
    for words in ("9.9", "a-model", "profile fast", "f" * 64, "2026-11-25"):
        assert words.replace("-", "-") in text


def test_what_is_not_known_of_its_making_is_not_made_up(memo_of: Made, nasty: list[Span]) -> None:
    text = render(memo_of(nasty[:1]), ".md").decode()
    assert text.count("not recorded") == 3


# The command


@pytest.fixture(scope="module")
def answers(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two answers and a refusal, as ask --json prints them."""
    from assistant.answers import to_json

    path = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    asked = ("How many people were arrested?", "What did Minsk do in 2021?", "Who won the cup?")
    told = [{"id": at, **to_json(assistant.ask(one))} for at, one in enumerate(asked)]
    path.write_text("".join(json.dumps(one) + "\n" for one in told), "utf-8")
    return path


def test_memo_of_questions(footnoted: Footnoted, brief_index: Path, tmp_path: Path) -> None:
    asked = tmp_path / "in.csv"
    asked.write_text("id,question,group\na,How many people were arrested?,Numbers\n", "utf-8")
    out = tmp_path / "memo.docx"
    ran = footnoted("memo", asked, out, "--index", brief_index, "--with-verifier", "--title", "T")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    beside = sorted(path.name for path in tmp_path.iterdir())
    named = ["memo.docx", "memo.docx.evidence.json", "memo.sources", "verifier.py"]
    assert beside == ["in.csv", *named]
    told = json.loads((tmp_path / "memo.docx.evidence.json").read_text("utf-8"))
    assert told["questions"][0]["group"] == "Numbers"
    assert told["made"]["settings"]["profile"] == "fast"
    assert list(told["made"]["corpus"]) == ["belarus-brief"]


@pytest.mark.parametrize("kind", [".jsonl", ".json"])
def test_memo_of_answers_asks_nothing(
    footnoted: Footnoted, answers: Path, tmp_path: Path, kind: str
) -> None:
    source = tmp_path / f"in{kind}"
    told = answers.read_text("utf-8")
    if kind == ".json":  # as the chat saves a conversation
        told = json.dumps([json.loads(line) for line in told.splitlines()])
    source.write_text(told, "utf-8")
    out = tmp_path / "memo.md"
    assert footnoted("memo", source, out).returncode == 0
    text = out.read_text("utf-8")
    assert "## How many people were arrested?" in text
    assert "Who won the cup?" in text


def test_memo_and_verify_load_no_model(answers: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = sys.argv[1:]\n"
        "from ui.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'torch' not in sys.modules\n"
        "assert sys.argv[1] != 'verify' or not {'index', 'assistant', 'corpus.collection'} "
        "& {*sys.modules}"
    )
    root = Path(verifier.__file__).parent.parent
    memo = tmp_path / "memo.md"
    for arguments in (
        ["memo", str(answers), str(memo)],
        ["verify", str(memo), "--sources", str(root / "corpus" / "documents")],
    ):
        command = [sys.executable, "-c", code, "footnoted", *arguments]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)
        assert ran.returncode == 0, ran.stderr


def test_a_quote_that_no_longer_stands_makes_no_memo(
    footnoted: Footnoted, answers: Path, tmp_path: Path
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(answers.read_text("utf-8").replace("30 000", "31 000"), "utf-8")
    ran = footnoted("memo", source, tmp_path / "memo.docx")
    assert ran.returncode == 1
    assert "is not what belarus-brief says there" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize(
    ("name", "told", "out", "named"),
    [
        ("in.jsonl", '{"answerable": true, "quotes": []}', "o.md", "line 1"),
        ("in.json", "[1]", "o.md", "answer 1"),
        ("in.json", "[", "o.md", "not JSON"),
        ("in.json", "[]", "o.md", "no answers"),
        ("in.csv", "id,question\na,Why?\n", "o.odt", ".docx"),
        ("in.csv", "id,question\na,Why?\n", "-", "stdout"),
        ("in.csv", "id,question\na,\n", "o.md", "line 2"),
        ("in.csv", "id,question\na,Why?\n", "o" * 235 + ".md", "too long"),
    ],
)
def test_bad_input(
    footnoted: Footnoted, tmp_path: Path, name: str, told: str, out: str, named: str
) -> None:
    (tmp_path / name).write_text(told, "utf-8")
    ran = footnoted("memo", tmp_path / name, out if out == "-" else tmp_path / out)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert named in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("command", ["memo", "compare"])
@pytest.mark.parametrize(
    "changed",
    [
        {"question": None},
        {"history": [1]},
        {"history": [["x"]]},
        {"score": "x"},
        {"score": float("nan")},
        {"made": {"settings": [1]}},
        {"made": [1]},
    ],
)
def test_an_answer_with_a_field_of_another_type(
    footnoted: Footnoted, answers: Path, tmp_path: Path, command: str, changed: dict[str, object]
) -> None:
    first, *rest = [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
    source = tmp_path / "in.jsonl"
    told = [{**first, **changed}, *rest]
    source.write_text("".join(json.dumps(one) + "\n" for one in told), "utf-8")
    ran = footnoted(command, source, tmp_path / "o.md" if command == "memo" else answers)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "in.jsonl" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


@pytest.mark.parametrize(
    "changed",
    [
        {"index": None},
        {"elapsed_ms": "x"},
        {"quotes": [{"start": 0.5}]},
        {"unanswered": [{"part": 5, "nearest": []}]},
        {"abstention": {"reason": "tired", "message": "", "missing": [], "nearest": []}},
    ],
)
def test_an_answer_is_read_by_its_types(
    collection: Collection, answers: Path, changed: dict[str, Any]
) -> None:
    told = json.loads(answers.read_text("utf-8").splitlines()[0])
    if "quotes" in changed:
        changed = {"quotes": [{**told["quotes"][0], **changed["quotes"][0]}]}
    with pytest.raises((TypeError, ValueError)):
        from_json({**told, **changed}, collection)


@pytest.fixture
def no_pandoc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """pypandoc is there, and the program that it calls isn't."""
    monkeypatch.setenv("PYPANDOC_PANDOC", "/no/such/pandoc")
    pypandoc.clean_pandocpath_cache()
    yield
    monkeypatch.undo()
    pypandoc.clean_pandocpath_cache()


@pytest.mark.usefixtures("no_pandoc")
def test_without_the_program_pandoc(footnoted: Footnoted, answers: Path, tmp_path: Path) -> None:
    ran = footnoted("memo", answers, tmp_path / "o.docx")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "need pandoc, which isn't installed" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert formats_here() == [".md"]
    assert footnoted("memo", answers, tmp_path / "o.md").returncode == 0


def test_the_chats_archive_holds_every_format_and_its_check(
    assistant: Assistant, tmp_path: Path
) -> None:
    asked = [(str(at), assistant.ask(one)) for at, one in enumerate(("Who voted?", "Who fled?"))]
    with zipfile.ZipFile(io.BytesIO(memo_archive(asked, assistant, "T"))) as archive:
        archive.extractall(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    memos = {f"memo{ending}" for ending in WRITERS}
    evidence = {f"{name}.evidence.json" for name in memos}
    assert names == memos | evidence | {"memo.sources", "verifier.py"}
    for name in memos - {"memo.pdf"}:
        assert verifier.verify(tmp_path / name, tmp_path / "memo.sources")["ok"]
