"""Whether a claim says of a thing what its source says of that thing, and not of its neighbour.

A sentence tells of several things. That a claim's words and figures all stand in it doesn't mean
that it says what the claim does: "more than 1 250 prisoners died" is made of "more than 1 250
prisoners remain detained while four died". So each value is held to the words that it belongs to,
and each deed to who does it and to whom it is done.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.clauses import Clause, Structure, structure_of
from assistant.dates import Date, says
from assistant.names import Name, is_place, same_name
from assistant.pairing import Checked, Difference, Facts, Pair
from assistant.quantities import same_amount, states
from assistant.stances import Word, base_form, listed_lines, listed_sides, sides_of
from corpus.documents import Region
from index.terms import stem

# Cosine from which a word of the source is taken to be what a word of the claim stands for.
_STANDS_FOR = 0.6
# How much nearer the claim's words must be to another value: the sum over words of steps, each
# word's kept within bounds, and what a word of distance between them in the text counts.
_NEARER, _MOST, _LINEAR = 0.7, 3.0, 0.1
_FARTHEST = 12.0
# How much less like the claim's word than the most alike its opposite in the source may be.
_AS_ALIKE = 0.15
# Who says so answers for it: what they say isn't said by the document.
_SAYING = frozenset(
    "claim alleg insist contend assert suspect believ think fear hope boast".split()
)
_ATTRIBUTED = re.compile(
    r"\b(?:claim|alleg|insist|contend|assert|suspect|believ|think|thought|fear|hop(?:e|ing)|boast"
    r"|accord|sa(?:y|id)|argu|report|reckon|maintain|supposed|told|tell|view|opinion)",
    re.I,
)
_TO, _WIDE = re.compile(r"[^,;.]*?\s(?:to|from|and)\s[^,;.]*|[-–—]"), 30
_PRONOUNS = frozenset("he she it they who which that this these those we i him her them".split())
_MUTUAL = frozenset(
    stem(verb)
    for verb in "meet marry border join merge agree fight differ share talk negotiate sign compare "
    "trade unite resemble".split()
)
_TIMES = frozenset("day days week weeks month months year years decade decades time".split())
_LATER = frozenset("later earlier afterwards thereafter".split())
_CORE = frozenset("compound conj amod poss nmod appos".split())
_NONE = frozenset("no none nobody neither nothing".split())
_LIGHT = frozenset(
    map(stem, "be have do make take give get go come put keep say see become".split())
)


def check_bindings(pair: Pair) -> Checked:
    """Where the claim says of one thing what the source says of another."""
    found = [*_values(pair), *_roles(pair), *_attributed(pair)]
    yield from found[:1]
    if not found:
        yield from _opposites(pair)


def _values(pair: Pair) -> Iterator[Difference]:
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
        told = [c for c in source.clauses if _relation(pair, claim, source, one, c) > 0]
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
            yield q, stating, rivals, "number"
    before = pair.around.dates
    taken = {id(s) for d in pair.claim.dates for s in pair.source.dates if says(s, d, before)}
    for d in pair.claim.dates:
        stating = [s for s in pair.source.dates if says(s, d, before)]
        rivals = [s for s in pair.source.dates if id(s) not in taken]
        if stating:
            yield d, stating, rivals, "date"


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
    return [best] if content and pair.alike[at, best] >= _STANDS_FOR else []


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


def _roles(pair: Pair) -> Iterator[Difference]:
    """The first deed that the claim gives to another than the source does, wherever it tells of
    it."""
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    for mine in claim.clauses:
        found: list[Difference | None] = []
        for theirs in source.clauses:
            way = _relation(pair, claim, source, mine, theirs)
            if way:
                found.append(_turned(pair, claim, source, mine, theirs, way))
        if found and all(found) and not _told_of(pair, claim, source, mine):
            yield next(one for one in found if one)
            return


def _told_of(pair: Pair, claim: Structure, source: Structure, mine: Clause) -> bool:
    """Whether the source has a clause of its own on who a claim's clause is about, with a value
    of that clause in it: "Venezuela delivered 27,000; Mexico sent 12,000"."""
    values = [
        (v, [s for s in pair.source.quantities if same_amount(s, v)])
        for v in pair.claim.quantities
        if set(claim.at(v)) & mine.members
    ]
    who = _heads(pair.claim, claim, mine.subject)
    return any(
        _heads(pair.source, source, theirs.subject) & who
        and any(set(source.at(s)) & theirs.members for _, said in values for s in said)
        for theirs in source.clauses
    )


def _relation(pair: Pair, claim: Structure, source: Structure, mine: Clause, theirs: Clause) -> int:
    """1 if two clauses tell of one deed, -1 if the one tells it from the other side ("gave",
    "received"), else 0."""
    one = _word(pair.claim, claim, mine.predicate)
    other = _word(pair.source, source, theirs.predicate)
    if one is None or other is None:
        return 0
    word, told = pair.claim.words[one], pair.source.words[other]
    base, base_told = _base(word), _base(told)
    if (mine.predicate == mine.verb) != (theirs.predicate == theirs.verb):
        return 0  # a quality beside a deed
    if base in _MUTUAL or (base in _LIGHT and base != base_told):
        return 0
    if base == base_told or word.stem == told.stem or synonyms(word, told):
        return 1
    if _converse(base, base_told):
        return -1
    best = pair.aligned(one)
    return 1 if best == other and pair.alike[one, other] >= _STANDS_FOR else 0


def _turned(
    pair: Pair, claim: Structure, source: Structure, mine: Clause, theirs: Clause, way: int
) -> Difference | None:
    """Where a claim and its source tell one deed, but of other doers."""
    doer, done = mine.subject, (*mine.object, *mine.goal)
    if way < 0:
        doer, done = (*mine.source, *mine.goal), mine.subject
    their_done = (*theirs.object, *theirs.goal)
    if not theirs.subject or not (doer or done):
        return None
    who, whom = _keys(pair.claim, claim, _core(claim, doer)), _keys(pair.claim, claim, done)
    their_core = _core(source, theirs.subject)
    their_who = _keys(pair.source, source, their_core)
    their_whom = _keys(pair.source, source, their_done)
    crossed = (who & their_whom) - (who & their_who)
    back = (whom & their_who) - (whom & their_whom)
    crossing = _heads(pair.claim, claim, doer) & crossed
    returning = _heads(pair.claim, claim, done) & back & _heads(pair.source, source, theirs.subject)
    if any(claim.tokens[n].folded in _PRONOUNS | _TIMES for n in doer):
        return None
    told = (doer or done)[0]
    here, there = claim.tokens[told], source.tokens[theirs.subject[0]]
    if (crossed and back) or (not who & their_who and (crossing or returning)):
        return Difference("name", here, there)
    if way > 0 and (moved := _moved(pair, claim, source, mine, theirs)):
        return moved
    return _other_name(pair, claim, source, _core(claim, doer), theirs)


def _other_name(
    pair: Pair, claim: Structure, source: Structure, doer: Sequence[int], theirs: Clause
) -> Difference | None:
    """Where names tell that another does it; and where who the claim has do it stands elsewhere
    in a clause of which a pronoun is the subject."""
    named = [n for n in _names_at(pair.claim, claim, doer) if not n.weak]
    if named and all(source.tokens[n].folded in _PRONOUNS for n in theirs.subject):
        rest = [n for n in theirs.members if n > theirs.verb]
        met = [
            b for b in _names_at(pair.source, source, rest) if any(same_name(a, b) for a in named)
        ]
        if met and not _reflexive(source, theirs):
            return Difference("name", named[0], met[0])
    core = _core(source, theirs.subject)
    other = [n for n in _names_at(pair.source, source, core) if not n.weak]
    same = any(same_name(a, b) for a in named for b in other)
    if named and other and not same and _rivals(pair, named, other):
        return Difference("name", named[0], other[0])
    return None


def _moved(
    pair: Pair, claim: Structure, source: Structure, mine: Clause, theirs: Clause
) -> Difference | None:
    """Where one deed comes from another place, or goes to another, by the same word."""
    for ours, others in ((mine.source, theirs.source), (mine.goal, theirs.goal)):
        named, other = (
            [n for n in _names_at(facts, structure, told) if is_place(n)]
            for facts, structure, told in ((pair.claim, claim, ours), (pair.source, source, others))
        )
        if not named or not other or any(same_name(a, b) for a in named for b in other):
            continue
        if claim.tokens[min(ours)].folded == source.tokens[min(others)].folded:
            return Difference("name", named[0], other[0])
    return None


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


def _attributed(pair: Pair) -> Iterator[Difference]:
    """What the source only tells as somebody's claim or belief, and the claim as a fact."""
    if pair.claim.hedges or _ATTRIBUTED.search(pair.claim.text):
        return
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    for theirs in source.clauses:
        token = source.tokens[theirs.verb]
        if token.label != "ccomp" or token.head < 0:
            continue
        saying = _word(pair.source, source, token.head)
        if saying is None or _base(pair.source.words[saying]) not in _SAYING:
            continue
        for mine in claim.clauses:
            one = _word(pair.claim, claim, mine.predicate)
            if one is not None and _relation(pair, claim, source, mine, theirs) > 0:
                yield Difference("hedge", pair.claim.words[one], pair.source.words[saying])
                return


