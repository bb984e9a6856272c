"""The members of a list that a sentence begins: items below its lead-in or its heading, sentences
that carry an enumeration on, and those that open with first, second, finally."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.announced import only_announces, told_below
from assistant.chains import chains
from assistant.guards import HELD
from assistant.headings import sections_of
from assistant.items import fragment_of, list_in
from assistant.questions import Part, content_words
from assistant.selection import Scored
from corpus.documents import Document
from index.terms import stem, stems

# Words by which a sentence adds to what the one before it listed.
_CARRIES_ON = re.compile(
    r"^(?:in addition|additionally|also|furthermore|moreover|besides|finally|lastly|second(?:ly)?"
    r"|third(?:ly)?|another|other|others|similarly|likewise|one example)\b|\b(?:also|further"
    r"|furthermore|moreover|in addition|as well)\b",
    re.I,
)
# Questions that a list may answer; none that asks for one thing does.
_MAY_ASK = re.compile(
    r"\b(?:what|which|how|list|name|enumerate|summari[sz]e|tell|explain|describe)\b", re.I
)
# Stems of words by which a list is asked for, whatever it lists.
_OF_LISTS = frozenset(
    map(stem, "list name sum thing point item report document text paper".split())
)
# A heading over a list of its own: "Recommendations", "4. Measures".
_ONE_WORD = re.compile(r"(?:\d[\d.]*\s+)?[^\W\d]+s\W*\Z")
# Quotes that must be of one enumeration before the rest of it is added.
_FEWEST = 2


def with_members(part: Part, first: Scored, chosen: Sequence[Scored], most: int) -> list[Scored]:
    """What is chosen, `first` as the best, with what belongs to it, `most` sentences at most, each
    as likely as the first: the list or the enumeration that the first leads in, where the part may
    ask for one; else, behind the first, the lead-in of the list of which it is a fragment."""
    told = told_below(first) if _may_ask(part) else []
    if told:
        listed = fitting([first, *told], most)
        return _led_in(part, [*listed, *_without(chosen, [first, *told])], listed, most)
    lead = fragment_of(first) if first in chosen and len(chosen) < most else None
    if lead is None:
        return _led_in(part, chosen, [first], most)
    others = _without(chosen, [lead])
    at = others.index(first)
    return [*others[: at + 1], lead, *others[at + 1 :]]


def _led_in(
    part: Part, chosen: Sequence[Scored], whole: Sequence[Scored], most: int
) -> list[Scored]:
    """The chosen, `most` at most, with what those lead in or announce that aren't told `whole`; one
    whose list has no room at all isn't shown where others are."""
    found: list[Scored] = []
    for one in chosen:
        told = told_below(one) if _may_ask(part) and one not in whole else []
        found += _without([one, *told] if len(found) + 1 < most or not told else [], found)
    return found[:most]


def headed(part: Part, ranked: Sequence[Scored]) -> list[Scored]:
    """The list that the part asks for by its heading, with its lead-in if it has one, each as
    likely as the best sentence below the heading, or, where none of that ranks, as the document's
    last; none where it asks for no such."""
    if not _may_ask(part):
        return []
    asked = {stem(word) for word in content_words(part.resolved)} - _OF_LISTS
    for section, one in sections_of(ranked):
        several = part.wanted == "list" or _ONE_WORD.match(section.heading)
        named = several and _names(asked, section.heading, one.document)
        if named and (items := list_in(one.document, section)):
            return [replace(one, start=item.start, end=item.end) for item in items]
    return []


def fitting(listed: Sequence[Scored], most: int) -> list[Scored]:
    """The list as far as `most` sentences go, without its lead-in where that doesn't fit."""
    leads = len(listed) > most and only_announces(listed[0].text)
    return list(listed[1 if leads else 0 :][:most])


def _may_ask(part: Part) -> bool:
    return part.wanted not in HELD and bool(part.keywords or _MAY_ASK.search(part.text))


def _names(asked: set[str], heading: str, document: Document) -> bool:
    """Whether the words name the section of that heading and nothing beside it and the text."""
    of_all = stems(document.title) | stems(document.layout.sections[0].heading)
    return bool(asked & (stems(heading) - of_all)) and asked <= (stems(heading) | of_all)


def _without(chosen: Sequence[Scored], others: Sequence[Scored]) -> list[Scored]:
    return [one for one in chosen if not any(one.overlaps(other) for other in others)]


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
