"""Answers: quotes that can't misquote, footnotes, and abstentions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from assistant.typed import number, text, texts, whole
from corpus.collection import Collection
from corpus.documents import Document, Reference, Region, Span
from corpus.errors import UserError
from corpus.locators import locator
from corpus.turns import turn_at

Reason = Literal["off_topic", "not_stated", "contradicted"]


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """The document's own words. `score`, 0 to 1, is how likely they are evidence for the
    question; `highlights` are the parts of [start, end) that carry the answer."""

    score: float
    highlights: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Backing:
    """The document that a footnote's reference names, and its words that state what the quote
    says; None where none were found that do."""

    reference: int
    document: Document
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Footnote:
    """Where a quote stands, and what the document itself cites there.

    `section` is a heading or "", `paragraph` counts body paragraphs from 1, `page` is None
    where the format has no pages. `references` are cited in or right after the quoted words;
    `next_reference` is the one that the next sentence cites, which may cover them too.
    `backings` are for those of the references whose source is in the collection.
    """

    number: int
    quote: Quote
    section: str
    paragraph: int | None
    page: int | None
    references: tuple[Reference, ...]
    next_reference: Reference | None = None
    backings: tuple[Backing, ...] = ()

    @property
    def speaker(self) -> str:
        """Whose words they are, as a transcript labels them; "" where it is none."""
        turn = turn_at(self.quote.document, self.quote.start)
        return turn.speaker if turn else ""

    def backing(self, reference: Reference) -> Backing | None:
        """What the reference's source says; None where it isn't in the collection."""
        return next((one for one in self.backings if one.reference == reference.number), None)


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, what is missing, and what stands nearest: never an answer."""

    reason: Reason
    message: str
    missing: tuple[str, ...]
    nearest: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A part of the question that the documents don't answer, and the nearest passage."""

    part: str
    nearest: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Footnoted quotes, or an abstention. `score`, 0 to 1, is how likely the documents answer
    the question; `index` is the fingerprint of corpus, model and settings."""

    question: str
    history: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    abstention: Abstention | None
    unanswered: tuple[Unanswered, ...]
    score: float
    elapsed_ms: float
    index: str

    @property
    def answerable(self) -> bool:
        return self.abstention is None

    @property
    def quotes(self) -> tuple[Quote, ...]:
        return tuple(footnote.quote for footnote in self.footnotes)

    @property
    def text(self) -> str:
        """The quotes between quotation marks, each with its footnote's number; for an
        abstention, its message."""
        if self.abstention:
            return self.abstention.message
        return "\n".join(f"“{note.quote.text}” [{note.number}]" for note in self.footnotes)


def to_json(answer: Answer, answer_id: str | None = None) -> dict[str, Any]:
    """The answer as JSON: what scripts rely on. Offsets count code points, half-open."""
    told: dict[str, Any] = {} if answer_id is None else {"id": answer_id}
    return told | {
        "question": answer.question,
        "history": list(answer.history),
        "answerable": answer.answerable,
        "text": answer.text,
        "score": round(answer.score, 4),
        "quotes": [quote_json(note.quote, note.number) for note in answer.footnotes],
        "footnotes": [footnote_json(note) for note in answer.footnotes],
        "abstention": _abstention_json(answer.abstention),
        "unanswered": [_unanswered_json(part) for part in answer.unanswered],
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "index": answer.index,
    }


def from_json(told: dict[str, Any], collection: Collection) -> Answer:
    """The Answer again, each quote checked against its document.

    Raises UserError where a quote's text is not the document's slice at its offsets, or a
    note that it cites is not there; KeyError, TypeError or ValueError where a field is missing
    or of another type.
    """
    quotes = {quote["footnote"]: _quote(quote, collection) for quote in told["quotes"]}
    footnotes = tuple(
        _footnote(note, quotes[note["number"]], collection) for note in told["footnotes"]
    )
    return Answer(
        text(told["question"]),
        texts(told["history"]),
        footnotes,
        _abstention(told["abstention"], collection),
        tuple(
            Unanswered(text(part["part"]), _quotes(part["nearest"], collection))
            for part in told.get("unanswered", [])
        ),
        number(told.get("score", 0.0)),
        number(told["elapsed_ms"]),
        text(told["index"]),
    )


def quote_json(quote: Quote, footnote: int | None) -> dict[str, Any]:
    """A quote as JSON, with its footnote's number; None for one that no footnote has."""
    return {
        "footnote": footnote,
        "document": quote.document.id,
        "start": quote.start,
        "end": quote.end,
        "text": quote.text,
        "score": round(quote.score, 4),
        "highlights": [[region.start, region.end] for region in quote.highlights],
        "locator": str(locator(quote)),
    }


