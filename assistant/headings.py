"""Sections that a question asks for by their heading, and what they give: a list, the items of it
that are for whom the question names, or the first sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from assistant.items import list_in
from assistant.questions import Part, content_words
from assistant.selection import Scored
from assistant.which_document import kinds_of
from corpus.documents import Document, Region, Section
from corpus.view import words
from index.terms import akin, stem, stems

# Words for a kind of section; a heading and a question may each have another of one row.
_ROWS = (
    "recommendations recommendation recommend recommends recommended advice advise advises advised"
    " suggest suggests suggested suggestion suggestions",
    "limits limitations limitation shortcomings weaknesses caveats",
    "objectives objective aims goals",
    "methods method methodology",
    "gaps", "conclusions conclude concludes concluded", "risks", "lessons", "findings", "next",
)  # fmt: skip
_KINDS = {stem(word): row.split()[0] for row in _ROWS for word in row.split()}
_ADVICE, _NEXT = "recommendations", "next"
_SHOULD = re.compile(r"\b(?:should|ought to|needs? to|must)\b", re.I)
_WHAT_NEXT = re.compile(r"\bnext steps?\b|\bwhat (?:\w+ )?(?:happens?|comes?|is)? ?next\b", re.I)
_STEPS = frozenset(map(stem, "step steps happen happens come comes".split()))
# What names a document or those who wrote it, or only asks for a list of what is there.
_WORKS = (
    "brief report study survey review article strategy audit document text paper commentary inquiry"
    " release guidance"
).split()
_ASIDE = frozenset(
    map(
        stem,
        [
            *_WORKS,
            *"author authors main key list name sum thing point item policy give given gives made"
            " make makes say says different outline set sets think thinks mention mentioned see"
            " sees identify identified identifies".split(),
        ],
    )
)
_NUMBER = re.compile(r"\s*\d[\d.]*\s+")
# The label of an item: "To the council: …".
_LABEL = re.compile(
    r"\W*(?:\(?(?:\d{1,2}|[a-z])[.)]\s+)?(?:to|for)\s+(?P<whom>[^:.;]{2,40}):", re.I
)
_ASKS = re.compile(
    r"\b(?:what|which|list|name|summari[sz]e|tell|describe|outline|next steps)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Headed:
    """What a section gives that is asked for by its heading; `listed` if that is its list."""

    regions: tuple[Region, ...]
    listed: bool


def section_told(part: Part, ranked: Sequence[Scored]) -> list[Scored]:
    """What the section tells that the part asks for by its heading and with little else, each
    sentence as likely as the best in it; none where there is no such."""
    if part.wanted not in ("text", "list") or not _ASKS.search(part.text):
        return []
    asked = _matter(part.resolved)
    work = next((word for word, _ in words(part.resolved) if word in _WORKS), "")
    sections = list(sections_of(ranked))
    sections.sort(key=lambda pair: bool(work) and stem(work) not in kinds_of(pair[1].document))
    for section, one in sections:
        told = _told(asked, section, one.document)
        if told and (told.listed or not _stands_in(ranked[0], section, one.document)):
            return [replace(one, start=r.start, end=r.end) for r in told.regions]
    return []


def sections_of(ranked: Sequence[Scored]) -> Iterator[tuple[Section, Scored]]:
    """The sections that the sentences stand in, each with its best; then the others of the same
    documents, each with its document's last: short items may rank below all that was read."""
    seen: set[tuple[str, int]] = set()
    last = {one.document.id: one for one in ranked}
    stand_in = ((one.document.section_at(one.start), one) for one in ranked)
    others = ((section, one) for one in last.values() for section in one.document.layout.sections)
    for section, one in (*stand_in, *others):
        if section and (one.document.id, section.start) not in seen:
            seen.add((one.document.id, section.start))
            yield section, one


def _told(asked: frozenset[str], section: Section, document: Document) -> Headed | None:
    """What the section tells of what is asked: the items for whom the question names beyond the
    heading, the list, or, of a section of a known kind, the first sentences."""
    heading = _matter(section.heading)
    of_all = stems(document.title) | stems(document.layout.sections[0].heading)
    if heading <= stems(document.title) or not all(_among(one, asked) for one in heading):
        return None
    left = {one for one in asked if not _among(one, heading) and not akin(one, of_all)}
    items = list_in(document, section)
    if left:
        own = tuple(one for one in items if _is_for(left, document.slice(one)))
        return Headed(own, True) if own else None
    if items:
        return Headed(tuple(items), True)
    known = len(heading) > 1 or heading <= set(_KINDS.values())
    first = _first_sentences(document, section) if known else ()
    return Headed(first, False) if first else None


def _among(one: str, others: frozenset[str]) -> bool:
    """Kinds of sections have names of their own; other words are stems, which may be akin."""
    return one in others or (one not in _KINDS.values() and akin(one, others - {*_KINDS.values()}))


@lru_cache(maxsize=4096)
def _matter(text: str) -> frozenset[str]:
    """The stems of the words that say what is asked for or headed, a kind of section by the name
    of its row."""
    text = _NUMBER.sub("", text, count=1)
    found = {stem(word) for word in content_words(text)} - _ASIDE
    found = {_KINDS.get(one, one) for one in found if stem(one) not in _ASIDE}
    if _SHOULD.search(text):
        found.add(_ADVICE)
    if _WHAT_NEXT.search(text):
        found = {*(found - _STEPS), _NEXT}
    return frozenset(found)


def _is_for(left: set[str], item: str) -> bool:
    """Whether an item is labelled for those whom the words name."""
    label = _LABEL.match(item)
    return bool(label) and all(akin(one, stems(label["whom"])) for one in left if label)


def _first_sentences(document: Document, section: Section) -> tuple[Region, ...]:
    """The sentences of the section's first paragraph, if no other section stands between."""
    blocks = (one for one in document.layout.blocks if section.start <= one.start < section.end)
    first = next(blocks, None)
    return first.sentences if first and first.kind == "body" else ()


def _stands_in(one: Scored, section: Section, document: Document) -> bool:
    return one.document is document and section.start <= one.start < section.end
