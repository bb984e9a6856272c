"""Documents and the places in them. Offsets count Unicode code points, half-open."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

ReferenceKind = Literal["source", "remark"]
BlockKind = Literal["body", "caption", "acknowledgement", "note"]
ItemPart = Literal["", "item", "further"]


@dataclass(frozen=True, slots=True)
class Region:
    """The characters [start, end) of a document that the holder knows."""

    start: int
    end: int

    def meets(self, *others: "Region") -> bool:
        """Whether it shares a character with any of the others."""
        return any(self.start < one.end and one.start < self.end for one in others)


@dataclass(frozen=True, slots=True)
class Section(Region):
    """A heading and what follows it, up to the next heading; the heading is its first line."""

    heading: str


@dataclass(frozen=True, slots=True)
class Reference(Region):
    """One numbered note: [start, end) is its text without its number.

    `kind` is "source" where the note names a publication, "remark" where it only adds facts.
    `url_region` is where `url` stands in the document. `url_cut` is true where the URL is
    abbreviated or its parenthesis never closes: such an address can't be relied on and is
    shown, never linked.
    """

    number: int
    kind: ReferenceKind
    url: str | None
    url_region: Region | None
    url_cut: bool


@dataclass(frozen=True, slots=True)
class Marker(Region):
    """A reference marker in the text, such as "(3)", and the note numbers it names."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block(Region):
    """A run of text with one role. `paragraph` counts body paragraphs from 1; `note` is the
    number of the note that the block is; `sentences` are the sentences inside it, in order.
    `item` tells what is marked up as an item of a list, and the further paragraphs of one."""

    kind: BlockKind
    paragraph: int | None
    note: int | None
    sentences: tuple[Region, ...]
    item: ItemPart = ""


@dataclass(frozen=True, slots=True)
class Page(Region):
    """What stands on one page; `number` counts the file's pages from 1, whatever is printed
    on them. A page whose notes were set apart has more than one such region."""

    number: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything a reader found in a text: what is where. `pages` is empty for formats that
    have none; all are in the order of the text."""

    sections: tuple[Section, ...] = ()
    blocks: tuple[Block, ...] = ()
    references: tuple[Reference, ...] = ()
    markers: tuple[Marker, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A text that never changes, its name, and where its parts stand.

    `text` is what the reader stored; every offset anywhere counts in it. `title` is what
    footnotes show. `author`, `publisher`, `date` and `language` (a tag such as "en") are what
    the file or the description beside it states, else "". `warnings` tell what a reader had to
    leave out. `sha256` is the hash of the text's UTF-8 bytes.
    """

    id: str
    title: str
    text: str
    layout: Layout
    publisher: str = ""
    date: str = ""
    source: str = ""
    author: str = ""
    language: str = ""
    warnings: tuple[str, ...] = ()
    sha256: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "sha256", digest)

    def slice(self, region: Region) -> str:
        """The document's own characters there."""
        return self.text[region.start : region.end]

    def section_at(self, offset: int) -> Section | None:
        """The section that holds the character at `offset`; None before the first heading."""
        at = bisect_right(self.layout.sections, offset, key=lambda section: section.start) - 1
        return self.layout.sections[at] if at >= 0 else None

    def block_at(self, offset: int) -> Block | None:
        """The block that holds the character at `offset`; None in headings and gaps."""
        at = bisect_right(self.layout.blocks, offset, key=lambda block: block.start) - 1
        block = self.layout.blocks[at] if at >= 0 else None
        return block if block and offset < block.end else None

    def page_at(self, offset: int) -> int | None:
        """The number of the page that holds the character at `offset`; None without pages."""
        at = bisect_right(self.layout.pages, offset, key=lambda page: page.start) - 1
        return self.layout.pages[at].number if at >= 0 else None

    def reference(self, number: int) -> Reference | None:
        """The note with that number, if the document has one."""
        return next((note for note in self.layout.references if note.number == number), None)

    def cited_in(self, start: int, end: int) -> tuple[Reference, ...]:
        """The notes that the document cites inside [start, end) or right after it, in order.

        Right after means that only closing punctuation stands between the words and the marker.
        """
        markers = [m for m in self.layout.markers if self._cites(m, start, end)]
        numbers = dict.fromkeys(number for marker in markers for number in marker.numbers)
        return tuple(note for n in numbers if (note := self.reference(n)))

    def cited_next(self, end: int) -> Reference | None:
        """The note cited in the rest of the sentence that `end` cuts, or in the sentence after
        it in the same paragraph: a marker often stands behind all that a source covers."""
        block = self.block_at(end - 1)
        following = next((s for s in block.sentences if s.end > end), None) if block else None
        cited = self.cited_in(max(following.start, end), following.end) if following else ()
        return cited[0] if cited else None

    def _cites(self, marker: Marker, start: int, end: int) -> bool:
        if start <= marker.start < end:
            return True
        gap = self.text[end : marker.start]
        return end <= marker.start and len(gap) <= 4 and not any(c.isalnum() for c in gap)


@dataclass(frozen=True, slots=True)
class Span:
    """The characters [start, end) of `document`. Raises ValueError outside its bounds."""

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            size = len(self.document.text)
            raise ValueError(f"[{self.start}, {self.end}) is no span of {size} characters")

    @property
    def text(self) -> str:
        """The document's own words: always the slice, never a copy kept beside it."""
        return self.document.text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character of one document."""
        same = self.document is other.document
        return same and self.start < other.end and other.start < self.end
