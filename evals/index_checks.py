"""What must hold of an index before anything is asked of it."""

from collections.abc import Callable, Iterator, Mapping

from assistant.assistant import Assistant
from corpus.collection import Collection

IndexCheck = Callable[[Assistant, Collection], Iterator[str]]


def index_not_stale(assistant: Assistant, documents: Collection) -> Iterator[str]:
    """The index was made of the documents as they are now."""
    indexed = {entry.id: entry.sha256 for entry in assistant.index.manifest.documents}
    for document in documents.documents:
        if indexed.pop(document.id, None) != document.sha256:
            yield f"the index is stale: {document.id} has changed since"
    yield from (f"the index is stale: {name} is gone" for name in indexed)


def index_not_empty(assistant: Assistant, _documents: Collection) -> Iterator[str]:
    """Every document has passages, and the index has as many as its manifest says."""
    entries = assistant.index.manifest.documents
    if not entries or not all(entry.passages for entry in entries):
        yield "the index holds a document without passages, or none at all"
    if len(assistant.index.passages) != sum(entry.passages for entry in entries):
        yield "the index holds other passages than its manifest says"


INDEX_CHECKS: Mapping[str, IndexCheck] = {
    "index not stale": index_not_stale,
    "index not empty": index_not_empty,
}
