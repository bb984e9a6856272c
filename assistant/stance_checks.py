"""A claim's negations, directions and hedges held against a source's."""

import re
from collections.abc import Iterator, Sequence

from assistant.comparisons import Choice, check_choices, choices_in
from assistant.deeds import converse_told
from assistant.overstated import check_overstated
from assistant.pairing import ALIKE, Difference, DifferenceKind, Facts, Pair
from assistant.phrases import denied_deeds
from assistant.stances import Stance, base_form, before_in_clause, is_negative, sides_of
from corpus.documents import Region

# Words from where a claim's word should stand in the source, within which its opposite counts.
_ABOUT = 7
# How much more like the claim's word one of its own side must be to outweigh an opposite nearer.
_MORE_ALIKE = 0.1
_CLAUSE_AWAY = 3  # words that a clause's end between the two counts for
_JOINT = re.compile(r"[,;:()–—](?=\s)|\b(?:and|but|while|which|that|where|whereas)\b")
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
# Verbs that say nothing of giving or taking.
_IDIOM = re.compile(
    r"(?:tak|took)\w* (?:place|part|note|account|advantage|effect)\b|g[ia]v\w* (?:rise|up)\b", re.I
)
# Words by which a claim leaves open whether a thing is done.
_TRIED = re.compile(
    r"\b(?:attempt|effort|operation|bid|struggl|pledg|promis|vow|threat|offer|want|wish|ask|urg|tr(?:y"
    r"|ies|ied)\b|seek|sought|hop(?:e|ing)|aim|plan|intend|read(?:y|iness)|willing|in order)",
    re.I,
)
_MOVES = frozenset(
    "go goes going come comes move moved moves bring drive drove push pushed rise climb send walk "
    "force forced shoot".split()
)
_BOUNDS = frozenset("more less fewer most least above below higher lower".split())
_BOUNDED = 7  # characters between such a word and its figure, as in "more than €3"
_NEGATIVE = re.compile(r"no|not|none|nobody|nothing|never|without|neither|nor|cannot", re.I)
_NEITHER = re.compile(r"\b(?:neither|nor)\b", re.I)
# A decision to do a thing plans it.
_DECIDED = re.compile(
    r"\b(?:vot|decid|agree|resolv|adopt|order|due|set)\w*\b[^.;]{0,50}? to\b", re.I
)
_PLANNED = re.compile(
    rf"{_DECIDED.pattern}|\b(?:(?:hope|aim|plan|intention|goal|purpose|object|wish)(?:s|d|ed)?"
    r"|meant|designed|intended)\b",
    re.I,
)
# What one could do one was able to do.
_ABLE = re.compile(
    r"\b(?:(?:un)?able to|can|cannot|can't|could|(?:allow|permitt?|enabl)\w*|(?:right|free) to"
    r"|managed to|impossible)\b",
    re.I,
)
_OBLIGED = re.compile(r"\b(?:oblig\w+|required|duty|bound) to\b", re.I)
# Of the source's, those that a hedge of the claim may stand for, besides its kin: what one offers
# or is ready to do is planned.
_WEAKER = {"planned": {"attempt"}}
_UNSURE = ("possible", "probable", "reported", "duty", "planned")


def check_stances(pair: Pair) -> Iterator[Difference]:
    """Where the claim denies, hedges or turns round what the source says."""
    opposed = list(check_choices(pair)) or list(_directions(pair))
    yield from opposed or _negations(pair)
    yield from _hedges(pair)
    yield from _attempts(pair)
    yield from check_overstated(pair)


def _negations(pair: Pair) -> Iterator[Difference]:
    """The first negation that only one of the two has about the same words."""
    mine, theirs = (choices_in(one.text, one.words) for one in (pair.claim, pair.source))
    for negation in _outside(pair.claim.negations, mine if theirs else ()):
        place = _undenied(pair, negation)
        if place:
            yield Difference("negation", negation, place)
            return
    for negation in _outside(pair.source.negations, theirs if mine else ()):
        place = _unclaimed(pair, negation)
        if place:
            yield Difference("negation", place, negation)
            return


def _outside(negations: Sequence[Stance], choices: Sequence[Choice]) -> list[Stance]:
    """The negations that don't only set one thing before another: "leased, not bought"."""
    return [one for one in negations if not one.meets(*choices)]


