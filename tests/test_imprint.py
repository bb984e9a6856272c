"""Who wrote a document, and when it came out, of the one among several that is meant."""

import pytest

from assistant.imprint import answer_imprint
from assistant.questions import read_question
from corpus.documents import Document
from corpus.layout import read_layout

_FENS = """THE FENS OF LORNE
How the dykes were lost and what it cost

Policy Brief 7, Tarn Institute
by Anna Osk and Jon Vik
May 2024

This brief looks at the dykes of Lorne. They broke in 2019. Nobody had looked at them for years.
"""
_PLAN = """National Eel Strategy 2025-2031

Ministry of Rivers

Adopted by the Cabinet on 3 June 2025

Foreword

Eels are few. We want them back, and we shall need everybody's help to have them.

Mette Lund, Minister of Rivers

1. Aims

Eels are to be doubled by 2031. This strategy tells how. It was drafted in 2024.
"""
_HOUSE = """COMMITTEE ON BRIDGES

Third Report of Session 2023-24

Ordered to be printed 9 July 2024

1. The bridge

This report tells of bridges. The bridge at Osk fell in 2022. It had stood for years.
"""
_NEWS = """Why the ferry sank

Report by Ida Holm, harbour correspondent | 4 May 2025

This article was amended on 6 May 2025. The ferry sank in March. Nobody was hurt.
"""
_TEXTS = {"fens": _FENS, "eels": _PLAN, "house": _HOUSE, "news": _NEWS}
_DOCUMENTS = [Document(name, name, text, read_layout(text)) for name, text in _TEXTS.items()]


def told(question: str) -> list[str] | None:
    part = read_question(question, (), 500).parts[0]
    found = answer_imprint(part, _DOCUMENTS)
    if found is None:
        return None
    return [quote.text for quote in found.quotes] or list(found.missing)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who wrote the policy brief on Lorne?", "by Anna Osk and Jon Vik"),
        ("Who are the authors of the brief?", "by Anna Osk and Jon Vik"),
        ("When was the brief published?", "May 2024"),
        ("When was the strategy adopted?", "Adopted by the Cabinet on 3 June 2025"),
        ("When was the eel strategy published?", "Adopted by the Cabinet on 3 June 2025"),
        ("When was the committee's report printed?", "Ordered to be printed 9 July 2024"),
        ("Who wrote the article?", "Report by Ida Holm, harbour correspondent | 4 May 2025"),
        ("When did the article appear?", "Report by Ida Holm, harbour correspondent | 4 May 2025"),
        ("Who wrote the eel strategy?", "the author"),
        ("Who signed the foreword?", "Mette Lund, Minister of Rivers"),
        ("Who wrote the foreword?", "Mette Lund, Minister of Rivers"),
    ],
)
def test_the_line_is_of_the_document_that_is_meant(question: str, line: str) -> None:
    assert told(question) == [line]


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the brief on Denmark?",
        "Who wrote the survey?",
        "When was the article adopted?",
        "Who signed the preface?",
        "Who wrote the song?",
    ],
)
def test_of_other_documents_nothing_is_told_here(question: str) -> None:
    assert told(question) is None
