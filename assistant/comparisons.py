"""What a text prefers to what: "loans rather than investment", "leased, not bought"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.pairing import ALIKE, Difference, Pair
from assistant.stances import Word
from corpus.documents import Region

# Each tells the first thing before the second; `turned`, the other way about.
_BETWEEN = re.compile(
    r",? (?:rather than|instead of|in preference to|as opposed to)\b|, (?:but )?(?:and )?not\b",
    re.I,
)
_PREFERS = re.compile(
    r"\b(?:prefer(?:s|red|ring)?|favou?r(?:s|ed|ing)?|would (?:rather|sooner)|rather|sooner)\b",
    re.I,
)
_AGAINST = re.compile(r"\b(?:to|over|than|rather than|instead of)\b(?! (?:be|provide)\b)", re.I)
_TURNED = re.compile(r"^(?:rather than|instead of|not)\b([^,]+),", re.I)
_STOP = re.compile(r"[,;:.()–—](?=\s|$)|\b(?:as|because|since|while|but|so that|in order)\b")
# Content words on either side that are compared.
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Choice(Region):
    """The words at [start, end) that set one thing before another; the numbers of the content
    words of the one that is `chosen` and of the one `passed` over."""

    chosen: tuple[int, ...]
    passed: tuple[int, ...]


def choices_in(text: str, told: tuple[Word, ...]) -> tuple[Choice, ...]:
    """The choices that a text tells of, in order."""
    return tuple(one for one in _choices(text, told) if one.chosen and one.passed)


def check_choices(pair: Pair) -> Iterator[Difference]:
    """A claim that sets the other thing before the one that its source does."""
    for mine in choices_in(pair.claim.text, pair.claim.words):
        for theirs in choices_in(pair.source.text, pair.source.words):
            same = _alike(pair, mine.chosen, theirs.chosen) + _alike(
                pair, mine.passed, theirs.passed
            )
            crossed = _alike(pair, mine.chosen, theirs.passed) + _alike(
                pair, mine.passed, theirs.chosen
            )
            if crossed > same and crossed >= ALIKE:
                yield Difference("direction", mine, theirs)
                return


def _choices(text: str, told: tuple[Word, ...]) -> Iterator[Choice]:
    turned = _TURNED.match(text)
    if turned:
        chosen = _following(text, told, turned.end())
        yield Choice(0, turned.end(1), chosen, _following(text, told, turned.start(1)))
    for match in _BETWEEN.finditer(text):
        if match.start():
            start, end = match.start(), match.end()
            yield Choice(start, end, _before(text, told, start), _following(text, told, end))
    for match in _PREFERS.finditer(text):
        stop = _STOP.search(text, match.end())
        against = _AGAINST.search(text, match.end() + 4, stop.start() if stop else len(text))
        if against and not _BETWEEN.search(text, match.start(), against.end()):
            between = [w for w in _inside(told, match.end(), against.start()) if told[w].content]
            yield Choice(
                match.start(),
                against.end(),
                tuple(between[-_WORDS:]),
                _following(text, told, against.end()),
            )


def _following(text: str, told: tuple[Word, ...], start: int) -> tuple[int, ...]:
    stop = _STOP.search(text, start)
    inside = _inside(told, start, stop.start() if stop else len(text))
    return tuple(at for at in inside if told[at].content)[:_WORDS]


def _before(text: str, told: tuple[Word, ...], end: int) -> tuple[int, ...]:
    start = max((match.end() for match in _STOP.finditer(text, 0, end)), default=0)
    inside = _inside(told, start, end)
    return tuple(at for at in inside if told[at].content)[-_WORDS:]


def _inside(told: tuple[Word, ...], start: int, end: int) -> list[int]:
    return [at for at, word in enumerate(told) if start <= word.start < end]


def _alike(pair: Pair, mine: tuple[int, ...], theirs: tuple[int, ...]) -> float:
    """How much of the one the other says: the mean over the claim's words."""
    found = [
        max(
            1.0
            if pair.claim.words[at].stem == pair.source.words[n].stem
            else max(0.0, float(pair.alike[at, n]))
            for n in theirs
        )
        for at in mine
    ]
    return sum(found) / len(found)
