"""Claims with what is to be found of them, and how many are found so: python -m evals.claims SET.

A set holds true claims (a document's sentences reworded), changed ones (one figure, name, date,
negation, hedge, unit or direction altered) and absent ones (what no document of its says).
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Literal

import click
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.assistant import open_over
from assistant.checking import open_checker
from assistant.claims import claims_in
from assistant.findings import Finding
from assistant.settings import PROFILES, Settings
from corpus.collection import PACKAGED, Collection, read_collection
from corpus.errors import UserError
from corpus.text_reader import read_text
from evals.mains import errors_told
from evals.sets import EvidenceSpan, check_span, half_shared, set_path, text_of

_MADE = Path(__file__).parent / "made"


class GoldClaim(BaseModel):
    """A claim, what is true of it, and the sentence that says so; `changed` names what was
    altered in a changed one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    claim: str
    gold: Literal["true", "changed", "absent"]
    changed: str | None
    document: str
    evidence: tuple[EvidenceSpan, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of `n` with its 95 % interval by Wilson's score (Wilson 1927)."""

    name: str
    share: float
    low: float
    high: float
    n: int


def read_claims(path: Path) -> tuple[GoldClaim, ...]:
    """The claims of a .jsonl file in order. Raises UserError where there is none, and naming the
    line of the first that isn't one, or repeats an id."""
    found: dict[str, GoldClaim] = {}
    for number, line in enumerate(text_of(path, "claims").split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            claim = GoldClaim.model_validate(json.loads(line))
        except (ValueError, ValidationError, RecursionError) as error:
            told = " ".join(str(error).split())[:160]
            raise UserError(f"not a gold claim ({told})", "mend the line", where=where) from error
        if claim.id in found:
            raise UserError(f"the id {claim.id!r} repeats", "give each its own", where=where)
        found[claim.id] = claim
    if not found:
        raise UserError("there are no claims in it", "put one on each line", where=str(path))
    return tuple(found.values())


def rates(checked: Sequence[tuple[GoldClaim, Finding]]) -> list[Rate]:
    """What issue 5 asks of a check, and whether the quoted sentence is the right one."""
    true, changed, absent = (
        [(claim, one) for claim, one in checked if claim.gold == gold]
        for gold in ("true", "changed", "absent")
    )
    quoted = [(claim, one) for claim, one in [*true, *changed] if one.footnotes]
    return [
        _rate("true, supported", [one.verdict == "supported" for _, one in true]),
        _rate("changed, not supported", [one.verdict != "supported" for _, one in changed]),
        _rate(
            "changed, called contradicted", [one.verdict == "contradicted" for _, one in changed]
        ),
        _rate("absent, not supported", [one.verdict != "supported" for _, one in absent]),
        _rate("absent, not found", [one.verdict == "not_found" for _, one in absent]),
        _rate("the right sentence quoted", [_quotes_right(*pair) for pair in quoted]),
    ]


def _rate(name: str, hits: Sequence[bool]) -> Rate:
    n, z = len(hits), 1.96
    if not n:
        return Rate(name, float("nan"), 0.0, 1.0, 0)
    share = sum(hits) / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Rate(name, share, max(0.0, middle - reach), min(1.0, middle + reach), n)


def _quotes_right(claim: GoldClaim, finding: Finding) -> bool:
    return any(
        span.document == note.quote.document.id
        and half_shared(span.start, span.end, note.quote.start, note.quote.end)
        for span in claim.evidence
        for note in finding.footnotes
    )


def check_claims(
    claims: Sequence[GoldClaim], collection: Collection, settings: Settings
) -> Iterator[tuple[GoldClaim, Finding]]:
    """Each claim with its finding against the collection; a claim is one line of text. Raises
    UserError, before any is checked, for what the checker takes for several claims or none."""
    for claim in claims:
        if (count := len(claims_in(claim.claim))) != 1:
            told = f"{claim.id!r} is {count} claims to the checker"
            raise UserError(told, "word it as one sentence that states something")
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_over(collection, settings, Path(folder))
        checker = open_checker(assistant)
        for claim in claims:
            (found,) = checker.check(claim.claim)
            yield claim, found


def _told(rate: Rate) -> str:
    return f"{rate.name:32}{rate.share:8.3f}   {rate.low:.3f} to {rate.high:.3f}   n={rate.n}"


def _made_texts(names: Iterable[str], where: str) -> Collection:
    """The made-up texts of those names. Raises UserError naming `where` if one isn't there."""
    there = {path.stem: path for path in _MADE.glob("*.txt")}
    if unknown := sorted(set(names) - there.keys()):
        told = f"there is no document {unknown[0]!r}"
        raise UserError(told, "name the brief or a text of evals/made", where=where)
    return Collection(_MADE, tuple(read_text(there[one], one) for one in sorted(names)))


def _wrong(claim: GoldClaim, finding: Finding) -> bool:
    wanted = {"true": "supported", "changed": "contradicted", "absent": "not_found"}
    return finding.verdict != wanted[claim.gold]


@click.command()
@click.argument("name", metavar="SET")
@click.option("--profile", type=click.Choice(sorted(PROFILES)), default="fast", show_default=True)
@click.option("--misses", is_flag=True, help="Show what was found otherwise.")
def main(name: str, profile: str, misses: bool) -> None:
    """Measure SET (in evals/sets, such as claims-dev, or a .jsonl file), the brief and made-up
    texts apart."""
    with errors_told("evals.claims"):
        _measure(set_path(name), profile, misses)


def _measure(path: Path, profile: str, misses: bool) -> None:
    claims = read_claims(path)
    brief = read_collection(PACKAGED)
    others = {claim.document for claim in claims} - {one.id for one in brief.documents}
    made = _made_texts(others, str(path))
    for collection in (one for one in (brief, made) if one.documents):
        ids = {document.id for document in collection.documents}
        asked = [claim for claim in claims if claim.document in ids]
        if not asked:
            continue
        for gold in asked:
            for span in gold.evidence:
                check_span(span, f"{path}, id {gold.id}", collection)
        settings = Settings(profile=profile, precision="float32")
        checked = list(check_claims(asked, collection, settings))
        click.echo(f"{', '.join(sorted(ids))}: {len(asked)} claims")
        for rate in rates(checked):
            click.echo(_told(rate))
        for claim, finding in checked if misses else ():
            if _wrong(claim, finding):
                click.echo(f"  {claim.id} {finding.verdict} {finding.score:.2f}: {claim.claim}")


if __name__ == "__main__":
    main()
