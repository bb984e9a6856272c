"""The members of a list that a sentence begins: items below its lead-in, sentences that carry an
enumeration on, and those that open with first, second, finally."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.guards import HELD
from assistant.questions import Part
from assistant.selection import Scored
from corpus.documents import Document, Region

# How an item of a list begins: with a mark, a number or a letter of its own, or in lower case.
_ITEM = re.compile(r"(?:[-*•–▪◦·]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s|[a-z]")
# Words by which a sentence adds to what the one before it listed.
_CARRIES_ON = re.compile(
    r"^(?:in addition|additionally|also|furthermore|moreover|besides|finally|lastly|second(?:ly)?"
    r"|third(?:ly)?|another|other|others|similarly|likewise|one example)\b|\b(?:also|further"
    r"|furthermore|moreover|in addition|as well)\b",
    re.I,
)
_ORDINALS = "first second third fourth fifth sixth seventh eighth".split()
_OPENS = re.compile(rf"(?:(?P<ordinal>{'|'.join(_ORDINALS)})(?:ly)?|finally|lastly),", re.I)
# What announces an enumeration in the sentence before it: "in three ways", "several steps".
_ANNOUNCES = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|[2-8]|several|various|following|some|many"
    r"|number of)\b",
    re.I,
)
# Questions that a list may answer; none that asks for one thing does.
_MAY_ASK = re.compile(
    r"\b(?:what|which|how|list|name|enumerate|summari[sz]e|tell|explain|describe)\b", re.I
)
# Quotes that must be of one enumeration before the rest of it is added.
_FEWEST = 2


def led_in(part: Part, lead: Scored) -> list[Scored]:
    """What the sentence leads in, as likely as it is, where the part may ask for that: the items of
    a list, or the members of the enumeration that it announces."""
    if part.wanted in HELD or not (part.keywords or _MAY_ASK.search(part.text)):
        return []
    return list_items(lead) or _announced(lead)


def list_items(lead: Scored) -> list[Scored]:
    """The first sentence of each item of the list that the sentence leads in by its colon at the
    end of a paragraph, as likely as it is; none where it leads in no list."""
    blocks, text = lead.document.layout.blocks, lead.document.text
    if not lead.text.endswith(":") or text[lead.end : lead.passage.block.end].strip():
        return []
    found: list[Scored] = []
    open_ended = False
    for block in blocks[blocks.index(lead.passage.block) + 1 :]:
        own = text[block.start : block.end].strip()
        ends = own.removesuffix(" and").removesuffix(" or").endswith((";", ","))
        if block.kind != "body" or not (open_ended or ends or _ITEM.match(own)):
            break
        found.append(replace(lead, start=block.sentences[0].start, end=block.sentences[0].end))
        open_ended = ends
    return found


def continuing(first: Scored, ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences after `first` in its paragraph that carry an enumeration on, in order, as
    far as it goes without a break."""
    block = first.passage.block
    after = {one.start: one for one in ranked if first.start < one.start < block.end}
    found: list[Scored] = []
    for start in sorted(after):
        if not _CARRIES_ON.search(after[start].text):
            break
        found.append(after[start])
    return found


def enumerated(chosen: Sequence[Scored]) -> list[Scored]:
    """All members of the enumeration of which several are chosen, and half of the chosen are, in
    their order, those that weren't as likely as the least likely of the others; none where there
    is no such."""
    for document in {one.document.id: one.document for one in chosen}.values():
        own = {one.start: one for one in chosen if one.document.id == document.id}
        for chain in chains(document):
            told = [own[one.start] for one in chain if one.start in own]
            if len(told) >= max(_FEWEST, len(chosen) / 2):
                least = min(told, key=lambda one: one.probability)
                return [
                    own.get(one.start) or replace(least, start=one.start, end=one.end)
                    for one in chain
                ]
    return []


def _announced(lead: Scored) -> list[Scored]:
    if not _ANNOUNCES.search(lead.text):
        return []
    blocks = lead.document.layout.blocks
    after = (one.start for block in blocks for one in block.sentences if one.start >= lead.end)
    following = next(after, None)
    for chain in chains(lead.document):
        if len(chain) >= _FEWEST and chain[0].start == following:
            return [replace(lead, start=one.start, end=one.end) for one in chain]
    return []


def chains(document: Document) -> Iterator[list[Region]]:
    """The sentences of each enumeration: one with first, those with second and so on behind it,
    and one with finally."""
    chain: list[Region] = []
    for block in document.layout.blocks:
        for sentence in block.sentences if block.kind == "body" else ():
            opens = _OPENS.match(document.slice(sentence))
            if opens is None:
                continue
            ordinal = (opens["ordinal"] or "").lower()
            if ordinal == _ORDINALS[0]:
                yield chain
                chain = [sentence]
            elif chain and (not ordinal or ordinal == _ORDINALS[min(len(chain), 7)]):
                chain.append(sentence)
                if not ordinal:
                    yield chain
                    chain = []
    yield chain
