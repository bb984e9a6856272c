"""What a sentence announces and leaves to others to tell: the items of a list, an enumeration,
labelled parts, or as many sentences as it counts."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.chains import chains
from assistant.items import LEADS_IN, items_from, list_items
from assistant.labels import pieces_of
from assistant.listings import LISTED
from assistant.selection import Scored
from corpus.documents import Region

# What announces an enumeration in the sentence before it: "in three ways", "several steps".
_ANNOUNCES = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|[2-8]|several|various|following|some|many"
    r"|number of)\b",
    re.I,
)
_COUNTS = "two three four five six seven eight nine ten".split()
# "has five objectives.", "Three gaps stand out from our interviews.": it counts and says no more.
_COUNTED = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS)}|following|[2-9]|10) (?:of (?:these|those|them) )?"
    r"(?:[a-z-]+ ){0,2}?"
    r"(?P<noun>[a-z]{3,}s)(?: (?:(?:stand|stood) out|follow|emerge[ds]?|matter(?:ed)?|are made"
    r"|were made|are proposed|are needed|need attention)(?: [a-z]+){0,4})?[.:]?\Z",
    re.I,
)
# The most words of such a sentence.
_WORDS = 14
# Nouns of things that the sentences behind may tell, one each.
_TOLD = (
    *LISTED, "gap", "goal", "problem", "factor", "way", "difference", "change", "trend", "task",
    "argument", "point", "thing", "doubt", "obstacle", "advantage", "drawback", "cause", "effect",
    "consequence", "concern", "shortcoming", "pattern", "need", "element",
)  # fmt: skip
# Members of an enumeration, at least.
_FEWEST = 2
_NUMBER = r"(?:\d{1,2}|[A-Z]|[IVX]{1,4}|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix)\b"


def told_below(lead: Scored) -> list[Scored]:
    """The sentences that tell what the sentence leads in or announces, in order, each as likely
    as it is; none where it announces nothing."""
    return list_items(lead) or _enumerated(lead) or _counted(lead)


def only_announces(text: str) -> bool:
    """Whether a sentence ends as a lead-in does, or counts things and says no more."""
    return text.endswith(LEADS_IN) or _count(text) is not None


def _enumerated(lead: Scored) -> list[Scored]:
    """The sentences with first, second and so on that begin right behind it."""
    if not _ANNOUNCES.search(lead.text):
        return []
    blocks = lead.document.layout.blocks
    after = (one.start for block in blocks for one in block.sentences if one.start >= lead.end)
    following = next(after, None)
    for chain in chains(lead.document):
        if len(chain) >= _FEWEST and chain[0].start == following:
            return [replace(lead, start=one.start, end=one.end) for one in chain]
    return []


def _counted(lead: Scored) -> list[Scored]:
    """As many items, labelled parts or sentences behind it as it counts; none where there are
    more or fewer. Where it says "the following", all items or parts."""
    found = _count(lead.text)
    if found is None:
        return []
    count, noun = found
    below = [_items_below(lead), _labelled_below(lead, noun)]
    for regions in [*below, _behind(lead, noun)] if count else below:
        if len(regions) == count or (not count and len(regions) >= _FEWEST):
            return [replace(lead, start=one.start, end=one.end) for one in regions]
    return []


def _count(text: str) -> tuple[int, str] | None:
    """How many things a sentence announces that says no more, 0 for "the following", and what
    one of them is called; None where it is no such sentence."""
    found = _COUNTED.search(text)
    if found is None or len(text.split()) > _WORDS:
        return None
    told = found["count"].lower()
    count = 0 if told == "following" else int(told) if told.isdigit() else _COUNTS.index(told) + 2
    return count, _singular(found["noun"].lower())


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith("sses") else noun[:-1]


def _items_below(lead: Scored) -> list[Region]:
    """The items of the list that begins with the next paragraph of its section."""
    document, blocks = lead.document, lead.document.layout.blocks
    at = blocks.index(lead.passage.block) + 1
    if at == len(blocks) or document.section_at(lead.start) != document.section_at(
        blocks[at].start
    ):
        return []
    return items_from(document, at)


def _labelled_below(lead: Scored, noun: str) -> list[Region]:
    """The parts behind it that are labelled with the noun and a number, "Objective 1: …": the
    first sentence of each, behind its heading where the label is one."""
    label = re.compile(rf"(?:\d[\d.]*\s+)?{noun}\s+{_NUMBER}", re.I)
    found: list[Region] = []
    pieces = [one for one in pieces_of(lead.document) if one.start >= lead.end]
    for at, piece in enumerate(pieces):
        if not label.match(lead.document.slice(piece)):
            continue
        behind = pieces[at + 1] if piece.heads and at + 1 < len(pieces) else piece
        last = piece if behind.heads else behind
        end = last.sentences[0].end if last.sentences else piece.end
        found.append(Region(piece.start, end))
    return found


def _behind(lead: Scored, noun: str) -> list[Region]:
    """The sentences behind it in its paragraph, where the noun is of what sentences may tell."""
    if noun not in _TOLD:
        return []
    return list(_after(lead))


def _after(lead: Scored) -> Iterator[Region]:
    return (one for one in lead.passage.block.sentences if one.start >= lead.end)
