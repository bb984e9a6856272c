"""Tables of a web page as grids of text."""

import re
from itertools import takewhile

from lxml import html

from corpus.html_seen import Seen, text_before
from corpus.line import power
from corpus.tables import header_rows

# A cell that claims to span more columns or rows than this is taken to span this many.
_MOST_SPANNED = 50
_LOOKED_BACK = 12  # characters, in which a unit or a figure begins
_LAID_OUT = "./tr/td/* | ./tbody/tr/td/*"


def read_table(table: html.HtmlElement, seen: Seen) -> tuple[str, list[list[str]], int] | None:
    """Caption, cells and number of header rows; a spanning cell stands in each place that it
    spans. None where the table only lays the page out."""
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return None
    if table.find(".//th") is None and any(
        one.tag in ("div", "h1", "h2", "h3", "h4", "ul", "ol") for one in table.xpath(_LAID_OUT)
    ):
        return None
    rows = [row for row in table.iter("tr") if not seen.hidden(row)]
    filled = [
        (row, cells) for row, cells in zip(rows, _grid(rows, seen), strict=True) if any(cells)
    ]
    marked = sum(1 for _ in takewhile(_names_columns, (row for row, _ in filled)))
    grid = [cells for _, cells in filled]
    caption = table.find("caption")
    told = " ".join(seen.text(caption).split()) if caption is not None else ""
    return told, grid, marked or header_rows(grid)


def _names_columns(row: html.HtmlElement) -> bool:
    parent = row.getparent()
    return (parent is not None and parent.tag == "thead") or row.find("td") is None


def _grid(rows: list[html.HtmlElement], seen: Seen) -> list[list[str]]:
    filled: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row.iterchildren("td", "th"):
            while (y, x) in filled:
                x += 1
            text = _cell(cell, seen)
            for down in range(min(_spans(cell, "rowspan"), len(rows) - y)):
                for right in range(_spans(cell, "colspan")):
                    filled[y + down, x + right] = text
            x += _spans(cell, "colspan")
    width = 1 + max((x for _, x in filled), default=-1)
    return [[filled.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _cell(cell: html.HtmlElement, seen: Seen) -> str:
    for mark in cell.iter("sup"):
        raised = _raised(mark, text_before(mark, _LOOKED_BACK))
        if raised and len(mark) <= 1:
            tail = mark.tail
            mark.clear()
            mark.text, mark.tail = raised, tail
    return " ".join(seen.text(cell).split())


def _raised(mark: html.HtmlElement, before: str) -> str:
    """A power or a note's number as it is shown; "" where the mark is neither."""
    told = mark.text_content()
    number = re.sub(r"[\[\]()\s]", "", told)
    # What stands behind a figure that is all there is in its cell is a note's number.
    alone = before.strip().isdecimal() and not (mark.tail or "").strip()
    if alone and number.isdigit():
        return f"({number})"
    return power(before.rstrip(), told) or (f"({number})" if number.isdigit() else "")


def _spans(cell: html.HtmlElement, which: str) -> int:
    told = cell.get(which, "1").strip()
    return max(1, min(int(told), _MOST_SPANNED)) if told.isdecimal() and len(told) < 6 else 1
