"""Which links of a web page lead to its notes, and which elements those notes are."""

import re
from dataclasses import dataclass
from functools import cache

from lxml import html

from corpus.html_seen import text_before

_NUMBER = re.compile(r"\s*[\[(]?\s*(\d{1,3})\s*[\])]?\s*\Z")
_HOLDERS = ("li", "p", "aside", "dd", "tr", "div")
_NO_NOTES = frozenset("h1 h2 h3 h4 h5 h6 section article main body html nav table figure".split())
# What stands in chapters and figures; an image in a link is an arrow or an icon.
_MORE_THAN_A_NOTE = (
    "boolean(.//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6"
    " or self::figure or self::table or self::img[not(ancestor::a)]])"
)
_REFERS = re.compile(
    r"\b(?:sections?|figures?|figs?\.?|tables?|chapters?|box(?:es)?|annex(?:es)?)\s+"
    r"(?:\d{1,3}\s*(?:,|–|-|and|or|to)\s*)*\Z",
    re.I,
)
# Characters before a number, in which such a word begins.
_LOOKED_BACK = 40
_BACK = re.compile(r"\s*(?:[↩↑^⤴⏎↵]\ufe0e?\s*)+\Z")
# The same in words: "back", "[return]", "Jump up", "Return to footnote 1 referrer".
_BACK_IN_WORDS = re.compile(
    r"[\W_]*(?:(?:go|jump|skip)\s+)?(?:back|return|up)(?:\s+up)?(?:\s+to(?:\s+\w+){1,5})?[\W_]*\Z",
    re.I,
)


@dataclass(frozen=True, slots=True)
class NoteLinks:
    """`marks`: links to a note and its number; `notes`: the elements that are notes, and their
    numbers; `backs`: links that lead from a note back into the text."""

    marks: dict[html.HtmlElement, int]
    notes: dict[html.HtmlElement, int]
    backs: frozenset[html.HtmlElement]

    def holds(self, element: html.HtmlElement) -> bool:
        """Whether the element is a note or has one inside."""
        return any(one in self.notes for one in element.iter())


def note_links(root: html.HtmlElement) -> NoteLinks:
    """The page's notes: a link whose words are a number leads forward to each.

    What leads back up from a note is its way back to the text: an arrow, a link with the note's
    number, or one that says "back" and leads to where the note is cited. Numbers that refer to a
    section or a figure are words of the text.
    """
    order = {element: at for at, element in enumerate(root.iter())}
    targets = {one.get("id") or one.get("name"): one for one in order
               if one.get("id") or (one.tag == "a" and one.get("name"))}  # fmt: skip
    marks: dict[html.HtmlElement, int] = {}
    notes: dict[html.HtmlElement, int] = {}
    holder = cache(_holder)  # a page may have thousands of links to one place
    upward = []
    for link in root.iter("a"):
        target = targets.get(link.get("href", "")[1:]) if _local(link) else None
        if target is None:
            continue
        number = _number(link)
        if order[target] < order[link]:
            upward.append((link, target, number))
        elif number and (note := holder(target)) is not None and note not in _around(link):
            marks[link] = number
            notes.setdefault(note, number)
    known = NoteLinks(marks, notes, frozenset())
    backs = frozenset(
        link for link, target, number in upward if _leads_back(link, target, number, known)
    )
    return NoteLinks(marks, notes, backs)


def _local(link: html.HtmlElement) -> bool:
    return link.get("href", "").startswith("#") and len(link.get("href", "")) > 1


def _number(link: html.HtmlElement) -> int | None:
    """The number that the link's words are; None where they are others, or one that says which
    section or figure is meant."""
    told = link.text_content()
    found = _NUMBER.match(told)
    if found and told.strip().isdecimal() and _REFERS.search(text_before(link, _LOOKED_BACK)):
        return None
    return int(found[1]) if found else None


def _leads_back(
    link: html.HtmlElement, target: html.HtmlElement, number: int | None, known: NoteLinks
) -> bool:
    """Whether the link that leads up is an arrow, stands in the note of its number, or leads to
    where that is cited; one that says so in words, to where the note it stands in is."""
    told = link.text_content()
    if _BACK.match(told):
        return True
    if number is None:
        return bool(_BACK_IN_WORDS.match(told)) and _cites(target, link, known)
    own = any(known.notes.get(over) == number for over in _around(link))
    cited = [target, *target.iterchildren("a")] if target.tag in ("a", "sup", "span") else []
    return own or any(known.marks.get(one) == number for one in cited)


def _cites(target: html.HtmlElement, link: html.HtmlElement, known: NoteLinks) -> bool:
    """Whether the note that the link stands in is cited in the target; in what is around that,
    where it is an empty place."""
    place = target if len(target) or target.text else target.getparent()
    number = next((known.notes[over] for over in _around(link) if over in known.notes), None)
    return number is not None and any(known.marks.get(one) == number for one in place.iter("a"))


def _around(element: html.HtmlElement) -> list[html.HtmlElement]:
    return list(element.iterancestors())


def _holder(target: html.HtmlElement) -> html.HtmlElement | None:
    """The block that the target is or stands in; None where that is no note."""
    if target.tag in _NO_NOTES:
        return None
    for element in (target, *target.iterancestors()):
        if element.tag in _HOLDERS:
            return None if element.xpath(_MORE_THAN_A_NOTE) else element
        if element.tag in _NO_NOTES:
            return None
    return None
