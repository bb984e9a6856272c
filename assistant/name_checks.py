"""A claim's names held against a source's."""

from collections.abc import Sequence

from assistant.clauses import structure_of
from assistant.names import Name, adjoin, initials_of, is_place, lies_in, same_name
from assistant.pairing import Checked, Difference, Pair, Unbacked
from assistant.phrases import doers
from assistant.stances import Word

# Least cosine for a name to stand in another's place.
_IN_ITS_PLACE = 0.05
_ORIGIN = frozenset(["from", "by"])
# What a word is to its head that is no noun there.
_NO_NOUNS = frozenset("amod advmod ccomp advcl csubj acl acomp prep mark cc aux predet det".split())
_PRONOUNS = frozenset("he she it they him her them his its their".split())


def check_names(pair: Pair) -> Checked:
    """The claim's names that the source has not, or has of something else."""
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
            if rival and not _is_no_noun(pair, name) and _stands_for(pair, name, rival):
                yield Difference("name", name, rival)
        elif other := _doer_instead(pair, name, free):
            yield Difference("name", name, other)
        elif not _inherited(pair, name) or (rival and _displaces(pair, name, rival)):
            yield Difference("name", name, rival) if rival else Unbacked(name)


def _is_no_noun(pair: Pair, name: Name) -> bool:
    """Whether a word that begins a sentence only describes, or is a verb: "Small firms"."""
    structure = structure_of(pair.claim.text)
    return all(structure.tokens[at].label in _NO_NOUNS for at in structure.at(name))


def _swapped(pair: Pair, name: Name, own: Sequence[Name], rival: Name) -> bool:
    """Whether the source has the name only elsewhere, and another beside the same word:
    "Britain sold them after Berlin agreed" doesn't say that Germany sold them."""
    sort = is_place(name) == is_place(rival)
    return (
        sort
        and not any(adjoin(rival, one) for one in own)
        and rival.key not in initials_of(pair.source.names, pair.source.text)
        and _side_by_side(pair, name, rival)
        and not any(_side_by_side(pair, name, one) for one in own)
    )


def _displaces(pair: Pair, name: Name, rival: Name) -> bool:
    """Whether a rival speaks against a name that only the source's surroundings have: not where
    a pronoun may stand for the name, unless it stands beside the same word."""
    if _same_origin(pair, name, rival):
        return True
    pronoun = any(word.folded in _PRONOUNS for word in pair.source.words)
    before = any(same_name(s, name) for s in pair.around.names)
    if pronoun and before:
        return is_place(name) == is_place(rival) and _side_by_side(pair, name, rival)
    return _stands_for(pair, name, rival)


def _said_plainly(pair: Pair, name: Name, stems: set[str]) -> bool:
    """Whether the source has the name as a common word, as initials or spelt out, or a country of
    the part of the world that it names."""
    if any(lies_in(one, name) for one in pair.source.names):
        return True
    at = pair.claim.within([name])
    if any(pair.claim.words[n].stem in stems for n in at):
        return True
    if name.key in initials_of(pair.source.names, pair.source.text):
        return True
    spelt = initials_of(pair.claim.names, pair.claim.text)
    return any(s.key in spelt and name.key[:1] in s.key for s in pair.source.names)


def _inherited(pair: Pair, name: Name) -> bool:
    """Whether what surrounds the source has the name: the paragraph before it, or the whole
    document; who does a thing, only if the document is about it before all else."""
    before = any(same_name(s, name) for s in pair.around.names)
    topics = pair.topics[:1] if name in doers(pair.claim) else pair.topics
    return before or any(same_name(s, name) for s in topics)


def _doer_instead(pair: Pair, name: Name, free: Sequence[Name]) -> Name | None:
    """Who does a thing in the source, where the claim has another do it whom the source doesn't
    name."""
    if name not in doers(pair.claim):
        return None
    theirs = [n for n in doers(pair.source) if n in free and not n.weak]
    near = any(same_name(n, name) for n in pair.around.names)
    return next(
        (n for n in theirs if is_place(n) == is_place(name) and (is_place(n) or not near)), None
    )


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
    rows = pair.claim.within(_run(pair.claim.names, name))
    columns = pair.source.within(_run(pair.source.names, source))
    named = {pair.claim.words[n].stem for n in pair.claim.within(pair.claim.names)}
    return any(
        (_beside(pair.claim.words, rows, step) & _beside(pair.source.words, columns, step)) - named
        for step in (-1, 1)
    )


def _same_origin(pair: Pair, name: Name, rival: Name) -> bool:
    """Whether both stand behind the same "from" or "by": "from Durban" isn't "from Maputo"."""
    rows, columns = pair.claim.within([name]), pair.source.within([rival])
    return bool(_behind(pair.claim.words, rows) & _behind(pair.source.words, columns))


def _run(names: Sequence[Name], one: Name) -> list[Name]:
    """The name with those that stand together with it."""
    at = first = last = names.index(one)
    while first > 0 and adjoin(names[first - 1], names[first]):
        first -= 1
    while last + 1 < len(names) and adjoin(names[last], names[last + 1]):
        last += 1
    return list(names[min(first, at) : last + 1])


def _behind(words: Sequence[Word], own: Sequence[int]) -> set[str]:
    """The preposition of origin or agency right before those words, if there is one."""
    before = words[own[0] - 1].folded if own and own[0] else ""
    return {before} & _ORIGIN


def _beside(words: Sequence[Word], own: Sequence[int], step: int) -> set[str]:
    """The stem of the nearest content word before (-1) or after (1) those words, no more than
    one function word away; none if there isn't one."""
    at = (own[0] if step < 0 else own[-1]) + step if own else -1
    near = [n for n in (at, at + step) if 0 <= n < len(words) and words[n].content]
    return {words[near[0]].stem} if near else set()
