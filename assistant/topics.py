"""Whether, and what, the documents say of a thing that the question does no more than name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.names import Name, adjoin, names_in, same_name
from assistant.questions import content_words
from assistant.selection import Scored
from corpus.documents import Span
from index.terms import stem, stems

_DOCUMENTS = (
    r"(?:(?:the|this|these|that|your|our|any|any of the) (?:\w+ )?(?:briefs?|documents?|papers?"
    r"|reports?|texts?|articles?|stud(?:y|ies)|files?|authors?|sources?|publications?)|it|they|you"
    r"|there)"
)
_ABOUT = r"(?:about|on|of|regarding|concerning)"
_ASKS = re.compile(
    rf"\bwhat (?:(?:does|do|did|has|have|can|is) )?(?:{_DOCUMENTS} )?(?:say|says|said|tells? (?:us"
    rf"|me)|write|writes|written|states?|reports?|to say|know|being said) {_ABOUT} (?P<what>.+)"
    rf"|\b(?:does|do|did|is|are|has|have) {_DOCUMENTS} (?:(?:ever|even|also|anywhere|actually) )?"
    r"(?:mention(?:ed)?|discuss(?:ed)?|cover(?:ed)?|talk about|refer to|speak of|(?:(?:say|contain"
    rf"|know|tell us) )?(?:anything|something|information) {_ABOUT}) (?P<whether>.+)"
    r"|\A\W*(?:is|are|was|were) (?P<named>.+) (?:ever |also |even )?(?:mentioned|discussed|covered"
    r"|referred to)\b",
    re.I,
)
# More words than that, and it isn't only named.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question names without asking anything particular of it: its words of content,
    stemmed, and the names among them; `wholly` says that there are no other words."""

    stems: frozenset[str]
    names: tuple[Name, ...]
    wholly: bool
    spelling: str

    def named_in(self, sentence: Span) -> bool:
        """Whether the sentence names all of it; of a name of several words one is enough that
        isn't part of another name there: Xi for Xi Jinping, but no Lake Victoria for Victoria."""
        left = self.stems - stems(sentence.text)
        told = names_in(sentence.text)
        known = [one for one in told if any(same_name(one, own) for own in self.names)]
        others = [one for one in told if one not in known and not one.weak]
        alone = [one for one in known if not any(adjoin(one, other) for other in others)]
        return not left or bool(alone and left <= {stem(one.key) for one in self.names})


def topic_of(question: str) -> Topic | None:
    """What the question asks to be told of, if it asks for no more."""
    found = _ASKS.search(question)
    if not found:
        return None
    thing = next(filter(None, found.groups())).strip(" ?.!")
    own = content_words(thing)
    if not 0 < len(own) <= _FEW:
        return None
    named = tuple(one for one in names_in(f"of {thing}") if not one.weak)
    keys = frozenset(map(stem, own))
    return Topic(keys, named, len(named) == len(own), thing)


def told_of(topic: Topic, ranked: Sequence[Scored]) -> list[Scored]:
    """Those of the sentences that name the topic, surely evidence where that is all it is."""
    told = [one for one in ranked if topic.named_in(one)]
    return [replace(one, probability=1.0) for one in told] if topic.wholly else told
