"""What a quote must hold before it may answer: a year that was asked for, and the kind of thing."""

import pytest

from assistant.guards import answer_regions, asked_when, fits_years, holds_wanted, missing_years
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


def within(question: str, text: str, start: str) -> bool:
    """Whether the rest of the text from `start` on fits the question's years."""
    told = document(text)
    return fits_years(part(question), Span(told, text.index(start), len(text)))


_REPORT = "2023 was hard. Revenue rose by 6.2% to £1,284 million (2022: £1,209 million)."
_PLANS = "Growth slows in 2024. Spending is to be £70 million, compared with £58 million in 2023."
_FEWER = "In 2021 it was 9. The fleet has 7 boats, fewer than in 2019."
_LATER = "In 2016, 61% were screened. A year later it was 64%."
_CHAIN = f"{_REPORT} The dividend is 11 pence (2022: 12.4 pence)."
_RENEWED = "In 2024 the fleet was renewed. It counts 190 boats, against 21 ten years earlier."


@pytest.mark.parametrize(
    ("question", "text", "start", "right"),
    [
        ("By how much did revenue rise in 2023?", _REPORT, "Revenue", True),
        ("What was the revenue in 2022?", _REPORT, "Revenue", True),
        ("By how much did revenue rise in 2021?", _REPORT, "Revenue", False),
        ("What is the dividend for 2023?", _CHAIN, "The dividend", True),
        ("How much is to be spent in 2024?", _PLANS, "Spending", True),
        ("How much is to be spent in 2022?", _PLANS, "Spending", False),
        ("How many boats had it in 2021?", _FEWER, "The fleet", True),
        ("What share was screened in 2017?", _LATER, "A year", True),
        ("What share was screened in 2016?", _LATER, "A year", False),
        ("What share was screened in 2018?", _LATER, "A year", False),
        ("What share was screened in 2017?", f"{_LATER[:-1]}, and by 2022 71%.", "A year", True),
        ("What share was screened in 2022?", f"{_LATER[:-1]}, and by 2022 71%.", "A year", True),
        ("What share was screened in 2016?", f"{_LATER[:-1]}, and by 2022 71%.", "A year", False),
        ("Who was screened after those of 2016?", _LATER, "A year", True),
        ("How many boats had it in 2024?", _RENEWED, "It counts", True),
        ("How many boats had it in 2014?", _RENEWED, "It counts", True),
    ],
)
def test_the_year_before_governs_a_sentence_of_none_of_its_own(
    question: str, text: str, start: str, right: bool
) -> None:
    assert within(question, text, start) == right


_GAP = "They earn 12 pounds. The pay gap was 6.5% (2022: 8.1%). There were two accidents."
_DEFICIT = "For the first time since 2012 more was spent. The deficit was 165."


@pytest.mark.parametrize(
    ("question", "text", "start", "right"),
    [
        ("How many accidents were there in 2023?", _GAP, "There", True),
        ("What was the pay gap in 2023?", f"{_GAP[:58]}", "The pay", True),
        ("How large was the deficit in 2023?", _DEFICIT, "The deficit", True),
        ("What was it in 2023?", "It is 70% (20% more than in 2021).", "", False),
        ("How large was it in 2023?", f"In 2021 it grew. {_DEFICIT}", "For the", False),
    ],
)
def test_years_beside_a_figure_govern_nothing(
    question: str, text: str, start: str, right: bool
) -> None:
    assert within(question, text, start) == right


@pytest.mark.parametrize(
    ("title", "text", "right"),
    [
        ("Annual report 2023", "Of 9 in 2020 little is left. The deficit was 165.", True),
        ("Annual report", "Of 9 in 2020 little is left. The deficit was 165.", False),
        ("Annual report 2023", "Of 9 in 2020 little is left. The deficit was 165 in 2022.", False),
    ],
)
def test_the_year_of_a_title_is_that_of_a_sentence_without(
    title: str, text: str, right: bool
) -> None:
    told = Document("made", title, text, read_layout(text))
    sentence = Span(told, text.index("The deficit"), len(text))
    assert fits_years(part("How large was the deficit in 2023?"), sentence) == right


_GOODBYE = "In April 2023 the bank failed. Two thousand lost their work."


@pytest.mark.parametrize(
    ("question", "text", "start", "right"),
    [
        ("What happened in April 2023?", "In 2023 it fell.", "", False),
        ("What happened in April 2023?", "In May 2023 it fell.", "", False),
        ("What happened in April 2023?", "On 14 April 2023 it fell.", "", True),
        ("What happened in April 2023?", "On 14/04/2023 it fell.", "", True),
        ("What happened in April 2023?", "In the spring of 2023 it fell.", "", True),
        ("What happened in April 2023?", "In Q2 2023 it fell.", "", True),
        ("What happened in April 2023?", "It fell from March to July 2023.", "", True),
        ("What happened in April 2023?", "It fell from 2019 to 2024.", "", True),
        ("What happened in April 2023?", "More than half of it fell in 2023.", "", False),
        ("What happened in April 2023?", "It fell.", "", True),
        ("What happened in April 2023?", _GOODBYE, "Two", True),
        ("What happened in May 2023?", _GOODBYE, "Two", False),
        ("What has happened since April 2023?", "In May 2023 it fell.", "", True),
        ("What did the April 2023 vote change?", "In 2023 the vote ended it.", "", True),
    ],
)
def test_a_month_beside_a_year(question: str, text: str, start: str, right: bool) -> None:
    assert within(question, text, start) == right


