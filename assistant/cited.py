"""Answers to questions about references: the notes, and the sentences that cite them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from assistant.answers import Quote
from assistant.citations import (
    CitationQuestion,
    claim_words,
    notes_named,
    told_date,
    unknown_names,
)
from assistant.evidence import Finder, Found
from assistant.guards import holds_kind
from assistant.interaction import late_scores
from assistant.questions import Part, Question
from assistant.selection import Ranked
from assistant.values import values
from corpus.documents import Document, Reference, Region
from corpus.references import kind_of
from corpus.view import fold, words
from index.embedder import Floats
from index.index import Index, Query

_ASKS_WHERE_CITED = re.compile(
    r"\b(?:supports?|backs?|used|cited|cites?|statements?|claims?|sentences?|refers? to)\b", re.I
)
# A note that tells where figures come from names no publication.
_ORIGIN = re.compile(
    r"\b(?:data|calculat\w+|estimat\w+|statistics|surveys?|based on|according to)\b", re.I
)

# What is missing where a statement has no note, and by how much the sentence that makes it must
# say more of what was asked, in late interaction, than any note and what cites it. On 48 made-up
# texts (evals/made/sources, m to t) 99 in 100 of 768 questions whose statement has a note pass, and
# 30 in 100 of 240 whose statement has none.
NO_SOURCE, UNCITED = "a source for this", 0.08
# What it counts, in late interaction, that a note names a source: it decides near ties. On those
# texts the right note is first for .94 of the questions with it and without it.
_NAMES_ONE = 0.05


def answer_citation(
    about: CitationQuestion, asked: Question, index: Index, finder: Finder
) -> Found | None:
    """What answers a question about references, or that there is no such note; None where
    the question is better answered like any other."""
    part, documents = asked.parts[0], index.collection.documents
    if about.claim:
        if unknown := unknown_names(index.spelling.mend(part.resolved), documents):
            return Found(part, (), 0.0, "not_stated", unknown)
        return _backing(about, part, finder)
    quotes = [
        quote
        for document in documents
        for note in _wanted_notes(document, about, asked.text)
        for quote in _for_note(document, note, about, asked.text)
    ]
    if quotes or not about.numbers:
        return Found(part, tuple(quotes), 1.0) if quotes else None
    missing = tuple(f"note {number}" for number in about.numbers)
    return Found(part, (), 0.0, "not_stated", missing)


def _for_note(
    document: Document, note: Reference, about: CitationQuestion, question: str
) -> list[Quote]:
    own = list(_note_quotes(document, note))
    quotes = _sources_first(own, about)[:1] if about.names else own
    return [*quotes, *(_citing(document, note) if _ASKS_WHERE_CITED.search(question) else ())]


def _citing(document: Document, note: Reference) -> Iterator[Quote]:
    """The sentences that cite the note."""
    for marker in document.layout.markers:
        block = document.block_at(marker.start)
        if note.number not in marker.numbers or block is None:
            continue
        for sentence in block.sentences:
            if sentence.start <= marker.start < sentence.end:
                yield _quoted(document, sentence)


def _quoted(document: Document, region: Region) -> Quote:
    return Quote(document, region.start, region.end, 1.0)


def _sources_first(quotes: Sequence[Quote], about: CitationQuestion) -> list[Quote]:
    """Those that hold the names asked for first, then those that name a source, or where figures
    come from if that is asked."""
    names = {fold(name) for name in about.names}

    def told(quote: Quote) -> tuple[bool, bool]:
        origin = about.of_figures and bool(_ORIGIN.search(quote.text))
        held = {word for word, _ in words(quote.text)}
        return names <= held, origin or (kind_of(quote.text) == "source" and not about.of_figures)

    return sorted(quotes, key=told, reverse=True)


def _wanted_notes(document: Document, about: CitationQuestion, question: str) -> list[Reference]:
    if about.names:
        return notes_named(document, about.names, question)
    return [note for number in about.numbers if (note := document.reference(number))]


def _note_quotes(document: Document, note: Reference) -> Iterator[Quote]:
    """The sentences of a note, each a quote."""
    for sentence in _sentences(document, note):
        yield _quoted(document, sentence)


def _sentences(document: Document, note: Reference) -> Sequence[Region]:
    block = document.block_at(note.start)
    return block.sentences if block else (note,)


@dataclass(slots=True)
class _Noted:
    """A note as something that may back a claim: how well its own words and those of the
    sentences that cite it support each token of the claim together, and the latter, best first."""

    document: Document
    note: Reference
    support: Floats
    citing: list[Ranked] = field(default_factory=list)

    @property
    def own(self) -> str:
        """The note's words."""
        return self.document.slice(self.note)

    @property
    def text(self) -> str:
        """The note's words and those of the sentences that cite it."""
        return " ".join([self.own, *(one.span.text for one in self.citing)])


