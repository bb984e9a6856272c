"""What a check of somebody's text finds, claim by claim, and its JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answers import Footnote, footnote_json, quote_json
from assistant.pairing import Difference
from corpus.documents import Region

Verdict = Literal["supported", "contradicted", "not_found"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim at `place` of the text and what the documents say of it. `differences` have
    their places in the text and in the first footnote's document; `score`, 0 to 1, is how well
    the quoted sentences (or the nearest one) fit the claim."""

    place: Region
    text: str
    verdict: Verdict
    score: float
    footnotes: tuple[Footnote, ...] = ()
    differences: tuple[Difference, ...] = ()


def count(findings: Sequence[Finding], verdict: Verdict) -> int:
    """How many of the claims have that verdict."""
    return sum(one.verdict == verdict for one in findings)


def findings_json(findings: Sequence[Finding], index: str, reader: str | None) -> dict[str, Any]:
    """The findings as JSON: what scripts rely on. A claim's offsets count code points of the
    text that was checked; `index` is the fingerprint of what it was checked against, `reader`
    the name of what read claims that words don't settle, None for nothing."""
    notes = [note for one in findings for note in one.footnotes]
    return {
        "claims": [_finding_json(one) for one in findings],
        "footnotes": [footnote_json(note) for note in notes],
        "index": index,
        "reader": reader,
    }


def _finding_json(one: Finding) -> dict[str, Any]:
    return {
        "start": one.place.start,
        "end": one.place.end,
        "text": one.text,
        "verdict": one.verdict,
        "score": round(one.score, 4),
        "quotes": [quote_json(note.quote, note.number) for note in one.footnotes],
        "differences": [_difference_json(difference) for difference in one.differences],
    }


def _difference_json(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "claim": [one.claim.start, one.claim.end],
        "source": [one.source.start, one.source.end],
    }
