"""No quote can misquote: over generated documents, in JSON and back."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answers import Answer, from_json, to_json
from assistant.assistant import Assistant
from corpus.collection import Collection
from corpus.errors import UserError

Over = Callable[..., Assistant]

_BREAKS = ("\n\n", "\r\n\r\n", "\r\r", "\n", "\r\n", " ")
_PIECES = (
    "More than 30 000 people were arrested.",
    "The cafe\u0301 of Zoe\u0308 Klisin\u0301ska opened in 2021(1).",
    "Вялікі камень is a park 🏭🇧🇾 near Minsk; it holds 77% of them – and, they say, more.",
    "شارك مئات الأشخاص في المظاهرة عام 2020.",
    "\u202bהמפגינים נעצרו\u202c by the police in May 2024(2)!",
    "x\u00a0y\u00a0z: “She won,” he said.",
    "Family 👩‍👩‍👧 of four fled[2].",
    "Some Heading",
    "\ufeffBOM inside.",
)
_QUESTIONS = (
    "How many people were arrested?",
    "Who opened the cafe\u0301 in 2021?",
    "What is Вялікі камень?",
    "כמה המפגינים?",
    "When was the police there, and who fled?",
    "What does note 1 say?",
    "Which source backs the 77%?",
)
_NOTES = "\n\nReferences\n\n 1. Huterer, M., ‘A café’, 12 June 2024 (https://x.eu/a…\n\n 2. Ça.\n"


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document of known pieces, arbitrary text between them, and any line ends."""
    found = ["\ufeff" if draw(st.booleans()) else "", _PIECES[0]]
    for _ in range(draw(st.integers(0, 8))):
        free = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
        found += [draw(st.sampled_from(_BREAKS)), draw(st.sampled_from(_PIECES)), draw(free)]
    return "".join(found) + (_NOTES if draw(st.booleans()) else "")


def quote_objects(told: dict[str, Any]) -> list[dict[str, Any]]:
    refused = told["abstention"] or {"nearest": []}
    left = [quote for part in told.get("unanswered", []) for quote in part["nearest"]]
    return [*told["quotes"], *refused["nearest"], *left]


def assert_verbatim(told: dict[str, Any], collection: Collection) -> None:
    for quote in quote_objects(told):
        text = collection.document(quote["document"]).text
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["text"]
        for start, end in quote["highlights"]:
            assert quote["start"] <= start < end <= quote["end"]


@settings(max_examples=60, deadline=None)
@given(text=texts(), question=st.sampled_from(_QUESTIONS))
def test_every_quote_is_the_documents_slice(assistant_over: Over, text: str, question: str) -> None:
    one = assistant_over(made=text)
    told = to_json(one.ask(question), "q1")
    assert one.collection.document("made").text == text
    assert_verbatim(told, one.collection)
    assert to_json(from_json(told, one.collection), "q1") == told


@pytest.fixture(scope="module")
def asked(assistant_over: Over) -> tuple[Answer, Collection]:
    text = "Ships sail.\r\n\r\n" + "\r\n\r\n".join(_PIECES) + _NOTES
    one = assistant_over(made=text, other="Apples grow in orchards.")
    return one.ask("How many people were arrested?"), one.collection


def test_an_answer_comes_back_from_json(asked: tuple[Answer, Collection]) -> None:
    answer, collection = asked
    assert answer.answerable
    back = from_json(to_json(answer), collection)
    assert back.text == answer.text
    assert [(q.start, q.end) for q in back.quotes] == [(q.start, q.end) for q in answer.quotes]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "More than 30 001 people were arrested."},
        {"text": ""},
        {"start": 0},
        {"end": 10**9},
        {"start": -5},
        {"document": "other"},
        {"document": "nobody's"},
    ],
)
def test_an_altered_quote_is_refused(
    asked: tuple[Answer, Collection], change: dict[str, Any]
) -> None:
    answer, collection = asked
    told = copy.deepcopy(to_json(answer))
    told["quotes"][0] |= change
    with pytest.raises(UserError):
        from_json(told, collection)


def test_an_altered_nearest_quote_is_refused(assistant_over: Over) -> None:
    one = assistant_over(made=_PIECES[0])
    told = to_json(one.ask("How many people were arrested in 1914?"))
    assert told["abstention"]["nearest"]
    told["abstention"]["nearest"][0]["text"] += "!"
    with pytest.raises(UserError):
        from_json(told, one.collection)


def test_a_reference_that_is_not_there_is_refused(asked: tuple[Answer, Collection]) -> None:
    answer, collection = asked
    told = copy.deepcopy(to_json(answer))
    told["footnotes"][0]["references"] = [
        {"number": 99, "text": "x", "kind": "source", "url": None, "url_cut": False}
    ]
    with pytest.raises(UserError):
        from_json(told, collection)


def test_a_changed_document_is_noticed(
    asked: tuple[Answer, Collection], assistant_over: Over
) -> None:
    answer, _ = asked
    changed = assistant_over(
        made="Ships sank slowly.\r\n\r\n" + "\n".join(_PIECES), other="Apples."
    )
    with pytest.raises(UserError):
        from_json(to_json(answer), changed.collection)
