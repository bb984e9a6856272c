"""Whether, and what, the documents say of a thing that the question does no more than name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.names import Name, adjoin, names_in, same_name
from assistant.questions import content_words
from assistant.selection import Scored
from assistant.senses import synonyms
from assistant.stances import words_of
from corpus.documents import Span
from index.terms import stem, stems

_TEXTS = (
    r"(?:briefs?|documents?|papers?|reports?|texts?|articles?|stud(?:y|ies)|files?|authors?"
    r"|publications?|acts?|laws?|bills?|statutes?|regulations?|hearings?|transcripts?|trust"
    r"|witness(?:es)?|briefings?|strateg(?:y|ies)|commentar(?:y|ies)|releases?|guidance|guidelines?"
    r"|white papers?|memo(?:randum)?s?|audits?|evaluations?|essays?|interviews?|stor(?:y|ies)"
    r"|handbooks?|manuals?|factsheets?|leaflets?|chapters?|pages?)\b"
)
_DOCUMENTS = (
    r"(?:(?:the|this|these|that|your|our|any|any of the) (?:\w+ )?"
    rf"(?:{_TEXTS}|sources?)|it|they|you|there|any(?:one|body))"
)
_ABOUT = r"(?:about|on|of|regarding|concerning)"
_TOLD = r"(?:said|written|stated|reported|told|known|mentioned)"
_ASKS = re.compile(
    rf"\bwhat (?:(?:does|do|did|has|have|can|is) )?(?:{_DOCUMENTS} )?(?:say|says|said|tells? (?:us"
    rf"|me)|write|writes|written|states?|reports?|to say|know|being said) {_ABOUT} (?P<what>.+)"
    rf"|\b(?:does|do|did|is|are|has|have) {_DOCUMENTS} (?:(?:ever|even|also|anywhere|actually) )?"
    r"(?:mention(?:ed)?|discuss(?:ed)?|cover(?:ed)?|talk about|refer to|speak of|(?:(?:say|contain"
    rf"|know|tell us) )?(?:anything|something|information) {_ABOUT}) (?P<whether>.+)"
    rf"|\b(?:is|was) (?:there )?(?:any|some)thing {_TOLD} {_ABOUT} (?P<said>.+)"
    rf"|\A\W*(?:any|some)thing (?:{_TOLD} )?(?:about|regarding|concerning) (?P<anything>.+)"
    r"|\A\W*(?:(?:please|(?:can|could|would) you) )*tell (?:me|us) (?:(?:more|something|anything) "
    r")?about (?P<tell>.+)"
    r"|\A\W*(?:is|are|was|were) (?P<named>.+) (?:ever |also |even )?(?:mentioned|discussed"
    r"|referred to)\b",
    re.I,
)
# What ends the thing: where it is looked for.
_WHERE = re.compile(
    rf"(?:\s+(?:(?:anywhere )?in (?:the|this|these|your) (?:\w+ )?{_TEXTS}|at all|here"
    r"|anywhere|please))+\W*\Z",
    re.I,
)
# A document itself, and its notes, are no topic of it.
_ITSELF = re.compile(
    rf"(?:the|this|these|your|that) {_TEXTS}\W*\Z|.*\b(?:(?:foot|end)?notes?|references?|sources?"
    r"|citations?|authors?)\b",
    re.I,
)
# Put before the thing, so that its first word begins no sentence.
_LEAD = "of "
# More words than that, and it isn't only named.
_FEW = 3
# What stands beside a name and only says what it names: a sentence needn't repeat it.
_KINDS = frozenset(
    stem(word)
    for word in (
        "group company firm organisation organization party movement president minister prime "
        "chancellor government regime state country republic city town region village river lake "
        "island mercenaries paramilitaries paramilitary fighters forces army police court ministry "
        "agency council commission committee case affair agreement treaty act law scheme programme "
        "program project exercise summit"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question names without asking anything particular of it: its words of content,
    stemmed, and the names among them; `wholly` says that there are no other words."""

    stems: frozenset[str]
    names: tuple[Name, ...]
    wholly: bool
    spelling: str

    @property
    def common(self) -> frozenset[str]:
        """The stems that are of no name, and more than the kind of thing that one names."""
        left = self._unnamed()
        return left - _KINDS if self.names else left

    def named_in(self, sentence: Span) -> bool:
        """Whether the sentence names all of it; of a name of several words one is enough that
        isn't part of another name there: Xi for Xi Jinping, but no Lake Victoria for Victoria."""
        left = self.stems - (self._unnamed() - self.common) - stems(sentence.text)
        told = names_in(sentence.text)
        known = [one for one in told if any(same_name(one, own) for own in self.names)]
        others = [one for one in told if one not in known and not one.weak]
        alone = [one for one in known if not any(adjoin(one, other) for other in others)]
        return not left or bool(alone and left <= {stem(one.key) for one in self.names})

    def touched_by(self, sentence: Span) -> bool:
        """Whether the sentence has one of its common words, or a synonym of one; always where it
        has none."""
        if not self.common or self.common & stems(sentence.text):
            return True
        asked = [one for one in words_of(self.spelling) if one.stem in self.common]
        told = [one for one in words_of(sentence.text) if one.content]
        return any(synonyms(one, other) for one in asked for other in told)

    def _unnamed(self) -> frozenset[str]:
        told = f"{_LEAD}{self.spelling}"
        return self.stems.difference(*(stems(told[one.start : one.end]) for one in self.names))


def topic_of(question: str) -> Topic | None:
    """What the question asks to be told of, if it asks for no more."""
    found = _ASKS.search(question)
    if not found:
        return None
    thing = _WHERE.sub("", next(filter(None, found.groups()))).strip(" ?.!")
    own = content_words(thing)
    if not 0 < len(own) <= _FEW or _ITSELF.match(thing):
        return None
    named = tuple(one for one in names_in(f"{_LEAD}{thing}") if not one.weak)
    keys = frozenset(map(stem, own))
    return Topic(keys, named, len(named) == len(own), thing)


def told_of(topic: Topic, ranked: Sequence[Scored]) -> list[Scored]:
    """Those of the sentences that name the topic, the body's before those of notes and captions,
    surely evidence where that is all it is."""
    told = sorted((one for one in ranked if topic.named_in(one)), key=_is_aside)
    return [replace(one, probability=1.0) for one in told] if topic.wholly else told


def _is_aside(sentence: Scored) -> bool:
    return sentence.passage.block.kind != "body"
