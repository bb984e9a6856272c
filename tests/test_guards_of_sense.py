"""Sentences that only say again what is asked, or tell of another one of the same kind."""

import pytest

from assistant.questions import Part, read_question
from assistant.restated import only_restates
from assistant.siblings import another_of_its_kind
from corpus.documents import Document, Span
from corpus.layout import read_layout


def _part(question: str) -> Part:
    return read_question(question, (), 1000).parts[0]


def _span(text: str) -> Span:
    document = Document("made", "made", text, read_layout(text))
    first = document.layout.blocks[0].sentences[0]
    return Span(document, first.start, first.end)


@pytest.mark.parametrize(
    ("question", "sentence", "restates"),
    [
        ("Why was the Gathering Act repealed?", "The Gathering Act 1964 is repealed.", True),
        ("Why did nurses change ward?", "Nine nurses changed their ward.", True),
        ("Who sits on the finance committee?", "The finance committee.", True),
        ("Why has the region not adopted contracts?", "The region has not adopted them.", True),
        ("Why did nurses change ward?", "Nine nurses changed ward because of pain.", False),
        ("Why was the Act repealed?", "The Act was repealed; it had never been used.", False),
        ("Why did the bank withdraw?", "The bank withdrew in May of that year.", True),
        ("Why did the bank withdraw?", "The bank withdrew from the venture on 2 May.", False),
        ("Why was the level lowered?", "The level was lowered by four metres in 2019.", True),
        ("Why was the level lowered?", "The level was lowered by opening a sluice.", False),
        ("Why was the school closed?", "It was closed after three weeks of rain.", False),
        ("Why was the school closed?", "The school has been closed since 2 May 2019.", True),
        ("Why was the school closed?", "The school was closed since two teachers fell ill.", False),
        ("Why is the hall cold?", "The hall is so cold that singers wear coats.", True),
        ("Why is the hall cold?", "The hall is so cold that singers wait, as it leaks.", False),
        ("Why do they not print the list?", "They do not print the list on which it rests.", True),
        ("Why did the club allow guests?", "The club allowed its members guests.", True),
        ("Why does she want to buy the mill?", "She wants to buy the mill.", True),
        ("Why does she want to buy the mill?", "She wants to buy the mill to save it.", False),
        ("Was the Act repealed?", "The Act is repealed.", False),
        ("How many nurses changed ward?", "Nine nurses changed ward.", False),
        ("What does the review recommend?", "The review recommends:", False),
        ("Act repealed", "The Act is repealed.", False),
    ],
)
def test_what_only_says_the_question_again_answers_nothing(
    question: str, sentence: str, restates: bool
) -> None:
    assert only_restates(_part(question), _span(sentence)) == restates


def test_a_deed_that_is_only_told_again_is_no_reason_in_a_follow_up_either() -> None:
    (asked,) = read_question("Why not?", ["Has the pump been bought?"], 1000).parts
    assert only_restates(asked, _span("It hasn't been bought."))
    assert not only_restates(asked, _span("It hasn't been bought, for want of a grant."))


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        (
            "How many inspectors has the Southern Region?",
            "The Northern Region has three.",
            "Southern Region",
        ),
        (
            "How many inspectors has the Southern Region?",
            "The Northern Region has three. The Southern Region has five.",
            "",
        ),
        (
            "What did the Ministry of Finance say?",
            "The Ministry of Economy confirmed this.",
            "Ministry of Finance",
        ),
        ("What is the limit for Class B?", "For Class A it is 230.", "Class B"),
        ("What is the limit for Class B?", "For Class B it is 4,600, for Class A 230.", ""),
        ("What does the IMF think of it?", "The World Bank regards it as a condition.", "IMF"),
        ("What does the World Bank think of it?", "The World Bank regards it as vital.", ""),
        ("What do farmers think of it?", "The World Bank regards it as vital.", ""),
        ("How long did the Court take?", "The Appeal Court took a year.", ""),
    ],
)
def test_what_is_said_of_another_one_is_no_answer(question: str, text: str, missing: str) -> None:
    assert another_of_its_kind(_part(question), _span(text)) == missing
