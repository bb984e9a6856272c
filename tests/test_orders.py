"""Orders and small talk are told from questions on the documents."""

import pytest

from assistant.orders import is_no_question


@pytest.mark.parametrize(
    "text",
    [
        "Do you think?",
        "What do you think?",
        "Do you think so",
        "Do you think I am clever?",
        "Do you believe in ghosts?",
        "Do you like me?",
        "What are you?",
        "so who are you",
        "Who are you, really?",
        "Who are you and what do you want?",
        "What are you able to do?",
        "Are you a bot?",
    ],
)
def test_small_talk(text: str) -> None:
    assert is_no_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "Do you think the EU should pay for storage?",
        "Do you believe that the debt was real?",
        "What do you think the council should do?",
        "What are you able to say about the harbour?",
        "Who are you quoting on the debt?",
    ],
)
def test_what_is_asked_of_the_documents_through_the_assistant(text: str) -> None:
    assert not is_no_question(text)
