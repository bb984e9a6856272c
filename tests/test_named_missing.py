"""What is called missing beside the sentences that a reader is shown."""

import pytest

from assistant.named_missing import named_missing
from assistant.questions import read_question
from corpus.documents import Document, Span
from corpus.layout import read_layout

_TEXT = """Sales of nets

Denmark bought 40 nets in 2021. Finland bought none. More followed in 2023.

Eels are few.
"""


@pytest.mark.parametrize(
    ("question", "missing", "told"),
    [
        ("How many nets did Finland buy in 2020?", ["Finland"], ("Finland in 2020",)),
        ("How many nets did Finland buy?", ["Finland"], ("a number for Finland",)),
        ("How many eels were caught in 2023?", ["2023"], ("a number in 2023",)),
        ("Who mended the nets in 2023?", ["2023"], ()),
        ("What did Finland mend?", ["Finland"], ()),
        ("How many nets did Norwegian crews buy?", ["Norwegian"], ("Norway",)),
        ("How many nets did Oslo buy?", ["Oslo"], ("Oslo",)),
        ("How many eels were caught in 2024?", ["2024"], ("2024",)),
        ("Who mended them?", ["a name"], ("a name",)),
    ],
)
def test_what_stands_there_is_missing_only_with_what_is_asked_of_it(
    question: str, missing: list[str], told: tuple[str, ...]
) -> None:
    document = Document("nets", "nets", _TEXT, read_layout(_TEXT))
    start = _TEXT.index("Denmark")
    part = read_question(question, (), 500).parts[0]
    nearest = [Span(document, start, start + len("Denmark bought 40 nets in 2021."))]
    assert named_missing(part, missing, nearest) == told
