"""Questions about a numbered part of a document: recommendation 4, section 7(2), the last risk."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.labels import KINDS, NUMBER, SUBS, Path, path_of
from assistant.listings import LISTED
from assistant.questions import Part, content_words
from corpus.documents import Document
from corpus.view import words

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_COUNTS = "one two three four five six seven eight nine ten eleven twelve".split()
_WHICH = rf"(?P<which>{'|'.join(_ORDINALS)}|last|final)"
_BY_NUMBER = re.compile(
    rf"\b(?i:(?P<kind>{'|'.join(KINDS)}))s?\s+(?i:(?:number|no\.?|nr\.?)\s+|#)?"
    rf"(?:(?P<number>{NUMBER})(?P<subs>{SUBS})|(?i:(?P<count>{'|'.join(_COUNTS)})\b))"
)
_BY_ORDINAL = re.compile(
    rf"\b{_WHICH}\s+(?P<kind>{'|'.join(dict.fromkeys((*KINDS, *LISTED)))})\b", re.I
)
# "And the second?", behind a question on the first.
_ANOTHER = re.compile(
    rf"\W*(?:and|but|what about|how about|what(?:['’]s| is))\s+(?:the\s+)?{_WHICH}(?:\s+one)?\W*\Z",
    re.I,
)
_ANOTHER_NUMBER = re.compile(
    rf"(?:,\s*(?:and|or)?|\s+(?:and|or))\s*(?P<number>{NUMBER})(?P<subs>{SUBS})"
)
_UP_TO = re.compile(r"\s*(?:to|through|[-–])\s*(?P<last>\d{1,3})(?![\d%]|[.,]\d)")
_AUXILIARY = r"(?:do|does|did|is|was|are|were|will|would|can|could|may|must|should|has|had)"
_OPENING = re.compile(
    r"\W*(?:[A-Za-z-]+\s+){1,2}\d[\w().]*(?:(?:,\s*|\s+(?:and|or|to)\s+)\d[\w().]*)*"
)
# The sources of a part are asked for elsewhere (assistant.citations).
_OF_SOURCES = re.compile(
    r"\b(?:sources?|cit(?:e[sd]?|ing|ations?)|(?:foot|end)?notes?|references?)\b", re.I
)
# What asks for no more than what a part says.
SAYING = frozenset(
    (
        "say says said deal deals dealing treat treats cover covers covered concern concerns "
        "contain contains state states stated provide provides recommend recommends recommended "
        "ask asks asked call calls discuss discusses discussed describe describes described "
        "explain explains explained read reads mean means find finds found regulate regulates "
        "require requires demand demands propose proposes proposed suggest suggests about content "
        "contents text wording summary summarise summarize summarised quote entitled subject "
        "matter audit report act law bill brief study paper document article trial policy authors "
        "author named mentioned mention mentions set sets out under written stands strategy "
        "release commentary guidance guideline briefing"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The part that a question names: its noun, and its path by number, or how many it is, -1 for
    the last; as the question writes it."""

    kind: str
    path: Path
    nth: int | None
    spelling: str

    def is_named_in(self, text: str) -> bool:
        """Whether the text names the part by its number, or a part of it."""
        return bool(self.path) and any(map(self._holds, _paths(self.kind, text)))

    def is_another_in(self, text: str, question: str) -> bool:
        """Whether the text tells of parts of that kind by their numbers, and of none that the
        question names. What this one does may be told with another: "It replaces Article 4"."""
        acts = re.search(rf"\b{_AUXILIARY}\s+(?:the\s+)?{re.escape(self.spelling)}", question, re.I)
        told = _OPENING.match(text) if acts else None
        text = told[0] if told else "" if acts else text
        named = list(_paths(self.kind, text)) if self.path else []
        asked = [self.path, *_paths(self.kind, question)]
        fits = any(
            one[: len(two)] == two or two[: len(one)] == one for one in named for two in asked
        )
        return bool(named) and not fits

    def _holds(self, path: Path) -> bool:
        return path[: len(self.path)] == self.path


def read_numbered(part: Part) -> Numbered | None:
    """The numbered part that is asked about; None where the question names none or asks for a
    source."""
    if _OF_SOURCES.search(part.text):
        return None
    found = _named(part.text) or (_named(part.resolved) if part.resolved != part.text else None)
    if found and (another := _ANOTHER.match(part.text)):
        which = another["which"].lower()
        return Numbered(found.kind, (), _nth(which), f"{which} {found.kind}")
    return found


def _named(text: str) -> Numbered | None:
    if found := _BY_NUMBER.search(text):
        kind = found["kind"].lower()
        return Numbered(kind, _path(found), None, f"{kind} {found[0].split(None, 1)[1]}")
    if found := _BY_ORDINAL.search(text):
        return Numbered(found["kind"].lower(), (), _nth(found["which"]), found[0].lower())
    return None


def _path(found: re.Match[str]) -> Path:
    if found["count"]:
        return (str(_COUNTS.index(found["count"].lower()) + 1),)
    return path_of(found["number"], found["subs"])


def _paths(kind: str, text: str) -> Iterator[Path]:
    """The numbers of the parts of that kind that the text names."""
    for one in _BY_NUMBER.finditer(text):
        if one["kind"].lower() == kind:
            yield _path(one)
            yield from _further(text, one.end(), _path(one))


def _further(text: str, at: int, path: Path) -> Iterator[Path]:
    """The numbers that go on from there: "sections 3(1), 4 and 5", "clauses 6 to 9"."""
    while True:
        if (last := _UP_TO.match(text, at)) and len(path) == 1 and path[0].isdigit():
            yield from ((str(one),) for one in range(int(path[0]) + 1, int(last["last"]) + 1))
            at = last.end()
        if not (found := _ANOTHER_NUMBER.match(text, at)):
            return
        path = path_of(found["number"], found["subs"])
        yield path
        at = found.end()


def _nth(which: str) -> int:
    return -1 if which.lower() in ("last", "final") else _ORDINALS.index(which.lower())


def asks_no_more(part: Part, documents: Sequence[Document]) -> bool:
    """Whether the question asks for no more than what the part says. It may name the document."""
    titles = {word for document in documents for word, _ in words(document.title)}
    text = part.resolved.removesuffix(part.text) if _ANOTHER.match(part.text) else part.resolved
    return not set(content_words(unnumbered(text))) - SAYING - titles


def unnumbered(text: str) -> str:
    """The text without the parts that it names."""
    return _BY_ORDINAL.sub(" ", _BY_NUMBER.sub(" ", text))


def about_it(part: Part) -> Part:
    """The part of the question without the number, which what stands there doesn't repeat."""

    def plain(text: str) -> str:
        numbered = _BY_NUMBER.sub(lambda found: f"the {found['kind'].lower()}", text)
        return _BY_ORDINAL.sub(lambda found: found["kind"].lower(), numbered)

    return replace(part, text=plain(part.resolved), resolved=plain(part.resolved), figures=())
