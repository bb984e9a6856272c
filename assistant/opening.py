"""The evidence selector that goes with an embedding model."""

from typing import Literal

from assistant.asking import question_line
from assistant.reader import open_reader
from assistant.reading import ReadingSelector
from assistant.selection import EvidenceSelector, LateInteractionSelector
from assistant.verdict import open_verdict
from index.joined import Stated


def open_selector(
    embedder: Stated, kind: Literal["reader", "extract"] = "reader"
) -> EvidenceSelector:
    """The selector with what was learned for that model: with a reader where there is one made
    for its weights, else late interaction alone. `kind` of verdict: for questions on a collection
    ("reader"), or on one text of which nothing is known ("extract")."""
    reader = open_reader(embedder)
    if reader:
        # A copy of the default weights under another name has the same reader, and its verdict.
        base = reader.name.removesuffix(".reader")
        own = f"{embedder.name}.{kind}", f"{embedder.name}.reader"
        verdict = open_verdict(*own, f"{base}.{kind}")
        return ReadingSelector(verdict, reader, question_line("several", embedder))
    return LateInteractionSelector(open_verdict(embedder.name))


def put_apart(selector: EvidenceSelector) -> None:
    """Has the selector's reader, if it has one, computed by processes of its own from now on
    (assistant.apart): for a server that is asked by many at once."""
    if isinstance(selector, ReadingSelector):
        selector.put_apart()
