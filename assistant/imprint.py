"""Who wrote or published a document, and when, as it says itself: in a byline, or not at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Quote
from assistant.evidence import Found
from assistant.names import names_in
from assistant.questions import Part
from assistant.title_page import LINE, lines_of, title_lines
from assistant.values import values
from assistant.which_document import by_itself, kinds_of
from corpus.documents import Document, Region, Section, Span
from index.terms import stem

# What any document may be called, and what only one of that kind or that title is.
_ANY = r"(?:policy |research |working )?(?:brief|document|paper|report|text|article|study)"
_PARTICULAR = (
    r"(?:survey|strategy|commentary|review|analysis|essay|memo|memorandum|audit|evaluation|guide"
    r"|faq|factsheet|leaflet|handbook|manual)"
)
_KINDS = rf"(?:{_ANY}|{_PARTICULAR})"
# "The brief on the fens", "the commuter survey", "the committee's report".
_TITLED = rf"(?:[\w’'-]+\s+){{0,3}}?{_KINDS}(?:\s+(?:on|about|of)\s+[^,;.?!]+?)?"
_THIS = rf"(?P<which>(?:this|the)\s+{_TITLED}|this)"
_WROTE = r"(?:wrote|authored|published|prepared|produced|issued|compiled)"
_WRITTEN = r"(?:written|authored|published|prepared|produced|issued|compiled|released)"
_DONE = rf"(?P<done>{_WRITTEN}|adopted|printed|(?:last\s+)?updated)"
_WHO = re.compile(
    rf"\W*(?:and\s+)?(?:who\s+(?:has\s+)?(?:{_WROTE}|{_WRITTEN})\s+{_THIS}"
    rf"|(?:by whom|who)\s+(?:was|were|is)\s+{_THIS.replace('which', 'by')}\s+{_WRITTEN}(?:\s+by)?"
    rf"|who(?:['’]s|\s+(?:is|are|was|were))\s+the\s+(?:authors?|writers?|publishers?)"
    rf"(?:\s+of\s+{_THIS.replace('which', 'of')})?)\W*\Z",
    re.I,
)
_WHEN = re.compile(
    rf"\W*(?:and\s+)?(?:(?:when|in (?:what|which) year)\s+(?:was|is)\s+{_THIS}\s+{_DONE}"
    rf"|when\s+did\s+{_THIS.replace('which', 'by')}\s+(?:appear|come out)"
    rf"|what(?:['’]s|\s+is)\s+the\s+(?:date|year)\s+of\s+(?:publication"
    rf"(?:\s+of\s+{_THIS.replace('which', 'of')})?|{_THIS.replace('which', 'date')})"
    rf"|what(?:['’]s|\s+is)\s+the\s+publication\s+date"
    rf"(?:\s+of\s+{_THIS.replace('which', 'publication')})?)\W*\Z",
    re.I,
)
_SIGNED = re.compile(
    r"\W*(?:and\s+)?(?:who\s+(?:signed|wrote)|by whom\s+(?:is|was))\s+(?:the|its)\s+"
    r"(?P<section>foreword|preface|afterword)(?:\s+(?:signed|written))?\W*\Z",
    re.I,
)
_NAME = r"[A-Z][\w.’'-]+(?:\s+(?:(?:de|van|von|der|den|la|bin|ben|al)\s+)*[A-Z][\w.’'-]*)+"
_OF_WHAT = r"(?:analysis|report|text|story|essay|article|commentary|review)"
_BYLINE = re.compile(
    rf"\A[\W_]*(?:(?i:(?:{_OF_WHAT} )?by|written by|prepared by|published by)\s+{_NAME}"
    r"|(?i:authors?|publisher):"
    r"|(?i:report|paper|brief|study) (?:of|by) the [A-Z])"
    rf"|\b(?i:(?:this|the) {_KINDS} (?:was|is) {_WRITTEN} by)\b|©\s*[\w(]",
)
# A line of names, as stands below a title: "Anna Berg, Jon Holm and Li Wu", "Brief 3 | Anna Berg".
_AND_NAME = rf"(?:(?:,\s*and|,|;|\s+and|\s+&)\s+{_NAME})"
_NAMES, _NAME_OR_NAMES = re.compile(rf"{_NAME}{_AND_NAME}+"), re.compile(rf"{_NAME}{_AND_NAME}*")
_PUBLISHED = rf"(?:published|{_KINDS} (?:was|is) {_WRITTEN}|last updated|date of publication)"
_DATED = re.compile(rf"\b(?i:{_PUBLISHED})\b|©", re.I)
_CREDIT = re.compile(r"\b(?:image|photo|picture|cover|map)s?\b|\bended\b", re.I)
# The most characters of a line that says who signed.
_SIGNATURE = 120


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of the document: who wrote it, or when; what is missing otherwise; what the
    question calls it; and what a line on the time must say was done."""

    who: bool
    missing: str
    which: str
    done: str = ""


def answer_imprint(part: Part, documents: Sequence[Document]) -> Found | None:
    """The line that says who wrote or published the document that the question asks that of, or
    when; that it isn't told. None for other questions."""
    if signed := _SIGNED.match(part.text):
        return _signed(part, signed["section"], documents)
    asked = _asked(part)
    meant = _meant(asked.which, documents) if asked else []
    if asked is None or not meant:
        return None
    spans = [one for document in meant for one in _lines(document, asked)]
    if not spans and asked.done:
        return None  # what else was done than publishing it may stand anywhere
    return _quoted(part, spans) or Found(part, (), 0.0, "not_stated", (asked.missing,))


