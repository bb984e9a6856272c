"""Words that bound a figure: "more than", "some", "or fewer"."""

import re
from typing import Literal

from corpus.documents import Region

# "many" is the bound of "hundreds", whose amount is then a hundred.
Bound = Literal["", "about", "nearly", "over", "least", "under", "most", "many"]


# What stands before a figure, or after it, and bounds it; the first that fits holds.
_BEFORE: tuple[tuple[Bound, str], ...] = (
    ("most", r"(?:no|not|never) (?:more|greater|higher|larger) than|at (?:the )?most|up to"
             r"|as (?:much|many|high) as"
             r"|(?:a )?maximum of|(?:not|never|n[’']t) (?:exceed\w*|surpass\w*|topp?(?:ed)?"
             r"|(?:go|gone|been) (?:above|beyond|over))"),
    ("least", r"(?:no|not|never) (?:fewer|less|lower|smaller) than|at (?:the )?least"
              r"|(?:a )?minimum of"),
    ("over", r"(?:more|greater|higher|larger) than|above"
             r"|(?<!hand )(?<!handed )(?<!took )(?<!taken )(?<!turned )over|upwards? of"
             r"|in excess of|exceed(?:s|ed|ing)?|beyond|(?:sur)?pass(?:es|ed|ing)|topp(?:ed|ing)"
             r"|just over"),
    ("nearly", r"nearly|almost|close to|just under|approaching|not quite|barely|hardly|scarcely"),
    ("under", r"(?:fewer|less|lower|smaller) than|under|below|short of"),
    ("about", r"about|around|some|roughly|approximately|circa|ca?\.|an estimated|estimated(?: at)?"
              r"|in the region of|on the order of|something like|~|≈"),
)  # fmt: skip
# "44 days that killed at least 6,800": the bound is the next figure's.
_NO_OTHER = r"(?! (?:[€$£]|an? |\d|one|two|three|four|five|six|seven|eight|nine|ten|half|twice))"
# "12 ministers and 30 or more officials": nor does it reach across another figure.
_NUMBER = (
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozen"
    r"|hundred|thousand|million|billion|half)\b"
)
_AFTER: tuple[tuple[Bound, str], ...] = (
    ("least", rf"or more(?! than)|at (?:the )?least{_NO_OTHER}|and more(?! than)|or higher"),
    ("most", rf"or (?:fewer|less|lower)|at (?:the )?most{_NO_OTHER}"),
    ("about", r"or so|or thereabouts"),
)
_BOUNDS_BEFORE = tuple(
    (bound, re.compile(rf"(?<![\w-])(?:{told})[\s\u00a0]*(?:an? |the )?\Z", re.I))
    for bound, told in _BEFORE
)
_BOUNDS_AFTER = tuple(
    (b, re.compile(rf"(?:(?!{_NUMBER})[^.;,()]){{0,36}}?\b(?P<told>{told})\b", re.I))
    for b, told in _AFTER
)
# "Grew over two days": what lasts so long is told, and no bound.
_DURING = re.compile(
    r"(?:\b(?:grew|grown|rose|risen|fell|fallen|dropped|declined|climbed|increased|decreased"
    r"|doubled|tripled|halved|shrank|shrunk|spread|evolved|developed|unfolded|happened|occurred"
    r"|changed|accumulated|staged|per ?cent|points?)|%) over[\s\u00a0]*(?:an? |the )?\Z",
    re.I,
)
_FAR = 32  # characters before a figure that are searched for its bound


def bound_at(text: str, place: Region, unit: str = "") -> Bound:
    """What bounds a figure in that unit at a place."""
    before = text[max(0, place.start - _FAR) : place.start]
    if unit == "time" and _DURING.search(before):
        return ""
    for bound, pattern in _BOUNDS_BEFORE:
        if pattern.search(before):
            return bound
    return next((b for b, pattern in _BOUNDS_AFTER if pattern.match(text, place.end)), "")


def words_of_bound(text: str, place: Region, bound: Bound) -> Region | None:
    """The words that give the figure at a place its bound, and an article between the two."""
    first = max(0, place.start - _FAR)
    for _, pattern in _BOUNDS_BEFORE:
        if found := pattern.search(text[first : place.start]):
            return Region(first + found.start(), place.start)
    after = (p.match(text, place.end) for b, p in _BOUNDS_AFTER if b == bound)
    return next((Region(*match.span("told")) for match in after if match), None)
