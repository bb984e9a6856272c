"""Web pages, parsed by lxml; what a reader of the page sees of its text, and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from corpus.documents import Document, ItemPart
from corpus.draft import About, Piece, Role, document_of
from corpus.encodings import decoded_page
from corpus.html_notes import note_links
from corpus.html_seen import HEADINGS, INLINE, Seen
from corpus.html_tables import read_table
from corpus.line import Line
from corpus.references import REFERENCE_HEADINGS
from corpus.tables import table_pieces

_CAPTIONS = frozenset(["figcaption", "caption"])
_STRONG = frozenset(["b", "strong"])
# Several sources may state the same; the first that does is taken.
_META = {
    "title": ("citation_title", "dc.title", "dcterms.title", "og:title"),
    "author": ("citation_author", "author", "dc.creator", "dcterms.creator"),
    "publisher": ("citation_publisher", "dc.publisher", "dcterms.publisher", "publisher",
                  "og:site_name"),
    "date": ("citation_publication_date", "citation_date", "dcterms.issued", "dc.date",
             "dcterms.date", "article:published_time", "date"),
}  # fmt: skip


def read_html(path: Path, name: str) -> Document:
    """The page's main text: headings, paragraphs, list items, table cells and notes.

    What isn't part of it is dropped: navigation, page header and footer, asides, forms, cookie
    notices, scripts, and text that is hidden by an attribute, a style or a simple rule of the
    page's own style sheet. Title, author, publisher, date and language come from its head.
    Raises UserError for bytes that aren't in the declared encoding, or nothing to read.
    """
    root = _parsed(decoded_page(path))
    pieces = [] if root is None else list(_Walk(root).pieces())
    return document_of(path, name, pieces, About() if root is None else _about(root))


def html_pieces(markup: str) -> Iterator[Piece]:
    """The pieces of a fragment of HTML."""
    root = _parsed(markup)
    if root is not None:
        yield from _Walk(root).pieces()


def _parsed(markup: str) -> html.HtmlElement | None:
    """The tree; None where there is no element. Nothing is fetched, no entity is defined.

    `huge_tree` because libxml2 otherwise drops what is nested more than 256 deep and says
    nothing; what such a tree costs is bounded by the limits on the process that reads it.
    Raises RecursionError for what is nested deeper still.
    """
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    raw = re.sub(r"[\x00-\x08\x0b\x0e-\x1f]", "", markup).encode("utf-8", "replace")
    if not raw.strip():
        return None
    try:
        root = html.document_fromstring(raw, parser=parser)
    except etree.ParserError:  # nothing but comments
        return None
    if any("depth" in entry.message for entry in parser.error_log):
        raise RecursionError("libxml2 dropped what is nested too deeply")
    return root


class _Walk:
    """One pass over the page, in the order of the text."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._root, self._seen = root, Seen(root)
        self._links = note_links(root)
        self._line, self._role, self._note = Line(), "body", 0
        self._tables, self._listing = 0, False
        self._item: ItemPart = ""
        self._opens, self._label = 0, 0  # where the paragraph's words begin, its strong type ends

    def pieces(self) -> Iterator[Piece]:
        start = _main(self._root)
        yield from self._visit(start)
        yield from self._flush()
        within = set(start.iter())
        for element in self._links.notes:
            if element not in within:
                yield from self._visit(element)
                yield from self._flush()

    def _visit(self, element: html.HtmlElement) -> Iterator[Piece]:
        if element in self._links.backs or not self._kept(element):
            return
        if element in self._links.marks:
            self._line.mark((self._links.marks[element],))
        elif element.tag == "table" and (found := read_table(element, self._seen)):
            yield from self._flush()
            caption, grid, headers = found
            self._tables += 1
            yield Piece("caption", caption)
            yield from table_pieces(grid, self._tables, headers)
        elif element.tag in ("sup", "br", "pre"):
            yield from self._special(element)
        elif element.tag in INLINE:
            opens = self._line.place == self._opens
            yield from self._inside(element)
            self._spell_out(element)
            if opens and element.tag in _STRONG:
                self._label = self._line.size
        else:
            yield from self._block(element)

    def _kept(self, element: html.HtmlElement) -> bool:
        if not isinstance(element.tag, str) or self._seen.hidden(element):
            return False
        return self._seen.main(element) or self._links.holds(element)

    def _inside(self, element: html.HtmlElement) -> Iterator[Piece]:
        self._line.add(element.text or "")
        for child in element:
            yield from self._visit(child)
            self._line.add(child.tail or "")

    def _special(self, element: html.HtmlElement) -> Iterator[Piece]:
        if element.tag == "br":
            self._line.break_line()
        elif element.tag == "pre":
            yield from self._flush()
            yield Piece("body", self._seen.text(element).strip("\n"))
        elif any(child in self._links.marks for child in element.iter("a")):
            yield from self._inside(element)
        else:
            self._line.raise_(self._seen.text(element))

    def _block(self, element: html.HtmlElement) -> Iterator[Piece]:
        yield from self._flush()
        before, item = (self._role, self._note), self._item
        self._note = self._links.notes.get(element, self._note)
        if element.tag in HEADINGS:
            self._role = "heading"
        elif element.tag in _CAPTIONS:
            self._role = "caption"
        if element.tag == "li" and not self._note:
            self._line.add(_label(element))
            self._opens, self._item = self._line.place, "item"
        yield from self._inside(element)
        yield from self._flush()
        self._role, self._note = before
        if element.tag == "li":
            self._item = item
            if self._waits():
                self._line.taken()
                self._opens = 0

    def _spell_out(self, element: html.HtmlElement) -> None:
        """In notes, an address behind words is written out, as lists of sources have it."""
        target = element.get("href", "")
        if element.tag == "a" and (self._note or self._listing):
            shown = self._seen.text(element).strip()
            if target.startswith(("http://", "https://")) and shown and shown not in target:
                self._line.add(f" ({target})")

    def _waits(self) -> bool:
        """Whether the line holds an item's number alone, whose words may be in a block within."""
        return 0 < self._opens == self._line.place

    def _flush(self) -> Iterator[Piece]:
        if self._waits():
            return
        text, marks = self._line.taken()
        label, self._opens, self._label = self._label, 0, 0
        role: Role = "heading" if self._role == "heading" else "body"
        if not text:
            return
        if self._note:
            own = re.match(rf"[\[(]?{self._note}[\])]?\.?\s+", text)
            yield Piece("note", text[own.end() :] if own else text, (), self._note)
            return
        if role == "heading":
            self._listing = text.strip(" :").casefold() in REFERENCE_HEADINGS
        if self._role == "caption" or role == "heading":
            yield Piece("caption" if self._role == "caption" else role, text, marks)
            return
        yield Piece("body", text, marks, item=self._item, label=label)
        self._item = self._item and "further"


