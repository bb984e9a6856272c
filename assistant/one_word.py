"""What several words say, in the one word that has an opposite."""

import re

from assistant.moved import without_given_up

# What other words say with one: to stay out is to leave, to sit in still is to have joined, to fail
# to do is not to do, not a single one is no one.
_STAY_OUT = re.compile(r"\b(?:stay|remain|keep|kept)(?:ed|s|ing)? (?:out of|outside)\b", re.I)
_STILL_IN = re.compile(
    r"\bstill (?:sits?|is|are|belongs?|remains?)(?: an? (?:\w+ )?member)? (?:in|of|to)"
    r"(?= (?:the )?[A-Z])"
)
_IN_FORCE = re.compile(r"\b(?:(?:still|remain(?:s|ed)?) in force|made permanent)\b", re.I)
_LEFT = re.compile(r"(?<!the )(?<!The )\b[Ll]eft (?=(?:the|its|their|his|her|our)\b|[A-Z])")
_FAIL_TO = re.compile(r"\b(?:refus|declin|fail)(?:e|ed|es|s|ing)? to\b", re.I)
_NOT_ONE = re.compile(
    r"\b(?:not (?:even )?a single|none of (?:the|its|their|his|her|our|these|those))\b", re.I
)


def in_one_word(text: str) -> str:
    """The text with what is said in several words in one that takes a side."""
    told = _STILL_IN.sub("joined", _IN_FORCE.sub("maintained", without_given_up(text)))
    told = _LEFT.sub("leave ", _STAY_OUT.sub("leave", _NOT_ONE.sub("no", told)))
    return _FAIL_TO.sub("not", told)
