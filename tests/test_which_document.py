"""Several documents in one collection: which one a question is about, and quotes of others."""

from collections.abc import Callable

import pytest

from assistant.across import of_fewer_documents
from assistant.assistant import Assistant
from assistant.questions import read_question
from assistant.retrieval import Retriever
from assistant.selection import Scored
from assistant.which_document import documents_asked, kinds_of
from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import Passage

FENS = """THE FENS OF LORNE AFTER THE BREACH

Policy Brief 7, Tarn Institute

This brief looks at Lorne. The Dyke Board (DB) spent 12 million crowns. Anna Osk praised it. A
survey of 40 farmers found little trust in Copenhagen.
"""
TRAMS = """Results of the 2023 Tram Passengers Survey

Letters were sent to 900 passengers. The survey cost 40,000 crowns. Most ride to Ulverby every day.
"""
ACCIDENT = """Why the ferry sank

This article was amended on 4 May. The Danish owner had saved on bolts. The master, Jon Vik, was
ashore. The Road Safety Council wrote to the Ulverby Dyke Users and to the Dyke Board.
"""


def document(name: str, text: str) -> Document:
    return Document(name, name, text, read_layout(text))


DOCUMENTS = [document("fens", FENS), document("trams", TRAMS), document("accident", ACCIDENT)]


def test_a_document_is_what_its_title_page_and_itself_call_it() -> None:
    assert [sorted(kinds_of(one)) for one in DOCUMENTS] == [["brief"], ["survey"], ["articl"]]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What does the article say of bolts?", ["accident"]),
        ("What does this brief's author want?", ["fens"]),
        ("What did the Tram Passengers Survey cost?", ["trams"]),
        ("What did the passengers survey cost?", ["trams"]),
        ("Who wrote the brief on Lorne?", ["fens"]),
        ("Who wrote the brief on ferries?", []),
        ("What did the survey find?", []),  # the brief tells of one too
        ("What did the survey of farmers find?", []),
        ("What does the report say?", []),
        ("What did Osk say?", ["fens"]),
        ("What did Osk say? – And about the money?", ["fens"]),
        ("What do Osk and Jon Vik have in common?", ["fens", "accident"]),
        ("Who rides to Ulverby?", []),  # named twice
        ("What did Denmark do?", []),  # countries go by other names
        ("What did the DB spend?", []),  # spelt out elsewhere
        ("What did Quist say?", []),
        ("Why did it sink?", []),
    ],
)
def test_only_sure_signs_say_which_document_is_meant(question: str, asked: list[str]) -> None:
    assert [one.id for one in documents_asked(question, DOCUMENTS)] == asked


def test_of_one_document_no_question_is_asked_for_sure() -> None:
    assert documents_asked("What does the brief say?", DOCUMENTS[:1]) == []


def test_sentences_of_others_do_not_answer(assistant_over: Callable[..., Assistant]) -> None:
    over = assistant_over(
        accident=ACCIDENT, rumours="Bolts\n\nThe Danish owner had saved on bolts, they say.\n"
    )
    retriever = Retriever(over.index, over.selector, over.settings)
    free, bound = (
        {one.document.id for one in retriever.evidence(question).sentences}
        for question in (
            "What had the Danish owner saved on?",
            "What had the Danish owner saved on in the article?",
        )
    )
    assert free == {"accident", "rumours"}
    assert bound == {"accident"}


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What did it cost?", ["fens", "accident"]),
        ("Which documents tell of money?", ["fens", "trams", "accident"]),
        ("What do both say?", ["fens", "trams", "accident"]),
        ("Compare the dykes and the trams.", ["fens", "trams", "accident"]),
        ("How do the brief and the article see it?", ["fens", "trams", "accident"]),
        ("When and where was it?", ["fens", "trams", "accident"]),
        ("List all the sums.", ["fens", "trams", "accident"]),
    ],
)
def test_quotes_of_other_documents_stay_where_they_are_asked_or_as_likely(
    question: str, kept: list[str]
) -> None:
    def scored(one: Document, probability: float) -> Scored:
        block = one.layout.blocks[-1]
        passage = Passage(one, block.start, block.end, block, ())
        return Scored(one, block.start, block.end, passage, 1.0, probability)

    first, *further = (
        scored(one, told) for one, told in zip(DOCUMENTS, (0.4, 0.3, 0.39), strict=True)
    )
    part = read_question(question, (), 500).parts[0]
    assert [o.document.id for o in [first, *of_fewer_documents(part, first, further)]] == kept
