"""Who wrote or published a document, and when, as it says itself: in a byline, or not at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.evidence import Found
from assistant.labels import pieces_of
from assistant.questions import Part
from assistant.values import values
from corpus.documents import Document, Region, Span

_KINDS = r"(?:policy |research |working )?(?:brief|document|paper|report|text|article|study)"
_THIS = rf"(?:(?:this|the)\s+{_KINDS}|this)"
_WROTE = r"(?:wrote|authored|published|prepared|produced|issued|compiled)"
_WRITTEN = r"(?:written|authored|published|prepared|produced|issued|compiled|released)"
_WHO = re.compile(
    rf"\W*(?:and\s+)?(?:who\s+(?:has\s+)?(?:{_WROTE}|{_WRITTEN})\s+{_THIS}"
    rf"|(?:by whom|who)\s+(?:was|were|is)\s+{_THIS}\s+{_WRITTEN}(?:\s+by)?"
    rf"|who(?:['’]s|\s+(?:is|are|was|were))\s+the\s+(?:authors?|writers?|publishers?)"
    rf"(?:\s+of\s+{_THIS})?)\W*\Z",
    re.I,
)
_WHEN = re.compile(
    rf"\W*(?:and\s+)?(?:(?:when|in (?:what|which) year)\s+(?:was|is)\s+{_THIS}\s+{_WRITTEN}"
    rf"|when\s+did\s+{_THIS}\s+(?:appear|come out)"
    rf"|what(?:['’]s|\s+is)\s+the\s+(?:date|year)\s+of\s+(?:publication(?:\s+of\s+{_THIS})?|{_THIS})"
    rf"|what(?:['’]s|\s+is)\s+the\s+publication\s+date(?:\s+of\s+{_THIS})?)\W*\Z",
    re.I,
)
_NAME = r"[A-Z][\w.’'-]+(?:\s+(?:(?:de|van|von|der|den|la|bin|ben|al)\s+)*[A-Z][\w.’'-]*)+"
_BYLINE = re.compile(
    rf"\A[\W_]*(?:(?i:by|written by|prepared by|published by)\s+{_NAME}|(?i:authors?|publisher):"
    r"|(?i:report|paper|brief|study) (?:of|by) the [A-Z])"
    rf"|\b(?i:(?:this|the) {_KINDS} (?:was|is) {_WRITTEN} by)\b|©\s*[\w(]",
)
# A line of names, as stands below a title: "Anna Berg, Jon Holm and Li Wu", "Brief 3 | Anna Berg".
_AND_NAME = rf"(?:(?:,\s*and|,|;|\s+and|\s+&)\s+{_NAME})"
_NAMES, _NAME_OR_NAMES = re.compile(rf"{_NAME}{_AND_NAME}+"), re.compile(rf"{_NAME}{_AND_NAME}*")
_DATED = re.compile(
    rf"\b(?i:published|{_KINDS} (?:was|is) {_WRITTEN}|last updated|date of publication)\b|©", re.I
)
_CREDIT = re.compile(r"\b(?:image|photo|picture|cover|map)s?\b|\bended\b", re.I)
# Pieces at the start of a document among which its title and byline stand, as far as the first
# with more than one sentence, and the most characters of a line there.
_PIECES, _LINE = 6, 250


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the document: who wrote it, or when; and what is missing otherwise."""

    who: bool
    missing: str


def answer_imprint(part: Part, documents: Sequence[Document]) -> Found | None:
    """The line that says who wrote or published the document that the question asks that of, or
    when; that it isn't told. None for other questions."""
    asked = _asked(part)
    if asked is None:
        return None
    spans = [one for document in documents for one in _lines(document, asked.who)]
    quotes = tuple(Quote(one.document, one.start, one.end, 1.0) for one in spans)
    if quotes:
        return Found(part, quotes[:3], 1.0)
    return Found(part, (), 0.0, "not_stated", (asked.missing,))


def _asked(part: Part) -> _Asked | None:
    if part.resolved != part.text and not re.search(r"\bthis\b", part.text, re.I):
        return None  # the study may be one that the question before it names
    if _WHO.match(part.text):
        publisher = re.search(r"publish", part.text, re.I)
        return _Asked(True, "the publisher" if publisher else "the author")
    return _Asked(False, "a date of publication") if _WHEN.match(part.text) else None


def _lines(document: Document, who: bool) -> Iterator[Span]:
    """The lines of the title page that tell it; else sentences anywhere in the text that do."""
    title = [one for one in _title_page(document) if _tells(document.slice(one), who)]
    regions = title or [
        sentence
        for block in document.layout.blocks
        if block.kind != "note"
        for sentence in block.sentences
        if _says(document.slice(sentence), who)
    ]
    yield from (Span(document, one.start, one.end) for one in regions)


def _title_page(document: Document) -> Iterator[Region]:
    """The pieces at the start, but for the first, if that is the title."""
    for at, piece in enumerate(pieces_of(document)):
        text = document.slice(piece)
        if at >= _PIECES or len(piece.sentences) > 1 or len(text) > _LINE:
            return
        if not (at == 0 and text.strip() == document.title.strip()):
            yield piece


def _tells(line: str, who: bool) -> bool:
    if _CREDIT.search(line):
        return False
    if who:
        parts = [part.strip(" .*_") for part in line.split("|")]
        named = _NAMES if len(parts) == 1 else _NAME_OR_NAMES
        return bool(_BYLINE.search(line)) or any(map(named.fullmatch, parts))
    return any(one.kind in ("date", "year") for one in values(line))


def _says(sentence: str, who: bool) -> bool:
    """Whether a sentence of the text says who wrote it, or when it was published."""
    if _CREDIT.search(sentence):
        return False
    if who:
        return bool(_BYLINE.search(sentence))
    dated = any(one.kind in ("date", "year") for one in values(sentence))
    return dated and bool(_DATED.search(sentence)) and len(sentence) < _LINE // 2
