"""What a text denies, how sure it is, and which way things go: negations, hedges, opposites."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate, islice
from operator import attrgetter
from typing import Literal

from corpus.documents import Region
from corpus.view import words
from index.spelling import is_english
from index.terms import STOP_WORDS, stem

Hedge = Literal[
    "possible", "probable", "reported", "certain", "duty", "would", "planned", "will",
    "estimate", "attempt",
]  # fmt: skip

_NEGATION = re.compile(
    r"\b(?:no[ -]one\b|not(?! only| least| just| merely| to mention| until)"
    r"|no(?!\.\s?\d| more than| fewer than| less than| later than| sooner| doubt| other\b)"
    r"|(?<!as )never|none|nobody|neither|nor|cannot|without|no longer"
    r"|unlikely|improbable|impossible|unable|(?:fail|refus|declin)(?:e|ed|es|s|ing)? to)\b"
    r"|\b\w+n[’']t\b",
    re.I,
)
_BOUND = re.compile(
    r"\b(?:not|no|never) (?:(?:more|fewer|less|greater|higher|lower) than|exceed|surpass"
    r"|topp?(?:ed)?\b|(?:go|gone|been) (?:above|beyond|over)\b)",
    re.I,
)
# Words that deny without a negation what stands in their clause; and those that deny what
# follows them.
_DENYING = frozenset(
    stem(word)
    for word in (
        "fail failure lack absence absent refuse reject deny denied avoid prevent unable "
        "unsuccessful vain nought nothing short outside stop cease halt end abandon unlikely "
        "impossible decline resist oppose lost untouched yet gone left finish exempt "
        "insufficient elude eluded"
    ).split()
)
# Those of them that can be denied themselves: "have not left".
_DEEDS = frozenset(
    stem(word)
    for word in (
        "fail refuse reject deny prevent stop cease halt end abandon decline resist oppose lost "
        "gone left finish"
    ).split()
)
_DENYING_AFTER = frozenset(
    stem(word) for word in "little few rarely hardly scarcely seldom barely".split()
)
_HEDGES: dict[Hedge, str] = {
    # What one could not do is denied, not left open.
    "possible": r"may|might|could(?!n[’']t| not\b| never\b| no longer\b)|possib\w+"
    r"|potential\w*|perhaps|maybe|conceivabl\w+",
    "probable": r"(?:un)?likely|(?:im)?probabl[ey]|in all likelihood|presumably|expected(?: to)?"
    r"|chances are",
    "reported": r"reportedly|allegedly|alleged|(?:is|are|was|were) (?:said|thought|believed"
    r"|rumou?red|reported|understood|alleged) to|supposedly|apparently|seem(?:s|ed|ingly)?"
    r"|appear(?:s|ed)? to|purported(?:ly)?|rumou?red|suspected|presumed|supposed"
    r"|(?:on|under) suspicion of"
    r"|so [\w ]{2,20} sa(?:ys|id)",
    "certain": r"certain(?:ly)?|definite(?:ly)?|undoubted(?:ly)?|surely|unquestionably|inevitably"
    r"|no doubt|beyond doubt|without doubt|doubtless|undeniabl[ey]|guaranteed|bound to|conclusively"
    r"|proven|proved",
    "duty": r"should|ought|must|shall|(?:needs?|has|have) to|recommend(?:s|ed)?|advis(?:es|ed)"
    r"|urg(?:es|ed)|calls? (?:for|on)|supposed to|imperative"
    r"|(?:authors?|paper|brief|report|text|study|experts?) (?:wants?|would like|demands?"
    r"|propos(?:es?|ed)|suggest(?:s|ed)?|counsels?)",
    "would": r"would",
    "planned": r"(?:is|are|was|were) to(?! blame)(?= [a-z]+\b)"
    r"|(?:plan|intend|hope|aim)(?:s|ned|ed|d)? to",
    "will": r"will|going to",
    "estimate": r"estimate[sd]?",
    "attempt": r"(?:(?:attempt|effort|operation|bid|struggle|campaign|pledge|promise|vow|threat"
    r"|offer|want|wish|ask|urge)(?:s|ed|ing)?|threaten\w*|readiness|ready|willing|tr(?:y|ies|ied"
    r"|ying)|seek(?:s|ing)?|sought|hoping|aiming|planning|in order) to(?= [a-z])"
    r"|hop(?:e|es|ed|ing)\b[^.;]{0,40}?\bthat (?:\w+ ){1,3}would",
}  # fmt: skip
_ATTRIBUTE = re.compile(
    r"potential|possible|probable|alleged|suspected|presumed|supposed|expected(?: to)?", re.I
)
_HEDGE = {kind: re.compile(rf"\b(?:{told})\b", re.I) for kind, told in _HEDGES.items()}
_PREFIX = re.compile(r"(?!despite)(?:un|in|im|il|ir|dis|mis|non|de)-?(?=\w{4})")
_CLAUSE = re.compile(
    r"[,;:()–—]|\b(?:but|while|although|though|whereas|(?<!not )because|so that)\b", re.I
)
# Words that say when or why: a negation about them bears on what they belong to.
_NO_DEEDS = frozenset(
    "until unless because since under first last year years month months week weeks day days "
    "time times".split()
)
# Words after a negation that it can reach; content words that a hedge bears on.
_REACH, _HEDGED = 6, 3
_START = attrgetter("start")


@dataclass(frozen=True, slots=True)
class Word(Region):
    """A word at [start, end) of its text; `content`: it is more than a function word."""

    folded: str
    stem: str
    content: bool


@dataclass(frozen=True, slots=True)
class Stance(Region):
    """Words that deny or hedge at [start, end); `reach`: the numbers of the content words that
    they bear on."""

    kind: str
    reach: tuple[int, ...]


def words_of(text: str) -> tuple[Word, ...]:
    """The text's words in order."""
    return tuple(
        Word(place.start, place.end, word, stem(word), word not in STOP_WORDS)
        for word, place in words(text)
    )


