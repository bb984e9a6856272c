"""The evidence selector that goes with an embedding model."""

from typing import Literal

from assistant.asking import question_line
from assistant.joint import learned_path
from assistant.reader import open_reader
from assistant.reading import ReadingSelector, SecondReading
from assistant.selection import EvidenceSelector, LateInteractionSelector
from assistant.verdict import open_verdict
from index.joined import Stated
from index.weights import find_weights, has_mpnet


def open_selector(
    embedder: Stated, kind: Literal["reader", "extract"] = "reader"
) -> EvidenceSelector:
    """The selector with what was learned for that model: with a reader where there is one made
    for its weights, else late interaction alone; on collections with a second reading, where a
    verdict was learned for that. `kind` of verdict: for questions on a collection ("reader"), or
    on one text of which nothing is known ("extract")."""
    reader = open_reader(embedder)
    if reader:
        # A copy of the default weights under another name has the same reader, and its verdict.
        base, several = reader.name.removesuffix(".reader"), question_line("several", embedder)
        own = f"{embedder.name}.{kind}", f"{embedder.name}.reader"
        twice = open_verdict(f"{embedder.name}.second") if kind == "reader" else None
        second = open_second() if twice and twice.mix else None
        if twice and second:
            return ReadingSelector(twice, reader, several, second)
        return ReadingSelector(open_verdict(*own, f"{base}.{kind}"), reader, several)
    return LateInteractionSelector(open_verdict(embedder.name))


def open_second() -> SecondReading | None:
    """What reads a second time, if the weights that it takes are installed."""
    if not has_mpnet():
        return None
    weights = find_weights("all-mpnet-base-v2")
    learned = learned_path(".second", weights.sha256)
    return SecondReading(weights, learned) if learned else None


def put_apart(selector: EvidenceSelector) -> None:
    """Has the selector's reader, if it has one, computed by processes of its own from now on
    (assistant.apart): for a server that is asked by many at once."""
    if isinstance(selector, ReadingSelector):
        selector.put_apart()
