"""Who said something, and what somebody said, where the body itself tells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.questions import content_words
from corpus.documents import Document, Region, Span
from corpus.turns import Turn, turn_at, turns_of
from corpus.view import words
from index.index import Hit, Index
from index.terms import STOP_WORDS, stem, stems

_SAID = (
    r"(?:sa(?:id|ys?)|argue[sd]?|claim(?:s|ed)?|warn(?:s|ed)?|told|tells|state[sd]|insist(?:s|ed)?"
    r"|complain(?:s|ed)?|add(?:s|ed)|remark(?:s|ed))"
)
_WHO_SAID = re.compile(rf"\W*(?:(?:and|but|so)\s+)?who\s+{_SAID}\b(?P<what>.+)", re.I | re.S)
_WHO_SPEAKS = re.compile(
    rf"\W*(?:(?:and|but|so)\s+)?who\s+(?:{_SAID}|den(?:y|ies|ied)|thinks?|thought|admit(?:s|ted)?"
    r"|suggest(?:s|ed)?|believe[sd]?|mention(?:s|ed)?|explain(?:s|ed)?|answer(?:s|ed)?"
    r"|describe[sd]?|repl(?:y|ies|ied))\b",
    re.I,
)
_WHO_DID = re.compile(r"\W*(?:(?:and|but|so|then)\s+)?who\s+(?P<did>[\w’'-]+)", re.I)
_QUOTED = re.compile(r"[\"“”„«](?P<words>[^\"“”„«»]+)[\"“”»]")
# A speaker: "said Ms. Orlik", "the Union's Orlik, its head, said", "according to the Union".
_SPEAKER = re.compile(
    rf"\b{_SAID}\s+(?:the\s+)?[A-Z]|\b[A-Z][\w.'’-]+(?:,[^,;]+,)?\s+(?:ha[sd]\s+)?{_SAID}\b"
    r"|\b[Aa]ccording to (?:the )?[A-Z]"
)
# Of what was said, the least share of its words that the sentence must hold, and fewest words.
_SHARE, _FEWEST = 0.75, 2
# What a question for somebody's own words has: "did she think", "according to him", "his view".
_SPEAK = (
    r"(?:say|said|think|thought|believe|answer|reply|respond|deny|claim|argue|mention|tell|explain"
    r"|describe|admit|suggest|state|insist|complain|add|remark|warn|recall|report|object|make of)"
)
_OWN = r"(?:views?|opinions?|answers?|repl(?:y|ies)|position|account|evidence|testimony)"
_ASKS_OF = re.compile(
    r"\b(?:did|does|do|has|had|would) (?P<subject>[^,;:?]{1,60}?)"
    rf" (?:(?:actually|ever|also|really) )?{_SPEAK}\b|\baccording to (?P<source>[^,;:?]{{1,60}})"
    rf"|(?P<owner>[\w.-]+(?: [\w.-]+){{0,3}})['’]s? {_OWN}\b"
    rf"|\b{_OWN} of (?P<holder>[^,;:?]{{1,60}}?) (?:on|about|of|to)\b",
    re.I,
)
_MOST_READ = 200  # passages of one speaker
_FEW = 4  # words that are more than an interjection
_TITLES = {"mr": 1, "sir": 1, "lord": 1, "mrs": 2, "ms": 2, "miss": 2, "dame": 2, "lady": 2}
_NO_NAMES = frozenset((*_TITLES, *"the dr prof professor of and for m".split()))
_SAYING = frozenset(
    (
        "say said think thought believe answer reply respond deny claim argue mention tell explain "
        "describe admit suggest state insist complain add remark warn recall report object make "
        "according view views opinion opinions answers replies position account evidence testimony "
        "they anything something"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for a speaker's own words: their turns by document, the question without their
    name, and the stems of what it is about."""

    turns: tuple[tuple[Document, tuple[Turn, ...]], ...]
    question: str
    matter: frozenset[str]

    def hits(self, index: Index) -> list[Hit]:
        """The passages of the turns; of very many those that hold most of the matter."""
        passages = index.passages
        rows = [
            row
            for document, _ in self.turns
            for row in passages.rows_of(document)
            if self.spoken(passages[row])
        ]
        if len(rows) > _MOST_READ:
            rows.sort(key=lambda row: -len(self.matter & stems(passages[row].text)))
        return [index.hit(row) for row in rows[:_MOST_READ]]

    def spoken(self, span: Span) -> bool:
        """Whether the span stands in one of the turns."""
        turn = turn_at(span.document, span.start)
        return any(turn in turns for document, turns in self.turns if document is span.document)

    def treated_in(self, span: Span) -> bool:
        """Whether at least half of the matter is in the span's turn, or in the question that it
        answers."""
        turn = turn_at(span.document, span.start)
        told = stems(span.document.slice(turn)) if turn else stems(span.text)
        if turn:
            told = told | stems(_question_before(span.document, turn))
        return 2 * len(self.matter & told) >= len(self.matter)

    def begins_in(self, span: Span) -> bool:
        """Whether the span holds some of the matter, or opens the turn that answers a question
        that does."""
        if self.matter & stems(span.text):
            return True
        document, turn = span.document, turn_at(span.document, span.start)
        block = document.block_at(span.start)
        opens = turn and block and turn.start == block.start and block.sentences[0].start
        asked = _question_before(document, turn) if turn and opens == span.start else ""
        return bool(self.matter & stems(asked))


