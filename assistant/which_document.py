"""Which of several documents a question is about, where it says so: by what a document calls
itself ("the article"), by words of its title, or by a name that no other document has.

Only signs that are sure count: where two documents may be meant, none is.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from assistant.guards import words_of
from assistant.names import Name, adjoin, initials_of, is_place, names_in, same_name
from assistant.questions import content_words
from assistant.title_page import title_pieces
from corpus.documents import Document, Span
from index.terms import stem, stems

# What a document may be, or its authors.
KINDS = (
    r"(?:brief|paper|report|article|study|survey|strategy|commentary|review|analysis|essay|memo"
    r"|memorandum|audit|evaluation|guide|faq|factsheet|leaflet|handbook|manual|statute|act|bill"
    r"|hearing|inquiry|interview|speech|committee|page)"
)
_ITSELF = re.compile(rf"\bthis (?:(?:policy|research|working) )?(?P<kind>{KINDS})\b", re.I)
_WORD = re.compile(rf"\b{KINDS}\b", re.I)
# What names where the document appeared, not itself: "Annual Review of Fens, Volume 3".
_JOURNAL = re.compile(r"\b(?:vol(?:ume|\.)|issue|issn|no\. \d)", re.I)
# "The article", "the committee's report", "the commuter survey", "the brief on the fens"; "the
# survey of dykes" is one that a document may tell of.
_ASKED = re.compile(
    rf"\b(?:the|this) (?P<before>(?:[\w’'-]+ ){{0,3}}?)(?P<kind>{KINDS})(?:['’]s)?\b"
    r"(?P<of> (?:on|about|of|into|by|from|for|to|that|which|in|at) (?P<what>[^,;.?!]+))?",
    re.I,
)
_OF_MATTER = re.compile(r" (?:on|about|of|into)\b", re.I)
# Unions and continents go by too many names to be one document's alone.
_WIDE = frozenset("eu europe un us uk nato asia africa america west east north south".split())
_ACRONYM = 6  # letters of the longest that may be spelt out elsewhere


def within_asked(question: str, documents: Sequence[Document]) -> Callable[[Span], bool]:
    """Whether a sentence is of the documents that the question is about; of any where it doesn't
    say for sure which these are."""
    asked = documents_asked(question, documents)
    return lambda one: not asked or any(one.document is document for document in asked)


def documents_asked(question: str, documents: Sequence[Document]) -> list[Document]:
    """Those of the documents that the question says it is about; none where it doesn't."""
    if len(documents) < 2:
        return []
    found = [*by_itself(question, documents), *_by_names(question, documents)]
    return [document for document in documents if document in found]


def by_itself(question: str, documents: Sequence[Document]) -> Iterator[Document]:
    """The documents that the question names by what they are, or by words of their titles."""
    for asked in _ASKED.finditer(question):
        kind, before = stem(asked["kind"].lower()), content_words(asked["before"])
        about = content_words(asked["what"] or "") if _OF_MATTER.match(asked["of"] or "") else []
        told = {stem(word) for word in (*before, *about)}
        own = [one for one in documents if kind in kinds_of(one)]
        titled = [one for one in own if told and told <= title_stems(one)]
        if not told and not asked["of"]:
            others = [one for one in documents if one not in own]
            titled = [] if any(kind in _stems_of(one) for one in others) else own
        if len(titled) == 1:
            yield titled[0]


@lru_cache(maxsize=256)
def kinds_of(document: Document) -> frozenset[str]:
    """The stems of what the document is called on its title page or calls itself."""
    lines = (one for one in _title_page(document).splitlines() if not _JOURNAL.search(one))
    title = (one[0] for line in lines for one in _WORD.finditer(line))
    itself = (one["kind"] for one in _ITSELF.finditer(document.text))
    return frozenset(stem(word.lower()) for word in (*title, *itself))


@lru_cache(maxsize=256)
def title_stems(document: Document) -> frozenset[str]:
    """The stems of the words of the document's title page."""
    return frozenset(stems(_title_page(document)))


def _title_page(document: Document) -> str:
    """The title, the file's name, and the lines at the start that may belong to it."""
    lines = [document.title, re.sub(r"[\W_]+", " ", document.id)]
    return "\n".join([*lines, *map(document.slice, title_pieces(document))])


def _by_names(question: str, documents: Sequence[Document]) -> Iterator[Document]:
    """The documents that alone have one of the question's names; countries aside, which go by
    other names too."""
    for run in _runs(question):
        told = question[run[0].start : run[-1].end]
        holding = [one for one in documents if _holds(one, run, told)]
        if len(holding) == 1:
            yield holding[0]


def _runs(question: str) -> Iterator[tuple[Name, ...]]:
    run: list[Name] = []
    for name in names_in(question):
        if run and not adjoin(name, run[-1]):
            yield from _sure(run)
            run = []
        run.append(name)
    yield from _sure(run)


def _sure(run: Sequence[Name]) -> Iterator[tuple[Name, ...]]:
    if run and not any(one.weak or one.key in _WIDE or is_place(one) for one in run):
        yield tuple(run)


def _holds(document: Document, run: Sequence[Name], told: str) -> bool:
    """Whether the document has a word of the name, however it is spelt, or its initials, or what
    these may stand for."""
    names, known = _names_of(document), words_of(document)
    if any(one.key in known or _named_in(names, one) for one in run):
        return True
    short = told.isupper() and len(told) <= _ACRONYM
    return told.lower() in _initials_of(document) if short else bool(_initials(run, told) & known)


@lru_cache(maxsize=256)
def _names_of(document: Document) -> dict[str, list[Name]]:
    """The document's names, each once, by their first letters: however a name is spelt, that one
    stays."""
    found: dict[str, list[Name]] = {}
    for name in {one.key: one for one in names_in(document.text)}.values():
        found.setdefault(name.key[:1], []).append(name)
    return found


def _named_in(names: dict[str, list[Name]], one: Name) -> bool:
    return any(same_name(one, other) for other in names.get(one.key[:1], ()))


def _initials(run: Sequence[Name], told: str) -> frozenset[str]:
    start = run[0].start
    return initials_of([Name(o.start - start, o.end - start, o.key, o.weak) for o in run], told)


@lru_cache(maxsize=256)
def _initials_of(document: Document) -> frozenset[str]:
    return initials_of(names_in(document.text), document.text)


@lru_cache(maxsize=256)
def _stems_of(document: Document) -> frozenset[str]:
    return frozenset(stems(document.text))
