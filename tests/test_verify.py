"""verify: each alteration found and named, by the command and by the single file alike."""

import io
import json
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from corpus.collection import read_collection
from corpus.documents import Span
from ui import verifier
from ui.memo import Memo
from ui.memo_files import write_memo

Footnoted = Callable[..., "CompletedProcess[str]"]
Made = Callable[..., Memo]

_ENDINGS = (".docx", ".md", ".html")
_ONE = (
    "The museum opened in 1923. It holds 4 210 drawings and never lends them. "
    "In 1951 it moved to the harbour(1).\n\nVisitors came in 1999, not in 1998. "
    "The roof was mended twice.\n\nReferences\n\n(1) Harbour board, minutes of 3 May 1951.\n"
)
_OTHER = "A ferry left at noon.\r\nIt carried 12 people,\r\nand came back empty. Nobody was hurt."


class Room:
    """A memo of eight quotes, with what stands beside it, and the sources in a folder."""

    def __init__(self, folder: Path, memo_of: Made) -> None:
        self.folder, self.sources = folder, folder / "sources"
        self.sources.mkdir()
        (self.sources / "museum.txt").write_bytes(_ONE.encode())
        (self.sources / "ferry.txt").write_bytes(_OTHER.encode())
        ferry, museum = read_collection(self.sources).documents
        spans = [
            Span(document, region.start, region.end)
            for document in (museum, ferry)
            for block in document.layout.blocks
            if block.kind == "body"
            for region in block.sentences
        ]
        for ending in _ENDINGS:
            write_memo(memo_of(spans), folder / f"memo{ending}")
        self.quotes = [span.text for span in [*spans, spans[0]]]

    def memo(self, ending: str) -> Path:
        return self.folder / f"memo{ending}"

    def evidence(self, ending: str = ".md") -> Path:
        return self.folder / f"memo{ending}.evidence.json"

    def edit(self, ending: str, change: Callable[[str], str], part: str = "document") -> None:
        """Changes a memo's text; in a .docx that of the part."""
        path = self.memo(ending)
        if ending != ".docx":
            path.write_text(change(path.read_text("utf-8")), "utf-8")
            return
        path.write_bytes(zipped(path.read_bytes(), f"word/{part}.xml", change))

    def told(self, ending: str) -> dict[str, Any]:
        return verifier.verify(self.memo(ending), self.sources)

    def statuses(self, ending: str) -> list[str]:
        return [one["status"] for one in self.told(ending)["footnotes"]]


