"""Questions read: figures and dates, parts, follow-ups; and the guards over small documents."""

from collections.abc import Callable, Sequence

import pytest

from assistant.assistant import Assistant
from assistant.guards import missing_countries
from assistant.questions import Part, asks_two, read_question
from assistant.values import values, years_in
from corpus.documents import Document
from corpus.errors import UserError
from corpus.layout import read_layout

Over = Callable[..., Assistant]


def parts(text: str, history: Sequence[str] = ()) -> tuple[Part, ...]:
    return read_question(text, history, 2000).parts


def amounts(text: str, *kinds: str) -> list[float]:
    return [value.amount for value in values(text) if not kinds or value.kind in kinds]


# Values


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("30 000", 30_000),
        ("30,000", 30_000),
        ("30\u00a0000", 30_000),
        ("30\u202f000", 30_000),
        ("30000", 30_000),
        ("thirty thousand", 30_000),
        ("1 250", 1250),
        ("1,234,567", 1_234_567),
        ("€3 billion", 3e9),
        ("3bn", 3e9),
        ("3 billion euros", 3e9),
        ("86.82%", 86.82),
        ("70 per cent", 70),
        ("twenty-five", 25),
        ("twenty-fifth", 25),
        ("thirteen", 13),
        ("two hundred", 200),
        ("one hundred five", 105),
        ("two million", 2e6),
    ],
)
def test_figures_come_to_the_same(text: str, amount: float) -> None:
    found = amounts(f"There are {text} of them.")
    assert found == [pytest.approx(amount)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("86.82%", "percent"), ("€3 billion", "money"), ("30 000", "number"), ("2021", "year")],
)
def test_kinds_of_figures(text: str, kind: str) -> None:
    assert [value.kind for value in values(f"It was {text} then.")] == [kind]


def test_dates_hold_their_years() -> None:
    found = values("It took place on 26 January 2025.")
    assert {value.kind for value in found} == {"date", "year"}
    assert years_in("Between 26 January 2025 and August 2020, and in the 1990s") == {
        2025,
        2020,
        1990,
    }


@pytest.mark.parametrize("text", ["Su-25", "T-72 tanks", "seventh term(3)", "A/HRC/55/61", "none"])
def test_names_and_markers_are_no_figures(text: str) -> None:
    assert amounts(text, "number", "percent", "money", "year") == []


def test_values_stand_where_they_say() -> None:
    text = "Over 52 000 people – 70% – paid €3 billion in May 2021."
    shown = [text[value.start : value.end] for value in values(text)]
    assert shown == ["52 000", "70%", "€3 billion", "May 2021", "2021"]


# Parts and follow-ups


def test_a_question_of_two_parts() -> None:
    one, other = parts("How many soldiers came in, and how many are there now?")
    assert one.text == "How many soldiers came in"
    assert "how many are there now" in other.text
    assert "soldiers" in other.resolved


@pytest.mark.parametrize(
    "text",
    [
        "What did Russia and Belarus sign?",
        "Who is Viktor Babaryka and Ihar Losik?",
        "trade and security",
        "What has the EU done for civil society and independent media?",
        "How and why did the tariff rise?",
        "By whom and in what year was it built?",
        "I wonder how and why it rose",
        "What can and should the EU do?",
        "Which of the two countries can and should join?",
    ],
)
def test_a_question_of_one_part(text: str) -> None:
    assert [part.text for part in parts(text)] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "When and where was the weed first recorded?",
        "How many and which companies won?",
        "In what year and where did it open?",
        "In 2020, when and where did it open?",
    ],
)
def test_two_things_asked_at_once_want_no_one_kind(text: str) -> None:
    (one,) = parts(text)
    assert asks_two(text)
    assert one.wanted == "text"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("How did it happen and why?", ["How did it happen", "why?"]),
        ("What is it, and what does it do?", ["What is it", "what does it do?"]),
        ("What could be done and should it?", ["What could be done", "should it?"]),
        ("Is it big or is it small?", ["Is it big", "is it small?"]),
        ("Did he pay, how much, and who knew?", ["Did he pay, how much", "who knew?"]),
    ],
)
def test_questions_that_are_whole_are_parted(text: str, told: list[str]) -> None:
    assert [part.text for part in parts(text)] == told
    assert not asks_two(text)


def test_how_many_may_and_must_still_counts() -> None:
    assert parts("How many countries can and should join?")[0].wanted == "number"


def test_a_follow_up_takes_over_what_it_leans_on() -> None:
    (part,) = parts("And in 2024?", ["How many people crossed the border in 2021?"])
    assert part.text == "And in 2024?"
    assert "crossed the border" in part.resolved
    assert part.years == {2024}
    assert part.wanted == "number"


def test_a_follow_up_to_a_follow_up() -> None:
    history = ["How many people crossed the border in 2021?", "And in 2022?"]
    (part,) = parts("And in 2024?", history)
    assert "crossed the border" in part.resolved
    assert part.years == {2024}


def test_a_date_gives_way_to_a_year_whole() -> None:
    (part,) = parts("And in 2020?", ["Who lost the January 2025 presidential election?"])
    assert part.resolved == "Who lost the  presidential election – And in 2020?"


