"""Quotes of several documents: where a question wants them, and where one document is enough."""

import re
from collections.abc import Sequence

from assistant.questions import Part, asks_two
from assistant.selection import Scored
from assistant.which_document import documents_asked

_TEXTS = (
    r"(?:documents|texts|papers|reports|sources|briefs|articles|studies|files|publications"
    r"|surveys|reviews|strategies)"
)
_ACROSS = re.compile(
    rf"\b(?:which|what|how many|any of|all(?: of)?|each of|every one of|both|these|those|your|our"
    rf"|the|two|three|four|several|other) (?:\w+ )?{_TEXTS}\b"
    r"|\b(?:both|compar(?:es?|ed|ing|ison)|contrast(?:s|ed|ing)?|differ(?:s|ent|ently|ences?)?"
    r"|in common|(?:dis)?agree[sd]?|versus|vs|across|elsewhere|anywhere)\b",
    re.I,
)
# How likely a quote of another document than the first's must be, as a share of the first: of 85
# less or more likely that two users got, 80 were needless, and of the 5 others the first quote
# was of the wrong document.
AS_LIKELY = 0.95


def of_fewer_documents(part: Part, first: Scored, further: Sequence[Scored]) -> list[Scored]:
    """Those of the further sentences that are of the first's document or about as likely as it;
    all where the part asks several documents, for all of a kind, or for two things."""
    documents = {one.document.id: one.document for one in (first, *further)}
    several = _ACROSS.search(part.resolved) or (
        len(documents_asked(part.resolved, [*documents.values()])) > 1
    )
    if several or part.in_order or asks_two(part.text):
        return list(further)
    least = AS_LIKELY * first.probability
    return [one for one in further if one.document is first.document or one.probability >= least]
