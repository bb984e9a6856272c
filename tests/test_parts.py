"""The second part of a question leans on the first; and cells of tables, compared and joined."""

import pytest

from assistant.assistant import Assistant, open_assistant
from assistant.parties import with_other
from assistant.questions import read_question
from assistant.selection import Scored
from assistant.settings import Settings
from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import Passage

REPORT = """# Upkeep of the canal locks

## Gates

1.1 The yearly outlay for one lock was 2.6 million crowns, against 1.9 million planned: an
overrun of 37%. Timber prices account for about half of the increase; the rest stems from changes
of design. We visited eleven locks.

1.2 The main reason given by the offices for late inspections is a shortage of trained divers.
In June they employed 41 divers. Their pay is low. They use grease, and come from Varn.

1.3 We found three contracts, worth 18.7 million crowns, that were let without a tender. In two the
urgency was documented; in the third it was not. We have told the Competition Office.

1.4 In the Eastern Region, 23 of 31 deviations from the ranking had no recorded justification.

## Figures

| Work | 2021 | 2022 | 2023 | Target 2025 |
|---|---|---|---|---|
| Towpath repaired (km) | 12.4 | 14.1 | 9.8 | 15 |
| Reed planted (hectares) | 118 | 1,205 | 162 | 3,000 |

| | 2022 (crowns) | 2023 (crowns) |
|---|---|---|
| Tolls | 820 | 560 |
| Moorings | 1,105 | 1,330 |
| Fishing | 12 | 14 |

## Water

The reaches were measured by the county.

**Table 3. Silt by reach, tonnes a year, 2021 to 2023**

| Reach | Silt | Class | Present rule | Draft rule |
|---|---|---|---|---|
| Upper Orle | 41.3 | high | dredge in May | never dredge |
| Lower Orle | 12.0 | low | dredge in June | dredge in August |

**Table 4. Doses of sealant for gates**

| Sealant | Gate | Dose | Rest |
|---|---|---|---|
| Pitch | oak | 3 kg | 10 days |
| Pitch | steel | 1 kg | 4 days |
| Resin | oak | 2 kg | 21 days |
"""


@pytest.fixture(scope="module")
def canals(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("canals")
    (folder / "report.md").write_text(REPORT, "utf-8")
    return open_assistant(Settings(), folder, tmp_path_factory.mktemp("index"))


def quotes(canals: Assistant, question: str) -> list[str]:
    return [" ".join(quote.text.split()) for quote in canals.ask(question).quotes]


def test_a_part_that_leans_is_answered_beside_the_one_before(canals: Assistant) -> None:
    first, second = quotes(canals, "What is the overrun, and what explains it?")
    assert "37%" in first
    assert second.startswith("Timber prices")


def test_what_is_of_another_matter_does_not_stand_in_for_it(canals: Assistant) -> None:
    answer = canals.ask("How many contracts were let without a tender, and were they justified?")
    assert not any("deviations" in quote.text for quote in answer.quotes)
    assert [part.part for part in answer.unanswered] == ["were they justified?"]
    assert answer.unanswered[0].nearest[0].text.startswith("In two the")


def test_a_part_is_answered_by_the_sentence_of_the_section_that_says_it(
    assistant: Assistant,
) -> None:
    answer = assistant.ask(
        "How much of Belarus's exports go to Russia, and how much did exports to China grow?"
    )
    assert any("77%" in quote.text for quote in answer.quotes)
    assert not answer.unanswered


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("In which year was most reed planted?", "2022: 1,205"),
        ("In which year was the most towpath repaired?", "2022: 14.1"),
        ("In which year was the least towpath repaired?", "2023: 9.8"),
    ],
)
def test_the_highest_or_lowest_cell_leads(canals: Assistant, question: str, first: str) -> None:
    assert quotes(canals, question)[0].endswith(first)


def test_cells_of_all_the_rows_named_are_quoted(canals: Assistant) -> None:
    told = quotes(canals, "How much did tolls and moorings bring in 2023?")
    assert {"Tolls — 2023 (crowns): 560", "Moorings — 2023 (crowns): 1,330"} <= set(told)
    assert not any("Fishing" in one for one in told)


VIEWS = """The harbour guild wants fees abolished outright. Cargo Concern, by contrast, warned that
this could raise rents, and favours a gradual cut. The guild has 52 members. Rain fell."""


@pytest.mark.parametrize(
    ("question", "first", "added"),
    [
        ("What do the harbour guild and Cargo Concern want?", 1, [1, 0]),
        ("What did Cargo Concern and the harbour guild propose?", 1, [1, 0]),
        ("What do Cargo Concern and Miners' Aid want?", 1, [1]),
        ("What does Cargo Concern want?", 1, [1]),
        ("What do the guild and Cargo Concern want to sell?", 1, [1]),
    ],
)
def test_of_two_who_are_asked_about_none_is_dropped(
    question: str, first: int, added: list[int]
) -> None:
    document = Document("made", "made", VIEWS, read_layout(VIEWS))
    block = document.layout.blocks[0]
    passage = Passage(document, block.start, block.end, block, ())
    told = [Scored(document, s.start, s.end, passage, 1.0, 0.5) for s in block.sentences]
    part = read_question(question, (), 1000).parts[0]
    ranked = [told[first], *(one for one in told if one is not told[first])]
    assert with_other(part, ranked[:1], ranked) == [told[at] for at in added]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What dose of pitch does a steel gate need?", "Pitch, steel — Dose: 1 kg"),
        ("Which reach has the highest silt?", "Upper Orle — Silt: 41.3"),
        ("Which reach has the lowest silt?", "Lower Orle — Silt: 12.0"),
        ("What is the rule for the Lower Orle today?", "Lower Orle — Present rule: dredge in June"),
        ("What was the silt in the Upper Orle in 2022?", "Upper Orle — Silt: 41.3"),
    ],
)
def test_the_cell_that_is_asked_for_leads(canals: Assistant, question: str, first: str) -> None:
    assert quotes(canals, question)[0] == first


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What was the silt in the Upper Orle in 1997?", "1997"),
        ("What is the silt in Varn?", "Varn"),
        ("What is the dose of grease?", "grease"),
    ],
)
def test_what_a_table_has_no_row_for_is_not_told_of_another(
    canals: Assistant, question: str, missing: str
) -> None:
    refused = canals.ask(question).abstention
    assert refused
    assert refused.missing == (missing,)
