"""Who a claim says to say it: "The brief advises that …"."""

import re

from corpus.documents import Region

# Who is said to say it: "The brief advises that …". No document says this of itself.
_FRAME = re.compile(
    r"\W*(?:according to (?:the|this) \w+,?"
    r"|(?:the|this|its) (?:brief|authors?|paper|report|study|article|document|text|analysis)(?:'s)?"
    r" (?:also )?(?:advises?|advised|recommends?|recommended|suggests?|says?|said|argues?|argued"
    r"|claims?|states?|notes?|finds?|found|holds?|believes?|considers?|warns?|thinks?|writes?"
    r"|concludes?|points out|maintains?)(?: that)?)\b",
    re.I,
)


def frame_in(claim: str) -> tuple[Region, ...]:
    """Where the claim tells who says it, if it does."""
    frame = _FRAME.match(claim)
    return (Region(0, frame.end()),) if frame else ()


def unframed(claim: str) -> str:
    """The claim, of the same length, with blanks for who is said to say it."""
    frame = _FRAME.match(claim)
    return " " * frame.end() + claim[frame.end() :] if frame else claim
