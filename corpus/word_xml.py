"""Small questions to WordprocessingML."""

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Elements that only wrap blocks: content controls, custom XML, inserted or moved text.
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def inner(element: Any, name: str = "") -> Iterator[Any]:
    """The element's children with that name (any, without one), inside wrappers too."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from inner(child, name)
        elif not name or child.tag == f"{W}{name}":
            yield child


def told_on(switch: Any) -> bool:
    """Whether an on/off property is there and isn't turned off."""
    return switch is not None and switch.get(f"{W}val", "1") not in ("0", "false", "off")


def style_of(paragraph: Any) -> str:
    """The id of the paragraph's style; "" for the default."""
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return found.get(f"{W}val", "") if found is not None else ""
