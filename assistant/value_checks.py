"""A claim's figures, dates and names held against a source's, as values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.dates import Date, opposite, says
from assistant.names import Name, initials_of, is_place, same_name
from assistant.pairing import Difference, DifferenceKind, Pair
from assistant.quantities import Quantity, same_amount, states
from assistant.stances import Word
from corpus.documents import Region

# How much more of what another figure counts the claim must name (share of its words).
_FITS_BETTER = 0.3
_TELLING_DIGITS = 4
_PRONOUNS = frozenset("he she it they him her them his its their".split())
_PAUSE = re.compile(r"[,.;:()](?=\s)|\b(?:and|but|or|while|against|compared)\b")
_NEIGHBOURS = 5  # words on either side of a figure that tell what it counts
# Least cosine for a name to stand in another's place.
_IN_ITS_PLACE = 0.05


@dataclass(frozen=True, slots=True)
class Unbacked:
    """A value of the claim that the source lacks, with nothing in its place."""

    claim: Region


Checked = Iterator[Difference | Unbacked]


def check_values(pair: Pair) -> Checked:
    """What the claim's figures, dates and names say that the source doesn't."""
    yield from _quantities(pair)
    yield from _ranks(pair)
    yield from _dates(pair)
    yield from _names(pair)
    yield from _digits_left(pair)


def has_telling_figure(pair: Pair) -> bool:
    """Whether the two share a figure of at least four digits that aren't trailing noughts."""
    return any(
        len(f"{quantity.told:.10g}".replace(".", "").rstrip("0")) >= _TELLING_DIGITS
        for quantity in pair.claim.quantities
        for source in pair.source.quantities
        if states(source, quantity)
    )


def _quantities(pair: Pair) -> Checked:
    told = pair.source.quantities
    said = {id(s) for q in pair.claim.quantities for s in told if states(s, q)}
    free = [s for s in told if id(s) not in said]
    for quantity in pair.claim.quantities:
        stating = [s for s in told if states(s, quantity) or _elliptic(pair, s, quantity)]
        if stating:
            yield from _misplaced(pair, quantity, stating, free)
        else:
            yield _unlike(pair, quantity, free)


def _elliptic(pair: Pair, source: Quantity, claim: Quantity) -> bool:
    """Whether the source tells the claim's unit with another figure: "27,000 barrels from one,
    12,000 from the other"."""
    shared = any(one.unit == claim.unit for one in pair.source.quantities)
    bare = not source.unit and claim.unit and shared and same_amount(source, claim)
    return bool(bare) and states(source, replace(claim, unit="", amount=claim.told))


def _unlike(pair: Pair, quantity: Quantity, free: Sequence[Quantity]) -> Difference | Unbacked:
    """What the source has instead of a figure: the same amount otherwise meant, or another."""
    same = [source for source in pair.source.quantities if same_amount(source, quantity)]
    if same and not same[0].unit and quantity.unit not in ("", "percent", "points", "ordinal"):
        return Unbacked(quantity)  # the source leaves open in what it counts
    if same:
        return Difference(_kind(same[0], quantity), quantity, same[0])
    ranks = quantity.unit == "ordinal"
    others = [s for s in free if s.unit == quantity.unit] or [
        s for s in free if (s.unit == "ordinal") == ranks
    ]
    if not others:
        return Unbacked(quantity)
    best = max(others, key=lambda source: (_fit(pair, quantity, source), -source.start))
    digits = _digits(pair.claim.text, quantity)
    magnitude = digits and digits == _digits(pair.source.text, best)
    return Difference("unit" if magnitude else "number", quantity, best)


def _kind(source: Quantity, claim: Quantity) -> DifferenceKind:
    if source.unit != claim.unit:
        return "unit"
    return "hedge" if {source.bound, claim.bound} <= {"", "about", "nearly"} else "number"


def _digits(text: str, quantity: Quantity) -> str:
    """The figure's digits: those of "3 million" are those of "3 billion"."""
    return "".join(c for c in text[quantity.start : quantity.end] if c.isdigit())


def _misplaced(
    pair: Pair, quantity: Quantity, stating: Sequence[Quantity], free: Sequence[Quantity]
) -> Iterator[Difference]:
    """A figure that the source gives for something else: "57% of its gas" where 57% is oil's."""
    rivals = [
        other
        for other in free
        if other.unit == quantity.unit
        or (quantity.unit == "percent" and not other.unit and _digits(pair.source.text, other))
    ]
    if not rivals:
        return
    after = all(_counted(pair, one, True) for one in pair.source.quantities)
    own = max(_named(pair, _counted(pair, source, after)) for source in stating)
    for other in rivals:
        if _named(pair, _counted(pair, other, after)) > own + _FITS_BETTER:
            yield Difference("number", quantity, other)
            return


