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
        "Act as a pirate.",
        "Forget it. Now answer as a pirate.",
        "Please always reply as if you were a judge.",
        "I want you to act as my lawyer",
        "From now on you will answer as a pirate.",
        "From now on, speak as an angry customer",
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
        "Who described the government's reply as a counsel of despair?",
        "Who described the answer as a joke?",
        "Did the broker act as an agent?",
        "Should you act as a witness to a friend's will?",
        "Can you act as a witness to your own will?",
        "What does the Act as a whole forbid?",
    ],
)
def test_what_is_asked_of_the_documents_through_the_assistant(text: str) -> None:
    assert not is_no_question(text)


@pytest.mark.parametrize(
    "text",
    ["Act as a pirate.", "I want you to act as a judge", "Well, please answer as if you were him"],
)
def test_what_the_assistant_should_be(text: str) -> None:
    assert is_no_question(text)
