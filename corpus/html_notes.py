"""Which links of a web page lead to its notes, and which elements those notes are."""

import re
from dataclasses import dataclass

from lxml import html

_NUMBER = re.compile(r"\s*[\[(]?\s*(\d{1,3})\s*[\])]?\s*\Z")
_HOLDERS = ("li", "p", "aside", "dd", "tr", "div")
_NO_NOTES = frozenset("h1 h2 h3 h4 h5 h6 section article main body html nav table figure".split())
_BACK = re.compile(r"\s*(?:[↩↑^⤴⏎↵]\ufe0e?\s*)+\Z")


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

    The same kind of link that leads back up is the note's way back to the text.
    """
    order = {element: at for at, element in enumerate(root.iter())}
    targets = {one.get("id") or one.get("name"): one for one in order
               if one.get("id") or (one.tag == "a" and one.get("name"))}  # fmt: skip
    marks: dict[html.HtmlElement, int] = {}
    notes: dict[html.HtmlElement, int] = {}
    backs = set()
    for link in root.iter("a"):
        target = targets.get(link.get("href", "")[1:]) if _local(link) else None
        if target is None:
            continue
        number = _NUMBER.match(link.text_content())
        if order[target] < order[link] and (number or _BACK.match(link.text_content())):
            backs.add(link)
        elif number and (note := _holder(target)) is not None and link not in set(note.iter("a")):
            marks[link] = int(number[1])
            notes.setdefault(note, int(number[1]))
    return NoteLinks(marks, notes, frozenset(backs))


def _local(link: html.HtmlElement) -> bool:
    return link.get("href", "").startswith("#") and len(link.get("href", "")) > 1


def _holder(target: html.HtmlElement) -> html.HtmlElement | None:
    """The block that the target is or stands in; None where that is no note."""
    if target.tag in _NO_NOTES:
        return None
    for element in (target, *target.iterancestors()):
        if element.tag in _HOLDERS:
            return element if element.find(".//h2") is None else None
        if element.tag in _NO_NOTES:
            return None
    return None
