"""Whether a claim gives a deed to who does it, and to whom it is done, in its source."""

import re
from collections.abc import Iterator, Sequence

from assistant.clauses import Clause, Structure
from assistant.grammar import Token
from assistant.names import Name, is_place, lies_in, same_name
from assistant.pairing import Difference, Pair
from assistant.phrases import phrases_of
from assistant.quantities import same_amount
from assistant.senses import base, converse, synonyms
from index.terms import stem

# Cosine from which a word of the source is taken to be what a word of the claim stands for.
STANDS_FOR = 0.6
# Who says so answers for it: what they say isn't said by the document.
_SAYING = frozenset(
    "claim alleg insist contend assert suspect believ think fear hope boast".split()
)
_ATTRIBUTED = re.compile(
    r"\b(?:claim|alleg|insist|contend|assert|suspect|believ|think|thought|fear|hop(?:e|ing)|boast"
    r"|accord|sa(?:y|id)|argu|report|reckon|maintain|supposed|told|tell|view|opinion)",
    re.I,
)
_PRONOUNS = frozenset("he she it they who which that this these those we i him her them".split())
_OWNERS = frozenset("his her its their".split())  # whoever that is may be who does it
_MUTUAL = frozenset(
    stem(verb)
    for verb in "meet marry border join merge agree fight differ share talk negotiate sign compare "
    "trade unite resemble".split()
)
_TIMES = frozenset("day days week weeks month months year years decade decades time".split())
_CORE = frozenset("compound conj amod poss nmod appos".split())
# Who is told of by another's name: "Kate Stone's father" isn't Kate Stone.
_WHOSE = frozenset(
    stem(noun)
    for noun in "husband wife widow widower spouse father mother parent brother sister sibling "
    "twin son daughter child children grandson granddaughter grandfather grandmother uncle aunt "
    "nephew niece cousin relative friend aide adviser advisor lawyer attorney spokesman "
    "spokeswoman spokesperson deputy predecessor successor rival opponent critic ally colleague "
    "partner assistant secretary bodyguard driver follower supporter".split()
)
LIGHT = frozenset(
    map(stem, "be have do make take give get go come put keep say see become".split())
)


def check_roles(pair: Pair) -> Iterator[Difference]:
    """The first deed that the claim gives to another than the source does, wherever it tells of
    it."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    for mine in claim.structure.clauses:
        found: list[Difference | None] = []
        for theirs in source.structure.clauses:
            way = relation(pair, mine, theirs)
            if way:
                found.append(_turned(pair, mine, theirs, way))
        if found and all(found) and not _told_of(pair, mine):
            yield next(one for one in found if one)
            return


def _told_of(pair: Pair, mine: Clause) -> bool:
    """Whether the source has a clause of its own on who a claim's clause is about, with a value
    of that clause in it: "Venezuela delivered 27,000; Mexico sent 12,000"."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    values = [
        (v, [s for s in pair.source.quantities if same_amount(s, v)])
        for v in pair.claim.quantities
        if set(claim.structure.at(v)) & mine.members
    ]
    who = claim.heads(mine.subject)
    return any(
        source.heads(theirs.subject) & who
        and any(set(source.structure.at(s)) & theirs.members for _, said in values for s in said)
        for theirs in source.structure.clauses
    )


def relation(pair: Pair, mine: Clause, theirs: Clause) -> int:
    """1 if two clauses tell of one deed, -1 if the one tells it from the other side ("gave",
    "received"), else 0."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    one = claim.word(mine.predicate)
    other = source.word(theirs.predicate)
    if one is None or other is None:
        return 0
    word, told = pair.claim.words[one], pair.source.words[other]
    same = base(word) == base(told)
    if (mine.predicate == mine.verb) != (theirs.predicate == theirs.verb):
        return 0  # a quality beside a deed
    if base(word) in _MUTUAL or (base(word) in LIGHT and not same):
        return 0
    if same or word.stem == told.stem or synonyms(word, told):
        return 1
    if converse(word, told):
        return -1
    best = pair.aligned(one)
    return 1 if best == other and pair.alike[one, other] >= STANDS_FOR else 0


def _turned(pair: Pair, mine: Clause, theirs: Clause, way: int) -> Difference | None:
    """Where a claim and its source tell one deed, but of other doers."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    doer, done = mine.subject, (*mine.object, *mine.goal)
    if way < 0:
        doer, done = (*mine.source, *mine.goal), mine.subject
    their_done = (*theirs.object, *theirs.goal)
    if not theirs.subject or not (doer or done):
        return None
    who, whom = claim.keys(_core(claim.structure, doer)), claim.keys(done)
    their_core = _core(source.structure, theirs.subject)
    their_who = source.keys(their_core)
    their_whom = source.keys(their_done)
    crossed = (who & their_whom) - (who & their_who)
    back = (whom & their_who) - (whom & their_whom)
    crossing = claim.heads(doer) & crossed
    returning = claim.heads(done) & back & source.heads(theirs.subject)
    if any(claim.structure.tokens[n].folded in _PRONOUNS | _TIMES for n in doer):
        return None
    told = (doer or done)[0]
    here, there = claim.structure.tokens[told], source.structure.tokens[theirs.subject[0]]
    owned = any(source.structure.tokens[n].folded in _OWNERS for n in theirs.subject)
    alone = not owned and not who & their_who and (crossing or returning)
    if (crossed and back) or alone:
        return Difference("name", here, there)
    if way > 0 and (other := _moved(pair, mine, theirs) or _possessed(pair, mine, theirs)):
        return other
    return _other_name(pair, _core(claim.structure, doer), theirs)


