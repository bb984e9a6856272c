"""The evidence selector that goes with an embedding model. Importing it brings in torch."""

from assistant.reader import open_reader
from assistant.reading import ReadingSelector
from assistant.selection import EvidenceSelector, LateInteractionSelector
from assistant.verdict import open_verdict
from index.joined import JoinedEmbedder
from index.transformer import TransformerEmbedder


def open_selector(embedder: TransformerEmbedder | JoinedEmbedder) -> EvidenceSelector:
    """The selector with what was learned for that model: with a reader where there is one made
    for its weights, else late interaction alone."""
    reader = open_reader(embedder)
    if reader:
        return ReadingSelector(open_verdict(f"{embedder.name}.reader"), reader)
    return LateInteractionSelector(open_verdict(embedder.name))
