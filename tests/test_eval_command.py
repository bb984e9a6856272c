"""footnoted eval as its users meet it: exit codes, files, messages."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from assistant.assistant import Assistant
from corpus.collection import PACKAGED
from evals.sets import SETS
from ui.evaluation import placed
from ui.report_tab import report_frame

Command = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six questions of brief-dev: some right, one wrong, two unanswerable."""
    lines = (SETS / "brief-dev.jsonl").read_text("utf-8").splitlines()
    path = tmp_path_factory.mktemp("set") / "few.jsonl"
    kinds = {"factoid": 3, "near": 1, "far": 1, "list": 1}
    chosen = []
    for line in lines:
        kind = json.loads(line)["kind"]
        if kinds.get(kind, 0) > 0:
            kinds[kind] -= 1
            chosen.append(line)
    path.write_text("\n".join(chosen), "utf-8")
    return path


def shown(told: CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_bless_then_gate_then_worse(
    footnoted: Command, questions: Path, assistant: Assistant, brief_index: Path, tmp_path: Path
) -> None:
    """A set's life: no baseline, blessed, passed, and shut by one question that got worse."""
    assert assistant.collection
    where = ("--set", questions, "--index", brief_index)
    none = footnoted("eval", *where, "--gate")
    assert none.returncode == 1
    assert "footnoted eval bless" in none.stderr
    dry = footnoted("eval", "bless", *where, "--dry-run")
    assert (dry.returncode, "a first baseline: 6 questions" in dry.stdout) == (0, True)
    baseline = questions.with_name("few-fast.baseline.json")
    assert not baseline.exists()
    assert footnoted("eval", "bless", *where).returncode == 0
    junit, page = tmp_path / "out.xml", tmp_path / "out.html"
    passed = footnoted("eval", *where, "--gate", "--junit", junit, "--html", page, "--json")
    assert passed.returncode == 0, passed.stderr
    report = shown(passed)
    assert report["gate"] == {"passed": True, "failures": []}
    cases(junit, report, failing=0)
    no_request(page.read_text("utf-8"))
    assert (brief_index / "evaluation.html").read_text("utf-8") == page.read_text("utf-8")

    known = json.loads(baseline.read_text("utf-8"))
    victim = next(row["id"] for row in report["questions"] if not row["right"])
    known["questions"][victim]["right"] = 1.0
    baseline.write_text(json.dumps(known), "utf-8")
    shut = footnoted("eval", *where, "--gate", "--junit", junit, "--html", page)
    assert shut.returncode == 1
    assert f"FAILS {victim}: worse than the baseline" in shut.stdout
    assert "the gate is shut: 1 failure;" in shut.stderr
    cases(junit, report, failing=1)
    assert "✗ 1 failure<" in page.read_text("utf-8")
    accepted = footnoted("eval", "bless", *where)
    assert f"WORSE   {victim}" in accepted.stdout
    assert footnoted("eval", *where, "--gate").returncode == 0


def cases(path: Path, report: dict[str, Any], failing: int) -> None:
    """The XML has a case a question and one for the set, and counts what it holds."""
    suite = Xml.fromstring(path.read_text("utf-8"))
    assert len(suite) == len(report["questions"]) + 1 == int(suite.attrib["tests"])
    assert int(suite.attrib["failures"]) == failing == len(suite.findall("testcase/failure"))


def no_request(page: str) -> None:
    """Nothing in the page is fetched or run: no address but those in the documents' words."""
    assert "default-src 'none'" in page
    assert not re.findall(
        r"<(?:script|link|img|iframe|object)\b|url\(|@import|\bsrc=|\bhref=", page
    )
    assert page.count("<svg ") == 4


def test_the_json_repeats_byte_for_byte(
    footnoted: Command, questions: Path, assistant: Assistant, brief_index: Path, tmp_path: Path
) -> None:
    assert assistant.collection
    arguments = ("eval", "--set", questions, "--index", brief_index, "--json")
    first = footnoted(*arguments, "--no-timings")
    assert first.stdout == footnoted(*arguments, "--no-timings").stdout
    assert "timings" not in shown(first)
    timed = footnoted(*arguments)
    assert {"set", "measures", "reliability", "risk_coverage"} <= set(shown(timed))
    assert shown(timed)["measures"]["ms per answer"]["n"] == 6
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    before.write_text(first.stdout, "utf-8")
    report = shown(first)
    right = next(row for row in report["questions"] if row["right"] and row["answer"]["quotes"])
    right["right"], right["answer"]["quotes"][0]["text"] = 0.0, "Other words."
    report["fingerprints"]["code"] = "another"
    after.write_text(json.dumps(report), "utf-8")
    same = footnoted("eval", "diff", before, before)
    assert (same.returncode, "0 answers differ, 0 worse" in same.stdout) == (0, True)
    worse = footnoted("eval", "diff", before, after)
    assert worse.returncode == 1
    assert "changed: code" in worse.stdout
    assert f"worse  {right['id']}: 1 quotes gone, 1 new (because of: code)" in worse.stdout
    as_json = shown(footnoted("eval", "diff", before, after, "--json"))
    assert (as_json["worse"], as_json["changed"]) == (1, ["code"])


def test_a_draft_is_asked_and_not_blessed(
    footnoted: Command, assistant: Assistant, brief_index: Path, tmp_path: Path
) -> None:
    assert assistant.collection
    draft = tmp_path / "draft.jsonl"
    made = footnoted("eval", "new", draft, "--questions", "2")
    assert made.returncode == 0
    assert "5 drafts" in made.stderr
    where = ("--set", draft, "--index", brief_index)
    asked = footnoted("eval", *where)
    assert (asked.returncode, "5 of them are drafts" in asked.stdout) == (0, True)
    refused = footnoted("eval", "bless", *where)
    assert refused.returncode == 1
    assert "uncorrected drafts" in refused.stderr
    batch = tmp_path / "answers.jsonl"
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": "a", "question": "How many people were arrested?"}', "utf-8")
    assert footnoted("batch", questions, batch, "--index", brief_index).returncode == 0
    assert footnoted("eval", "new", draft, "--from", batch).returncode == 0
    assert json.loads(draft.read_text("utf-8"))["evidence"][0][0]["document"] == "belarus-brief"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["--set", "nothing"],
            "choose from: brief, brief-dev, brief-dev2, brief-dev3, brief-dev4, brief-strangers, ",
        ),
        (["--junit", "out.txt"], "end its name in .xml"),
        (["--html", "nowhere/out.html"], "its folder doesn't exist"),
        (["--gate", "bless"], "--gate stands before bless"),
        (["diff", "none.json", "none.json"], "can't be read"),
        (["new", "out.jsonl", "--from", "none.jsonl"], "can't be read"),
        (["new", "out.txt"], "end its name in .jsonl"),
        (["faults", "--questions", "0"], "give it a number from 1 up"),
    ],
)
def test_bad_usage_is_one_line(
    footnoted: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = footnoted("eval", *arguments)
    assert found.returncode == 2
    assert told in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["[]", "{}", "nothing", "[" * 100_000])
