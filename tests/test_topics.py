"""Questions that only name what they want to be told of."""

from collections.abc import Callable

import pytest

from assistant.assistant import Assistant
from assistant.topics import topic_of
from corpus.documents import Document, Span
from corpus.layout import read_layout


@pytest.mark.parametrize(
    ("question", "thing", "wholly"),
    [
        ("Does the brief mention Poland?", "Poland", True),
        ("What do the authors say about Xi Jinping?", "Xi Jinping", True),
        ("Is anything said about the Wagner Group?", "the Wagner Group", True),
        ("Is there anything on the Minsk metro?", "the Minsk metro", False),
        ("Anything about potash in the brief?", "potash", False),
        ("Tell me about Xi Jinping.", "Xi Jinping", True),
        ("Does the Act mention seaweed?", "seaweed", False),
        ("What did the witnesses say about insurance?", "insurance", False),
        ("Did anyone mention generators?", "generators", False),
        ("Does the commentary mention Åland?", "Åland", True),
        ("What does the strategy say about golf courses?", "golf courses", False),
        ("Tell me about the brief.", None, False),
        ("Tell me about note 7.", None, False),
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


@pytest.mark.parametrize("thing", ["seaweed", "the Minsk metro", "cycling helmets"])
def test_a_thing_of_which_nothing_is_told_is_missing(assistant: Assistant, thing: str) -> None:
    for asked in (f"What does the brief say about {thing}?", f"Is anything said about {thing}?"):
        answer = assistant.ask(asked)
        assert answer.abstention is not None
        assert answer.abstention.missing == (thing,)


def test_what_kind_of_thing_a_name_is_of_need_not_be_told(assistant: Assistant) -> None:
    answer = assistant.ask("What does the brief say about the Wagner group?")
    assert answer.quotes
    assert all("Wagner" in quote.text for quote in answer.quotes)


def test_a_synonym_of_a_thing_is_enough() -> None:
    topic = topic_of("What does the report say about holidays?")
    told = "Vacations are short. Trams are not."
    document = Document("made", "made", told, read_layout(told))
    assert topic
    assert topic.touched_by(Span(document, 0, 20))
    assert not topic.touched_by(Span(document, 21, len(told)))


def test_the_body_stands_before_the_notes(assistant: Assistant) -> None:
    answer = assistant.ask("Is anything said about sanctions?")
    assert not answer.quotes[0].text.startswith("NB:")


def test_part_of_a_name_is_enough_but_not_as_part_of_another(assistant: Assistant) -> None:
    told = assistant.ask("What does the brief say about Xi Jinping?")
    assert "Xi" in told.footnotes[0].quote.text
    other = assistant.ask("Does the brief mention Valery Tsikhanouski?")
    assert other.abstention is not None


def test_a_question_in_the_words_of_a_sentence_is_answered_by_it(
    assistant_over: Callable[..., Assistant],
) -> None:
    told = assistant_over(
        trial="A trial\n\nThe protocol was approved by the ethics committee of Coimbra. It ran on."
    )
    assert told.ask("Who approved the protocol?").answerable
