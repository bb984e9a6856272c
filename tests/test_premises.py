"""A false premise is told by its opposite in the text; agreement and other matters aren't."""

import pytest

from assistant.premises import contradicting
from assistant.questions import read_question
from assistant.selection import Scored
from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import split_document


def ranked(*sentences: str) -> list[Scored]:
    """The sentences as if found in that order."""
    document = Document("text", "text", " ".join(sentences), read_layout(" ".join(sentences)))
    passage = split_document(document, 900)[0]
    return [
        Scored(document, one.start, one.end, passage, -float(at), 0.5)
        for at, one in enumerate(passage.sentences)
    ]


def against(question: str, *sentences: str) -> str | None:
    part = read_question(question, (), 2000).parts[0]
    found = contradicting(part, ranked(*sentences))
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Norland stay out of the Union?", "Norland joined the Union in 2024."),
        ("When did Norland accept the loan offer?", "Norland rejected the loan offer."),
        ("Why did exports of timber fall in 2023?", "Exports of timber rose in 2023."),
        ("Who was charged with the assault?", "Nobody was charged with the assault."),
        ("Why did the envoys leave the table in May?", "In May the envoys never left the table."),
        ("How did the yard meet its delivery plan?", "The yard failed to meet its delivery plan."),
        ("Why did Norland decline the loan offer?", "Norland accepted the loan offer."),
    ],
)  # fmt: skip
def test_the_opposite_contradicts(question: str, told: str) -> None:
    assert against(question, "Norland is a country.", told) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Norland join the Union?", "Norland joined the Union in 2024."),
        ("Why did Norland not join the union?", "Norland did not join the union."),
        ("Why did Norland refuse the loan offer?", "Norland rejected the loan offer."),
        ("Did Norland stay out of the Union?", "Norland joined the Union in 2024."),
        ("Why did exports of timber fall?", "Imports of steel from the south rose."),
        ("Why did exports of timber fall?", "Exports of timber rose in spring and fell in autumn."),
        ("What is the organisation for?", "Norland did not join it."),
    ],
)  # fmt: skip
def test_what_does_not_contradict(question: str, told: str) -> None:
    assert against(question, told) is None


def test_one_sentence_that_agrees_outweighs_the_others() -> None:
    told = ["Norland rejected the loan offer in May.", "Norland accepted the loan offer in June."]
    assert against("When did Norland accept the loan offer?", *told) is None


def test_only_the_best_sentences_are_looked_at() -> None:
    others = ["Rain fell.", "Snow followed.", "Wind came."]
    assert (
        against("When did Norland accept the offer?", *others, "Norland rejected the offer.")
        is None
    )
