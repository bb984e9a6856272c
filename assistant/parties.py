"""Two who are asked about at once, of whom one sentence may tell one alone."""

import re
from collections.abc import Sequence

from assistant.questions import Part, content_words
from assistant.selection import Scored
from index.terms import akin, stem, stems

_WHAT_DO = re.compile(
    r"\bwhat (?:do|did|would|have) (?:the |both )?(?P<one>(?:[\w’'-]+ ){0,4}?[\w’'-]+) and "
    r"(?:the )?(?P<other>(?:[\w’'-]+ ){0,4}?[\w’'-]+) (?:want(?:ed)?|demand(?:ed)?|think|thought"
    r"|propose[d]?|recommend(?:ed)?|favour|prefer(?:red)?|offer(?:ed)?|ask for"
    r"|call(?:ed)? for)\b(?! to\b)",
    re.I,
)
# Best sentences among which that on the other one is looked for.
_LOOKED_AT = 4


def with_other(part: Part, chosen: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
    """The chosen sentences, and behind the first the best one that names another of two who are
    asked about, if none of them names it."""
    missed = [one for one in _parties(part.resolved) if not any(_names(one, s) for s in chosen)]
    found = [next((s for s in ranked[:_LOOKED_AT] if _names(one, s)), None) for one in missed]
    added = [s for s in found if s is not None]
    return [*chosen[:1], *added, *chosen[1:]] if len(missed) == 1 else list(chosen)


def _parties(asked: str) -> list[frozenset[str]]:
    """The stems of the words of each of the two."""
    told = _WHAT_DO.search(asked)
    both = (told["one"], told["other"]) if told else ()
    named = (frozenset(map(stem, content_words(one))) for one in both)
    return [one for one in named if one]


def _names(party: frozenset[str], sentence: Scored) -> bool:
    told = stems(sentence.text)
    return all(akin(one, told) for one in party)
