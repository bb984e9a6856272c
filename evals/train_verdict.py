"""Learns the three logistic regressions of assistant.verdict from made-up briefs.

    python -m evals.train_verdict MADE OUT [--held-out-only] [--model NAME] [--reader | --second]
        [--every N] [--sets NAME ...] [--only LINE ...]

MADE is the folder of made-up briefs (evals/made), OUT the .json to write. Reports by
cross-validation over briefs: how well answerable questions are told from near misses, and how
many near misses are refused where 6 in 100 answerable questions are. With --held-out-only it
learns from the texts that neither adapter nor reader was trained on (MADE/held-out.list). With
--second it learns how both readings are mixed, and the verdict for that, from some questions on
each text. --sets adds question sets on the packaged brief that judge nothing, such as brief-dev,
--every takes each Nth made-up question alone, or with --second each Nth text, and --only rewrites
these lines of an OUT that is there, and the answer threshold, as readings are weighed in it.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from assistant.settings import Settings
from assistant.verdict import QUESTION_FEATURES, READING_FEATURES, Mix, read_mix
from evals.regression import Array, fit_line, out_of_fold, prior_weights
from evals.training_data import write_json
from evals.verdict_examples import Example, examples, open_bench

# Answerable questions that may be refused, as a share.
WRONG_REFUSALS = 0.06
# Least share of quotes that should be evidence where a question is answered.
RELEVANT_QUOTES = 0.6
# Signs that weights must have; None leaves a feature out, and those not named are free.
_RISING = (
    "answer evidence first ahead best margin lead spread passage weakest weak shared year_fits "
    "holds_figure holds_date"
)
_FALLING = "gap gap_most elsewhere unknown_names absent_names"
_ANYWHERE = "weakest_anywhere weak_anywhere known"
_SIGNS: dict[str, int | None] = {
    **dict.fromkeys(_RISING.split(), 1),
    **dict.fromkeys(_FALLING.split(), -1),
}
# That a question's words stand in the texts says what they are about, not that they answer it;
# and how long it is tells most of how its writer writes.
_QUESTION_SIGNS = _SIGNS | dict.fromkeys([*_ANYWHERE.split(), "length"])
_TOPIC_SIGNS = _SIGNS | dict.fromkeys(_ANYWHERE.split(), 1)
# Of them, those that may be refused as off topic.
OFF_TOPIC_REFUSALS = 0.015
# Ranked sentences of each question that the second regression sees.
_SEEN = 12
# What all far questions together count for beside the others, which are a near miss or answered:
# what is learned of these alone takes some far ones for answered.
_FAR = 0.1
_DATA = "made-up briefs (own, Apache-2.0)"
_DATA_OF_SETS = " and questions on the packaged brief that judge nothing (own, Apache-2.0)"


def learn(
    found: list[Example],
    first_pass: float,
    mix: Mix | None,
    names: Sequence[str],
    out: Path,
    only: Sequence[str] = (),
) -> None:
    """Fits the regressions, chooses the thresholds on out-of-fold predictions, writes `out`.
    `names` are those of the question's features, `first_pass` the weight of first scores, `mix`
    that of two readings; `only`: what is rewritten of what `out` holds, beside the answer
    threshold, or all of it."""
    topics, features = (
        np.array([one.topic for one in found]),
        np.array([one.question for one in found]),
    )
    question_signs = [_QUESTION_SIGNS.get(name, 0) for name in names]
    topic_signs = [_TOPIC_SIGNS.get(name, 0) for name in QUESTION_FEATURES]
    free: list[int | None] = [0] * (len(found[0].sentences[0][0]) + 1)
    answerable = np.array([one.gold.answerable for one in found])
    groups = np.array([one.brief for one in found])
    about = np.array([one.gold.kind != "far" for one in found], bool)
    counts = np.array([one.counts for one in found])
    weights = prior_weights(answerable, about, 0.0 if mix else _FAR) * counts
    even = np.ones(len(found))
    told = out_of_fold(features, answerable, groups, weights, question_signs)
    topic = out_of_fold(topics, about, groups, even, topic_signs)
    topic_threshold = float(np.quantile(topic[answerable], OFF_TOPIC_REFUSALS))
    asked = answerable & (topic >= topic_threshold)
    share = (WRONG_REFUSALS - OFF_TOPIC_REFUSALS) * answerable.sum() / asked.sum()
    threshold = float(np.quantile(told[asked], share))
    _report({"near": told, "far": topic}, (told < threshold) | (topic < topic_threshold), found)
    # Far questions are read once: beside two readings their logits are on another scale.
    kept = about if mix else np.ones(len(found), bool)
    alike = [one for one, keep in zip(found, kept, strict=True) if keep]
    rows, relevant, owners = _sentence_rows(alike, told[kept])
    sentence_told = out_of_fold(rows, relevant, owners, np.ones(len(rows)), free)
    print(f"sentence AUC {roc_auc_score(relevant, sentence_told):.3f}")  # noqa: T201
    told_lines = {
        "question": asdict(fit_line(features, answerable, question_signs, weights)),
        "topic": asdict(fit_line(topics, about, topic_signs)),
        "sentence": asdict(fit_line(rows, relevant, free)),
        "topic_threshold": round(topic_threshold, 4),
        "answer_threshold": round(threshold, 4),
        "quote_threshold": _quote_threshold(alike, sentence_told),
        **(_further(found) if found[0].further else {}),
        "first_pass": first_pass,
        **({"mix": asdict(mix)} if mix else {}),
        "data": _DATA + (_DATA_OF_SETS if max(counts) > 1 else ""),
    }
    if only:
        new = {name: told_lines[name] for name in (*only, "answer_threshold", "data")}
        told_lines = json.loads(out.read_text("utf-8")) | new
        told_lines["learned_answer_threshold"] = told_lines["answer_threshold"]
    write_json(told_lines, out)


def _sentence_rows(
    found: list[Example], told: Array
) -> tuple[Array, npt.NDArray[np.bool_], npt.NDArray[Any]]:
    rows, relevant, owners = [], [], []
    for one, answerable in zip(found, told, strict=True):
        for row, right in one.sentences[:_SEEN]:
            rows.append([*row, float(answerable)])
            relevant.append(right)
            owners.append(one.brief)
    return np.array(rows), np.array(relevant, bool), np.array(owners)


def _further(found: list[Example]) -> dict[str, Any]:
    """The regression for sentences beside the first, over answerable questions."""
    kept = [one for one in found if one.gold.answerable]
    rows = np.array([row for one in kept for row, _ in one.further])
    right = np.array([right for one in kept for _, right in one.further], bool)
    owners = np.array([one.brief for one in kept for _ in one.further])
    free: list[int | None] = [0] * rows.shape[1]
    told = out_of_fold(rows, right, owners, np.ones(len(rows)), free)
    print(f"further sentences AUC {roc_auc_score(right, told):.3f}")  # noqa: T201
    return {"further": asdict(fit_line(rows, right, free))}


def _quote_threshold(found: list[Example], told: Array) -> float:
    """The least probability for a quote after the first that keeps RELEVANT_QUOTES: the mean
    share of evidence among the quotes of an answerable question, at most three each."""
    best, at = 1.0, 0
    shares: dict[float, list[float]] = {step / 50: [] for step in range(5, 50)}
    for one in found:
        seen = one.sentences[:_SEEN]
        likely, at = told[at : at + len(seen)], at + len(seen)
        if not one.gold.answerable or not any(right for _, right in seen):
            continue
        for threshold, kept in shares.items():
            count = max(1, min(3, int((likely >= threshold).sum())))
            kept.append(float(np.mean([right for _, right in seen[:count]])))
    for threshold, kept in shares.items():
        if np.mean(kept) >= RELEVANT_QUOTES:
            best = min(best, threshold)
    return best


def _report(told: dict[str, Array], refused: npt.NDArray[np.bool_], found: list[Example]) -> None:
    kinds = np.array([one.gold.kind for one in found])
    answerable = np.array([one.gold.answerable for one in found])
    right = [one.sentences[0][1] for one in found if one.gold.answerable]
    print(f"first sentence right {np.mean(right):.3f} of {len(right)}")  # noqa: T201
    print(f"answerable: refused {refused[answerable].mean():.3f}")  # noqa: T201
    for kind, line in told.items():
        both = answerable | (kinds == kind)
        area = roc_auc_score(answerable[both], line[both])
        print(f"{kind}: AUC {area:.3f}, refused {refused[kinds == kind].mean():.3f}")  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Learns the verdict from made-up briefs.")
    parser.add_argument("made", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--held-out-only", action="store_true")
    parser.add_argument("--model", default="")
    parser.add_argument("--profile", default="fast")
    parser.add_argument("--reader", action="store_true", help="for the model's reader")
    parser.add_argument("--second", action="store_true", help="for both readings")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sets", nargs="*", default=())
    parser.add_argument("--only", nargs="*", default=(), choices=("question", "sentence"))
    told = parser.parse_args()
    settings = Settings(profile=told.profile, model=told.model)
    kept = json.loads(told.out.read_text("utf-8")) if told.only else None
    learn(
        *examples(
            told.made,
            open_bench(settings, told.reader, told.second),
            told.held_out_only,
            told.every,
            told.sets,
            kept and (kept["first_pass"], read_mix(kept["mix"]) if "mix" in kept else None),
        ),
        READING_FEATURES if told.reader or told.second else QUESTION_FEATURES,
        told.out,
        told.only,
    )
