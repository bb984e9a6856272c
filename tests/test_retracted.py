"""What a document takes back is no answer but to who asks for the correction."""

from collections.abc import Callable

import pytest

from assistant.assistant import Assistant
from assistant.retracted import is_retracted
from corpus.documents import Document, Span
from corpus.layout import plain_layout

Over = Callable[..., Assistant]

_NEWS = """The quarry

Hanna Reyes, a nurse, died on 2 June 2019. The upper ledge is 14 metres high, and the lower one
is closed.

Correction: An earlier version of this article said that Hanna Reyes died in 2018. It also gave the
height of the upper ledge as 12 metres.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("In what year did Hanna Reyes die?", "Hanna Reyes, a nurse, died on 2 June 2019."),
        ("How high is the upper ledge?", "The upper ledge is 14 metres high"),
        ("What did an earlier version say of Hanna Reyes?", "Correction: An earlier version"),
    ],
)
def test_a_retracted_statement_answers_only_who_asks_for_it(
    assistant_over: Over, question: str, told: str
) -> None:
    quotes = assistant_over(news=_NEWS).ask(question, ()).quotes
    assert quotes[0].text.startswith(told)
    assert ("earlier" in question) or all("Correction" not in one.text for one in quotes)


@pytest.mark.parametrize(
    ("text", "retracted"),
    [
        ("This report originally stated that costs rose.", True),
        ("The figure was wrongly given as 12 million.", True),
        ("The previous edition of the guidance gave 200 mg.", True),
        ("An earlier version of the vaccine gave less protection.", False),
        ("This report stated that costs rose.", False),
        ("It also gave 12 crowns to the poor.", False),
    ],
)
def test_what_is_taken_back(text: str, retracted: bool) -> None:
    document = Document("a", "a", text, plain_layout(text))
    assert is_retracted("How much was it?", Span(document, 0, len(text))) == retracted
    assert not is_retracted("Which mistake was corrected?", Span(document, 0, len(text)))