def _counted(pair: Pair, figure: Quantity, after: bool) -> list[int]:
    """The content words of the source behind (or before) a figure, as far as the next figure
    or the next pause: what it counts."""
    source, others = pair.source, pair.source.quantities
    if after:
        edges = [m.start() for m in _PAUSE.finditer(source.text, figure.end)]
        edges += [one.start for one in others if one.start >= figure.end]
        start, end = figure.end, min(edges, default=len(source.text))
    else:
        edges = [m.end() for m in _PAUSE.finditer(source.text, 0, figure.start)]
        edges += [one.end for one in others if one.end <= figure.start]
        start, end = max(edges, default=0), figure.start
    return [
        at for at, w in enumerate(source.words) if start <= w.start and w.end <= end and w.content
    ]


def _named(pair: Pair, places: Sequence[int]) -> float:
    """The share of those words of the source that the claim has."""
    stems = {word.stem for word in pair.claim.words}
    return sum(pair.source.words[at].stem in stems for at in places) / max(1, len(places))


def _fit(pair: Pair, quantity: Quantity, source: Quantity) -> float:
    """How many of the words about the claim's figure stand about the source's."""
    mine = _about(pair.claim.quantities, pair.claim.within([quantity]), pair, quantity, True)
    theirs = _about(pair.source.quantities, pair.source.within([source]), pair, source, False)
    found = 0.0
    for at in mine:
        same = any(pair.claim.words[at].stem == pair.source.words[n].stem for n in theirs)
        likest = max((float(pair.alike[at, n]) for n in theirs), default=0.0)
        found += 1.0 if same else max(0.0, likest - 0.4)
    return found


def _about(
    figures: Sequence[Quantity], own: Sequence[int], pair: Pair, figure: Quantity, claim: bool
) -> list[int]:
    """The content words about a figure, as far as the next figure on either side."""
    facts = pair.claim if claim else pair.source
    if not own:
        return []
    before = max((f.end for f in figures if f.end <= figure.start), default=0)
    after = min((f.start for f in figures if f.start >= figure.end), default=len(facts.text))
    span = range(max(0, own[0] - _NEIGHBOURS), min(len(facts.words), own[-1] + _NEIGHBOURS + 1))
    return [
        at
        for at in span
        if at not in own and facts.words[at].content
        and facts.words[at].start >= before and facts.words[at].end <= after
    ]  # fmt: skip


def _ranks(pair: Pair) -> Iterator[Difference]:
    """ "second-largest" is not "largest"."""
    for source in pair.source.quantities:
        following = [at for at, word in enumerate(pair.source.words) if word.end >= source.end + 2]
        if source.unit != "ordinal" or any(same_amount(source, q) for q in pair.claim.quantities):
            continue
        word = pair.source.words[following[0]] if following else None
        told = word.folded.rpartition("-")[2] if word else ""
        for mine in pair.claim.words:
            if told.endswith("est") and mine.folded == told:
                yield Difference("number", mine, source)


def _dates(pair: Pair) -> Checked:
    own, before = pair.source.dates, pair.around.dates
    taken = [s for s in own if any(says(s, d, before) for d in pair.claim.dates)]
    for date in pair.claim.dates:
        said = [s for s in own if says(s, date, before)]
        if said:
            if all(opposite(s, date) for s in said):
                yield Difference("direction", date, said[0])
            continue
        free = [s for s in own if s not in taken]
        inherited = any(says(s, date, before) for s in before)
        if _in_a_name(pair, date) or (inherited and not _rivals(date, free)):
            continue
        rivals = _rivals(date, free) or free
        yield Difference("date", date, rivals[0]) if rivals else Unbacked(date)


def _rivals(date: Date, free: Sequence[Date]) -> list[Date]:
    """Dates that are told as finely, so that they could have been this one."""
    return [s for s in free if bool(s.year) == bool(date.year) and (not date.month or s.month)] or [
        s for s in free if date.year and s.year
    ]


def _in_a_name(pair: Pair, date: Date) -> bool:
    """Zapad-2025 took place in 2025."""
    return date.month is None and any(
        name.key.endswith(f"-{date.year}") for name in pair.source.names
    )


