"""Checks the quotes of a memo, of answers or of an evidence file against their sources alone.

    python verifier.py FILE --sources DIR [--json]

FILE is a .docx, .md or .html memo, a .json or .jsonl of answers, or an .evidence.json; DIR
holds the sources as NAME.txt. Needs Python 3.10 and nothing else: no index, no model, no network.
Exit codes: 0 every quote stands, 1 one doesn't, 2 the file can't be read.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import io
import json
import re
import sys
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

VERBATIM, MOVED, CHANGED, MISSING = "verbatim", "moved", "changed", "source missing"
FORMAT, VERSION = "footnoted-evidence", 1
_LOCATOR = re.compile(
    r"footnoted:([^\s@:/]+)@([0-9a-f]{16,64}):(\d{1,12})-(\d{1,12}):([0-9a-f]{16,64})\s*$"
)
_LARGEST = 100_000_000  # bytes of a part of a .docx: a book has 5 million
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PUNCTUATION = r"[!-/:-@\[-`{-~]"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NEAR = 4000  # characters on either side in which a changed quote is looked for


class UnreadableError(Exception):
    """The file isn't one that can be checked."""


class Claim(NamedTuple):
    """A quote as its holder gives it. `sha256` is the document's, or its beginning, or "", and
    `words` that of the quoted characters; `note` is the footnote's text in a memo; `references`
    are notes of the document that it cites; `wrong` is what is wrong with it already."""

    label: str
    quote: str
    document: str = ""
    sha256: str = ""
    start: int = 0
    end: int = 0
    words: str = ""
    note: str | None = None
    references: tuple[tuple[int, str], ...] = ()
    wrong: str = ""
    exact: bool = False  # JSON holds every character; a memo what `shown` says


class Source(NamedTuple):
    """A stored text and its hash."""

    text: str
    sha256: str


class Locator(NamedTuple):
    """Where a quote stands, as footnoted:NAME@DOCUMENT:START-END:WORDS says it. NAME is
    percent-encoded; the other two are how the SHA-256 of the document's text and of the quoted
    words begin."""

    document: str
    sha256: str
    start: int
    end: int
    words: str


def read_locator(text: str) -> Locator | None:
    """The locator at the end of a text."""
    found = _LOCATOR.search(text)
    if not found:
        return None
    name = urllib.parse.unquote(found[1], errors="surrogatepass")
    return Locator(name, found[2], int(found[3]), int(found[4]), found[5])


def text_hash(text: str) -> str:
    """The SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def shown(text: str) -> str:
    """The text as a memo can hold it: line ends as XML has them, without characters that XML
    can't hold."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def verify(path: Path, folder: Path) -> dict[str, Any]:
    """What became of every quote in the file. Raises UnreadableError, naming what is wrong."""
    if not folder.is_dir():
        raise UnreadableError(f"{folder}: there is no such folder; name the folder of the sources")
    claims, absent = read_claims(path)
    sources = {name: find_source(name, claims, folder) for name in {c.document for c in claims}}
    results = [check(claim, sources.get(claim.document)) for claim in claims]
    told = [
        {"document": name, "status": _state(name, found, claims)}
        for name, found in sorted(sources.items())
        if name
    ]
    fine = bool(claims) and all(one["status"] in (VERBATIM, MOVED) for one in results)
    ok = fine and not absent
    return {"file": str(path), "ok": ok, "footnotes": results, "absent": absent, "sources": told}


def check(claim: Claim, source: Source | None) -> dict[str, Any]:
    """One quote against its source: status, where it stands now, and what differs."""
    told = {
        "label": claim.label,
        "status": CHANGED,
        "document": claim.document,
        "start": claim.start,
        "end": claim.end,
        "found": None,
        "difference": "",
        "detail": claim.wrong,
    }
    if claim.wrong:
        return told
    if not 0 <= claim.start < claim.end:
        return told | {"detail": "its range holds no characters"}
    if source is None:
        return told | {"status": MISSING, "detail": f"{claim.document}.txt isn't there"}
    lost = [number for number, text in claim.references if text not in source.text]
    if lost:
        return told | {"detail": f"the source has no note {lost[0]} that reads so"}
    return told | _placed(claim, source)


