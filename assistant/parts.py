"""What the quotes for one part of a question mean for another: whether they answer it too, and
that its answer may stand beside them."""

import re
from collections.abc import Collection, Sequence

from assistant.asked_figures import asks_age, lacks_particular
from assistant.guards import HELD, holds_wanted
from assistant.lacking import lacking
from assistant.questions import Part, content_words
from assistant.quotes import shares_words
from assistant.selection import EvidenceSelector, Scored
from assistant.unnamed import tells_of
from corpus.documents import Span
from index.terms import stem, stems

_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|results? (?:of|from)|in response|reasons?|in order"
    r"|so that|so as|in protest|after|following|amid|caus(?:ed?|es|ing)|prompt(?:ed|s|ing)?"
    r"|driven|forced|led to|for (?:lack|want|fear))\b",
    re.I,
)

# It asks whether, and takes over from the part before what that asks for.
_WHETHER = re.compile(r"\W*(?:is|are|was|were|did|does|do|has|have|had)\b", re.I)
_HARDLY_ANY = 2  # words of content of a part that leans on the one before
_WHO = re.compile(r"\W*(?:and\s+)?whom?\b", re.I)
_STANDS_FOR = re.compile(r"\b(?:it|they|them|this|these|those)\b", re.I)


def may_add(part: Part, span: Span, told: bool) -> bool:
    """Whether the span, behind one that is shown already, may be more evidence for the part: for
    one of hardly a word of its own ("and why?") only if the one shown hasn't `told` what is asked,
    and this one holds it."""
    return len(content_words(part.text)) > 1 or (not told and tells_too(part, span))


def tells_too(part: Part, span: Span) -> bool:
    """Whether the span, the best for the part, holds what the part asks in its own words: such a
    thing as is asked for, a cause, or half of its words of content. What it takes over from the
    part before would let anything pass that answers that one."""
    if part.wanted in HELD and not _WHETHER.match(part.text):
        return holds_wanted(part, span)
    if part.wanted == "reason":
        return bool(_CAUSE.search(span.text))
    own = {stem(word) for word in content_words(part.text)}
    return bool(own) and 2 * len(own & stems(span.text)) >= len(own)


def beside_first(
    part: Part, holding: Sequence[Scored], shown: Collection[Span], selector: EvidenceSelector
) -> list[Scored]:
    """For a part that leans on the one before ("and why?"), the sentences with those first that
    stand in a paragraph with what is shown for that, are likely enough, and lack nothing, nor any
    of the part's own words that the best holds; and without those that are of another matter."""
    short = part.resolved != part.text and len(content_words(part.text)) <= _HARDLY_ANY
    leans = short and shown and holding
    if leans:
        holding = [one for one in holding if _of_matter(part, one, shown)]
    if not leans or not holding or (_among(holding[0], shown) and tells_too(part, holding[0])):
        return list(holding)
    held = {stem(word) for word in content_words(part.text)} & stems(holding[0].text)
    near = [
        one
        for one in holding
        if one.probability >= selector.quote_threshold
        and stands_beside(one, shown)
        and held <= stems(one.text)
        and not lacking(part, [one], selector.likely)
    ]
    return [*near, *(one for one in holding if one not in near)]


def states_beside(part: Part, first: Scored, shown: Collection[Span]) -> bool:
    """Whether the best sentence for a part stands in a section with what is shown for another,
    and holds most of the part's words and such a thing as it asks for."""
    held = part.wanted in HELD and holds_wanted(part, first) and shares_words(part, first)
    section = first.document.section_at(first.start)
    return held and any(
        one.document is first.document and one.document.section_at(one.start) is section
        for one in shown
    )


def stands_beside(sentence: Scored, shown: Collection[Span]) -> bool:
    """Whether it is another sentence of a paragraph that something shown is of."""
    own = sentence.passage.block
    return not _among(sentence, shown) and any(
        one.document is sentence.document and own.start <= one.start < own.end for one in shown
    )


def likelier_first(part: Part, holding: Sequence[Scored]) -> list[Scored]:
    """The sentences with the likeliest first, if the part asks who and it is twice as likely as
    the first; or with that first that tells the age of whom the part names, if it asks for that."""
    best = max(holding, key=lambda one: one.probability)
    if asks_age(part.resolved):
        best = next((one for one in holding if _tells_age_of(part, one)), holding[0])
    elif not _WHO.match(part.text) or best.probability < 2 * holding[0].probability:
        return list(holding)
    return [best, *(one for one in holding if one is not best)]


def _tells_age_of(part: Part, sentence: Scored) -> bool:
    lacks = lacks_particular(part.resolved, sentence)
    return not lacks and tells_of(part.resolved, sentence)


def _of_matter(part: Part, sentence: Scored, shown: Collection[Span]) -> bool:
    """Whether what a pronoun of the part stands for may be meant: the sentence is of a paragraph
    with what is shown, or holds a word of the part before."""
    if not _STANDS_FOR.search(part.text):
        return True
    before = {stem(word) for word in content_words(part.resolved.removesuffix(part.text))}
    beside = stands_beside(sentence, shown) or _among(sentence, shown)
    return beside or not before.isdisjoint(stems(sentence.text))


def _among(sentence: Span, shown: Collection[Span]) -> bool:
    return any(sentence.overlaps(one) for one in shown)
