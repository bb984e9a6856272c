"""What a question asks for: the source of something or the thing itself, one thing or several.

People ask for a source in countless ways, many of which name none ("whose count is this?"), and
use the same words for other matters ("the main source of income"); and "how did it help the war?"
asks for several things as much as "which steps" does. So what decides are logistic regressions,
learned by evals/train_asking.py, over the question's words, pairs of words and, with the default
model, its vector.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import numpy as np

from corpus.view import words
from index.embedder import Embedder, Floats
from index.light import Upper

# The least probability of asking for a source where a question names who stands in the list of
# sources alone: of 40 such questions on made-up texts that ask for one 38 had it, and 32 the .67
# that others needed then. No threshold of a regression may be lower.
NAMED = 0.3
# Forms in which hardly anybody asks for a source: whether a thing is so, and who does something
# other than putting things on record; with none of the words below, which those use who do ask for
# one. Of 2,125 made-up questions for a source (evals/made/sources) none is taken for such, and 5
# would be if each word that one of them alone has were missing; of 19,895 others 679 are. "Which
# indicators", things that are no source, takes none of the former, and 15 of 6,282 others.
_PLAIN_FORM = re.compile(
    r"\W*(?:(?:i|i['’]d|we|would|like|want|need|to|know|wonder|please|tell|me|us|do|you|and|but|so"
    r"|then|also|can|could)\s+)*"
    r"(?:who\s+(?:owns?|owned|leads?|led|runs?|heads?|headed|chairs?|chaired|governs?|rules?"
    r"|controls?|controlled|pays?|paid|won|wins?|lost|loses?|builds?|built|founded|bought|buys?"
    r"|sells?|sold|signs?|signed|elected|voted|benefits?|profits?|lives?|gets?|is|are|was|were|will"
    r"|would|can|could|must|should|may|calls?|called|denied|denies|rejected|demanded|warned|accused"
    r"|critici[sz]ed|disputed|promised|proposed|opposed|opposes|supported|urged|threatened|refused"
    r"|ordered|decided|approved|banned|allowed)"
    r"|is|are|was|were|did|does|do|has|have|had"
    r"|(?:which|what)\s+(?:\w+\s+)?(?:indicators?|months?|days?|areas?|sites?|towns?|villages?"
    r"|rivers?|species|projects?|bridges?|sectors?|goals?|targets?|crops?|animals?|products?|goods))\b",
    re.I,
)
_OF_SOURCES = re.compile(
    r"\b(?:sourc\w*|unsourced|cit(?:e[sd]?|ing|ations?)|refer\w*|refs?|(?:foot|end)?notes?|footnoted"
    r"|accord\w*|author\w*|back\w*|evidence|bas(?:is|ed|es?)|behind|say\w*|said|stud(?:y|ies)|report\w*"
    r"|papers?|articles?|pieces?|publi\w+|print\w*|writ\w+|wrote|journal\w*|newspapers?|magazines?"
    r"|outlets?|media|document\w*|links?|address|books?|texts?|literature|memo|brief|sentence|passage"
    r"|proof|prove\w*|verif\w*|confirm\w*|vouch\w*|support|supports|claims?|allegation|quot\w+|credit\w*"
    r"|provenance|hearsay|leaked|disclose\w*|figures?|numbers?|data\w*|survey\w*|statistic\w*"
    r"|estimat\w*|count\w*|tall(?:y|ies|ied)|calculat\w*|worked|maths?|measured|modelled|research\w*"
    r"|interview\w*|guess|own|independent\w*|someone|somebody|anyone|anybody|organi[sz]ation|body"
    r"|official\w*|names?|put|find|look|show\w*|rely|relying|rests?|leans?|draw\w*|trac(?:e[sd]?|ing)"
    r"|law|solid|from|or)\b",
    re.I,
)
# Nor does anybody where all that is asked is when or where it was done, or who drew up a list.
_OF_THE_DEED = re.compile(
    r"\W*(?:and\s+)?(?:(?:when|where|in\s+(?:what|which)\s+(?:year|month|town|city|country))\s+"
    r"(?:was|were|is|are|will)\s+(?:\w+\s+){1,5}?(?:be\s+|been\s+)?(?:carried\s+out|conducted"
    r"|undertaken|held|drawn\s+up|adopted|begun|started|finished|completed)"
    r"|who\s+(?:(?:has|have)\s+)?(?:drew|drawn|draws|draw)\s+up\s+[^?]+"
    r"|who\s+(?:compiled|compiles|drafted|drafts|devised|maintains|keeps)\s+(?:the|this|its|their)\s+"
    r"(?:\w+\s+)?(?:lists?|registers?|plans?|strategy|law|bill|rules|contract|inventory)\b[^?]*)\W*\Z",
    re.I,
)
# A source, or several things that stand in several places.
Asked = Literal["source", "several"]


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A logistic regression over which words and pairs of words a question holds and, unless
    `vector` is empty, over its vector, (dim,). `threshold`: the least probability that counts as
    asking for that."""

    words: Mapping[str, float]
    vector: Floats
    bias: float
    threshold: float

    def asks(self, question: str, vector: Floats, least: float | None = None) -> bool:
        """Whether the question asks for it, with a probability of `least` (None: `threshold`).
        `vector`: the question's, (at least dim,), whose first numbers are the model's that this
        was learned for."""
        least = least or self.threshold
        return self.logit(question, vector) >= math.log(least / (1 - least))

    def logit(self, question: str, vector: Floats) -> float:
        """The logit of the question asking for it."""
        told = sum(self.words.get(word, 0.0) for word in question_words(question))
        if self.vector.size:
            own = vector[: self.vector.size]
            told += float(own @ self.vector) / max(float(np.linalg.norm(own)), 1e-9)
        return told + self.bias


def is_plain(question: str) -> bool:
    """Whether the question has a form in which nobody asks for a source."""
    if _OF_THE_DEED.match(question):
        return True
    return bool(_PLAIN_FORM.match(question)) and not _OF_SOURCES.search(question)


def question_words(question: str) -> set[str]:
    """The question's words as the regression knows them: folded, each once; and each two that
    stand side by side, with a space between."""
    told = [word for word, _ in words(question)]
    return {*told, *map(" ".join, pairwise(told))}


def question_line(asked: Asked, embedder: Embedder) -> QuestionLine:
    """The regression for that embedder: the one over words alone where its vectors, or the first
    of two models', aren't those that the other was learned for."""
    upper: Upper | None = getattr(embedder, "upper", None)
    lines = _lines()
    return lines.get((asked, upper.sha256 if upper else "")) or lines[asked, ""]


@cache
def _lines() -> dict[tuple[Asked, str], QuestionLine]:
    """By what is asked and the fingerprint of the model whose vectors they take; "" takes none."""
    path = files("assistant").joinpath("learned", "asking.json")
    told = json.loads(path.read_text("utf-8"))["lines"]
    return {
        (one["asked"], one["model"]): QuestionLine(
            one["words"],
            np.array(one["vector"], np.float32),
            one["bias"],
            one["threshold"],
        )
        for one in told
    }