def converse_told(pair: Pair, at: int, place: int) -> bool:
    """Whether a word of the claim tells from the other side what one of the source tells: who
    gave in the one is whom it was received from in the other."""
    if not _converse(_base(pair.claim.words[at]), _base(pair.source.words[place])):
        return False
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    for mine in claim.clauses:
        for theirs in source.clauses:
            if at == _word(pair.claim, claim, mine.verb) and place == _word(
                pair.source, source, theirs.verb
            ):
                taker = _keys(pair.claim, claim, mine.subject)
                giver = _keys(pair.claim, claim, (*mine.source, *mine.goal))
                kept = taker & _keys(pair.source, source, theirs.subject)
                told = taker & _keys(pair.source, source, (*theirs.object, *theirs.goal))
                told |= giver & _keys(pair.source, source, theirs.subject)
                return bool(told) and not kept
    return False


def doers(facts: Facts) -> list[Name]:
    """The names among who or what the clauses are about."""
    structure = structure_of(facts.text)
    told = sorted({n for one in structure.clauses for n in one.subject})
    return _names_at(facts, structure, told)


def denied_deeds(facts: Facts) -> frozenset[int]:
    """The numbers of the words that are predicates of clauses denied by "not", or by "no" before
    who does it or what it is done to: "sells no weapons"."""
    structure = structure_of(facts.text)
    found = set()
    denying = {n for one in facts.negations for n in structure.at(one)}
    for one in structure.clauses:
        about = {n for n in (*one.subject, *one.object) if structure.tokens[n].folded in _NONE}
        if one.denied or about & denying:
            found |= {_word(facts, structure, one.verb), _word(facts, structure, one.predicate)}
    return frozenset(n for n in found if n is not None)