def test_a_whole_question_takes_nothing_over() -> None:
    text = "Which company delivered microchips to Russian arms makers?"
    (part,) = parts(text, ["How many people crossed the border in 2021?"])
    assert part.resolved == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How many people fled?", "number"),
        ("What share of the vote did he get?", "percent"),
        ("What percentage of exports goes there?", "percent"),
        ("When did they sign?", "date"),
        ("In which year did it begin?", "date"),
        ("How much money was pledged?", "money"),
        ("Why did it collapse?", "reason"),
        ("Which countries were approached?", "list"),
        ("Who won?", "text"),
    ],
)
def test_what_a_question_wants(text: str, kind: str) -> None:
    assert parts(text)[0].wanted == kind


@pytest.mark.parametrize("text", ["", " ", "?", "\n", "why " * 501])
def test_what_is_no_question(text: str) -> None:
    with pytest.raises(UserError):
        parts(text)


# Guards, over small documents

_BRIDGE = "The bridge opened in 1932. It carries eight lanes. Its towers are 89 metres high."


@pytest.fixture(scope="module")
def bridge(assistant_over: Over) -> Assistant:
    return assistant_over(bridge=_BRIDGE)


def test_a_year_that_no_document_names_is_missing(bridge: Assistant) -> None:
    answer = bridge.ask("How many lanes did the bridge carry in 1950?")
    assert answer.abstention is not None
    assert "1950" in answer.abstention.missing
    assert answer.abstention.reason == "not_stated"
    assert answer.abstention.nearest


def test_a_percentage_that_no_sentence_holds_is_missing(bridge: Assistant) -> None:
    answer = bridge.ask("What percentage of the bridge's lanes carries lorries?")
    assert answer.abstention is not None
    assert answer.abstention.missing


def test_a_date_is_answered_with_one(bridge: Assistant) -> None:
    (first, *_) = bridge.ask("When was the bridge opened?").quotes
    assert first.text == "The bridge opened in 1932."
    shown = [first.document.text[region.start : region.end] for region in first.highlights]
    assert "1932" in " ".join(shown)


def test_a_sentence_of_another_year_is_no_answer(assistant_over: Over) -> None:
    text = "In 2021, 52 000 people crossed the border. In 2024, 36 030 people crossed the border."
    answer = assistant_over(made=text).ask("How many people crossed the border in 2024?")
    assert [quote.text for quote in answer.quotes] == [text[text.index("In 2024") :]]


def test_two_documents_answer_each_with_its_own_footnote(assistant_over: Over) -> None:
    both = assistant_over(
        bridges="The bridge opened in 1932.", ships="The ship sailed to Norway in winter."
    )
    answer = both.ask("When did the bridge open, and where did the ship sail?")
    assert {quote.document.id for quote in answer.quotes} == {"bridges", "ships"}
    assert [note.number for note in answer.footnotes] == list(range(1, len(answer.quotes) + 1))


def test_a_country_that_no_document_names_is_missing() -> None:
    text = "Exports from Poland to Latvia grew by 70% in 2023. Nothing else was said."
    document = Document("trade", "trade", text, read_layout(text))
    asked = read_question("What share of Kazakhstan's exports went to Latvia?", (), 2000).parts[0]
    assert missing_countries(asked, [document]) == ("Kazakhstan",)
    known = read_question("What share of Poland’s exports went to Latvia?", (), 2000).parts[0]
    assert missing_countries(known, [document]) == ()


@pytest.mark.parametrize("told", ["Polish guards turned back 300 people.", "Warsaw refused them."])
def test_a_people_or_a_capital_names_its_country(told: str) -> None:
    document = Document("border", "border", told, read_layout(told))
    asked = read_question("How many people did Poland turn back?", (), 2000).parts[0]
    assert missing_countries(asked, [document]) == ()


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("How much did the plan cost, and who disputes it?", "text"),
        ("How many were murdered, and where?", "text"),
        ("How many were murdered, and what about 2020?", "number"),
        ("How many were murdered, and in 2020?", "number"),
    ],
)
def test_a_part_asks_for_what_its_own_words_ask(question: str, second: str) -> None:
    (*_, last) = read_question(question, (), 2000).parts
    follow_up = read_question(question.partition(", ")[2], [question.partition(",")[0]], 2000)
    assert follow_up.parts[-1].wanted == second
    assert last.wanted == second


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("How much of the promised three billion euros has been paid out?", (3e9,)),
        ("How many of the forty lorries came?", (40.0,)),
        ("How many of the hundreds of lorries came?", ()),
        ("How many came in one year?", ()),
    ],
)
def test_figures_in_words_are_the_questions_own(question: str, figures: tuple[float, ...]) -> None:
    assert read_question(question, (), 2000).parts[0].figures == figures


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who won, according to the brief?", "Who won?"),
        ("According to this report, how many fled in 2020?", "how many fled in 2020?"),
        ("Who won according to the report of the commission?", None),
        ("Who won according to the union?", None),
    ],
)
def test_that_the_documents_are_asked_says_nothing_of_what_is_asked(
    question: str, asked: str | None
) -> None:
    told = read_question(question, (), 1000)
    assert told.text == question
    assert told.parts[0].resolved == (asked or question)
