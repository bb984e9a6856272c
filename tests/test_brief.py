"""The packaged brief: bytes unchanged, and everything in it found where it stands."""

import hashlib
import os
import subprocess
import sys

import pytest

from corpus.collection import PACKAGED
from corpus.documents import Block, Document, Reference

_SHA256 = "0e73b9ca4d488c7cdbdc9115219a654be1f14253f757bf8cf994292cdcd62d93"
_FILE = PACKAGED / "belarus-brief" / "belarus-brief.txt"

# Each note's number and the words right before its marker.
_MARKED = (
    (1, "EU membership"),
    (2, "repression and intimidation"),
    (3, "seventh presidential term"),
    (4, "detention incommunicado"),
    (5, "died in custody in 2024"),
    (6, "36 030"),
    (7, "relocated to Belarus in 2023"),
    (8, "‘roadmaps’"),
    (9, "in the event of a crisis"),
    (10, "compared to 2021)"),
    (11, "by 77% in 2023"),
    (12, "notwithstanding"),
)


def note(brief: Document, number: int) -> Reference:
    found = brief.reference(number)
    assert found is not None
    return found


def block_with(brief: Document, words: str) -> Block:
    found = brief.block_at(brief.text.index(words))
    assert found is not None
    return found


def test_its_bytes_are_as_supplied(brief: Document) -> None:
    assert hashlib.sha256(_FILE.read_bytes()).hexdigest() == _SHA256
    assert brief.text.encode() == _FILE.read_bytes()
    assert brief.sha256 == _SHA256


def test_the_text_command_prints_it_byte_for_byte() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "text", "belarus-brief"],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
    )
    assert ran.stdout == _FILE.read_bytes()
    assert ran.stderr == b""


def test_notes_are_numbered_from_1_to_12(brief: Document) -> None:
    assert [one.number for one in brief.layout.references] == list(range(1, 13))


def test_kinds_of_notes(brief: Document) -> None:
    remarks = {one.number for one in brief.layout.references if one.kind == "remark"}
    assert remarks == {4, 7, 12}


def test_only_note_2_has_a_whole_url(brief: Document) -> None:
    notes = brief.layout.references
    assert {one.number for one in notes if one.url is None} == {1, 4, 7, 12}
    assert {one.number for one in notes if one.url and not one.url_cut} == {2}
    assert {one.number for one in notes if one.url_cut} == {3, 5, 6, 8, 9, 10, 11}


@pytest.mark.parametrize("number", [2, 3, 5, 6, 8, 9, 10, 11])
def test_urls_stand_in_their_notes(brief: Document, number: int) -> None:
    one = note(brief, number)
    assert one.url is not None
    assert one.url in brief.slice(one)
    assert not one.url.endswith(")")


@pytest.mark.parametrize(
    ("number", "start", "end"),
    [
        (1, "Council Conclusions on Belarus, 6737/24", "12 October 2020."),
        (2, "See, for example, Report", "by the Belarusian authorities."),
        (4, "At least 8 other", "a crime against humanity."),
        (10, "Klysinski, K.,", "2023-08-18/towards-…"),
        (12, "Lukashenka first travelled", "PRC’s line on Taiwan."),
    ],
)
def test_notes_hold_their_words_without_number_or_space(
    brief: Document, number: int, start: str, end: str
) -> None:
    words = brief.slice(note(brief, number))
    assert words.startswith(start)
    assert words.endswith(end)


@pytest.mark.parametrize(("number", "before"), _MARKED)
def test_markers_lead_to_their_notes(brief: Document, number: int, before: str) -> None:
    at = brief.text.index(f"{before}({number})") + len(before)
    found = [one for one in brief.layout.markers if one.start == at]
    assert [one.numbers for one in found] == [(number,)]
    assert brief.slice(found[0]) == f"({number})"
    assert brief.cited_in(at - len(before), at) == (note(brief, number),)


def test_nothing_else_is_a_marker(brief: Document) -> None:
    assert [one.numbers for one in brief.layout.markers] == [(n,) for n, _ in _MARKED]
    shown = {brief.slice(one) for one in brief.layout.markers}
    for words in ("(deployed earlier)", "(yet)", "(an increase of over 20% compared to 2021)"):
        assert words in brief.text
        assert words not in shown


def test_a_sentence_without_a_marker_cites_nothing(brief: Document) -> None:
    words = "More than 30 000 people were arrested."
    at = brief.text.index(words)
    assert brief.cited_in(at, at + len(words)) == ()


def test_captions_and_thanks_are_no_body_text(brief: Document) -> None:
    captions = [one for one in brief.layout.blocks if one.kind == "caption"]
    shown = [brief.slice(one) for one in captions]
    assert len(shown) == 2
    assert shown[0].startswith("Tower buildings in Minsk")
    assert shown[1].startswith("NB: Individual sanctions")
    assert all(one.paragraph is None for one in captions)
    assert block_with(brief, "Carole-Louise Ashby").kind == "acknowledgement"


def test_sections_begin_at_their_headings(brief: Document) -> None:
    headings = [one.heading for one in brief.layout.sections]
    assert headings == ["Russia’s tightening grip", "More EU engagement", "References"]
    assert all(brief.slice(s).startswith(s.heading) for s in brief.layout.sections)


@pytest.mark.parametrize(
    ("words", "paragraph", "section"),
    [
        ("After three decades of Alexander", 1, None),
        ("More than 30 000 people were arrested.", 3, None),
        ("a record 86.82% of the vote", 4, None),
        ("To ensure the survival of his regime", 6, "Russia’s tightening grip"),
        ("some 30 000 Russian troops", 8, "Russia’s tightening grip"),
        ("no more than 2 000 troops", 9, "Russia’s tightening grip"),
        ("€3 billion investment package", 14, "More EU engagement"),
        ("upcoming Zapad-2025 in September", 19, "More EU engagement"),
    ],
)
def test_paragraphs_and_sections(
    brief: Document, words: str, paragraph: int, section: str | None
) -> None:
    found = brief.section_at(brief.text.index(words))
    assert block_with(brief, words).paragraph == paragraph
    assert (found.heading if found else None) == section


def test_there_are_nineteen_paragraphs(brief: Document) -> None:
    numbers = [one.paragraph for one in brief.layout.blocks if one.kind == "body"]
    assert numbers == list(range(1, 20))


def test_every_note_is_a_block_of_its_own(brief: Document) -> None:
    notes = [one for one in brief.layout.blocks if one.kind == "note"]
    assert [one.note for one in notes] == list(range(1, 13))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Beyond troops or other weapons", "relocated to Belarus in 2023(7)."),
        ("More than 30 000", "were arrested."),
        ("At least 100 000 fled", "intimidation(2)."),
        ("Belarusian exports to Russia", "compared to 2021)(10)."),
        ("Against this backdrop", "presidential term(3)."),
        ("This integration does not (yet)", "de facto annexation."),
        ("Relatively frequent high-level meetings", "maintain international ties."),
        ("One example is the delivery", "sanctioned in February 2025."),
    ],
)
def test_sentences_are_whole(brief: Document, start: str, end: str) -> None:
    first = brief.text.index(start)
    shown = [brief.slice(one) for one in block_with(brief, start).sentences if one.start == first]
    assert shown == [brief.text[first : brief.text.index(end) + len(end)]]


def test_initials_in_a_note_end_no_sentence(brief: Document) -> None:
    block = block_with(brief, "Huterer, M. and Sahm, A.")
    assert brief.slice(block.sentences[0]).startswith("Huterer, M. and Sahm, A., ‘Belarus")