def _opposites(pair: Pair) -> Iterator[Difference]:
    """The first deed or quality that is the opposite of what the source says of the same."""
    claim, source = structure_of(pair.claim.text), structure_of(pair.source.text)
    for mine in claim.clauses:
        for theirs in source.clauses:
            one = _word(pair.claim, claim, mine.predicate)
            other = _word(pair.source, source, theirs.predicate)
            if one is None or other is None or mine.denied != theirs.denied:
                continue
            word, told = pair.claim.words[one], pair.source.words[other]
            if _base(word) in _LIGHT or _base(told) in _LIGHT:
                continue
            if pair.alike[one, other] < pair.alike[one].max() - _AS_ALIKE:
                continue
            if opposed(word, told) and _shares(pair, claim, source, mine, theirs):
                if _said_besides(pair, source, word, theirs):
                    continue
                yield Difference("direction", word, told)
                return
    yield from _qualities(pair, claim, source)


def _said_besides(pair: Pair, source: Structure, word: Word, opposite: Clause) -> bool:
    """Whether the source says what the claim's word does in another clause than the one that has
    its opposite."""
    for one in source.clauses:
        at = _word(pair.source, source, one.predicate)
        if one != opposite and at is not None and alike_in_sense(word, pair.source.words[at]):
            return True
    return False


def _shares(pair: Pair, claim: Structure, source: Structure, mine: Clause, theirs: Clause) -> bool:
    """Whether two clauses speak of one thing in one part: the same does it, or suffers it."""
    return any(
        _heads(pair.claim, claim, own) & _keys(pair.source, source, other)
        or _heads(pair.source, source, other) & _keys(pair.claim, claim, own)
        for own, other in ((mine.subject, theirs.subject), (mine.object, theirs.object))
    )


