"""A claim's "one engineer" where its source counts several of them."""

import re
from collections.abc import Iterator, Sequence

from assistant.pairing import ALIKE, Difference, Facts, Pair
from assistant.quantities import states
from assistant.stances import Word
from corpus.documents import Region

# Not "no one", "the one", "at least one", "one of" and "one more": these count otherwise or not.
_ONE = re.compile(
    r"(?<!\bno )(?<!\bnot )(?<!\bthe )(?<!\bthis )(?<!\bthat )(?<!\beach )(?<!\bevery )(?<!\bany )"
    r"(?<!\banother )(?<!\bor )(?<!\bthan )(?<!\bleast )(?<!\bover )(?<![\w-])(?:one|a single)"
    r"(?= (?!(?:of|in|or|and|by|more|another|other|such)\b))",
    re.I,
)
# What tells of one, or of them one by one.
_SINGLY = re.compile(
    r"\b(?:one|1|an?other|others?|single|sole|lone|first|second|each|apiece|former|latter)\b", re.I
)
_NAMED = re.compile(r",| \(| (?:named|called)\b")
_SINGULARS = {"men": "man", "women": "woman", "people": "person", "children": "child"}
_RUN = 3  # words behind a figure among which that is which it counts
_NEIGHBOURS = 2  # content words on either side


def check_ones(pair: Pair) -> Iterator[Difference]:
    """Each "one" of the claim that counts what the source counts otherwise: "one engineer died"
    beside "two engineers died". What the source names one by one may well be told of one."""
    text, source = pair.claim.text, pair.source
    if _SINGLY.search(source.text):
        return
    told = pair.claim.quantities
    counts = [s for s in source.quantities if not s.unit and s.told > 1]
    free = [s for s in counts if not any(states(s, q) for q in told)]
    for match in _ONE.finditer(text):
        one = Region(*match.span())
        nouns = [] if one.meets(*told) else _run(pair.claim, one.end)
        for count in free:
            noun = _both_count(nouns, _run(source, count.end))
            if noun and not _NAMED.match(text, noun.end) and _told_of(pair, one, noun):
                yield Difference("number", one, count)
                break


def _run(facts: Facts, end: int) -> list[Word]:
    """The content words right behind a figure that ends at `end`."""
    run: list[Word] = []
    for word in facts.words:
        if word.start < end:
            continue
        if len(run) == _RUN or facts.text[end : word.start].strip() or not word.content:
            break
        run.append(word)
        end = word.end
    return run


def _both_count(singular: Sequence[Word], plural: Sequence[Word]) -> Word | None:
    """The word of the first that stands among the others in the plural."""
    for one in singular:
        for other in plural:
            regular = one.stem == other.stem and other.folded in (one.folded + "s", _es(one))
            if regular or _SINGULARS.get(other.folded) == one.folded:
                return one
    return None


def _es(one: Word) -> str:
    return one.folded[:-1] + "ies" if one.folded.endswith("y") else one.folded + "es"


def _told_of(pair: Pair, one: Region, noun: Word) -> bool:
    """Whether the source has no such thing in the singular, and says of them a word that the
    claim has next to its own."""
    if any(word.folded == noun.folded for word in pair.source.words):
        return False
    content = [at for at, word in enumerate(pair.claim.words) if word.content]
    before = [at for at in content if pair.claim.words[at].end <= one.start]
    after = [at for at in content if pair.claim.words[at].start >= noun.end]
    near = [*before[-_NEIGHBOURS:], *after[:_NEIGHBOURS]]
    return any(pair.places_of(at) or pair.likeness(pair.alike[at]) >= ALIKE for at in near)
