"""A question to an Answer: the package's front door."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from assistant.answers import Abstention, Answer, Quote, Unanswered
from assistant.asking import NAMED, question_line
from assistant.citations import read_citation_question
from assistant.cited import NO_SOURCE, answer_citation
from assistant.evidence import Finder, Found
from assistant.footnotes import number_footnotes
from assistant.imprint import answer_imprint
from assistant.numbered_parts import find_numbered
from assistant.orders import is_no_question
from assistant.parts import tells_too
from assistant.positions import answer_position
from assistant.questions import Part, Question, read_question
from assistant.quotes import without_overlap
from assistant.selection import EvidenceSelector
from assistant.settings import Settings
from assistant.sources import Backer
from assistant.spoken import tells_who
from assistant.topics import topic_of
from corpus.collection import Collection, read_collection
from index.embedder import Embedder
from index.index import Hit, Index, Progress
from index.opening import corpus_folder, default_folder, open_or_build
from index.storage import IndexSettings
from index.stores import located


class Assistant:
    """Answers questions on one collection with its own words, or abstains."""

    def __init__(self, index: Index, selector: EvidenceSelector, settings: Settings) -> None:
        self.index, self.selector, self.settings = index, selector, settings
        self._finder = Finder(index, selector, settings)
        self._backer = Backer(index, selector)
        self._source_line = question_line("source", index.embedder)

    @property
    def collection(self) -> Collection:
        return self.index.collection

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """The answer to `question` after the earlier questions in `history`, oldest first.

        Raises UserError for an empty or an overlong question.
        """
        started = time.perf_counter()
        asked = read_question(question, history, self.settings.longest_question)
        return self._answer(asked, self._found(asked), started)

    def search(self, question: str, top_k: int) -> list[Hit]:
        """The `top_k` passages that fit the question best, best first."""
        asked = read_question(question, (), self.settings.longest_question)
        return self._finder.retriever.rank_passages(asked.text, top_k)

    def _found(self, asked: Question) -> list[Found]:
        if is_no_question(asked.text):
            return [Found(asked.parts[0], (), 0.0, "off_topic")]
        text, documents = asked.parts[0].resolved, self.collection.documents
        special = [
            answer_imprint(part, documents)
            or answer_position(part, documents, self._finder.most)
            or find_numbered(part, documents, self._finder)
            for part in asked.parts
        ]
        asks_source = partial(self._asks_source, asked.parts[0])
        cites = not (special[0] or topic_of(text))
        about = read_citation_question(text, documents, asks_source) if cites else None
        cited = answer_citation(about, asked, self.index, self._finder) if about else None
        cited = cited and self._told_by_whom(cited)
        found: list[Found] = [cited] if cited else []
        for at, part in enumerate(asked.parts[len(found) :], len(found)):
            if there := special[at]:
                found.append(there)
                continue
            shown = [quote for one in found for quote in one.quotes]
            one_thing = len(asked.parts) > 1 and part.wanted != "list"
            found.append(self._finder.find(part, shown, 1 if one_thing else None))
        return found

    def _told_by_whom(self, cited: Found) -> Found:
        """What the body says where no source is found for a question that asks who; else the
        same."""
        if cited.missing != (NO_SOURCE,):
            return cited
        near = cited.nearest[0]
        if not tells_who(cited.part.text, near.text):
            return cited
        plain = self._finder.find(cited.part)
        return plain if plain.quotes and plain.quotes[0].overlaps(near) else cited

    def _asks_source(self, part: Part, named: bool = False) -> bool:
        """Whether the part asks for a source, as it was asked or with what it takes over."""
        least = NAMED if named else None
        told = dict.fromkeys((part.resolved, part.text))
        return any(
            self._source_line.asks(text, self.index.query(text).vector[0], least) for text in told
        )

    def _answer(self, asked: Question, found: list[Found], started: float) -> Answer:
        answered = [one for one in found if one.quotes]
        quotes = without_overlap([quote for one in answered for quote in one.quotes])
        kept = _fairly(quotes, answered, self.settings.max_quotes)
        abstention = None if kept else _abstention(found)
        left = [one for one in found if _left(one, kept)] if kept else []
        return Answer(
            asked.text,
            asked.history,
            tuple(self._backer.backed(note) for note in number_footnotes(kept)),
            abstention,
            tuple(Unanswered(one.part.text, one.nearest) for one in left),
            min((one.score for one in answered), default=max(one.score for one in found)),
            (time.perf_counter() - started) * 1000,
            self.index.fingerprint,
        )


def _fairly(quotes: list[Quote], answered: list[Found], most: int) -> list[Quote]:
    """At most `most` quotes, the first of every part before the second of any."""
    if len(quotes) <= most:
        return quotes
    first = [one.quotes[0] for one in answered if one.quotes[0] in quotes]
    rest = [quote for quote in quotes if quote not in first]
    chosen = [*first, *rest][:most]
    return [quote for quote in quotes if quote in chosen]


def _left(one: Found, kept: Sequence[Quote]) -> bool:
    """Whether nothing that is quoted answers the part, not even for another."""
    if one.quotes or one.told:
        return False
    best = one.nearest[:1] if one.reason == "not_stated" and not one.missing else ()
    return not any(
        near.overlaps(quote) and tells_too(one.part, near) for near in best for quote in kept
    )


def _abstention(found: list[Found]) -> Abstention:
    """Why nothing could be quoted: the reason of the first part."""
    one = found[0]
    missing = tuple(dict.fromkeys(name for each in found for name in each.missing))
    nearest = without_overlap([quote for each in found for quote in each.nearest])[:3]
    return Abstention(one.reason, _message(one, missing), missing, tuple(nearest))


_MESSAGES = {
    "off_topic": "The documents are not about this.",
    "not_stated": "The documents do not state this.",
    "contradicted": "The documents contradict what the question takes for granted.",
}


def _message(one: Found, missing: tuple[str, ...]) -> str:
    told = _MESSAGES[one.reason]
    return f"{told} Missing: {', '.join(missing)}." if missing else told


def open_assistant(
    settings: Settings,
    corpus: Path | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Assistant:
    """An assistant over the documents in `corpus` (None: the packaged brief) and the index in
    `folder` (None: the user's data folder), which is built or brought up to date if need be.

    Raises UserError where documents, index or model are at fault.
    """
    collection = read_collection(corpus_folder(corpus, folder))
    return open_over(collection, settings, folder, progress, rebuild)


def open_over(
    collection: Collection,
    settings: Settings,
    folder: Path | None = None,
    progress: Progress | None = None,
    rebuild: bool = False,
) -> Assistant:
    """The same over documents that have been read. The one place that names concrete classes."""
    from assistant.opening import open_selector
    from index.joined import open_embedder

    embedder = open_embedder(settings.model_name, settings.precision)
    index = open_or_build(
        collection,
        folder or default_folder(collection.folder, settings.index_name),
        index_settings(settings, embedder),
        embedder,
        progress,
        rebuild,
    )
    return Assistant(index, open_selector(embedder), settings)


def index_settings(settings: Settings, embedder: Embedder) -> IndexSettings:
    """What an index of these settings is made with."""
    return IndexSettings(
        model=embedder.name,
        model_sha256=embedder.sha256,
        passage_chars=settings.passage_chars,
        store=settings.store,
        uri=located(settings.uri),
    )
