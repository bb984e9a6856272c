"""Running text of Markdown: emphasis, links, notes and the HTML that may stand in it."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from corpus.line import Line

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>]*)>", re.I)
_HIDES = re.compile(r"\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NEVER = frozenset(["script", "style", "template", "noscript"])


def fill(line: Line, tokens: Sequence[Token], spelt_out: bool) -> None:
    """Adds inline tokens as they read once rendered. `spelt_out`: an address behind words is
    added in parentheses, as lists of sources have it."""
    writer = _Writer(line, spelt_out)
    for token in tokens:
        writer.take(token)


def strong_opening(tokens: Sequence[Token]) -> int:
    """How many of the inline tokens are the strong type that opens them; 0 without any."""
    shown = (at for at, one in enumerate(tokens) if one.type != "text" or one.content.strip())
    first = next(shown, None)
    if first is None or tokens[first].type != "strong_open":
        return 0
    closing = (at for at, one in enumerate(tokens) if one.type == "strong_close")
    return next(closing, -1) + 1


class _Writer:
    """Text goes to the line unless an HTML tag around it hides it."""

    def __init__(self, line: Line, spelt_out: bool) -> None:
        self._line, self._spelt_out = line, spelt_out
        self._hidden = ""  # the tag whose end shows the text again
        self._raised = False
        self._link, self._words = "", ""

    def take(self, token: Token) -> None:
        if token.type == "html_inline":
            self._tag(token.content)
        elif not self._hidden:
            self._shown(token)

    def _tag(self, markup: str) -> None:
        found = _TAG.match(markup)
        if not found:
            return
        closing, name, rest = found[1], found[2].lower(), found[3]
        if closing:
            self._hidden = "" if name == self._hidden else self._hidden
            self._raised = self._raised and name != "sup"
        elif not self._hidden:
            self._hidden = name if name in _NEVER or _HIDES.search(rest) else ""
            self._raised = name == "sup"
            if name == "br":
                self._line.break_line()

    def _shown(self, token: Token) -> None:
        match token.type:
            case "text" if self._raised:
                self._line.raise_(token.content)
            case "text" | "code_inline" | "image":
                self._line.add(token.content)
                self._words += token.content
            case "softbreak":
                self._line.add(" ")
            case "hardbreak":
                self._line.break_line()
            case "footnote_ref":
                self._line.mark((int(token.meta["id"]) + 1,))
            case "link_open":
                self._link, self._words = str(token.attrGet("href") or ""), ""
            case "link_close":
                self._close()

    def _close(self) -> None:
        outside = self._link.startswith(("http://", "https://"))
        if self._spelt_out and outside and self._words != self._link:
            self._line.add(f" ({self._link})")
