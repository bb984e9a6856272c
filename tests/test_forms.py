"""The form in which a question asks."""

import pytest

from assistant.forms import FORMS, form_features


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("Who sits on the panel?", "who"),
        ("Once the column had taken the city, who ran it?", "who"),
        ("Why did the talks end?", "why"),
        ("What made the mercenaries leave?", "why"),
        ("What was the main reason for the delay?", "why"),
        ("On what grounds was he tried?", "why"),
        ("How did the council respond?", "how"),
        ("In which foreign country do most exiles live?", "named"),
        ("What state agency runs the scheme?", "named"),
        ("I'd like to know how many of those who fled came back.", "count"),
        ("What is the exact number of launchers?", "count"),
        ("What share voted in favour?", "share"),
        ("What was the turnout in January?", "measure"),
        ("How old is the president?", "measure"),
        ("Which event ended the thaw?", None),
        ("What did the person who left say, and why?", None),
        ("Is the brief critical of the deal?", None),
        ("exports china growth", None),
    ],
)
def test_the_first_words_that_ask_decide(question: str, form: str | None) -> None:
    told = dict(zip(FORMS, form_features(question), strict=True))
    assert [name for name, value in told.items() if value] == ([form] if form else [])
