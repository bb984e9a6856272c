"""Questions for what a term means, and definitions of other terms."""

import re

from index.terms import terms

_ASKS = re.compile(
    r"\bwhat (?:does|do|did) (?:the (?:term|word|expression) )?(?P<mean>.+?) means?\b"
    r"|\bdefinitions? of (?P<of>[^?]+)|\bhow (?:is|are) (?P<how>.+?) defined\b"
    r"|\bwhat is meant by (?P<by>[^?]+)",
    re.I,
)
_DEFINES = re.compile(
    r"\W{0,3}(?:\(\w{1,3}\)\s*)?[\"“‘'](?P<term>[^\"”’']{2,60})[\"”’'] (?:means?|includes?"
    r"|is defined as|has the meaning)\b"
)


def defines_another(asked: str, text: str) -> str:
    """The term whose meaning is asked, where the text is the definition of another and doesn't
    hold a word of it; else ""."""
    question, own = _ASKS.search(asked), _DEFINES.match(text)
    if question is None or own is None:
        return ""
    term = next(told for told in question.groups() if told).strip(" \"“”‘’'")
    return "" if {*terms(term)} & {*terms(text)} else term