def _other_name(pair: Pair, doer: Sequence[int], theirs: Clause) -> Difference | None:
    """Where names tell that another does it; and where who the claim has do it stands elsewhere
    in a clause of which a pronoun is the subject."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    named = [n for n in claim.names(doer) if not n.weak]
    if named and all(source.structure.tokens[n].folded in _PRONOUNS for n in theirs.subject):
        rest = [n for n in theirs.members if n > theirs.verb]
        met = [b for b in source.names(rest) if any(same_name(a, b) for a in named)]
        if met and not _reflexive(source.structure, theirs):
            return Difference("name", named[0], met[0])
    core = _core(source.structure, theirs.subject)
    other = [n for n in source.names(core) if not n.weak]
    same = any(same_name(a, b) or lies_in(b, a) for a in named for b in other)
    if named and other and not same and _rivals(pair, named, other):
        return Difference("name", named[0], other[0])
    return None


def _moved(pair: Pair, mine: Clause, theirs: Clause) -> Difference | None:
    """Where one deed comes from another place, or goes to another, by the same word."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    for ours, others in ((mine.source, theirs.source), (mine.goal, theirs.goal)):
        named, other = (
            [n for n in phrases.names(told) if is_place(n)]
            for phrases, told in ((claim, ours), (source, others))
        )
        if not named or not other or any(same_name(a, b) for a in named for b in other):
            continue
        if claim.structure.tokens[min(ours)].folded == source.structure.tokens[min(others)].folded:
            return Difference("name", named[0], other[0])
    return None


def _possessed(pair: Pair, mine: Clause, theirs: Clause) -> Difference | None:
    """Where the claim has a person do what in the source only somebody of theirs does, whom the
    claim doesn't name: a husband, an aide."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    named = claim.names(_core(claim.structure, mine.subject))
    there = [n for n in source.names(theirs.subject) if any(same_name(n, one) for one in named)]
    stems = {word.stem for word in pair.claim.words}
    found = [_whose(source.structure, n) for n in there]
    whose = [one for one in found if one is not None and stem(one.folded) not in stems]
    told = all(any(same_name(n, one) for n in there) for one in named)
    if not whose or len(whose) < len(found) or not told or any(map(is_place, there)):
        return None
    return Difference("name", named[0], whose[0])


def _whose(source: Structure, name: Name) -> Token | None:
    """Whoever a name only tells whose they are: the husband in "Kate Stone's husband"."""
    tokens = source.tokens
    at = source.at(name)[0]
    while tokens[at].label == "compound" and tokens[at].head >= 0:
        at = tokens[at].head
    if tokens[at].label == "pobj" and tokens[tokens[at].head].folded == "of":
        at = tokens[at].head
    elif tokens[at].label != "poss":
        return None
    other = tokens[tokens[at].head]
    return other if stem(other.folded) in _WHOSE else None


def _reflexive(source: Structure, clause: Clause) -> bool:
    return any(source.tokens[n].folded.endswith(("self", "selves")) for n in clause.members)


def _core(structure: Structure, tokens: Sequence[int]) -> list[int]:
    """A phrase's heads with the names and qualities right before them, but for what only
    tells more of them ("alone in recognising Taiwan")."""
    inside = set(tokens)
    heads = {n for n in tokens if structure.tokens[n].head not in inside}
    found = set(heads)
    for _ in range(2):
        found |= {
            n for n in tokens
            if structure.tokens[n].head in found and structure.tokens[n].label in _CORE
        }  # fmt: skip
    return sorted(found)


def _rivals(pair: Pair, mine: Sequence[Name], theirs: Sequence[Name]) -> bool:
    """Whether names of two subjects are of two things: both of places, or the claim's stands
    elsewhere in the source, or the source's elsewhere in the claim."""
    if all(is_place(n) for n in (*mine, *theirs)):
        return True
    there = any(same_name(a, b) for a in mine for b in pair.source.names)
    here = any(same_name(a, b) for a in theirs for b in pair.claim.names)
    return there or here


def check_attributed(pair: Pair) -> Iterator[Difference]:
    """What the source only tells as somebody's claim or belief, and the claim as a fact."""
    if pair.claim.hedges or _ATTRIBUTED.search(pair.claim.text):
        return
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    for theirs in source.structure.clauses:
        token = source.structure.tokens[theirs.verb]
        if token.label != "ccomp" or token.head < 0:
            continue
        saying = source.word(token.head)
        if saying is None or base(pair.source.words[saying]) not in _SAYING:
            continue
        for mine in claim.structure.clauses:
            one = claim.word(mine.predicate)
            if one is not None and relation(pair, mine, theirs) > 0:
                yield Difference("hedge", pair.claim.words[one], pair.source.words[saying])
                return


def converse_told(pair: Pair, at: int, place: int) -> bool:
    """Whether a word of the claim tells from the other side what one of the source tells: who
    gave in the one is whom it was received from in the other."""
    if not converse(pair.claim.words[at], pair.source.words[place]):
        return False
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    for mine in claim.structure.clauses:
        for theirs in source.structure.clauses:
            if (at, place) == (claim.word(mine.verb), source.word(theirs.verb)):
                taker = claim.keys(mine.subject)
                giver = claim.keys((*mine.source, *mine.goal))
                kept = taker & source.keys(theirs.subject)
                told = taker & source.keys((*theirs.object, *theirs.goal))
                told |= giver & source.keys(theirs.subject)
                return bool(told) and not kept
    return False
