"""What is indexed, as HTML: the documents, the index over them, and every note's ledger entry."""

from collections.abc import Iterable

from corpus.collection import Collection
from corpus.documents import Document, Marker
from corpus.ledger import Entry, ledger
from index.index import Index
from ui.marks import escaped, reference_text
from ui.places import place_link, region_place


def holdings_html(index: Index) -> str:
    """Documents, index and reference ledger; every place in it a link that opens the source."""
    documents = index.collection.documents
    counts = {entry.id: entry.passages for entry in index.manifest.documents}
    held = "".join(_document(one, counts.get(one.id, 0)) for one in documents)
    entries = ledger(documents)
    notes = "".join(_entry(entry, len(documents) > 1) for entry in entries)
    notes = (
        f'<ol class="fn-ledger">{notes}</ol>' if notes else "<p>The documents cite no notes.</p>"
    )
    return (
        '<div class="fn-holdings">'
        f"<h2>Documents</h2><ul>{held}</ul>{_unread(index.collection)}"
        f"<h2>Index</h2><dl>{_index(index)}</dl>"
        f"<h2>References cited</h2>{_summary(entries)}{notes}</div>"
    )


def _document(document: Document, passages: int) -> str:
    about = [document.author, document.publisher, document.date, _count(passages, "passage")]
    notes = len(document.layout.references)
    about += [_count(notes, "note")] if notes else []
    about += document.warnings
    told = ", ".join(escaped(part) for part in about if part)
    opening = place_link({"doc": document.id}, document.title, f"Open {document.title}")
    return f'<li dir="auto">{opening}<span class="fn-quiet">{told}</span></li>'


def _unread(collection: Collection) -> str:
    """What couldn't be read, so that nobody takes it for searched."""
    told = "".join(f"<li>{escaped(str(error))}</li>" for error in collection.unread)
    return f"<h2>Not read</h2><ul>{told}</ul>" if told else ""


def _index(index: Index) -> str:
    settings = index.manifest.settings
    rows = {
        "Passages": str(len(index.passages)),
        "Model": settings.model,
        "Model’s sha256": settings.model_sha256,
        "Passage size": f"at most {settings.passage_chars} characters",
        "Fingerprint": index.fingerprint,
        "State": "complete; its files agree with their checksums",
    }
    return "".join(
        f"<dt>{escaped(name)}</dt><dd><bdi>{escaped(told)}</bdi></dd>"
        for name, told in rows.items()
    )


def _summary(entries: Iterable[Entry]) -> str:
    listed = list(entries)
    held = sum(1 for entry in listed if entry.source)
    sources = sum(1 for entry in listed if entry.note.kind == "source")
    if not listed:
        return ""
    told = f"{_count(len(listed), 'note')}: {sources} name a source, of which {held} here."
    return f'<p class="fn-quiet">{told}</p>'


def _entry(entry: Entry, several: bool) -> str:
    document, note = entry.document, entry.note
    opening = place_link(region_place(document, note), str(note.number), f"Open note {note.number}")
    own = f'<cite dir="auto">{escaped(document.title)}</cite> ' if several else ""
    return (
        f'<li><span class="fn-number">{opening}</span>{own}'
        f'<span class="fn-reference" dir="auto">{reference_text(document, note)}</span>'
        f'<p class="fn-quiet">{_cited(entry)}. {_kept(entry)}</p></li>'
    )


def _cited(entry: Entry) -> str:
    if not entry.markers:
        return "Cited nowhere in the text"
    links = (_citing(entry.document, marker) for marker in entry.markers)
    return f"Cited in {', '.join(links)}"


def _citing(document: Document, marker: Marker) -> str:
    block = document.block_at(marker.start)
    within = [s for s in block.sentences if s.start <= marker.start < s.end] if block else []
    place = within[0] if within else marker
    name = f"paragraph {block.paragraph}" if block and block.paragraph else "the text"
    return place_link(region_place(document, place), name, f"Open {name}")


def _kept(entry: Entry) -> str:
    if entry.note.kind == "remark":
        return "A remark that names no source"
    if entry.source:
        opening = place_link({"doc": entry.source.id}, entry.source.title, "Open the source")
        return f"In the collection: {opening}"
    return "Not in the collection"


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
