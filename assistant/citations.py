"""Questions about the references themselves, answered through the markers and the list."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.asking import is_plain
from assistant.listed import by_or_of_year, listed_words, outside_title
from assistant.spoken import tells_who_said
from corpus.documents import Document, Reference, Region
from corpus.view import fold, words
from index.spelling import is_english
from index.terms import STOP_WORDS

_NOTE = r"(?:foot|end)?notes?|ref(?:erence)?s?\.?|citations?|sources?"
_BY_NUMBER = re.compile(
    rf"\b(?:{_NOTE})\s*(?:(?:number|no\.?|nr\.?|#)\s*)?(?P<numbers>\d{{1,3}}(?:\s*(?:,|and|&|or|to|-|–)\s*\d{{1,3}})*)\b",
    re.I,
)
# A note and nothing else, by number: "What does the phone note 7 times?" asks for none.
_FOOTNOTE = re.compile(
    r"\b(?:(?:foot|end)notes?|(?:(?:do|does|in|under|is)|what['’]s) (?:the )?notes?)\s*"
    r"(?:(?:number|no\.?|nr\.?|#)\s*)?(?P<number>\d{1,3})(?:\s*(?:,|and|&|or|to|-|–)\s*\d{1,3})*\b",
    re.I,
)
_ORDINAL_NOTE = re.compile(
    rf"\b(?P<which>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|last)\s+(?:{_NOTE})\b"
    # "the second source of income" is no note
    r"(?!\s+(?:of|to)\b(?!\s+(?:the|this|that|our) (?:brief|document|paper|report|text|list)))",
    re.I,
)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
).split()
_OF_FIGURES = re.compile(r"\b(?:figures?|numbers?|data|statistics?|estimates?|totals?)\b", re.I)
# What a note says is asked for like anything else that the document says; not so which source
# says a thing.
_SAYS = re.compile(
    r"\b(?:foot|end)?notes?\s+(?:mentions?|says?|tells?|explains?|describes?|discuss(?:es)?)\b",
    re.I,
)
_LISTS = re.compile(
    r"\b(?:which|what|list|show|name|how many|any|all)\s+(?:\w+\s+){0,3}?"
    rf"(?:{_NOTE}|publications?|articles?|reports?|papers?)\b.*?\b(?:from|by|of|published|come)\b"
    r"|\bwhat (?:did|has|have|does) .{2,40}? (?:publish|write|report)(?:ed|ten)?\b",
    re.I,
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_VERBS = ("may", "march")
_YEAR = re.compile(r"(?:19|20)\d\d")
_FROM_TO = re.compile(r"(\d+)(?:\s*(?:to|-|–)\s*(\d+))?")
_MOST_NOTES = 10
_CITING_WORDS = frozenset(
    (
        "source sources reference references ref refs note notes footnote footnotes endnote "
        "endnotes citation citations cite cites cited backs back backed backing support "
        "supports supporting supported behind claim claims statement figure figures number "
        "document brief paper text author authors list name say says said state states "
        "published publish publication publications article articles report reports come "
        "comes based prove proves evidence mention mentions mentioned contain contains "
        "who whom whose what which where wrote written authored penned quoted quote quotes used "
        "given study studies piece pieces analysis text texts work works magazine magazines "
        "outlet outlets media newspaper journal appear appeared numbers statistics statistic "
        "totals total data compiled taken drawn stuff"
    ).split()
)


@dataclass(frozen=True, slots=True)
class CitationQuestion:
    """`numbers`: the notes asked for by number. `names`: what the wanted notes' text holds.
    `claim`: the statement whose source is asked for. Exactly one of them is not empty.
    `of_figures`: the claim is one of figures, whose origin may be other than a publication."""

    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    claim: str = ""
    of_figures: bool = False


def read_citation_question(
    text: str, documents: Sequence[Document], asks_source: Callable[[bool], bool]
) -> CitationQuestion | None:
    """The question as one about references; None if it isn't one. `asks_source`: whether it asks
    for the source of something (assistant.asking), told whether it names who stands in the list
    of sources alone."""
    if not any(document.layout.references for document in documents):
        return _unread_note(text, documents)
    if numbers := _numbers(text, documents):
        return CitationQuestion(numbers=numbers)
    if listed := listed_words(text, documents):
        return CitationQuestion(names=listed)
    if is_plain(text) or not (asks_source(True) or _LISTS.search(text)):
        return None  # before every word of the documents is looked through for names
    names = _names(text, documents)
    if names and any(notes_named(document, names, text) for document in documents):
        return CitationQuestion(names=names)
    if not asks_source(False) or _SAYS.search(text) or tells_who_said(text, documents):
        return None
    return CitationQuestion(claim=_claim(text), of_figures=bool(_OF_FIGURES.search(text)))


def _unread_note(text: str, documents: Sequence[Document]) -> CitationQuestion | None:
    """A question for a note by its number, over documents in which no note was read nor is named
    so; None for any other."""
    match = _FOOTNOTE.search(text)
    if match is None:
        return None
    named = re.compile(rf"\b(?:foot|end)?notes?\s+{int(match['number'])}\b", re.I)
    if any(named.search(document.text) for document in documents):
        return None
    return CitationQuestion(numbers=_numbers(match[0], documents))


def claim_words(text: str) -> list[Region]:
    """The places of the words that a question has besides those that ask for a source; of all
    where it has no others."""
    places = [(word, place) for word, place in words(text) if word not in STOP_WORDS]
    kept = [place for word, place in places if word not in _CITING_WORDS]
    return kept or [place for _, place in places] or [Region(0, len(text))]


def unknown_names(question: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """The names in a question that asks for a source of nothing else, "Is Reuters cited?", as it
    writes them, if no document holds any. What is all capitals may be spelt out there."""
    told = [(w, p) for w, p in words(question) if w not in STOP_WORDS and w not in _CITING_WORDS]
    names = {
        word: written
        for word, place in told
        if (written := question[place.start : place.end])[0].isupper()
        and not written.isupper()
        and not _is_plain(word, question[: place.start])
    }
    if any(word not in names for word, _ in told):
        return ()
    return (
        () if any(_word_set(one.text) & names.keys() for one in documents) else (*names.values(),)
    )


def told_date(question: str) -> set[str]:
    """The months and years in the question, folded."""
    return {
        word
        for word, place in words(question)
        if _YEAR.fullmatch(word)
        or (word in _MONTHS and (word not in _VERBS or question[place.start].isupper()))
    }


def notes_named(document: Document, names: Sequence[str], question: str) -> list[Reference]:
    """The sources among the document's notes that hold all the names, in the list's order; of
    those, the ones that hold the question's months and years, if any does. Where it asks by whom
    or from when they are, a title that holds the names counts only if nothing else does."""
    wanted = {fold(name) for name in names}
    notes = [
        note
        for note in document.layout.references
        if note.kind == "source" and wanted <= _word_set(document.slice(note))
    ]
    if by_or_of_year(question):
        theirs = [note for note in notes if wanted <= outside_title(document.slice(note))]
        notes = theirs or notes
    dated = told_date(question)
    exact = [note for note in notes if dated <= _word_set(document.slice(note))]
    return exact or notes


def _numbers(text: str, documents: Sequence[Document]) -> tuple[int, ...]:
    if match := _BY_NUMBER.search(text):
        parts = _FROM_TO.findall(match["numbers"])
        found = [n for one, last in parts for n in range(int(one), int(last or one) + 1)]
        return tuple(found[:_MOST_NOTES])
    if match := _ORDINAL_NOTE.search(text):
        which = match["which"].lower()
        notes = next(one.layout.references for one in documents if one.layout.references)
        if which == "last":
            return (notes[-1].number,)
        return (_ORDINALS.index(which) + 1,)
    return ()


def _names(text: str, documents: Sequence[Document]) -> tuple[str, ...]:
    """Capitalised words of the question that occur in sources of the list and nowhere in the
    body: publishers and authors. A plain word that opens a sentence is none."""
    listed = {w for d in documents for note in d.layout.references for w in _source_words(d, note)}
    bodies = [_body_words(document) for document in documents]
    found = [
        word
        for word, place in words(text)
        if text[place.start].isupper()
        and word in listed
        and not any(word in body for body in bodies)
        and not _is_plain(word, text[: place.start])
    ]
    return tuple(dict.fromkeys(found))


def _is_plain(word: str, before: str) -> bool:
    """Whether a word of a question may be written large for where it stands alone."""
    opens = not before.strip() or before.rstrip()[-1] in ".?!:"
    return len(word) == 1 or word in STOP_WORDS or (opens and is_english(word))


def _source_words(document: Document, note: Reference) -> set[str]:
    return _word_set(document.slice(note)) if note.kind == "source" else set()


@lru_cache(maxsize=256)
def _body_words(document: Document) -> frozenset[str]:
    bodies = [block for block in document.layout.blocks if block.kind == "body"]
    return frozenset(word for block in bodies for word in _word_set(document.slice(block)))


def _word_set(text: str) -> set[str]:
    return {word for word, _ in words(text)}


def _claim(text: str) -> str:
    """What is left of the question without the words that ask for a source."""
    asked = [place for word, place in words(text) if word in _CITING_WORDS]
    kept, at = [], 0
    for place in asked:
        kept.append(text[at : place.start])
        at = place.end
    return " ".join("".join([*kept, text[at:]]).split())
