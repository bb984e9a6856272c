"""Statements that a document takes back: what its correction says an earlier version held."""

import re
from collections.abc import Callable

from corpus.documents import Span

# How a correction opens; "Correction officers" don't open one, nor do "corrections in prices".
_OPENS = re.compile(
    r"[\W_]*(?:corrections?(?: and clarifications?)?|corrigend(?:um|a)|errat(?:um|a)"
    r"|editor['’]s note)[*_]*(?:\s*[:.,;(–—]|\s+(?:\d|\()|[\s#]*\Z)",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:earlier|previous|original|first|initial) versions? of th(?:is|e present) \w+"
    r"|\bthis (?:article|story|piece|page|post|report|caption|headline|text)\b[^.;]*"
    r"\b(?:originally|wrongly|incorrectly|mistakenly|erroneously)\b",
    re.I,
)
_HELD = re.compile(
    r"[\W_]*(?:it|we|they|the (?:\w+ )?(?:article|story|piece|report|caption|headline|text|table))"
    r" (?:(?:also|originally|further) )?(?:said|stated|gave|reported|named|described|wrote|claimed"
    r"|listed|called|identified|suggested|spelt|spelled|put|quoted)\b"
    r"|\b(?:wrongly|incorrectly|mistakenly|erroneously|mis(?:stated|identified|spelled|spelt|named"
    r"|quoted|attributed|described|reported))\b",
    re.I,
)
# What tells in the same breath how it really is.
_SETS_RIGHT = re.compile(
    r"\b(?:in fact|actually|not (?:on |in |by |at |as )?\S+\W*\Z|not \W?\d|rather than|instead of"
    r"|should (?:be|have|read)|(?:has|have) been (?:corrected|amended|updated|changed)|corrected to"
    r"|now reads?)(?!\w)|[;–—]\s|\bbut\b",
    re.I,
)
_ASKS_OF_MISTAKE = re.compile(
    r"\b(?:corrected|corrections?|corrigend\w+|errat\w+|mistak\w+|errors?|wrong(?:ly)?|incorrect\w*"
    r"|erroneous\w*|mis(?:stat|spel|report|quot|identif)\w+|earlier|previous\w*|original\w*"
    r"|versions?|initially|at first|retract\w*|taken? back|took back|withdr[ae]w\w*)\b",
    re.I,
)


def standing(text: str) -> Callable[[Span], bool]:
    """Whether a sentence may say something for a question or a claim of that text: one that the
    document takes back says only what was wrong."""
    if _ASKS_OF_MISTAKE.search(text):
        return lambda _: True
    return lambda sentence: not taken_back(sentence)


def taken_back(sentence: Span) -> bool:
    """Whether the sentence tells what the document wrongly held, and not how it is."""
    text = sentence.text
    if _SETS_RIGHT.search(text):
        return False
    return bool(_EARLIER.search(text) or (_HELD.search(text) and _in_correction(sentence)))


def _in_correction(sentence: Span) -> bool:
    """Whether a correction opens the sentence's paragraph, or is its section's heading and the
    section speaks of an earlier version: there are corrections that are prisons."""
    document = sentence.document
    block, section = document.block_at(sentence.start), document.section_at(sentence.start)
    if section and _OPENS.fullmatch(section.heading) and _EARLIER.search(document.slice(section)):
        return True
    before = document.text[block.start : sentence.end] if block else sentence.text
    return bool(_OPENS.match(before) or _EARLIER.search(before))
