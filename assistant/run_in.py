"""Short sentences that only name what the next one tells: "Water level.", "First, resources."."""

import re
from dataclasses import replace

from assistant.selection import Scored
from corpus.documents import Region
from corpus.view import words
from index.terms import STOP_WORDS

# A mark, a number or an ordinal in front of what a label names.
_MARK = re.compile(
    r"\W*(?:\(?(?:\d{1,2}|[a-z])[.)]\s+)?(?:(?:first|second|third|fourth|fifth|finally|last)(?:ly)?,"
    r"\s+)?",
    re.I,
)
# The most words of a label.
_WORDS = 4
# What a sentence opens with that needs the label before it.
_LEANS = re.compile(r"(?:it|they|this|these|those|that|here|such)\b", re.I)


def with_label(one: Scored) -> Scored:
    """The sentence with the next one of its paragraph, if it is a label or an answer in a word;
    with the label before it, if it opens with a pronoun that stands for that; else as it is."""
    block = one.document.block_at(one.start)  # a list's item keeps the passage of its lead-in
    sentences = block.sentences if block else ()
    at = next((at for at, own in enumerate(sentences) if own.start == one.start), None)
    if at is None or one.end != sentences[at].end:
        return one
    if _is_short(one, sentences[at]) and at + 1 < len(sentences):
        return replace(one, end=sentences[at + 1].end)
    if at == 1 and _LEANS.match(one.text) and _is_label(one, sentences[0]):
        return replace(one, start=sentences[0].start)
    return one


def _is_short(one: Scored, sentence: Region) -> bool:
    """Whether a sentence that ends with a full stop is of a few words, its mark apart."""
    text = one.document.slice(sentence)
    told = _MARK.sub("", text, count=1)
    return text.endswith((".", "!")) and 0 < len(_words(told)) <= _WORDS and not _figure(told)


def _is_label(one: Scored, sentence: Region) -> bool:
    """Whether it is short, and opens with a word that names something."""
    opens = _words(_MARK.sub("", one.document.slice(sentence), count=1))[:1]
    return _is_short(one, sentence) and not STOP_WORDS.issuperset(opens)


def _words(text: str) -> list[str]:
    return [word for word, _ in words(text)]


def _figure(text: str) -> bool:
    return any(character.isdigit() for character in text)
