"""What somebody says about something: a sentence of theirs on other matters is no answer."""

import re
from functools import lru_cache

from assistant.names import Name, names_in, same_name
from assistant.questions import Part, content_words
from corpus.documents import Document, Span
from corpus.turns import turn_at
from index.terms import akin, stem, stems

_ABOUT = re.compile(
    r"\bwhat (?:do|does|did|has|have|had) (?:the )?(?P<who>[^?]+?) "
    r"(?:(?:say|said|tell|told|write|written|wrote|claim(?:ed)?|argued?|believed?|think|thought)"
    r"(?: \w+){0,3}? (?:about|regarding|concerning)|(?:say|said|think|thought) (?:of|on))"
    r"\s+(?P<about>[^?]+)",
    re.I,
)
_DAY = re.compile(
    r"(?:\w+ )?(?:\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May\b"
    r"|June|July|August|September|October|November|December)"
)
# What may be spoken of without being named.
_GENERAL = frozenset(
    (
        "situation matter issue question topic subject problem thing case state idea plan proposal "
        "bill law decision move future work result finding effect development change event news "
        "people role use way point"
    ).split()
)
_NO_NAME = frozenset("the this that these our its their a an in of".split())
# The share of a document's paragraphs that name what it is about, and needn't be named again.
_TOPIC = 0.25
_FEW = 3  # sentences of a paragraph that may lean on the one before


def who_asked(told: str) -> tuple[Name, ...]:
    """The names of whose words are asked for; none where that isn't told by names alone."""
    who = tuple(one for one in names_in(f"of {told}") if not one.weak)
    return who if len(who) >= len([w for w in told.split() if w.lower() not in _NO_NAME]) else ()


def on_what(asked: str, who: str) -> str:
    """Who is asked about, with the matter where the question has one: "Lind on the drums"."""
    found = _ABOUT.search(asked)
    matter = _matter(found) if found and found["who"] == who else ()
    return f"{who} on {found['about'].strip(' .!')}" if found and matter else who


def left_unsaid(part: Part, sentence: Span) -> str:
    """Who is asked about, on what, where the sentence's paragraph has nothing of that matter,
    though the document names it elsewhere in the question's words; else ""."""
    found = _ABOUT.search(part.resolved)
    if not found or part.text != part.resolved or not who_asked(found["who"]):
        return ""
    document, matter = sentence.document, _matter(found)
    if not matter or turn_at(document, sentence.start) or not _names_all(document, matter):
        return ""
    around = _around(sentence)
    told, things = stems(around), tuple(one for one in names_in(f"of {found['about']}"))
    if any(akin(one, told) for one in matter) or names_any(around, things):
        return ""
    return on_what(part.resolved, found["who"])


def _matter(found: re.Match[str]) -> tuple[str, ...]:
    """The stems of what is asked after; none where it is general, or a day."""
    if _DAY.match(found["about"]):
        return ()
    words = [word for word in content_words(found["about"]) if word not in _GENERAL]
    return tuple(stem(word) for word in words if word.removesuffix("s") not in _GENERAL)


def _names_all(document: Document, matter: tuple[str, ...]) -> bool:
    """Whether the document has all of these words, and none is what it is about."""
    blocks = _stems_of(document)
    often = [sum(akin(one, told) for told in blocks) for one in matter]
    title = stems(document.title)
    about = any(akin(one, title) for one in matter)
    return not about and all(0 < n <= max(1, _TOPIC * len(blocks)) for n in often)


def _around(sentence: Span) -> str:
    """The sentence's paragraph, its heading, and the paragraph before one of a sentence or two."""
    document = sentence.document
    body = [one for one in document.layout.blocks if one.kind == "body"]
    at = next((n for n, one in enumerate(body) if one.start <= sentence.start < one.end), None)
    if at is None:
        return sentence.text
    first = at - 1 if at and len(body[at].sentences) < _FEW else at
    section = document.section_at(sentence.start)
    heading = section.heading if section else ""
    return "\n".join([heading, *map(document.slice, body[first : at + 1])])


@lru_cache(maxsize=64)
def _stems_of(document: Document) -> tuple[frozenset[str], ...]:
    blocks = [one for one in document.layout.blocks if one.kind == "body"]
    return tuple(frozenset(stems(document.slice(one))) for one in blocks)


def names_any(text: str, who: tuple[Name, ...]) -> bool:
    """Whether the text names one of them."""
    told = names_in(text)
    return any(same_name(one, other) for one in who for other in told)
