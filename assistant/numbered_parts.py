"""What the numbered part of a document that a question names says, or what is asked of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers import Quote
from assistant.described import Told, described, describes
from assistant.evidence import Finder, Found
from assistant.labels import DIVISIONS, DOTTED, INSETS, Label, Labelled, labelled
from assistant.listings import LISTED, Items, listing
from assistant.numbered import SAYING, Numbered, about_it, asks_no_more, read_numbered, unnumbered
from assistant.questions import Part, content_words
from assistant.quotes import shares_words
from corpus.documents import Document, Region, Span
from index.terms import stem, stems

# What asks for the words that stand in a part under a name of their own: "Ministry's reply: …".
_REPLYING = frozenset(
    (
        "reply replies replied answer answers answered response responses respond responds "
        "responded react reacts reacted reaction comment comments commented rejection acceptance "
        "position view"
    ).split()
)
_SAYS = re.compile(r"\b(?:says?|said|tells?|told|think|thought)\b", re.I)
# The most characters of such a name.
_LONGEST_NAME = 60
# How likely a sentence of a part must be that shares less than half of the question's words.
_LIKELY = 0.05
# Sentences that tell what a part of running text says.
_SENTENCES = 3
_LEADS_IN = (":", "—", "–")


def find_numbered(part: Part, documents: Sequence[Document], finder: Finder) -> Found | None:
    """What the numbered part that the question names says, or what is asked of it, looked for
    there and where it is named; that there is none, where the documents have others of its kind.
    None where the question is to be answered like any other."""
    asked = read_numbered(part)
    if asked is None:
        return None
    bare = asks_no_more(part, documents)
    by_place = asked.nth is not None
    if by_place and asked.kind in DIVISIONS and not bare:
        return None  # "the last part of the war"
    places = [one for one in (_Place(labelled(d), asked) for d in documents) if one.has_such]
    if any(one.describes for one in places):  # what is only numbered elsewhere isn't meant
        places = [one for one in places if one.describes or one.names]
    told = [found for place in places if (found := place.told())]
    if not told:
        named = any(asked.is_named_in(place.document.text) for place in places)
        missing = bare or not (named or by_place)
        refused = Found(part, (), 0.0, "not_stated", (asked.spelling,))
        return refused if places and missing else None
    if bare:
        quotes = tuple(Quote(s.document, s.start, s.end, 1.0) for one in told for s in one.says)
        return Found(part, quotes[: finder.most], 1.0) if quotes else None
    among = [span for one in told for span in one.whole]
    if replies := [span for one in among for span in _replies(part, one)]:
        quotes = tuple(Quote(one.document, one.start, one.end, 1.0) for one in replies)
        return Found(part, quotes[: finder.most], 1.0)
    among += [span for place in places for span in _naming(place.document, asked, part)]
    asked_of_it = replace(_likely(finder.find_among(about_it(part), among)), part=part)
    return None if by_place and not asked_of_it.quotes else asked_of_it


def _replies(part: Part, whole: Span) -> list[Span]:
    """The first sentences of the block in that part that bears the name of whose words are asked
    for."""
    left = set(content_words(unnumbered(part.resolved)))
    if not (left & _REPLYING or _SAYS.search(part.resolved)):
        return []
    names = {stem(word) for word in left - _REPLYING - SAYING}
    for block in whole.document.layout.blocks:
        name, colon, _ = whole.document.slice(block)[:_LONGEST_NAME].partition(":")
        if whole.start <= block.start < whole.end and colon and names and names <= stems(name):
            told = block.sentences[:_SENTENCES]
            return [Span(whole.document, one.start, one.end) for one in told]
    return []


def _likely(found: Found) -> Found:
    """The same, refused where the first quote is neither likely nor has the question's words."""
    if not found.quotes or found.quotes[0].score >= _LIKELY:
        return found
    if shares_words(found.part, found.quotes[0]):
        return found
    return replace(found, quotes=(), nearest=found.quotes[:1])


