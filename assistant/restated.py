"""Sentences that only say again what a question takes for granted."""

import re

from assistant.guards import figures_in
from assistant.questions import Part, content_words
from corpus.documents import Span
from corpus.turns import turn_at
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
# Of the question's words of content, the share by which a sentence tells the very deed.
_SHARE = 2 / 3
_QUOTES = re.compile(r"[\"“”„«]")


def only_restates(part: Part, sentence: Span) -> bool:
    """Whether the sentence holds no word of content and no figure that the question doesn't, or,
    where a reason is asked for, tells the deed and nothing that could be a reason."""
    if part.keywords or _WHETHER.match(part.text) or part.text != part.resolved:
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
    shared = [one for one in asked if akin(one, told)]
    tells = len(shared) > 1 and len(shared) >= _SHARE * len(asked)
    return part.wanted == "reason" and tells and not _CAUSE.search(sentence.text)


def _new(asked: set[str], words: list[str]) -> list[str]:
    """Those of a sentence's words that are not the question's."""
    return [word for word in words if not akin(stem(word), asked)]
