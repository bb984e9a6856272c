"""What is called missing beside the sentences that a reader is shown."""

import pytest

from assistant.named_missing import named_missing
from corpus.documents import Document, Span
from corpus.layout import read_layout

_TEXT = """Sales of nets

Denmark bought 40 nets in 2021. Finland bought none. More followed in 2023.

Eels are few.
"""


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (["Finland"], ()),
        (["Finland", "2020"], ("2020",)),
        (["Finnish"], ()),
        (["2023"], ("2023",)),
        (["Norwegian"], ("Norwegian",)),
        (["Oslo"], ("Oslo",)),
        (["a name"], ("a name",)),
    ],
)
def test_a_country_that_stands_there_is_not_missing(
    missing: list[str], told: tuple[str, ...]
) -> None:
    document = Document("nets", "nets", _TEXT, read_layout(_TEXT))
    start = _TEXT.index("Denmark")
    nearest = [Span(document, start, start + len("Denmark bought 40 nets in 2021."))]
    assert named_missing(missing, nearest) == told