def negations_in(text: str, told: tuple[Word, ...]) -> tuple[Stance, ...]:
    """The text's plain negations ("not", "never", "n't"), those that only bound a figure left
    out; each reaches to the end of its clause, or six words."""
    found = []
    for match in _NEGATION.finditer(text):
        if not _BOUND.match(text, match.start()):
            # "Nor has …": the whole of what follows.
            most = len(told) if match[0].lower() in ("nor", "neither") else _REACH
            reach = _after(text, told, match.end(), most)
            if match[0] in ("Nor", "Neither"):
                reach = tuple(_between(told, match.end(), len(text)))
            found.append(Stance(match.start(), match.end(), "negation", reach))
    return tuple(found)


def denied_in(text: str, told: tuple[Word, ...]) -> frozenset[int]:
    """The numbers of the words that are denied without a negation: those in one clause with
    "failed" or "in vain", and those behind "hardly"."""
    turns = [0] * (len(told) + 2)  # how many more deny a word than the one before it
    for at, word in enumerate(told):
        if word.stem in _DENYING or word.stem in _DENYING_AFTER:
            after = word.stem in _DENYING_AFTER
            start = word.end if after else _clause_start(text, word.start)
            stop = _next_clause(text, word.end)
            closed = stop is not None and stop[0] == ")"  # "the (unsuccessful) operation to …"
            stop = _next_clause(text, stop.end()) if stop and closed else stop
            reached = _between(told, start, stop.start() if stop else len(text))
            own = at in reached and word.stem in _DEEDS
            for turn, here in ((1, reached.start), (-1, reached.stop), (-own, at), (own, at + 1)):
                turns[here] += turn
    denied = {at for at, many in enumerate(accumulate(turns)) if many}
    return frozenset(denied) | {at for at, word in enumerate(told) if is_negative(word)}


def is_negative(word: Word) -> bool:
    """Whether a prefix makes the word the opposite of another: "unpaid", "non-payment"."""
    base = _negated(word.folded)
    return word.folded.startswith(("un", "non")) and len(base) > 3 and is_english(base)


def _negated(folded: str) -> str:
    """The word without its negative prefix; "" if it has none."""
    prefix = _PREFIX.match(folded)
    return folded[prefix.end() :] if prefix else ""


@lru_cache(maxsize=64)
def _clause_marks(text: str) -> tuple[re.Match[str], ...]:
    """What parts the text's clauses, in order."""
    return tuple(_CLAUSE.finditer(text))


def _clause_start(text: str, before: int) -> int:
    marks = _clause_marks(text)
    at = bisect_right(marks, before, key=re.Match.end)
    return marks[at - 1].end() if at else 0


def _next_clause(text: str, start: int) -> re.Match[str] | None:
    marks = _clause_marks(text)
    at = bisect_left(marks, start, key=re.Match.start)
    return marks[at] if at < len(marks) else None


