"""From scored sentences to quotes: how many, in which order, and how much of each."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.answers import Quote
from assistant.guards import answer_regions
from assistant.questions import Part, content_words
from assistant.selection import Scored
from corpus.documents import Region, Span
from index.terms import akin, stem, stems

# A sentence longer than this (characters) may be quoted in part.
_LONG = 320
# Where a sentence may be cut without leaving out what governs the rest: at a semicolon or a
# spaced dash, never at a comma, where a negation or a hedge may reach across.
_CLAUSE_EDGE = re.compile(r";\s+|\s[–—]\s")
_DENIES = re.compile(r"\b(?:not|never|cannot)\b|n[’']t\b", re.I)


def to_quote(part: Part, scored: Scored) -> Quote:
    """The sentence, or the clause of a long one that carries the answer, as a quote."""
    region = _trimmed(part, scored)
    span = Span(scored.document, region.start, region.end)
    highlights = answer_regions(part, span) or (_best_clause(part, span),)
    return Quote(span.document, span.start, span.end, scored.probability, highlights)


def whole_quote(scored: Scored) -> Quote:
    """The sentence as it stands, with nothing marked."""
    return Quote(scored.document, scored.start, scored.end, scored.probability)


def shares_words(part: Part, span: Span) -> bool:
    """Whether the span holds at least half of the part's content words."""
    return 2 * _shared(part, span) >= len(_asked(part)) > 0


def holds_words(part: Part, span: Span) -> bool:
    """Whether the span holds all of the part's content words, or such as begin alike ("delivered",
    "delivery"), and these are several."""
    asked, held = _asked(part), stems(span.text)
    return len(asked) > 1 and all(akin(one, held) for one in asked)


def without_overlap(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes in their order, but for those whose words an earlier one already shows."""
    kept: list[Quote] = []
    for quote in quotes:
        if not any(quote.overlaps(other) for other in kept):
            kept.append(quote)
    return kept


def _trimmed(part: Part, scored: Scored) -> Region:
    """The half of a long sentence, cut at its one clause edge, that holds every word of the
    question that the sentence holds; the whole sentence where both halves hold some."""
    text = scored.text
    edges = list(_CLAUSE_EDGE.finditer(text))
    if len(text) <= _LONG or len(edges) != 1 or _DENIES.search(text):
        return Region(scored.start, scored.end)
    left = Span(scored.document, scored.start, scored.start + edges[0].start())
    right = Span(scored.document, scored.start + edges[0].end(), scored.end)
    for half, rest in ((left, right), (right, left)):
        if _shared(part, half) >= 2 and not _shared(part, rest):
            return Region(half.start, half.end)
    return Region(scored.start, scored.end)


def _best_clause(part: Part, span: Span) -> Region:
    """The run between commas that shares most words with the question; the whole of a short
    quote, and of one where no run stands out."""
    edges = [m.end() for m in re.finditer(r"[,;:]\s+|\s[–—]\s", span.text)]
    cuts = [span.start, *(span.start + edge for edge in edges), span.end]
    clauses = [Span(span.document, a, b) for a, b in pairwise(cuts)]
    shares = [_shared(part, clause) for clause in clauses]
    best = max(shares)
    if len(span.text) < 120 or shares.count(best) != 1:
        return Region(span.start, span.end)
    clause = clauses[shares.index(best)]
    return Region(clause.start, clause.start + len(clause.text.rstrip(" ,;:–—")))


def _shared(part: Part, span: Span) -> int:
    return len(_asked(part) & stems(span.text))


def _asked(part: Part) -> set[str]:
    return {stem(word) for word in content_words(part.resolved)}
