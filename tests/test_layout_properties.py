"""Whatever a text holds, its layout and passages stand inside it, in order, and lose nothing."""

import re
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Region, Span
from corpus.layout import plain_layout, read_layout
from corpus.passages import split_document
from corpus.references import kind_of

_WORDS = (
    "People were arrested in May 2024 over 30 000 fled € 3 billion e.g. Mr. U.S. no. 7 Su-25 "
    "cafe\u0301 na\u00efve Klisin\u0301ski Вялікі камень مرحبا بالعالم שלום 👩‍👩‍👧 🇪🇺 x\u00a0y "
    "\u200fa\u200e “quoted” ‘single’ (deployed earlier) end.” 86.82% … — a;b J. T. https://x.eu/a"
).split(" ")
_ENDS = (". ", "! ", "? ", "(1). ", ".(2) ", "… ", ".” ", ": ", "; ", "\u00a0", " ", "\n", "[3] ")
_BREAKS = ("\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\n\u00a0\n", "\r\n \r\n", "\n", "\r")

_sentence = st.builds(
    lambda found, end: " ".join(found) + end,
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12),
    st.sampled_from(_ENDS),
)
_paragraph = st.builds("".join, st.lists(_sentence, min_size=1, max_size=6))
_heading = st.sampled_from(["A heading", "# Hashed", "Introduction", "2 Results", "NB: a caption."])
_notes = st.builds(
    lambda found, gap: "References" + gap + gap.join(f"  {n}. {f}" for n, f in enumerate(found, 1)),
    st.lists(_sentence, min_size=1, max_size=4),
    st.sampled_from(["\n\n", "\r\n\r\n", "\n     \n"]),
)


@st.composite
def document_texts(draw: st.DrawFn) -> str:
    """Texts with everything a plain file can hold, with at least one word."""
    blocks = draw(st.lists(st.one_of(_paragraph, _heading, st.text(max_size=30)), max_size=8))
    pieces = ["\ufeff" if draw(st.booleans()) else ""]
    for block in [*blocks, draw(_paragraph)]:
        pieces += [block, draw(st.sampled_from(_BREAKS))]
    if draw(st.booleans()):
        pieces.append(draw(_notes))
    text = "".join(pieces)
    return text.encode("utf-8", "ignore").decode() or "a"


def assert_in_order(regions: Sequence[Region | Span], start: int, end: int) -> None:
    """Not empty, inside [start, end), and each after the one before it."""
    for region in regions:
        assert start <= region.start < region.end <= end
    for one, other in pairwise(regions):
        assert one.end <= other.start


def letters(text: str, start: int, end: int) -> set[int]:
    return {at for at in range(start, end) if text[at].isalnum()}


def covered(text: str, regions: Sequence[Region]) -> set[int]:
    return {at for region in regions for at in letters(text, region.start, region.end)}


@settings(max_examples=150, deadline=None)
@given(document_texts())
def test_everything_stands_inside_the_text_in_order(text: str) -> None:
    layout = read_layout(text)
    for regions in (layout.sections, layout.blocks, layout.references, layout.markers):
        assert_in_order(regions, 0, len(text))
    for block in layout.blocks:
        assert_in_order(block.sentences, block.start, block.end)


@settings(max_examples=150, deadline=None)
@given(document_texts())
def test_sentences_lose_no_letter_or_digit_of_a_block(text: str) -> None:
    for block in read_layout(text).blocks:
        assert covered(text, block.sentences) == letters(text, block.start, block.end)


@settings(max_examples=150, deadline=None)
@given(document_texts())
def test_every_letter_of_the_body_is_in_a_block_or_a_heading(text: str) -> None:
    layout = read_layout(text)
    end = layout.sections[-1].start if layout.references else len(text)
    headings = [
        Region(one.start, one.start + len(_first_line(text, one))) for one in layout.sections
    ]
    found = covered(text, layout.blocks) | covered(text, headings)
    assert letters(text, 0, end) <= found


