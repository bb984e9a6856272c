"""The ledger on the command line: what the brief cites, and which sources are at hand."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from corpus.documents import Document

Footnoted = Callable[..., "CompletedProcess[str]"]

_CUT = [3, 5, 6, 8, 9, 10, 11]  # read off the brief: "…", or a parenthesis that never closes


def test_the_briefs_ledger(footnoted: Footnoted, brief: Document) -> None:
    told = json.loads(footnoted("corpus", "references", "--json").stdout)
    notes = told["references"]
    assert [note["number"] for note in notes] == list(range(1, 13))
    assert [note["number"] for note in notes if note["kind"] == "remark"] == [4, 7, 12]
    assert [note["number"] for note in notes if note["state"] == "url_cut"] == _CUT
    assert [note["number"] for note in notes if note["state"] == "fetchable"] == [2]
    for note in notes:
        assert brief.text[note["start"] : note["end"]] == note["text"]
        assert note["url"] is None or note["url"] in note["text"]
        for place in note["cited"]:
            assert brief.text[place["start"] : place["end"]] == f"({note['number']})"
            assert place["paragraph"]
    assert [len(note["cited"]) for note in notes] == [1] * 12
    assert told["summary"] == {
        "notes": 12,
        "remarks": 3,
        "markers": 12,
        "in_collection": 0,
        "fetchable": 1,
        "url_cut": 7,
        "no_url": 4,
    }


def test_the_ledger_for_people(footnoted: Footnoted) -> None:
    lines = footnoted("corpus", "references").stdout.splitlines()
    assert "belarus-brief, note 12, a remark: no URL" in lines
    assert "belarus-brief, note 9: URL cut short" in lines
    assert "  cited in paragraph 13 (7393-7397)" in lines
    assert lines[-1].startswith("12 notes, 3 of them remarks, cited by 12 markers")


def test_a_source_beside_its_note_is_in_the_collection(
    footnoted: Footnoted, tmp_path: Path
) -> None:
    text = "Bees hum(1).\n\nReferences\n\n1. ‘How bees hum’, Bee Journal, 3 May 2021.\n"
    (tmp_path / "bees.txt").write_text(text, "utf-8")
    (tmp_path / "hum.txt").write_text("They beat their wings.")
    (tmp_path / "hum.toml").write_text('label = "How bees hum"')
    told = json.loads(footnoted("corpus", "references", "--json", "--corpus", tmp_path).stdout)
    assert [(one["state"], one["source"]) for one in told["references"]] == [
        ("in_collection", "hum")
    ]
    shown = footnoted("corpus", "references", "--corpus", tmp_path).stdout
    assert shown.startswith("bees, note 1: in the collection: hum\n")
