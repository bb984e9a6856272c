"""One part of a question to its quotes, or to the reason why there are none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answers import Quote, Reason
from assistant.cells import cells_first
from assistant.choosing import choose
from assistant.guards import (
    asked_when,
    holds_wanted,
    missing_countries,
    missing_kind,
    missing_years,
)
from assistant.headings import section_told
from assistant.lacking import lacking, not_told
from assistant.members import fitting, headed
from assistant.named_missing import named_missing
from assistant.parts import (
    beside_first,
    likelier_first,
    may_add,
    stands_beside,
    states_beside,
    tells_too,
)
from assistant.premises import contradicting
from assistant.questions import Part
from assistant.quotes import holds_words, shares_words, to_quote, whole_quote, without_overlap
from assistant.restated import only_restates
from assistant.retrieval import Retriever
from assistant.run_in import with_label
from assistant.selection import Evidence, EvidenceSelector, Scored, answers
from assistant.settings import Settings
from assistant.siblings import another_of_its_kind
from assistant.spoken import Asked, Speakers, holds_quoted
from assistant.tabled import of_tables, row_missing
from assistant.topics import Topic, told_of, topic_of
from assistant.undated import is_bare_caption, of_year
from assistant.values import years_in
from corpus.documents import Document, Span
from index.index import Index

# Quotes for a question that asks for one thing, where a sentence's probability doesn't tell.
_FOR_ONE_THING = 3
# How likely a sentence must be that stands first because a guard passed over the best one, as a
# share of what one beside the first needs; all of that where a reason is asked for, since the
# best then only tells the deed again.
_IN_ITS_PLACE = 0.5
# How likely any first sentence must be: of 1,013 questions on the brief, none was answered by a
# less likely one (nor by one below 0.05, which may be peculiar to the brief).
_FIRST = 0.03
# How likely a sentence must be that has no word of the topic that is asked after.
_IN_OTHER_WORDS = 0.4
# Sentences of which those that stand beside what is shown come first among the nearest.
_NEAR = 8
# Sentences whose documents must tell of a year: that another one does says nothing.
_BEST = 3
# Sentences that a guard looks through for the kind of thing asked.
_LOOKED_THROUGH = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The quotes for one part, best first; or none, with why, what is missing, and the nearest
    passages. `score`, 0 to 1, is how likely the documents answer the part; `told` says that a
    quote for an earlier part answers it too."""

    part: Part
    quotes: tuple[Quote, ...]
    score: float
    reason: Reason = "not_stated"
    missing: tuple[str, ...] = ()
    nearest: tuple[Quote, ...] = ()
    told: bool = False


