"""A claim's negations, directions and hedges held against a source's."""

from collections.abc import Iterator

from assistant.pairing import ALIKE, Difference, DifferenceKind, Facts, Pair
from assistant.stances import Stance, before_in_clause, sides_of
from corpus.documents import Region

# Words from where a claim's word should stand in the source, within which its opposite counts.
_ABOUT = 7
_SAME_WORD = 3  # words by which the very word may stand farther than its opposite
# Hedges that may stand for one another in a rewording.
_KIN = {
    "possible": {"possible", "would"},
    "probable": {"probable", "would"},
    "reported": {"reported", "estimate"},
    "duty": {"duty"},
    "would": {"would", "possible", "probable", "duty"},
    "planned": {"planned", "would", "duty", "possible", "probable", "will"},
}
_BOUNDS = frozenset("more less fewer most least above below higher lower".split())
_BOUNDED = 7  # characters between such a word and its figure, as in "more than €3"
_UNSURE = ("possible", "probable", "reported", "duty", "planned")


def check_stances(pair: Pair) -> Iterator[Difference]:
    """Where the claim denies, hedges or turns round what the source says."""
    opposed = list(_directions(pair))
    yield from opposed or _negations(pair)
    yield from _hedges(pair)


def _negations(pair: Pair) -> Iterator[Difference]:
    """The first negation that only one of the two has about the same words."""
    for negation in pair.claim.negations:
        place = _undenied(pair, negation)
        if place:
            yield Difference("negation", negation, place)
            return
    for negation in pair.source.negations:
        place = _unclaimed(pair, negation)
        if place:
            yield Difference("negation", place, negation)
            return


def _undenied(pair: Pair, negation: Stance) -> Region | None:
    """The source's word for what the claim denies, where the source doesn't deny it."""
    denied = _denied(pair.source)
    for at in negation.reach:
        target = pair.aligned(at)
        close = pair.places_of(at) or pair.alike[at, target] >= ALIKE
        if close:
            return None if target in denied else pair.source.words[target]
    if pair.source.negations or pair.source.denied or not negation.reach:
        return None
    return pair.source.words[pair.aligned(negation.reach[0])]


def _unclaimed(pair: Pair, negation: Stance) -> Region | None:
    """The claim's word for what the source denies, where the claim doesn't deny it."""
    denied = _denied(pair.claim)
    figures = pair.source.within([*pair.source.quantities, *pair.source.dates])
    for at in [n for n in negation.reach if n not in figures][:3]:
        same = [n for n, w in enumerate(pair.claim.words) if w.stem == pair.source.words[at].stem]
        target = same[0] if same else pair.likest(at)
        if same or (target >= 0 and pair.alike[target, at] >= ALIKE):
            return None if target in denied else pair.claim.words[target]
    return None


def _denied(facts: Facts) -> frozenset[int]:
    """The numbers of the words that are denied, by a negation in their clause or otherwise."""
    reached = [frozenset(one.reach) for one in facts.negations]
    subjects = [before_in_clause(facts.text, facts.words, one.start) for one in facts.negations]
    return facts.denied.union(*reached, *subjects)


def _directions(pair: Pair) -> Iterator[Difference]:
    """The first word of the claim whose opposite stands in its place in the source. Where the
    claim speaks of both sides of a pair, nothing is said about it."""
    mine, theirs = _sided(pair.claim), _sided(pair.source)
    for at, topic, side in mine:
        said = [(place, other) for place, t, other in theirs if t == topic]
        if not said or any(t == topic and other != side for _, t, other in mine):
            continue
        place, other = min(said, key=lambda one: _distance(pair, at, one[0]))
        if other != side and _in_its_place(pair, at, place):
            denied = _reached(pair.claim, at) != _reached(pair.source, place)
            kind: DifferenceKind = "negation" if denied else "direction"
            yield Difference(kind, pair.claim.words[at], pair.source.words[place])
            return


def _sided(facts: Facts) -> list[tuple[int, int, int]]:
    """(number of the word, pair of opposites, side) for words that have an opposite, the side
    turned by a negation; but for those that only bound a figure ("more than 30")."""
    return [
        (at, topic, -side if _reached(facts, at) else side)
        for at, word in enumerate(facts.words)
        for topic, side in sides_of(word)
        if word.folded not in _BOUNDS
        or not any(0 <= figure.start - word.end <= _BOUNDED for figure in facts.quantities)
    ]


def _reached(facts: Facts, at: int) -> bool:
    return any(at in one.reach for one in facts.negations)


def _distance(pair: Pair, at: int, place: int) -> float:
    """How far a source's word stands from where the claim's should: words from those that
    both have about it."""
    anchors = pair.anchored(at)
    same = pair.claim.words[at].stem == pair.source.words[place].stem
    return min((abs(place - anchor) for anchor in anchors), default=20) - _SAME_WORD * same


def _in_its_place(pair: Pair, at: int, place: int) -> bool:
    return _distance(pair, at, place) <= _ABOUT or pair.alike[at, place] >= ALIKE


def _hedges(pair: Pair) -> Iterator[Difference]:
    """The first hedge that the claim drops, adds, or overstates."""
    mine = {one.kind for one in pair.claim.hedges}
    theirs = {one.kind for one in pair.source.hedges}
    for hedge in pair.source.hedges:
        bears = any(pair.covered(at) for at in hedge.reach)
        if len(hedge.reach) == 1:  # an attribute: of the very word, and none within another hedge
            stems = {word.stem for word in pair.claim.words}
            bears = pair.source.words[hedge.reach[0]].stem in stems and not mine & theirs
        sure = "certain" in mine and hedge.kind not in ("duty", "planned")
        kept = mine & _KIN.get(hedge.kind, set())
        if hedge.kind in _UNSURE and (sure or (bears and not kept)):
            yield Difference("hedge", _claimed(pair, hedge), hedge)
            return
    for hedge in pair.claim.hedges:
        if hedge.kind in _UNSURE and not theirs & _KIN[hedge.kind]:
            yield Difference("hedge", hedge, _said(pair, hedge))
            return


def _claimed(pair: Pair, hedge: Stance) -> Region:
    """The claim's own hedge, or its word for what the source hedges."""
    certain = [one for one in pair.claim.hedges if one.kind == "certain"]
    if certain or pair.claim.hedges:
        return (certain or list(pair.claim.hedges))[0]
    covered = next(at for at in hedge.reach if pair.covered(at))
    return pair.claim.words[int(pair.alike[:, covered].argmax())]


def _said(pair: Pair, hedge: Stance) -> Region:
    at = hedge.reach[0] if hedge.reach else 0
    return pair.source.words[pair.aligned(at)]
