"""Lists of a noun that a document numbers no further: its limitations, first, second, third."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.chains import chains
from corpus.documents import Block, Document, Region
from corpus.view import words
from index.terms import STOP_WORDS

# Nouns of which a document may list several and be asked for one by its place.
LISTED = (
    "recommendation", "limitation", "finding", "conclusion", "question", "risk", "measure",
    "condition", "objective", "aim", "lesson", "principle", "reason", "demand", "proposal", "step",
    "challenge", "threat", "scenario", "option", "weakness", "priority",
)  # fmt: skip
_COUNTS = r"(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|several|various|following|some)"
_MARKED = re.compile(r"(?:[-*•–▪◦·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_HEADING_WORDS = 5
# Sentences of one item.
_SENTENCES = 3

Items = tuple[tuple[Region, ...], ...]


@dataclass(frozen=True, slots=True)
class _Lead:
    """What leads in a list, in the block that ends with it, or at a heading: [start, end)."""

    start: int
    end: int
    heads: bool


def listing(document: Document, noun: str) -> Items:
    """The sentences of each item of the document's list of such things; nothing where it has none
    or several."""
    found = {
        items[0][0].start: items
        for lead in _leads(document, _plural(noun))
        if (items := _led(document, lead))
    }
    return next(iter(found.values())) if len(found) == 1 else ()


def _plural(noun: str) -> str:
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("s") else f"{noun}s"


def _leads(document: Document, plural: str) -> Iterator[_Lead]:
    named = re.compile(rf"\b{plural}\b", re.I)
    for section in document.layout.sections:
        if named.search(section.heading) and len(section.heading.split()) <= _HEADING_WORDS:
            yield _Lead(section.start, section.end, True)
    counted = re.compile(rf"\b{_COUNTS}\s+(?:\w+\s+)?{plural}\b|\b{plural}\b[^.]*:\Z", re.I)
    for block in document.layout.blocks:
        for sentence in block.sentences if block.kind == "body" else ():
            if counted.search(document.slice(sentence).strip()):
                yield _Lead(sentence.start, sentence.end, False)


def _led(document: Document, lead: _Lead) -> Items:
    """The items that follow the lead: sentences with first, second; else blocks."""
    return _chained(document, lead) or _in_blocks(document, lead)


def _chained(document: Document, lead: _Lead) -> Items:
    every = [one for block in document.layout.blocks for one in block.sentences]
    after = next((one.start for one in every if one.start >= lead.end), None)
    for chain in chains(document):
        if len(chain) < 2:
            continue
        first = chain[0].start
        if lead.start < first < lead.end if lead.heads else first == after:
            ends = [*(one.start for one in chain[1:]), len(document.text)]
            return tuple(_item(document, *one) for one in zip(chain, ends, strict=True))
    return ()


def _item(document: Document, first: Region, end: int) -> tuple[Region, ...]:
    block = document.block_at(first.start)
    sentences = block.sentences if block else (first,)
    return tuple([one for one in sentences if first.start <= one.start < end][:_SENTENCES])


def _in_blocks(document: Document, lead: _Lead) -> Items:
    """Blocks that a colon leads in, as far as the next heading, or numbered ones below one."""
    blocks = [one for one in document.layout.blocks if one.kind == "body" and one.sentences]
    if lead.heads:
        own = [one for one in blocks if lead.start < one.start < lead.end]
        colon = bool(own) and document.slice(own[0]).rstrip().endswith(":")
        own, marked = own[colon:], not colon
    else:
        at = next(n for n, one in enumerate(blocks) if one.start <= lead.start < one.end)
        if not document.slice(blocks[at]).rstrip().endswith(":") or lead.end < blocks[at].end - 1:
            return ()
        section = document.section_at(lead.start)
        end = section.end if section else len(document.text)
        own, marked = [one for one in blocks[at + 1 :] if one.start < end], False
    items = _items(document, own, marked)
    return tuple(one.sentences[:_SENTENCES] for one in items) if len(items) > 1 else ()


def _items(document: Document, blocks: list[Block], marked: bool) -> list[Block]:
    """Those at the start that are marked as items. Where none is marked and none needs to be, all
    but a last one that opens, other than they do, with a plain word, and so closes the text."""
    if blocks and _MARKED.match(document.slice(blocks[0])):
        stop = (n for n, one in enumerate(blocks) if not _MARKED.match(document.slice(one)))
        return blocks[: next(stop, len(blocks))]
    if marked:
        return []
    leads = (n for n, one in enumerate(blocks) if document.slice(one).rstrip().endswith(":"))
    blocks = blocks[: next(leads, len(blocks))]
    plain = [_opens_plainly(document, one) for one in blocks]
    closes = len(plain) > 1 and plain[-1] and not any(plain[:-1])
    return blocks[:-1] if closes else blocks


def _opens_plainly(document: Document, block: Block) -> bool:
    return next((word in STOP_WORDS | {"none"} for word, _ in words(document.slice(block))), False)
