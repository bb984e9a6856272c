"""The gate, the baseline, and the difference of two evaluations; a drafted set."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from assistant.answers import Answer, Backing, Quote, to_json
from assistant.assistant import Assistant
from assistant.footnotes import number_footnotes
from corpus.collection import Collection
from corpus.documents import Document
from corpus.errors import UserError
from evals.baseline import (
    ALWAYS,
    BASELINES,
    Baseline,
    Bound,
    baseline_json,
    baseline_of,
    read_baseline,
)
from evals.checks import flaws
from evals.diff import changes, what_changed
from evals.drafts import draft_from_answers, draft_from_corpus, draft_lines
from evals.gate import gate, told
from evals.grounded import assert_grounded
from evals.run import Report, report_of, run_set, untimed
from evals.sets import QuestionSet, read_set
from ui.junit import junit_xml

TEXT = (
    "Forty ships left the harbour of Oldport in 1990. The mayor closed the market for a week. "
    "Nobody was told why the lanterns stayed lit all winter. The ferry costs 12 crowns."
)
ASKED = {
    "q1": ("How many ships left the harbour of Oldport?", "Forty ships"),
    "q2": ("Who closed the market?", "The mayor closed"),
    "q3": ("What does the ferry cost?", "The ferry costs"),
}


@pytest.fixture(scope="module")
def harbour(assistant_over: Callable[..., Assistant]) -> Assistant:
    return assistant_over(harbour=TEXT)


def set_lines(text: str = TEXT) -> list[dict[str, Any]]:
    lines = []
    for name, (question, words) in ASKED.items():
        start = text.index(words)
        end = text.index(".", start) + 1
        span = {"document": "harbour", "start": start, "end": end, "text": text[start:end]}
        line = {"id": name, "kind": "factoid", "question": question, "answerable": True}
        lines.append(line | {"evidence": [[span]]})
    return lines


@pytest.fixture(scope="module")
def questions(harbour: Assistant, tmp_path_factory: pytest.TempPathFactory) -> QuestionSet:
    path = tmp_path_factory.mktemp("set") / "harbour.jsonl"
    path.write_text("\n".join(map(json.dumps, set_lines())), "utf-8")
    return read_set(str(path), harbour.collection)


@pytest.fixture(scope="module")
def clean(harbour: Assistant, questions: QuestionSet) -> Report:
    outcomes = run_set(questions, harbour, lambda _done, _total: None)
    return report_of(questions, harbour, outcomes, harbour.collection)


@pytest.fixture
def report(clean: Report) -> Report:
    """A copy to change."""
    return copy.deepcopy(clean)


def shut(report: Report, baseline: Baseline) -> list[str]:
    return [told(failure) for failure in gate(report, baseline)]


def test_what_was_blessed_passes(report: Report) -> None:
    assert all(row["right"] for row in report["questions"])
    assert shut(report, baseline_of(report)) == []


def test_a_second_run_is_the_same_but_for_timings(
    harbour: Assistant, questions: QuestionSet, report: Report
) -> None:
    outcomes = run_set(questions, harbour, lambda _done, _total: None)
    again = report_of(questions, harbour, outcomes, harbour.collection)
    assert json.dumps(untimed(again)) == json.dumps(untimed(report))
    assert set(report["timings"]) == set(ASKED)


def test_a_question_that_got_worse_fails_though_the_mean_rose(report: Report) -> None:
    report["questions"][0]["right"] = 0.0
    baseline = baseline_of(report)
    report["questions"][0]["right"], report["questions"][1]["right"] = 1.0, 0.0
    assert shut(report, baseline) == ["q2: worse than the baseline: the first quote was evidence"]


def test_less_of_the_evidence_covered_is_worse(report: Report) -> None:
    baseline = baseline_of(report)
    report["questions"][2]["measures"]["evidence covered"] = 0.5
    assert "q3" in shut(report, baseline)[0]


def test_a_measure_below_its_bound_fails(report: Report) -> None:
    baseline = baseline_of(report)
    report["measures"]["quotes relevant"] = {"mean": 0.2, "low": 0.1, "high": 0.3, "n": 3}
    report["measures"]["answers wrong"] = {"mean": 0.9, "low": 0.1, "high": 0.9, "n": 3}
    assert [line.split()[0] for line in shut(report, baseline)] == ["'quotes", "'answers"]


def test_what_could_not_be_measured_is_a_failure(report: Report) -> None:
    baseline = baseline_of(report)
    report["measures"]["first quote right"] = None
    report["unmeasured"] = ["the index is stale"]
    lines = shut(report, baseline)
    assert len(lines) == 2
    assert all("could not measure" in line for line in lines)


def test_other_questions_than_the_baselines_are_a_failure(report: Report) -> None:
    baseline = baseline_of(report)
    report["questions"][0]["question"] = "Another?"
    report["questions"][1]["id"] = "q9"
    report["drafts"], report["set"] = 1, "other"
    assert len(shut(report, baseline)) == 5
    report["questions"] = []
    assert any("no question was asked" in line for line in shut(report, baseline))


def test_an_answer_with_a_flaw_is_a_failure(report: Report) -> None:
    baseline = baseline_of(report)
    report["questions"][1]["flaws"] = ["quotes verbatim: it doesn't say so"]
    assert shut(report, baseline) == ["q2: not grounded: quotes verbatim: it doesn't say so"]


def test_a_baseline_comes_back_as_it_was(report: Report, tmp_path: Path) -> None:
    baseline, path = baseline_of(report), tmp_path / "b.json"
    path.write_text(baseline_json(baseline), "utf-8")
    assert read_baseline(path) == baseline
    path.write_text("{}", "utf-8")
    with pytest.raises(UserError, match="not a baseline"):
        read_baseline(path)
    with pytest.raises(UserError, match="eval bless") as missing:
        read_baseline(tmp_path / "none.json")
    assert missing.value.exit_code == 1


def test_the_same_evaluation_has_no_difference(report: Report) -> None:
    assert changes(report, report) == []
    assert what_changed(report, report) == []


@pytest.mark.parametrize(
    ("key", "value", "cause"),
    [
        ("documents", {"harbour": "other"}, "document harbour"),
        ("documents", {"harbour": None, "port": "new"}, "another document"),
        ("model", "another 1234", "model or settings"),
        ("settings", {"profile": "accurate"}, "model or settings"),
        ("code", "1234", "code"),
        (None, None, "nothing that was recorded: the same run gave another answer"),
    ],
)
def test_a_difference_names_its_cause(
    clean: Report, report: Report, key: str | None, value: Any, cause: str
) -> None:
    answer = report["questions"][0]["answer"]
    answer["quotes"] = [answer["quotes"][0] | {"text": "Other words."}]
    if cause == "another document":
        value = {"harbour": clean["fingerprints"]["documents"]["harbour"], "port": "new"}
    if key:
        report["fingerprints"][key] = value
    report["questions"][0]["right"] = 0.0
    (change,) = changes(clean, report)
    assert (change.question, change.verdict, change.causes) == ("q1", "worse", (cause,))
    assert bool(what_changed(clean, report)) == bool(key)


def test_a_refusal_a_new_and_a_lost_question_are_differences(clean: Report, report: Report) -> None:
    refused = report["questions"][0]
    refused["answer"] |= {"answerable": False, "quotes": [], "abstention": {"reason": "off_topic"}}
    report["questions"][2]["id"] = "q4"
    found = {change.question: change.what for change in changes(clean, report)}
    assert found == {"q1": "answered, now refused", "q4": "new", "q3": "gone"}


def test_a_grounded_answer_passes_and_another_does_not(harbour: Assistant) -> None:
    answer = harbour.ask(ASKED["q1"][0])
    assert_grounded(answer)
    assert_grounded(harbour.ask("Who painted the Mona Lisa?"))
    told_json = to_json(answer)
    assert_grounded(told_json, harbour.collection)
    told_json["quotes"][0]["text"] = told_json["quotes"][0]["text"].replace("Forty", "Fifty")
    with pytest.raises(AssertionError, match="quotes verbatim"):
        assert_grounded(told_json, harbour.collection)
    with pytest.raises(AssertionError, match="there is no document"):
        assert_grounded(to_json(answer))  # not the packaged brief's


def test_every_sentence_of_the_brief_is_grounded(brief: Document, collection: Collection) -> None:
    """The checks find nothing wrong with any sentence, cited as the assistant cites it."""
    sentences = [s for block in brief.layout.blocks for s in block.sentences]
    for sentence in sentences:
        notes = number_footnotes([Quote(brief, sentence.start, sentence.end, 1.0)])
        answer = Answer("?", (), notes, None, (), 1.0, 0.0, "index")
        assert flaws(to_json(answer), collection) == []
    assert len(sentences) > 100


def test_drafts_from_a_corpus_are_a_set_that_says_it_is_a_draft(
    collection: Collection, tmp_path: Path
) -> None:
    path = tmp_path / "draft.jsonl"
    path.write_text("\n".join(draft_lines(draft_from_corpus(collection, 12))), "utf-8")
    found = read_set(str(path), collection)
    assert (found.drafts, len(found.questions)) == (15, 15)
    assert {one.kind for one in found.questions} == {"factoid", "far"}


def test_drafts_from_answers_propose_what_was_quoted(harbour: Assistant, tmp_path: Path) -> None:
    answered, refused = harbour.ask(ASKED["q1"][0]), harbour.ask("Who painted the Mona Lisa?")
    refused = replace(refused, footnotes=()) if refused.abstention else refused
    drafts = draft_from_answers([("a", answered), ("b", refused)])
    path = tmp_path / "draft.jsonl"
    path.write_text("\n".join(draft_lines(drafts)), "utf-8")
    first, *_ = read_set(str(path), harbour.collection).questions
    assert first.evidence[0][0].text == answered.quotes[0].text
    assert [draft.answerable for draft in drafts] == [True, refused.answerable]


def refused(told_json: dict[str, Any], **changed: object) -> dict[str, Any]:
    """The answer as a refusal that says what was changed."""
    words = "The documents do not state this."
    abstention = {"reason": "not_stated", "message": words, "missing": [], "nearest": []} | changed
    told_there = {"answerable": False, "quotes": [], "footnotes": [], "abstention": abstention}
    return told_json | told_there | {"text": abstention["message"]}


def test_a_refusal_says_nothing_of_its_own(harbour: Assistant) -> None:
    answer, held = to_json(harbour.ask(ASKED["q1"][0])), harbour.collection
    assert flaws(refused(answer), held) == []
    missing = "The documents do not state this. Missing: 2031, Riga."
    assert flaws(refused(answer, message=missing, missing=["2031", "Riga"]), held) == []
    assert flaws(refused(answer, message=missing), held)
    assert flaws(refused(answer, message="It was 12 %."), held)
    assert flaws(refused(answer, reason="nonsense"), held)


def test_a_cited_sources_words_are_checked_as_a_quotes_are(
    brief: Document, collection: Collection
) -> None:
    """A reference leads to a document of the collection and to what it says, or is flawed."""
    cited = next(m for m in brief.layout.markers if m.numbers)
    block = brief.block_at(cited.start)
    assert block
    sentence = next(s for s in block.sentences if s.start <= cited.start < s.end)
    (note,) = number_footnotes([Quote(brief, sentence.start, sentence.end, 1.0)])
    source = Document("ledger", "ledger", "Forty ships left. None came back.", brief.layout)
    held = Collection(collection.folder, (*collection.documents, source))
    backing = Backing(note.references[0].number, source, Quote(source, 0, 17, 1.0))
    answer = Answer("?", (), (replace(note, backings=(backing,)),), None, (), 1.0, 0.0, "index")
    assert_grounded(answer)
    assert flaws(to_json(answer), held) == []
    for changed in ({"text": "Fifty ships left."}, {"document": brief.id}, {"start": 1}):
        bad = to_json(answer)
        bad["footnotes"][0]["references"][0]["source"]["quote"] |= changed
        assert flaws(bad, held), changed
    bad["footnotes"][0]["references"][0]["source"] = {"document": "none", "quote": None}
    assert flaws(bad, held)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("footnotes", {"page": 7}),
        ("quotes", {"locator": "footnoted:harbour@0123456789abcdef:0-4:0123456789abcdef"}),
        ("quotes", {"highlights": [[0, 100]]}),
        ("references", {"url": "https://example.org"}),
        ("references", {"url_cut": None}),
        ("references", {"kind": "rumour"}),
    ],
)
def test_a_wrong_place_or_address_is_a_flaw(
    brief: Document, collection: Collection, part: str, changed: dict[str, Any]
) -> None:
    cited = next(m for m in brief.layout.markers if m.numbers)
    quote = Quote(brief, cited.start - 20, cited.start, 1.0)
    answer = to_json(Answer("?", (), number_footnotes([quote]), None, (), 1.0, 0.0, "index"))
    places = {
        "footnotes": answer["footnotes"],
        "quotes": answer["quotes"],
        "references": answer["footnotes"][0]["references"],
    }
    before = flaws(answer, collection)
    places[part][0] |= changed
    assert len(flaws(answer, collection)) == len(before) + 1


@pytest.mark.parametrize(
    "broken",
    [
        {"bounds": {}},
        {"bounds": {"quotes relevant": {}}},
        {"bounds": {"quotes relevant": {"least": 0.5, "most": 0.6}}},
        {"bounds": {"quotes relevant": {"least": float("nan")}}},
        {"kinds": {"factoid": float("inf")}},
        {"questions": {"q1": {"question": "Who?", "right": float("nan")}}},
        {"questions": {"q1": {"question": "Who?", "right": "1"}}},
        {"questions": {"q1": {"question": "Who?", "right": 2}}},
    ],
)
def test_what_compares_with_nothing_is_no_baseline(
    report: Report, tmp_path: Path, broken: dict[str, Any]
) -> None:
    path = tmp_path / "b.json"
    path.write_text(json.dumps(json.loads(baseline_json(baseline_of(report))) | broken), "utf-8")
    with pytest.raises(UserError, match="not a baseline") as refused_there:
        read_baseline(path, "footnoted eval bless --set ours.jsonl")
    assert refused_there.value.exit_code == 2
    assert "eval bless --set ours.jsonl" in refused_there.value.remedy
    path.write_text("[" * 100_000, "utf-8")
    with pytest.raises(UserError, match="not a baseline"):
        read_baseline(path)


def test_the_packaged_baselines_are_read() -> None:
    for path in BASELINES.glob("*.json"):
        bounds = read_baseline(path).bounds
        assert all(bounds[name] == Bound(least=1.0) for name in ALWAYS)


def test_a_baseline_that_leaves_something_out_does_not_open_the_gate(report: Report) -> None:
    baseline = baseline_of(report)
    forgotten = {name: one for name, one in baseline.bounds.items() if name != "quotes verbatim"}
    lines = shut(report, baseline.model_copy(update={"bounds": forgotten}))
    assert lines == ["could not measure: the baseline doesn't bound 'quotes verbatim' by 1.0"]
    slack = baseline.bounds | {"quotes verbatim": Bound(least=0.5)}
    assert shut(report, baseline.model_copy(update={"bounds": slack})) == lines
    uncovered = baseline.questions | {
        "q1": baseline.questions["q1"].model_copy(update={"covered": None})
    }
    lines = shut(report, baseline.model_copy(update={"questions": uncovered}))
    assert lines == ["q1: could not measure: the baseline has no share covered there"]


@pytest.mark.parametrize("gated", [True, False])
def test_junit_is_xml_and_says_whether_it_was_gated(report: Report, gated: bool) -> None:
    row = report["questions"][0]
    report["set"], row["kind"], row["right"] = "har\x01bour", "fact\x0coid\ud800", 0.0
    case, *_ = Xml.fromstring(junit_xml(report, [], gated))
    assert case.attrib["classname"] == "harbour.factoid"
    skipped = case.find("skipped")
    assert skipped is not None
    assert ("no worse than known" in skipped.attrib["message"]) == gated
    assert ("not gated" in skipped.attrib["message"]) != gated