def _first_line(text: str, region: Region) -> str:
    return re.split(r"[\r\n]", text[region.start : region.end])[0]


@settings(max_examples=100, deadline=None)
@given(document_texts(), st.integers(40, 900))
def test_passages_are_all_the_sentences_whole_and_in_order(text: str, size: int) -> None:
    document = Document("d", "d", text, read_layout(text))
    passages = split_document(document, size)
    assert_in_order(passages, 0, len(text))
    kept = [sentence for passage in passages for sentence in passage.sentences]
    assert kept == [sentence for block in document.layout.blocks for sentence in block.sentences]
    for passage in passages:
        assert (passage.start, passage.end) == (
            passage.sentences[0].start,
            passage.sentences[-1].end,
        )
        assert passage.block.start <= passage.start <= passage.end <= passage.block.end
        assert len(passage.text) <= size or len(passage.sentences) == 1


@settings(max_examples=100, deadline=None)
@given(document_texts())
def test_markers_name_known_notes(text: str) -> None:
    layout = read_layout(text)
    known = {note.number for note in layout.references}
    for marker in layout.markers:
        shown = text[marker.start : marker.end]
        assert shown[0] + shown[-1] in ("()", "[]") or all(one.isdigit() for one in shown)
        assert known.issuperset(marker.numbers)


@settings(max_examples=100, deadline=None)
@given(document_texts())
def test_paragraphs_count_up_from_one(text: str) -> None:
    body = [block for block in read_layout(text).blocks if block.kind == "body"]
    assert [block.paragraph for block in body] == list(range(1, len(body) + 1))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_at_all_can_be_laid_out_plainly(text: str) -> None:
    blocks = plain_layout(text).blocks
    assert_in_order(blocks, 0, len(text))
    assert covered(text, blocks) == letters(text, 0, len(text))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_at_all_can_be_read(text: str) -> None:
    layout = read_layout(text)
    for regions in (layout.sections, layout.blocks, layout.references, layout.markers):
        assert_in_order(regions, 0, len(text))


def test_notes_numbered_in_parentheses_are_read() -> None:
    text = "A claim.(1) Another.(2)\n\nReferences\n\n(1) Office, 'Counts', 2024.\n(2) A remark.\n"
    layout = read_layout(text)
    assert [note.number for note in layout.references] == [1, 2]
    assert [marker.numbers for marker in layout.markers] == [(1,), (2,)]
    first = layout.references[0]
    assert text[first.start : first.end] == "Office, 'Counts', 2024."


def test_a_list_without_numbers_has_no_notes() -> None:
    layout = read_layout("A claim.\n\nReferences\n\nOffice, 'Counts', 2024.\n")
    assert layout.references == ()


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Annual report, Port Authority, 2024", "source"),
        ("Outlook for Northern Ports (March 2023).", "source"),
        ("The harbour first opened to trade in 1995.", "remark"),
        ("Not counting ferries.", "remark"),
        ("R. Villanueva, Reserve or pretext?, Quezon City 2025.", "source"),
        ("Energy Commission, Supply report 2024. It leaves out coal.", "source"),
        ("Interview with a harbour pilot, Odesa. She asked not to be named.", "source"),
        ("Two of the judges dissented, and Parliament was told in 2019.", "remark"),
        ("The fleet, founded in 1993, sails for Lagos; its last ship was sold in 2021.", "remark"),
    ],
)
def test_a_note_that_ends_with_a_year_of_its_own_names_a_source(note: str, kind: str) -> None:
    assert kind_of(note) == kind


_LISTED = "1. Ruth Adeyemi, Salt Roads, Lagos 2024.\n2. Port Authority, Annual report, 2023.\n"


