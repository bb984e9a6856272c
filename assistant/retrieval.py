"""What is found for a question: the passages, and every sentence of them, scored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from statistics import harmonic_mean

from assistant.corrected import standing
from assistant.pointing import telling
from assistant.questions import Part
from assistant.selection import Evidence, EvidenceSelector, Ranked, rank_sentences
from assistant.settings import Settings
from assistant.spoken import Asked, is_interjection
from assistant.which_document import within_asked
from corpus.documents import Span
from corpus.references import kind_of
from index.index import Hit, Index, Query


class Retriever:
    """Finds and scores what may answer a question, in one index."""

    def __init__(self, index: Index, selector: EvidenceSelector, settings: Settings) -> None:
        self._index, self._selector, self._settings = index, selector, settings

    def evidence(self, question: str, besides: Sequence[Hit] = ()) -> Evidence:
        """Every sentence of the passages retrieved for the question, and of those besides,
        scored; none that the document takes back or that points elsewhere, unless that is asked
        for, and none of another document than the question is about."""
        query, hits = self._retrieved(question)
        known = {_place(one) for one in hits}
        more = {_place(one): one for one in besides if _place(one) not in known}
        stands, says = standing(question), telling(question)
        among = [*hits, *more.values()]
        documents = {one.passage.document.id: one.passage.document for one in hits}
        asked = within_asked("" if more else question, [*documents.values()])
        may_answer = partial(_all_of, (asked, tells, stands, says))
        return self._selector.select(query, among, may_answer)

    def ranked(self, text: str) -> tuple[Query, list[Ranked]]:
        """The text as a query, and every sentence of the passages retrieved for it, by late
        interaction alone."""
        query, hits = self._retrieved(text)
        return query, rank_sentences(query, hits)

    def _retrieved(self, text: str) -> tuple[Query, list[Hit]]:
        query = self._index.query(text)
        return query, self._index.search(query, self._settings.passages_read)

    def on_topic(self, *evidence: Evidence) -> bool:
        """Whether the passages are about what was asked, by the harmonic mean over the ways it
        was put: one way that is far from them weighs more than one that is near."""
        mean = harmonic_mean([one.on_topic for one in evidence])
        return mean >= self._selector.topic_threshold

    def treats(self, *evidence: Evidence) -> bool:
        """The same, and where a threshold is set for answers, also enough for one in some way."""
        least = self._settings.answer_threshold
        enough = least is None or any(one.answerable >= least for one in evidence)
        return enough and self.on_topic(*evidence)

    def for_part(self, part: Part) -> Evidence:
        """The evidence for a part; one that leans on an earlier question is looked for with
        and without it, and a sentence's scores are averaged."""
        found = self.evidence(part.resolved)
        if part.resolved != part.text:
            found = _averaged(found, self.evidence(part.text))
        least = self._selector.quote_threshold
        said = [o for o in found.sentences if o.probability >= least or not is_interjection(o)]
        return replace(found, sentences=tuple(said) or found.sentences)

    def rank_passages(self, question: str, top_k: int) -> list[Hit]:
        """The `top_k` passages by the best sentence in each, best first."""
        query = self._index.query(question)
        hits = self._index.search(query, max(top_k, self._settings.passages_read))
        best: dict[tuple[str, int], float] = {}
        for one in self._selector.select(query, hits).sentences:
            key = (one.document.id, one.passage.start)
            best[key] = max(best.get(key, 0.0), one.probability)
        scored = [
            Hit(h.passage, best.get((h.passage.document.id, h.passage.start), 0.0), h.tokens)
            for h in hits
        ]
        return sorted(scored, key=lambda hit: -hit.score)[:top_k]

    def among(self, part: Part, places: Sequence[Span]) -> Evidence:
        """The evidence for a part in those places alone."""
        hits = [hit for span in places for hit in self._hits_in(span)]
        found = self.evidence(part.resolved, hits)
        kept = [s for s in found.sentences if any(map(s.overlaps, places))]
        return replace(found, sentences=tuple(kept))

    def said(self, asked: Asked) -> Evidence:
        """The evidence in the words of the speaker who is asked for."""
        query = self._index.query(asked.question)
        hits = asked.hits(self._index)
        return self._selector.select(query, hits, lambda one: asked.spoken(one) and tells(one))

    def _hits_in(self, span: Span) -> Iterator[Hit]:
        """The passages that the span is in."""
        for row in self._index.passages.rows_of(span.document):
            if self._index.passages[row].overlaps(span):
                yield self._index.hit(row)


def _all_of(checks: Sequence[Callable[[Span], bool]], sentence: Span) -> bool:
    return all(check(sentence) for check in checks)


def _place(hit: Hit) -> tuple[str, int]:
    return hit.passage.document.id, hit.passage.start


def tells(sentence: Span) -> bool:
    """Whether a sentence states something: a question doesn't, nor, in notes, one that only names
    a source."""
    if sentence.text.endswith("?"):
        return False
    block = sentence.document.block_at(sentence.start)
    return block is None or block.kind != "note" or kind_of(sentence.text) == "remark"


def _averaged(one: Evidence, other: Evidence) -> Evidence:
    """Scores and probabilities halfway between the two, of the first one's sentences; one that
    the other doesn't hold has its lowest score there."""
    second = {(s.document.id, s.start): s for s in other.sentences}
    floor = min((s.score for s in other.sentences), default=0.0)
    mixed = []
    for first in one.sentences:
        match = second.get((first.document.id, first.start))
        score, probability = (match.score, match.probability) if match else (floor, 0.0)
        mixed.append(
            replace(
                first,
                score=(first.score + score) / 2,
                probability=(first.probability + probability) / 2,
            )
        )
    ranked = tuple(sorted(mixed, key=lambda sentence: -sentence.score))
    on_topic, stated = max(one.on_topic, other.on_topic), max(one.stated, other.stated)
    return replace(one, sentences=ranked, on_topic=on_topic, stated=stated)
