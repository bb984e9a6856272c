"""What a question takes for granted, held against what a passage says: joined or stayed out,
accepted or refused, rose or fell."""

import re
from collections.abc import Sequence

from assistant.questions import Part, content_words
from assistant.selection import Scored
from corpus.documents import Span
from corpus.view import words
from index.terms import STOP_WORDS, stem

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
recognise recognize | deny denied
strengthen reinforce deepen | weaken undermine loosen
buy bought purchase import | sell sold export
expel oust dismiss sack fire | appoint name reinstate
"""
NEGATIONS = frozenset(
    (
        "not no never without nor neither cannot didnt doesnt dont wasnt werent isnt arent hasnt "
        "none nobody havent hadnt wont wouldnt couldnt cant"
    ).split()
)
# Words before a verb in which a negation turns it.
_REACH = 3
# Least share of the question's other content words that the passage's sentence must hold.
_SAME_SUBJECT = 0.5
# Sentences looked at.
_LOOKED_AT = 3

# What other words say with one: to stay out is to leave, to fail to do is not to do.
_STAY_OUT = re.compile(r"\b(?:stay|remain|keep|kept)(?:ed|s|ing)? (?:out of|outside)\b", re.I)
_FAIL_TO = re.compile(r"\b(?:refus|declin|fail)(?:e|ed|es|s|ing)? to\b", re.I)
# Questions that take what they name for granted; "did it join?" doesn't.
_PRESUMES = re.compile(
    r"^\W*(?:and |but |so )?(?:why|how come|when|how did|how long after|what (?:made|led|caused"
    r"|prompted|drove|explains)|who|which \w+|for what reason|in what year|what year)\b",
    re.I,
)


def contradicting(part: Part, ranked: Sequence[Scored]) -> Scored | None:
    """The sentence among the best that says the opposite of what the question presumes about
    the same things, unless one of them agrees with it; else None."""
    if not _PRESUMES.search(part.text):
        return None
    presumed = stances(part.text)
    best = ranked[:_LOOKED_AT]
    told = [(one, stances(one.text)) for one in best]
    for topic, side in presumed.items():
        if side and not any(side_of.get(topic) in (side, 0) for _, side_of in told):
            for one, side_of in told:
                if side_of.get(topic) == -side and _same_subject(part.text, one):
                    return one
    return None


def stances(text: str) -> dict[str, int]:
    """For each matter that the text speaks of (an opposed pair, or any other word of content)
    1 for its first side, -1 for the other or a negated one, 0 where it speaks of both."""
    told = [word for word, _ in words(_plain(text))]
    found: dict[str, int] = {}
    for at, word in enumerate(told):
        if word in STOP_WORDS or word in NEGATIONS:
            continue
        negated = any(before in NEGATIONS for before in told[max(0, at - _REACH) : at])
        for topic, own in _SIDES.get(stem(word), ((stem(word), 1),)):
            side = -own if negated else own
            found[topic] = side if found.get(topic, side) == side else 0
    return found


def _same_subject(question: str, sentence: Span) -> bool:
    asked = {stem(word) for word in content_words(_plain(question))} - _SIDES.keys() - NEGATIONS
    held = {stem(word) for word, _ in words(sentence.text)}
    return bool(asked) and len(asked & held) / len(asked) >= _SAME_SUBJECT


def _plain(text: str) -> str:
    return _FAIL_TO.sub("not", _STAY_OUT.sub("leave", text))


def _sides() -> dict[str, tuple[tuple[str, int], ...]]:
    """Stem to (its pair, side) of each pair that it is in."""
    found: dict[str, dict[str, int]] = {}
    for line in filter(str.strip, _OPPOSED.split("\n")):
        for side, half in zip((1, -1), line.split("|"), strict=True):
            for word in half.split():
                found.setdefault(stem(word), {})[line] = side
    return {word: tuple(pairs.items()) for word, pairs in found.items()}


_SIDES = _sides()
