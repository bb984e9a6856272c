"""Parts of something else that a document tells of: the clauses of a bill in a brief on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.labels import Piece, pieces_of
from assistant.numbered import Numbered
from corpus.documents import Document, Region, Span

# Nouns by which a text may call its own numbered headings, whatever else it tells of.
_OWN = frozenset(("section", "chapter", "paragraph", "point", "item"))
_DOES = (
    r"(?:amends|inserts|substitutes|replaces|repeals|creates|introduces|abolishes|forbids|bans"
    r"|extends|reduces|lowers|raises|gives|allows|requires|provides|makes|establishes)"
)
# "And under clause 5 an operator would …"
_OPENS = r"[\W_]*(?:\(?\d{1,3}\)\W*)?(?:(?:but|and|under|in|by|while|whereas)\s+)?(?:the\s+)?"
_NUMBERS = r"\s+\d[\w().]*(?:(?:,\s*|\s+(?:and|or|to)\s+)\d[\w().]*)*"
_LONGEST_HEADING = 100  # characters
# Sentences of the part of the text that is headed "(clauses 6 to 9)".
_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A numbered part in its document: what tells what it says, and all that belongs to it."""

    says: tuple[Span, ...]
    whole: tuple[Span, ...]


@lru_cache(maxsize=256)
def describes(document: Document, kind: str) -> bool:
    """Whether the document tells of such parts of something else: a sentence opens with what
    "Clause 2 would" do, two with what clauses do, a heading names some, or some are of a bill."""
    if kind in _OWN:
        return False
    would = re.compile(rf"{_OPENS}{kind}s?{_NUMBERS}\s+(?:\w+\s+)?(?:would|could|might)\b", re.I)
    does = re.compile(rf"{_OPENS}{kind}{_NUMBERS}\s+{_DOES}\b", re.I)
    of_bill = re.compile(rf"\b{kind}s?{_NUMBERS} of the (?:\w+ )?(?:bill|draft)\b", re.I)
    if any(_heads(document, one, kind) for one in pieces_of(document)):
        return True
    texts = [document.slice(one) for one in _sentences(document)]
    if any(would.match(text) or of_bill.search(text) for text in texts):
        return True
    return sum(bool(does.match(text)) for text in texts) > 1


def described(document: Document, asked: Numbered) -> Told | None:
    """What the document tells of the part: the sentences that open with it, or what stands under
    a heading that names it; None where it tells nothing of it."""
    if not describes(document, asked.kind) or not asked.path:
        return None
    opening = re.compile(rf"{_OPENS}(?={asked.kind}s?\s)", re.I)
    own = []
    for one in _sentences(document):
        found = opening.match(document.slice(one))
        if found and asked.is_named_in(_subject(document.slice(one)[found.end() :])):
            own.append(one)
    headed = _headed(document, asked)
    says = own or [one for head, rest in headed for one in (head, *rest[:_SENTENCES])]
    whole = [*own, *(one for head, rest in headed for one in (head, *rest) if not own)]
    return Told(_spans(document, says), _spans(document, whole)) if says else None


def _subject(text: str) -> str:
    """The numbers that a sentence opens with, without what it says of them."""
    found = re.match(rf"\w[\w-]*{_NUMBERS}", text)
    return found[0].rstrip(".") if found else ""


def _heads(document: Document, piece: Piece, kind: str) -> bool:
    """Whether a short line is headed so: "Pitch fees (clauses 4 and 5)"."""
    text = document.slice(piece).strip()
    line = len(text) <= _LONGEST_HEADING and "\n" not in text
    return line and bool(re.match(rf".*\w.*\({kind}s?{_NUMBERS}\)\W*\Z", text, re.I))


def _headed(document: Document, asked: Numbered) -> list[tuple[Region, list[Region]]]:
    """The headings that name the part, each with the sentences as far as the next one."""
    pieces = list(pieces_of(document))
    found: list[tuple[Region, list[Region]]] = []
    for at, piece in enumerate(pieces):
        headed = piece.heads or _heads(document, piece, asked.kind)
        if headed and asked.is_named_in(document.slice(piece)):
            later = range(at + 1, len(pieces))
            ends = (n for n in later if pieces[n].heads or _heads(document, pieces[n], asked.kind))
            rest = pieces[at + 1 : next(ends, len(pieces))]
            found.append((piece, [one for block in rest for one in block.sentences]))
    return found


def _sentences(document: Document) -> Iterator[Region]:
    for block in document.layout.blocks:
        if block.kind == "body":
            yield from block.sentences


def _spans(document: Document, regions: list[Region]) -> tuple[Span, ...]:
    return tuple(Span(document, one.start, one.end) for one in regions)
