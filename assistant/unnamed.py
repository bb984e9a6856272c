"""A figure for all, or of somebody else, where a question asks for that of a place or a person
that the documents name elsewhere."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from assistant.guards import HELD
from assistant.names import Name, adjoin, is_place, names_in, same_name
from assistant.questions import Part
from assistant.selection import Scored
from corpus.documents import Document, Span

_IN = re.compile(r"\b(?:in|at|near|around|within|across|throughout) (?:the )?\Z", re.I)
# Names by which a text calls its own parts, and what is no place.
_NO_PLACES = frozenset(
    (
        "table figure annex appendix box chart map chapter section part schedule clause article act"
        " bill note version edition group class phase type level stage round category christmas"
        " easter lent advent latin english arabic greek welsh"
    ).split()
)
_NUMBERED = re.compile(r"[- ](?:\d|[A-Z]\b|[IVX]+\b)")
_HE = re.compile(r"\b(?:he|she|his|her|hers|him|I|my|we|our|they|their)\b", re.I)
# Share of a document's paragraphs from which on a name in them is what it is about.
_TOPIC = 0.15
# Paragraphs at the beginning of a document that tell what it is about.
_OPENING = 2
# How much alike a name and one misspelt are, of 100.
_MISSPELT = 80
# How likely the second sentence must be, as a share of the first, to be looked at too.
_BESIDE = 0.25

_Run = tuple[Name, ...]


def unnamed_place(part: Part, ranked: Sequence[Scored]) -> str:
    """The place for which the question asks a figure, as it spells it, where none of the
    best sentences is of a section that names it, but another one of the best's document does;
    countries aside (assistant.other_country), and what the document is about."""
    for run in _runs(part.resolved):
        if _is_spot(part.resolved, run):
            best = _best(ranked)
            elsewhere = _mentions(best[0].document, _keys(run))
            if elsewhere and not any(_is_of(run, one) for one in best):
                return part.resolved[run[0].start : run[-1].end]
    return ""


def unnamed_other(part: Part, ranked: Sequence[Scored]) -> str:
    """The second of two whom the question asks a figure or a date of, where the best sentence
    tells it of the first and a third: of Ann and Carl for Ann and Bob."""
    if part.wanted not in HELD:
        return ""
    for one, other in _pairs(part.resolved):
        for mine, missed in ((one, other), (other, one)):
            if _tells_of_third(mine, missed, ranked[0]) and not any(
                _named(missed, _around(sentence)) for sentence in _best(ranked)
            ):
                return part.resolved[missed[0].start : missed[-1].end]
    return ""


def of_somebody_else(asked: str, sentence: Span) -> bool:
    """Whether the question names somebody whom the sentence's document never does, misspelt
    either, and nothing in the sentence stands for them."""
    named = [run for run in _runs(asked) if not all(is_place(name) for name in run)]
    if not named or _HE.search(sentence.text):
        return False
    told = {name.key for name in names_in(sentence.document.text)}
    keys = [name.key for run in named for name in run]
    alike = any(fuzz.ratio(key, one) >= _MISSPELT for key in keys for one in told)
    return not alike and not any(_mentions(sentence.document, _keys(run)) for run in named)


def tells_of(asked: str, sentence: Span) -> bool:
    """Whether the sentence names whom the question does, or says "he" or "she" behind one of its
    paragraph that is the last to name anybody, and names them."""
    runs = [*_runs(asked)]
    if any(_named(run, sentence.text) for run in runs):
        return True
    block = sentence.document.block_at(sentence.start)
    before = [one for one in block.sentences if one.end <= sentence.start] if block else []
    told = (names_in(sentence.document.slice(one)) for one in reversed(before))
    last = next((names for names in told if any(not one.weak for one in names)), ())
    return bool(_HE.match(sentence.text)) and any(_same(run, last) for run in runs)


def _best(ranked: Sequence[Scored]) -> list[Scored]:
    """The first sentence, and the second if it is nearly as likely."""
    least = _BESIDE * ranked[0].probability
    return [*ranked[:1], *(one for one in ranked[1:2] if one.probability >= least)]


def _runs(text: str) -> Iterator[_Run]:
    """The names of a text, each with its words that stand together."""
    run: list[Name] = []
    for name in (one for one in names_in(text) if not one.weak):
        if run and not adjoin(name, run[-1]):
            yield tuple(run)
            run = []
        run.append(name)
    if run:
        yield tuple(run)


def _is_spot(asked: str, run: _Run) -> bool:
    if not _IN.search(asked, 0, run[0].start) or _NUMBERED.match(asked, run[-1].end):
        return False
    plain = all(name.key.isalpha() and not is_place(name) for name in run)
    spelt = asked[run[0].start : run[-1].end]
    return plain and not spelt.isupper() and _NO_PLACES.isdisjoint(_keys(run))


def _is_of(run: _Run, sentence: Span) -> bool:
    """Whether the sentence's section names it, or its document does in its title, at its
    beginning or often."""
    document, keys = sentence.document, _keys(run)
    mentions, section = _mentions(document, keys), document.section_at(sentence.start)
    blocks, first = document.layout.blocks, document.layout.sections[:1]
    often = len(mentions) > 1 and len(mentions) >= _TOPIC * len(blocks)
    opening = max((one.end for one in (*blocks[:_OPENING], *first)), default=0)
    if often or _named(run, document.title) or any(at < opening for at in mentions):
        return True
    return any(document.section_at(at) is section for at in mentions)


def _pairs(text: str) -> Iterator[tuple[_Run, _Run]]:
    """Every two names with no more than "and" or "with" between them."""
    runs = [*_runs(text)]
    for one, other in pairwise(runs):
        if text[one[-1].end : other[0].start] in (" and ", " with "):
            yield one, other


def _tells_of_third(mine: _Run, missed: _Run, sentence: Span) -> bool:
    for pair in _pairs(sentence.text):
        alike = [_same(mine, run) for run in pair]
        if alike.count(True) == 1 and not any(_same(missed, run) for run in pair):
            return True
    return False


def _around(sentence: Span) -> str:
    block = sentence.document.block_at(sentence.start)
    return sentence.document.slice(block) if block else sentence.text


def _named(run: _Run, text: str) -> bool:
    return _same(run, names_in(text))


def _same(run: Sequence[Name], others: Sequence[Name]) -> bool:
    return any(same_name(one, other) for one in run for other in others)


def _keys(run: _Run) -> frozenset[str]:
    return frozenset(name.key for name in run)


@lru_cache(maxsize=256)
def _mentions(document: Document, keys: frozenset[str]) -> tuple[int, ...]:
    """Where the blocks and the headings start that have a name with one of the keys, or one that
    is spelt alike."""
    run = tuple(Name(0, 0, key, False) for key in sorted(keys))
    blocks = ((one.start, document.slice(one)) for one in document.layout.blocks)
    heads = ((one.start, one.heading) for one in document.layout.sections)
    return tuple(start for start, text in (*blocks, *heads) if _named(run, text))
