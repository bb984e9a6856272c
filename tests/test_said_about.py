"""What somebody says about something."""

import pytest

from assistant.questions import read_question
from assistant.siblings import another_of_its_kind
from corpus.documents import Document, Span
from corpus.layout import read_layout

_TEXT = """A lake in the hills

Bo Horn has measured the lake since 2009. He found little in it, and drinks it at home. His
colleague Sunniva Rask is less calm. "Horn measures the lake. I'd measure the drums."

Edwin Pryce was the last manager. He says that there were 300 drums. The rest is nonsense to him.

Georg Lind lives by the wall. He thinks that the cracks in it are old. "We have had no flood," Lind
adds. Nobody asked him more.

Anselm Okoro wants to buy the land. The owner asks for a million. Okoro calls it a fantasy.

"Nobody ordered a lake," says Ingrid Voss.

The council spoke of the pump in May. It was loud. Nobody bought one.

Mr Pryce was asked of the pump again. Nobody listened. Few were there.

"It would cost too much," Pryce said.

A tanker came by in June. It was empty. Nothing more is known.
"""


def _missing(question: str, start: str) -> str:
    document = Document("made", "made", _TEXT, read_layout(_TEXT))
    regions = [one for block in document.layout.blocks for one in block.sentences]
    sentence = next(one for one in regions if start in document.slice(one))
    part = read_question(question, (), 1000).parts[0]
    return another_of_its_kind(part, Span(document, sentence.start, sentence.end))


@pytest.mark.parametrize(
    ("question", "sentence", "missing"),
    [
        # a quotation of somebody else
        ("What does Lind say about the drums?", "I'd measure", "Lind on the drums"),
        ("What does Rask say about the drums?", "I'd measure", ""),
        # another matter, which the text names elsewhere
        ("What does Okoro say about Voss?", "Okoro calls it", "Okoro on Voss"),
        ("What does Georg Lind think of the pump?", "He thinks", "Georg Lind on the pump"),
        ("What did Pryce say about the flood?", "300 drums", "Pryce on the flood"),
        # the matter stands in the paragraph, or in the one that a short one answers
        ("What does Okoro say about the owner's price?", "Okoro calls it", ""),
        ("What does Lind say about the wall?", "He thinks", ""),
        ("What did Pryce say about the pump?", "cost too much", ""),
        # words that the text doesn't have, and general ones
        ("What does Lind say about the fissures?", "He thinks", ""),
        ("What does Voss think of the situation?", "Nobody ordered", ""),
        ("What does Voss say about the lake?", "Nobody ordered", ""),
        ("What did Lind say on 3 May?", "He thinks", ""),
        ("What does the mayor say about the pump?", "Okoro calls it", ""),
    ],
)
def test_what_somebody_says_on_another_matter_is_no_answer(
    question: str, sentence: str, missing: str
) -> None:
    assert _missing(question, sentence) == missing
