"""Damaged files by the thousand, read as an untrusted file is read.

    python -m evals.fuzz_readers 1000 [--seed 0] [--keep DIR]

Sound files of each format are damaged at random: bits, cuts, repeats, other numbers, tokens that
have hurt readers before; in Word files inside the archive too, so that its checksums hold. Each
is read under the limits that any file gets, with 10 s instead of 120. Prints how many were read,
refused, given up at a limit, or made their reader fail, which only its own process notices;
exits with 1 if anything else happened: an exception, a document whose places lie outside its
text, a file touched outside the folder. `--keep` keeps the files that made a reader fail.
"""

import argparse
import io
import os
import random
import re
import shutil
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
from fpdf import FPDF

from corpus.collection import PACKAGED
from corpus.documents import Document, Span
from corpus.errors import UserError
from corpus.guarded import Guard
from corpus.text_reader import read_text

_SECONDS = 10
_TOKENS = (
    b"<!ENTITY a SYSTEM 'file:///etc/passwd'>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    b"<table>" * 50, b"<div>" * 300, b"<td colspan=99999 rowspan=99999>", b"<sup>", b"\x00",
    b"\xff\xfe", b"\xf0\x9f", b"<w:p>" * 60, b"w:val='999999999'", b"../../../../etc/passwd",
    b"endobj", b"stream\n", b"%%EOF", b"/Length 999999999", b"/Kids [1 0 R]", b"/Parent 2 0 R",
    b"<<" * 200, b"[" * 500, b"(" * 200, b"/FlateDecode", b"/Count -1", b"- " * 200, b"> " * 200,
    b"[^1]: " * 20, b"|" * 300, b"\r\n", b"`" * 99, b"---\na: &a [*a]\n---\n",
    b"<meta charset=utf-7>", b"http://" + b"a" * 3000,
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """One sound file of each format, all with the packaged brief's first paragraphs."""
    source = next(PACKAGED.rglob("*.txt"))
    paragraphs = [" ".join(part.split()) for part in source.read_text("utf-8").split("\n\n")][:12]
    plain = "\n\n".join(paragraphs)
    table = "<table><tr><th>A<th>B<tr><td>1<td>2</table>"
    page = f"<html><head><title>T</title></head><body><nav>N</nav>{table}" + "".join(
        f"<p>{part}<sup><a href='#n1'>1</a></sup></p>" for part in paragraphs
    )
    noted = f"---\ntitle: T\n---\n# Head\n\n{plain}[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    return {
        ".txt": plain.encode(),
        ".md": f"{noted}[^1]: A note.\n".encode(),
        ".html": f"{page}<ol><li id=n1>A note, <a href='https://x.org'>X</a></ol>".encode(),
        ".docx": _word(paragraphs),
        ".pdf": _pdf(paragraphs),
    }


def _word(paragraphs: list[str]) -> bytes:
    word, out = docx.Document(), io.BytesIO()
    word.add_heading("Head", 1)
    for part in paragraphs:
        word.add_paragraph(part, style="List Number")
    word.add_table(2, 2).cell(0, 0).text = "Cell"
    word.save(out)
    return out.getvalue()


def _pdf(paragraphs: list[str]) -> bytes:
    paper = FPDF()
    paper.set_compression(False)
    paper.set_font("Helvetica", size=10)
    for at, part in enumerate(paragraphs):
        if at % 6 == 0:
            paper.add_page()
        paper.multi_cell(90, 5, part.encode("latin-1", "replace").decode("latin-1"))
        paper.ln(3)
    with paper.table() as made:
        for row in (("A", "B"), ("1", "2")):
            made.row(row)
    return bytes(paper.output())


def damaged(suffix: str, raw: bytes, chance: random.Random) -> bytes:
    """The file with one to six things wrong."""
    if suffix == ".docx" and chance.random() < 0.8:
        return _inside_archive(raw, chance)
    for _ in range(chance.randint(1, 6)):
        raw = chance.choice(_DAMAGES)(raw, chance)
    return raw


