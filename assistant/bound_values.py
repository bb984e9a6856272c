"""Whether a claim's figures and dates belong to the words that they belong to in its source."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from assistant.clauses import Structure, structure_of
from assistant.dates import Date, says
from assistant.deeds import STANDS_FOR, relation
from assistant.names import same_name
from assistant.pairing import Difference, Facts, Pair
from assistant.quantities import same_amount, states
from assistant.senses import synonyms
from corpus.documents import Region

# How much nearer the claim's words must be to another value: the sum over words of steps, each
# word's kept within bounds, and what a word of distance between them in the text counts.
_NEARER, _MOST, _LINEAR = 0.7, 3.0, 0.1
_FARTHEST = 12.0
_LATER = frozenset("later earlier afterwards thereafter".split())
Value = TypeVar("Value", bound=Region)
_STOP = re.compile(r"[.!?](?=\s)")
_TO, _WIDE = re.compile(r"[^,;.]*?\s(?:to|from|and)\s[^,;.]*|[-–—]"), 30


def check_bound_values(pair: Pair) -> Iterator[Difference]:
    """The first value of the claim that the source gives to another thing."""
    for mine, stating, rivals, kind in _told(pair):
        rival = _of_its_deed(pair, mine, stating, rivals) or _nearer(pair, mine, stating, rivals)
        if rival:
            yield Difference("date" if kind == "date" else "number", mine, rival)
            return


def _of_its_deed(
    pair: Pair, mine: Region, stating: Sequence[Region], rivals: Sequence[Region]
) -> Region | None:
    """What the source says in a value's place of the deed that the claim gives it to, where it
    gives that value to another deed: another value, or another time ("a month later")."""
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    own = set(claim.at(mine))
    here = {n for one in stating for n in source.at(one)}
    for one in claim.clauses:
        if not own & one.members:
            continue
        told = [c for c in source.clauses if relation(pair, one, c) > 0]
        if not told or any(here & c.members for c in told):
            continue
        for other in told:
            for rival in rivals:
                if set(source.at(rival)) & other.members:
                    return rival
            later = [n for n in other.members if source.tokens[n].folded in _LATER]
            if isinstance(mine, Date) and later and here:
                return source.tokens[later[0]]
    return None


def _told(pair: Pair) -> Iterator[tuple[Region, list[Region], list[Region], str]]:
    """(value of the claim, where the source says it, other values that the claim doesn't say,
    kind)."""
    theirs = pair.source.quantities
    said = {id(s) for q in pair.claim.quantities for s in theirs if same_amount(s, q)}
    for q in pair.claim.quantities:
        stating: list[Region] = [s for s in theirs if states(s, q)]
        rivals: list[Region] = [
            s for s in theirs
            if id(s) not in said and s.unit != "ordinal"
            and (s.unit == q.unit or not (s.unit and q.unit))
        ]  # fmt: skip
        if stating and q.unit != "ordinal":
            yield q, stating, of_its_date(pair, stating, rivals), "number"
    before = pair.around.dates
    taken = {id(s) for d in pair.claim.dates for s in pair.source.dates if says(s, d, before)}
    for d in pair.claim.dates:
        stating = [s for s in pair.source.dates if says(s, d, before)]
        rivals = [s for s in pair.source.dates if id(s) not in taken]
        if stating:
            figures = [s for s in theirs if any(states(s, q) for q in pair.claim.quantities)]
            yield d, stating, _together(pair.source.text, stating, rivals, figures), "date"


def of_its_date(pair: Pair, stating: Sequence[Value], rivals: Sequence[Value]) -> list[Value]:
    """The rivals of a figure, by the dates that source and claim both name: see `_together`."""
    dates = [s for s in pair.source.dates if any(says(s, d) for d in pair.claim.dates)]
    return _together(pair.source.text, stating, rivals, dates)


def _together(
    text: str, stating: Sequence[Value], rivals: Sequence[Value], others: Sequence[Region]
) -> list[Value]:
    """The rivals of a value that the source states in one sentence with one of the `others`,
    which are the claim's too: those that stand in a sentence with one of these."""
    kept = any(_beside(text, one, others) for one in stating)
    return [one for one in rivals if not kept or _beside(text, one, others)]


def _beside(text: str, value: Region, others: Sequence[Region]) -> bool:
    between = (sorted((value, other), key=lambda one: one.start) for other in others)
    return any(not _STOP.search(text, first.end, last.start) for first, last in between)