def test_what_is_no_evaluation_is_refused(footnoted: Command, tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    found = footnoted("eval", "diff", path, path)
    assert (found.returncode, "not an evaluation" in found.stderr) == (2, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"kinds": []},
        {"fingerprints": {}},
        {"fingerprints": {"documents": [], "settings": []}},
        {"questions": [{"id": "a", "question": "Who?", "right": 1.0, "measures": {}}]},
    ],
)
def test_an_evaluation_with_a_part_of_another_shape_is_refused(
    footnoted: Command, tmp_path: Path, changed: dict[str, object]
) -> None:
    made = {"documents": {}, "settings": {}, "model": "", "learned": "", "code": ""}
    report = {"set": "s", "measures": {}, "kinds": {}, "questions": []}
    report |= {"fingerprints": made | {"questions": ""}}
    path = tmp_path / "a.json"
    path.write_text(json.dumps(report), "utf-8")
    assert footnoted("eval", "diff", path, path).returncode == 0
    path.write_text(json.dumps(report | changed), "utf-8")
    found = footnoted("eval", "diff", path, path)
    assert (found.returncode, "not an evaluation" in found.stderr) == (2, True)


def test_the_tab_shows_the_page_in_a_frame_or_how_to_get_one() -> None:
    assert "footnoted eval" in report_frame(None)
    frame = report_frame('<p title="a">&amp;</p>')
    assert 'sandbox=""' in frame
    assert "&lt;p title=&quot;a&quot;&gt;&amp;amp;" in frame


def test_the_briefs_own_sets_ask_the_brief_whatever_was_added_elsewhere() -> None:
    nothing: dict[str, Any] = {"corpus": None, "index_folder": None}
    assert placed("brief", nothing)["corpus"] == PACKAGED
    assert placed("ours.jsonl", nothing) == nothing
    named = nothing | {"corpus": Path("elsewhere")}
    assert placed("brief", named) == named


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--baseline", "none.json"], "--baseline alone compares with nothing; add --gate"),
        (["--baseline", "none.json", "--html", "out.html"], "there is no baseline to compare"),
        (["--junit", "-"], "-: it can't go to stdout; name a file that ends in .xml"),
        (["--html", "-"], "-: it can't go to stdout; name a file that ends in .html or .htm"),
        (["bless", "--baseline", "-"], "-: it can't go to stdout"),
    ],
)
def test_what_would_be_lost_or_mixed_is_refused(
    footnoted: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = footnoted("eval", *arguments)
    assert (found.returncode, found.stdout) == (2, "")
    assert told in found.stderr
    assert len(found.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_broken_baseline_shuts_the_gate_and_nothing_else(
    footnoted: Command, assistant: Assistant, brief_index: Path, tmp_path: Path
) -> None:
    """It is told of, and blessed anew; the remedy names the set and the index."""
    assert assistant.collection
    line = (SETS / "brief-dev.jsonl").read_text("utf-8").splitlines()[0]
    ours = tmp_path / "our set.jsonl"
    ours.write_text(line, "utf-8")
    baseline = tmp_path / "our set-fast.baseline.json"
    baseline.write_text("{}", "utf-8")
    where = ("--set", ours, "--index", brief_index)
    shut = footnoted("eval", *where, "--gate")
    assert (shut.returncode, shut.stdout) == (2, "")
    assert f"run: footnoted eval bless --set '{ours}' --index {brief_index}" in shut.stderr
    plain = footnoted("eval", *where)
    assert plain.returncode == 0
    told = f"{baseline}: not a baseline"
    assert told in plain.stderr
    accepted = footnoted("eval", "bless", *where)
    assert (accepted.returncode, "a first baseline: 1 questions" in accepted.stdout) == (0, True)
    assert told in accepted.stderr
    assert footnoted("eval", *where, "--gate").returncode == 0