def test_a_month_is_missing_as_the_question_has_it() -> None:
    assert asked_when(part("What happened in Nov. 2023?")) == ("Nov. 2023",)
    assert asked_when(part("What happened in 2023?")) == ("2023",)


@pytest.mark.parametrize(
    ("text", "right"),
    [("Target 2025: 90", True), ("In 2022 it was 56.", False), ("In 2023 it was 73.", False)],
)
def test_what_is_aimed_at_is_of_no_year_asked_before(text: str, right: bool) -> None:
    before = ("How many trees were planted in 2023?",)
    asked = read_question("And what is the target?", before, 2000).parts[0]
    assert fits_years(asked, sentence(text)) == right
    assert missing_years(asked, [document(text)]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "In 2021 it was 9. In 2019 it was 7.",
        "In 2021 it was 9. It fell from 8 in 2019 to 7 in 2020.",
        "In 2021 it was 9. The law (Riga, 2019) made it 7.",
        "In 2021 it was 9. More than 500 left in 2019.",
        "In 2021 it was 9. The protests against the 2019 vote drew 7.",
        "In 2021 it was 9. In 2019 it was 7 (2018: 6).",
    ],
)
def test_no_year_before_governs_a_sentence_with_its_own(text: str) -> None:
    second = text[text.index(". ") + 2 :]
    assert not within("What was it in 2021?", text, second)


_LETS = "Lets rose from about 2,100 in 2014 to 9,800 in 2023."


@pytest.mark.parametrize(
    ("question", "text", "right"),
    [
        ("How many lets were there before 2014?", _LETS, False),
        ("How many lets were there before 2020?", _LETS, True),
        ("How many lets were there until 2014?", _LETS, True),
        ("How many lets were there before the 2014 law?", _LETS, True),
        ("How many fled before 2020?", "At least 100 000 fled in August 2020.", False),
        ("How many fled before 2020?", "Until 2020, 5 000 had fled.", True),
        ("How many fled before 2020?", "In 2019, 5 000 fled.", True),
        ("How many fled after 2022?", "In 2024 it was 36 030.", True),
    ],
)
def test_before_a_year_leaves_it_out(question: str, text: str, right: bool) -> None:
    assert fits(question, text) == right


@pytest.mark.parametrize(
    ("question", "text", "right"),
    [
        ("How many fled after 2022?", "In 2022 it was 5.", False),
        ("How many fled after 2022?", "In 2023 it was 5.", True),
        ("How many have fled since 2022?", "In 2022 it was 5.", True),
        ("How many fled after May 2022?", "In September 2022 it was 5.", True),
        ("How many fled after the 2022 vote?", "In 2022 it was 5.", True),
        ("How many fled after 2022?", "After the 2022 vote 500 left.", True),
    ],
)
def test_after_a_year_leaves_it_out(question: str, text: str, right: bool) -> None:
    assert fits(question, text) == right


def test_until_then_reaches_back_from_the_year_before() -> None:
    text = "In 2020 a vote was held. Until then, 5 000 had fled."
    assert within("How many had fled before 2020?", text, "Until")


def test_years_that_are_told_by_no_number() -> None:
    assert told_years("The year after 2020 was worse, and the following year was not.") == {
        (2020, 2020),
        (2021, 2021),
    }
    assert told_years("A year later it closed.") == frozenset()


def test_a_bound_is_missing_where_nothing_beyond_it_is_told() -> None:
    told = [document("It grew in 2018 and in 2022.")]
    assert missing_years(part("What happened after 2019?"), told) == ()
    assert missing_years(part("What happened before 2019?"), told) == ()
    assert missing_years(part("What happened after 2023?"), told) == ("2023",)
    assert missing_years(part("What happened in 2019?"), told) == ("2019",)


def test_a_year_told_by_another_is_not_missing() -> None:
    told = [document("It grew in 2018. A year later it shrank.")]
    assert missing_years(part("What happened in 2019?"), told) == ()
    assert missing_years(part("What happened in 2020?"), told) == ("2020",)


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


@pytest.mark.parametrize(
    "text",
    ["1. Tarn has a shortage of homes.", "(14) We see too few homes.", "3) “Homes” are dear."],
)
def test_the_number_of_a_paragraph_is_no_figure(text: str) -> None:
    asked = part("How many homes does Tarn lack?")
    assert not holds_wanted(asked, sentence(text))
    assert answer_regions(asked, sentence(text)) == ()


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("5.2 million homes are lacking.", "5.2 million"),
        ("12. Tarn lacks 40 homes.", "40"),
        ("300 homes are lacking.", "300"),
        ("Tarn lacks 12. Homes are dear.", "12"),
    ],
)
def test_a_figure_at_the_start_is_shown_where_it_stands(text: str, figure: str) -> None:
    asked, told = part("How many homes does Tarn lack?"), sentence(text)
    assert holds_wanted(asked, told)
    assert [text[one.start : one.end] for one in answer_regions(asked, told)] == [figure]


def test_every_other_is_a_share_of_things_but_not_of_time() -> None:
    asked = part("What share of the nurses leave?")
    assert holds_wanted(asked, sentence("Every other nurse leaves."))
    assert holds_wanted(asked, sentence("Every second nurse leaves."))
    assert not holds_wanted(asked, sentence("Nurses leave every other year."))
