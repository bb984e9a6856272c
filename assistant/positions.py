"""What somebody holds of one of several numbered things, under a label of its own in each: the
"Government's position: …" under "Recommendation 3: Sirens"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Quote
from assistant.evidence import Found
from assistant.labels import Path, path_of, pieces_of
from assistant.numbered import SAYING, read_numbered
from assistant.questions import Part, content_words
from corpus.documents import Document, Region, Span
from index.terms import akin, stem, stems

_HOLDS = "position|repl(?:y|ies)|response|comment|answer|view|reaction|decision|verdict"
_LABEL = re.compile(rf"\W*(?P<whose>[A-Z][\w’' -]{{2,40}}?)(?:['’]s?)?\s+(?:{_HOLDS})s?:\s", re.A)
# "Recommendation 3: Sirens", on the first line of a paragraph or as a heading.
_HEAD = re.compile(
    r"\W*(?P<kind>[A-Z][a-z]+)\s+(?P<number>\d{1,3})\s*[.:–—-]\s*(?P<subject>[^\r\n]{2,80})"
)
_HELD = (
    "position reply replies replied response respond responds responded comment comments commented"
    " answer answers answered view views react reacts reacted reaction decision verdict decide"
    " decided"
).split()
_ACCEPTS = "accept accepts accepted agree agrees agreed adopt adopted approve approved".split()
_REFUSES = "reject rejects rejected refuse refuses refused decline declines declined".split()
_ACTS = frozenset(map(stem, [*_ACCEPTS, *_REFUSES, "note", "noted"]))
_ASKED = frozenset(map(stem, _HELD)) | _ACTS | {"turn"}
_SAID = re.compile(r"\b(?:says?|said|thinks?|thought|believes?|according to)\b", re.I)
_STATUS = re.compile(
    r"(?:(?:not|partly|partially|fully) )?(?:accepted|rejected|agreed|refused|declined|noted"
    r"|adopted|approved|under (?:consideration|review))\b",
    re.I,
)
_ANY = re.compile(rf"\b(?:{_HOLDS})s?:\s")
# Which things were accepted, or turned down, and how that is told.
_WHICH = re.compile(r"\b(?:which|what)(?: of the)? (?P<kind>[a-z]{4,}s)\b", re.I)
_WAYS = (
    (
        re.compile(rf"\b(?:{'|'.join(_REFUSES)}|turn(?:ed)? down|not accept(?:ed)?)\b", re.I),
        re.compile(r"(?:rejected|refused|declined|not (?:accepted|agreed))\b", re.I),
    ),
    (
        re.compile(rf"\b(?:{'|'.join(_ACCEPTS)})\b", re.I),
        re.compile(r"(?:(?:fully |partly |partially )?accepted|agreed|adopted|approved)\b", re.I),
    ),
)
_ASIDE = frozenset(map(stem, SAYING)) | _ASKED | frozenset(map(stem, ["believe", "according"]))


@dataclass(frozen=True, slots=True)
class _Position:
    """The part [start, end) of a document that begins with a label, whose it is, what is held,
    and what of: where the head above begins, its noun, number and subject, and its words."""

    document: Document
    start: int
    end: int
    whose: frozenset[str]
    held: str
    head: int
    kind: str
    path: Path
    subject: frozenset[str]
    words: frozenset[str]


def answer_position(part: Part, documents: Sequence[Document], most: int) -> Found | None:
    """What somebody holds of the one thing that the question names by its number or its subject,
    whole; or, of all that was accepted or turned down, each thing's line and the first sentence
    on it. None where the question asks for no such, or it isn't sure for which."""
    if part.wanted not in ("text", "reason", "list"):
        return None
    asked, own_words = _stems(part.resolved), _stems(part.text)
    if not (asked & _ASKED or part.wanted == "reason" or _SAID.search(part.resolved)):
        return None
    every = [one for document in documents for one in _positions(document)]
    whose = {word for one in every for word in one.whose}
    named = own_words if any(akin(word, own_words) for word in whose) else asked
    own = [one for one in every if all(akin(word, named) for word in one.whose)]
    if several := _WHICH.search(part.text):
        told = _decided(own or every, part.text[several.end() :], several["kind"].lower())
        spans = [span for one in told for span in (_headed_by(one), _sentences_of(one)[0])]
    else:
        own = own or ([one for one in every if _STATUS.match(one.held)] if asked & _ACTS else [])
        fits = _of_number(part, own) or _of_subject(part, asked, own, whose)
        spans = _sentences_of(fits) if fits else []
    quotes = tuple(Quote(one.document, one.start, one.end, 1.0) for one in spans[:most])
    return Found(part, quotes, 1.0) if quotes else None


