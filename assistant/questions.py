"""A question read: what it asks for, its parts, and what earlier questions lend it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.values import values, years_in
from corpus.encodings import check_whole
from corpus.errors import UserError
from corpus.view import words
from index.terms import STOP_WORDS

Wanted = Literal["number", "percent", "money", "date", "list", "reason", "text"]

_ASKING = "how|what|who|whom|whose|when|where|why|which"
_AUXILIARY = "is|are|was|were|did|does|do|has|have|had|can|could|will|would|should"
_AND_ASKS = rf"(?:{_ASKING}|{_AUXILIARY})\b"
_PART_EDGE = re.compile(
    rf"(?<=[?!])\s+(?=\w)|;\s+|,?\s+(?:and|but|or)\s+(?=(?:also\s+)?{_AND_ASKS})", re.I
)
# What asks, and doesn't yet say what of: "When", "By whom", "In 2020, how many were".
_ONLY_ASKS = re.compile(
    rf"(?:\A|[.?!:;])\s*(?:(?!{_AND_ASKS})[\w'’-]+,?\s+)*"
    rf"(?:(?:{_ASKING}|{_AUXILIARY}|many|much|long|often|far|year|month|day|date|time|place|country"
    r"|city|town|price)(?:\s+|\Z))+\Z",
    re.I,
)
_AND = r",?\s+(?:and|but|or)\s+(?:also\s+)?"
_AND_ANOTHER = re.compile(rf"{_AND}(?:{_ASKING})\b", re.I)
_AND_AUXILIARY = re.compile(rf"{_AND}(?:{_AUXILIARY})\b", re.I)
_ENDS_OPEN = re.compile(r"\b(?:can|could|will|would|should|did|does|do)\Z", re.I)
# "What about 2020?" asks for what was asked before, "where?" doesn't.
_ASKS_ITSELF = re.compile(rf"\b(?:{_ASKING})\b(?!['’]?s? (?:about|of|in|for|on)\b)", re.I)
_ASKS_FIRST = re.compile(rf"\W*(?:(?:and|but|or|also|so)\s+)*{_AND_ASKS}", re.I)
_ELLIPTICAL_START = re.compile(
    r"\s*(?:and|but|or|so|then|also|what about|how about|what of|same for|(?:and )?why\??\s*$)\b",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|then"
    r"|ones?|(?:say|says|said|think|thinks) so|the (?:latter|former|same|other|others))\b",
    re.I,
)
_FILLER = frozenset(
    (
        "please tell give show say know want need find like many much exactly actually now "
        "current currently today well ok okay hi hello thanks"
    ).split()
)


# Where the documents themselves are asked, that says nothing of what is looked for.
_ASKED_OF = (
    r"according to (?:the|this|these) (?:policy )?(?:briefs?|documents?|papers?|reports?|texts?"
    r"|articles?|stud(?:y|ies)|authors?)(?!['’]|\s+(?:of|by|from|on|for|in|that|which|who)\b)"
)
_OF_DOCUMENTS = re.compile(rf"(?<=\w),?\s+{_ASKED_OF},?|\A\s*{_ASKED_OF},?\s+(?=\w)", re.I)


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_SHARE = r"(?:share|percentage|per ?cent|proportion|portion|fraction)\b"
_TALLY = r"(?:number|count|total|tally|figure|size|headcount|toll)\b"
_MEMBERS = (
    r"(?:countries|states|measures|steps|weapons|sources|groups|ways|forms|reasons|examples|things"
    r"|demands|conditions|recommendations|members|organi[sz]ations|places|policies|areas|people)\b"
)
_WANTS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (
        "percent",
        _any_of(
            rf"\b(?:what|which) (?:\w+ )?{_SHARE}",
            rf"\bhow (?:big|large|high|much)(?: of)? an? (?:\w+ )?{_SHARE}",
            r"\bwhat percent",
        ),
    ),
    (
        "money",
        _any_of(
            r"\bhow much (?:money|cash|funding|aid|(?:did|does|will) it cost)\b",
            r"\b(?:how much|what) .*\b(?:worth|in (?:dollars|euros|roubles|rubles|pounds))\b",
            r"\b(?:what (?:sum|amount)|price tag|how many (?:euros|dollars|billions?|millions?))\b",
        ),
    ),
    (
        "number",
        _any_of(
            r"\bhow (?:many|often)\b",
            rf"\b(?:what|which|the) (?:exact |total |precise |current )?{_TALLY}",
            r"\bhow (?:large|big|strong|bright|loud) (?:is|was|are|were)\b",
            r"\bhow much (?:did|has|have|of)\b",
        ),
    ),
    (
        "date",
        _any_of(
            r"^\W*(?:and |but )?(?:when|since when|until when|by when)\b",
            r"\b(?:what|which) (?:year|date|day|month)\b",
            r"\bhow long ago\b|\bsince when\b|\bon what date\b",
        ),
    ),
    (
        "reason",
        _any_of(
            r"^\W*(?:and |but )?(?:why|how come|for what reason)\b",
            r"^\W*(?:and |but )?what (?:caused|explains|prompted|drove|led)\b",
        ),
    ),
    (
        "list",
        _any_of(
            r"\b(?:list|name all|enumerate|all the|every)\b",
            r"\b(?:which|what) (?:are|were|other|kinds? of|types? of|sorts? of)\b",
            rf"\b(?:which|what) (?:\w+ ){{0,3}}{_MEMBERS}",
            r"\bin (?:what|which) ways\b|\bwhat (?:all|else)\b|\bsumm?ari[sz]e\b",
        ),
    ),
)


# A list whose members are wanted in the documents' order, not the likeliest first.
_IN_ORDER = re.compile(
    r"\b(?:list|enumerate|name all|all the|chronolog\w+|timeline|in (?:what|which) order"
    r"|step by step|sequence)\b",
    re.I,
)


_SMALL = 12  # the greatest amount that words tell loosely


@dataclass(frozen=True, slots=True)
class Part:
    """One thing asked. `text` is as it was asked; `resolved` adds what it takes over from the
    question before it, and is what is looked for. `years` are those that the answer must fit;
    `in_order` says that the quotes should stand in reading order, `keywords` that the part is
    typed as into a search box."""

    text: str
    resolved: str
    wanted: Wanted
    years: frozenset[int]
    figures: tuple[float, ...]
    in_order: bool = False
    keywords: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the parts to answer one by one."""

    text: str
    history: tuple[str, ...]
    parts: tuple[Part, ...]


