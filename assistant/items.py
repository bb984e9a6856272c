"""Items of a list that stand in paragraphs of their own, below a lead-in or a heading."""

import re
from dataclasses import replace

from assistant.selection import Scored
from corpus.documents import Block, Document, Region, Section
from corpus.text_lists import BULLETS

# How a sentence ends that leads a list in.
LEADS_IN = (":", "—")
# How an item begins: with a mark, a number or a letter of its own, or in lower case.
_ITEM = re.compile(
    rf"(?:(?P<mark>[-*–{BULLETS}])|(?P<number>\(?\d{{1,2}}[.)])|(?P<letter>\(?(?:[a-z]|[ivx]{{2,5}})[.)]))"
    r"\s|(?P<lower>[a-z])"
)
# An item that is a part of a sentence: its words begin in lower case, or behind its label.
_FRAGMENT = re.compile(rf"(?:(?:[-*–{BULLETS}]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{2,5}})[.)])\s+)?[a-z]")


def list_items(lead: Scored) -> list[Scored]:
    """The first sentence of each item of the list that the sentence leads in at the end of a
    paragraph, as likely as it is; none where it leads in no list."""
    blocks = lead.document.layout.blocks
    at = blocks.index(lead.passage.block)
    if not _leads_in(lead.document, at) or lead.document.text[lead.end : blocks[at].end].strip():
        return []
    items = items_from(lead.document, at + 1)
    return [replace(lead, start=one.start, end=one.end) for one in items]


def list_in(document: Document, section: Section) -> list[Region]:
    """The first sentence of each item of the list that stands below the section's heading, the
    last of its lead-in first if it has one; none where no list does."""
    blocks = document.layout.blocks
    inside = (at for at, one in enumerate(blocks) if section.start <= one.start < section.end)
    first = next(inside, len(blocks))
    if first < len(blocks) and _leads_in(document, first):
        items = items_from(document, first + 1)
        return [blocks[first].sentences[-1], *items] if items else []
    items = items_from(document, first)
    return items if len(items) > 1 else []


def fragment_of(item: Scored) -> Scored | None:
    """The lead-in of the list of which the sentence is an item and a fragment, as likely as it is;
    None where it is no such."""
    document, blocks = item.document, item.document.layout.blocks
    at = blocks.index(item.passage.block)
    if item.start != blocks[at].sentences[0].start or not _FRAGMENT.match(item.text):
        return None
    section = document.section_at(item.start)
    for before in range(at - 1, -1, -1):
        if document.section_at(blocks[before].start) != section:
            break
        if _leads_in(document, before):
            lead = blocks[before].sentences[-1]
            listed = item.start in {one.start for one in items_from(document, before + 1)}
            return replace(item, start=lead.start, end=lead.end) if listed else None
        own = document.slice(blocks[before]).strip()
        if not (blocks[before].item or _form(blocks[before], own) or _ends_open(own)):
            break
    return None


def items_from(document: Document, first: int) -> list[Region]:
    """The first sentence of each item of the list that begins with that block, and of the lists
    within; none where no list begins there."""
    blocks = document.layout.blocks[first:]
    section = document.section_at(blocks[0].start) if blocks else None
    found: list[Region] = []
    forms: list[str] = []
    open_ended, leads = False, True
    for block in blocks:
        if block.kind != "body" or document.section_at(block.start) != section:
            break
        if block.item == "further" and found:
            continue
        own = document.slice(block).strip()
        form, ends = _form(block, own), _ends_open(own)
        if not (open_ended or ((ends or form) and (leads or form in forms))):
            break
        forms = [*forms[: forms.index(form)], form] if form in forms else [*forms, form]
        found.append(block.sentences[0])
        open_ended, leads = ends, own.endswith(LEADS_IN)
    return found


def _form(block: Block, own: str) -> str:
    """By what the block is told to be an item: what kind of label; "" if by nothing."""
    label = _ITEM.match(own)
    form = label.lastgroup if label else ""
    return "marked" if block.item and form in ("", "lower") else form or ""


def _ends_open(own: str) -> bool:
    return own.removesuffix(" and").removesuffix(" or").endswith((";", ","))


def _leads_in(document: Document, at: int) -> bool:
    block = document.layout.blocks[at]
    return block.kind == "body" and document.slice(block).rstrip().endswith(LEADS_IN)
