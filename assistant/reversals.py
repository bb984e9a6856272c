"""A preference that a question takes for granted, and a sentence that has it the other way
round."""

import re

from assistant.governed import denies
from assistant.questions import content_words
from index.terms import STOP_WORDS, stem, stems

# "Prefer loans to grants", "put loans ahead of grants".
_PREFERS = re.compile(
    r"\b(?:prefer\w*|favou?r\w*|puts?|choos\w+|chose|lik(?:e|es|ed))\s+(?P<one>[^,;:()]+?)\s+"
    r"(?:to|over|above|ahead of|before|rather than|instead of|better than|more than)\s+"
    r"(?P<other>[^,;:()?]+)",
    re.I,
)
# As many words on either side as an adjective or two and a noun.
_RATHER = re.compile(
    r"(?P<one>(?:[\w-]+\s+){1,3})(?:rather than|instead of)\s+(?P<other>[\w-]+(?:\s+[\w-]+){0,2})",
    re.I,
)


def swaps(question: str, sentence: str) -> bool:
    """Whether a sentence says of the same subject that it was the one thing rather than the
    other, where the question prefers the other to the one."""
    asked, told = _PREFERS.search(question), _RATHER.search(sentence)
    if not (asked and told) or denies(question) or denies(sentence):
        return False
    one, other = _matter(asked["one"]), _matter(asked["other"])
    chosen, passed_over = _matter(told["one"]), _matter(told["other"])
    straight = one & chosen or other & passed_over
    crossed = one & passed_over and other & chosen
    return bool(crossed and not straight) and _same_subject(question[: asked.start()], sentence)


def _same_subject(before: str, sentence: str) -> bool:
    """Whether the sentence names at least half of what the question does before its verb."""
    named = {stem(word) for word in content_words(before)}
    return bool(named) and 2 * len(named & stems(sentence)) >= len(named)


def _matter(text: str) -> frozenset[str]:
    return stems(text) - STOP_WORDS
