"""What a quote must hold before it may answer: a year that was asked for, and the kind of thing."""

import pytest

from assistant.guards import answer_regions, fits_years, holds_wanted, missing_years
from assistant.questions import Part, read_question
from assistant.years import told_years
from corpus.documents import Document, Span
from corpus.layout import read_layout


def part(question: str) -> Part:
    return read_question(question, (), 2000).parts[0]


def document(text: str) -> Document:
    return Document("made", "made", text, read_layout(text))


def sentence(text: str) -> Span:
    return Span(document(text), 0, len(text))


def fits(question: str, text: str) -> bool:
    return fits_years(part(question), sentence(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was it in 2021?", "It rose from 2019 to 2022."),
        ("What was it in 2021?", "It rose between May 2019 and the end of 2022."),
        ("What was it in 2021?", "It rose in 2019–2022."),
        ("What was it in 2022?", "It fell in the winter of 2021-22."),
        ("Were there outbreaks in 2012?", "None has been linked to it since 2009."),
        ("Were there outbreaks in 2012?", "There were none before May 2019."),
        ("Who ran it in 2012?", "From 2009 on it was run by the town."),
        ("What was it in 2022?", "The post-2020 price was 5 euros."),
        ("What fell in 1832?", "The walls were pulled down in the 1830s."),
        ("What fell in the 1830s?", "The walls were pulled down in 1832."),
        ("Why did it decline after 2019?", "It followed the floods of May 2020."),
        ("What has been done since the 2022 invasion?", "In 2024 a law was passed."),
        ("What was done until the spring of 2019?", "In 2017 a law was passed."),
        ("What was it in 2025?", "It was 318 at the end of 2024 and 402 a year later."),
        ("What was it in 2014?", "It was 190 in 2024, against 21 ten years earlier."),
        ("What was it the year after the fire of 2024?", "In 2025 it fell."),
        ("What was it two years before 2024?", "In 2022 it fell."),
    ],
)
def test_a_sentence_of_the_years_asked_for(question: str, text: str) -> None:
    assert fits(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was it in 2021?", "It was 586 MW at the end of 2024, up from 77 MW in 2020."),
        ("What was it in 2021?", "In 2019 it was 9,200 hectares, and in 2022 only 3,100."),
        ("What was it in 2021?", "It rose from 16 in 2019 to 145 in 2022."),
        ("What was it in 2005?", "Turnout was the highest since 1997."),
        ("What was it in 2021?", "It has grown since 2020, and was 586 in 2024."),
        ("What was it in 2021?", "After the 2020 vote 500 left."),
        ("What was it in 2018?", "It has been open since 2019."),
        ("Why did it decline after 2019?", "In 2017 there was a flood."),
        ("Why did it decline before 2019?", "In 2020 there was a flood."),
        ("What was it two years after 2019?", "In 2024 it was 5."),
        ("What was it soon after 2019?", "In 2024 it was 5."),
        ("What was it by 2027?", "In 2025 it was 5."),
        ("What was it in 2025?", "On 2024-12-26 it was 5."),
    ],
)
def test_a_sentence_of_other_years(question: str, text: str) -> None:
    assert not fits(question, text)


def test_years_that_are_told_by_no_number() -> None:
    assert told_years("The year after 2020 was worse, and the following year was not.") == {
        (2020, 2020),
        (2021, 2021),
    }
    assert told_years("A year later it closed.") == frozenset()


def test_a_bound_is_missing_where_nothing_beyond_it_is_told() -> None:
    told = [document("It grew in 2018 and in 2022.")]
    assert missing_years(part("What happened after 2019?"), told) == ()
    assert missing_years(part("What happened after 2023?"), told) == ("2023",)
    assert missing_years(part("What happened in 2019?"), told) == ("2019",)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What share is solar?", "Solar accounts for two thirds of it; wind for about a quarter."),
        ("What share is wind?", "Wind makes up about a quarter."),
        ("What share came from the bank?", "Three quarters of which came from the bank."),
        ("What percentage sails?", "Only half of the patrols sail."),
        ("What portion passed?", "Fewer than one in five takes a pilot."),
        ("What portion failed?", "One round in two failed."),
        ("What share pays nothing?", "They teach pupils of whom a third pay no fees."),
        ("How often is it published?", "It should be published weekly."),
        ("How often does it bloom?", "It blooms each spring."),
        ("How frequently do they meet?", "They rarely meet."),
    ],
)
def test_a_share_or_a_frequency_in_words(question: str, text: str) -> None:
    assert holds_wanted(part(question), sentence(text))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What share is solar?", "Solar accounts for most of it."),
        ("What share is solar?", "They built it in the first half of the year."),
        ("What share is solar?", "A third country joined them."),
        ("How often is it published?", "It is published by the ministry."),
        ("How many are published?", "It is published weekly."),
    ],
)
def test_what_is_no_share_or_frequency(question: str, text: str) -> None:
    assert not holds_wanted(part(question), sentence(text))


def test_a_share_in_words_is_shown() -> None:
    told = sentence("Solar accounts for two thirds of it.")
    (region,) = answer_regions(part("What share of it is solar?"), told)
    assert told.document.text[region.start : region.end] == "two thirds"
