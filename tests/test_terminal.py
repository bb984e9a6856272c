"""What terminals and readers of Markdown are given: words where they stand, nothing that acts."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Literal

import pytest
from rich.console import Console

from assistant.answers import Abstention, Answer, Quote
from assistant.assistant import Assistant
from assistant.findings import Finding
from assistant.footnotes import number_footnotes
from assistant.pairing import Difference
from corpus.documents import Document, Region
from corpus.layout import read_layout
from ui.check_report import print_findings
from ui.render import print_answer, to_markdown
from ui.terminal import printable

Footnoted = Callable[..., "CompletedProcess[str]"]

_TEXT = "The ferry\r\nleft\x07 at\x0b noon\r\nwith 12 \x1b[31mpeople & [3] \x9b1mdogs."
_DOCUMENT = Document("ferry", "The \x1b]0;ferry\x07", _TEXT, read_layout(_TEXT))
# What a terminal obeys, of the document's or of the one who drew in colour.
_OBEYED = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f]")


def region(words: str, text: str = _TEXT) -> Region:
    return Region(text.index(words), text.index(words) + len(words))


def answer(abstention: Abstention | None = None) -> Answer:
    quote = Quote(_DOCUMENT, 0, len(_TEXT), 0.9, (region("noon"), region("dogs")))
    notes = () if abstention else number_footnotes([quote])
    return Answer("Who & what?", (), notes, abstention, (), 0.9, 1.0, "fingerprint")


def test_every_character_stays_one() -> None:
    every = "".join(map(chr, range(0x2100)))
    shown = printable(every)
    assert len(shown) == len(every)
    assert _OBEYED.search(shown) is None
    assert shown[ord("\r")] == shown[ord("\v")] == shown[ord("\f")] == " "
    kept = [at for at, character in enumerate(every) if shown[at] == character]
    assert kept == [9, 10, *range(0x20, 0x7F), *range(0xA0, 0x2100)]


def drawn(show: Callable[[Console], None], colours: bool) -> str:
    out = io.StringIO()
    system: Literal["standard"] | None = "standard" if colours else None
    show(Console(file=out, width=500, force_terminal=colours, color_system=system))
    return out.getvalue()


def test_bold_words_are_those_that_carry_the_answer() -> None:
    shown = drawn(lambda console: print_answer(answer(), console), True)
    assert re.findall(r"\x1b\[1m(.*?)\x1b\[0m", shown) == ["noon", "dogs"]
    plain = drawn(lambda console: print_answer(answer(), console), False)
    assert "noon" in plain
    assert _OBEYED.search(plain) is None


def test_a_refusal_drives_no_terminal_either() -> None:
    near = (Quote(_DOCUMENT, 0, len(_TEXT), 0.1),)
    told = Abstention("not_stated", "They don't state \x1b[31m.", (), near)
    assert not _OBEYED.search(drawn(lambda console: print_answer(answer(told), console), False))


def test_a_check_marks_what_differs() -> None:
    said = "The\r\nferry\x1b[2J left with 13 people."
    apart = Difference("number", region("13", said), region("12"))
    notes = answer().footnotes
    found = [Finding(Region(0, len(said)), said, "contradicted", 0.9, notes, (apart,))]
    shown = drawn(lambda console: print_findings(said, found, console), True)
    assert re.findall(r"\x1b\[[\d;]*4m(.*?)\x1b\[0m", shown) == ["13", "12"]
    assert not _OBEYED.search(drawn(lambda c: print_findings(said, found, c), False))


def test_no_command_lets_a_document_drive_the_terminal(
    footnoted: Footnoted, assistant: Assistant, tmp_path: Path
) -> None:
    assert assistant.index  # one thread
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    told = "The fer\x9b1mry\r\n\n"
    told += "The ferry to Skell carried\x07 twelve people at noon on 3 May 1951(1).\r\n\n"
    told += "References\n\n(1) Harbour board\x9b2J, \u2018Minutes of the year\u2019, 3 May 1951.\n"
    (corpus / "ferry.txt").write_bytes(told.encode())
    asked = tmp_path / "asked.jsonl"
    asked.write_text('{"id": "a", "question": "How many people did the ferry to Skell carry?"}\n')
    claims = tmp_path / "claims.txt"
    claims.write_text("The ferry to Skell carried\x07 13 people at noon on 3 May 1951.\n")
    where = ("--corpus", corpus, "--index", index)
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    assert footnoted("batch", asked, old, *where).returncode == 0
    (corpus / "ferry.txt").write_bytes(told.replace("noon", "ten").encode())
    assert footnoted("batch", asked, new, *where).returncode == 0
    said = {
        words: footnoted(*words.split(), *arguments)
        for words, arguments in {
            "ask": ("How many people did the ferry to Skell carry?", *where),
            "search": ("How many people did the ferry to Skell carry?", *where),
            "check": (claims, *where),
            "corpus list": where,
            "corpus show ferry": where,
            "corpus references": where,
            "locate": (old, "--corpus", corpus),
            "compare": (old, new),
        }.items()
    }
    for words, ran in said.items():
        assert ran.returncode in (0, 1), (words, ran)
        assert ran.stdout, words
        assert not _OBEYED.search(ran.stdout + ran.stderr), words
    shown = "".join(ran.stdout for ran in said.values())
    assert "fer\N{REPLACEMENT CHARACTER}1mry" in shown
    assert "carried\N{REPLACEMENT CHARACTER} twelve" in shown


# Markdown


def labels(shown: str) -> list[str]:
    return re.findall(r"^\[\^([^\]\s]+)\]:", shown, re.MULTILINE)


def test_footnotes_have_labels_of_their_own_that_markdown_can_read() -> None:
    names: list[str | int] = [1, "1_", "a b", "a_b", "a]b", "A_B", "\u00e9", "x-1"]
    shown = to_markdown([(name, answer()) for name in names])
    assert labels(shown) == [
        *("1-1", "1_-1", "a_b-1", "a_b_-1", "a_b__-1", "A_B___-1", "\u00e9-1", "x-1-1")
    ]
    assert re.findall(r"\[\^([^\]]+)\]$", shown, re.MULTILINE) == labels(shown)


def test_a_batch_in_markdown_has_no_label_twice(
    footnoted: Footnoted, assistant: Assistant, brief_index: Path, tmp_path: Path
) -> None:
    assert assistant.index
    asked = tmp_path / "in.jsonl"
    rows = [{"id": name, "question": "How many people were arrested?"} for name in ("a b", "a_b")]
    asked.write_text("\n".join(map(json.dumps, rows)))
    assert footnoted("batch", asked, tmp_path / "o.md", "--index", brief_index).returncode == 0
    found = labels((tmp_path / "o.md").read_text("utf-8"))
    assert {"a_b-1", "a_b_-1"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("words", ["*all* of it &amp; <b>more</b>", "&lt;"])
def test_what_is_said_of_a_refusal_is_no_markup(words: str) -> None:
    shown = to_markdown([("a", answer(Abstention("not_stated", words, (), ())))])
    assert "Who \\& what?" in shown
    assert re.sub(r"\\([^\w\s])", r"\1", shown).count(words) == 1
