"""Text as HTML that stays text, with elements around parts of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from corpus.documents import Document, Reference, Region

# What HTML has no way to say: NUL and halves of surrogate pairs.
_UNSAYABLE = re.compile("[\0\ud800-\udfff]")
# What parts the cells of a plain text's table: as one space, "9\t12" would look like one figure.
_GAP = re.compile(r"\t+|(?<=\S) {2,}(?=\S)")
_WEB = re.compile(r"https?://", re.I)


@dataclass(frozen=True, slots=True)
class Wrap:
    """An element around the characters of `region`."""

    region: Region
    opening: str
    closing: str


def escaped(text: str) -> str:
    """The text as its own characters, for an element or a quoted attribute."""
    return _UNSAYABLE.sub("\ufffd", escape(text)).replace("\r", "&#13;")


def inline(text: str, region: Region, *layers: Sequence[Wrap]) -> str:
    """The characters of text[start:end] with the layers' elements around the parts of it that
    they name, the first layer outermost. The characters themselves are all there, in order."""
    if not layers:
        plain = escaped(text[region.start : region.end])
        return _GAP.sub(lambda gap: f'<span class="fn-gap">{gap[0]}</span>', plain)
    within, at = layers[1:], region.start
    pieces = []
    for wrap in layers[0]:
        start, end = max(at, wrap.region.start), min(region.end, wrap.region.end)
        if start < end:
            inside = inline(text, Region(start, end), *within)
            before = inline(text, Region(at, start), *within)
            pieces += [before, wrap.opening, inside, wrap.closing]
            at = end
    return "".join([*pieces, inline(text, Region(at, region.end), *within)])


def wraps(regions: Iterable[Region], opening: str, closing: str) -> list[Wrap]:
    """The same element around each region, in the text's order."""
    ordered = sorted(regions, key=lambda region: (region.start, region.end))
    return [Wrap(region, opening, closing) for region in ordered]


def reference_text(document: Document, reference: Reference, *layers: Sequence[Wrap]) -> str:
    """The note's own words, its address a link; one that is cut short stays text and says so."""
    text = inline(document.text, reference, *layers, _address(reference))
    cut = ' <span class="fn-cut">(the address is cut short in the document)</span>'
    return f"{text}{cut}" if reference.url and reference.url_cut else text


def _address(reference: Reference) -> list[Wrap]:
    """The link around the note's address; none around an address that can't be followed."""
    url, region = reference.url, reference.url_region
    if not url or not region or reference.url_cut:
        return []
    target = url if _WEB.match(url) else f"https://{url}"
    opening = f'<a href="{escaped(target)}" target="_blank" rel="noopener noreferrer">'
    return [Wrap(region, opening, "</a>")]
