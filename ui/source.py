"""A document as HTML, set for reading, with a quote marked where it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from assistant.answers import Quote
from corpus.documents import Block, Document, Reference, Region
from ui.marks import Wrap, escaped, inline, reference_text, wraps
from ui.places import place_link


def documents_html(documents: Sequence[Document], current: Document) -> str:
    """Links to the documents, the current one marked; nothing where there is only one."""
    if len(documents) < 2:
        return ""
    links = "".join(
        f"<li>{place_link({'doc': one.id}, one.title, current=one is current)}</li>"
        for one in documents
    )
    return f'<nav class="fn-documents" aria-label="Documents"><ul>{links}</ul></nav>'


def source_html(document: Document, shown: Quote | None = None) -> str:
    """The whole document, set for reading: headings, numbered paragraphs, captions, notes with
    ids at the end. `shown` is in <mark>, exactly [start, end), and its highlights in <strong>."""
    quoted = wraps([Region(shown.start, shown.end)], "<mark>", "</mark>") if shown else []
    strong = wraps(shown.highlights, "<strong>", "</strong>") if shown else []
    layers = (quoted, strong)
    parts = [(region.start, _heading(document, region, layers)) for region in _headings(document)]
    blocks = [block for block in document.layout.blocks if block.kind != "note"]
    parts += [(block.start, _block(document, block, layers)) for block in blocks]
    body = "".join(_paged(document, sorted(parts)))
    notes = "".join(_note(document, note, layers) for note in document.layout.references)
    told = (document.author, document.publisher, document.date)
    about = ", ".join(part for part in told if part)
    return (
        f'<article class="fn-source"><header><h2 dir="auto">{escaped(document.title)}</h2>'
        f'<p class="fn-quiet" dir="auto">{escaped(about)}</p></header>{body}'
        f'<ol class="fn-references">{notes}</ol></article>'
    )


def _paged(document: Document, parts: Iterable[tuple[int, str]]) -> Iterator[str]:
    """The parts, in order, with the number of the page that each begins on where it changes."""
    last: int | None = None
    for start, part in parts:
        page = document.page_at(start)
        if page is not None and page != last:
            yield f'<p class="fn-quiet">Page {page}</p>'
        last = page
        yield part


_Layers = tuple[Sequence[Wrap], ...]


def _headings(document: Document) -> list[Region]:
    """Where each section's heading stands: the end of the section's first line."""
    regions = []
    for section in document.layout.sections:
        line = re.split(r"[\r\n]", document.slice(section), maxsplit=1)[0].rstrip()
        end = section.start + len(line)
        regions.append(Region(end - len(section.heading), end))
    return regions


def _heading(document: Document, region: Region, layers: _Layers) -> str:
    return f'<h3 dir="auto">{inline(document.text, region, *layers)}</h3>'


def _block(document: Document, block: Block, layers: _Layers) -> str:
    text = inline(document.text, block, *layers, _markers(document, block))
    if block.paragraph is None:
        return f'<p class="fn-{block.kind}" dir="auto">{text}</p>'
    cells = " fn-cells" if _is_cells(document, block) else ""
    return (
        f'<div class="fn-paragraph{cells}" id="paragraph-{block.paragraph}" '
        f'data-number="{block.paragraph}"><p dir="auto">{text}</p></div>'
    )


def _is_cells(document: Document, block: Block) -> bool:
    """Whether the block is a table's row: each sentence on a line of its own."""
    between = [document.text[a.end : b.start] for a, b in pairwise(block.sentences)]
    return bool(between) and set(between) == {"\n"}


def _markers(document: Document, block: Block) -> list[Wrap]:
    """Links from the block's reference markers to their notes."""
    return [
        Wrap(
            Region(marker.start, marker.end),
            f'<a class="fn-jump" id="marker-{marker.start}" href="#note-{marker.numbers[0]}">',
            "</a>",
        )
        for marker in document.layout.markers
        if block.start <= marker.start < block.end
    ]


def _note(document: Document, note: Reference, layers: _Layers) -> str:
    text = reference_text(document, note, *layers)
    back = "".join(_back(document, marker.start) for marker in document.layout.markers
                   if note.number in marker.numbers)  # fmt: skip
    return f'<li id="note-{note.number}" value="{note.number}" dir="auto">{text}{back}</li>'


def _back(document: Document, at: int) -> str:
    block = document.block_at(at)
    place = f"paragraph {block.paragraph}" if block and block.paragraph else "the text"
    return f' <a class="fn-jump fn-back" href="#marker-{at}">↩ {place}</a>'