class Finder:
    """Finds evidence for parts of questions in one index."""

    def __init__(self, index: Index, selector: EvidenceSelector, settings: Settings) -> None:
        self._documents = index.collection.documents
        self._selector, self._settings = selector, settings
        self.retriever = Retriever(index, selector, settings)
        self._speakers = Speakers(self._documents)

    def find(self, part: Part, shown: Collection[Quote] = (), most: int | None = None) -> Found:
        """At most `most` quotes where the documents answer the part, else the reason why not.
        What earlier parts have `shown` isn't shown again: where it is the best evidence for this
        part too, the part is told."""
        if asked := self._speakers.asked(part.resolved):
            return self._said(replace(part, resolved=asked.question), asked, shown, most)
        return self._judged(part, self.retriever.for_part(part), shown, most)

    def find_among(self, part: Part, among: Sequence[Span]) -> Found:
        """The same, looked for in those places alone."""
        evidence = self.retriever.among(part, among)
        if not evidence.sentences:
            return Found(part, (), evidence.answerable)
        return self._judged(part, evidence, (), None)

    def _judged(
        self, part: Part, evidence: Evidence, shown: Collection[Quote], most: int | None
    ) -> Found:
        documents = self._documents
        best = _documents_of(evidence.sentences[:_BEST]) or documents
        missing = missing_years(part, best) + missing_countries(part, documents)
        against = None if missing else contradicting(part, evidence.sentences)
        if against and self.retriever.on_topic(evidence):
            return _contradicted(part, evidence, against)
        topic = topic_of(part.resolved)
        told = told_of(topic, evidence.sentences) if topic else []
        near = _touching(topic, part, evidence.sentences)
        if topic and not told and (topic.wholly or not near):
            return self._refused(part, evidence, missing or (topic.spelling,), shown)
        if told and not missing:
            found = self._quoted(part, evidence, told, shown, self._limit(part, most))
            return replace(found, score=1.0) if topic and topic.wholly else found
        listed = [] if missing else headed(part, evidence.sentences)
        listed = listed or ([] if missing else section_told(part, evidence.sentences))
        if listed := [one for one in listed if not _shown(one, shown)]:
            told = [with_label(one) for one in fitting(listed, self._settings.max_quotes)]
            return Found(part, tuple(to_quote(part, one) for one in told), evidence.answerable)
        of_years = of_tables(part, [one for one in near if of_year(part, one)])
        looked_through = [one for one in of_years[:_LOOKED_THROUGH] if _may_answer(part, one)]
        holding = [one for one in looked_through if holds_wanted(part, one)]
        holding = beside_first(part, holding, shown, self._selector)
        holding = cells_first(part, holding, of_years)
        if missing or not holding or not self._answers(part, holding[0], evidence, shown):
            over = () if holding[:1] == [*evidence.sentences[:1]] else _passed_over(part, evidence)
            return self._refused(part, evidence, missing or over, shown)
        if lacks := lacking(part, holding, self._selector.likely):
            holding = likelier_first(part, holding)
            lacks = lacking(part, holding, self._selector.likely)
        if lacks:
            return self._refused(part, evidence, lacks, shown)
        if self._unlikely(part, holding[0], evidence) or (
            not topic and self._faint(part, holding[0])
        ):
            return self._refused(part, evidence, _passed_over(part, evidence), shown)
        return self._quoted(part, evidence, holding, shown, self._limit(part, most))

    def _said(self, part: Part, asked: Asked, shown: Collection[Quote], most: int | None) -> Found:
        """The part, which asks for a speaker's own words, answered from these alone."""
        evidence = self.retriever.said(asked)
        treated = [one for one in evidence.sentences if asked.treated_in(one)]
        holding = [one for one in treated if of_year(part, one) and holds_wanted(part, one)]
        holding.sort(key=lambda one: not asked.begins_in(one))
        if not holding:
            return replace(self._refused(part, evidence, (), shown), reason="not_stated")
        return self._quoted(part, evidence, holding, shown, self._limit(part, most))

    def _unlikely(self, part: Part, first: Scored, evidence: Evidence) -> bool:
        """Whether the sentence stands first only because the guards passed over a better one; one
        that names a year that is asked for may."""
        if first is evidence.sentences[0] or years_in(first.text) & part.years:
            return False
        share = 1.0 if part.wanted == "reason" else _IN_ITS_PLACE
        return first.probability < self._selector.quote_threshold * share

    def _faint(self, part: Part, first: Scored) -> bool:
        """Whether what stands first is too unlikely to answer anything; the question's own words
        may stand anywhere, and a selector that names nothing `likely` isn't held to it."""
        if part.keywords or holds_words(part, first):
            return False
        if not self._selector.likely or first.probability >= _FIRST:
            return False
        return not (asks := _question_before(first)) or not shares_words(part, asks)

    def _quoted(
        self,
        part: Part,
        evidence: Evidence,
        holding: Sequence[Scored],
        shown: Collection[Quote],
        most: int,
    ) -> Found:
        """The part with quotes of the sentences that may answer it, best first."""
        least, first = self._selector.quote_threshold, holding[0]
        fresh = [one for one in holding if not _shown(one, shown)]
        told = _shown(first, shown) and tells_too(part, first)
        if _shown(first, shown):
            fresh = [one for one in fresh if one.probability >= least and may_add(part, one, told)]
        if not fresh and told:
            return Found(part, (), evidence.answerable, told=True)
        if not fresh:
            return self._refused(part, evidence, (), shown)
        chosen = choose(part, fresh, least, most, self._settings.max_quotes)
        quotes = without_overlap([to_quote(part, one) for one in chosen])
        return Found(part, tuple(quotes), evidence.answerable)

    @property
    def most(self) -> int:
        """The most quotes that an answer may have."""
        return self._settings.max_quotes

    def _limit(self, part: Part, most: int | None) -> int:
        several = part.wanted == "list" or self._selector.counts_several
        room = self._settings.max_quotes
        return min(most or (room if several else _FOR_ONE_THING), room)

    def _answers(
        self, part: Part, first: Scored, evidence: Evidence, shown: Collection[Quote]
    ) -> bool:
        best = evidence.sentences[0]
        if part.keywords and shares_words(part, best):
            return True  # a search box is asked where words stand, not whether
        least = self._settings.answer_threshold
        if least is None and (holds_words(part, best) or holds_quoted(best.text, part.resolved)):
            return True
        if states_beside(part, first, shown) and self.retriever.on_topic(evidence):
            return True
        return answers(evidence, self._selector, least)

    def _refused(
        self, part: Part, evidence: Evidence, missing: tuple[str, ...], shown: Collection[Quote]
    ) -> Found:
        left = [one for one in evidence.sentences if not _shown(one, shown)]
        if part.resolved != part.text:  # what leans on the part before is sooner told beside it
            left = sorted(left[:_NEAR], key=lambda one: not stands_beside(one, shown))
        nearest = left[:3]
        # Where the thing is there, and only what is asked of it is missing, that isn't far.
        there = bool(missing) and any(shares_words(part, one) for one in nearest)
        far = not self.retriever.on_topic(evidence) and not there
        missing = named_missing(missing, nearest) or not_told(
            asked_when(part) if missing else (), nearest
        )
        reason: Reason = "off_topic" if far else "not_stated"
        quoted = tuple(whole_quote(one) for one in nearest)
        return Found(part, (), evidence.answerable, reason, missing, quoted)


