"""The evidence selector on any text, without an index."""

from dataclasses import replace

from assistant.questions import read_question
from assistant.selection import Evidence, EvidenceSelector, answers
from assistant.settings import Settings
from corpus.documents import Document
from corpus.layout import is_marked_heading, plain_layout
from corpus.passages import split_document
from index.embedder import Embedder
from index.index import Hit, plain_query


class Extractor:
    """Finds the sentences of a text that answer a question."""

    def __init__(self, embedder: Embedder, selector: EvidenceSelector, settings: Settings) -> None:
        self._embedder, self._selector, self._settings = embedder, selector, settings

    def extract(self, question: str, text: str) -> Evidence:
        """The text's evidence sentences in reading order, with offsets into `text`; none where
        it doesn't answer. `answerable` is how likely it answers at all.

        Long texts are read window by window: each passage is encoded by itself.
        """
        asked = read_question(question, (), self._settings.longest_question)
        hits = hits_in(self._embedder, text, self._settings.passage_chars)
        if not hits:
            return Evidence((), 0.0, 0.0)
        found = self._selector.select(plain_query(self._embedder, asked.text), hits)
        return self._kept(found)

    def _kept(self, found: Evidence) -> Evidence:
        if not answers(found, self._selector, self._settings.answer_threshold):
            return replace(found, sentences=())
        first, others = found.sentences[:1], found.sentences[1:]
        likely = [one for one in others if one.probability >= self._selector.quote_threshold]
        kept = sorted([*first, *likely], key=lambda one: one.start)
        return replace(found, sentences=tuple(kept))


def hits_in(embedder: Embedder, text: str, passage_chars: int) -> list[Hit]:
    """The text's passages in reading order, with offsets into it, none preferred; its headings,
    where they are marked as such, only if it has nothing else."""
    document = Document("text", "text", text, plain_layout(text))
    every = split_document(document, passage_chars)
    passages = [one for one in every if not is_marked_heading(one.text)] or every
    if not passages:
        return []
    encoded = embedder.encode([passage.text for passage in passages], "passage")
    return [Hit(p, 0.0, tokens) for p, tokens in zip(passages, encoded.tokens, strict=True)]


def open_extractor(settings: Settings) -> Extractor:
    """An extractor with the settings' model. Raises UserError if its weights are at fault."""
    from assistant.opening import open_selector
    from index.joined import open_embedder

    embedder = open_embedder(settings.model_name, settings.precision)
    return Extractor(embedder, open_selector(embedder, "extract"), settings)
