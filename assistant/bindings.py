"""Whether a claim says of a thing what its source says of that thing, and not of its neighbour.

A sentence tells of several things. That a claim's words and figures all stand in it doesn't mean
that it says what the claim does: "more than 1 250 prisoners died" is made of "more than 1 250
prisoners remain detained while four died". So each value is held to the words that it belongs to,
and each deed to who does it and to whom it is done.
"""

from collections.abc import Iterator

from assistant.bound_values import check_bound_values
from assistant.clauses import Clause
from assistant.deeds import LIGHT, check_attributed, check_roles
from assistant.pairing import Checked, Difference, Pair
from assistant.phrases import Phrases, phrases_of
from assistant.senses import alike_in_sense, base, opposed
from assistant.stances import Word

# How much less like the claim's word than the most alike its opposite in the source may be.
_AS_ALIKE = 0.15


def check_bindings(pair: Pair) -> Checked:
    """Where the claim says of one thing what the source says of another."""
    found = [*check_bound_values(pair), *check_roles(pair), *check_attributed(pair)]
    yield from found[:1]
    if not found:
        yield from _opposites(pair)


def _opposites(pair: Pair) -> Iterator[Difference]:
    """The first deed or quality that is the opposite of what the source says of the same."""
    claim, source = phrases_of(pair.claim), phrases_of(pair.source)
    for mine in claim.structure.clauses:
        for theirs in source.structure.clauses:
            one = claim.word(mine.predicate)
            other = source.word(theirs.predicate)
            if one is None or other is None or mine.denied != theirs.denied:
                continue
            word, told = pair.claim.words[one], pair.source.words[other]
            if base(word) in LIGHT or base(told) in LIGHT:
                continue
            if pair.alike[one, other] < pair.alike[one].max() - _AS_ALIKE:
                continue
            if opposed(word, told) and _shares(claim, source, mine, theirs):
                if _said_besides(source, word, theirs):
                    continue
                yield Difference("direction", word, told)
                return
    yield from _qualities(claim, source)


def _said_besides(source: Phrases, word: Word, opposite: Clause) -> bool:
    """Whether the source says what the claim's word does in another clause than the one that has
    its opposite."""
    for one in source.structure.clauses:
        at = source.word(one.predicate)
        if one != opposite and at is not None and alike_in_sense(word, source.facts.words[at]):
            return True
    return False


def _shares(claim: Phrases, source: Phrases, mine: Clause, theirs: Clause) -> bool:
    """Whether two clauses speak of one thing in one part: the same does it, or suffers it."""
    return any(
        claim.heads(own) & source.keys(other) or source.heads(other) & claim.keys(own)
        for own, other in ((mine.subject, theirs.subject), (mine.object, theirs.object))
    )


def _qualities(claim: Phrases, source: Phrases) -> Iterator[Difference]:
    for at, one in enumerate(claim.structure.tokens):
        for n, other in enumerate(source.structure.tokens):
            if one.label != "amod" or other.label != "amod" or min(one.head, other.head) < 0:
                continue
            nouns = claim.word(one.head), source.word(other.head)
            words = claim.word(at), source.word(n)
            if None in nouns or None in words:
                continue
            mine, theirs = claim.facts.words[words[0] or 0], source.facts.words[words[1] or 0]
            noun, noun_told = claim.facts.words[nouns[0] or 0], source.facts.words[nouns[1] or 0]
            if opposed(mine, theirs) and noun.stem == noun_told.stem:
                yield Difference("direction", mine, theirs)
                return
