"""Question sets are refused when wrong; metrics agree with cases worked out by hand."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answers import Abstention, Answer, Quote
from assistant.assistant import Assistant
from assistant.footnotes import number_footnotes
from corpus.collection import Collection
from corpus.documents import Document
from corpus.errors import UserError
from corpus.layout import read_layout
from evals.diff import check_comparable
from evals.drafts import check_replaceable, draft_from_answers
from evals.estimates import auc, estimate
from evals.metrics import (
    Outcome,
    covered,
    first_right,
    quotes_given,
    refused_rightly,
    refused_wrongly,
    relevant,
    verbatim,
)
from evals.run import run_set
from evals.sets import EvidenceSpan, GoldQuestion, QuestionSet, read_set

TEXT = "Ships sailed in 1990. Forty men were aboard. None came back. The port was closed."
DOCUMENT = Document("ships", "ships", TEXT, read_layout(TEXT))
SENTENCES = [(0, 21), (22, 44), (45, 60), (61, 81)]


def span(number: int) -> EvidenceSpan:
    start, end = SENTENCES[number]
    return EvidenceSpan(document="ships", start=start, end=end, text=TEXT[start:end])


def gold(*items: tuple[int, ...], kind: str = "factoid") -> GoldQuestion:
    evidence = tuple(tuple(span(number) for number in item) for item in items)
    return GoldQuestion(id="q", kind=kind, question="?", answerable=bool(items), evidence=evidence)


def answer(*quoted: int, score: float = 0.5) -> Answer:
    quotes = [Quote(DOCUMENT, *SENTENCES[number], 0.9) for number in quoted]
    refused = None if quotes else Abstention("not_stated", "no", (), ())
    return Answer("?", (), number_footnotes(quotes), refused, (), score, 1.0, "index")


def test_metrics_of_a_partly_right_answer() -> None:
    outcome = Outcome(gold((1, 2), (3,)), answer(0, 2))
    assert first_right(outcome) == 0.0
    assert covered(outcome) == 0.5
    assert relevant(outcome) == 0.5
    assert quotes_given(outcome) == 2.0
    assert refused_wrongly(outcome) == 0.0
    assert verbatim(outcome) == 1.0


def test_a_refusal_counts_against_an_answerable_question() -> None:
    outcome = Outcome(gold((1,)), answer())
    assert (first_right(outcome), covered(outcome), refused_wrongly(outcome)) == (0.0, 0.0, 1.0)
    assert relevant(outcome) is None


def test_questions_without_gold_are_left_out() -> None:
    near = Outcome(gold(kind="near"), answer())
    assert first_right(near) is None
    assert covered(near) is None
    assert refused_rightly("near")(near) == 1.0
    assert refused_rightly("far")(near) is None
    assert estimate(first_right, [near]) is None


def test_a_mean_is_over_those_with_gold_alone() -> None:
    outcomes = [
        Outcome(gold((0,)), answer(0)),
        Outcome(gold((0,)), answer(1)),
        Outcome(gold(kind="near"), answer()),
    ]
    found = estimate(first_right, outcomes)
    assert found is not None
    assert (found.mean, found.n) == (0.5, 2)


def test_the_interval_is_the_binomial_one() -> None:
    outcomes = [Outcome(gold((0,)), answer(0 if number < 60 else 1)) for number in range(100)]
    found = estimate(first_right, outcomes)
    assert found is not None
    half = 1.96 * np.sqrt(0.6 * 0.4 / 100)
    assert found.low == pytest.approx(0.6 - half, abs=0.02)
    assert found.high == pytest.approx(0.6 + half, abs=0.02)


def test_auc_counts_pairs_and_half_ties() -> None:
    outcomes = [
        Outcome(gold((0,)), answer(0, score=0.9)),
        Outcome(gold((0,)), answer(0, score=0.4)),
        Outcome(gold(kind="near"), answer(score=0.4)),
        Outcome(gold(kind="near"), answer(score=0.1)),
    ]
    assert auc(outcomes, "near") == pytest.approx((1 + 1 + 0.5 + 1) / 4)
    assert auc(outcomes, "far") is None


def line(**changes: Any) -> str:
    told = gold((1,)).model_dump(mode="json") | changes
    return json.dumps({key: value for key, value in told.items() if value is not None})


@pytest.mark.parametrize(
    ("lines", "number", "wrong"),
    [
        ([line(), line()], 2, "repeats"),
        ([line(), "{"], 2, "not a gold question"),
        ([line(question=None)], 1, "question"),
        ([line(answerable=False)], 1, "contradict"),
        ([line(evidence=[[span(0).model_dump() | {"text": "Other words."}]])], 1, "no longer says"),
        ([line(extra=1)], 1, "there is no field 'extra'"),
        ([line(question=None)], 1, "the field 'question' is missing; each needs id, kind"),
        ([line(), "", line()], 3, "'q' repeats that of line 1; give each question its own"),
        ([line(answerable=False, evidence=[])], 1, "call it near"),
        ([line(evidence=[[span(0).model_dump() | {"end": "x"}]])], 1, "evidence.0.0.end is wrong"),
        ([line(evidence=[[span(0).model_dump() | {"document": "boats"}]])], 1, "holds: ships"),
        ([line(evidence=[[span(1).model_dump() | {"start": 20}]])], 1, "now stands at [22, 44)"),
        ([line(evidence=[[span(1).model_dump() | {"end": 22, "text": ""}]])], 1, "no longer says"),
    ],
)
def test_a_wrong_set_is_refused_by_line(
    tmp_path: Path, lines: list[str], number: int, wrong: str
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(UserError) as told:
        read_set(str(path), Collection(tmp_path, (DOCUMENT,)))
    assert f"line {number}" in str(told.value)
    assert wrong in str(told.value)


def test_a_set_without_questions_or_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path, collection = tmp_path / "set.jsonl", Collection(tmp_path, (DOCUMENT,))
    path.write_text("\n\n", "utf-8")
    with pytest.raises(UserError, match="no questions in it"):
        read_set(str(path), collection)
    path.write_bytes(f"{line()}\n".encode() + b"\xff")
    with pytest.raises(UserError, match="line 2: not UTF-8"):
        read_set(str(path), collection)


def test_brief_stands_for_its_test_set(collection: Collection) -> None:
    assert read_set("brief", collection).name == "brief-test"


def test_a_set_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="brief-dev"):
        read_set("nothing", Collection(tmp_path, (DOCUMENT,)))


def _read(folder: Path, *lines: str) -> QuestionSet:
    path = folder / "set.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return read_set(str(path), Collection(folder, (DOCUMENT,)))


_SPAN = span(3).model_dump()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"answers": [""]}, "one of its answers is empty"),
        ({"answers": ["1990", " \n"]}, "one of its answers is empty"),
        ({"answers": ["\ud800"]}, "isn't UTF-8"),
        ({"history": ["\ud800"]}, "isn't UTF-8"),
        ({"answerable": "yes"}, "answerable is wrong"),
        ({"draft": 1}, "draft is wrong"),
        ({"evidence": [[_SPAN | {"end": 1_000_000}]]}, "no longer says"),
        ({"evidence": [[_SPAN | {"start": "61"}]]}, "evidence.0.0.start is wrong"),
        ({"evidence": [[span(0).model_dump() | {"start": False}]]}, "evidence.0.0.start is wrong"),
        ({"question": "?!"}, "the question is empty"),
    ],
)
def test_gold_that_would_measure_wrongly_or_not_at_all_is_refused_by_line(
    tmp_path: Path, changes: dict[str, Any], wrong: str
) -> None:
    good = {"question": "Who came back?"}
    with pytest.raises(UserError, match=f"line 2: .*{wrong}"):
        _read(tmp_path, line(**good), line(id="b", **(good | changes)))


def test_what_the_assistant_does_not_take_is_told_by_line_before_anything_is_asked(
    assistant_over: Callable[..., Assistant], tmp_path: Path
) -> None:
    assistant = assistant_over(ships=TEXT)
    long = line(id="b", question=f"Who {'never ' * 900}came back?")
    found = _read(tmp_path, line(question="Who came back?"), "", long)
    asked: list[int] = []
    with pytest.raises(UserError, match="line 3: the question has 5,4"):
        run_set(found, assistant, lambda done, _total: asked.append(done))
    assert asked == []


def test_a_set_that_cannot_be_read_or_has_no_possible_name(tmp_path: Path) -> None:
    collection = Collection(tmp_path, (DOCUMENT,))
    (tmp_path / "folder.jsonl").mkdir()
    for name in (str(tmp_path / "folder.jsonl"), "x" * 300):
        with pytest.raises(UserError, match="the set can't be read"):
            read_set(name, collection)


def test_only_sets_of_questions_are_offered_for_one(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        read_set("nothing", Collection(tmp_path, (DOCUMENT,)))
    assert "claims" not in told.value.remedy


def test_every_part_of_a_question_is_retrieved_for(
    assistant_over: Callable[..., Assistant], tmp_path: Path
) -> None:
    """The best of each part come first, and no passage twice."""
    blocks = [
        "Forty ships left the harbour of Oldport in 1990.",
        "The harbour of Oldport was dredged twice.",
        "The ferry costs 12 crowns.",
        "The ferry leaves at noon.",
    ]
    text = "\n\n".join(blocks)
    assistant = assistant_over(harbour=text)
    evidence = {"document": "harbour", "start": 0, "end": len(blocks[0]), "text": blocks[0]}
    asked = {"id": "a", "kind": "parts", "answerable": True, "evidence": [[evidence]]}
    asked |= {"question": "How many ships left the harbour? What does the ferry cost?"}
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(asked), "utf-8")
    (outcome,) = run_set(read_set(str(path), assistant.collection), assistant, lambda *_: None)
    ranked = [one.text for one in outcome.retrieved]
    assert sorted(ranked[:2]) == sorted([blocks[0], blocks[2]])
    assert len(ranked) == len(set(ranked))


def _answered(question: str, name: str = "a", **changes: Any) -> tuple[str, Answer]:
    return name, replace(answer(1), question=question, **changes)


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        (_answered("Who?", ""), "its id is empty"),
        (_answered("Who?", "\ud800"), "isn't UTF-8"),
        (_answered(""), "the question is empty"),
        (_answered("Who?", history=("\ud800",)), "isn't UTF-8"),
        (_answered("Who?", footnotes=()), "contradict"),
        (_answered("Who?", abstention=Abstention("not_stated", "no", (), ())), "contradict"),
    ],
)
def test_an_answer_that_makes_no_question_of_a_set_is_refused(
    told: tuple[str, Answer], wrong: str
) -> None:
    with pytest.raises(UserError, match=f"answer 2: .*{wrong}"):
        draft_from_answers([_answered("Who came?", "first"), told])


def test_only_drafts_may_be_replaced_by_drafts(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    check_replaceable(path)
    path.write_text(f"{line(draft=True)}\n\n", "utf-8")
    check_replaceable(path)
    for kept in (line(), "{", "[" * 10_000):
        path.write_text(f"{line(draft=True)}\n{kept}\n", "utf-8")
        with pytest.raises(UserError, match="line 2: it holds more than drafts"):
            check_replaceable(path)


def test_a_report_whose_quotes_hold_no_text_is_none() -> None:
    row = {"id": "q", "question": "?", "history": [], "gold": {}, "right": 1.0}
    quote = {"document": "ships", "start": 0, "end": 5, "text": ["ships"]}
    given = {"answerable": True, "footnotes": [], "quotes": [quote]}
    prints: dict[str, Any] = {"documents": {}, "settings": {}}
    prints |= {"model": "", "learned": "", "code": "", "questions": ""}
    with pytest.raises(TypeError):
        check_comparable({"fingerprints": prints, "questions": [row | {"answer": given}]})
