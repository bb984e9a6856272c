"""Lists of sources that Markdown runs together: notes on lines of their own in one paragraph, and
headings such as "References" that aren't marked as headings."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

from corpus.references import REFERENCE_HEADINGS

_LABEL = re.compile(r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)])\s")
_AMONG_NOTES = ("paragraph_open", "paragraph_close", "ordered_list_open", "ordered_list_close")
_BREAKS = ("softbreak", "hardbreak")


def names_references(text: str) -> bool:
    """Whether a heading with those words stands over a list of notes."""
    return text.strip(" :").casefold() in REFERENCE_HEADINGS


def notes_apart(tokens: Sequence[Token]) -> list[Token]:
    """The inline tokens with a line break that stays before each numbered note, in a paragraph
    whose lines begin with "[1]", "[2]" and so on; any other paragraph as it is."""
    apart, lines = list(tokens), _lines(tokens)
    number = _number(tokens, *lines[0])
    for start, end in lines[1:]:
        if number is None:
            break
        if _number(tokens, start, end) == number + 1:
            apart[start - 1] = Token("hardbreak", "br", 0)
            number += 1
    return apart


def heading_apart(tokens: Sequence[Token], at: int) -> int:
    """How many parts of the inline token at `at` are the heading of the notes that follow, to the
    text's end: all of a paragraph before them, or the first line of one that holds them; else 0."""
    inline = tokens[at].children or []
    first, *others = _lines(inline)
    if tokens[at].level != 1 or not names_references(_text(inline, *first)):
        return 0
    follow = [_number(inline, *others[0])] if others else []
    for token in tokens[at + 1 :]:
        if token.type == "inline" and token.level == 1:
            own = token.children or []
            follow.append(_number(own, *_lines(own)[0]))
        elif token.level == 0 and token.type not in _AMONG_NOTES:
            return 0
        elif token.type == "ordered_list_open":
            follow.append(1)
    return first[1] if follow and None not in follow else 0


def _lines(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    breaks = [at for at, token in enumerate(tokens) if token.type in _BREAKS]
    starts = [0, *(at + 1 for at in breaks)]
    return list(zip(starts, [*breaks, len(tokens)], strict=True))


def _text(tokens: Sequence[Token], start: int, end: int) -> str:
    return "".join(one.content for one in tokens[start:end] if one.type != "html_inline")


def _number(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """The number that a line begins with as a note does."""
    found = _LABEL.match(_text(tokens, start, end))
    return int(found[1] or found[2] or found[3]) if found else None