class Speakers:
    """Those who speak in the transcripts among the documents."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents

    def asked(self, question: str) -> Asked | None:
        """What a question for the words of one of them asks; None if it is no such question."""
        found = _ASKS_OF.search(question)
        if not found or not self._turns:
            return None
        name = next(group for group in found.groupdict() if found[group])
        own = [
            (document, tuple(turn for turn in turns if _is_speaker(found[name], turn.speaker)))
            for document, turns in self._turns
        ]
        kept = tuple((document, turns) for document, turns in own if turns)
        if not kept:
            return None
        rest = f"{question[: found.start(name)]}they{question[found.end(name) :]}"
        matter = frozenset(stem(word) for word in content_words(rest) if word not in _SAYING)
        return Asked(kept, rest, matter)

    @cached_property
    def _turns(self) -> list[tuple[Document, tuple[Turn, ...]]]:
        return [(document, turns) for document in self._documents if (turns := turns_of(document))]


def is_interjection(span: Span) -> bool:
    """Whether it is no more than a few words of a turn: "Since August!", "Mr Achebe."."""
    return turn_at(span.document, span.start) is not None and len(list(words(span.text))) < _FEW


def names_speaker(question: str, span: Span) -> bool:
    """Whether the question asks who says something, and the span's label tells who does."""
    return bool(_WHO_SPEAKS.match(question)) and turn_at(span.document, span.start) is not None


def _is_speaker(name: str, label: str) -> bool:
    """Whether the name is that of the label: the last word of either, and no other title."""
    told, own = ([word for word, _ in words(text)] for text in (name, label))
    names = [word for word in told if word not in _NO_NAMES]
    titles = {_TITLES[word] for word in (*told, *own) if word in _TITLES}
    return bool(names) and names[-1] in own and len(titles) < 2


def _question_before(document: Document, turn: Turn) -> str:
    """The turn before, if it ends with a question."""
    turns = turns_of(document)
    at = turns.index(turn)
    before = document.slice(turns[at - 1]).rstrip() if at else ""
    return before if before.endswith("?") else ""


def tells_who_said(question: str, documents: Sequence[Document]) -> bool:
    """Whether the question asks who said something, and a sentence of the body that cites nothing
    holds it and names a speaker."""
    asked = _WHO_SAID.match(question)
    return asked is not None and any(
        (_SPEAKER.search(document.slice(sentence)) or turn_at(document, sentence.start))
        and _holds(document.slice(sentence), asked["what"])
        and not document.cited_in(sentence.start, sentence.end)
        for document in documents
        for sentence in _sentences(document)
    )


def tells_who(question: str, sentence: str) -> bool:
    """Whether the question asks who did something, and the sentence has the word for that, or one
    for saying where it asks who said it."""
    asked = _WHO_DID.match(question)
    if asked is None or asked["did"].lower() in STOP_WORDS:
        return False
    said = re.fullmatch(_SAID, asked["did"], re.I) and re.search(rf"\b{_SAID}\b", sentence, re.I)
    return bool(said) or stem(asked["did"].lower()) in stems(sentence)


def _sentences(document: Document) -> Iterator[Region]:
    for block in document.layout.blocks:
        if block.kind == "body":
            yield from block.sentences


def holds_quoted(sentence: str, question: str) -> bool | None:
    """Whether the sentence holds the words in a row that the question has in quotation marks, two
    or more; None where it has none."""
    if not (quoted := _QUOTED.search(question)):
        return None
    said = [word for word, _ in words(quoted["words"])]
    return len(said) >= _FEWEST and f" {' '.join(said)} " in f" {_in_a_row(sentence)} "


def _holds(sentence: str, what: str) -> bool:
    """Whether the sentence holds the words in quotation marks in a row, or else most words."""
    if (quoted := holds_quoted(sentence, what)) is not None:
        return quoted
    told = {stem(word) for word in content_words(what)}
    held = told & stems(sentence)
    return len(told) >= _FEWEST and len(held) >= _SHARE * len(told)


def _in_a_row(text: str) -> str:
    return " ".join(word for word, _ in words(text))