def _undenied(pair: Pair, negation: Stance) -> Region | None:
    """The source's word for what the claim denies, where the source doesn't deny it."""
    denied = _denied(pair.source)
    if _NEITHER.match(pair.claim.text, negation.start) and _NEITHER.search(pair.source.text):
        return None
    for at in negation.reach:
        if _NEGATIVE.fullmatch(pair.claim.words[at].folded):
            continue
        topics = {(topic, -side) for topic, side in sides_of(pair.claim.words[at])}
        if any(is_negative(word) and topics & set(sides_of(word)) for word in pair.source.words):
            return None
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
        if target >= 0 and _names_only(pair, target):
            return None
        mutual = target >= 0 and pair.aligned(target) in negation.reach
        if same or (mutual and pair.alike[target, at] >= ALIKE):
            return None if target in denied else pair.claim.words[target]
    return None


def _names_only(pair: Pair, at: int) -> bool:
    """Whether a word of the claim names a deed and doesn't say that it is done: the gerund that
    the claim begins with."""
    word = pair.claim.words[at]
    return at == 0 and word.folded.endswith("ing")


def _denied(facts: Facts) -> frozenset[int]:
    """The numbers of the words that are denied, by a negation in their clause or otherwise."""
    reached = [frozenset(one.reach) for one in facts.negations]
    subjects = [before_in_clause(facts.text, facts.words, one.start) for one in facts.negations]
    passed = [frozenset(one.passed) for one in choices_in(facts.text, facts.words)]
    return facts.denied.union(*reached, *subjects, *passed, denied_deeds(facts))


def _directions(pair: Pair) -> Iterator[Difference]:
    """The first word of the claim whose opposite stands in its place in the source, nearer than
    a word of its own side. Where the claim speaks of both sides of a pair, nothing is said."""
    mine, theirs = _sided(pair.claim), _sided(pair.source)
    for at in sorted({at for at, _, _ in mine}):
        topics = {topic: side for n, topic, side in mine if n == at}
        both = {t for n, t, s in mine if topics.get(t, s) != s}
        said = [
            (_distance(pair, at, place), place, topic, side)
            for place, topic, side in theirs
            if topic in topics.keys() - both and _opposable(pair, at, place, topic)
        ]
        near = [one for one in said if one[0] <= _ABOUT or pair.alike[at, one[1]] >= ALIKE]
        if not near:
            continue
        first = min(one[0] for one in near)
        nearest = [one for one in near if one[0] == first]
        if any(side == topics[topic] for _, _, topic, side in nearest):
            continue
        place = nearest[0][1]
        if any(
            side == topics[topic] and far <= first + _ABOUT
            and pair.alike[at, other] >= pair.alike[at, place] + _MORE_ALIKE
            for far, other, topic, side in near
        ):  # fmt: skip
            continue
        denied = _reached(pair.claim, at) != _reached(pair.source, place)
        kind: DifferenceKind = "negation" if denied else "direction"
        yield Difference(kind, pair.claim.words[at], pair.source.words[place])
        return


def _opposable(pair: Pair, at: int, place: int, topic: int | str) -> bool:
    """Whether a pair of opposites is a listed one, or one of the two has a negative prefix; a
    negation of the very word is looked at elsewhere."""
    one, other = pair.claim.words[at], pair.source.words[place]
    if converse_told(pair, at, place):
        return False
    return isinstance(topic, int) or one.stem != other.stem


def _sided(facts: Facts) -> list[tuple[int, int | str, int]]:
    """(number of the word, pair of opposites, side) for words that have an opposite, the side
    turned by a negation; but for those that only bound a figure ("more than 30")."""
    return [
        (at, topic, -side if _reached(facts, at) else side)
        for at, word in enumerate(facts.words)
        for topic, side in sides_of(word)
        if not _IDIOM.match(facts.text, word.start)
        and not _is_particle(facts, at)
        and (
            word.folded not in _BOUNDS
            or not any(0 <= figure.start - word.end <= _BOUNDED for figure in facts.quantities)
        )
    ]


def _is_particle(facts: Facts, at: int) -> bool:
    """Whether "up" or "down" is part of a verb that moves nothing: "gave up"."""
    before = facts.words[at - 1] if at else None
    up = facts.words[at].folded in ("up", "down")
    return bool(up and before and before.content and base_form(before.folded) not in _MOVES)


def _reached(facts: Facts, at: int) -> bool:
    choices = choices_in(facts.text, facts.words)
    passed = any(at in one.passed for one in choices)
    reached = any(at in one.reach for one in _outside(facts.negations, choices))
    return passed or reached or at in denied_deeds(facts)


