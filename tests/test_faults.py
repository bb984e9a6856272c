"""Every planted fault is caught, none fires on a clean run, and each check is needed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.settings import Settings
from corpus.collection import Collection, read_collection
from corpus.documents import Document
from corpus.errors import UserError
from evals.faults import ALL_CHECKS, Bench, Kill, Verdict, ask_all, judge, table
from evals.sets import QuestionSet, read_set


@pytest.fixture(scope="module")
def hashed(assistant_over: Callable[..., Assistant], brief: Document) -> Assistant:
    """The brief behind hashed words: weak, quick, and as good a place for faults as any. With a
    threshold that it can miss, and a document that no answer quotes."""
    found = assistant_over(**{"belarus-brief": brief.text, "unasked": "Dvě kočky spí."})
    return Assistant(found.index, found.selector, Settings(answer_threshold=0.2))


@pytest.fixture(scope="module")
def questions(collection: Collection) -> QuestionSet:
    """Every eighth question."""
    found = read_set("brief-dev", collection)
    return QuestionSet(found.name, found.questions[::8], found.path)


Run = Callable[[frozenset[str]], Verdict]


@pytest.fixture(scope="module")
def planted(hashed: Assistant, questions: QuestionSet) -> Run:
    """planted(off): the verdict, with those checks left out."""
    runs = ask_all(questions, hashed, lambda _done, _total: None)
    documents = read_collection(hashed.collection.folder)
    return lambda off: judge(runs, Bench(questions, hashed, documents, off))


def test_every_fault_is_caught_and_none_fires_on_a_clean_run(planted: Run) -> None:
    verdict = planted(frozenset())
    assert verdict.passed, table(verdict)
    assert verdict.false_alarms == ()
    assert len(verdict.kills) == 21
    assert all(kill.planted for kill in verdict.kills)
    assert "SURVIVES" not in table(verdict)


# What survives where one check is left out: each is there for something.
_NEEDED = {
    "quotes verbatim": "a digit flipped in a quote",
    "quotes whole": "an offset shifted by one",
    "quotes located": "a locator of another place",
    "text is the quotes": "two footnotes swapped",
    "refusals in fixed words": "an invented refusal",
    "footnotes lead to their quotes": "a footnote to the wrong document",
    "references cited there": "a reference number off by one",
    "index not stale": "a stale index",
    "index not empty": "a document without passages",
    "metrics known": "a metric that returns 1",
    "measured": "a stale index",
    "answers grounded": "a negation dropped",
    "no question worse": "one question worse, another better",
    "measures within bounds": "a selector that quotes everything",
}


def test_every_check_is_known() -> None:
    assert set(_NEEDED) == set(ALL_CHECKS)


@pytest.mark.parametrize(("check", "kind"), _NEEDED.items())
def test_without_a_check_a_fault_survives(planted: Run, check: str, kind: str) -> None:
    verdict = planted(frozenset([check]))
    assert not verdict.passed
    survived = [kill.kind for kill in verdict.kills if not kill.all_caught]
    assert kind in survived, table(verdict)


def test_a_kind_that_was_not_tried_is_not_caught() -> None:
    assert not Kill("a fault", 0, 0).all_caught
    assert "NOT TRIED" in table(Verdict((Kill("a fault", 0, 0),), ()))
    assert not Verdict((Kill("a fault", 1, 1),), ("a quote",)).passed


def test_a_set_too_plain_is_refused(hashed: Assistant, questions: QuestionSet) -> None:
    far = tuple(one for one in questions.questions if one.kind == "far")
    with pytest.raises(UserError, match="too plain"):
        ask_all(QuestionSet("far", far), hashed, lambda _done, _total: None)


def test_a_kind_that_answers_have_no_place_for_is_told_and_no_failure() -> None:
    nowhere = Kill("a reference number off by one", 0, 0, in_answers=True)
    verdict = Verdict((nowhere, Kill("a stale index", 1, 1)), ())
    assert verdict.passed
    assert "nothing to plant it in" in table(verdict)
    assert not Verdict((nowhere, Kill("a stale index", 0, 0)), ()).passed
    assert not Verdict((Kill("a digit flipped", 2, 1, in_answers=True),), ()).passed


def test_what_failed_is_told_by_its_cause() -> None:
    kills = (Kill("a digit flipped", 5, 3), Kill("a stale index", 0, 0))
    assert list(Verdict(kills, ()).wrong) == ["2 faults survive", "1 kind not tried"]
    alarmed = Verdict((Kill("a stale index", 1, 1),), ("a quote",)).wrong
    assert alarmed == {"1 false alarm": "mend what fires on a clean run"}


def test_faults_are_caught_on_documents_that_cite_nothing(
    assistant_over: Callable[..., Assistant], tmp_path: Path
) -> None:
    text = (
        "Forty ships did not leave the harbour of Oldport in 1990. The ferry costs 12 crowns. "
        "The mayor closed the market for a week."
    )
    span = {"document": "harbour", "start": 0, "end": 57, "text": text[:57]}
    ships = {"id": "a", "kind": "factoid"}
    ships |= {"question": "How many ships did not leave the harbour of Oldport?"}
    tall = {"id": "b", "kind": "far", "question": "How tall is Mount Everest?"}
    lines = [
        ships | {"answerable": True, "evidence": [[span]]},
        tall | {"answerable": False, "evidence": []},
    ]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    found = assistant_over(harbour=text)
    weak = Assistant(found.index, found.selector, Settings(answer_threshold=0.2))
    asked = read_set(str(path), weak.collection)
    runs = ask_all(asked, weak, lambda _done, _total: None)
    documents = read_collection(weak.collection.folder)
    verdict = judge(runs, Bench(asked, weak, documents))
    nowhere = [kill.kind for kill in verdict.kills if kill.no_place]
    assert "a reference number off by one" in nowhere
    assert verdict.passed, table(verdict)
