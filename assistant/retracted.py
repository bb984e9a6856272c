"""Statements that a document takes back: they answer only who asks for the correction."""

import re
from itertools import takewhile

from corpus.documents import Span

_TEXT = (
    r"(?:article|report|story|text|page|brief|briefing|paper|document|post|piece|statement|release"
    r"|guidance|guideline|chapter|table|figure)"
)
_SAID = (
    r"(?:said|stated|gave|given|wrote|reported|claimed|referred|described|listed|named|put|attributed"
    r"|suggested|misstated|misspel[lt]\w*|misidentified|misquoted)"
)
_WRONGLY = (
    r"(?:originally|previously|initially|wrongly|incorrectly|mistakenly|erroneously|at first)"
)
_TAKES_BACK = re.compile(
    rf"\b(?:earlier|previous|original|first|prior) (?:versions?|editions?) of (?:this|the|our)"
    rf" (?:\w+ )?{_TEXT}\b.*\b{_SAID}\b"
    rf"|\b(?:this|the|our) {_TEXT} (?:had )?{_WRONGLY} {_SAID}\b"
    rf"|\b(?:was|were|had been) (?:wrongly|incorrectly|mistakenly|erroneously) {_SAID}\b.*\bas\b",
    re.I,
)
_GOES_ON = re.compile(rf"\W*(?:it|they|this|the {_TEXT}) (?:had )?(?:also|further) {_SAID}\b", re.I)
_ASKS_FOR_IT = re.compile(
    r"\b(?:corrections?|corrected|correcting|errat(?:um|a)|corrigend(?:um|a)|mistakes?"
    r"|mistaken(?:ly)?|errors?|wrong(?:ly)?|incorrect(?:ly)?|originally|retract\w*|took back"
    r"|taken back|amended|misprints?|mis(?:stat|quot|report)\w*"
    r"|(?:earlier|previous|original|first|prior|old) versions?)\b",
    re.I,
)


def is_retracted(asked: str, sentence: Span) -> bool:
    """Whether the sentence tells what the document once said wrongly, and what is asked isn't
    that."""
    text = sentence.text
    takes_back, goes_on = _TAKES_BACK.search(text), _GOES_ON.match(text)
    if not (takes_back or goes_on) or _ASKS_FOR_IT.search(asked):
        return False
    if takes_back:
        return True
    block = sentence.document.block_at(sentence.start)
    told = block.sentences if block else ()
    before = takewhile(lambda one: one.end <= sentence.start, told)
    return any(_TAKES_BACK.search(sentence.document.slice(one)) for one in before)
