"""footnoted corpus references: every note of every document, where it is cited, and whether its
source is at hand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ui.options import corpus_of, echo_json
from ui.terminal import echo

if TYPE_CHECKING:
    from corpus.documents import Marker
    from corpus.ledger import Entry

_STATES = {
    "in_collection": "in the collection",
    "fetchable": "fetchable",
    "url_cut": "URL cut short",
    "no_url": "no URL",
}


@click.command("references")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option("--index", "index_folder", type=click.Path(path_type=Path), envvar="FOOTNOTED_INDEX")
@click.option("--corpus", type=click.Path(path_type=Path), envvar="FOOTNOTED_CORPUS")
def references(as_json: bool, corpus: Path | None, index_folder: Path | None) -> None:
    """List each reference of each document, where it is cited, its URL and its state.

    Example: footnoted corpus references --json
    """
    from corpus.collection import read_collection
    from corpus.ledger import ledger

    collection = read_collection(corpus_of(corpus, index_folder))
    entries = ledger(collection.documents)
    if as_json:
        listed = [_json(entry) for entry in entries]
        echo_json({"corpus": str(collection.folder), "references": listed, **_counts(entries)})
        return
    for entry in entries:
        echo("\n".join(_lines(entry)))
    echo(_summary(entries))


def _json(entry: "Entry") -> dict[str, Any]:
    """Offsets count code points of the document's stored text, half-open."""
    document, note = entry.document, entry.note
    return {
        "document": document.id,
        "number": note.number,
        "kind": note.kind,
        "text": document.slice(note),
        "start": note.start,
        "end": note.end,
        "url": note.url,
        "url_cut": note.url_cut,
        "state": entry.state,
        "source": entry.source and entry.source.id,
        "cited": [_citing(entry, marker) for marker in entry.markers],
    }


def _citing(entry: "Entry", marker: "Marker") -> dict[str, Any]:
    block = entry.document.block_at(marker.start)
    section = entry.document.section_at(marker.start)
    return {
        "start": marker.start,
        "end": marker.end,
        "section": section.heading if section else "",
        "paragraph": block.paragraph if block else None,
    }


def _lines(entry: "Entry") -> Iterator[str]:
    document, note = entry.document, entry.note
    remark = ", a remark" if note.kind == "remark" else ""
    held = f": {entry.source.id}" if entry.source else ""
    yield f"{document.id}, note {note.number}{remark}: {_STATES[entry.state]}{held}"
    yield f"  {' '.join(document.slice(note).split())}"
    if note.url:
        yield f"  {note.url}"
    places = [_told(_citing(entry, marker)) for marker in entry.markers]
    yield f"  cited in {', '.join(places)}" if places else "  cited nowhere in the text"


def _told(place: dict[str, Any]) -> str:
    where = f"paragraph {place['paragraph']}" if place["paragraph"] else "the text"
    return f"{where} ({place['start']}-{place['end']})"


def _counts(entries: Sequence["Entry"]) -> dict[str, Any]:
    states = Counter[str](entry.state for entry in entries)
    remarks = sum(1 for entry in entries if entry.note.kind == "remark")
    markers = {(e.document.id, marker.start) for e in entries for marker in e.markers}
    told = {"notes": len(entries), "remarks": remarks, "markers": len(markers)}
    return {"summary": {**told, **{state: states[state] for state in _STATES}}}


def _summary(entries: Sequence["Entry"]) -> str:
    counts = _counts(entries)["summary"]
    states = [f"{counts[state]} {told}" for state, told in _STATES.items()]
    about = f"{counts['notes']} notes, {counts['remarks']} of them remarks"
    return f"{about}, cited by {counts['markers']} markers: {', '.join(states)}"
