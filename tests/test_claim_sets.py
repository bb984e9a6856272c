"""Sets of claims: sound as they are packaged, refused with the line where they aren't."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.findings import Finding
from assistant.settings import Settings
from corpus.collection import PACKAGED, Collection, read_collection
from corpus.documents import Region
from corpus.errors import UserError
from corpus.text_reader import read_text
from evals.claims import GoldClaim, check_claims, main, rates, read_claims
from evals.mains import errors_told
from evals.noted import read_rows
from evals.sets import SETS, check_span

MADE = Path(__file__).parent.parent / "evals" / "made"
NAMES = sorted(path.stem for path in SETS.glob("claims-*.jsonl"))


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_s_evidence_stands_where_it_says(name: str) -> None:
    claims, brief = read_claims(SETS / f"{name}.jsonl"), read_collection(PACKAGED)
    others = {one.document for one in claims} - {one.id for one in brief.documents}
    made = tuple(read_text(MADE / f"{one}.txt", one) for one in sorted(others))
    both = Collection(MADE, (*brief.documents, *made))
    for claim in claims:
        assert (claim.changed is not None) == (claim.gold == "changed"), claim.id
        for span in claim.evidence:
            check_span(span, claim.id, both)


def _line(**changed: object) -> str:
    told = {"id": "a", "claim": "It fell.", "gold": "true", "changed": None, "document": "x"}
    return json.dumps({**told, "evidence": [], **changed})


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["{"], "line 1"),
        ([_line(), "", _line(id="b", gold="maybe")], "line 3"),
        ([_line(), _line()], "line 2"),
        (["", ""], "no claims"),
    ],
)
def test_a_bad_set_is_refused_with_its_line(tmp_path: Path, lines: list[str], told: str) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(UserError) as error:
        read_claims(path)
    assert told in f"{error.value.where}: {error.value.what}"
    assert str(path) in error.value.where


def test_a_set_that_is_nowhere_or_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "claims.jsonl"
    with pytest.raises(UserError):
        read_claims(path)
    path.write_bytes(b"\n\xe9")
    with pytest.raises(UserError) as error:
        read_claims(path)
    assert "line 2" in error.value.where


def test_two_claims_in_one_are_refused_before_any_is_checked(tmp_path: Path) -> None:
    told = [json.loads(_line(id="b", claim="It fell; the bank paid for it.")), json.loads(_line())]
    claims = [GoldClaim.model_validate(one) for one in told[::-1]]
    with pytest.raises(UserError, match="'b' is 2 claims"):
        next(check_claims(claims, Collection(tmp_path, ()), Settings()))


def test_shares_of_what_was_found_as_counted_by_hand() -> None:
    told = [
        ("true", "supported"),
        ("true", "contradicted"),
        ("true", "supported"),
        ("changed", "contradicted"),
        ("changed", "not_found"),
        ("changed", "supported"),
        ("absent", "not_found"),
        ("absent", "contradicted"),
    ]
    checked = [
        (
            GoldClaim.model_validate(json.loads(_line(id=str(at), gold=gold))),
            Finding(Region(0, 8), "It fell.", verdict, 0.5),  # type: ignore[arg-type]
        )
        for at, (gold, verdict) in enumerate(told)
    ]
    shares = {one.name: (round(one.share, 3), one.n) for one in rates(checked)[:5]}
    assert shares == {
        "true, supported": (0.667, 3),
        "changed, not supported": (0.667, 3),
        "changed, called contradicted": (0.333, 3),
        "absent, not supported": (1.0, 2),
        "absent, not found": (0.5, 2),
    }
    first = rates(checked)[0]  # Wilson's interval of 2 in 3, by hand
    assert (round(first.low, 3), round(first.high, 3)) == (0.208, 0.939)


def _ended(capsys: pytest.CaptureFixture[str], run: Callable[[], object]) -> tuple[object, str]:
    """The exit code and what went to stderr."""
    with pytest.raises(SystemExit) as ended:
        run()
    return ended.value.code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nosuch"], "there is no such set of claims; choose from: claims-dev, "),
        (["nosuch", "--profile", "foo"], "'foo' is not one of"),
        (["{folder}/cl.jsonl"], "cl.jsonl: there is no document 'x'; name the brief or"),
        (["{folder}/none.jsonl"], "none.jsonl: there is no such set of claims"),
    ],
)
def test_a_set_that_cannot_be_measured_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    (tmp_path / "cl.jsonl").write_text(_line(), "utf-8")
    given = [one.format(folder=tmp_path) for one in arguments]
    code, stderr = _ended(capsys, lambda: main(given))
    assert (code, told in stderr) == (2, True), stderr
    assert "brief-dev" not in stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (None, "noted.jsonl: can't be read"),
        ("{", "line 1: not JSON"),
        ('{"question": "Who?"}', "line 1: not a question of such a set; the line needs question"),
        ('{"question": "", "asks_source": true, "document": ""}', "asks_source, notes"),
        ('{"question": "", "asks_source": false, "document": "b"}', "holds no b.txt"),
    ],
)
def test_a_set_of_questions_for_sources_that_cannot_be_asked_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str | None, told: str
) -> None:
    path = tmp_path / "noted.jsonl"
    if line:
        path.write_text(line, "utf-8")

    def run() -> None:
        with errors_told("evals.noted"):
            read_rows(path, tmp_path)

    code, stderr = _ended(capsys, run)
    assert (code, told in stderr, stderr.count("\n")) == (2, True, 1), stderr