def _headed_by(one: _Position) -> Span:
    """The line above the position that tells what it is on."""
    line = one.document.text[one.head : one.start].splitlines()[0].rstrip()
    return Span(one.document, one.head, one.head + len(line))


def _sentences_of(one: _Position) -> list[Span]:
    """The position's sentences, the first with its label."""
    found = (o for piece in pieces_of(one.document) for o in piece.sentences)
    return [Span(one.document, o.start, o.end) for o in found if one.start <= o.start < one.end]


def _decided(own: Sequence[_Position], asked: str, kind: str) -> list[_Position]:
    """The positions on things of that kind that accept, or turn down, as is asked."""
    fits = next((held for asks, held in _WAYS if asks.search(asked)), None)
    of_kind = [one for one in own if kind.startswith(one.kind)]
    return [one for one in of_kind if fits and fits.match(one.held)]


def _of_number(part: Part, own: Sequence[_Position]) -> _Position | None:
    """The first position on the thing of the number that the question names."""
    numbered = read_numbered(part)
    if numbered is None or not numbered.path:
        return None
    fits = [one for one in own if one.kind == numbered.kind and one.path == numbered.path]
    return fits[0] if fits else None


def _of_subject(
    part: Part, asked: frozenset[str], own: Sequence[_Position], whose: set[str]
) -> _Position | None:
    """The position on the one thing that most of what is asked is the subject of, where the rest
    of the question's words stand above the label; where a reason is asked for, all its subject
    is asked of."""
    if read_numbered(part):
        return None
    best: list[tuple[int, _Position]] = []
    left = {word for word in asked - _ASIDE if not akin(word, whose)}
    rest = left & _stems(part.text)
    for one in own:
        shared = sum(akin(word, one.subject) for word in left)
        above = one.subject | one.words
        fits = all(akin(word, above) for word in rest)
        if part.wanted == "reason":
            fits = all(akin(word, asked) for word in one.subject)
        if shared and fits:
            best.append((shared, one))
    most = max((shared for shared, _ in best), default=0)
    first = [one for shared, one in best if shared == most]
    return first[0] if len(first) == 1 else None


@lru_cache(maxsize=64)
def _positions(document: Document) -> tuple[_Position, ...]:
    """The document's positions, of those who have several."""
    found = list(_read(document)) if _ANY.search(document.text) else []
    several = Counter(one.whose for one in found)
    return tuple(one for one in found if several[one.whose] > 1)


def _read(document: Document) -> Iterator[_Position]:
    head: re.Match[str] | None = None
    start, above = 0, frozenset[str]()
    for piece in pieces_of(document):
        if opens := _HEAD.match(document.slice(piece)):
            head, start, above = opens, piece.start, frozenset()
        sentences = () if piece.heads else piece.sentences
        labels = [_LABEL.match(document.slice(one)) for one in sentences]
        first = next((at for at, one in enumerate(labels) if one), len(labels))
        above |= frozenset().union(*(stems(document.slice(one)) for one in sentences[:first]))
        for at, label in enumerate(labels):
            if label is None or head is None:
                continue
            last = next((n for n in range(at + 1, len(labels)) if labels[n]), len(labels)) - 1
            own = Region(sentences[at].start, sentences[last].end)
            yield _position(Span(document, own.start, own.end), label, start, head, above)


def _position(
    span: Span, label: re.Match[str], start: int, head: re.Match[str], above: frozenset[str]
) -> _Position:
    whose, held = _stems(label["whose"]), span.text[label.end() :]
    kind, path, subject = head["kind"].lower(), path_of(head["number"]), _stems(head["subject"])
    place = span.document, span.start, span.end
    return _Position(*place, whose, held, start, kind, path, subject, above)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text))
