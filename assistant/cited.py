"""Answers to questions about references: the notes, and the sentences that cite them."""

import re
from collections.abc import Iterator, Mapping, Sequence

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
from assistant.citing import Noted, cited_behind, cites_nothing, noted_in
from assistant.evidence import Finder, Found
from assistant.guards import holds_kind
from assistant.interaction import late_scores
from assistant.names import names_in
from assistant.questions import Part, Question, content_words
from assistant.selection import Ranked
from assistant.values import values
from corpus.documents import Document, Reference, Region
from corpus.references import kind_of
from corpus.view import fold, words
from index.index import Index, Query
from index.terms import STOP_WORDS, stem, stems

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
# The share of a claim's words that a sentence needs to be the one that makes it.
_MOST_WORDS = 0.75
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


def _backing(about: CitationQuestion, part: Part, finder: Finder) -> Found | None:
    """The note that stands behind a claim, then the sentence that cites it for that: the note
    whose words and those that cite it, taken as one, say most of the claim. No quote where a
    sentence that cites nothing says clearly more of it, or where that note names no source."""
    query, ranked = finder.retriever.ranked(part.resolved)
    told = _of_claim(query)
    figures = _figures(about.claim)
    sources = _sources(about, figures, part, noted_in(ranked, told))
    if not sources:
        return None
    ways = finder.retriever.evidence(about.claim), finder.retriever.evidence(part.resolved)
    if not (finder.retriever.treats(*ways) or _only_figures(about.claim)):
        return None
    answerable = max(one.answerable for one in ways)
    if unknown := _unknown_figures(figures, ranked):
        return Found(part, (), answerable, "not_stated", unknown)
    beside = _of_figures(figures, sources, ranked)
    likeliest = _uncited_figure(figures, sources, ranked) or _best(sources, beside, told)
    best = _uncited_name(about.claim, likeliest, ranked) or likeliest
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
    about: CitationQuestion, figures: Mapping[float, str], part: Part, noted: Sequence[Noted]
) -> Sequence[Noted]:
    """Those that may back the claim, by its figures and its date."""
    sources = _with_figures(about, figures, noted) or noted
    return _dated(told_date(part.text), sources) or sources


def _best(
    sources: Sequence[Noted], ranked: Sequence[Ranked], told: npt.NDArray[np.bool_]
) -> Noted | Ranked:
    """The one that says most of what is `told`; or the sentence, if one that cites nothing says
    clearly more."""
    uncited = [one for one in ranked if cites_nothing(one)]
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


def _only_figures(claim: str) -> bool:
    """Whether a claim is a figure and no more, which tells nothing of what it is about."""
    told = [word for word, _ in words(claim) if word not in STOP_WORDS]
    return bool(told) and not any(any(map(str.isalpha, word)) for word in told)


def _unknown_figures(figures: Mapping[float, str], ranked: Sequence[Ranked]) -> tuple[str, ...]:
    """Those of a claim's figures that no sentence holds, as they are written."""
    if not figures:
        return ()
    held = {amount for one in ranked for amount in _amounts(one.span.text)}
    return tuple(text for amount, text in figures.items() if amount not in held)


def _uncited_figure(
    figures: Mapping[float, str], sources: Sequence[Noted], ranked: Sequence[Ranked]
) -> Ranked | None:
    """The best sentence that holds one of a claim's figures, if none that cites a source does."""
    named = figures.keys()
    if not named or any(named & _amounts(one.text) for one in sources):
        return None
    return next((one for one in ranked if named & _amounts(one.span.text)), None)


def _of_figures(
    figures: Mapping[float, str], sources: Sequence[Noted], ranked: Sequence[Ranked]
) -> Sequence[Ranked]:
    """The sentences that may say more of the claim than a note: where something cites one for a
    claim's figure, those that hold such a figure."""
    named = figures.keys()
    if not any(named & _amounts(c.span.text) for one in sources for c in one.citing):
        return ranked
    return [one for one in ranked if named & _amounts(one.span.text)]


def _uncited_name(claim: str, best: Noted | Ranked, ranked: Sequence[Ranked]) -> Ranked | None:
    """The best sentence that holds all of a claim's names and most of its words, where it cites
    nothing and the note that is `best` holds none of the names, nor what cites it."""
    names = {one.key for one in names_in(claim) if not one.weak}
    if not names or isinstance(best, Ranked) or names & _word_set(best.text):
        return None
    told = {stem(word) for word in content_words(claim)}
    holding = [
        one
        for one in ranked
        if names <= _word_set(one.span.text)
        and len(told & stems(one.span.text)) >= _MOST_WORDS * len(told)
    ]
    first = holding[0] if holding else None
    cites = first and (
        first.span.document.cited_in(first.span.start, first.span.end) or cited_behind(first)
    )
    return None if cites else first


def _word_set(text: str) -> set[str]:
    return {word for word, _ in words(text)}


def _of_claim(query: Query) -> npt.NDArray[np.bool_]:
    """(question tokens,) Whether each belongs to what is claimed, not to asking for a source."""
    regions = claim_words(query.mended)
    offsets = query.tokens.offsets
    return np.array([any(a < r.end and r.start < b for r in regions) for a, b in offsets])


def _with_figures(
    about: CitationQuestion, figures: Mapping[float, str], noted: Sequence[Noted]
) -> list[Noted]:
    """Those cited for a figure in digits that the claim has; of notes behind figures, else those
    cited for any."""
    named = figures.keys()
    exact = [one for one in noted if any(named & _amounts(c.span.text) for c in one.citing)]
    if exact or not about.of_figures:
        return exact
    return [one for one in noted if any(holds_kind("number", c.span.text) for c in one.citing)]


def _amounts(text: str) -> set[float]:
    return {value.amount for value in values(text)}


def _dated(dated: set[str], noted: Sequence[Noted]) -> list[Noted]:
    """Those that hold the months and years, in the note or where it is cited."""
    return [one for one in noted if dated and dated <= {word for word, _ in words(one.text)}]