def _placed(claim: Claim, source: Source) -> dict[str, Any]:
    """Where the quote stands in the source."""
    words = source.text[claim.start : claim.end]
    same = bool(claim.sha256) and source.sha256.startswith(claim.sha256)
    if words and (words == claim.quote if claim.exact else shown(words) == shown(claim.quote)):
        if text_hash(words).startswith(claim.words):
            return {"status": VERBATIM, "found": [claim.start, claim.end]}
        return {"detail": "the locator's hash is that of other words"}
    places = list(_places(claim, source.text))
    if places and not same:
        best = min(places, key=lambda place: abs(place[0] - claim.start))
        return {"status": MOVED, "found": list(best)}
    if places:
        told = f"these words stand at {places[0][0]}-{places[0][1]}, not where the footnote says"
        return {"difference": difference(words, claim.quote), "detail": told}
    there = words if same else _nearest(claim, source.text)
    return {"difference": difference(there, claim.quote), "detail": "the source says otherwise"}


def _places(claim: Claim, text: str) -> Iterator[tuple[int, int]]:
    """Where the quote's very words stand, as long as its range says they are."""
    for words in {claim.quote, claim.quote.replace("\n", "\r\n")}:
        fits = len(words) == claim.end - claim.start and text_hash(words).startswith(claim.words)
        if not words or not fits:
            continue
        at = text.find(words)
        while at >= 0:
            yield at, at + len(words)
            at = text.find(words, at + 1)


def _nearest(claim: Claim, text: str) -> str:
    """What the source says about where the quote stood, lined up by the longest run of
    characters that they share; empty where they share next to nothing."""
    first = max(0, claim.start - _NEAR)
    window, quote = text[first : claim.end + _NEAR][: 4 * _NEAR], claim.quote[:_NEAR]
    run = difflib.SequenceMatcher(None, window, quote, False).find_longest_match()
    if run.size < min(12, len(quote)):
        return ""
    begin = max(0, run.a - run.b)
    return window[begin : begin + len(quote)]


def difference(source: str, quote: str) -> str:
    """The first words in which the two differ: [-the source's-]{+the quote's+}."""
    one, other = source[:_NEAR], quote[:_NEAR]
    ours, theirs = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (one, other))
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, ours, theirs, False).get_opcodes():
        old, new = "".join(ours[a:b]), "".join(theirs[c:d])
        if kind == "equal":
            parts.append(old if len(old) < 80 else f"{old[:30]} … {old[-40:]}")
        else:
            parts.append((f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else ""))
    return "".join(parts)


def find_source(name: str, claims: Sequence[Claim], folder: Path) -> Source | None:
    """NAME.txt anywhere in the folder; of several, the one that the quotes were taken from."""
    wanted = {claim.sha256 for claim in claims if claim.document == name and claim.sha256}
    found = None
    for path in sorted(folder.rglob("*.txt")):
        if path.stem == name and path.is_file():
            try:
                raw = path.read_bytes()
            except OSError as error:
                raise UnreadableError(f"{path}: can't be read ({error.strerror})") from error
            digest = hashlib.sha256(raw).hexdigest()
            source = Source(raw.decode("utf-8", "surrogateescape"), digest)
            if any(digest.startswith(one) for one in wanted):
                return source
            found = found or source
    return found


def _state(name: str, found: Source | None, claims: Sequence[Claim]) -> str:
    known = {claim.sha256 for claim in claims if claim.document == name and claim.sha256}
    if found is None:
        return "missing"
    if not known:
        return "unknown"
    return "same" if all(found.sha256.startswith(one) for one in known) else "edited"


# What is in a file