def _names(pair: Pair) -> Checked:
    told = pair.source.names
    free = [s for s in told if not any(same_name(s, n) for n in pair.claim.names)]
    stems = {word.stem for word in pair.source.words}
    for name in pair.claim.names:
        rival = _rival(pair, name, free)
        own = [s for s in told if same_name(s, name)]
        if own or _said_plainly(pair, name, stems):
            if own and rival and _swapped(pair, name, own, rival):
                yield Difference("name", name, rival)
        elif name.weak and name.key not in pair.known:
            if rival and _stands_for(pair, name, rival):
                yield Difference("name", name, rival)
        elif not _inherited(pair, name) or (rival and _displaces(pair, name, rival)):
            yield Difference("name", name, rival) if rival else Unbacked(name)


def _swapped(pair: Pair, name: Name, own: Sequence[Name], rival: Name) -> bool:
    """Whether the source has the name only elsewhere, and another beside the same word:
    "Britain sold them after Berlin agreed" doesn't say that Germany sold them."""
    sort = is_place(name) == is_place(rival)
    return (
        sort
        and _side_by_side(pair, name, rival)
        and not any(_side_by_side(pair, name, one) for one in own)
    )


def _displaces(pair: Pair, name: Name, rival: Name) -> bool:
    """Whether a rival speaks against a name that only the source's surroundings have: not where
    a pronoun may stand for the name, unless it stands beside the same word."""
    pronoun = any(word.folded in _PRONOUNS for word in pair.source.words)
    before = any(same_name(s, name) for s in pair.around.names)
    if pronoun and before:
        return is_place(name) == is_place(rival) and _side_by_side(pair, name, rival)
    return _stands_for(pair, name, rival)


def _said_plainly(pair: Pair, name: Name, stems: set[str]) -> bool:
    """Whether the source has the name as a common word, as initials or spelt out."""
    at = pair.claim.within([name])
    if any(pair.claim.words[n].stem in stems for n in at):
        return True
    if name.key in initials_of(pair.source.names, pair.source.text):
        return True
    spelt = initials_of(pair.claim.names, pair.claim.text)
    return any(s.key in spelt and name.key[:1] in s.key for s in pair.source.names)


def _inherited(pair: Pair, name: Name) -> bool:
    return any(same_name(s, name) for s in (*pair.around.names, *pair.topics))


def _rival(pair: Pair, name: Name, free: Sequence[Name]) -> Name | None:
    """The source's name that stands where the claim's does: of the same sort if there is one,
    the most alike in its context."""
    alike = [s for s in free if is_place(s) == is_place(name) and not s.weak]
    ranked = sorted(
        alike or [s for s in free if not s.weak], key=lambda s: -_closeness(pair, name, s)
    )
    return ranked[0] if ranked and _closeness(pair, name, ranked[0]) >= _IN_ITS_PLACE else None


def _closeness(pair: Pair, name: Name, source: Name) -> float:
    rows, columns = pair.claim.within([name]), pair.source.within([source])
    return max((float(pair.alike[r, c]) for r in rows for c in columns), default=-1.0)


def _stands_for(pair: Pair, name: Name, rival: Name) -> bool:
    """Whether the rival stands in the name's place: no other word of the source is more like
    the name, or a content word beside the one stands beside the other."""
    rows = pair.claim.within([name])
    best = max((Pair.likeness(pair.alike[r]) for r in rows), default=1.0)
    if is_place(name) != is_place(rival):
        return False
    return _closeness(pair, name, rival) >= best - 1e-6 or _side_by_side(pair, name, rival)


def _side_by_side(pair: Pair, name: Name, source: Name) -> bool:
    """Whether the two names stand right before or right after the same content word."""
    rows, columns = pair.claim.within([name]), pair.source.within([source])
    return any(
        _beside(pair.claim.words, rows, step) & _beside(pair.source.words, columns, step)
        for step in (-1, 1)
    )


def _beside(words: Sequence[Word], own: Sequence[int], step: int) -> set[str]:
    """The stem of the nearest content word before (-1) or after (1) those words, no more than
    one function word away; none if there isn't one."""
    at = (own[0] if step < 0 else own[-1]) + step if own else -1
    near = [n for n in (at, at + step) if 0 <= n < len(words) and words[n].content]
    return {words[near[0]].stem} if near else set()


def _digits_left(pair: Pair) -> Checked:
    """Whatever else has a digit in it: the source must have it in so many characters."""
    told = {word.folded for word in pair.source.words}
    known = [*pair.claim.dates, *pair.claim.quantities, *pair.claim.names]
    for at, word in enumerate(pair.claim.words):
        strange = any(c.isdigit() for c in word.folded) and word.folded not in told
        if strange and at not in pair.claim.within(known):
            yield Unbacked(word)
