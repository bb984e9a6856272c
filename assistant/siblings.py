"""A sentence about another one of the same kind: the Northern Region for the Southern one."""

import re
from collections.abc import Iterator

from assistant.like_ones import other_like_one
from assistant.names import names_in
from assistant.numbered import read_numbered
from assistant.questions import Part
from assistant.said_about import left_unsaid, names_any, on_what, who_asked
from corpus.documents import Span
from corpus.view import fold, words

_WORD = r"[A-Z][\w’'-]*[a-z]"
# "Southern Region", "Ministry of the Economy", "Class B".
_BEFORE = re.compile(rf"\b(?=(?P<own>{_WORD})\s+(?P<kind>{_WORD})\b)")
_BEHIND = re.compile(rf"\b(?P<kind>{_WORD})\s+(?:of|for)\s+(?:the\s+)?(?P<own>{_WORD})\b")
_LABEL = re.compile(r"\b(?P<kind>[A-Z]?[a-z]{3,})\s+(?P<own>[A-Z]|[IVX]{1,4})\b(?![.'’-]\w)")
# Heads of names that have such kinds beside them.
_KINDS = frozenset(
    (
        "region district county province state republic ministry department directorate office"
        " agency bank court council committee commission board university institute hospital"
        " school college association federation union party programme program fund prize act bill"
        " treaty agreement pact division brigade army fleet zone area port airport line bridge"
        " river lake valley island street road park station plant mine class phase group type"
        " category grade level stage arm cohort team model variant scenario option tier band"
    ).split()
)
_NO_OWN = frozenset("the this that these our its their a an in of".split())
# Who speaks may be the one asked about, but not in a quotation of somebody else.
_FIRST_PERSON = re.compile(r"\b(?:we|our|us|I|my)\b")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]+(?:[\"”»]|\Z)")
# What somebody says, thinks or does in answer.
_SAYS = re.compile(
    r"\bwhat (?:do|does|did|has|have|had|is|was) (?:the )?(?P<who>[^?]+?) (?:say|said|think|thought"
    r"|reply|replied|answer(?:ed)?|respond(?:ed)?|argue[d]?|claim(?:ed)?|believe[d]?|want(?:ed)?"
    r"|demand(?:ed)?|propose[d]?|decide[d]?|offer(?:ed)?|promise[d]?)\b",
    re.I,
)


def another_of_its_kind(part: Part, sentence: Span) -> str:
    """What the question names of a kind of which the sentence names another alone, or who is asked
    about whom neither the sentence nor its paragraph names; as spelt there, else ""."""
    asked, kinds = part.resolved, list(_kinds(part.resolved))
    numbered = read_numbered(part)
    if numbered and numbered.is_another_in(sentence.text, asked):
        return numbered.spelling
    if other := other_like_one(asked, sentence):
        return other
    if not kinds and not _SAYS.search(asked):
        return left_unsaid(part, sentence)
    block = sentence.document.block_at(sentence.start)
    around = sentence.document.slice(block) if block else sentence.text
    told = {kind for kind, *_ in _kinds(sentence.text)}
    named = {word for word, _ in words(around)}
    for kind, _, spelt in kinds:
        owns = [own for same, own, _ in kinds if same == kind]
        if kind in told and not any(own in named for own in owns):
            return spelt
    if not _tells_itself(sentence) and (who := _who_is_not_told(asked, around)):
        return who
    return left_unsaid(part, sentence)


def _tells_itself(sentence: Span) -> bool:
    """Whether somebody speaks in the sentence who may be the one asked about: not where others are
    named in its paragraph around the quotation that it stands in."""
    said = [one.start() for one in _FIRST_PERSON.finditer(sentence.text)]
    block = sentence.document.block_at(sentence.start)
    if not said or block is None:
        return bool(said)
    text, at = sentence.document.slice(block), sentence.start - block.start
    quoted = [one.span() for one in _QUOTED.finditer(text)]
    if not all(any(start <= at + one < end for start, end in quoted) for one in said):
        return True
    return all(one.weak for one in names_in(_QUOTED.sub(" ", text)))


def _who_is_not_told(asked: str, around: str) -> str:
    found = _SAYS.search(asked)
    who = who_asked(found["who"]) if found else ()
    if not found or not who or names_any(around, who):
        return ""
    return on_what(asked, found["who"])


def _kinds(text: str) -> Iterator[tuple[str, str, str]]:
    """Each kind, what it is told apart by, both folded, and the two as they are spelt."""
    for pattern in (_BEFORE, _BEHIND, _LABEL):
        for found in pattern.finditer(text):
            kind, own = fold(found["kind"]), fold(found["own"])
            if kind in _KINDS and own not in _NO_OWN:
                start = min(found.start("kind"), found.start("own"))
                yield kind, own, text[start : max(found.end("kind"), found.end("own"))]
