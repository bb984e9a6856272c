"""Sentences that only say where a document tells something: they answer nothing."""

import re
from collections.abc import Callable

from corpus.documents import Span

_PART = r"(?:section|chapter|part|annex|appendix|box|subsection)"
_TELLS = (
    r"(?:sets? out|looks? at|describes?|examines?|discuss(?:es)?|presents?|deals? with|turns? to"
    r"|considers?|explores?|outlines?|reviews?|summari[sz]es?|analy[sz]es?|explains?|covers?"
    r"|asks?|offers?|proposes?|makes?|draws?|gives?|lists?|shows?)"
)
_WHICH = r"(?:first|second|third|fourth|fifth|sixth|last|final|next|following|closing|opening)"
_POINTS = re.compile(
    rf"\W*(?:(?:the|a) {_WHICH} {_PART}|{_PART} (?:\d[\d.]*|[A-Z]\b)|this {_PART}) (?:then )?"
    rf"{_TELLS}\b"
    rf"|\W*(?:it|this (?:\w+ )?(?:brief|report|paper|study|article|review)|we) first (?:{_TELLS})\b"
    r".*\b(?:then|finally|lastly)\b"
    r"|\W*(?:table|figure|annex|appendix|chart|box) (?:\d[\d.]*|[A-Z]) (?:shows?|gives?|lists?"
    r"|presents?|sets? out|summari[sz]es?|compares?|describes?) (?!that\b)",
    re.I | re.S,
)
_FIGURE = re.compile(r"\d")
# Questions about how a document is made up, which such a sentence answers.
_OF_DOCUMENT = re.compile(
    r"\b(?:sections?|chapters?|parts?|annex(?:es)?|appendix|box|tables?|figures?|charts?|structur\w+"
    r"|organi[sz]ed|divided|contents?|outline|about|covers?|deals?|scope|aims?|purpose|where"
    r"|summar\w+)\b",
    re.I,
)


def telling(question: str) -> Callable[[Span], bool]:
    """Whether a sentence may say something for the question: one that only points elsewhere does
    for a question about the document alone."""
    if _OF_DOCUMENT.search(question):
        return lambda _: True
    return lambda sentence: not points_elsewhere(sentence.text)


def points_elsewhere(text: str) -> bool:
    """Whether a sentence says where something is told, and has no figure of its own."""
    found = _POINTS.match(text)
    return bool(found) and not _FIGURE.search(text[found.end() :] if found else text)
