"""What comes near: another one of the sort, a figure of another year, no thing of the kind."""

import pytest

from assistant.asked_kinds import lacks_kind, of_measure
from assistant.like_ones import other_like_one
from assistant.questions import Part, read_question
from assistant.undated import is_bare_caption, of_year
from corpus.documents import Document, Span
from corpus.layout import read_layout


def _part(question: str) -> Part:
    return read_question(question, (), 1000).parts[0]


def _first(text: str, title: str = "made") -> Span:
    document = Document("made", title, text, read_layout(text))
    first = document.layout.blocks[0].sentences[0]
    return Span(document, first.start, first.end)


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Who built the second coal mine?", "Arko built the first coal mine.", "second coal mine"),
        ("Who built the second coal mine?", "Arko built the first, Bela the second coal mine.", ""),
        ("Who built the second mine?", "Arko built the first mine. A second followed.", ""),
        ("Who built the second mine?", "Arko built the first mine and another mine.", ""),
        ("How many bus drivers are ill?", "Of the 90 tram drivers 12 are ill.", "bus drivers"),
        ("How many bus drivers are ill?", "Of the tram drivers 12 are ill. No bus ran.", ""),
        ("How many French pilots came?", "There came 70 German pilots.", "French pilots"),
        ("How many French pilots came?", "There came 70 pilots from Germany.", ""),
        ("How much does it owe to Spain?", "What it owes to Italy fell to 3 billion.", "to Spain"),
        ("How much does it owe to Spain?", "It owes to Italy less than to Spain.", ""),
        ("How many buyers in Japan has it?", "It has nine buyers in Asia.", ""),
    ],
)
def test_another_one_of_the_sort(question: str, text: str, missing: str) -> None:
    assert other_like_one(question, _first(text)) == missing


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("How deep are the holes?", "Holes were found in nine walls.", "a length"),
        ("How deep are the holes?", "The holes are two metres deep.", ""),
        ("How deep are the holes?", "A man stood in them up to his waist.", ""),
        ("How deep is the company in debt?", "It owes 3 million.", ""),
        ("How long did the strike last?", "The strike cost 3 million crowns.", "a length of time"),
        ("How long did the strike last?", "It ended after a fortnight.", ""),
        ("How long will the tunnel be?", "It is to have 14 km.", ""),
        ("What is the e-mail address of the desk?", "The desk is in Arle.", "an e-mail address"),
        ("What is the email address of the desk?", "Write to desk@arle.example.", ""),
        ("What is the phone number of the desk?", "The desk has 3 clerks.", "a phone number"),
        ("What is the phone number of the desk?", "Ring 0555 12 34.", ""),
        ("Which standard do the bolts meet?", "They meet the standard.", "the name of a standard"),
        ("Which standard do the bolts meet?", "They meet ISO 898.", ""),
        ("Who is the harbour master's secretary?", "The secretary refused.", "a name"),
        ("Who is the harbour master's secretary?", "The secretary, Ida Brandt, refused.", ""),
        ("Which builders were fined last year?", "Last year we fined 14.", "a name"),
        ("Which builders were fined last year?", "Last year we fined Arko and Bela.", ""),
    ],
)
def test_the_kind_of_thing_asked_is_lacking(question: str, text: str, missing: str) -> None:
    assert lacks_kind(question, text) == missing


@pytest.mark.parametrize(
    ("question", "text", "title", "fits"),
    [
        ("How many answered in 2019?", "Of these 400 answered. It was May 2024.", "made", False),
        ("How many answered in 2019?", "Of these 400 answered, as in 2019.", "made", True),
        ("How many answered in 2019?", "Of these 400 answered.", "Survey 2024", False),
        ("How many answered in 2024?", "Of these 400 answered.", "Survey 2024", True),
        ("How many answered in 2019?", "Of these 400 answered.", "Survey", True),
        ("Who answered in 2019?", "Of these the mayor answered.", "Survey 2024", True),
        ("How many answered in 2019?", "Of these 400 answered. Few had in 2019.", "made", True),
        (
            "How many answered in 2019?",
            "Of these 400 answered. In May 2024, unlike in 2019, it rained.",
            "made",
            False,
        ),
    ],
)
def test_a_figure_without_a_year_is_of_its_paragraphs(
    question: str, text: str, title: str, fits: bool
) -> None:
    assert of_year(_part(question), _first(text, title)) == fits


def test_a_body_sentence_is_no_caption() -> None:
    assert not is_bare_caption(_part("How many answered?"), _first("How answers grew."))


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("How big was the grant?", "It was paid by the fund (grant 2020-077).", "077"),
        ("How high is the harbour charge?", "2. costs, as the harbour charge (38%)", "38"),
    ],
)
def test_codes_and_shares_of_answers_are_no_measure(question: str, text: str, told: str) -> None:
    assert told not in of_measure(question, text)
    assert "4 crowns" in of_measure(question, "The charge (2 of them) is 4 crowns.")
