"""Outcomes whose every measure is known by hand: a metric that tells anything else of them is
broken, and what it tells of the assistant is worth nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Abstention, Answer, Footnote, Quote
from assistant.footnotes import number_footnotes
from corpus.documents import Block, Document, Layout, Marker, Reference, Region, Span
from evals.metrics import Outcome
from evals.sets import EvidenceSpan, GoldQuestion
from evals.yardsticks import Yardsticks

_TEXT = (
    "Ships sailed in 1990(1). Forty men were aboard. None came back. The port was closed.\n"
    "Port ledger."
)
_SENTENCES = (Region(0, 24), Region(25, 47), Region(48, 63), Region(64, 84))
_LAYOUT = Layout(
    blocks=(
        Block(0, 84, "body", 1, None, _SENTENCES),
        Block(85, 97, "note", None, 1, (Region(85, 97),)),
    ),
    references=(Reference(85, 97, 1, "source", None, None, False),),
    markers=(Marker(20, 23, (1,)),),
)
_DOCUMENT = Document("canary", "canary", _TEXT, _LAYOUT)


class _Misquote(Quote):
    """A quote that tells other words than its document's: what must never come about."""

    __slots__ = ()

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end].replace("1990", "1991")


def _gold(*items: Sequence[int], kind: str = "factoid") -> GoldQuestion:
    evidence = tuple(tuple(_evidence(number) for number in item) for item in items)
    answers = ("none came", "lantern") if items else ()
    return GoldQuestion(
        id="canary",
        kind=kind,
        question="?",
        answerable=bool(items),
        evidence=evidence,
        answers=answers,
    )


def _evidence(number: int) -> EvidenceSpan:
    region = _SENTENCES[number]
    text = _DOCUMENT.slice(region)
    return EvidenceSpan(document="canary", start=region.start, end=region.end, text=text)


def _answer(*quoted: int, score: float = 0.5) -> Answer:
    quotes = [Quote(_DOCUMENT, _SENTENCES[at].start, _SENTENCES[at].end, 0.9) for at in quoted]
    refused = None if quotes else Abstention("not_stated", "no", (), ())
    return Answer("?", (), number_footnotes(quotes), refused, (), score, 3.0, "canary")


def _passages(*numbers: int) -> tuple[Span, ...]:
    return tuple(Span(_DOCUMENT, _SENTENCES[at].start, _SENTENCES[at].end) for at in numbers)


def _with_note(note: Footnote) -> Outcome:
    """The first sentence as an answer, under that footnote."""
    return Outcome(_gold((0,)), replace(_answer(0), footnotes=(note,)))


_NOTE = _answer(0).footnotes[0]
_MISQUOTED = _with_note(replace(_NOTE, quote=_Misquote(_DOCUMENT, 0, 24, 0.9)))
_MISLED = _with_note(replace(_NOTE, paragraph=2))
_UNCITED = _with_note(replace(_NOTE, references=()))

# Needs sentences 1 or 2, and 3; quotes 0 and 2; the ranking has 0 and 1.
_PARTLY = Outcome(_gold((1, 2), (3,)), _answer(0, 2), _passages(0, 1))
_RIGHT = Outcome(_gold((2,)), _answer(2, score=0.9), _passages(0, 2))
_REFUSED = Outcome(_gold((2,)), _answer(score=0.2), _passages(1))
_NEAR_ANSWERED = Outcome(_gold(kind="near"), _answer(0, score=0.5))
_NEAR_REFUSED = Outcome(_gold(kind="near"), _answer(score=0.2))
_FAR_ANSWERED = Outcome(_gold(kind="far"), _answer(1, score=0.9))
_FAR_REFUSED = Outcome(_gold(kind="far"), _answer(score=0.1))
_ALL = (
    _PARTLY,
    _RIGHT,
    _REFUSED,
    _NEAR_ANSWERED,
    _NEAR_REFUSED,
    _FAR_ANSWERED,
    _FAR_REFUSED,
)

# Sentences 0 to 3 have 5, 4, 3 and 4 words.
_KNOWN: tuple[tuple[tuple[Outcome, ...], dict[str, float]], ...] = (
    (
        (_PARTLY,),
        {
            "quotes verbatim": 1.0,
            "first quote right": 0.0,
            "evidence covered": 1 / 2,
            "quotes relevant": 1 / 2,
            "quotes per answer": 2.0,
            "answer strings": 1 / 2,
            "answerable refused": 0.0,
            "word precision (macro)": 3 / 8,
            "word recall (macro)": 3 / 7,
            "word F1 (macro)": 6 / 15,
            "retrieval recall@5": 1 / 2,
            "retrieval recall@10": 1 / 2,
            "retrieval MRR": 1 / 2,
            "retrieval nDCG@10": 1 / math.log2(3) / (1 + 1 / math.log2(3)),
            "ms per answer": 3.0,
        },
    ),
    (
        _ALL,
        {
            "first quote right": 1 / 3,
            "answers wrong": 3 / 4,
            "answerable refused": 1 / 3,
            "near refused": 1 / 2,
            "far refused": 1 / 2,
            "word precision (micro)": 6 / 20,
            "word recall (micro)": 6 / 13,
            "word F1 (micro)": 12 / 33,
            "near refusals right": 1 / 2,
            "far refusals right": 1 / 2,
            "AUC answerable against near": (2 + 0.5 + 1 + 0.5) / 6,
            "AUC answerable against far": (0.5 + 1 + 1 + 1) / 6,
            "calibration error": (2 * 0.35 + 2 * 0.15 + 0.5 + 0.1 + 0.9) / 7,
        },
    ),
    ((_MISQUOTED,), {"quotes verbatim": 0.0}),
    ((_MISLED,), {"footnotes lead to their quotes": 0.0}),
    ((_UNCITED,), {"references cited there": 0.0}),
    ((_RIGHT,), {"references cited there": 1.0, "footnotes lead to their quotes": 1.0}),
)


def broken_measures(yardsticks: Yardsticks) -> list[str]:
    """A line for each measure that tells something else of the known outcomes than it should,
    or that no known outcome tries at a value other than 1."""
    told, tried = [], set()
    for outcomes, known in _KNOWN:
        for name, expected in known.items():
            found = yardsticks.value(name, outcomes)
            if found is None or not math.isclose(found, expected, abs_tol=1e-6):
                told.append(f"{name!r} tells {found} where {expected:.4f} is right")
            tried |= {name} if expected != 1.0 else set()
    return told + [
        f"{name!r} is tried on nothing" for name in yardsticks.names if name not in tried
    ]