def _label(element: html.HtmlElement) -> str:
    """The number that a browser puts before an item of a numbered list."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol" or parent.get("type", "1") != "1":
        return ""
    start = _whole(parent.get("start")) or 1
    before = sum(1 for one in element.itersiblings("li", preceding=True))
    return f"{_whole(element.get('value')) or start + before}. "


def _whole(told: str | None) -> int | None:
    return int(told) if told and re.fullmatch(r"\d{1,4}", told) else None


def _main(root: html.HtmlElement) -> html.HtmlElement:
    """The element that the page says is its main text, else its body."""
    for path in ("//main | //*[@role='main']", "//article[not(ancestor::article)]"):
        found = root.xpath(path)
        if len(found) == 1 and any(c.isalnum() for c in found[0].text_content()):
            return found[0]
    body = root.find("body")
    return root if body is None else body


def _about(root: html.HtmlElement) -> About:
    known: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        if content := " ".join(meta.get("content", "").split()):
            known.setdefault(name, []).append(content)

    def field(what: str) -> str:
        told = next((known[name] for name in _META[what] if name in known), [])
        return "; ".join(told) if what == "author" else told[0] if told else ""

    title = root.find("head/title")
    shown = " ".join(title.text_content().split()) if title is not None else ""
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return About(
        field("title") or shown, field("author"), field("publisher"), field("date"), language
    )
