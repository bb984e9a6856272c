"""A claim's figures, dates and names held against a source's, as values."""

import re
from collections.abc import Iterator, Sequence

from assistant.bound_values import of_its_date
from assistant.dates import Date, opposite, says, turned
from assistant.name_checks import check_names
from assistant.ones import check_ones
from assistant.pairing import Checked, Difference, DifferenceKind, Pair, Unbacked
from assistant.quantities import Quantity, bounded, could_be, same_amount, states
from assistant.untold import counts_names, elliptic, is_age, is_year_told, next_stem, spans
from corpus.documents import Region

# How much more of what another figure counts the claim must name (share of its words).
_FITS_BETTER = 0.3
_TELLING_DIGITS = 4
_SHARES = frozenset(["percent", "points"])
_PAUSE = re.compile(r"[,.;:()](?=\s)|\b(?:and|but|or|while|against|compared)\b")
_TIMES = (
    re.compile(r"\b(?P<time>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)", re.I),
    re.compile(
        r"\b(?:in|of|from|since|until|by|during|late|early|last|this|that|next|each|every)"
        r"\s+(?:the\s+)?(?P<time>spring|summer|autumn|winter)\b",
        re.I,
    ),
)
_NEIGHBOURS = 5  # words on either side of a figure that tell what it counts


def check_values(pair: Pair) -> Checked:
    """What the claim's figures, dates and names say that the source doesn't."""
    yield from _quantities(pair)
    yield from check_ones(pair)
    yield from _ranks(pair)
    yield from _dates(pair)
    yield from _times(pair)
    yield from check_names(pair)
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
        stating = [s for s in told if states(s, quantity) or elliptic(pair, s, quantity)]
        if stating:
            yield from _misplaced(pair, quantity, stating, free)
        else:
            found = _unlike(pair, quantity, free)
            yield from [found] if found else []


def _unlike(
    pair: Pair, quantity: Quantity, free: Sequence[Quantity]
) -> Difference | Unbacked | None:
    """What the source has instead of a figure: the same amount otherwise meant, or another."""
    told = [q for q in pair.claim.quantities if q is not quantity]
    same = [
        source for source in pair.source.quantities
        if same_amount(source, quantity) and not any(states(source, q) for q in told)
    ]  # fmt: skip
    if same and is_age(pair.source.text, same[0]) and quantity.unit in ("", "time"):
        return None
    if same and not same[0].unit and quantity.unit not in ("", "percent", "points", "ordinal"):
        return Unbacked(quantity)  # the source leaves open in what it counts
    if same:
        mine, theirs = (
            (bounded(pair.claim.text, quantity), bounded(pair.source.text, same[0]))
            if same[0].bound != quantity.bound
            else (quantity, same[0])
        )
        return Difference(_kind(same[0], quantity), mine, theirs)
    if quantity.unit == "time" and spans(pair.source, pair.claim.text, quantity):
        # Another time that the claim doesn't tell may be the one that it changes.
        return Unbacked(quantity) if any(one.unit == "time" for one in free) else None
    if is_year_told(pair.source.text, quantity) or counts_names(pair, quantity, free):
        return None
    ranks = quantity.unit == "ordinal"
    others = [s for s in free if s.unit == quantity.unit] or [
        s for s in free
        if (s.unit == "ordinal") == ranks and "times" not in (s.unit, quantity.unit)
        and (not s.unit or not quantity.unit or {s.unit, quantity.unit} <= _SHARES)
    ]  # fmt: skip
    if not others or any(could_be(source, quantity) for source in others):
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
        if (other.unit == quantity.unit and quantity.bound in ("", other.bound))
        or (quantity.unit == "percent" and not other.unit and _digits(pair.source.text, other))
    ]
    rivals = of_its_date(pair, stating, rivals)
    beside = next_stem(pair.claim, quantity)
    if not rivals or any(beside and next_stem(pair.source, one) == beside for one in stating):
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
            elif all(turned(s, pair.source.text, date, pair.claim.text) for s in said):
                yield Unbacked(date)
            continue
        free = [s for s in own if s not in taken]
        inherited = any(says(s, date, before) for s in before)
        if _in_a_name(pair, date) or (inherited and not _rivals(date, free)):
            continue
        rivals = _rivals(date, free) or free
        yield Difference("date", date, rivals[0]) if rivals else Unbacked(date)


def _times(pair: Pair) -> Checked:
    """Weekdays and seasons of the claim, where the source names some but not these; October may
    be an autumn."""
    months = any(date.month for date in pair.source.dates)
    for pattern in _TIMES[:1] if months else _TIMES:
        mine, theirs = (
            {found["time"].lower(): Region(*found.span("time")) for found in pattern.finditer(text)}
            for text in (pair.claim.text, pair.source.text)
        )
        around = pair.around.text.lower()
        free = [place for told, place in theirs.items() if told not in mine]
        for told, place in mine.items():
            if theirs and told not in theirs and told not in around:
                yield Difference("date", place, free[0]) if free else Unbacked(place)


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


def _digits_left(pair: Pair) -> Checked:
    """Whatever else has a digit in it: the source must have it in so many characters."""
    told = {word.folded for word in pair.source.words}
    known = [*pair.claim.dates, *pair.claim.quantities, *pair.claim.names]
    for at, word in enumerate(pair.claim.words):
        strange = any(c.isdigit() for c in word.folded) and word.folded not in told
        if strange and at not in pair.claim.within(known):
            yield Unbacked(word)