@pytest.mark.parametrize("heading", ["References\n", "Notes:\n", "## Sources\n", "References\n\n"])
def test_a_list_right_under_its_heading_is_read(heading: str) -> None:
    text = f"The salt road closed in May.(1) Ships went south.(2)\n\n{heading}{_LISTED}"
    layout = read_layout(text)
    assert [note.number for note in layout.references] == [1, 2]
    assert [marker.numbers for marker in layout.markers] == [(1,), (2,)]
    assert [block.kind for block in layout.blocks] == ["body", "note", "note"]


def test_text_goes_on_behind_the_notes() -> None:
    after = "About the author\n\nRuth Adeyemi studies salt. She lives in Lagos."
    layout = read_layout(f"It closed.(1) They left.(2)\n\nNotes\n\n{_LISTED}\n{after}\n")
    assert [block.kind for block in layout.blocks] == ["body", "note", "note", "body"]
    assert [block.paragraph for block in layout.blocks] == [1, None, None, 2]
    assert [section.heading for section in layout.sections] == ["Notes", "About the author"]


def test_of_several_lists_the_last_holds_the_notes() -> None:
    text = (
        f"It closed.(1)\n\nNotes\n\n1. On method.\n2. On names.\n\nFindings\n\nThey left.(2)\n\n"
        f"References\n\n{_LISTED}\nBibliography\n\nAdeyemi, Ruth, Salt Roads.\n"
    )
    layout = read_layout(text)
    assert [text[one.start :][:4] for one in layout.references] == ["Ruth", "Port"]
    assert [marker.numbers for marker in layout.markers] == [(1,), (2,)]
    kinds = ["body", "body", "body", "body", "note", "note", "body"]
    assert [block.kind for block in layout.blocks] == kinds


def test_a_heading_without_notes_is_text() -> None:
    text = "Sources\nclose to the ministry spoke.\n\nThe salt road closed in May."
    assert read_layout(text).references == ()


@pytest.mark.parametrize(
    ("body", "markers", "sentences"),
    [
        ("It closed. (1) Ships left. (2)", ["(1)", "(2)"], ["It closed. (1)", "Ships left. (2)"]),
        ("It closed (1). Ships left (2).", ["(1)", "(2)"], ["It closed (1).", "Ships left (2)."]),
        ("He said “go.” (2) They left.", ["(2)"], ["He said “go.” (2)", "They left."]),
        ("It closed.¹ Ships left.² Go.", ["¹", "²"], ["It closed.¹", "Ships left.²", "Go."]),
        ("All 30 km² closed.¹ Go.", ["¹"], ["All 30 km² closed.¹", "Go."]),
        ("IRIS² closed. (2) Go.", ["(2)"], ["IRIS² closed. (2)", "Go."]),
        ("It closed.1 “Ships” left.2 Go.", ["1", "2"], ["It closed.1", "“Ships” left.2", "Go."]),
        ("It is No.1 Or not. Go.", [], ["It is No.1 Or not.", "Go."]),
        ("Version 1.2 closed.2 Then 1.1 came.", [], None),
        ("It closed.(1) Ships left.(2)", ["(1)", "(2)"], ["It closed.(1)", "Ships left.(2)"]),
        ("It closed.(1)(2) Go.", ["(1)", "(2)"], ["It closed.(1)(2)", "Go."]),
        # Where markers are glued, a number apart is none, and no other number ever is.
        ("It closed.(1) Of all (2). Go.", ["(1)"], ["It closed.(1)", "Of all (2).", "Go."]),
        ("It closed. (7) Ships left.", [], None),
        ("Do (1) this and (2) that.", [], ["Do (1) this and (2) that."]),
    ],
)  # fmt: skip
def test_markers_apart_belong_to_the_sentence_before(
    body: str, markers: list[str], sentences: list[str] | None
) -> None:
    text = f"{body}\n\nReferences\n\n{_LISTED}"
    layout = read_layout(text)
    assert [text[one.start : one.end] for one in layout.markers] == markers
    told = [text[one.start : one.end] for one in layout.blocks[0].sentences]
    assert sentences is None or told == sentences