def _backing(about: CitationQuestion, part: Part, finder: Finder) -> Found | None:
    """The note that stands behind a claim, then the sentence that cites it for that: the note
    whose words and those that cite it, taken as one, say most of the claim. No quote where a
    sentence that cites nothing says clearly more of it, or where that note names no source."""
    query, ranked = finder.ranked(part.resolved)
    told = _of_claim(query)
    figures = _figures(about.claim)
    sources = _sources(about, figures, part, _noted(ranked, told))
    if not sources:
        return None
    ways = finder.evidence(about.claim), finder.evidence(part.resolved)
    if not finder.treats(*ways):
        return None
    answerable = max(one.answerable for one in ways)
    if unknown := _unknown_figures(figures, ranked):
        return Found(part, (), answerable, "not_stated", unknown)
    best = _uncited_figure(figures, sources, ranked) or _best(sources, ranked, told)
    if isinstance(best, Ranked):
        nearest = (_quoted(best.span.document, best.sentence),)
        return Found(part, (), answerable, "not_stated", (NO_SOURCE,), nearest)
    quotes = _sources_first(list(_note_quotes(best.document, best.note)), about)[:1]
    named = _amounts(about.claim)
    citing = [one for one in best.citing if named & _amounts(one.span.text)] or best.citing
    quotes += [_quoted(best.document, one.sentence) for one in citing[:1]]
    if not (best.note.kind == "source" or about.of_figures or _ORIGIN.search(best.own)):
        return Found(part, (), answerable, "not_stated", (NO_SOURCE,), tuple(quotes[::-1]))
    return Found(part, tuple(quotes), answerable)


def _sources(
    about: CitationQuestion, figures: Mapping[float, str], part: Part, noted: Sequence[_Noted]
) -> Sequence[_Noted]:
    """Those that may back the claim, by its figures and its date."""
    sources = _with_figures(about, figures, noted) or noted
    return _dated(told_date(part.text), sources) or sources


def _best(
    sources: Sequence[_Noted], ranked: Sequence[Ranked], told: npt.NDArray[np.bool_]
) -> _Noted | Ranked:
    """The one that says most of what is `told`; or the sentence, if one that cites nothing says
    clearly more."""
    uncited = [one for one in ranked if _cites_nothing(one)]
    supports = [*(one.support for one in sources), *(one.support[told] for one in uncited)]
    scores = late_scores(np.stack(supports, axis=1), np.arange(len(supports)))
    of_notes, of_uncited = scores[: len(sources)], scores[len(sources) :]
    if uncited and float(of_uncited.max()) > float(of_notes.max()) + UNCITED:
        return uncited[int(of_uncited.argmax())]
    named = [_NAMES_ONE * (one.note.kind == "source") for one in sources]
    return sources[int((of_notes + np.array(named)).argmax())]


def _figures(claim: str) -> dict[float, str]:
    """What the claim's figures in digits come to, and how they are written. "Both sides" and
    "the Twenty-Seven" name rather than count."""
    told = [value for value in values(claim) if value.kind not in ("date", "year")]
    found = {one.amount: claim[one.start : one.end] for one in told}
    return {amount: text for amount, text in found.items() if any(map(str.isdigit, text))}


def _unknown_figures(figures: Mapping[float, str], ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Those of a claim's figures that no sentence holds, as they are written."""
    if not figures:
        return ()
    held = {amount for one in ranked for amount in _amounts(one.span.text)}
    return tuple(text for amount, text in figures.items() if amount not in held)


def _uncited_figure(
    figures: Mapping[float, str], sources: Sequence[_Noted], ranked: Sequence[Ranked]
) -> Ranked | None:
    """The best sentence that holds one of a claim's figures, if none that cites a source does."""
    named = figures.keys()
    if not named or any(named & _amounts(one.text) for one in sources):
        return None
    return next((one for one in ranked if named & _amounts(one.span.text)), None)


def _cites_nothing(ranked: Ranked) -> bool:
    """Whether neither the sentence nor what follows it in its paragraph has a marker, so that no
    note can stand behind it."""
    document, block = ranked.span.document, ranked.hit.passage.block
    start = ranked.sentence.start
    return block.note is None and not document.cited_in(start, block.end)


def _of_claim(query: Query) -> npt.NDArray[np.bool_]:
    """(question tokens,) Whether each belongs to what is claimed, not to asking for a source."""
    regions = claim_words(query.mended)
    offsets = query.tokens.offsets
    return np.array([any(a < r.end and r.start < b for r in regions) for a, b in offsets])


def _noted(ranked: Sequence[Ranked], told: npt.NDArray[np.bool_]) -> list[_Noted]:
    """The notes that the sentences are part of or cite, in the order of the best of these, with
    support for the tokens that are `told`."""
    found: dict[tuple[str, int], _Noted] = {}
    for one in ranked:
        document, block = one.span.document, one.hit.passage.block
        own = document.reference(block.note) if block.note is not None else None
        cited = () if own else document.cited_in(one.span.start, one.span.end)
        following = None if own or cited else document.cited_next(one.span.end)
        support = one.support[told]
        for note in filter(None, (own, *cited, following)):
            held = found.setdefault((document.id, note.number), _Noted(document, note, support))
            held.support = np.maximum(held.support, support)
            held.citing += [] if own else [one]
    return list(found.values())


def _with_figures(
    about: CitationQuestion, figures: Mapping[float, str], noted: Sequence[_Noted]
) -> list[_Noted]:
    """Those cited for a figure in digits that the claim has; of notes behind figures, else those
    cited for any."""
    named = figures.keys()
    exact = [one for one in noted if any(named & _amounts(c.span.text) for c in one.citing)]
    if exact or not about.of_figures:
        return exact
    return [one for one in noted if any(holds_kind("number", c.span.text) for c in one.citing)]


def _amounts(text: str) -> set[float]:
    return {value.amount for value in values(text)}


def _dated(dated: set[str], noted: Sequence[_Noted]) -> list[_Noted]:
    """Those that hold the months and years, in the note or where it is cited."""
    return [one for one in noted if dated and dated <= {word for word, _ in words(one.text)}]