def _quoted(part: Part, spans: Sequence[Span]) -> Found | None:
    quotes = tuple(Quote(one.document, one.start, one.end, 1.0) for one in spans)
    return Found(part, quotes[:3], 1.0) if quotes else None


def _asked(part: Part) -> _Asked | None:
    if part.resolved != part.text and not re.search(r"\bthis\b", part.text, re.I):
        return None  # the study may be one that the question before it names
    if found := _WHO.match(part.text):
        publisher = re.search(r"publish", part.text, re.I)
        return _Asked(True, "the publisher" if publisher else "the author", _which(found))
    if found := _WHEN.match(part.text):
        done = re.search(r"adopted|printed|updated", found["done"] or "", re.I)
        return _Asked(False, "a date of publication", _which(found), done[0] if done else "")
    return None


def _which(found: re.Match[str]) -> str:
    """What the question calls the document; "" where it doesn't say."""
    told = found.groupdict()
    return next(
        (told[one] for one in ("which", "by", "of", "date", "publication") if told.get(one)), ""
    )


def _meant(which: str, documents: Sequence[Document]) -> list[Document]:
    """The documents that may be called so: those that are such, by kind or title; all where none
    is, if the question calls it what any document may be called, "the paper"."""
    if named := [*by_itself(which, documents)]:
        return named
    plain = re.fullmatch(rf"(?:the|this)\s+(?P<any>{_ANY})|this|", which, re.I)
    kind = re.search(rf"{_KINDS}\Z", which, re.I)
    own = [one for one in documents if kind and stem(kind[0].split()[-1].lower()) in kinds_of(one)]
    if plain:
        anything = len(documents) == 1 or not re.search(r"\b(?:brief|article)\Z", which, re.I)
        return own or ([*documents] if anything else [])
    return own if re.fullmatch(rf"(?:the|this)\s+{_PARTICULAR}", which, re.I) else []


def _signed(part: Part, heading: str, documents: Sequence[Document]) -> Found | None:
    """The last line of the section of that heading, if it names who signed it; None where no or
    more than one document has such a section and line."""
    lines = [
        line
        for document in documents
        for section in document.layout.sections
        if heading.lower() in section.heading.lower()
        for line in _signature(document, section)
    ]
    return _quoted(part, lines) if len(lines) == 1 else None


def _signature(document: Document, section: Section) -> Iterator[Span]:
    """The section's last line, if that is a name; else the next one, "Name, office", which by its
    look may be taken for a heading."""
    inside = [*lines_of(document, section)][-1:]
    behind = [*lines_of(document, Region(section.end, len(document.text)))][:1]
    for line in (*inside, *behind):
        text = document.slice(line)
        named = line in inside and any(not one.weak for one in names_in(text))
        short = len(text) <= _SIGNATURE and not text.endswith((".", "!", "?", ":", ";"))
        if short and (named or re.match(rf"{_NAME},\s\w", text)):
            yield Span(document, line.start, line.end)
            return


def _lines(document: Document, asked: _Asked) -> Iterator[Span]:
    """The lines of the title page that tell it; else sentences anywhere in the text that do."""
    title = [one for one in title_lines(document) if _tells(document.slice(one), asked)]
    regions = _surest(document, title, asked) or [
        sentence
        for block in document.layout.blocks
        if block.kind != "note"
        for sentence in block.sentences
        if _says(document.slice(sentence), asked)
    ]
    yield from (Span(document, one.start, one.end) for one in regions)


def _surest(document: Document, lines: Sequence[Region], asked: _Asked) -> list[Region]:
    """Of lines with a time those that say that it is when the document was published or printed,
    or else that have a date: "Session 2024-25" is none."""
    if asked.who:
        return [*lines]
    told = [
        one
        for one in lines
        if re.search(r"publish|print|issued|updated", document.slice(one), re.I)
    ]
    dated = [one for one in lines if any(v.kind == "date" for v in values(document.slice(one)))]
    return told or dated or [*lines]


def _tells(line: str, asked: _Asked) -> bool:
    if _CREDIT.search(line):
        return False
    if asked.who:
        parts = [part.strip(" .*_") for part in line.split("|")]
        named = _NAMES if len(parts) == 1 else _NAME_OR_NAMES
        return bool(_BYLINE.search(line)) or any(map(named.fullmatch, parts))
    return any(one.kind in ("date", "year") for one in values(line)) and _is_done(line, asked)


def _is_done(line: str, asked: _Asked) -> bool:
    return not asked.done or asked.done.lower() in line.lower()


def _says(sentence: str, asked: _Asked) -> bool:
    """Whether a sentence of the text says who wrote it, or when it was published."""
    if _CREDIT.search(sentence):
        return False
    if asked.who:
        return bool(_BYLINE.search(sentence))
    dated = any(one.kind in ("date", "year") for one in values(sentence))
    told = bool(_DATED.search(sentence)) and _is_done(sentence, asked)
    return dated and told and len(sentence) < LINE // 2
