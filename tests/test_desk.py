"""The desk: documents at once, answers when the assistant has come."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.answers import Answer
from assistant.assistant import Assistant
from corpus.errors import UserError
from ui.desk import Desk

QUESTION = "What share of the vote did Lukashenka get in January 2025?"


def test_questions_wait_for_the_assistant_and_the_source_does_not(assistant: Assistant) -> None:
    desk = Desk(assistant.collection, assistant.settings)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(desk.ask, QUESTION)
        assert "<mark>" in desk.source({"doc": "belarus-brief", "start": 3, "end": 9})
        assert desk.longest_question == assistant.settings.longest_question
        assert not asked.done()
        desk.open(lambda: assistant)
        assert asked.result(timeout=60).text == assistant.ask(QUESTION).text


def test_an_assistant_that_can_not_come_fails_whoever_waits(assistant: Assistant) -> None:
    desk = Desk(assistant.collection, assistant.settings)

    def fail() -> Assistant:
        raise UserError("the index is damaged", "build it anew")

    with ThreadPoolExecutor() as pool:
        asked = pool.submit(desk.ask, QUESTION)
        with pytest.raises(UserError, match="damaged"):
            desk.open(fail)
        with pytest.raises(UserError, match="damaged"):
            asked.result(timeout=60)


def test_suggestions_are_found_once(assistant: Assistant) -> None:
    desk = Desk.over(assistant)
    made = desk.suggested()
    assert made
    assert desk.suggested() is made


def test_the_same_question_is_answered_once_and_another_history_is_another_question(
    assistant: Assistant,
) -> None:
    desk = Desk.over(assistant)
    first, again = desk.ask(QUESTION), desk.ask(QUESTION)
    assert again.quotes[0] is first.quotes[0]
    assert desk.ask(QUESTION, ["Who is Lukashenka?"]).history == ("Who is Lukashenka?",)
    assert desk.ask(QUESTION).history == ()


def test_an_answer_is_kept_for_other_histories_only_where_nothing_is_taken_over(
    assistant: Assistant,
) -> None:
    desk = Desk.over(assistant)
    first = desk.ask(QUESTION)
    later = desk.ask(QUESTION, ["How many people were arrested?"])
    assert later.footnotes is first.footnotes
    assert later.history == ("How many people were arrested?",)
    leaning = "And in 2020?"
    for earlier in (QUESTION, "How many people were arrested in 2021?"):
        told, fresh = desk.ask(leaning, [earlier]), assistant.ask(leaning, [earlier])
        assert (told.text, told.score, told.history) == (fresh.text, fresh.score, fresh.history)
    assert desk.ask(leaning, [QUESTION]).history == (QUESTION,)


def test_questions_asked_at_once_are_answered_as_one_by_one(assistant: Assistant) -> None:
    questions = [f"{start} in {year}?" for start in _STARTS for year in range(2020, 2026)]
    alone = [_told(assistant.ask(question)) for question in questions]
    desk = Desk.over(assistant)
    with ThreadPoolExecutor(8) as pool:
        together = [_told(answer) for answer in pool.map(desk.ask, questions * 2)]
    assert together == alone * 2


def test_an_answer_from_documents_that_were_replaced_meanwhile_is_not_kept(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk.over(assistant)
    other = Assistant(assistant.index, assistant.selector, assistant.settings)
    answer = assistant.ask(QUESTION)
    replacing = Assistant(assistant.index, assistant.selector, assistant.settings)

    def ask(*_: object) -> Answer:
        desk.replace(replacing)
        return answer

    monkeypatch.setattr(other, "ask", ask)
    desk.replace(other)
    assert desk.ask(QUESTION) is answer
    assert desk.ask(QUESTION).footnotes is not answer.footnotes


_STARTS = (
    "How many people were arrested",
    "Who won the election",
    "What did Poland do at the border",
    "Why did Belarus join the SCO",
)


def _told(answer: Answer) -> tuple[object, ...]:
    return answer.text, answer.score, answer.footnotes, answer.abstention
