"""What an earlier run is remembered by: every question's result, and bounds for the measures.

A baseline records the answers of the day it was blessed; it says what must not get worse, not
what is good enough. Its bounds are that day's measures less a slack, so nothing in it is tuned.
"""

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.settings import PROFILES, Settings
from corpus.errors import UserError
from evals.run import Report
from evals.sets import SETS, QuestionSet

BASELINES = Path(__file__).parent / "baselines"
FORMAT: Literal[1] = 1

# What a share may lose (or, where less is better, gain) before the gate fails: about half the
# width of a 95 % interval over 150 questions. Single questions are compared without slack.
SLACK = 0.05
# Measures where more is better, and where less is.
_LEAST = (
    "first quote right",
    "evidence covered",
    "quotes relevant",
    "answer strings",
    "word precision (micro)",
    "word F1 (micro)",
    "near refused",
    "far refused",
    "retrieval recall@10",
    "retrieval nDCG@10",
)
_MOST = ("answers wrong", "answerable refused", "calibration error")
# Promises, with no slack at all.
ALWAYS = ("quotes verbatim", "footnotes lead to their quotes", "references cited there")


# A baseline is edited by hand at times: "1" is no number, and NaN compares with nothing.
_CONFIG = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)
Share = Annotated[float, Field(ge=0, le=1)]


class Bound(BaseModel):
    """Either the least or the most that a measure may be."""

    model_config = _CONFIG

    least: float | None = None
    most: float | None = None

    @model_validator(mode="after")
    def _one_side(self) -> "Bound":
        if (self.least is None) == (self.most is None):
            raise ValueError("a bound has either least or most")
        return self

    def holds(self, value: float) -> bool:
        """Whether the value is within, the bound itself included."""
        high_enough = self.least is None or value >= self.least
        return high_enough and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"at least {self.least}" if self.least is not None else f"at most {self.most}"


class Result(BaseModel):
    """One question's result: `right` as in metrics.right, `covered` the share of its evidence
    (None for an unanswerable one)."""

    model_config = _CONFIG

    question: str
    right: Share
    covered: Share | None = None


class Baseline(BaseModel):
    """A blessed run. `made_with` holds its fingerprints, `kinds` the share right by kind."""

    model_config = _CONFIG

    format: Literal[1]
    set: str
    made_with: dict[str, Any]
    bounds: dict[str, Bound]
    kinds: dict[str, float]
    measures: dict[str, float]
    questions: dict[str, Result]


def baseline_path(questions: QuestionSet, settings: Settings) -> Path:
    """Where the baseline of that set and model is kept: in evals/baselines for a set of ours,
    beside the .jsonl for another."""
    model = settings.profile if settings.model_name == PROFILES[settings.profile] else "model"
    folder = BASELINES if questions.path.parent == SETS else questions.path.parent
    return folder / f"{questions.name}-{model}.baseline.json"


def read_baseline(path: Path, bless: str = "footnoted eval bless") -> Baseline:
    """The baseline in that file; `bless` is the command that makes it. Raises UserError where
    there is none that can be read, or it bounds nothing."""
    try:
        found = Baseline.model_validate(json.loads(path.read_text("utf-8")))
        if not found.bounds:
            raise ValueError("it has no bounds")
    except OSError as error:
        raise UserError(
            f"there is no baseline to compare with ({error.strerror})",
            f"look at the answers, then run: {bless}",
            where=str(path),
            exit_code=1,
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"not a baseline ({' '.join(str(error).split())[:100]})",
            f"restore it, or run: {bless}",
            where=str(path),
        ) from error
    return found


def baseline_of(report: Report) -> Baseline:
    """The baseline that accepts the report as it is."""
    return Baseline(
        format=FORMAT,
        set=report["set"],
        made_with=report["fingerprints"],
        bounds=_bounds(report["measures"]),
        kinds={kind: told["right"] for kind, told in report["kinds"].items()},
        measures={n: v for n in report["measures"] if (v := value_of(report, n)) is not None},
        questions={row["id"]: result_of(row) for row in report["questions"]},
    )


def baseline_json(baseline: Baseline) -> str:
    """The baseline as text, a question a line, so that a version control shows what changed."""
    told = baseline.model_dump(mode="json", exclude_none=True)
    questions = told.pop("questions")
    head = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).removesuffix("\n}")
    lines = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}"
        for name, one in questions.items()
    )
    return f'{head},\n "questions": {{\n{lines}\n }}\n}}\n'


def result_of(row: dict[str, Any]) -> Result:
    """What a baseline remembers of a report's question."""
    covered = row["measures"].get("evidence covered")
    return Result(question=row["question"], right=row["right"], covered=covered)


def value_of(report: Report, name: str) -> float | None:
    """The measure's mean, or itself for a scalar; None where it isn't measured."""
    told = report["measures"].get(name)
    value = told["mean"] if isinstance(told, dict) else told
    return None if value is None or name.startswith("ms ") else float(value)


def _bounds(measures: dict[str, Any]) -> dict[str, Bound]:
    def mean(name: str) -> float | None:
        told = measures.get(name)
        return told["mean"] if isinstance(told, dict) else told

    found = {name: Bound(least=1.0) for name in ALWAYS if mean(name) is not None}
    for name in (*_LEAST, *_MOST):
        value = mean(name)
        if value is not None:
            slack = Bound(least=round(max(value - SLACK, 0.0), 4))
            found[name] = slack if name in _LEAST else Bound(most=round(value + SLACK, 4))
    return found
