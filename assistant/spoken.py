"""Who said something, where the body itself tells and cites nothing for it."""

import re
from collections.abc import Iterator, Sequence

from assistant.questions import content_words
from corpus.documents import Document, Region
from corpus.view import words
from index.terms import STOP_WORDS, stem, stems

_SAID = (
    r"(?:sa(?:id|ys?)|argue[sd]?|claim(?:s|ed)?|warn(?:s|ed)?|told|tells|state[sd]|insist(?:s|ed)?"
    r"|complain(?:s|ed)?|add(?:s|ed)|remark(?:s|ed))"
)
_WHO_SAID = re.compile(rf"\W*(?:(?:and|but|so)\s+)?who\s+{_SAID}\b(?P<what>.+)", re.I | re.S)
_WHO_DID = re.compile(r"\W*(?:(?:and|but|so|then)\s+)?who\s+(?P<did>[\w’'-]+)", re.I)
_QUOTED = re.compile(r"[\"“”„«](?P<words>[^\"“”„«»]+)[\"“”»]")
# A speaker: "said Ms. Orlik", "the Union's Orlik, its head, said", "according to the Union".
_SPEAKER = re.compile(
    rf"\b{_SAID}\s+(?:the\s+)?[A-Z]|\b[A-Z][\w.'’-]+(?:,[^,;]+,)?\s+(?:ha[sd]\s+)?{_SAID}\b"
    r"|\b[Aa]ccording to (?:the )?[A-Z]"
)
# Of what was said, the least share of its words that the sentence must hold, and fewest words.
_SHARE, _FEWEST = 0.75, 2


def tells_who_said(question: str, documents: Sequence[Document]) -> bool:
    """Whether the question asks who said something, and a sentence of the body that cites nothing
    holds it and names a speaker."""
    asked = _WHO_SAID.match(question)
    return asked is not None and any(
        _SPEAKER.search(document.slice(sentence))
        and _holds(document.slice(sentence), asked["what"])
        and not document.cited_in(sentence.start, sentence.end)
        for document in documents
        for sentence in _sentences(document)
    )


def tells_who(question: str, sentence: str) -> bool:
    """Whether the question asks who did something, and the sentence has the word for that, or one
    for saying where it asks who said it."""
    asked = _WHO_DID.match(question)
    if asked is None or asked["did"].lower() in STOP_WORDS:
        return False
    said = re.fullmatch(_SAID, asked["did"], re.I) and re.search(rf"\b{_SAID}\b", sentence, re.I)
    return bool(said) or stem(asked["did"].lower()) in stems(sentence)


def _sentences(document: Document) -> Iterator[Region]:
    for block in document.layout.blocks:
        if block.kind == "body":
            yield from block.sentences


def _holds(sentence: str, what: str) -> bool:
    """Whether the sentence holds the words in quotation marks in a row, or else most words."""
    if quoted := _QUOTED.search(what):
        said = [word for word, _ in words(quoted["words"])]
        return len(said) >= _FEWEST and f" {' '.join(said)} " in f" {_in_a_row(sentence)} "
    told = {stem(word) for word in content_words(what)}
    held = told & stems(sentence)
    return len(told) >= _FEWEST and len(held) >= _SHARE * len(told)


def _in_a_row(text: str) -> str:
    return " ".join(word for word, _ in words(text))