def footnote_json(note: Footnote) -> dict[str, Any]:
    """A footnote as JSON, with the text of the references that the document cites there; `speaker`
    only where a transcript names one."""
    document = note.quote.document
    speaker = {"speaker": note.speaker} if note.speaker else {}
    return {
        "number": note.number,
        "document": document.id,
        "title": document.title,
        "section": note.section,
        **speaker,
        "paragraph": note.paragraph,
        "page": note.page,
        "references": [
            _reference_json(document, reference) | _backing_json(note.backing(reference))
            for reference in note.references
        ],
        "next_reference": note.next_reference and note.next_reference.number,
    }


def _reference_json(document: Document, reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.number,
        "text": document.slice(reference),
        "kind": reference.kind,
        "url": reference.url,
        "url_cut": reference.url_cut,
    }


def _backing_json(backing: Backing | None) -> dict[str, Any]:
    """Nothing for a reference whose source is not in the collection."""
    if backing is None:
        return {}
    quote = backing.quote and quote_json(backing.quote, None)
    return {"source": {"document": backing.document.id, "quote": quote}}


def _abstention_json(abstention: Abstention | None) -> dict[str, Any] | None:
    if abstention is None:
        return None
    return {
        "reason": abstention.reason,
        "message": abstention.message,
        "missing": list(abstention.missing),
        "nearest": [quote_json(quote, None) for quote in abstention.nearest],
    }


def _unanswered_json(part: Unanswered) -> dict[str, Any]:
    return {"part": part.part, "nearest": [quote_json(quote, None) for quote in part.nearest]}


def _quote(told: dict[str, Any], collection: Collection) -> Quote:
    document = collection.document(told["document"])
    start, end = whole(told["start"]), whole(told["end"])
    if not 0 <= start < end <= len(document.text) or document.text[start:end] != told["text"]:
        raise UserError(
            f"the quote [{start}, {end}) is not what {document.id} says there",
            "ask again: the document has changed, or the quote has",
            where=document.source,
            exit_code=1,
        )
    highlights = tuple(Region(whole(a), whole(b)) for a, b in told["highlights"])
    return Quote(document, start, end, number(told["score"]), highlights)


def _quotes(told: Sequence[dict[str, Any]], collection: Collection) -> tuple[Quote, ...]:
    return tuple(_quote(quote, collection) for quote in told)


def _footnote(told: dict[str, Any], quote: Quote, collection: Collection) -> Footnote:
    document = quote.document
    numbers = [reference["number"] for reference in told["references"]]
    references = tuple(note for number in numbers if (note := document.reference(number)))
    missing = [number for number in numbers if not document.reference(number)]
    if missing:
        raise UserError(
            f"{document.id} has no note {missing[0]}",
            "ask again",
            where=document.source,
            exit_code=1,
        )
    following = told.get("next_reference")
    return Footnote(
        whole(told["number"]),
        quote,
        text(told["section"]),
        None if told["paragraph"] is None else whole(told["paragraph"]),
        None if told["page"] is None else whole(told["page"]),
        references,
        document.reference(following) if following else None,
        tuple(
            _backing(reference["number"], reference["source"], collection)
            for reference in told["references"]
            if reference.get("source")
        ),
    )


def _backing(number: int, told: dict[str, Any], collection: Collection) -> Backing:
    document = collection.document(told["document"])
    quote = _quote(told["quote"], collection) if told["quote"] else None
    if quote and quote.document is not document:
        raise UserError(
            f"the source of note {number} is {document.id}, and the quote is {quote.document.id}'s",
            "ask again",
            where=document.source,
            exit_code=1,
        )
    return Backing(number, document, quote)


def _abstention(told: dict[str, Any] | None, collection: Collection) -> Abstention | None:
    if told is None:
        return None
    nearest = _quotes(told["nearest"], collection)
    if told["reason"] not in get_args(Reason):
        raise ValueError(f"{told['reason']!r} is no reason")
    return Abstention(told["reason"], text(told["message"]), texts(told["missing"]), nearest)