def _naming(document: Document, asked: Numbered, part: Part) -> list[Span]:
    """The blocks that name the part, each with what it leads in, else without the sentences that
    name another one."""
    blocks = [one for one in document.layout.blocks if one.kind == "body"]
    found: list[Region] = []
    for at, block in enumerate(blocks):
        text = document.slice(block).rstrip()
        if not asked.is_named_in(text):
            continue
        if text.endswith(_LEADS_IN):
            found.append(Region(block.start, blocks[min(at + 2, len(blocks) - 1)].end))
        else:
            texts = [(one, document.slice(one)) for one in block.sentences]
            found += [s for s, told in texts if not asked.is_another_in(told, part.resolved)]
    return [Span(document, one.start, one.end) for one in found]


@dataclass(frozen=True, slots=True)
class _Place:
    """A document and the part of it that is asked for."""

    labelled: Labelled
    asked: Numbered

    @property
    def document(self) -> Document:
        return self.labelled.document

    @property
    def has_such(self) -> bool:
        """Whether the document numbers such parts, or lists or describes them."""
        return self.describes or bool(self._labels() or self._items())

    @property
    def names(self) -> bool:
        """Whether the document has labels with that noun."""
        return any(one.kind == self.asked.kind for one in self.labelled.labels)

    @property
    def describes(self) -> bool:
        """Whether the document tells of such parts of something else alone."""
        return not self.names and describes(self.document, self.asked.kind)

    def told(self) -> Told | None:
        """The part, if it is there."""
        if self.describes:
            return described(self.document, self.asked)
        if labels := self._fitting():
            pieces, last = self.labelled.pieces, self.labelled.region(labels[-1])[1]
            whole = Span(self.document, pieces[labels[0].at].start, pieces[last - 1].end)
            says = self._says(labels[0], last)
            if len(labels) > 1:
                says = [pieces[one.at].sentences[0] for one in labels]
            return Told(self._spans(says), (whole,))
        items, at = self._items(), self._at()
        if not -1 <= at < len(items):
            return None
        spans = self._spans(items[at])
        return Told(spans, spans)

    def _labels(self) -> list[Label]:
        """The labels of such parts; only the outermost where one is asked for by its place."""
        if self.describes:
            return []
        labels = self.labelled.of(self.asked.kind)
        if self.asked.kind in DOTTED and len(self.asked.path) < 2:
            labels = [one for one in labels if one.kind]
        if self.asked.nth is None:
            return labels
        counted = self.asked.kind in DIVISIONS or all(one.kind for one in labels)
        return [one for one in labels if counted and len(one.path) == 1]

    def _fitting(self) -> list[Label]:
        labels, at, path = self._labels(), self.asked.nth, self.asked.path
        if at is not None:
            return [labels[at]] if -1 <= at < len(labels) and labels else []
        exact = [one for one in labels if one.path == path][:1]
        return exact or [one for one in labels if one.path[: len(path)] == path]

    def _items(self) -> Items:
        return listing(self.document, self.asked.kind) if self.asked.kind in LISTED else ()

    def _at(self) -> int:
        if self.asked.nth is not None:
            return self.asked.nth
        return int(self.asked.path[0]) - 1 if self.asked.path[0].isdigit() else 99

    def _spans(self, regions: Sequence[Region]) -> tuple[Span, ...]:
        return tuple(Span(self.document, one.start, one.end) for one in regions)

    def _says(self, label: Label, last: int) -> list[Region]:
        """The first sentences of a part's text; of one that leads in others, or has no text of
        its own, the first sentence of each."""
        head, *rest = self.labelled.pieces[label.at : last]
        own = [one for one in head.sentences if not head.heads and label.end < one.end - 1]
        text = self.document.slice(head).rstrip()
        if (
            label.kind in INSETS
            and rest
            and len(own) < 2
            and (text[-1].isalnum() or text[-1] == "?")
        ):
            own = []  # a title in a line of its own
        if own and not text.endswith(_LEADS_IN):
            return own[:_SENTENCES]
        if len(rest) == 1:
            return [*own, *rest[0].sentences][:_SENTENCES]
        inner = any(label.at < one.at < last for one in self.labelled.labels)
        if own or inner:
            return [*own, *(one.sentences[0] for one in rest if one.sentences)]
        texts = [one for piece in rest if not piece.heads for one in piece.sentences]
        return texts[:_SENTENCES]
