"""Of whom a negation denies a deed, and what is wanted rather than done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.documents import Region
from corpus.view import words
from index.terms import STOP_WORDS, stem

# What denies a deed of everybody.
_NOBODY = re.compile(r"(?:nobody|none|no one)\b", re.I)
# "Not all did" and "not only this one did" deny it of some.
_NOT_ALL = re.compile(r"not (?:all|every|everyone|everybody|many|most|only|just|even)\b", re.I)
_NO_OR_ANY = re.compile(r"(?:no|\w+['’]?\w*\b[^.,;:]*?\bany)\s+(?P<what>\w+(?:\s+\w+)?)", re.I)
_CLAUSE_EDGE = re.compile(
    r"[,;:()–—]|\b(?:that|but|while|whereas|because|although|though|since|if|as)\b", re.I
)
_DETERMINERS = frozenset("the a an its their his her our this these those".split())
_ADVERBIAL = frozenset(
    (
        "in by on at during since until for after before to from with despite under over between "
        "throughout within"
    ).split()
)
# Those of whom nothing tells who they are, or that they are all.
_SOME = frozenset("he she they it we i you some many most more both others several few".split())
# "It was not raised", "it has no leader": "it" may well be what the question names.
IT = "it"
_UNDONE = re.compile(
    r"\b(?:it|this)\s+(?:(?:was|is)\s+(?:not|never)|ha[sd]\s+(?:no|(?:not|never)\s+been))\b", re.I
)
# What may stand beside a subject without naming one.
_BESIDE = frozenset(
    (
        "still yet ever once again however so far therefore also then now moreover may might must "
        "january february march april june july august september october november december "
        "spring summer autumn winter year month week"
    ).split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_OPENS_TO = re.compile(r"\W*\b(?:not\s+)?to(?:\s+be)?\s+\Z", re.I)
_WANTED = re.compile(
    r"\b(?:should|ought to|must|(?:want|hop|plan|demand|call|urg|promis|pledg|aim|intend|propos"
    r"|recommend|seek|goal|vow)\w*(?:\s+\w+){0,3}?\s+to)(?:\s+(?:not|also|be))*\s+\Z",
    re.I,
)
# Characters before a verb among which what it is wanted by stands.
_NEAR = 80
# Questions that may ask for what is wanted or to come.
_ASKS_WANTED = re.compile(
    r"\b(?:should|ought|must|will|would|could|might|to(?! (?:the|an?|its|their)\b| [A-Z\d$€£]))\b"
)


@dataclass(slots=True)
class _Named:
    """The words of a subject as they are met backwards, and what only says where or when."""

    own: list[str] = field(default_factory=list)
    of: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def stems(self) -> tuple[str, ...]:
        """The head's first: "tax", then "tobacco", for "the tobacco tax of Norland"."""
        return tuple(map(stem, self.own + self.of or self.beside))


def asks_wanted(question: str) -> bool:
    """Whether the question may ask for what is only wanted: "why should the tax be raised?"."""
    return bool(_ASKS_WANTED.search(question))


def is_planned(before: str) -> bool:
    """Whether what follows these words of a sentence is what somebody wants: "to raise the tax"
    in a list of demands, "the tax should be raised"."""
    return bool(_OPENS_TO.fullmatch(before) or _WANTED.search(before[-_NEAR:]))


def denied_of(text: str, negation: Region) -> tuple[str, ...]:
    """The stems of what a negation there denies a deed of, its head's first: of "Norland" in
    "unlike Marland, Norland has no cap"; IT where that is left undone; none where it is denied of
    everybody, or nothing is named."""
    if _NOBODY.match(text, negation.start):
        return ()
    if _NOT_ALL.match(text, negation.start):
        return ("some",)
    if any(one.start() < negation.start < one.end() for one in _UNDONE.finditer(text)):
        return (IT,)
    for clause in reversed(_CLAUSE_EDGE.split(text[: negation.start])):
        told = [word for word, _ in words(clause)]
        if not _SOME.isdisjoint(told):
            return ("some",)
        if named := _subject(told):
            # "Norland has no cap": a verb is the last word there.
            return named[::-1] if text[negation.start : negation.end].lower() == "no" else named
    return ()


def none_of(text: str, negation: Region) -> tuple[str, ...]:
    """The stems of what a negation there says there is none of: "site" in "no site" and in "we
    don't plan to close any site"."""
    found = _NO_OR_ANY.match(text, negation.start)
    return tuple(stem(word) for word, _ in words(found["what"])) if found else ()


def _subject(told: Sequence[str]) -> tuple[str, ...]:
    """The stems of the last noun of a clause that a verb or a negation follows, with its "of"."""
    named = _Named()
    for at in reversed(range(len(told))):
        word, before = told[at], told[at - 1] if at else ""
        if word == "of":
            named.of, named.own = [*named.own, *named.of], []
        elif word in _ADVERBIAL:
            named.beside, named.own, named.of = [*named.own, *named.of, *named.beside], [], []
        elif word in _DETERMINERS and named.own and before != "of" and before not in _ADVERBIAL:
            break
        elif not (word in STOP_WORDS or word in _BESIDE or _YEAR.fullmatch(word)):
            named.own.append(word)
    return named.stems()
