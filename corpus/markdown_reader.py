"""Markdown files, by markdown-it-py."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from corpus.documents import Document, ItemPart
from corpus.draft import About, Piece, Role, document_of
from corpus.encodings import decoded
from corpus.html_reader import html_pieces
from corpus.line import Line
from corpus.markdown_inline import fill, strong_opening
from corpus.markdown_notes import heading_apart, names_references, notes_apart
from corpus.tables import table_pieces

# Past its nesting limit, 20, the parser drops text and says nothing. Python's own limit comes
# before this one, and is told.
_DEEPEST = 100_000


def read_markdown(path: Path, name: str) -> Document:
    """The file as it reads once rendered: headings, paragraphs, list items, table cells and
    footnotes, without the signs that mark them up; a link is its words.

    Title, author, publisher, date and language come from YAML front matter; without a title
    there, from a first-level heading that opens the text. Raises UserError for what isn't
    UTF-8 or holds nothing to read.
    """
    text = decoded(path)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=True).use(front_matter_plugin)
    tokens = parser.parse(text)
    known = _front_matter(tokens)
    if known is None:  # a rule that opens the text, not front matter
        tokens = parser.disable("front_matter").parse(text)
    walk = _Walk(tokens)
    pieces = list(walk.pieces())
    about = _about(known or {})
    if not about.title and pieces and walk.titled:
        about = About(pieces[0].text, about.author, about.publisher, about.date, about.language)
    return document_of(path, name, pieces, about)


class _Walk:
    """One pass over the tokens. `titled`: the text opens with a first-level heading."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens, self._tables, self._note = tokens, 0, 0
        self._lists: list[int | None] = []
        self._items: list[ItemPart] = []
        self._label, self._listing = "", False
        opening = next((token for token in tokens if token.type != "front_matter"), None)
        self.titled = bool(opening and opening.type == "heading_open" and opening.tag == "h1")

    def pieces(self) -> Iterator[Piece]:
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "table_open":
                end = _end(self._tokens, at, "table_close")
                self._tables += 1
                yield from table_pieces(_grid(self._tokens[at:end]), self._tables, headers=1)
                at = end
            else:
                yield from self._one(token, at)
            at += 1

    def _one(self, token: Token, at: int) -> Iterator[Piece]:
        match token.type:
            case "inline":
                yield from self._lines(token.children or (), at)
            case "fence" | "code_block":
                yield Piece("body", token.content.strip("\n"))
            case "html_block":
                yield from html_pieces(token.content)
            case "footnote_open":
                self._note = int(token.meta["id"]) + 1
            case "footnote_close":
                self._note = 0
            case _:
                self._list(token)

    def _list(self, token: Token) -> None:
        """Keeps count of list items."""
        match token.type:
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
            case "list_item_open":
                self._label = self._next_label()
                self._items.append("item")
            case "list_item_close":
                self._items.pop()

    def _next_label(self) -> str:
        last = self._lists[-1]
        if last is None:
            return ""
        self._lists[-1] = last + 1
        return f"{last + 1}. "

    def _lines(self, inline: Sequence[Token], at: int) -> Iterator[Piece]:
        """A heading or paragraph; one that holds the heading of its notes as two pieces."""
        if self._tokens[at - 1].type == "heading_open":
            yield self._inline(inline, "heading")
            return
        heading = heading_apart(self._tokens, at)
        if heading:
            yield self._inline(inline[:heading], "heading")
        if heading < len(inline):
            yield self._inline(notes_apart(inline[heading + bool(heading) :]), "body")

    def _inline(self, inline: Sequence[Token], role: Role) -> Piece:
        line = Line()
        if self._label and not self._note:
            line.add(self._label)
        self._label = ""
        spelt_out, strong = bool(self._note) or self._listing, strong_opening(inline)
        fill(line, inline[:strong], spelt_out)
        label = line.size if strong else 0
        fill(line, inline[strong:], spelt_out)
        text, marks = line.taken()
        if role == "heading":
            self._listing = names_references(text)
        if self._note:
            return Piece("note", text, marks, self._note)
        item = self._items[-1] if self._items else ""
        if item:
            self._items[-1] = "further"
        return Piece(role, text, marks, item=item, label=label)


def _grid(tokens: Sequence[Token]) -> list[list[str]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            line = Line()
            fill(line, token.children or (), spelt_out=False)
            rows[-1].append(line.taken()[0])
    return rows


def _end(tokens: Sequence[Token], start: int, kind: str) -> int:
    return next(at for at in range(start, len(tokens)) if tokens[at].type == kind)


def _front_matter(tokens: Sequence[Token]) -> dict[Any, Any] | None:
    """What the front matter says; {} without any, None where it isn't YAML fields."""
    if not tokens or tokens[0].type != "front_matter":
        return {}
    try:
        known = yaml.safe_load(tokens[0].content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return known if isinstance(known, dict) else None


def _about(known: dict[Any, Any]) -> About:
    def field(*names: str) -> str:
        return next((shown for name in names if (shown := _scalar(known.get(name)))), "")

    return About(
        field("title"),
        field("author", "authors"),
        field("publisher"),
        field("date"),
        field("lang", "language"),
    )


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, (_scalar(one) for one in value if not isinstance(one, list))))
    return "" if value is None or isinstance(value, dict) else str(value)
