"""Word's footnotes and endnotes, which python-docx leaves in their parts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from lxml import etree

from corpus.word_xml import W

NOTE_MARKS = (f"{W}footnoteReference", f"{W}endnoteReference")


@dataclass(frozen=True, slots=True)
class Notes:
    """`numbers` by the mark's tag and id: footnotes count from 1 in the order in which the text
    cites them, endnotes go on from there. `parts` holds the notes' elements likewise."""

    numbers: dict[tuple[str, str], int]
    parts: dict[tuple[str, str], Any]

    def texts(self) -> Iterator[tuple[int, list[Any]]]:
        """Each cited note's number and its paragraphs, by number."""
        for mark, number in self.numbers.items():
            yield number, list(self.parts[mark].iter(f"{W}p"))


def read_notes(word: WordDocument, body: Any) -> Notes:
    """The notes that the body cites."""
    parts: dict[tuple[str, str], Any] = {}
    for mark, kind in zip(NOTE_MARKS, ("footnote", "endnote"), strict=True):
        for note in _part(word, f"/{kind}s"):
            if note.tag == f"{W}{kind}" and note.get(f"{W}type", "normal") == "normal":
                parts[mark, note.get(f"{W}id", "")] = note
    cited = [(mark, one.get(f"{W}id", "")) for mark in NOTE_MARKS for one in body.iter(mark)]
    known = [key for key in dict.fromkeys(cited) if key in parts]
    return Notes({key: number for number, key in enumerate(known, 1)}, parts)


def _part(word: WordDocument, ending: str) -> Any:
    """The root of the part related to the document under that name; () without one."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    for relation in word.part.rels.values():
        if relation.reltype.endswith(ending) and not relation.is_external:
            return etree.fromstring(relation.target_part.blob, parser)
    return ()
