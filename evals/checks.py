"""What must hold of every answer, whatever was asked: each check reads the answer as JSON, as
whoever receives it does, against the documents, and shares no code with what made it.

A check yields a line for each thing that is wrong. An answer without flaws is grounded; whether
it answers the question is for the metrics.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encoded

from corpus.collection import Collection
from corpus.documents import Document, Reference
from corpus.errors import UserError

Told = dict[str, Any]
Check = Callable[[Told, Collection], Iterator[str]]

# Characters between the quoted words and a marker right after them: closing punctuation.
_GAP = 4
# How a refusal for each reason begins; what is missing may follow.
_REFUSALS = {
    "off_topic": "The documents are not about this.",
    "not_stated": "The documents do not state this.",
    "contradicted": "The documents contradict what the question takes for granted.",
}
_HASH_DIGITS = 16  # of a hash in a locator


@dataclass(frozen=True, slots=True)
class Flaw:
    """What one check has found wrong in an answer."""

    check: str
    message: str


def quotes_verbatim(told: Told, documents: Collection) -> Iterator[str]:
    """Every quote, every nearest passage and every quote of a cited source is
    document.text[start:end]."""
    for quote in _all_quotes(told):
        document, start, end = _document(quote, documents), quote["start"], quote["end"]
        if document is None:
            yield f"there is no document {quote['document']!r}"
        elif not 0 <= start < end <= len(document.text):
            yield f"[{start}, {end}) is no place in {document.id}"
        elif document.text[start:end] != quote["text"]:
            yield f"{document.id} doesn't say {quote['text'][:60]!r} at [{start}, {end})"


def quotes_whole(told: Told, documents: Collection) -> Iterator[str]:
    """No quote begins or ends inside a word, as one does that leaves out its first letter."""
    for quote in _all_quotes(told):
        document = _document(quote, documents)
        edges = (quote["start"], quote["end"])
        if document and any(_inside_word(document.text, edge) for edge in edges):
            yield f"the quote [{edges[0]}, {edges[1]}) cuts a word"


def quotes_located(told: Told, documents: Collection) -> Iterator[str]:
    """Every quote's highlights are inside it, and its locator is of its place and its words."""
    for quote in _all_quotes(told):
        start, end = quote["start"], quote["end"]
        if not all(start <= first < last <= end for first, last in quote["highlights"]):
            yield f"a highlight is outside its quote [{start}, {end})"
        document = _document(quote, documents)
        if document and quote.get("locator") not in (None, _locator(document, start, end)):
            yield f"the locator of the quote [{start}, {end}) is of another place or other words"


def text_is_the_quotes(told: Told, _documents: Collection) -> Iterator[str]:
    """The answer's text is its quotes between quotation marks, each with its own number, or an
    abstention's message."""
    abstention = told["abstention"]
    if told["answerable"] == bool(abstention) or bool(told["quotes"]) == bool(abstention):
        yield "it is both an answer and an abstention, or neither"
    expected = [f"“{quote['text']}” [{quote['footnote']}]" for quote in told["quotes"]]
    shown = abstention["message"] if abstention else "\n".join(expected)
    if told["text"] != shown:
        yield "its text is not its quotes with their numbers"


def refusals_in_fixed_words(told: Told, _documents: Collection) -> Iterator[str]:
    """An abstention's message is its reason's sentence and what is missing, nothing else."""
    if abstention := told["abstention"]:
        words, missing = _REFUSALS.get(abstention["reason"]), ", ".join(abstention["missing"])
        if words is None:
            yield f"{abstention['reason']!r} is no reason"
        elif abstention["message"] != (f"{words} Missing: {missing}." if missing else words):
            yield f"its message is not that of {abstention['reason']}"


def footnotes_lead_to_quotes(told: Told, documents: Collection) -> Iterator[str]:
    """Quotes and footnotes are numbered from 1 without holes, and each footnote names the
    document, title, section, paragraph and page where its quote stands."""
    numbers = list(range(1, len(told["quotes"]) + 1))
    if [quote["footnote"] for quote in told["quotes"]] != numbers:
        yield "the quotes are not numbered from 1"
    if [note["number"] for note in told["footnotes"]] != numbers:
        yield "the footnotes are not numbered from 1"
    for quote, note in _pairs(told):
        if document := _document(quote, documents):
            place = _place(document, quote["start"])
            wrong = [key for key, stands in place.items() if note[key] != stands]
            if wrong:
                yield f"footnote {note['number']} names another {wrong[0]} than its quote's"


