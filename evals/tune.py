"""Chooses a verdict's two thresholds for answers on brief-dev, brief-dev2 and brief-dev3, made for
that, and how its scores are made probabilities.

    python -m evals.tune [--profile fast]

The packaged verdict of the profile is rewritten. The answer threshold becomes the highest that
refuses at most 6 in 100 answerable questions (the guards' refusals included), the quote threshold
the lowest at which the quotes of an answer are evidence for the most part. The search begins
where evals/train_verdict.py left the answer threshold, which the file then keeps as
`learned_answer_threshold`, so that a rerun agrees. At last `calibration` becomes the slope and the
offset by which the shown scores say best how many of those questions the documents answer.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.assistant import Assistant, open_assistant
from assistant.selection import Evidence, EvidenceSelector, anything
from assistant.settings import Settings
from assistant.verdict import Calibration, logit
from corpus.collection import PACKAGED
from corpus.documents import Span
from corpus.errors import UserError
from evals.metrics import METRICS, Outcome
from evals.regression import ANSWERED
from evals.sets import GoldQuestion, read_set
from evals.training_data import write_json
from index.index import Hit, Query

SETS = ("brief-dev", "brief-dev2", "brief-dev3")
MOST_REFUSED = 0.06
# More than half of an answer's quotes are to be relevant on questions that nothing was chosen on,
# where fewer are than here: on brief-test by .05 in the fast profile and .10 in the accurate one.
# (.55 in the fast one before brief-strangers had shown .46 with it.)
LEAST_RELEVANT = {"fast": 0.56, "accurate": 0.6}
_LEARNED = Path(__file__).parent.parent / "assistant" / "learned"
_VERDICTS = {
    "fast": "all-MiniLM-L6-v2.reader.json",
    "accurate": "all-MiniLM-L6-v2+all-mpnet-base-v2.second.json",
}
_SHARES = np.arange(1.2, 0.3, -0.05)  # of the answer threshold as learned
_QUOTES = np.arange(0.01, 0.3, 0.01)


class Remembering:
    """A selector that scores each question once, however often its thresholds are changed."""

    def __init__(self, selector: EvidenceSelector) -> None:
        self._selector = selector
        self._known: dict[Any, Evidence] = {}
        self.topic_threshold = selector.topic_threshold
        self.answer_threshold = selector.answer_threshold
        self.quote_threshold = selector.quote_threshold
        self.likely, self.counts_several = selector.likely, selector.counts_several

    def select(
        self, query: Query, hits: Sequence[Hit], may_answer: Callable[[Span], bool] = anything
    ) -> Evidence:
        """What the selector says, or said when it was asked the same."""
        places = tuple((hit.passage.document.id, hit.passage.start) for hit in hits)
        asked = query.mended, places, may_answer
        if asked not in self._known:
            self._known[asked] = self._selector.select(query, hits, may_answer)
        return self._known[asked]


def outcomes(assistant: Assistant, questions: Sequence[GoldQuestion]) -> list[Outcome]:
    """Every question, answered."""
    return [Outcome(one, assistant.ask(one.question, one.history)) for one in questions]


def mean(name: str, found: list[Outcome]) -> float:
    """The metric's mean over the outcomes that it counts."""
    values = [value for one in found if (value := METRICS[name](one)) is not None]
    return float(np.mean(values))


def calibration(found: Sequence[Outcome], earlier: Sequence[float] | None = None) -> Calibration:
    """Platt scaling (Platt 1999) of the outcomes' scores to the share that is answerable, where
    the answerable ones weigh ANSWERED of all: one set is half of near misses, which users don't
    ask. `earlier`, a slope and an offset, is in these scores already."""
    scores = np.array([[logit(one.answer.score)] for one in found])
    answerable = np.array([one.gold.answerable for one in found])
    share = answerable.mean()
    counts = np.where(answerable, ANSWERED / share, (1 - ANSWERED) / (1 - share))
    line = LogisticRegression(C=np.inf).fit(scores, answerable, counts)
    slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
    first, added = earlier or (1.0, 0.0)
    return Calibration(round(slope * first, 4), round(slope * added + offset, 4))


def tune(profile: str) -> None:
    """Rewrites the thresholds of the profile's packaged verdict and says what they give. Raises
    UserError where none does what it must."""
    path = _LEARNED / _VERDICTS[profile]
    opened = open_assistant(Settings(profile=profile, precision="float32"), PACKAGED)
    selector = Remembering(opened.selector)
    opened.index.query = cache(opened.index.query)  # type: ignore[method-assign]
    assistant = Assistant(opened.index, selector, opened.settings)
    gold = [one for name in SETS for one in read_set(name, assistant.collection).questions]
    told = json.loads(path.read_text("utf-8"))
    learned = told.setdefault("learned_answer_threshold", told["answer_threshold"])
    for share in _SHARES:
        selector.answer_threshold = round(float(learned * share), 4)
        if mean("answerable refused", outcomes(assistant, gold)) <= MOST_REFUSED:
            break
    else:
        raise _none_found(path, "answer")
    for quotes in _QUOTES:
        selector.quote_threshold = round(float(quotes), 4)
        found = outcomes(assistant, gold)
        if mean("quotes relevant", found) >= LEAST_RELEVANT[profile]:
            break
    else:
        raise _none_found(path, "quote")
    told |= {
        "answer_threshold": selector.answer_threshold,
        "quote_threshold": selector.quote_threshold,
        "calibration": astuple(calibration(found, told.get("calibration"))),
    }
    write_json(told, path)
    for name in ("answerable refused", "near refused", "evidence covered", "quotes relevant"):
        print(f"{name} {mean(name, found):.3f}")  # noqa: T201


def _none_found(path: Path, what: str) -> UserError:
    told = f"no {what} threshold that was tried does what it must"
    return UserError(told, "learn the verdict anew with evals.train_verdict", where=str(path))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Chooses thresholds on questions on the brief.")
    parser.add_argument("--profile", default="fast", choices=sorted(LEAST_RELEVANT))
    tune(parser.parse_args().profile)
