"""What a claim says of its subject: its verbs, and whether a source says anything like them."""

from assistant.pairing import Pair
from assistant.stances import base_form, sides_of
from index.terms import stem

_AUXILIARY = frozenset(
    (
        "has have had is are was were be been being will would shall should can could may might "
        "must did does do not to never"
    ).split()
)
_ARTICLES = frozenset("a an the".split())
# Verbs that say little by themselves.
_LIGHT = frozenset(
    (
        "go get put take make give have become come end turn keep hold set let look see say tell "
        "lead mean stand bring run find know use"
    ).split()
)


def backing(pair: Pair) -> float:
    """How much the source says what the claim's verbs do, 0 to 1: the least over its verbs of
    the best cosine with a word of the source that no other word of the claim is; 1 for the
    same word or one in the same pair of opposites, where both deny something, and
    where there is no verb."""
    if pair.claim.negations and (pair.source.negations or pair.source.denied):
        return 1.0
    return min((_said(pair, at) for at in _verbs(pair)), default=1.0)


def _verbs(pair: Pair) -> list[int]:
    """The numbers of the claim's words that can be seen to be verbs: behind an auxiliary, or
    in the past tense."""
    told = pair.claim.words
    named = pair.claim.within([*pair.claim.names, *pair.claim.quantities, *pair.claim.dates])
    return [
        at
        for at, word in enumerate(told)
        if word.content and at not in named and base_form(word.folded) not in _LIGHT
        and (
            word.folded.endswith("ed")
            or base_form(word.folded) != word.folded
            or (at > 0 and told[at - 1].folded in _AUXILIARY)
            or (at > 1 and told[at - 2].folded in _AUXILIARY and told[at - 1].folded in _ARTICLES)
        )
    ]  # fmt: skip


def _said(pair: Pair, at: int) -> float:
    word = pair.claim.words[at]
    own = {word.stem, stem(base_form(word.folded))}
    topics = {topic for topic, _ in sides_of(word) if isinstance(topic, int)}
    taken = {other.stem for other in pair.claim.words}
    best = 0.0
    for n, other in enumerate(pair.source.words):
        same = {other.stem, stem(base_form(other.folded))} & own
        if same or topics & {topic for topic, _ in sides_of(other)}:
            return 1.0
        if other.content and other.stem not in taken:
            best = max(best, float(pair.alike[at, n]))
    return best
