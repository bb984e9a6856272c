"""What a question takes for granted, held against what a passage says: joined or stayed out,
accepted or refused, rose or fell."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.denied import IT, asks_wanted, denied_of, is_planned, none_of
from assistant.governed import (
    NEGATIONS,
    REACH,
    affirms,
    denies,
    inverted,
    is_supposed,
    turning,
    within_reach,
)
from assistant.moved import MOVEMENT, cells_agree, of_its_own
from assistant.objects import clause_of_object
from assistant.one_word import in_one_word
from assistant.opposites import MOVED, PAIRS, SIDES
from assistant.questions import Part, content_words
from assistant.reversals import swaps
from assistant.selection import Scored
from corpus.aliases import alias_keys
from corpus.documents import Region, Span
from corpus.view import fold, words
from index.terms import STOP_WORDS, stem, stems

# Questions that presume such a deed: why profits rose says nothing of who cut which price.
_ASKS_MOVED = re.compile(
    r"\b(?:rais|hik|lower|cut|slash|reduc)\w*|\b(?:in|de)creas\w* (?:the|its|their|his|her)\b"
    r"|\b(?:was|were|is|are|been)\b.*\b(?:in|de)creased\b",
    re.I,
)
# What closely behind such words gives them another sense.
_OTHER_SENSE = {
    "rais": frozenset(
        (
            "concern concerns question questions doubt doubts fear fears hope hopes alarm issue "
            "issues awareness objection objections funds money capital children"
        ).split()
    ),
    "cut": frozenset("off short out through across loose ties links relations contact".split()),
}
_NOT_YET = frozenset("will would should shall could can may might must".split())
# Stems that tell that the opposite was so before.
_AGAIN = frozenset(map(stem, ("reopen", "reinstate")))
# Least share of the question's other content words that the passage's sentence must hold.
_SAME_SUBJECT = 0.5
# Sentences looked at.
_LOOKED_AT = 3

# Questions that take what they name for granted; "did it join?" doesn't.
_PRESUMES = re.compile(
    r"^\W*(?:and |but |so )?(?:why|how come|when|how did|how long after|what (?:made|led"
    r"|caused|prompted|drove|explains|persuaded|convinced|induced)|who|which \w+"
    r"|for what reasons?|on what (?:date|day|grounds)|in what year|what year"
    r"|by how much)\b",
    re.I,
)


# Those of them that ask which of many: what they deny themselves is asked, not presumed, and that
# another one did the opposite is no contradiction.
_ASKS_WHICH = re.compile(
    r"^\W*(?:and |but |so )?(?:who|which (?!(?:year|month|day|date)\b)(?P<of>\w+))\b", re.I
)
# Those that presume no more than that something rose or fell.
_BY_HOW_MUCH = re.compile(r"\W*(?:and |but |so )?by how much\b", re.I)
_IS_QUESTION = re.compile(r"\?[\W\d]*$")
# Sentences whose subject is in the one before.
_LEANS = re.compile(r"^\W*(?:\w+\W+){0,3}?(?:it|they|this|these|those|he|she|both|such)\b", re.I)
_WHILE = re.compile(r",?\s+(?:while|whereas)\s+", re.I)
# Words by which a clause may speak of the other's subject, or of its times.
_STANDS_FOR = frozenset(
    "it they them he she this that these those both half quarter year month spring autumn".split()
)


_Turning = Callable[[str, Sequence[tuple[str, Region]], int], Region | None]


@dataclass(frozen=True, slots=True)
class _Told:
    """The side that a word, here its stem, takes in a matter: 1, -1, or 0 for both. `denied`: a
    negation turned it, of what `whose` names, or of all that `none` does; `done`: it is neither of
    another sense nor only to be done; `planned`: it is what somebody wants; `supposed`: what would
    be."""

    word: str
    place: Region
    topic: str
    side: int
    denied: bool
    done: bool
    planned: bool = False
    supposed: bool = False
    whose: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


def contradicting(part: Part, ranked: Sequence[Scored]) -> Scored | None:
    """The sentence among the best that says the opposite of what the question presumes about
    the same things, unless one of them agrees with it; else None. What the documents ask says
    nothing."""
    if not _PRESUMES.search(part.text):
        return None
    presumed, subject = _joined(_presumed(part.text)), _subject(part.text)
    best = [one for one in ranked[:_LOOKED_AT] if not _IS_QUESTION.search(one.text)]
    if swapped := next((one for one in best if swaps(part.text, one.text)), None):
        return swapped
    clauses = [clause_of_object(_of_subject(one.text, subject), part.text) for one in best]
    said = [(one, _said(clause)) for one, clause in zip(best, clauses, strict=True)]
    opposed = [(one, _against(one, told, presumed, part.text)) for one, told in said]
    wanted = asks_wanted(part.text)
    sides = [(o, _joined(t for t in told if wanted or not t.planned)) for o, told in said]
    for topic, side in presumed.items():
        if topic in MOVEMENT and cells_agree(part, ranked, side):
            continue
        telling = (one for one, topics in opposed if topic in topics)
        against = next((o for o in telling if topic not in MOVEMENT or of_its_own(part, o)), None)
        agreeing = [one for one, told in sides if told.get(topic) in (side, 0)]
        least = _shared(against, subject) if against and topic in PAIRS else 0
        if against and not any(_counts(one, subject, least) for one in agreeing):
            return against
    return None


def _counts(agreeing: Span, subject: Collection[str], least: int) -> bool:
    """Whether a sentence that agrees is about as much of the subject, or leans on one that is."""
    return _shared(agreeing, subject) >= least or bool(_LEANS.search(agreeing.text))


def stances(text: str) -> dict[str, int]:
    """For each matter that the text speaks of (an opposed pair, or any other word of content)
    1 for its first side, -1 for the other or a negated one, 0 where it speaks of both."""
    return _joined(_told(text, within_reach))


def _joined(told: Iterable[_Told]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in told:
        found[one.topic] = one.side if found.get(one.topic, one.side) == one.side else 0
    return found


def _told(text: str, turned_by: _Turning = turning) -> Iterator[_Told]:
    plain = in_one_word(text)
    places = [*words(plain)]
    told = [word for word, _ in places]
    for at, word in enumerate(told):
        if word in STOP_WORDS or word in NEGATIONS:
            continue
        negation = turned_by(plain, places, at)
        denied, whose = negation is not None, denied_of(plain, negation) if negation else ()
        none = none_of(plain, negation) if negation else ()
        own, before = stem(word), plain[: places[at][1].start]
        planned, supposed = is_planned(before), is_supposed(before)
        for topic, side in SIDES.get(own, ((own, 1),)):
            done = topic != MOVED or _is_done(told, at)
            turned = -side if denied else side
            sure = (denied, done, planned, supposed)
            yield _Told(own, places[at][1], topic, turned, *sure, whose, none)


def _is_done(told: Sequence[str], at: int) -> bool:
    """Whether the word there, of what moves a price, is a deed and has that sense."""
    before, behind = told[max(0, at - REACH) : at], told[at + 1 : at + 1 + REACH]
    if told[at] == "lower":  # but for "a lower price"
        return not {"did", "does", "do"}.isdisjoint(told[:at])
    planned = "to" in (*before[-1:], *(before[-2:-1] if before[-1:] == ["be"] else ()))
    other = _OTHER_SENSE.get(stem(told[at]), frozenset())
    return not planned and _NOT_YET.isdisjoint(before) and other.isdisjoint(behind)


def _presumed(question: str) -> Iterator[_Told]:
    which, moved = _ASKS_WHICH.search(question), _ASKS_MOVED.search(question)
    much = _BY_HOW_MUCH.match(question)
    for one in _denied(question) if denies(in_one_word(question)) else _told(question):
        if much and one.topic not in PAIRS:
            continue
        if one.done and not (which and one.denied) and (moved or one.topic != MOVED):
            yield one


def _denied(question: str) -> Iterator[_Told]:
    """What a question denies, all that it then presumes. Where its subject stands between the
    negation and the verb, that is the first word that has an opposite."""
    told, places = [*_told(question)], [*words(in_one_word(question))]
    at = inverted(places)
    if at is None:
        yield from (one for one in told if one.denied)
        return
    behind = [one for one in told if one.place.start > places[at][1].start and one.topic in PAIRS]
    first = [one for one in behind if one.place == behind[0].place]
    yield from (one if one.denied else replace(one, side=-one.side, denied=True) for one in first)


def _of_subject(text: str, subject: Collection[str]) -> str:
    """The one clause of a sentence that is about the subject, where the others name what rose or
    fell themselves: "profit fell" of "revenue rose, while profit fell"; else the sentence."""
    clauses = _WHILE.split(text)
    about = [one for one in clauses if stems(one).intersection(subject)]
    others = [one for one in clauses if one not in about]
    return about[0] if len(about) == 1 and all(map(_names_its_own, others)) else text


def _names_its_own(clause: str) -> bool:
    told = [word for word, _ in words(clause)]
    first = next((at for at, word in enumerate(told) if stem(word) in SIDES), 0)
    named = first > 0 and told[first - 1] not in STOP_WORDS and told[first - 1].isalpha()
    return named and _STANDS_FOR.isdisjoint(told)


def _said(text: str) -> list[_Told]:
    """What it tells, for both sides what is only supposed, and "reopened": it was closed before."""
    told = _told(text)
    return [replace(one, side=0) if _is_for_both(one) else one for one in told]


def _is_for_both(told: _Told) -> bool:
    return told.supposed or (told.word in _AGAIN and not told.denied)


def _against(
    sentence: Span, said: Sequence[_Told], presumed: dict[str, int], question: str
) -> set[str]:
    """The matters in which a sentence about the same subject contradicts a question: what is
    denied is no subject, but a thing of which there is none is."""
    subject = _subject(question)
    things = {word for one in said for word in one.none}
    opposed = _opposed(presumed, said, question)
    topics = {
        one
        for one in opposed
        if _shared(sentence, subject - {one}) and _is_about(sentence, subject - ({one} - things))
    }
    if not denies(in_one_word(question)):
        return topics
    told, deeds = _of_subject(sentence.text, subject), [o.place for o in said if o.topic in topics]
    return topics if affirms(in_one_word(told), in_one_word(question), deeds) else set()


def _opposed(presumed: dict[str, int], said: Sequence[_Told], question: str) -> set[str]:
    """The matters in which a sentence says the opposite of what a question presumes. Where both
    deny one thing, how far a negation reaches makes no difference."""
    sides, which = _joined(said), _ASKS_WHICH.search(question)
    turned = {topic for topic, side in presumed.items() if side and sides.get(topic) == -side}
    if which:
        asked, of = stems(question), stem(fold(which["of"] or ""))
        turned &= {one.topic for one in said if one.denied and _is_denied_of(one, asked, of)}
    told = {one.topic for one in said if one.done and (one.denied or not which)}
    denied = {topic for topic, side in presumed.items() if side == -1 == sides.get(topic)}
    return turned & told & PAIRS | (set() if denied - PAIRS else turned - PAIRS)


def _is_denied_of(told: _Told, asked: Collection[str], of: str) -> bool:
    """Whether a deed is denied of everybody, or of what the question names: that one country
    doesn't do it says nothing of which does. `asked`: the question's stems; `of`: that of what is
    asked for, of which some may do it and others not."""
    if of and of in told.none:
        return True
    if told.whose == (IT,):
        return not of
    if not told.whose or told.whose[0] not in asked:
        return not told.whose
    return of not in told.whose or set(told.whose) <= set(asked)


def _subject(question: str) -> set[str]:
    """The stems of the question's content words that take no side."""
    return set(map(_stem, content_words(in_one_word(question)))) - SIDES.keys() - NEGATIONS


def _is_about(sentence: Span, subject: Collection[str]) -> bool:
    return bool(subject) and _shared(sentence, subject) >= _SAME_SUBJECT * len(subject)


def _shared(sentence: Span, subject: Collection[str]) -> int:
    told = {one for word, _ in words(sentence.text) for one in (stem(word), _stem(word))}
    return len(told.intersection(subject))


def _stem(word: str) -> str:
    """Its stem; that of the country for a people or a capital."""
    return stem(alias_keys().get(word, word))
