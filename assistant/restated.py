"""Sentences that only say again what a question takes for granted."""

import re
from collections import Counter

from assistant.governed import NEGATIONS
from assistant.guards import figures_in
from assistant.questions import Part, content_words
from corpus.documents import Span
from corpus.turns import turn_at
from corpus.view import fold, words
from index.terms import akin, stem, stems

# A question that such a sentence may answer: whether a thing is so, and what a thing is called.
_WHETHER = re.compile(
    r"^\W*(?:(?:and|but|so|then|also) )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will"
    r"|would|should|may|might|must)\b",
    re.I,
)
_CAUSE = re.compile(
    r"\b(?:because|since|as|due|owing|thanks|results?|response|reasons?|order|so|protest|after"
    r"|following|amid|caus\w+|prompt\w+|driven|forced?|led|leads?|leading|lack|want|fear\w*|given"
    r"|hop(?:e|es|ed|ing)|aim\w*|seek\w*|sought|to|by|for|with|without|if|when|while|despite|although"
    r"|until|unless|enabl\w+|allow\w+|help\w*|mean\w*|reflect\w*|therefore|thus|hence|which|who|that"
    r"|where|before|once|now|under|through|from|against|argu\w+|cit(?:es|ed|ing))\b|[;:–—(]",
    re.I,
)
# Where such words tell no cause: beside a time or a figure, where they tell one noun from others.
_TIMES = r"(?:day|week|month|year|time|summer|autumn|winter|spring|morning|evening)"
_TIME = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|\d{4}"
    rf"|(?:the|this|last|next|each|every) (?:\w+ ){{0,2}}{_TIMES}|the (?:end|beginning|start))\b"
)
_NUMBER = r"(?:[€$£]?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half)\b)"
_ABOUT = r"(?: (?:about|around|over|only|nearly|almost|at least|at most|early|late|mid))?[ -]"
_NO_CAUSE = re.compile(
    rf"\b(?:by|from|for|to){_ABOUT}(?:{_NUMBER}|{_TIME})|\bwith{_ABOUT}\d[\d.,]*(?:%| per ?cent)"
    rf"|\b(?:since|until|before|after|through|under|with|once){_ABOUT}(?:\d\d? )?{_TIME}"
    r"|\b(?:of|in|on|at|to|by|from|under|since|during) (?:which|whom)\b"
    rf"|\bthat {_TIMES}\b|\b(?:has|have|had|ever) since\b|\b(?:up|according) to\b"
    r"|\b(?:as well as|such as|as of|so far)\b",
    re.I,
)
# What follows from a thing is no cause of it.
_SO_THAT = re.compile(r"\bso (?P<how>[\w’'-]+) that\b[^,;]*", re.I)
# Of the question's words of content, the share by which a sentence tells the very deed.
_SHARE = 2 / 3
_QUOTES = re.compile(r"[\"“”„«]")


def only_restates(part: Part, sentence: Span) -> bool:
    """Whether the sentence holds no word of content and no figure that the question doesn't, or,
    where a reason is asked for, tells the deed and nothing that could be a reason."""
    reason = part.wanted == "reason"
    if part.keywords or _WHETHER.match(part.text) or (part.text != part.resolved and not reason):
        return False
    if sentence.text.endswith((":", "—", "–")) or _QUOTES.search(part.text):
        return False  # a lead-in brings its list; words in quotation marks are looked for
    if turn_at(sentence.document, sentence.start):
        return False  # who speaks is told by the label
    asked, told = {stem(word) for word in content_words(part.resolved)}, stems(sentence.text)
    if not asked or not told:
        return False
    if not _new(asked, content_words(sentence.text)):
        return not any(v.amount not in part.figures for v in figures_in(sentence.text))
    return reason and _tells(asked, told, sentence.text) and not _cause(part.text, sentence.text)


def _tells(asked: set[str], told: frozenset[str], text: str) -> bool:
    """Whether a sentence tells most of what is asked, or that a thing is so much so that
    something follows."""
    shared = [one for one in asked if akin(one, told)]
    follows = _SO_THAT.search(text)
    if follows and akin(stem(fold(follows["how"])), asked):
        return True
    return len(shared) > 1 and len(shared) >= _SHARE * len(asked)


def _cause(question: str, text: str) -> bool:
    """Whether a sentence has more of what may tell a cause than the question."""
    told = _NO_CAUSE.sub(" ", _SO_THAT.sub("", text))
    asked = Counter(stem(word) for word, _ in words(question))
    return bool(Counter(stem(fold(one[0])) for one in _CAUSE.finditer(told)) - asked)


def _new(asked: set[str], told: list[str]) -> list[str]:
    """Those of a sentence's words that are not the question's, nor only deny ("hasn't")."""
    return [word for word in told if word not in NEGATIONS and not akin(stem(word), asked)]