def read_claims(path: Path) -> tuple[list[Claim], list[str]]:
    """Every quote in the file, and the labels of those that the evidence beside a memo has and
    the memo hasn't."""
    readers: dict[str, Callable[[bytes], list[tuple[str, str, str]]]] = {
        ".docx": docx_notes,
        ".html": html_notes,
        ".md": markdown_notes,
    }
    ending = path.suffix.lower()
    try:
        raw = path.read_bytes()
        if ending in (".json", ".jsonl"):
            return list(_told_claims(raw.decode("utf-8-sig"))), []
        if ending not in readers:
            raise UnreadableError("this ending can't be checked, but its .evidence.json can")
        return _memo_claims(readers[ending](raw), _evidence_beside(path))
    except OSError as error:
        raise UnreadableError(f"{path}: can't be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"{path}: can't be checked ({str(error)[:100]})") from error
    except UnreadableError as error:
        raise UnreadableError(f"{path}: {error}") from error


def _evidence_beside(path: Path) -> list[Claim] | None:
    beside = path.with_name(f"{path.name}.evidence.json")
    return list(_told_claims(beside.read_text("utf-8"))) if beside.is_file() else None


def _memo_claims(
    notes: list[tuple[str, str, str]], evidence: list[Claim] | None
) -> tuple[list[Claim], list[str]]:
    left = list(evidence or ())
    claims = [_memo_claim(*one, None if evidence is None else left) for one in notes]
    return claims, [claim.label for claim in left]


def _memo_claim(label: str, before: str, note: str, left: list[Claim] | None) -> Claim:
    """The quote that ends at a footnote's mark. What the evidence says of it is taken from
    `left`: a memo whose footnote reads otherwise has been changed."""
    found, folded = read_locator(note), " ".join(shown(note).split())
    opening, words = before.find("“"), before.rstrip()
    if not found:
        return Claim(label, words, wrong="the footnote names no place in a source")
    quote = words[opening + 1 : -1]
    claim = Claim(label, quote, *found, note=folded)
    if opening < 0 or not words.endswith("”"):
        return claim._replace(wrong="the words before the footnote are no whole quotation")
    if left is None:
        return claim
    same = [one for one in left if read_locator(one.note or "") == found]
    exact = [one for one in same if " ".join((one.note or "").split()) == folded] or same
    if not exact:
        return claim._replace(wrong="the evidence beside the memo has no such footnote")
    left.remove(exact[0])
    if shown(exact[0].quote) != shown(quote):
        return claim._replace(wrong=f"the evidence says: {difference(exact[0].quote, quote)}")
    expected = " ".join(shown(exact[0].note or "").split())
    if expected != folded:
        return claim._replace(wrong=f"the footnote's text: {difference(expected, folded)}")
    return claim._replace(references=exact[0].references)


def _told_claims(text: str) -> Iterator[Claim]:
    """The quotes of an evidence file, of an array of answers, or of answers line by line."""
    told = _parsed(text)
    if isinstance(told, dict) and "format" in told:
        if (told["format"], told["version"]) != (FORMAT, VERSION):
            raise UnreadableError(f"this reads {FORMAT} of version {VERSION}")
        yield from map(_evidence_claim, told["footnotes"])
        return
    for at, answer in enumerate([told] if isinstance(told, dict) else told, 1):
        yield from _answer_claims(answer, answer.get("id", at))


def _parsed(text: str) -> Any:
    """The JSON, or the list of what is on the lines, where each is JSON by itself."""
    try:
        return json.loads(text)
    except ValueError as error:
        whole = error
    found = []
    for at, line in enumerate(text.split("\n"), 1):
        try:
            found += [json.loads(line)] if line.strip() else []
        except ValueError as error:
            if not found:  # one value over many lines: what is wrong with it names its own
                raise whole from error
            why = str(error).partition(":")[0]
            raise UnreadableError(f"line {at} is not JSON ({why})") from error
    return found


def _words(value: object) -> str:
    """The value, if it is a text. Raises ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]} should be a text")
    return value


def _offset(value: object) -> int:
    """The value, if it is a whole number. Raises ValueError for anything else."""
    if not isinstance(value, int):
        raise ValueError(f"{str(value)[:40]} should be a whole number")
    return value


def _references(told: dict[str, Any]) -> tuple[tuple[int, str], ...]:
    return tuple((_offset(one["number"]), _words(one["text"])) for one in told["references"])


def _evidence_claim(told: dict[str, Any]) -> Claim:
    text, document = _words(told["text"]), _words(told["document"])
    claim = Claim(f"{told['number']}", text, document, _words(told["document_sha256"]))
    claim = claim._replace(start=_offset(told["start"]), end=_offset(told["end"]), exact=True)
    claim = claim._replace(note=_words(told["note"]), references=_references(told))
    if text_hash(text) != told["text_sha256"]:
        return claim._replace(wrong="the quote's hash isn't that of its text")
    return _with_locator(claim, _words(told["locator"]))


def _with_locator(claim: Claim, text: str) -> Claim:
    """The claim held against its locator."""
    found = read_locator(text)
    place = (claim.document, claim.start, claim.end)
    if not found or (found.document, found.start, found.end) != place:
        return claim._replace(wrong="its locator and its range differ")
    if not claim.sha256.startswith(found.sha256) and claim.sha256:
        return claim._replace(wrong="its locator names another version of the document")
    return claim._replace(sha256=claim.sha256 or found.sha256, words=found.words)


def _answer_claims(told: dict[str, Any], name: object) -> Iterator[Claim]:
    hashes = told.get("made", {}).get("documents", {})
    cited = {note["number"]: _references(note) for note in told["footnotes"]}
    nearest = [*(told["abstention"] or {}).get("nearest", ())]
    nearest += [quote for part in told.get("unanswered", ()) for quote in part["nearest"]]
    for at, quote in enumerate([*told["quotes"], *nearest], 1):
        number, document = quote["footnote"], _words(quote["document"])
        label = f"{name} [{number}]" if number else f"{name} nearest {at - len(told['quotes'])}"
        claim = Claim(label, _words(quote["text"]), document, _words(hashes.get(document, "")))
        claim = claim._replace(start=_offset(quote["start"]), end=_offset(quote["end"]))
        claim = claim._replace(references=cited.get(number, ()), exact=True)
        yield _with_locator(claim, _words(quote["locator"])) if "locator" in quote else claim


# Memos: (label, the words before the mark, the footnote's text), in the order of the marks


def markdown_notes(raw: bytes) -> list[tuple[str, str, str]]:
    """The footnotes of a Markdown memo."""
    marks: list[tuple[str, str]] = []
    notes: dict[str, str] = {}
    token = re.compile(rf"(\\{_PUNCTUATION})|\[\^([^\]\s]+)\](:?)")
    for block in re.split(r"\n[ \t]*\n", raw.decode("utf-8-sig").replace("\r\n", "\n")):
        lines = [re.sub(r"^> ?", "", line) for line in block.split("\n")]
        text, begun, current = "\n".join(lines), 0, ""
        for found in token.finditer(text):
            if not found[2]:
                continue
            before = text[begun : found.start()]
            if found[3] and (not before or before.endswith("\n")):
                notes[current] = before if current else ""
                current = found[2]
            elif not current:
                marks.append((found[2], _unescaped(before)))
            begun = found.end()
        if current:
            notes[current] = text[begun:]
    return [(name, before, _unescaped(notes.get(name, "")).strip()) for name, before in marks]


def _unescaped(text: str) -> str:
    text = re.sub(rf"\\({_PUNCTUATION})|(?<!\\)\n", lambda found: found[1] or " ", text)
    return text.replace("\\\n", "\n").strip("\n")


class _Page(HTMLParser):
    """An HTML memo as marks and notes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.marks: list[tuple[str, str]] = []
        self.notes: dict[str, list[str]] = {}
        self._text: list[str] = []
        self._note, self._skipped, self._broken = "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kinds = told.get("class", "").split()
        if tag == "a" and "footnote-ref" in kinds:
            self.marks.append((told.get("href", "").removeprefix("#"), "".join(self._text)))
            self._text = []
        if tag in ("script", "style", "head") or (tag == "a" and {*kinds} & _MARKS):
            self._skipped = self._skipped or tag
        elif tag == "br":
            self._text.append("\n")
            self._broken = True
        elif tag in ("p", "li", "div", "blockquote", "h1", "h2", "h3", "td"):
            self._text = []
        if tag == "li" and told.get("id", "").startswith("fn"):
            self._note = told["id"]
            self.notes[self._note] = []

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""
        if tag == "li":
            self._note = ""

    def handle_data(self, data: str) -> None:
        text = data[1:] if self._broken and data.startswith("\n") else data
        self._broken = False
        if not self._skipped:
            (self.notes[self._note] if self._note else self._text).append(text)


_MARKS = {"footnote-ref", "footnote-back"}


def html_notes(raw: bytes) -> list[tuple[str, str, str]]:
    """The footnotes of an HTML memo."""
    page = _Page()
    page.feed(raw.decode("utf-8-sig"))
    page.close()
    return [
        (str(at), before, "".join(page.notes.get(name, ())))
        for at, (name, before) in enumerate(page.marks, 1)
    ]


_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class _Story:
    """A part of a .docx read as a stream. Deleted and hidden words are not read."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, str]] = []
        self.notes: dict[str, list[str]] = {}
        self._paragraphs: list[list[str]] = [[]]
        self._note, self._deleted, self._hidden, self._writing = "", 0, False, False

    def begin(self, name: str, told: dict[str, str]) -> None:
        tag, value = name.rpartition("}")[2], told.get(_WORD[1:] + "val", "")
        if tag in _DELETED:
            self._deleted += 1
        elif tag == "p":
            self._paragraphs.append([])
        elif tag == "footnote":
            self._note = told.get(_WORD[1:] + "id", "")
            self.notes[self._note] = []
        elif tag == "r":
            self._hidden = False
        elif tag == "vanish":
            self._hidden = value not in ("0", "false", "off")
        elif tag == "footnoteReference" and not self._deleted:
            self.marks.append((told.get(_WORD[1:] + "id", ""), "".join(self._paragraphs[-1])))
            self._paragraphs[-1] = []
        elif tag in _SPACES:
            self._write(_SPACES[tag])
        self._writing = tag == "t"

    def end(self, name: str) -> None:
        tag, self._writing = name.rpartition("}")[2], False
        if tag in _DELETED:
            self._deleted -= 1
        elif tag == "p" and len(self._paragraphs) > 1:
            self._paragraphs.pop()
            if self._note:
                self.notes[self._note].append("\n")
        elif tag == "footnote":
            self._note = ""

    def text(self, words: str) -> None:
        if self._writing:
            self._write(words)

    def _write(self, words: str) -> None:
        if not self._deleted and not self._hidden:
            (self.notes[self._note] if self._note else self._paragraphs[-1]).append(words)


_DELETED = {"del", "moveFrom", "Fallback"}
_SPACES = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "‑"}


def docx_notes(raw: bytes) -> list[tuple[str, str, str]]:
    """The footnotes of a Word file."""
    body = _story(raw, "word/document.xml")
    notes = _story(raw, "word/footnotes.xml").notes
    return [
        (str(at), before, "".join(notes.get(name, ())).strip())
        for at, (name, before) in enumerate(body.marks, 1)
    ]


def _story(raw: bytes, part: str) -> _Story:
    story = _Story()
    reader = expat.ParserCreate(namespace_separator="}")
    reader.buffer_text = False
    reader.StartElementHandler, reader.EndElementHandler = story.begin, story.end
    reader.CharacterDataHandler = story.text
    reader.StartDoctypeDeclHandler = _refuse
    try:
        reader.Parse(_unzipped(raw, part), True)
    except expat.ExpatError as error:
        raise UnreadableError(f"{part} is not XML ({error})") from error
    return story


def _refuse(*_told: object) -> None:
    raise UnreadableError("it declares a document type, which no word processor writes")


def _unzipped(raw: bytes, part: str) -> bytes:
    """The part's bytes, never more than _LARGEST, whatever the archive says of its size."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open(part) as file:
            found = file.read(_LARGEST + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, EOFError) as error:
        raise UnreadableError(f"not a Word file ({str(error)[:60]})") from error
    if len(found) > _LARGEST:
        raise UnreadableError(f"{part} has over {_LARGEST} bytes")
    return found


def report(told: dict[str, Any]) -> str:
    """The outcome in words, a line for each footnote and for each source."""
    lines = []
    for one in told["footnotes"]:
        place = f"{one['document']} {one['start']}-{one['end']}"
        place += f", now {one['found'][0]}-{one['found'][1]}" if one["status"] == MOVED else ""
        lines.append(f"[{one['label']}] {one['status']}: {place}")
        lines += [f"    {text}" for text in (one["detail"], one["difference"]) if text]
    lines += [f"[{label}] in the evidence, but not in the memo" for label in told["absent"]]
    lines += [f"source {one['document']}: {one['status']}" for one in told["sources"]]
    kinds = [one["status"] for one in told["footnotes"]]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    lines.append(f"{len(kinds)} quotes: {counts or 'nothing to check'}")
    # A memo is a stranger's text: nothing in it may drive the terminal.
    return "".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", line) + "\n" for line in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of this file alone."""
    parser = argparse.ArgumentParser(description="Check every quote against its source.")
    parser.add_argument("file", type=Path, help=".docx, .md, .html, .json or .jsonl")
    parser.add_argument("--sources", type=Path, required=True, help="folder of NAME.txt files")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    asked = parser.parse_args(arguments)
    try:
        told = verify(asked.file, asked.sources)
    except UnreadableError as error:
        sys.stderr.write(f"verifier: {error}\n")
        return 2
    out = json.dumps(told, ensure_ascii=False, indent=2) + "\n" if asked.json else report(told)
    sys.stdout.buffer.write(out.encode("utf-8", "replace"))
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