def _qualities(pair: Pair, claim: Structure, source: Structure) -> Iterator[Difference]:
    for at, one in enumerate(claim.tokens):
        for n, other in enumerate(source.tokens):
            if one.label != "amod" or other.label != "amod" or min(one.head, other.head) < 0:
                continue
            nouns = _word(pair.claim, claim, one.head), _word(pair.source, source, other.head)
            words = _word(pair.claim, claim, at), _word(pair.source, source, n)
            if None in nouns or None in words:
                continue
            mine, theirs = pair.claim.words[words[0] or 0], pair.source.words[words[1] or 0]
            noun, noun_told = pair.claim.words[nouns[0] or 0], pair.source.words[nouns[1] or 0]
            if opposed(mine, theirs) and noun.stem == noun_told.stem:
                yield Difference("direction", mine, theirs)
                return


def _word(facts: Facts, structure: Structure, at: int) -> int | None:
    """The number of the word at a token."""
    found = facts.within([structure.tokens[at]])
    return found[0] if found else None


def _keys(facts: Facts, structure: Structure, tokens: Sequence[int]) -> frozenset[str]:
    """What some tokens name: the keys of their names, the stems of their other content words."""
    regions, named = [structure.tokens[n] for n in tokens], _names_at(facts, structure, tokens)
    inside = set(facts.within(named))
    plain = [
        facts.words[n].stem for n in facts.within(regions)
        if facts.words[n].content and n not in inside and not facts.words[n].folded[:1].isdigit()
    ]  # fmt: skip
    return frozenset([*(f"={n.key}" for n in named), *plain])


def _names_at(facts: Facts, structure: Structure, tokens: Sequence[int]) -> list[Name]:
    regions = [structure.tokens[n] for n in tokens]
    return [name for name in facts.names if name.meets(*regions)]


def _heads(facts: Facts, structure: Structure, tokens: Sequence[int]) -> frozenset[str]:
    """The keys of a phrase's heads, and of the names that stand right before them."""
    inside = set(tokens)
    heads = [n for n in tokens if structure.tokens[n].head not in inside]
    heads += [
        n for n in tokens
        if structure.tokens[n].label in ("compound", "conj") and structure.tokens[n].head in heads
    ]  # fmt: skip
    return _keys(facts, structure, heads)


def _base(word: Word) -> str:
    return stem(base_form(word.folded))


def synonyms(one: Word, other: Word) -> bool:
    """Whether WordNet gives the two words a common sense among their most frequent."""
    return bool(_senses().get(_base(one), frozenset()) & _senses().get(_base(other), frozenset()))


def alike_in_sense(one: Word, other: Word) -> bool:
    """Whether two words are the same, synonyms, or on one side of a pair of opposites."""
    mine, theirs = dict(sides_of(one)), dict(sides_of(other))
    sided = any(theirs.get(topic) == side for topic, side in mine.items())
    return sided or _base(one) == _base(other) or synonyms(one, other)


def opposed(one: Word, other: Word) -> bool:
    """Whether the two are opposites, by the project's own list, by WordNet or by a prefix."""
    mine, theirs = dict(sides_of(one)), dict(sides_of(other))
    own = any(theirs.get(topic, side) != side for topic, side in mine.items())
    first, second = (_opposed_lines(word) for word in (one, other))
    return own or any(second.get(line, side) != side for line, side in first.items())


def _opposed_lines(word: Word) -> dict[int, int]:
    return _antonyms().get(_base(word), {}) | _antonyms().get(word.stem, {})


def _converse(one: str, other: str) -> bool:
    first, second = _converses().get(one, {}), _converses().get(other, {})
    return any(second.get(line, side) != side for line, side in first.items())


@cache
def _senses() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(listed_lines("synonyms.txt")):
        for word in line.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _antonyms() -> dict[str, dict[int, int]]:
    return _sides("antonyms.txt")


@cache
def _converses() -> dict[str, dict[int, int]]:
    return _sides("converses.txt")


def _sides(name: str) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for number, side, word in listed_sides(name):
        found.setdefault(stem(word), {})[number] = side
    return found
