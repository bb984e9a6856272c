"""Everything that is measured, by name, and as JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evals.estimates import RATIOS, RESAMPLES, Estimate, Part, auc, estimate, estimate_ratio
from evals.metrics import METRICS, Metric, Outcome
from evals.reliability import calibration_error, reliability
from evals.retrieval import RETRIEVAL_METRICS
from evals.words import WORD_METRICS

Scalar = Callable[[Sequence[Outcome]], float | None]

# The one measure that another run doesn't repeat.
TIMED = "ms per answer"


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """`metrics` are averaged over questions (macro), `ratios` are sums over sums (micro),
    `scalars` belong to the whole set."""

    metrics: Mapping[str, Metric]
    ratios: Mapping[str, Part]
    scalars: Mapping[str, Scalar]

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.metrics, *self.ratios, *self.scalars)

    def value(self, name: str, outcomes: Sequence[Outcome]) -> float | None:
        """The measure alone, without an interval; None where nothing is counted for it."""
        if name in self.scalars:
            return self.scalars[name](outcomes)
        found = (
            estimate(self.metrics[name], outcomes, 1)
            if name in self.metrics
            else estimate_ratio(self.ratios[name], outcomes, 1)
        )
        return found.mean if found else None

    def with_metric(self, name: str, metric: Metric) -> "Yardsticks":
        """The same with another measure under that name."""
        return replace(
            self,
            metrics={**self.metrics, name: metric},
            ratios={key: part for key, part in self.ratios.items() if key != name},
            scalars={key: scalar for key, scalar in self.scalars.items() if key != name},
        )

    def measure(self, outcomes: Sequence[Outcome], resamples: int = RESAMPLES) -> dict[str, Any]:
        """Every measure as JSON: mean, 95 % interval and n, or a number alone for a scalar;
        None where the set has no gold for it."""
        macro = {name: estimate(one, outcomes, resamples) for name, one in self.metrics.items()}
        micro = {
            name: estimate_ratio(one, outcomes, resamples) for name, one in self.ratios.items()
        }
        told: dict[str, Any] = {name: found and _rounded(found) for name, found in macro.items()}
        told |= {name: found and _rounded(found) for name, found in micro.items()}
        for name, scalar in self.scalars.items():
            found = scalar(outcomes)
            told[name] = None if found is None else round(found, 6)
        return told


def _rounded(found: Estimate) -> dict[str, Any]:
    return {
        "mean": round(found.mean, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "n": found.n,
    }


def _auc_against(kind: str) -> Scalar:
    return lambda outcomes: auc(outcomes, kind)


YARDSTICKS = Yardsticks(
    METRICS | WORD_METRICS | RETRIEVAL_METRICS,
    RATIOS,
    {
        "AUC answerable against near": _auc_against("near"),
        "AUC answerable against far": _auc_against("far"),
        "calibration error": lambda outcomes: calibration_error(reliability(outcomes)),
    },
)