def _between(told: tuple[Word, ...], start: int, end: int) -> range:
    """The numbers of the words that begin in [start, end)."""
    first = bisect_left(told, start, key=_START)
    return range(first, max(first, bisect_left(told, end, key=_START)))


def before_in_clause(text: str, told: tuple[Word, ...], end: int) -> frozenset[int]:
    """The numbers of the words between a clause's start and `end`."""
    start = _clause_start(text, end)
    return frozenset(_between(told, start, end))


def hedges_in(text: str, told: tuple[Word, ...]) -> tuple[Stance, ...]:
    """The text's hedges and duties; each bears on the next three content words of its
    clause and on the one before, an attribute ("potential") on the next alone."""
    found = []
    for kind, pattern in _HEDGE.items():
        for match in pattern.finditer(text):
            if match[0] == "May":
                continue
            attribute = bool(_ATTRIBUTE.fullmatch(match[0]))
            reach = _after(text, told, match.end(), 9)[: 1 if attribute else _HEDGED]
            if kind == "attempt":  # only what is attempted is not said to be done
                reach = reach[:1]
            else:
                reach += () if attribute else _before(text, told, match)
            found.append(Stance(match.start(), match.end(), kind, reach))
    return tuple(sorted(found, key=lambda one: one.start))


def sides_of(word: Word) -> tuple[tuple[int | str, int], ...]:
    """(opposed pair, side 1 or -1) for each pair of opposites that the word is in: those listed,
    and that of a word and the same with a negative prefix, named by the stem of the former."""
    stems = {word.stem, stem(base_form(word.folded))}
    listed = {pair for one in sorted(stems) for pair in _sides().get(one, ())}
    base = "" if _NEGATION.fullmatch(word.folded) else _negated(word.folded)
    plain = word.content and word.folded not in _NO_DEEDS
    own = ((stem(base_form(word.folded)), 1),) if plain else ()
    turned = len(base) > 3 and ("-" not in word.folded or word.folded.startswith("non-"))
    return (*sorted(listed), *own, *(((stem(base_form(base)), -1),) if turned else ()))


def base_form(folded: str) -> str:
    """The infinitive of an irregular past tense or participle; any other word as it is."""
    return _irregular().get(folded, folded)


@cache
def _irregular() -> dict[str, str]:
    lines = files("assistant").joinpath("irregular.txt").read_text("utf-8").splitlines()
    return {form: line.split()[0] for line in lines for form in line.split()[1:]}


def _after(text: str, told: tuple[Word, ...], start: int, most: int) -> tuple[int, ...]:
    stop = _next_clause(text, start)
    # "not (yet) amount": what opens right behind a negation interrupts it, no more.
    if stop and stop[0] == "(" and stop.start() - start < 3:
        closed = text.find(")", start)
        stop = _next_clause(text, closed + 1) if closed > 0 else None
    end = stop.start() if stop else len(text)
    following = _between(told, start, end)[:most]
    return tuple(at for at in following if told[at].content and not told[at].folded.isdigit())


def _before(text: str, told: tuple[Word, ...], hedge: re.Match[str]) -> tuple[int, ...]:
    """The last content word of the clause before a hedge; the last three before "or so they
    say"."""
    start = 0 if hedge[0].startswith("so ") else _clause_start(text, hedge.start())
    inside = reversed(_between(told, start, hedge.start()))
    content = (at for at in inside if told[at].content)
    return tuple(reversed(list(islice(content, 3 if hedge[0].startswith("so ") else 1))))


@cache
def _sides() -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, dict[int, int]] = {}
    for number, side, word in listed_sides("opposites.txt"):
        found.setdefault(stem(word), {}).setdefault(number, side)
    return {word: tuple(pairs.items()) for word, pairs in found.items()}


def listed_lines(name: str) -> list[str]:
    """The lines of one of the package's lists, but for its head."""
    told = files("assistant").joinpath(name).read_text("utf-8").splitlines()
    return [line for line in told if line and not line.startswith("#")]


def listed_sides(name: str) -> Iterator[tuple[int, int, str]]:
    """(number of the line, side 1 or -1, word) for the words of a list of opposites, a line of
    which has its sides on either hand of a bar."""
    for number, line in enumerate(listed_lines(name)):
        one, _, other = line.partition("|")
        yield from ((number, 1, word) for word in one.split())
        yield from ((number, -1, word) for word in other.split())
