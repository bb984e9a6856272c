"""The numbers that Word puts before the items of a list; they stand nowhere in the text."""

from typing import Any

from docx.document import Document as WordDocument

from corpus.word_xml import W, style_of


class Numbering:
    """Counts list items in the order in which they are asked for."""

    def __init__(self, word: WordDocument) -> None:
        self._root = _part(word)
        self._by_style = {
            style.style_id: style.element.find(f"{W}pPr/{W}numPr") for style in word.styles
        }
        self._counts: dict[tuple[str, int], int] = {}

    def label(self, paragraph: Any) -> str:
        """ "3. " for the third item of a list numbered in digits; "" for anything else."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        found = own if own is not None else self._by_style.get(style_of(paragraph))
        if found is None or self._root is None:
            return ""
        which, depth = _value(found.find(f"{W}numId")), int(_value(found.find(f"{W}ilvl")) or 0)
        level = self._level(which, depth)
        if level is None or _value(level.find(f"{W}numFmt")) != "decimal":
            return ""
        for deeper in [key for key in self._counts if key[0] == which and key[1] > depth]:
            del self._counts[deeper]
        start = int(_value(level.find(f"{W}start")) or 1)
        self._counts[which, depth] = self._counts.get((which, depth), start - 1) + 1
        return f"{self._counts[which, depth]}. "

    def _level(self, which: str, depth: int) -> Any:
        number = _child(self._root, "num", "numId", which)
        if number is None:
            return None
        shape = _value(number.find(f"{W}abstractNumId"))
        abstract = _child(self._root, "abstractNum", "abstractNumId", shape)
        return None if abstract is None else _child(abstract, "lvl", "ilvl", str(depth))


def _part(word: WordDocument) -> Any:
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return word.part.numbering_part.element
    return None


def _child(parent: Any, name: str, key: str, value: str) -> Any:
    found = (one for one in parent.iterchildren(f"{W}{name}") if one.get(f"{W}{key}") == value)
    return next(found, None)


def _value(element: Any) -> str:
    told = element.get(f"{W}val", "") if element is not None else ""
    return str(told)