def read_question(text: str, history: Sequence[str], longest: int) -> Question:
    """The question in parts, each complete in itself. `history` is oldest first.

    Raises UserError where the question is empty or longer than `longest` characters, or it or
    an earlier one is no text in UTF-8.
    """
    check_whole(text, *history)
    if not any(character.isalnum() for character in text):
        raise UserError("the question is empty", "ask something in words")
    if len(text) > longest:
        raise UserError(
            f"the question has {len(text):,} characters", f"shorten it to at most {longest:,}"
        )
    before = ""
    for earlier in history:
        before = _resolve(earlier, before)
    parts: list[Part] = []
    for at, piece in enumerate(_pieces(text)):
        resolved = _resolve(piece, before if at == 0 else parts[-1].resolved)
        parts.append(_part(piece, resolved))
    return Question(text, tuple(history), tuple(parts))


def wanted(text: str) -> Wanted:
    """The kind of thing that the question asks for."""
    return next((kind for kind, pattern in _WANTS if pattern.search(text)), "text")


def content_words(text: str) -> list[str]:
    """The folded words that carry the question's matter, in order."""
    return [word for word, _ in words(text) if word not in STOP_WORDS and word not in _FILLER]


def asks_two(text: str) -> bool:
    """Whether the question asks two things of one deed: "When and where was it found?"."""
    edges = [edge.start() for edge in _PART_EDGE.finditer(text)]
    return any(_ONLY_ASKS.search(text[:at]) and _AND_ANOTHER.match(text, at) for at in edges)


def _pieces(text: str) -> list[str]:
    text = _OF_DOCUMENTS.sub("", text)
    pieces, start = [], 0
    for edge in _PART_EDGE.finditer(text):
        if not _joins(text, start, edge.start()):
            pieces.append(text[start : edge.start()].strip())
            start = edge.end()
    pieces.append(text[start:].strip())
    return pieces if 1 < len(pieces) <= 4 and all(map(_asks, pieces)) else [text.strip()]


def _joins(text: str, start: int, at: int) -> bool:
    """Whether the "and" at that place joins no two questions, but two words that ask, or two
    auxiliaries: "what can and should it do"."""
    left = text[start:at]
    if _AND_AUXILIARY.match(text, at):
        return bool(_ONLY_ASKS.search(left) or _ENDS_OPEN.search(left))
    return bool(_AND_ANOTHER.match(text, at) and _ONLY_ASKS.search(left))


def _asks(piece: str) -> bool:
    """Whether a piece is a question by itself: ends as one, or begins with a word that asks."""
    return piece.endswith("?") or bool(_ASKS_FIRST.match(piece))


def _part(piece: str, resolved: str) -> Part:
    kind = wanted(piece)
    if kind == "text" and resolved != piece and not _ASKS_ITSELF.search(piece):
        kind = wanted(resolved)
    if asks_two(piece):
        kind = "text"  # either may be all that a sentence tells
    found = [v for v in values(resolved) if v.kind in ("number", "percent", "money")]
    figures = tuple(v.amount for v in found if _is_figure(resolved[v.start : v.end], v.amount))
    in_order, keywords = bool(_IN_ORDER.search(piece)), _is_keywords(piece)
    return Part(piece, resolved, kind, years_in(resolved), figures, in_order, keywords)


def _is_figure(told: str, amount: float) -> bool:
    """Whether it is one exact amount: in digits, or in words such as "three billion"; below
    thirteen words are used loosely ("one"), as are "hundreds"."""
    return any(c.isdigit() for c in told) or (amount > _SMALL and not told.endswith("s"))


def _is_keywords(piece: str) -> bool:
    """Whether the piece is a few words as one types them into a search box."""
    plain = not piece.rstrip().endswith("?") and not _ASKS_FIRST.match(piece)
    return plain and len(piece.split()) <= 7


def _resolve(text: str, before: str) -> str:
    """The text, or, where it leans on the question before it, both: a year that the new one names
    replaces those of the old one."""
    if not before or not _leans(text):
        return text
    kept = before
    if years_in(text):
        dated = [v for v in values(before) if v.kind in ("year", "date")]
        for value in reversed(dated):
            if not any(one.start < value.start < one.end for one in dated):  # within a date
                kept = kept[: value.start] + kept[value.end :]
    return f"{kept.rstrip(' ?')} – {text}"


def _leans(text: str) -> bool:
    if _ELLIPTICAL_START.match(text):
        return True
    return len(content_words(text)) <= 1 or (
        bool(_PRONOUN.search(text)) and len(content_words(text)) <= 5
    )
