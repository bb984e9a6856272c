"""Sources of the list that a question asks for by their title, by who wrote them or by year."""

import re
from collections.abc import Iterator, Sequence

from corpus.documents import Document
from corpus.view import words
from index.terms import STOP_WORDS

_WORKS = (
    r"(?:(?:foot|end)?notes?|references?|citations?|sources?|publications?|articles?|reports?"
    r"|papers?|stud(?:y|ies)|books?|essays?|pieces?|texts?|works?)"
)
# Not "which power sources": the word for a source is all that is asked for.
_ASKED = (
    r"\b(?:which|what|any|all|list|show|name|find|how many|the|these|other|listed|cited)\s+"
    rf"(?:of the\s+)?{_WORKS}\s+"
    r"(?:(?:that|which|are|is|were|was|there|listed|cited|given|used|written|published|authored"
    r"|dated?|comes?|here)\s+)*"
)
_BY = re.compile(rf"{_ASKED}(?:by|from)\s+(?P<who>.+)", re.I)
_OF_YEAR = re.compile(
    rf"{_ASKED}(?:(?:from|of|in|the year)\s+)*(?P<year>(?:19|20)\d\d)"
    r"(?: (?:are|is|were|was)(?: there)?)?(?: (?:listed|cited|given|used))?\W*\Z",
    re.I,
)
_WROTE = r"(?:write|written|publish|published|author|authored)\b"
_DID = re.compile(
    rf"\b(?:which|what)(?P<work>\s+(?:\w+\s+)?{_WORKS})?\s+(?:did|has|have|does|do)\s+"
    rf"(?P<who>.{{2,60}}?)\s+{_WROTE}",
    re.I,
)
# Words that may stand beside the names of who wrote something.
_BESIDE = frozenset(
    (
        "the a of and or for on in et al de la le von van der den du are is were was cited listed "
        "given used here there brief document report paper text list references notes"
    ).split()
)
_PUBLISHED = frozenset("publish published publishes write wrote writes written".split())
_YEAR = re.compile(r"(?:19|20)\d\d")

_ABOUT_A_WORK = re.compile(
    r"\b(?:wrote|writ(?:es?|ten|ers?)|authors?|authored|penned|publish(?:ed|es|er)?|appear(?:ed|s)?"
    r"|journal|magazine|newspaper|outlet|cited|cites?)\b",
    re.I,
)
_QUOTED = re.compile(
    r"[\"“”„«](?P<double>[^\"“”„«»]+)[\"“”»]|(?<!\w)['‘](?P<single>[^‘]+?)['’](?!\w)"
)
_WRITER_OF = re.compile(
    r"\b(?:who (?:wrote|authored|penned|published)|(?:authors?|writers?) of)\s+"
    rf"(?:(?:the|an?)\s+{_WORKS}\s+)?(?P<title>.+)",
    re.I,
)
# A list may leave out the article that a question gives a title, "the Audit of the Plan".
_ARTICLE = re.compile(r"\A(?:the|an?)\s+", re.I)
# Words in a row that must stand in a source to be its title, with quotation marks and without;
# the fewer are enough where they open one that the source has in quotation marks.
_FEWEST, _FEWEST_BARE = 2, 3
# What in a source tells neither who wrote it nor when: a title in quotation marks, an address,
# pages, and when an address was looked at.
_TITLES = re.compile(
    r"[\"“„«][^\"“”„«»]+[\"”»]|(?<!\w)['‘](?:[^'’‘]|['’](?=\w))+['’](?!\w)|https?://\S+"
    r"|\bpp?\.\s*\d+(?:\s*[-–]\s*\d+)?"
    r"|\b(?:accessed|retrieved|consulted|visited)\b[^;.)]*",
    re.I,
)


def listed_words(question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """The folded words of the source's title, its authors or its year by which the question asks
    for sources of the list; none if it doesn't, or no source has them all."""
    return (
        _title(question, documents) or _writers(question, documents) or _year(question, documents)
    )


def by_or_of_year(question: str) -> bool:
    """Whether the question asks for sources by who wrote them or by year."""
    return bool(_BY.search(question) or _DID.search(question) or _OF_YEAR.search(question))


def outside_title(source: str) -> set[str]:
    """The folded words of a source that tell who published it, where and when."""
    return _held(_TITLES.sub(" ", source))


def _title(question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    if not _ABOUT_A_WORK.search(question):
        return ()
    told = [(one["double"] or one["single"], _FEWEST) for one in _QUOTED.finditer(question)]
    bare = _WRITER_OF.search(question)
    told += [(bare["title"], _FEWEST_BARE)] if bare else []
    told += [(_ARTICLE.sub("", bare["title"]), _FEWEST_BARE)] if bare else []
    listed = [f" {' '.join(_folded(source))} " for source in _sources(documents)]
    titles = [one[0] for source in _sources(documents) for one in _TITLES.finditer(source)]
    opened = [f" {' '.join(_folded(title))} " for title in titles]
    for title, fewest in told:
        found = _folded(title)
        phrase = f" {' '.join(found)} "
        if len(found) >= fewest and any(phrase in source for source in listed):
            return tuple(dict.fromkeys(found))
        if len(found) >= _FEWEST and any(one.startswith(phrase) for one in opened):
            return tuple(dict.fromkeys(found))
    return ()


def _writers(question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Those who are asked for, if one source is theirs; not what they published where the body
    tells of that."""
    by, did = _BY.search(question), _DID.search(question)
    found = by or did
    names = _only_names(found["who"]) if found else ()
    if not names or not any(outside_title(one).issuperset(names) for one in _sources(documents)):
        return ()
    if not by and did and not did["work"] and _told_in_body(names, documents):
        return ()
    return names


def _only_names(who: str) -> tuple[str, ...]:
    """The names in the words, folded; none where they hold more than names and a year."""
    names = []
    for word, place in words(who):
        if who[place.start].isupper() and word not in STOP_WORDS:
            names.append(word)
        elif word not in _BESIDE and not _YEAR.fullmatch(word):
            return ()
    return tuple(dict.fromkeys(names))


def _told_in_body(names: Sequence[str], documents: Sequence[Document]) -> bool:
    """Whether a sentence of the body says that somebody of those names published something."""
    bodies = ((d, one) for d in documents for one in d.layout.blocks if one.kind == "body")
    held = (_held(d.slice(sentence)) for d, one in bodies for sentence in one.sentences)
    return any(one.issuperset(names) and one & _PUBLISHED for one in held)


def _year(question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    asked = _OF_YEAR.search(question)
    if asked and any(asked["year"] in outside_title(one) for one in _sources(documents)):
        return (asked["year"],)
    return ()


def _sources(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        for note in document.layout.references:
            if note.kind == "source":
                yield document.slice(note)


def _folded(text: str) -> list[str]:
    return [word for word, _ in words(text)]


def _held(text: str) -> set[str]:
    return set(_folded(text))