def zipped(raw: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The archive with that part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w") as made:
        for part in given.namelist():
            told = given.read(part)
            made.writestr(part, change(told.decode()).encode() if part == name else told)
    return out.getvalue()


@pytest.fixture
def room(tmp_path: Path, memo_of: Made) -> Room:
    return Room(tmp_path, memo_of)


def swapped(text: str, one: str, other: str) -> str:
    return text.replace(one, "\0").replace(other, one).replace("\0", other)


# What is found


@pytest.mark.parametrize("ending", _ENDINGS)
def test_an_untouched_memo(room: Room, ending: str) -> None:
    told = room.told(ending)
    assert told["ok"]
    assert room.statuses(ending) == ["verbatim"] * len(room.quotes)
    assert [(one["document"], one["status"]) for one in told["sources"]] == [
        ("ferry", "same"),
        ("museum", "same"),
    ]


@pytest.mark.parametrize("with_evidence", [True, False])
@pytest.mark.parametrize("ending", _ENDINGS)
def test_one_digit_changed(room: Room, ending: str, with_evidence: bool) -> None:
    if not with_evidence:
        room.evidence(ending).unlink()
    room.edit(ending, lambda text: text.replace("1951 it moved", "1952 it moved"))
    told = room.told(ending)
    changed = [one for one in told["footnotes"] if one["status"] != "verbatim"]
    assert [one["status"] for one in changed] == ["changed"]
    assert "[-1951-]{+1952+}" in changed[0]["difference"] + changed[0]["detail"]
    assert not told["ok"]


@pytest.mark.parametrize("with_evidence", [True, False])
@pytest.mark.parametrize(
    ("ending", "one", "other"),
    [
        (".docx", 'footnoteReference w:id="{}"', 'footnoteReference w:id="{}"'),
        (".md", "”[^1]", "”[^2]"),
        (".html", 'href="#fn1" class="footnote-ref"', 'href="#fn2" class="footnote-ref"'),
    ],
)
def test_two_footnotes_swapped(
    room: Room, ending: str, one: str, other: str, with_evidence: bool
) -> None:
    if not with_evidence:
        room.evidence(ending).unlink()
    if ending == ".docx":
        body = zipfile.ZipFile(room.memo(ending)).read("word/document.xml").decode()
        marks = re.findall(r'footnoteReference w:id="(\d+)"', body)
        one, other = one.format(marks[0]), other.format(marks[1])
    room.edit(ending, lambda text: swapped(text, one, other))
    statuses = room.statuses(ending)
    # A Markdown mark that moves takes its number along, so its place in the order stays.
    assert statuses[:2] == ["changed", "changed"]
    assert set(statuses[2:]) == {"verbatim"}


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_footnote_edited(room: Room, ending: str) -> None:
    room.edit(ending, lambda text: text.replace("3 May 1951", "4 May 1951"), "footnotes")
    statuses = room.statuses(ending)
    assert statuses.count("changed") == 1


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_locator_edited(room: Room, ending: str) -> None:
    room.evidence(ending).unlink()
    room.edit(ending, lambda text: re.sub(r":0-26:", ":1-27:", text), "footnotes")
    assert room.statuses(ending).count("changed") == 2  # the first quote, shown twice


def test_a_locators_hashes(room: Room) -> None:
    """A wrong one never passes, whether of the words or of the document."""
    text = room.memo(".md").read_text("utf-8")
    room.evidence().unlink()
    first = re.search(r"@([0-9a-f]{16}):0-26:([0-9a-f]{16})", text)
    assert first
    room.memo(".md").write_text(text.replace(first[2], "0" * 16), "utf-8")
    assert room.statuses(".md").count("changed") == 2  # the first quote, shown twice
    room.memo(".md").write_text(text.replace(first[1], "0" * 16), "utf-8")
    assert {"document": "museum", "status": "edited"} in room.told(".md")["sources"]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_source_edited_before_a_quote(room: Room, ending: str) -> None:
    path = room.sources / "museum.txt"
    path.write_bytes(b"New: " + path.read_bytes())
    told = room.told(ending)
    assert told["ok"]
    moved = [one for one in told["footnotes"] if one["document"] == "museum"]
    assert {one["status"] for one in moved} == {"moved"}
    assert all(one["found"] == [one["start"] + 5, one["end"] + 5] for one in moved)
    assert {"document": "museum", "status": "edited"} in told["sources"]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_source_edited_in_a_quote(room: Room, ending: str) -> None:
    path = room.sources / "museum.txt"
    path.write_bytes(path.read_bytes().replace(b"never lends", b"often lends"))
    told = room.told(ending)
    changed = [one for one in told["footnotes"] if one["status"] == "changed"]
    assert len(changed) == 1
    assert "[-often-]{+never+}" in changed[0]["difference"]
    assert not told["ok"]


@pytest.mark.parametrize("ending", _ENDINGS)
def test_a_source_missing(room: Room, ending: str) -> None:
    (room.sources / "ferry.txt").unlink()
    statuses = room.statuses(ending)
    assert set(statuses) == {"verbatim", "source missing"}
    assert {"document": "ferry", "status": "missing"} in room.told(ending)["sources"]


def test_a_swap_hidden_by_an_edit_of_the_source(room: Room) -> None:
    """Both quotes then stand elsewhere; only the evidence and their lengths tell."""
    path = room.sources / "museum.txt"
    path.write_bytes(b"New: " + path.read_bytes())
    room.edit(".md", lambda text: swapped(text, "”[^1]", "”[^2]"))
    assert room.statuses(".md")[:2] == ["changed", "changed"]
    room.evidence().unlink()
    assert room.statuses(".md")[:2] == ["changed", "changed"]


def test_a_footnote_removed(room: Room) -> None:
    room.edit(".md", lambda text: text.replace("”[^3]", "”"))
    told = room.told(".md")
    assert told["absent"] == ["3"]
    assert not told["ok"]


def test_a_footnote_of_the_readers_own(room: Room) -> None:
    room.edit(".md", lambda text: f"{text}\nMine[^mine]\n\n[^mine]: I think so.\n")
    last = room.told(".md")["footnotes"][-1]
    assert (last["status"], last["detail"]) == (
        "changed",
        "the footnote names no place in a source",
    )


def test_words_deleted_or_hidden_in_word(room: Room) -> None:
    """Tracked changes and hidden words are read as they show."""

    def struck(text: str, before: str, after: str) -> str:
        run = '<w:r><w:t xml:space="preserve">'
        end = "</w:t></w:r>"
        return text.replace("never lends", f"{end}{before}{run}never {end}{after}{run}lends")

    kept = room.memo(".docx").read_bytes()
    room.edit(".docx", lambda text: struck(text, "", ""))
    assert set(room.statuses(".docx")) == {"verbatim"}
    for before, after in (
        ('<w:moveFrom w:id="9">', "</w:moveFrom>"),
        ('<w:del w:id="9">', "</w:del>"),
    ):
        room.memo(".docx").write_bytes(kept)
        room.edit(".docx", partial(struck, before=before, after=after))
        assert room.statuses(".docx").count("changed") == 1


def test_evidence_and_its_hashes(room: Room) -> None:
    assert verifier.verify(room.evidence(), room.sources)["ok"]
    told = json.loads(room.evidence().read_text("utf-8"))
    for field, value in (("text_sha256", "0" * 64), ("start", 1), ("text", "The museum.")):
        note = told["footnotes"][0]
        altered = {**told, "footnotes": [{**note, field: value}, *told["footnotes"][1:]]}
        room.evidence().write_text(json.dumps(altered), "utf-8")
        outcome = verifier.verify(room.evidence(), room.sources)
        assert [one["status"] for one in outcome["footnotes"]].count("changed") == 1


def test_answers(footnoted: Footnoted, tmp_path: Path, memo_of: Made, room: Room) -> None:
    from assistant.answers import to_json

    spans = [Span(read_collection(room.sources).document("ferry"), 0, 21)]
    entries = memo_of(spans).entries
    path = tmp_path / "answers.jsonl"
    told = [json.dumps({"id": one.id, **to_json(one.answer)}) for one in entries]
    path.write_text("\n".join(told) + "\n", "utf-8")
    ran = footnoted("verify", path, "--sources", room.sources)
    assert ran.returncode == 0
    assert "[q1 [1]] verbatim: ferry 0-21" in ran.stdout
    assert "[last nearest 1] verbatim" in ran.stdout
    path.write_text("\n".join(told).replace("at noon", "at 2 pm"), "utf-8")
    ran = footnoted("verify", path, "--sources", room.sources, "--json")
    assert ran.returncode == 1
    assert {one["status"] for one in json.loads(ran.stdout)["footnotes"]} == {"changed"}


def answered(**changed: object) -> dict[str, Any]:
    """An answer that quotes "a.txt", of which some fields may be others; `number` and `note` are
    the number and the text of its reference, `hash` is its document's."""
    quote = {"footnote": 1, "document": "a", "start": 0, "end": 4, "text": "Bees"} | changed
    made = {"documents": {"a": changed.get("hash", "")}}
    reference = {"number": changed.get("number", 1), "text": changed.get("note", "Bees make")}
    notes = [{"number": 1, "references": [reference]}]
    return {"quotes": [quote], "footnotes": notes, "abstention": None, "made": made}


@pytest.fixture
def hive(tmp_path: Path) -> Path:
    """A folder of one source."""
    (tmp_path / "a.txt").write_text("Bees make honey.", "utf-8")
    return tmp_path


def verified(footnoted: Footnoted, hive: Path, told: str) -> "CompletedProcess[str]":
    (hive / "in.jsonl").write_text(told, "utf-8")
    return footnoted("verify", hive / "in.jsonl", "--sources", hive)


@pytest.mark.parametrize(
    ("start", "end", "text"), [(-16, -12, "Bees"), (-6, 16, "honey."), (-1, 3, "Bees"), (4, 0, "")]
)
def test_offsets_from_the_end_are_no_place(
    footnoted: Footnoted, hive: Path, start: int, end: int, text: str
) -> None:
    assert verified(footnoted, hive, json.dumps(answered())).returncode == 0
    told = json.dumps(answered(start=start, end=end, text=text))
    ran = verified(footnoted, hive, told)
    assert ran.returncode == 1
    assert "changed" in ran.stdout


# What is refused


@pytest.mark.parametrize(
    "changed",
    [
        *({"start": value} for value in (0.0, None, "0", [0])),
        {"end": 1e400},
        {"text": 5},
        {"document": 5},
        {"note": 5},
        {"number": "1"},
        {"hash": 5},
        {"locator": 5},
    ],
)
def test_a_field_of_another_type(
    footnoted: Footnoted, hive: Path, changed: dict[str, object]
) -> None:
    ran = verified(footnoted, hive, json.dumps(answered(**changed)))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "in.jsonl: can't be checked" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_broken_line_is_named(footnoted: Footnoted, hive: Path) -> None:
    sound = json.dumps(answered())
    ran = verified(footnoted, hive, f"{sound}\n\n{sound}\n{sound[:-1]}\n")
    assert ran.returncode == 2
    assert "in.jsonl: line 4 is not JSON" in ran.stderr


def test_a_source_that_cant_be_read(footnoted: Footnoted, hive: Path) -> None:
    """Not even root reads the memory of a process from its beginning."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("no /proc on this system")
    (hive / "a.txt").unlink()
    (hive / "a.txt").symlink_to("/proc/self/mem")
    ran = verified(footnoted, hive, json.dumps(answered()))
    assert ran.returncode == 2
    assert "a.txt: can't be read" in ran.stderr


@pytest.mark.parametrize(
    ("name", "told", "named"),
    [
        ("m.docx", b"PK", "not a Word file"),
        ("m.pdf", b"%PDF", ".evidence.json"),
        ("m.json", b"{", "can't be checked"),
        ("m.json", b'{"format": "footnoted-evidence", "version": 2}', "version 1"),
        ("m.jsonl", b'{"id": 1}', "can't be checked"),
        ("m.json", b"[" * 100_000, "can't be checked"),
        ("m.md", b"\xff", "can't be checked"),
    ],
)
def test_what_cannot_be_read(
    footnoted: Footnoted, tmp_path: Path, name: str, told: bytes, named: str
) -> None:
    (tmp_path / name).write_bytes(told)
    ran = footnoted("verify", tmp_path / name, "--sources", tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert named in ran.stderr
    assert name in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_no_file_and_no_sources(footnoted: Footnoted, room: Room) -> None:
    for file, sources in (("none.md", room.sources), (room.memo(".md"), room.folder / "none")):
        ran = footnoted("verify", file, "--sources", sources)
        assert ran.returncode == 2
        assert "none" in ran.stderr


@pytest.mark.parametrize("part", ["document", "footnotes"])
def test_xml_that_would_grow(room: Room, part: str) -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    room.edit(".docx", lambda text: re.sub(r"^(<\?xml.*?\?>)?", rf"\1{bomb}", text), part)
    with pytest.raises(verifier.UnreadableError, match="document type"):
        room.told(".docx")


def test_an_archive_that_would_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifier, "_LARGEST", 1000)
    path = tmp_path / "m.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", " " * 100_000)
    with pytest.raises(verifier.UnreadableError, match="over 1000 bytes"):
        verifier.verify(path, tmp_path)


def test_nothing_in_a_memo_drives_the_terminal(room: Room) -> None:
    room.edit(".md", lambda text: text.replace("1951 it", "\x1b[2J\x07 it"))
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", verifier.report(room.told(".md")))


# The single file


def alone(file: Path, path: Path, sources: Path) -> "CompletedProcess[str]":
    """The file in a Python that has nothing else: no site packages, no environment."""
    command = [sys.executable, "-I", "-S", str(file), str(path), "--sources", str(sources)]
    return subprocess.run([*command, "--json"], capture_output=True, text=True, check=False)


def altered(room: Room, ending: str, chance: random.Random) -> None:
    """One random alteration of a memo, of its evidence or of a source."""
    target = chance.choice(["memo", "memo", "footnotes", "evidence", "museum", "ferry"])
    if target in ("memo", "footnotes"):
        part = "document" if target == "memo" else "footnotes"
        room.edit(ending, lambda text: scrambled(text, chance), part)
        return
    path = room.evidence(ending) if target == "evidence" else room.sources / f"{target}.txt"
    if chance.random() < 0.2:
        path.unlink()
        return
    path.write_bytes(scrambled(path.read_bytes().decode(), chance).encode())


def scrambled(text: str, chance: random.Random) -> str:
    """A character put in, taken out or replaced, or two pieces swapped."""
    at, other = sorted(chance.sample(range(len(text)), 2))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + chance.choice('7 x”[^<&\\{"') + text[at:]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + chance.choice("0123456789") + text[at + 1 :]
    size = min(other - at, len(text) - other, 60)
    one, two = text[at : at + size], text[other : other + size]
    return text[:at] + two + text[at + size : other] + one + text[other + size :]


def test_the_single_file_agrees_on_200_alterations(
    footnoted: Footnoted, tmp_path: Path, memo_of: Made
) -> None:
    whole = Room(tmp_path, memo_of)
    file = tmp_path / "verifier.py"
    shutil.copyfile(verifier.__file__, file)
    chance, codes = random.Random(7), []
    for number in range(200):
        copy = tmp_path / "copy"
        shutil.copytree(whole.sources, copy / "sources")
        for path in whole.folder.glob("memo.*"):
            shutil.copy(path, copy)
        room = Room.__new__(Room)
        room.folder, room.sources = copy, copy / "sources"
        ending = _ENDINGS[number % 3]
        altered(room, ending, chance)
        ours = footnoted("verify", room.memo(ending), "--sources", room.sources, "--json")
        theirs = alone(file, room.memo(ending), room.sources)
        assert theirs.returncode == ours.returncode, theirs.stderr
        assert theirs.stdout == ours.stdout
        assert "Traceback" not in theirs.stderr
        codes.append(ours.returncode)
        shutil.rmtree(copy)
    assert {0, 1} <= set(codes) <= {0, 1, 2}


def test_it_imports_the_standard_library_alone() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    names = re.findall(r"^(?:import|from) (\w+)", source, re.M)
    assert names
    assert set(names) <= sys.stdlib_module_names
