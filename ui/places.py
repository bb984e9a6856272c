"""Links to places in the documents: their address opens the source there, a click shows it."""

import json
from typing import Any
from urllib.parse import urlencode

from assistant.answers import Quote
from corpus.documents import Document, Region
from ui.marks import escaped

# What such a link carries: `doc`, and where it names words `start`, `end` and `highlights`.
Place = dict[str, Any]


def quote_place(quote: Quote) -> Place:
    """Where the quote stands, with the parts that carry the answer."""
    parts = [[part.start, part.end] for part in quote.highlights]
    return region_place(quote.document, Region(quote.start, quote.end)) | {"highlights": parts}


def region_place(document: Document, region: Region) -> Place:
    """Words of a document."""
    return {"doc": document.id, "start": region.start, "end": region.end}


def place_link(place: Place, words: str, label: str = "", current: bool = False) -> str:
    """A link with these words; `label` is what a screen reader says instead, and `current`
    tells that the place is the one shown."""
    address = urlencode({k: v for k, v in place.items() if k != "highlights"}, errors="replace")
    here = ' aria-current="page"' if current else ""
    named = f' aria-label="{escaped(label)}"' if label else ""
    return (
        f'<a class="fn-place" href="?{address}"{here} data-place="{escaped(json.dumps(place))}"'
        f'{named} dir="auto">{escaped(words)}</a>'
    )
