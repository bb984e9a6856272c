"""Evidence recall, precision and F1 counted in words, as the ACL-Verbatim benchmark scores
extracted spans (KRLabsOrg, word-level micro F1): a word is right if it stands inside required
evidence, by its place and not by its letters.

Where an item of evidence has alternatives, the one that the quotes cover best is required; the
words of the others are left out, neither right nor wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.documents import Document
from corpus.view import words
from evals.metrics import Metric, Outcome

# A word: its document and the offset of its first character.
Word = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """Words that were quoted, that were required, and that were both."""

    quoted: int
    required: int
    both: int


def count_words(outcome: Outcome) -> Counts:
    """The three counts of one answer; a question without evidence requires no word."""
    documents = {quote.document.id: quote.document for quote in outcome.answer.quotes}
    quoted = {
        word
        for quote in outcome.answer.quotes
        for word in _words(quote.document, quote.start, quote.end)
    }
    required: set[Word] = set()
    spared: set[Word] = set()
    for item in outcome.gold.evidence:
        choices = [
            _said(span.document, span.start, span.text, documents.get(span.document))
            for span in item
        ]
        best = max(choices, key=lambda choice: len(choice & quoted) / max(len(choice), 1))
        required |= best
        spared = spared.union(*choices)
    counted = quoted - (spared - required)
    return Counts(len(counted), len(required), len(counted & required))


def word_precision(outcome: Outcome) -> float | None:
    """The share of the quoted words that are required, where anything is quoted (macro)."""
    counts = count_words(outcome)
    if not outcome.gold.answerable or not outcome.answer.quotes:
        return None
    return counts.both / counts.quoted if counts.quoted else 1.0


def word_recall(outcome: Outcome) -> float | None:
    """The share of the required words that are quoted (macro)."""
    counts = count_words(outcome)
    return counts.both / counts.required if counts.required else None


def word_f1(outcome: Outcome) -> float | None:
    """2 · both / (quoted + required) of an answerable question (macro)."""
    counts = count_words(outcome)
    if not counts.required:
        return None
    return 2 * counts.both / (counts.quoted + counts.required)


WORD_METRICS: dict[str, Metric] = {
    "word precision (macro)": word_precision,
    "word recall (macro)": word_recall,
    "word F1 (macro)": word_f1,
}


def _said(name: str, start: int, text: str, document: Document | None) -> set[Word]:
    """The span's words; its own text stands in for a document that nothing is quoted from."""
    if document is None:
        return {(name, start + place.start) for _, place in words(text)}
    return set(_words(document, start, start + len(text)))


def _words(document: Document, start: int, end: int) -> Iterable[Word]:
    """The words that begin in [start, end)."""
    return ((document.id, start + place.start) for _, place in words(document.text[start:end]))