def _nearer(
    pair: Pair, mine: Region, stating: Sequence[Region], rivals: Sequence[Region]
) -> Region | None:
    """The rival that the claim's words about a value belong to rather than to that value."""
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    own = claim.at(mine)
    if not own or any(_in_brackets(pair.source.text, one) for one in stating):
        return None
    values = [*pair.claim.quantities, *pair.claim.dates]
    valued = set(pair.claim.within(values))
    best, found = 0.0, None
    told = [(at, places) for at, places in _placed(pair) if at not in valued]
    told += [
        (numbers[0], [n for s in said for n in source.at(s)])
        for one, said in _stated(pair)
        if one != mine and (numbers := pair.claim.within([one]))
    ]
    here = [n for one in stating for n in source.at(one)]
    for rival in rivals:
        there = source.at(rival)
        if not here or not there or any(_range(pair.source.text, one, rival) for one in stating):
            continue
        votes = []
        for at, places in told:
            apart = min(
                (float(claim.far[a, b]) for a in own for b in claim.at(pair.claim.words[at])),
                default=_FARTHEST,
            )
            weight = 1.0 / (1.0 + 0.25 * min(apart, _FARTHEST))
            nearer = _apart(source, places, here) - _apart(source, places, there)
            votes.append(weight * max(-_MOST, min(_MOST, nearer)))
        most, least = max(votes, default=0.0), min(votes, default=0.0)
        if sum(votes) > max(best, _NEARER) and most > -least:
            best, found = sum(votes), rival
    return found


def _stated(pair: Pair) -> Iterator[tuple[Region, list[Region]]]:
    """Each value of the claim that the source says, ranks too, and where."""
    for one, said, _, _ in _told(pair):
        yield one, said
    for q in pair.claim.quantities:
        said = [s for s in pair.source.quantities if states(s, q)]
        if q.unit == "ordinal" and said:
            yield q, said


def _in_brackets(text: str, one: Region) -> bool:
    """Whether a value stands in brackets, and so is told of what stands before them."""
    before = text[: one.start]
    return before.rfind("(") > before.rfind(")")


def _range(text: str, one: Region, other: Region) -> bool:
    """Whether two values are the ends of one range: "from 9 to 13 per cent"."""
    first, last = sorted((one, other), key=lambda r: r.start)
    between = text[first.end : last.start]
    return bool(_TO.fullmatch(between)) and len(between) < _WIDE


def _apart(source: Structure, places: Sequence[int], others: Sequence[int]) -> float:
    return min(
        (
            min(_FARTHEST, float(source.far[a, b])) + _LINEAR * abs(a - b)
            for a in places
            for b in others
        ),
        default=_FARTHEST,
    )


def _placed(pair: Pair) -> list[tuple[int, list[int]]]:
    """(number of a claim's content word, tokens of the source that say it)."""
    source = structure_of(pair.source.text)
    found = []
    for at, word in enumerate(pair.claim.words):
        if not word.content:
            continue
        numbers = _saying(pair, at)
        places = [n for w in numbers for n in source.at(pair.source.words[w])]
        if places:
            found.append((at, places))
    return found


def _saying(pair: Pair, at: int) -> list[int]:
    """The numbers of the source's words that say a word of the claim: the same, the same name, a
    synonym, or the most alike in its context."""
    word = pair.claim.words[at]
    same = pair.places_of(at)
    if same:
        return same
    names = [n for n in pair.claim.names if n.start <= word.start < n.end]
    same = pair.source.within([s for s in pair.source.names for n in names if same_name(s, n)])
    same += [_former(pair.source, n) for n in same if _former(pair.source, n) >= 0]
    if same or names:
        return same
    alike = [
        n for n, other in enumerate(pair.source.words) if other.content and synonyms(word, other)
    ]
    if alike:
        return alike
    best = pair.aligned(at)
    content = pair.source.words[best].content
    return [best] if content and pair.alike[at, best] >= STANDS_FOR else []


def _former(facts: Facts, at: int) -> int:
    """The number of the word "former" or "latter" that stands for the first or the second of two
    names joined by "and"; -1 if none does."""
    told = facts.words
    for n, word in enumerate(told):
        first = word.folded == "former"
        if n > at and (first or word.folded == "latter"):
            joined = at + 1 if first else at - 1
            if 0 <= joined < n and told[joined].folded == "and":
                return n
    return -1
