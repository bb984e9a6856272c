"""What the tokens of a parsed text stand for: its words, the names among them, their heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.clauses import Structure, structure_of
from assistant.names import Name
from assistant.pairing import Facts

_NONE = frozenset("no none nobody neither nothing".split())


@dataclass(frozen=True, slots=True)
class Phrases:
    """A text's facts and its structure; phrases are numbers of the structure's tokens."""

    facts: Facts
    structure: Structure

    def word(self, at: int) -> int | None:
        """The number of the word at a token."""
        found = self.facts.within([self.structure.tokens[at]])
        return found[0] if found else None

    def names(self, tokens: Sequence[int]) -> list[Name]:
        """The names that some tokens are part of."""
        regions = [self.structure.tokens[n] for n in tokens]
        return [name for name in self.facts.names if name.meets(*regions)]

    def keys(self, tokens: Sequence[int]) -> frozenset[str]:
        """What some tokens name: the keys of their names, the stems of their other content
        words."""
        named, told = self.names(tokens), self.facts.words
        inside = set(self.facts.within(named))
        plain = [
            told[n].stem
            for n in self.facts.within([self.structure.tokens[n] for n in tokens])
            if told[n].content and n not in inside and not told[n].folded[:1].isdigit()
        ]
        return frozenset([*(f"={n.key}" for n in named), *plain])

    def heads(self, tokens: Sequence[int]) -> frozenset[str]:
        """The keys of a phrase's heads, and of the names that stand right before them."""
        inside, told = set(tokens), self.structure.tokens
        heads = [n for n in tokens if told[n].head not in inside]
        heads += [
            n for n in tokens
            if told[n].label in ("compound", "conj") and told[n].head in heads
        ]  # fmt: skip
        return self.keys(heads)


def phrases_of(facts: Facts) -> Phrases:
    """The phrases of a text of which the facts are known."""
    return Phrases(facts, structure_of(facts.text))


def doers(facts: Facts) -> list[Name]:
    """The names among who or what the clauses are about."""
    phrases = phrases_of(facts)
    return phrases.names(sorted({n for one in phrases.structure.clauses for n in one.subject}))


def denied_deeds(facts: Facts) -> frozenset[int]:
    """The numbers of the words that are predicates of clauses denied by "not", or by "no" before
    who does it or what it is done to: "sells no weapons"."""
    phrases, structure = phrases_of(facts), structure_of(facts.text)
    found = set()
    denying = {n for one in facts.negations for n in structure.at(one)}
    for one in structure.clauses:
        about = {n for n in (*one.subject, *one.object) if structure.tokens[n].folded in _NONE}
        if one.denied or about & denying:
            found |= {phrases.word(one.verb), phrases.word(one.predicate)}
    return frozenset(n for n in found if n is not None)