def _inside_archive(raw: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([*parts, "word/document.xml", "word/document.xml"])
        parts[name] = chance.choice(_DAMAGES)(parts[name], chance)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def _flip(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 20) if raw else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _repeat(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(raw))
    part = raw[start : start + chance.randint(1, 400)]
    return raw[:start] + part * chance.randint(2, 200) + raw[start:]


def _drop(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(raw))
    return raw[:start] + raw[start + chance.randint(1, 400) :]


def _insert(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice(_TOKENS) + raw[at:]


def _number(raw: bytes, chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", raw))
    if not found:
        return raw
    one = chance.choice(found)
    other = chance.choice([b"0", b"-1", b"1", b"4294967296", b"9" * 30, b"1e309", b""])
    return raw[: one.start()] + other + raw[one.end() :]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _cut, _repeat, _drop, _insert, _insert, _number, _number,
)  # fmt: skip


def read_one(guard: Guard, path: Path) -> str:
    """What came of the file, in a word or two. Raises ValueError for a document whose places
    lie outside its text."""
    try:
        read = read_text if path.suffix == ".txt" else guard.read
        document = read(path, "fuzzed")
    except UserError as error:
        for word in ("failed", "crashed", "takes more"):
            if word in error.what:
                return error.what
        return "refused"
    _check(document)
    return "read"


def _check(document: Document) -> None:
    for block in document.layout.blocks:
        for sentence in block.sentences:
            if not block.start <= sentence.start < sentence.end <= block.end:
                raise ValueError(f"{sentence} outside {block}")
            Span(document, sentence.start, sentence.end)


def fuzz(count: int, seed: int, keep: Path | None = None) -> Iterator[tuple[str, str]]:
    """(suffix, what came of it) of each file. Raises RuntimeError if a file outside the folder
    they lie in was touched."""
    sound, guard = seeds(), Guard(seconds=_SECONDS)
    with tempfile.TemporaryDirectory() as home:
        os.environ["FOOTNOTED_CACHE"] = str(Path(home) / "cache")
        outside, folder = Path(home) / "outside", Path(home) / "corpus"
        outside.mkdir()
        folder.mkdir()
        (outside / "passwd").write_text("untouched")
        before = _state(outside)
        for number in range(count):
            suffix = list(sound)[number % len(sound)]
            path = folder / f"fuzzed{suffix}"
            path.write_bytes(damaged(suffix, sound[suffix], random.Random(f"{seed} {number}")))
            came = read_one(guard, path)
            if keep and came not in ("read", "refused"):
                shutil.copy(path, keep / f"{seed}-{number}{suffix}")
            yield suffix, came
            if number % 500 == 0:
                shutil.rmtree(Path(home) / "cache", ignore_errors=True)
        guard.rest()
        names = {f"fuzzed{suffix}" for suffix in sound}
        if _state(outside) != before or {one.name for one in folder.iterdir()} - names:
            raise RuntimeError("a file was touched that no reader has business with")


def _state(folder: Path) -> list[tuple[str, bytes, int]]:
    return [(one.name, one.read_bytes(), one.stat().st_mtime_ns) for one in folder.iterdir()]


def main() -> None:
    """Fuzzes and tells."""
    parser = argparse.ArgumentParser(description="Damaged files over the readers.")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    told = parser.parse_args()
    if told.keep:
        told.keep.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    for number, (suffix, came) in enumerate(fuzz(told.count, told.seed, told.keep), 1):
        counts.setdefault(suffix, Counter())[came] += 1
        if number % 1000 == 0:
            sys.stderr.write(f"{number} of {told.count}\n")
    for suffix, found in counts.items():
        shown = ", ".join(f"{came} {n}" for came, n in found.most_common())
        sys.stdout.write(f"{suffix}: {sum(found.values())} files: {shown}\n")


if __name__ == "__main__":
    main()
