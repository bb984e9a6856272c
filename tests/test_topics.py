"""Questions that only name what they want to be told of."""

import pytest

from assistant.assistant import Assistant
from assistant.topics import topic_of


@pytest.mark.parametrize(
    ("question", "thing", "wholly"),
    [
        ("Does the brief mention Poland?", "Poland", True),
        ("What do the authors say about Xi Jinping?", "Xi Jinping", True),
        ("Is anything said about the Wagner Group?", None, False),
        ("Are sanctions mentioned?", "sanctions", False),
        ("What does it say about how sanctions hit the banks of Poland?", None, False),
        ("What did Poland say about the border?", None, False),
        ("How many people fled?", None, False),
    ],
)
def test_a_topic_is_what_a_question_only_names(
    question: str, thing: str | None, wholly: bool
) -> None:
    topic = topic_of(question)
    assert (topic.spelling if topic else None) == thing
    assert bool(topic and topic.wholly) == wholly


@pytest.mark.parametrize(
    "question",
    ["Does the brief mention Poland?", "What does the brief say about Lithuania?"],
)
def test_what_names_the_topic_is_quoted(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    name = question.strip("?").split()[-1]
    assert answer.footnotes
    assert all(name in note.quote.text for note in answer.footnotes)


@pytest.mark.parametrize("name", ["Macron", "Germany", "GDP"])
def test_a_name_that_nothing_holds_is_missing(assistant: Assistant, name: str) -> None:
    answer = assistant.ask(f"What does the brief say about {name}?")
    assert answer.abstention is not None
    assert answer.abstention.missing == (name,)


def test_part_of_a_name_is_enough_but_not_as_part_of_another(assistant: Assistant) -> None:
    told = assistant.ask("What does the brief say about Xi Jinping?")
    assert "Xi" in told.footnotes[0].quote.text
    other = assistant.ask("Does the brief mention Valery Tsikhanouski?")
    assert other.abstention is not None