def references_cited_there(told: Told, documents: Collection) -> Iterator[str]:
    """Each footnote names the notes whose markers stand in or right after the quoted words,
    those alone, each in the document's own words, with its own address; what a note's source
    says is quoted from that source."""
    for quote, note in _pairs(told):
        document = _document(quote, documents)
        if document is None:
            continue
        numbers = [reference["number"] for reference in note["references"]]
        if sorted(numbers) != sorted(_cited(document, quote["start"], quote["end"])):
            yield f"footnote {note['number']} names notes {numbers}, which aren't cited there"
        own = {one.number: _reference(document, one) for one in document.layout.references}
        for reference in note["references"]:
            stands = own.get(reference["number"], {})
            if stands != {key: reference.get(key) for key in stands} or not stands:
                yield f"note {reference['number']} doesn't say what footnote {note['number']} says"
            yield from _source_flaws(reference, documents)
        following = document.cited_next(quote["end"]) if not numbers else None
        if note["next_reference"] != (following and following.number):
            yield f"footnote {note['number']} names another following note"


CHECKS: Mapping[str, Check] = {
    "quotes verbatim": quotes_verbatim,
    "quotes whole": quotes_whole,
    "quotes located": quotes_located,
    "text is the quotes": text_is_the_quotes,
    "refusals in fixed words": refusals_in_fixed_words,
    "footnotes lead to their quotes": footnotes_lead_to_quotes,
    "references cited there": references_cited_there,
}


def flaws(told: Told, documents: Collection, checks: Mapping[str, Check] = CHECKS) -> list[Flaw]:
    """Everything that the checks find wrong in the answer; empty if it is grounded."""
    return [
        Flaw(name, message) for name, check in checks.items() for message in check(told, documents)
    ]


def _all_quotes(told: Told) -> Iterator[Told]:
    yield from told["quotes"]
    yield from (told["abstention"] or {}).get("nearest", [])
    for part in told.get("unanswered", []):
        yield from part["nearest"]
    for note in told["footnotes"]:
        sources = [one["source"] for one in note["references"] if one.get("source")]
        yield from (source["quote"] for source in sources if source["quote"])


def _pairs(told: Told) -> Iterator[tuple[Told, Told]]:
    """Each quote with the footnote of its number."""
    notes = {note["number"]: note for note in told["footnotes"]}
    for quote in told["quotes"]:
        if quote["footnote"] in notes:
            yield quote, notes[quote["footnote"]]


def _document(quote: Told, documents: Collection) -> Document | None:
    try:
        return documents.document(quote["document"])
    except UserError:
        return None


def _place(document: Document, start: int) -> Told:
    """What a footnote says of the place at `start`, read off the document's layout."""
    layout = document.layout
    headings = [section.heading for section in layout.sections if section.start <= start]
    blocks = [block for block in layout.blocks if block.start <= start < block.end]
    pages = [page.number for page in layout.pages if page.start <= start]
    return {
        "document": document.id,
        "title": document.title,
        "section": headings[-1] if headings else "",
        "paragraph": blocks[0].paragraph if blocks else None,
        "page": pages[-1] if pages else None,
    }


def _reference(document: Document, note: Reference) -> Told:
    """What a footnote says of a note, read off the document's layout."""
    return {
        "number": note.number,
        "text": document.text[note.start : note.end],
        "kind": note.kind,
        "url": note.url,
        "url_cut": note.url_cut,
    }


def _source_flaws(reference: Told, documents: Collection) -> Iterator[str]:
    """What is wrong with the source that a reference leads to, but for its quote's words."""
    if source := reference.get("source"):
        if _document(source, documents) is None:
            yield f"the source of note {reference['number']} is no document of these"
        elif source["quote"] and source["quote"]["document"] != source["document"]:
            yield f"the source of note {reference['number']} is another document than its quote's"


def _locator(document: Document, start: int, end: int) -> str:
    """The locator of [start, end), from the format alone: name, hash, place, hash."""
    name = percent_encoded(document.id, safe="", errors="surrogatepass")
    words = hashlib.sha256(document.text[start:end].encode("utf-8", "surrogatepass")).hexdigest()
    text_hash, words_hash = document.sha256[:_HASH_DIGITS], words[:_HASH_DIGITS]
    return f"footnoted:{name}@{text_hash}:{start}-{end}:{words_hash}"


def _cited(document: Document, start: int, end: int) -> set[int]:
    """The note that the quote is from, or else those whose markers stand there."""
    for block in document.layout.blocks:
        if block.start <= start < block.end and block.note is not None:
            return {block.note}
    known = {one.number for one in document.layout.references}
    found: set[int] = set()
    for marker in document.layout.markers:
        between = document.text[end : marker.start] if marker.start >= end else ""
        close = marker.start <= end + _GAP and not re.search(r"\w", between)
        if start <= marker.start and close:
            found.update(marker.numbers)
    return found & known


def _inside_word(text: str, edge: int) -> bool:
    return 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum()
