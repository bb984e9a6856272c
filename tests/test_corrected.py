"""Statements that a document takes back."""

from collections.abc import Callable

import pytest

from assistant.assistant import Assistant
from assistant.corrected import standing, taken_back
from assistant.retrieval import Retriever
from corpus.documents import Document, Span
from corpus.layout import read_layout

Over = Callable[..., Assistant]

_ARTICLE = """The quarry

Two people have drowned in the quarry. Mona Reid, a nurse, died on 2 June 2019. She had jumped from
the upper ledge, which is 14 metres above the water.

Correction, 16 September 2025: An earlier version of this article said that Mona Reid died in 2018.
It also gave the height of the upper ledge as 12 metres.
"""


def _last(text: str) -> Span:
    document = Document("made", "made", text, read_layout(text))
    last = document.layout.blocks[-1].sentences[-1]
    return Span(document, last.start, last.end)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("An earlier version of this story put the sum at £4 million.", True),
        ("Correction: The article stated that the mayor had resigned.", True),
        ("Correction (3 May): We wrongly called the firm a charity.", True),
        ("Correction: The fee was wrongly given. It is £30.", False),
        ("Correction: An earlier version of this page gave the fee as £20 instead of £30.", False),
        ("This article has been corrected to say that the fee is £30.", False),
        ("An earlier version of the bill said that fees would be capped.", False),
        ("Corrections officers said it was late. It gave them 40 hours of training.", False),
        ("# Corrections\n\nIt gave 40 hours of training.", False),
        ("# Corrections\n\nAn earlier version of this post named Ms Li. It gave her age.", True),
        ("The inspector said that the count was late.", False),
    ],
)
def test_what_is_taken_back(text: str, back: bool) -> None:
    assert taken_back(_last(text)) == back


def test_the_mistake_is_told_where_it_is_asked_for() -> None:
    sentence = _last("An earlier version of this story put the sum at £4 million.")
    assert not standing("What was the sum?")(sentence)
    assert standing("Which sum did the story give before the correction?")(sentence)


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("When did Mona Reid die?", False),
        ("How high is the upper ledge?", False),
        ("What did an earlier version of the article say of Mona Reid?", True),
    ],
)
def test_what_is_taken_back_is_read_only_for_questions_on_that(
    assistant_over: Over, question: str, read: bool
) -> None:
    over = assistant_over(quarry=_ARTICLE)
    found = Retriever(over.index, over.selector, over.settings).evidence(question)
    told = {one.text.split()[-1] for one in found.sentences}
    assert "2019." in told
    assert (told >= {"2018.", "metres."}) == read