def _contradicted(part: Part, evidence: Evidence, against: Scored) -> Found:
    """A false premise: no answer, and the sentence that speaks against it first."""
    others = [one for one in evidence.sentences if one is not against]
    nearest = tuple(whole_quote(one) for one in [against, *others][:3])
    return Found(part, (), evidence.answerable, "contradicted", (), nearest)


def _documents_of(sentences: Sequence[Scored]) -> list[Document]:
    return [*{one.document.id: one.document for one in sentences}.values()]


def _may_answer(part: Part, sentence: Scored) -> bool:
    bare = only_restates(part, sentence) or is_bare_caption(part, sentence)
    return not bare and not another_of_its_kind(part, sentence)


def _passed_over(part: Part, evidence: Evidence) -> tuple[str, ...]:
    """What the best sentence lacks, for which the guards passed it over, and no other does."""
    best = evidence.sentences[:1]
    nearest = [one for one in evidence.sentences[:3] if shares_words(part, one)]
    if other := [name for one in best if (name := another_of_its_kind(part, one))]:
        return not_told(other, nearest)
    if row := row_missing(part, evidence.sentences):
        return row
    fits = all(of_year(part, one) for one in best)
    return missing_kind(part) if fits else not_told(asked_when(part), nearest)


def _touching(topic: Topic | None, part: Part, ranked: Sequence[Scored]) -> Sequence[Scored]:
    """The sentences that have something of the topic; all where there is none, or where a
    follow-up has two, or the best is likely enough to put it in other words."""
    likely = ranked and ranked[0].probability >= _IN_OTHER_WORDS
    if topic is None or part.text != part.resolved or likely:
        return ranked
    return [one for one in ranked if topic.touched_by(one)]


def _question_before(sentence: Scored) -> Span | None:
    """The document's own question that the sentence follows: it needn't repeat its words."""
    before = [one for one in sentence.passage.block.sentences if one.end <= sentence.start]
    asked = Span(sentence.document, before[-1].start, before[-1].end) if before else None
    return asked if asked and asked.text.endswith("?") else None


def _shown(sentence: Scored, shown: Collection[Quote]) -> bool:
    return any(sentence.overlaps(quote) for quote in shown)
