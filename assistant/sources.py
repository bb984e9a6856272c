"""Two hops: the words of a cited source that back a quote, where the source is at hand."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from assistant.answers import Backing, Footnote, Quote
from assistant.governed import NEGATIONS
from assistant.premises import stances
from assistant.questions import content_words
from assistant.quotes import whole_quote
from assistant.selection import EvidenceSelector
from assistant.units import currency_in
from assistant.values import Value, values
from corpus.documents import Document, Span
from corpus.ledger import Sources
from corpus.references import kind_of
from corpus.view import words
from index.index import Hit, Index, plain_query
from index.terms import STOP_WORDS, stem, stems

# Words that change how much a figure or a statement says: what one side alone qualifies, the
# other doesn't state.
_QUALIFIERS = frozenset(
    (
        "may might could would should allegedly reportedly possibly probably perhaps likely "
        "unlikely about around roughly approximately nearly almost over under above below more "
        "less fewer least most only up exceeding"
    ).split()
)
# Words that open a sentence with a capital and are no name, besides the stop words.
_OPENERS = frozenset(
    (
        "according additionally although amid among another because besides both consequently "
        "currently despite during each earlier either every finally following furthermore given "
        "hence however including indeed instead lastly later likewise many meanwhile moreover "
        "neither nevertheless nonetheless other overall recently several similarly since some "
        "still subsequently thus throughout today unless unlike until upon whereas while within "
        "without yet"
    ).split()
)
_DATE_PART = re.compile(r"\d+|\b[a-z]{3}")


class Backer:
    """Finds for each footnote what its references' sources say."""

    def __init__(self, index: Index, selector: EvidenceSelector) -> None:
        self._index, self._selector = index, selector

    @cached_property
    def _sources(self) -> Sources:
        return Sources(self._index.collection.documents)

    def backed(self, note: Footnote) -> Footnote:
        """The footnote with what those of its sources say that are in the collection."""
        return replace(note, backings=tuple(self._backings(note)))

    def _backings(self, note: Footnote) -> Iterator[Backing]:
        document = note.quote.document
        block = document.block_at(note.quote.start)
        if block and block.note is not None and kind_of(note.quote.text) == "source":
            return  # words that name a source state nothing that it could back
        for reference in note.references:
            source = self._sources.of(document, reference)
            if source:
                yield Backing(reference.number, source, self._backing(note.quote, source))

    def _backing(self, quote: Quote, source: Document) -> Quote | None:
        """The best sentence of the source that states all that the quote does."""
        query = plain_query(self._index.embedder, quote.text)
        evidence = self._selector.select(query, list(self._hits(source)))
        best = next((one for one in evidence.sentences if states(one, quote)), None)
        return whole_quote(best) if best else None

    def _hits(self, source: Document) -> Iterator[Hit]:
        return map(self._index.hit, self._index.passages.rows_of(source))


def states(sentence: Span, quote: Span) -> bool:
    """Whether the sentence holds every figure, date and name of the quote, speaks of the same
    things, qualifies them alike and denies none of them. Strict: a source that says it in other
    words is held not to."""
    return (
        _holds_values(sentence.text, quote.text)
        and _names(quote.text) <= stems(sentence.text) | _initials(sentence.text)
        and _shares_half(sentence.text, quote.text)
        and _qualifiers(sentence.text) == _qualifiers(quote.text)
        and _denies_nothing(sentence.text, quote.text)
    )


def _holds_values(sentence: str, quote: str) -> bool:
    held = values(sentence)
    return all(any(_same(value, quote, one, sentence) for one in held) for value in values(quote))


def _same(value: Value, quote: str, held: Value, sentence: str) -> bool:
    """Dates agree where each part of the quote's, its day and month too, is in the other's."""
    if (value.kind, value.amount) != (held.kind, held.amount):
        return False
    if value.kind == "money":
        return _currency(quote, value) == _currency(sentence, held)
    return value.kind != "date" or _date_parts(quote, value) <= _date_parts(sentence, held)


def _date_parts(text: str, value: Value) -> set[str]:
    return set(_DATE_PART.findall(text[value.start : value.end].lower()))


def _currency(text: str, value: Value) -> str:
    told = text[value.start : value.end].lower()
    return currency_in(told) or told


def _names(text: str) -> set[str]:
    """The words with a capital, which a name begins with wherever it stands; initials as such,
    since US is not us."""
    told = ((word, text[place.start]) for word, place in words(text))
    ordinary = STOP_WORDS | _OPENERS
    named = {stem(word) for word, first in told if first.isupper() and word not in ordinary}
    return named | _initials(text)


def _initials(text: str) -> set[str]:
    found = (text[place.start : place.end] for _, place in words(text))
    return {word for word in found if len(word) > 1 and word.isalpha() and word.isupper()}


def _shares_half(sentence: str, quote: str) -> bool:
    """Of the words that are neither figures nor names: those must all be there anyway."""
    told = {stem(word) for word in content_words(quote) if word.isalpha()} - _names(quote)
    return 2 * len(told & stems(sentence)) >= len(told)


def _qualifiers(text: str) -> set[str]:
    """Without May, the month."""
    told = {word for word, at in words(text) if (word, text[at.start]) != ("may", "M")}
    return told & _QUALIFIERS


def _denies_nothing(sentence: str, quote: str) -> bool:
    """Both deny something or neither does, and on no matter do they take opposite sides."""
    ours, theirs = stances(quote), stances(sentence)
    both = _negates(quote) == _negates(sentence)
    return both and not any(side and theirs.get(topic) == -side for topic, side in ours.items())


def _negates(text: str) -> bool:
    return any(word in NEGATIONS for word, _ in words(text))
