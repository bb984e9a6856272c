"""Words that exclude each other: which side each takes in which matter."""

from index.terms import stem

# Verbs and nouns that exclude each other, said of one thing. Each line: one side | the other.
_OPPOSED = """
join accede accession enter adhere | leave withdraw withdrawal quit exit
accept agree approve sign ratify endorse adopt | reject refuse veto decline rebuff spurn
allow permit authorise authorize legalise | ban forbid prohibit outlaw bar block
rise rose risen increase grow grew grown climb jump surge soar double triple | fall fell fallen \
drop decrease shrink shrank plunge decline dwindle halve
release free freed pardon amnesty | detain arrest jail imprison
lift ease loosen suspend relax | impose tighten prolong extend maintain
open reopen | close closure shut seal
win won victory | lose lost defeat
support back favour favor | oppose condemn criticise criticize
abolish scrap repeal cancel annul | keep kept retain preserve introduce
deploy station | remove
succeed success | fail failure collapse
pass passed | fail failure
recognise recognize | deny denied
strengthen reinforce deepen | weaken undermine loosen
buy bought purchase import | sell sold export
expel oust dismiss sack fire | appoint name reinstate
"""
# What is done to a price, against that and what it does itself: a pair of its own, since exports
# may fall because a tariff was raised.
MOVED = (
    "raise hike rise rose risen increase grow grew grown climb jump surge soar double triple "
    "| lower cut slash reduce fall fell fallen drop decrease shrink shrank plunge decline halve"
)


def _sides() -> dict[str, tuple[tuple[str, int], ...]]:
    """Stem to (its pair, side) of each pair that it is in."""
    found: dict[str, dict[str, int]] = {}
    for line in _LINES:
        for side, half in zip((1, -1), line.split("|"), strict=True):
            for word in half.split():
                found.setdefault(stem(word), {})[line] = side
    return {word: tuple(pairs.items()) for word, pairs in found.items()}


_LINES = (*filter(str.strip, _OPPOSED.split("\n")), MOVED)
PAIRS = frozenset(_LINES)
SIDES = _sides()
