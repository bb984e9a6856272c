"""Which of the sentences that may answer a part are quoted, and in which order."""

from collections.abc import Sequence

from assistant.across import of_fewer_documents
from assistant.cells import rows_too
from assistant.members import continuing, enumerated, with_members
from assistant.parties import with_other
from assistant.questions import Part
from assistant.run_in import with_label
from assistant.selection import Scored


def choose(
    part: Part, ranked: Sequence[Scored], quote_threshold: float, most: int, room: int
) -> list[Scored]:
    """The best sentence, those likely enough besides, `most` at most, and what belongs to the
    best: the cells of other rows that are asked for, its list, its lead-in, up to `room`."""
    chosen, best = _likeliest(part, ranked, quote_threshold, most), ranked[0]
    chosen = with_other(part, chosen, ranked)[:most]
    if rows := rows_too(part, best, ranked):
        chosen = [best, *rows, *(one for one in chosen[1:] if one not in rows)]
    return [with_label(one) for one in with_members(part, best, chosen, room)[:room]]


def _likeliest(
    part: Part, ranked: Sequence[Scored], quote_threshold: float, most: int
) -> list[Scored]:
    """The best sentence, and those likely enough besides, best first, of other documents only as
    far as they are needed; in reading order where the question asks for that."""
    further = [one for one in ranked[1:] if one.probability >= quote_threshold]
    further.sort(key=lambda one: -one.probability)
    further = of_fewer_documents(part, ranked[0], further)
    if part.wanted == "list":
        following = continuing(ranked[0], ranked)
        further = [*following, *(one for one in further if one not in following)]
    chosen = [ranked[0], *further][:most]
    if part.wanted == "list" and (members := enumerated(chosen)):
        starts = {one.start for one in members}
        chosen = [*members, *(one for one in chosen if one.start not in starts)][:most]
    if part.in_order:
        return sorted(chosen, key=lambda one: (one.document.id, one.start))
    return chosen
