"""Which words a negation turns: the verb that it governs, not the nouns on the way there."""

import re
from collections.abc import Collection, Sequence

from corpus.documents import Region
from corpus.view import words
from index.terms import STOP_WORDS

NEGATIONS = frozenset(
    (
        "not no never without nor neither cannot didnt doesnt dont wasnt werent isnt arent hasnt "
        "none nobody havent hadnt wont wouldnt couldnt cant"
    ).split()
)
# Those that turn a noun and its verb alike: "no neighbour caps fees", "nobody was charged".
_OF_NOUNS = frozenset("no none nobody nor neither".split())
# Words before a verb in which such a negation turns it.
REACH = 3
# The same for the others, whose verb another one may lead to: "not been allowed to raise".
_FAR = 5
_LIGHT = frozenset("yet ever even still having".split())
_PRONOUNS = frozenset("i you he she it we they this that these those there".split())
_PUNCTUATION = re.compile(r"[,;:()–—]")
_SUPPOSED = re.compile(r"\b(?:if|unless|as though|whether|lest)\b[^;:()]*\Z", re.I)
# What takes back, limits or only tries what a sentence seems to affirm.
_HEDGES = re.compile(
    r"\b(?:nothing|nowhere|hardly|scarcely|barely|rarely|seldom|little|few|only|until|yet|unable"
    r"|unlikely|unsuccessful\w*|failed|fail(?:s|ing|ure)?|refus\w+|stop\w*|ceas\w+|abandon\w*"
    r"|prevent\w*|(?:kept|keep\w*)\b.*\bfrom|nought|naught|in vain|left out|exclu\w+|lack\w*"
    r"|rather than|instead of|except\w*|attempt\w*|tr(?:y|ies|ied|ying)|would|should|could|might"
    r"|(?-i:may)|must|ought|will|if|unless|whether|\w+n['’]t)\b",
    re.I,
)
# Questions that deny something of some, or in some way: it may be so of others, or otherwise.
_QUALIFIED = re.compile(
    r"\b(?:some|few|many|most|much|other|others|certain|all|every|each|several|half|enough|very"
    r"|more|better|longer|earlier|sooner|before|until|always|at once|\w{3,}ly)\b",
    re.I,
)
# An infinitive that is but meant, unless what leads to it is a deed too.
_MEANT = re.compile(r"\bto\s+(?:be\s+)?\Z", re.I)
_DONE_TO = re.compile(
    r"\b(?:offer|agree|beg[aiu]n|continu|manag|start|decid|able|came)\w*\s+to\s+(?:be\s+)?\Z", re.I
)


def turning(text: str, places: Sequence[tuple[str, Region]], at: int) -> Region | None:
    """The place of the negation that turns the word at this index of the text's words. "Not"
    turns the first word of content behind it, and those led to by "to"; "no" those within
    reach."""
    passed = 0
    for back in range(at - 1, max(-1, at - _FAR - 1), -1):
        word, place = places[back]
        if _PUNCTUATION.search(text, place.end, places[back + 1][1].start):
            return None
        if word in _OF_NOUNS and at - back <= REACH:
            return place
        if word in NEGATIONS and word not in _OF_NOUNS:
            return place if passed <= _led_to(places, at) else None
        passed += not _is_light(word)
    return None


def within_reach(_: str, places: Sequence[tuple[str, Region]], at: int) -> Region | None:
    """The place of the nearest negation that may turn the word there, whatever stands between."""
    near = (place for word, place in reversed(places[max(0, at - REACH) : at]) if word in NEGATIONS)
    return next(near, None)


def inverted(places: Sequence[tuple[str, Region]]) -> int | None:
    """The index of the negation of a question whose subject stands behind it: "Why didn't the
    fare rise?"."""
    for at, (word, _) in enumerate(places):
        if word in NEGATIONS:
            before = places[at - 1][0] if at else ""
            own = word in _OF_NOUNS or word == "never" or before in _PRONOUNS
            return None if own else at
        if word not in STOP_WORDS:
            return None
    return None


def is_supposed(before: str) -> bool:
    """Whether what follows these words of a sentence is only supposed: "as if this Act had not
    been passed"."""
    return bool(_SUPPOSED.search(before))


def denies(question: str) -> bool:
    """Whether a question denies something itself."""
    return not (NEGATIONS - {"without"}).isdisjoint(word for word, _ in words(question))


def affirms(sentence: str, question: str, deeds: Collection[Region]) -> bool:
    """Whether a sentence says flatly that what a question denies was done: it denies and hedges
    nothing, and holds the question's numbers. `deeds`: where in the sentence that stands."""
    if _QUALIFIED.search(question) or _HEDGES.search(sentence):
        return False
    told = {word for word, _ in words(sentence)}
    numbers = {word for word, _ in words(question) if word.isdigit()}
    return NEGATIONS.isdisjoint(told) and numbers <= told and not _only_meant(sentence, deeds)


def _only_meant(sentence: str, deeds: Collection[Region]) -> bool:
    before = [sentence[: deed.start] for deed in deeds]
    return any(_MEANT.search(one) and not _DONE_TO.search(one) for one in before)


def _led_to(places: Sequence[tuple[str, Region]], at: int) -> int:
    """How many words of content may stand between a negation and the word there."""
    before = [word for word, _ in places[max(0, at - 2) : at]]
    return int("to" in (before[-1:] if before[-1:] != ["be"] else before[:1]))


def _is_light(word: str) -> bool:
    return word in STOP_WORDS or word in NEGATIONS or word in _LIGHT or word.endswith("ly")
