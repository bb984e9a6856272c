"""How likely the passages answer the question, are about it, and each sentence is evidence.

Logistic regressions over a few numbers that the selector has at hand, learned by
evals/train_verdict.py from made-up briefs and, where it says so, from questions on the packaged
one that judge nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from assistant.forms import FORMS
from assistant.guards import holds_kind
from assistant.questions import content_words, wanted
from assistant.values import years_in
from corpus.documents import Span
from corpus.view import words
from index.embedder import Floats
from index.index import Hit, Query
from index.terms import STOP_WORDS, other_numbers, stem, stems

# Sentences whose scores make the background that the best one stands out from.
_BACKGROUND = 10

QUESTION_FEATURES = (
    "best",  # the best sentence's score
    "margin",  # to the second best
    "lead",  # over the mean of the next ones
    "spread",  # over the mean of all
    "passage",  # the best passage's cosine with the question
    "weakest",  # the question token least supported by the best sentence
    "weak",  # the mean of the three least supported
    "weakest_anywhere",  # the same over all passages
    "weak_anywhere",
    "gap",  # how much better other passages support a token than the best one's: the mean
    "gap_most",  # and the most over tokens
    "shared",  # share of the question's content words that the best sentence holds
    "known",  # share of them that any passage holds
    "elsewhere",  # share of them that other passages hold and the best sentence's doesn't
    "unknown_names",  # names in the question that no passage holds
    "absent_names",  # names in the question that the best passage doesn't hold
    "year_fits",  # 1 if a year in the question is in the best sentence, -1 if another is
    "asks_figure",  # 1 if the question asks for a number, share or sum
    "holds_figure",  # 1 if it does and the best sentence holds one
    "asks_date",
    "holds_date",
    "asks_reason",
    "length",  # of the question, in tokens
)
SENTENCE_FEATURES = ("score", "behind", "lead", "stated")
# Where a reader has read the best sentences: its logits first, then all of the above, and
# the form in which the question asks.
READING_FEATURES = (
    "answer",  # of the question being answered
    "evidence",  # of the best sentence being evidence, the highest
    "first",  # and that of the sentence it ranks first
    "ahead",  # by how much its rank leads the second's
    *QUESTION_FEATURES,
    *FORMS,
)
# Of a sentence that it has read: its evidence logit, how far its rank is behind the first's, and
# how likely the question is answered at all.
READ_SENTENCE_FEATURES = ("evidence", "behind", "stated")
# Of a sentence beside the first, which is given too if it is likely enough.
FURTHER_FEATURES = (
    "evidence",
    "behind",
    "first_pass_behind",  # by how much its first score is behind the first's
    "first_pass",
    "several",  # the logit of the question asking for several things
    "same",  # 1 in the first's paragraph
    "next",  # 1 right after it there
    "before",  # 1 right before it there
    "later",  # 1 further on there
    "several_same",  # products
    "several_next",
    "several_behind",
    "note",  # 1 in a note
    "first_evidence",  # the first's evidence logit
)


@dataclass(frozen=True, slots=True)
class Line:
    """A logistic regression: `weights` per feature, after (x - mean) / scale, and `bias`."""

    weights: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    bias: float

    def probability(self, features: Sequence[float]) -> float:
        """Between 0 and 1, for features in the order they were learned in."""
        x = (np.array(features) - self.mean) / self.scale
        return _logistic(float(x @ np.array(self.weights) + self.bias))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes a score a probability that means what it says on questions other than those it
    was learned from: a slope and an offset of its logit (Platt 1999)."""

    slope: float
    offset: float

    def of(self, score: float) -> float:
        """Between 0 and 1; rising with the score, if the slope does."""
        return _logistic(self.slope * logit(score) + self.offset)


def _logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))


def logit(probability: float, sure: float = 1e-6) -> float:
    """Of a probability, which is taken to be no nearer to 0 or 1 than `sure`."""
    kept = min(max(probability, sure), 1.0 - sure)
    return float(np.log(kept / (1.0 - kept)))


