"""Whether a quote that stands there for one part of a question answers another part too."""

import re

from assistant.guards import HELD, holds_wanted
from assistant.questions import Part, content_words
from corpus.documents import Span
from index.terms import stem, stems

_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|results? (?:of|from)|in response|reasons?|in order"
    r"|so that|so as|in protest|after|following|amid|caus(?:ed?|es|ing)|prompt(?:ed|s|ing)?"
    r"|driven|forced|led to|for (?:lack|want|fear))\b",
    re.I,
)


def may_add(part: Part, span: Span, told: bool) -> bool:
    """Whether the span, behind one that is shown already, may be more evidence for the part: for
    one of hardly a word of its own ("and why?") only if the one shown hasn't `told` what is asked,
    and this one holds it."""
    return len(content_words(part.text)) > 1 or (not told and tells_too(part, span))


def tells_too(part: Part, span: Span) -> bool:
    """Whether the span, the best for the part, holds what the part asks in its own words: such a
    thing as is asked for, a cause, or half of its words of content. What it takes over from the
    part before would let anything pass that answers that one."""
    if part.wanted in HELD:
        return holds_wanted(part, span)
    if part.wanted == "reason":
        return bool(_CAUSE.search(span.text))
    own = {stem(word) for word in content_words(part.text)}
    return bool(own) and 2 * len(own & stems(span.text)) >= len(own)
