"""What a question asks for, as its words and its vector tell."""

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.asking import QuestionLine, is_plain, question_line, question_words
from assistant.assistant import Assistant
from evals.train_asking import Questions, fit, read_questions
from index.embedder import HashingEmbedder

NO_VECTOR = np.zeros(0, np.float32)


def test_words_and_vector_are_added_up() -> None:
    line = QuestionLine({"whose": 1.5, "count": 0.5}, np.array([1.0, 2.0], np.float32), -1.0, 0.5)
    vector = np.array([3.0, 4.0, 100.0], np.float32)  # its first two are the model's: (.6, .8)
    told = line.logit("Whose count, whose COUNT is it?", vector)
    assert told == pytest.approx(1.5 + 0.5 + 0.6 + 1.6 - 1.0)
    assert not QuestionLine({}, NO_VECTOR, math.log(0.5), 0.5).asks("Why?", NO_VECTOR)
    assert QuestionLine({}, NO_VECTOR, 0.0, 0.5).asks("Why?", NO_VECTOR)


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Which study stands behind the estimate of 400 tonnes?", True),
        ("On whose authority does it say that the port was closed?", True),
        ("I need a link for the bit about the ferry subsidies.", True),
        ("What is the main source of income in the valley?", False),
        ("Where do the seasonal workers come from?", False),
        ("What did the inspectors' report find?", False),
        ("How many ferries run in winter?", False),
    ],
)
def test_sources_are_told_from_matters(assistant: Assistant, question: str, source: bool) -> None:
    line = question_line("source", assistant.index.embedder)
    assert line.asks(question, assistant.index.query(question).vector[0]) == source


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ('Who called the rise "a tax on survival"?', True),
        ("I would like to know who owns the quay.", True),
        ("Is the debt of 709 million disputed?", True),
        ("And did the ferries run in winter?", True),
        ("Which indicators missed last year's level?", True),
        ("When was the survey carried out?", True),
        ("Where was the study of eels carried out?", True),
        ("Who drew up the list of ferries?", True),
        ("Who compiled the register?", True),
        ("Who compiled the figures?", False),
        ("Where was the study published?", False),
        ("Where was the survey that counted the eels cited?", False),
        ("Is the count disputed?", False),
        ("Was it Reuters or AFP that had the memo?", False),
        ("Who is cited on the debt?", False),
        ("Who counted the ferries?", False),
        ("Does anyone independent confirm the flood?", False),
        ("The flood of 1953, who owns that number?", False),
    ],
)
def test_plain_questions_ask_for_no_source(question: str, plain: bool) -> None:
    assert is_plain(question) == plain


def test_hardly_a_question_for_a_source_is_plain() -> None:
    """Of those on made-up texts that nothing is held out of."""
    made = Path(__file__).parent.parent / "evals" / "made"
    questions = read_questions(made)
    told = [is_plain(text) for text in questions.texts]
    asking = [plain for plain, asks in zip(told, questions.asks, strict=True) if asks]
    assert sum(asking) <= len(asking) / 200
    assert sum(told) > 100


def test_several_things_are_likelier_asked_by_some_than_by_others(assistant: Assistant) -> None:
    line = question_line("several", assistant.index.embedder)
    several = (
        "Which measures does the paper recommend to the ministries?",
        "In what ways did the port help the smugglers?",
        "List the steps that were taken after the flood.",
    )
    one = ("How many ferries run in winter?", "When was the port closed?", "Who owns the quay?")

    def logits(questions: Sequence[str]) -> list[float]:
        return [line.logit(text, assistant.index.query(text).vector[0]) for text in questions]

    assert min(logits(several)) > max(logits(one)) + 1


def test_a_model_that_nothing_was_learned_for_has_words_alone() -> None:
    line = question_line("source", HashingEmbedder())
    assert not line.vector.size
    assert line.asks("Which source does the brief cite for that claim?", NO_VECTOR)
    assert not line.asks("How many ferries run in winter?", NO_VECTOR)


def test_words_side_by_side_count_as_one() -> None:
    assert question_words("Who says so?") == {"who", "says", "so", "who says", "says so"}


def test_a_word_that_few_writers_used_counts_for_nothing(tmp_path: Path) -> None:
    def write(writer: str, rows: Sequence[tuple[str, bool]]) -> None:
        told = [json.dumps({"question": text, "asks_source": asks}) for text, asks in rows]
        (tmp_path / "sources" / f"{writer}.jsonl").write_text("\n".join(told) + "\n", "utf-8")

    (tmp_path / "sources").mkdir()
    for writer in "abc":
        write(writer, [(f"whose {writer} number", True), (f"how many {writer} boats", False)])
    for name, text in (("made", "how many boats"), ("kept", "who rows boats")):
        line = json.dumps({"question": text}) + "\n"
        (tmp_path / f"{name}.jsonl").write_text(line, "utf-8")
    (tmp_path / "held-out.list").write_text("kept\n", "utf-8")
    questions = read_questions(tmp_path)
    assert "how many boats" in questions.texts
    assert "who rows boats" not in questions.texts  # of a held-out text
    fitted = fit(questions, np.zeros((len(questions.texts), 0)), writers=3)
    assert fitted.words == ["boats", "how", "how many", "many", "number", "whose"]
    asked = Questions(["whose boats", "how many numbers"], np.zeros(2, bool), np.array(["", ""]))
    first, second = fitted.told(asked, np.zeros((2, 0)))
    assert first > second
