"""What stands first, what follows a list's lead-in, and parts that a quote answers together."""

from pathlib import Path

import pytest

from assistant.assistant import Assistant, open_over
from assistant.items import list_items
from assistant.members import enumerated, headed
from assistant.questions import read_question
from assistant.selection import Scored
from assistant.settings import Settings
from corpus.collection import read_collection
from corpus.documents import Document, Region
from corpus.passages import Passage

_REPORT = """\
# The lake in 2024

Basket makers by the lake sell what they weave. The Osier co-operative, founded in 2007 by Mary
Atieno, employs 45 people and exports baskets to Germany and Japan.

No cholera outbreak has been reported in the villages by the lake in 2009. Cases of bilharzia are
seen every summer, mostly among children who swim.

Three groups suffer most from the lower water:

1. fishers who own no boat with an engine;
2. families that fetch their water from the shore; and
3. herders of the northern plain.

## What to do

The county should act in three ways. First, it should pay the fishers for the days that they lose.
That costs little, as boats are few.

Second, it should dig wells for the villages of the northern plain.

Finally, no new dredgers should be bought. The first of them is idle.

In 2021 the county vaccinated 94% of the herders, against 71% in 2019.

## Measures

- The dam was raised.
- The sluice at Kerio was rebuilt.

## What was spent

The county has spent little on any of them. It takes a levy of 0.5 per cent from
the villages.

Did the noise of the dredgers grow worse? Residents thought so, but measurements found no rise.
"""
_PAGE = """\
<html><body><h1>The tram</h1><p>The line opened last year and is well used.</p>
<p>The review recommends:</p>
<ul><li>extending the service to Thursdays;</li><li>reopening the stop at the hospital; and</li>
<li>no change to the fare.</li></ul>
<p>It was published by the city in May.</p>
<p>Its authors want the city to:</p>
<ul><li><b>Mend the track.</b> It is worn out.</li><li>Buy four cars</li><li>Hire drivers</li>
<li>Plant trees</li><li>Print a new map</li></ul>
<p>The city said no.</p></body></html>
"""
_LAW = """\
Mussel Act

1. Licences

(1) No person shall sell mussels except under a licence.

2. Offences

(1) A person who sells mussels without a licence is liable—

(a) on summary conviction, to a fine of 4,000 crowns; or

(b) on conviction on indictment, to a fine of 25,000 crowns or to imprisonment for a year.

(2) It is a defence for a person charged to prove that the employer held a licence.
"""
_TRUST = """\
# The trust

The 73,000 trees planted in 2023 went in at five sites. In 2022 it planted 56,000.

## Timeline

- **2015**: A storm destroys 23 of our footbridges.
- **2020**: Young Rangers launched; all four cafés closed from March to July.
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    room = tmp_path_factory.mktemp("reports")
    (room / "corpus").mkdir()
    (room / "corpus" / "lake.md").write_text(_REPORT, "utf-8")
    (room / "corpus" / "tram.html").write_text(_PAGE, "utf-8")
    (room / "corpus" / "act.txt").write_text(_LAW, "utf-8")
    return open_over(read_collection(room / "corpus"), Settings(), room / "index")


def scored(document: Document, sentence: Region) -> Scored:
    block = document.block_at(sentence.start)
    assert block is not None
    passage = Passage(document, block.start, block.end, block, ())
    return Scored(document, sentence.start, sentence.end, passage, 1.0, 0.5)


def quotes(reports: Assistant, question: str) -> list[str]:
    return [quote.text for quote in reports.ask(question).quotes]


def test_a_sentence_that_answers_two_parts_is_shown_once_and_leaves_neither(
    reports: Assistant,
) -> None:
    asked = "How many people does Osier employ, and what does it export?"
    answer = reports.ask(asked)
    (quote,) = answer.quotes
    assert "employs 45 people" in quote.text
    assert answer.unanswered == ()


def test_a_sentence_that_answers_one_part_alone_leaves_the_other(reports: Assistant) -> None:
    answer = reports.ask("How many people does Osier employ, and why?")
    assert ["employs 45 people" in quote.text for quote in answer.quotes] == [True]
    assert [one.part for one in answer.unanswered] == ["why?"]


def test_what_the_guards_leave_takes_the_best_ones_place_only_if_likely(
    reports: Assistant,
) -> None:
    answer = reports.ask("Was there an outbreak of cholera in the villages in 2009?")
    assert "No cholera outbreak" in answer.quotes[0].text
    refused = reports.ask("What share of the villages had an outbreak of cholera?")
    assert refused.abstention
    assert refused.abstention.missing == ("a percentage",)
    assert "No cholera outbreak" in refused.abstention.nearest[0].text


def test_what_is_told_of_another_year_alone_lacks_the_year(reports: Assistant) -> None:
    refused = reports.ask("Was an outbreak of cholera reported in the villages in 2007?")
    assert refused.abstention
    assert refused.abstention.missing == ("2007",)


def test_a_year_alone_makes_no_answer(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "trust.md").write_text(_TRUST, "utf-8")
    trust = open_over(read_collection(tmp_path / "corpus"), Settings(), tmp_path / "index")
    assert "73,000" in quotes(trust, "How many trees were planted in 2023?")[0]
    refused = trust.ask("How many trees were planted in 2020?")
    assert refused.abstention
    assert refused.abstention.missing == ("2020",)


def test_a_follow_up_of_another_year_lacks_the_year(reports: Assistant) -> None:
    before = ("What share of the herders was vaccinated in 2021?",)
    refused = reports.ask("And in 2007?", before)
    assert refused.abstention
    assert refused.abstention.missing == ("2007",)


def test_a_list_follows_its_lead_in(reports: Assistant) -> None:
    assert quotes(reports, "Which three groups suffer most?") == [
        "Three groups suffer most from the lower water:",
        "1. fishers who own no boat with an engine;",
        "2. families that fetch their water from the shore; and",
        "3. herders of the northern plain.",
    ]


def test_a_list_without_marks_follows_its_lead_in(reports: Assistant) -> None:
    assert quotes(reports, "What does the review recommend?") == [
        "The review recommends:",
        "extending the service to Thursdays;",
        "reopening the stop at the hospital; and",
        "no change to the fare.",
    ]


def test_a_question_of_the_document_is_no_answer(reports: Assistant) -> None:
    told = quotes(reports, "Did the noise of the dredgers grow worse?")
    assert told[:1] == ["Residents thought so, but measurements found no rise."]


def test_an_enumeration_follows_what_announces_it(reports: Assistant) -> None:
    told = quotes(reports, "In what ways should the county act?")
    assert [text.partition(",")[0] for text in told[:4]] == [
        "The county should act in three ways.",
        "First",
        "Second",
        "Finally",
    ]


def test_members_of_an_enumeration_follow_one_another_in_the_text(reports: Assistant) -> None:
    lake = next(one for one in reports.collection.documents if one.id == "lake")
    sentences = [one for block in lake.layout.blocks for one in block.sentences]
    chosen = [scored(lake, one) for one in sentences if lake.slice(one).startswith("Second,")]
    assert enumerated(chosen) == []
    chosen += [scored(lake, one) for one in sentences if lake.slice(one).startswith("Finally,")]
    assert [one.text[:5] for one in enumerated(chosen)] == ["First", "Secon", "Final"]
    others = [one for one in sentences if not lake.slice(one).startswith(("Second,", "Finally,"))]
    assert enumerated([*chosen, *(scored(lake, one) for one in others[:3])]) == []


def test_one_thing_asked_of_a_lead_in_brings_no_list(reports: Assistant) -> None:
    told = quotes(reports, "Who published the review?")
    assert not [text for text in told if "Thursdays" in text]


def test_items_that_begin_as_sentences_follow_without_the_lead_in_that_does_not_fit(
    reports: Assistant,
) -> None:
    assert quotes(reports, "What five things do its authors want the city to do?") == [
        "Mend the track. It is worn out.",
        "Buy four cars",
        "Hire drivers",
        "Plant trees",
        "Print a new map",
    ]


def test_a_list_may_be_asked_for_by_its_heading(reports: Assistant) -> None:
    told = ["The dam was raised.", "The sluice at Kerio was rebuilt."]
    assert quotes(reports, "List the measures.") == told
    assert quotes(reports, "What are the measures at the lake?") == told


def test_its_items_need_not_be_among_what_was_read(reports: Assistant) -> None:
    lake = next(one for one in reports.collection.documents if one.id == "lake")
    (part,) = read_question("List the measures.", (), 200).parts
    read = [scored(lake, lake.layout.blocks[0].sentences[0])]
    assert [one.text for one in headed(part, read)] == [
        "The dam was raised.",
        "The sluice at Kerio was rebuilt.",
    ]


def test_a_fragment_brings_its_lead_in_and_a_list_ends_with_its_kind_of_labels(
    reports: Assistant,
) -> None:
    told = quotes(reports, "What is the fine on conviction on indictment?")
    assert told[0].startswith("(b) on conviction on indictment")
    assert told[1] == "(1) A person who sells mussels without a licence is liable—"
    law = next(one for one in reports.collection.documents if one.id == "act")
    (lead,) = [one.sentences[0] for one in law.layout.blocks if law.slice(one).endswith("—")]
    assert [one.text[:3] for one in list_items(scored(law, lead))] == ["(a)", "(b)"]
