"""What a claim reader's reading and the comparison of words come to together.

Words compared one with another say little of a claim that is worded quite otherwise than its
source: a negation on one side only is then as often there in true claims as in changed ones. Two
logistic regressions, learned by evals/train_claim_verdict.py on claims on made-up texts, weigh
such signs beside what the reader makes of both together.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from assistant.entailment import Entailment
from assistant.findings import Finding
from assistant.judging import Judged
from assistant.names import Name
from assistant.pairing import Difference, DifferenceKind
from assistant.quantities import Quantity
from assistant.verdict import Line, logit, read_line
from corpus.documents import Region

CLAIM_FEATURES = (
    "supports",  # the reader's logit of the sentences saying the claim
    "denies",  # its highest logit of any sentences denying it
    "fit",  # of the sentences by words
    "figure",  # whether the two differ in a date, a share, or a value that the claim has in digits
    "count",  # or in another value, in words
    "negation",
    "hedge",
    "overstates",  # whether a word of the claim says more
    "name",
    "turned",  # in what comes before what, who did what, and the like
    "lacks_figure",  # whether the sentences lack a value that the claim writes in digits
    "lacks_count",  # or one in words
    "lacks_name",
    "words_support",  # whether the comparison of words alone calls the claim supported
    "words_deny",  # or contradicted, by a value, a name or a word that says more
    "words_doubt",  # or contradicted otherwise
)
# Which of them are never outweighed: a claim with another figure, date or name, or with a word by
# which it says more, is not supported, unless it is so by words, elsewhere in the documents.
NEVER = ("figure", "overstates", "name", "lacks_figure", "lacks_name")
_COUNTED: tuple[DifferenceKind, ...] = ("number", "date", "unit")
# A probability nearer to 0 or 1 than this tells no more.
_SURE = 1e-3


@dataclass(frozen=True, slots=True)
class ClaimVerdict:
    """Two regressions over CLAIM_FEATURES, that a claim is `true` and that it is `changed`, and
    the least probability of either that decides; `released`: the least of being true for what
    words contradict by a negation, a hedge or an order, nothing sure (above 1: never)."""

    true: Line
    changed: Line
    supported: float
    contradicted: float
    released: float = 2.0

    def supports(self, features: Sequence[float]) -> bool:
        """Whether the sentences say the claim: never where a value, a name or a word that says
        more speaks against it."""
        told = dict(zip(CLAIM_FEATURES, features, strict=True))
        against = told["words_deny"] or any(told[name] for name in NEVER)
        if against and not told["words_support"]:
            return False
        least = self.released if told["words_doubt"] else self.supported
        return self.true.probability(features) >= least

    def denies(self, features: Sequence[float]) -> bool:
        """Whether the documents say otherwise."""
        return self.changed.probability(features) >= self.contradicted


def open_claim_verdict(name: str) -> ClaimVerdict:
    """The packaged verdict of that name, its claim reader's. Raises FileNotFoundError if there is
    none."""
    path = files("assistant").joinpath("learned", f"{name}.json")
    told = json.loads(path.read_text("utf-8"))
    lines = read_line(told["true"]), read_line(told["changed"])
    thresholds = (told[name] for name in ("supported", "contradicted", "released"))
    return ClaimVerdict(*lines, *thresholds)


def claim_features(
    claim: str, judged: Judged, read: Entailment, denied: float, found: Finding
) -> list[float]:
    """CLAIM_FEATURES of the claim beside the sentences that say it best; `denied` is the highest
    probability, 0 to 1, that any sentences deny it, `found` what words alone decide."""
    kinds = {
        (one.kind, one.kind == "date" or _are_shares(one) or _in_digits(claim, one.claim))
        for one in judged.differences
    }
    counted = [digits for kind, digits in kinds if kind in _COUNTED]
    plain = {kind for kind, _ in kinds}
    names = [isinstance(one.claim, Name) for one in judged.unbacked]
    lacking = [_in_digits(claim, one.claim) for one in judged.unbacked]
    values = [digits for digits, name in zip(lacking, names, strict=True) if not name]
    told = (
        True in counted,
        False in counted,
        "negation" in plain,
        "hedge" in plain,
        any(one.overstated for one in judged.differences),
        "name" in plain,
        bool(plain & {"direction", "other"}),
        True in values,
        False in values,
        any(names),
        *_by_words(found),
    )
    supports, denies = logit(read.supports, _SURE), logit(denied, _SURE)
    return [supports, denies, judged.fit, *map(float, told)]


def _by_words(found: Finding) -> tuple[bool, bool, bool]:
    against = found.verdict == "contradicted"
    hard = any(one.sure for one in found.differences)
    return found.verdict == "supported", against and hard, against and not hard


def _are_shares(one: Difference) -> bool:
    """Whether two shares of a whole differ, "a third" and "77%", however they are written."""
    units = {told.unit for told in (one.claim, one.source) if isinstance(told, Quantity)}
    return isinstance(one.claim, Quantity) and units == {"percent"}


def _in_digits(text: str, place: Region) -> bool:
    return any(sign.isdigit() for sign in text[place.start : place.end])
