"""Sections asked for by their heading, what a sentence announces, and labelled positions."""

import pytest

from assistant.announced import only_announces, told_below
from assistant.headings import section_told
from assistant.pointing import points_elsewhere
from assistant.positions import answer_position
from assistant.questions import Part, read_question
from assistant.run_in import with_label
from assistant.selection import Scored
from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import Passage

_NOTE = """THE HARBOUR LEDGER

Findings of the wardens

The harbour has three weaknesses. The crane is old. The mole is low. The lamps are dim.

The plan has two objectives. They are measured yearly.

1. Deepen the basin by a metre.

2. Mend the mole before the winter.

Silt. It fills the basin faster than before. Dredging costs more each year.

LIMITS OF THE STUDY

We asked masters alone. Crews were at sea.

WHAT THE TOWN SHOULD DO

1. Buy a second crane.

2. Light the mole.

WHAT HAPPENS NEXT

The council meets in May.

Its vote is final.

RECOMMENDATIONS

- To the pilots: keep a common log of groundings.

- To the owners: insure the old boats.
"""
_REPLIES = """AUDIT OF THE FERRIES

Recommendation 1: Radios

We recommend that each ferry carry two radios.

Ministry's position: Accepted. They will be bought in spring.

Recommendation 2: Life jackets

We recommend a life jacket for each passenger, children too.

Ministry's position: Rejected. The Ministry holds that rafts are enough.

Auditors' comment: Rafts are of no use to children.
"""


def document(text: str) -> Document:
    return Document("text", "text", text, read_layout(text))


def scored(text: Document, opens: str) -> Scored:
    block, one = next(
        (block, one)
        for block in text.layout.blocks
        for one in block.sentences
        if text.slice(one).startswith(opens)
    )
    passage = Passage(text, block.start, block.end, block, ())
    return Scored(text, one.start, one.end, passage, 1.0, 0.5)


def part(question: str, *before: str) -> Part:
    return read_question(question, before, 300).parts[-1]


def test_counted_things_are_told_by_as_many_sentences_or_items_behind() -> None:
    note = document(_NOTE)
    told = told_below(scored(note, "The harbour has three"))
    assert [one.text for one in told] == [
        "The crane is old.",
        "The mole is low.",
        "The lamps are dim.",
    ]
    told = told_below(scored(note, "The plan has two"))
    assert [one.text[:2] for one in told] == ["1.", "2."]
    assert told_below(scored(note, "Dredging")) == []


def test_a_sentence_that_counts_and_says_what_announces_not_only() -> None:
    assert only_announces("The plan has two objectives.")
    assert not only_announces("The plan has two objectives that the town can't afford.")


def test_a_label_and_its_sentence_are_quoted_together() -> None:
    note = document(_NOTE)
    whole = "Silt. It fills the basin faster than before."
    assert with_label(scored(note, "Silt")).text == whole
    assert with_label(scored(note, "It fills")).text == whole
    assert with_label(scored(note, "Dredging")).text == "Dredging costs more each year."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What should the town do?", ["1. Buy", "2. Lig"]),
        ("What are the limitations of the study?", ["We ask", "Crews "]),
        ("What are the next steps?", ["The co"]),
        ("What are the recommendations to the owners?", ["- To t"]),
        ("What are the recommendations to the bishops?", []),
        ("When will the town act?", []),
        ("What should the town's masters do?", []),
    ],
)
def test_a_section_is_asked_for_by_its_heading(question: str, told: list[str]) -> None:
    note = document(_NOTE)
    found = section_told(part(question), [scored(note, "Dredging")])
    assert [one.text[:6] for one in found] == told


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("The last section sets out what the town should do.", True),
        ("Table 2 shows how the boats were built.", True),
        ("It first describes the harbour, then asks who pays.", True),
        ("Table 2 shows that most boats leak.", False),
        ("The report sets a limit of 40 boats.", False),
    ],
)
def test_what_points_elsewhere(text: str, points: bool) -> None:
    assert points_elsewhere(text) is points


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Was recommendation 2 accepted?",
            ["Ministry's position: Rejected.", "The Ministry holds that rafts are enough."],
        ),
        (
            "What is the Ministry's position on radios?",
            ["Ministry's position: Accepted.", "They will be bought in spring."],
        ),
        (
            "Which recommendations were rejected?",
            ["Recommendation 2: Life jackets", "Ministry's position: Rejected."],
        ),
        ("What did the ministry say about the ferries' engines?", []),
        ("What did the auditors recommend?", []),
    ],
)
def test_what_is_held_of_a_numbered_thing(question: str, told: list[str]) -> None:
    replies = document(_REPLIES)
    found = answer_position(part(question), [replies], 5)
    assert [one.text for one in (found.quotes if found else ())] == told