@dataclass(frozen=True, slots=True)
class Mix:
    """How two readings become one: the weights of the first and of the second in the sentences'
    ranks, in their logits of being evidence, and in the question's of being answered."""

    ranks: tuple[float, float]
    evidence: tuple[float, float]
    answer: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was learned for one model: `topic` tells questions that the passages are about,
    `question` those of them that they answer, `sentence` evidence; and a threshold on each.
    `first_pass`: what a sentence's first score counts for in its rank, beside what a reader makes
    of it. `further`: evidence beside the first sentence, where that is told by FURTHER_FEATURES.
    `likely`: the probability below which a first sentence must hold more of what is asked
    (assistant.lacking), 0 where nothing of that was tried. `mix`: for two readings. `calibration`:
    of the score that is shown, chosen where thresholds are."""

    question: Line
    topic: Line
    sentence: Line
    topic_threshold: float
    answer_threshold: float
    quote_threshold: float
    first_pass: float = 0.0
    further: Line | None = None
    mix: Mix | None = None
    calibration: Calibration | None = None
    likely: float = 0.0


def open_verdict(*models: str) -> Verdict:
    """The verdict learned for the first of those models that one was learned for, or for the
    default one where none was. With ".reader" after its name, the one for the model's reader,
    whose `question` takes READING_FEATURES and whose `sentence` takes READ_SENTENCE_FEATURES; with
    ".second", for its reader and a second one; with ".extract", for its reader on texts by
    themselves (evals/train_extraction.py)."""
    folder = files("assistant").joinpath("learned")
    paths = [folder.joinpath(f"{model}.json") for model in (*models, "all-MiniLM-L6-v2")]
    path = next(path for path in paths if path.is_file())
    told = json.loads(path.read_text("utf-8"))
    return Verdict(
        read_line(told["question"]),
        read_line(told["topic"]),
        read_line(told["sentence"]),
        told["topic_threshold"],
        told["answer_threshold"],
        told["quote_threshold"],
        told.get("first_pass", 0.0),
        read_line(told["further"]) if "further" in told else None,
        read_mix(told["mix"]) if "mix" in told else None,
        Calibration(*told["calibration"]) if "calibration" in told else None,
        told.get("likely", 0.0),
    )


def question_features(
    query: Query,
    hits: Sequence[Hit],
    scores: Sequence[float],
    sentence: Span,
    hit: Hit,
    support: Floats,
) -> list[float]:
    """QUESTION_FEATURES. `scores` fall; `sentence` is the best one, of `hit`; `support`:
    (3, question tokens) best cosines in the best sentence, in its passage, and anywhere."""
    inside, _, anywhere = np.sort(support, axis=1)
    return [
        *_standing(scores),
        max(float(query.vector[0] @ _mean(one)) for one in hits),
        float(inside[0]),
        float(inside[:3].mean()),
        float(anywhere[0]),
        float(anywhere[:3].mean()),
        float((support[2] - support[1]).mean()),
        float((support[2] - support[1]).max()),
        *_wording(query.text, sentence, hit, hits),
        *_kinds(query.text, sentence),
        float(len(query.tokens.offsets)),
    ]


def sentence_features(score: float, scores: Sequence[float], stated: float) -> list[float]:
    """SENTENCE_FEATURES of a sentence among all scores, which fall."""
    background = float(np.mean(scores[:_BACKGROUND]))
    return [score, scores[0] - score, score - background, stated]


def _standing(scores: Sequence[float]) -> list[float]:
    best, following = scores[0], scores[1:_BACKGROUND] or scores[:1]
    return [
        best,
        best - following[0],
        best - float(np.mean(following)),
        best - float(np.mean(scores)),
    ]


def _mean(hit: Hit) -> Floats:
    total: Floats = hit.tokens.vectors.sum(axis=0)
    scaled: Floats = total / max(float(np.linalg.norm(total)), 1e-9)
    return scaled


def _wording(question: str, sentence: Span, hit: Hit, hits: Sequence[Hit]) -> list[float]:
    asked = {stem(word) for word in content_words(question)}
    numbers = other_numbers(question)
    held, passage = _held(sentence.text, numbers), _held(hit.passage.text, numbers)
    known = {s for one in hits for s in _held(one.passage.text, numbers)}
    names = _names(question)
    return [
        len(asked & held) / max(len(asked), 1),
        len(asked & known) / max(len(asked), 1),
        len(asked & (known - passage)) / max(len(asked), 1),
        float(len(names - known)),
        float(len(names - passage)),
    ]


def _held(text: str, numbers: Mapping[str, str]) -> frozenset[str]:
    """The stems of the text, and those of acronyms that it has in the other number."""
    held = stems(text)
    return held.union(one for one, other in numbers.items() if other in held)


def _names(question: str) -> set[str]:
    """Stems of capitalised words that don't open a sentence."""
    found = set()
    for word, place in words(question):
        before = question[: place.start].rstrip()
        opens = not before or before[-1] in ".?!:"
        if question[place.start].isupper() and not opens and word not in STOP_WORDS:
            found.add(stem(word))
    return found


def _kinds(question: str, sentence: Span) -> list[float]:
    kind, years, own = wanted(question), years_in(question), years_in(sentence.text)
    fits = 0.0 if not years or not own else 1.0 if years & own else -1.0
    figure = kind in ("number", "percent", "money")
    return [
        fits,
        float(figure),
        float(figure and holds_kind(kind, sentence.text)),
        float(kind == "date"),
        float(kind == "date" and holds_kind(kind, sentence.text)),
        float(kind == "reason"),
    ]


def read_mix(told: dict[str, Any]) -> Mix:
    """A mix as a file of what was learned holds it."""
    ranks, evidence, answer = (tuple(told[name]) for name in ("ranks", "evidence", "answer"))
    return Mix(ranks, evidence, answer)


def read_line(told: dict[str, Any]) -> Line:
    """A regression as a file of what was learned holds it."""
    weights, mean, scale = (tuple(told[name]) for name in ("weights", "mean", "scale"))
    return Line(weights, mean, scale, told["bias"])