def _distance(pair: Pair, at: int, place: int) -> float:
    """How far a source's word stands from where the claim's should: words from those that
    both have about it, and some for each clause between."""
    far = [
        abs(place - anchor) + _CLAUSE_AWAY * _clauses_between(pair.source, place, anchor)
        for anchor in pair.anchored(at)
    ]
    same = pair.claim.words[at].stem == pair.source.words[place].stem
    return min(far, default=20) - _SAME_WORD * same


def _clauses_between(facts: Facts, one: int, other: int) -> int:
    first, last = facts.words[min(one, other)], facts.words[max(one, other)]
    return len(_JOINT.findall(facts.text, first.end, last.start))


def _hedges(pair: Pair) -> Iterator[Difference]:
    """The first hedge that the claim drops, adds, or overstates."""
    mine = {one.kind for one in pair.claim.hedges}
    theirs = {one.kind for one in pair.source.hedges}
    names = pair.source.within(pair.source.names)
    for hedge in pair.source.hedges:
        bears = any(pair.covered(at) for at in hedge.reach if at not in names)
        if len(hedge.reach) == 1:  # an attribute: of the very word, and none within another hedge
            stems = {word.stem for word in pair.claim.words}
            bears = pair.source.words[hedge.reach[0]].stem in stems and not mine & theirs
        sure = "certain" in mine and hedge.kind not in ("duty", "planned")
        kept = mine & _KIN.get(hedge.kind, set())
        able = _word(pair.source, hedge) == "could" and _ABLE.search(pair.claim.text)
        if hedge.kind in _UNSURE and (sure or (bears and not kept and not able)):
            yield Difference("hedge", _claimed(pair, hedge), hedge)
            return
    for hedge in pair.claim.hedges:
        told = {"planned": _PLANNED, "duty": _OBLIGED}.get(hedge.kind)
        told = _ABLE if _word(pair.claim, hedge) == "could" else told
        decided = told is not None and told.search(pair.source.text)
        kin = _KIN.get(hedge.kind, set()) | _WEAKER.get(hedge.kind, set())
        if hedge.kind in _UNSURE and not theirs & kin and not decided:
            yield Difference("hedge", hedge, _said(pair, hedge))
            return


def _word(facts: Facts, place: Region) -> str:
    return facts.text[place.start : place.end].lower()


def _claimed(pair: Pair, hedge: Stance) -> Region:
    """The claim's own hedge, or its word for what the source hedges."""
    certain = [one for one in pair.claim.hedges if one.kind == "certain"]
    if certain or pair.claim.hedges:
        return (certain or list(pair.claim.hedges))[0]
    covered = next((at for at in hedge.reach if pair.covered(at)), hedge.reach[0])
    return pair.claim.words[int(pair.alike[:, covered].argmax())]


def _said(pair: Pair, hedge: Stance) -> Region:
    at = hedge.reach[0] if hedge.reach else 0
    return pair.source.words[pair.aligned(at)]


def _sider(pair: Pair, at: int) -> int:
    """The number of the claim's word on the same side of a pair of opposites as a word of the
    source; else of the one most like it."""
    sided = [n for n in range(len(pair.claim.words)) if _one_side(pair, n, at)]
    return sided[0] if sided else pair.likest(at)


def _one_side(pair: Pair, target: int, at: int) -> bool:
    mine, theirs = sides_of(pair.claim.words[target]), sides_of(pair.source.words[at])
    return bool(set(mine) & set(theirs))


def _attempts(pair: Pair) -> Iterator[Difference]:
    """What the source only attempts, offers or hopes for, and the claim says is done."""
    if any(one.kind != "certain" for one in pair.claim.hedges) or _TRIED.search(pair.claim.text):
        return
    denied = _denied(pair.claim)
    for hedge in pair.source.hedges:
        for at in hedge.reach if hedge.kind == "attempt" else ():
            told = pair.source.words[at].stem
            same = [n for n, word in enumerate(pair.claim.words) if word.stem == told]
            target = same[0] if same else _sider(pair, at)
            said = (
                bool(same)
                or _one_side(pair, target, at)
                or (target >= 0 and pair.alike[target, at] >= ALIKE)
            )
            if said and target not in denied and not _names_only(pair, target):
                yield Difference("hedge", pair.claim.words[target], hedge)
                return
