"""What a question asks to the letter and the best sentence lacks; and questions about one country
that the best sentences answer for another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.guards import holds_wanted
from assistant.lacking import lacking, not_told
from assistant.other_country import about_another_country
from assistant.parts import likelier_first
from assistant.questions import Part, read_question
from assistant.selection import Scored
from corpus.documents import Document
from corpus.html_reader import read_html
from corpus.layout import read_layout
from corpus.passages import Passage

Over = Callable[..., Assistant]

LIKELY = 0.2


def part(question: str) -> Part:
    return read_question(question, (), 2000).parts[0]


def scored(text: str, sentence: str, probability: float = 0.5) -> Scored:
    """The sentence where it stands in a document of that text."""
    document = Document("made", "made", text, read_layout(text))
    start = text.index(sentence)
    block = document.block_at(start)
    assert block is not None
    passage = Passage(document, block.start, block.end, block, ())
    return Scored(document, start, start + len(sentence), passage, 1.0, probability)


def lacked(question: str, sentence: str, probability: float = 0.5) -> tuple[str, ...]:
    return lacking(part(question), [scored(sentence, sentence, probability)], LIKELY)


@pytest.mark.parametrize(
    ("question", "sentence", "what"),
    [
        (
            "What rent do the towns pay?",
            "The towns hold the land under a lease of 1571.",
            "an amount of money",
        ),
        (
            "How much does the bridge cost each year?",
            "The bridge of 1932 has eight lanes.",
            "an amount of money",
        ),
        (
            "How tall are the towers?",
            "The towers were begun in 1712 and finished in 1790.",
            "a number",
        ),
        ("What was the turnout?", "In January the ruler won the election again.", "a number"),
        ("In which month did they pay?", "They had paid by the end of 2024.", "a month"),
        ("On what day did it open?", "The bridge opened in 1932.", "a day"),
        ("By what date must they answer?", "They must answer before the talks resume.", "a date"),
        ("In which year was it painted?", "It was painted after the war.", "a year"),
        (
            "To which town were they moved?",
            "The police moved them on and did not say whither.",
            "a name",
        ),
        ("Which country gave more than Peru or Chile?", "Peru gave 4 million.", "a name"),
        ("Which country gave Peru more?", "Peru was given 4 million.", "a name"),
    ],
)
def test_what_is_asked_to_the_letter_is_lacking(question: str, sentence: str, what: str) -> None:
    assert lacked(question, sentence) == (what,)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What rent do the towns pay?", "The towns pay 300 thalers a year."),
        ("What rent do the towns pay?", "The towns hold the land for nothing."),
        ("What did the towns pay for?", "They held the land under a lease of 1571."),
        ("What drove wages up?", "The strike of the dockers did."),
        ("What did they do to those in charge?", "They held the police to account."),
        ("How tall are the towers?", "Each of the towers is 89 metres high."),
        ("How large was the majority?", "Most of the members were for it."),
        ("In which month did they pay?", "They paid on 2024-05-12."),
        ("To what date was the opening put off?", "It was put off to 2033."),
        ("On what day did it open?", "The bridge opened on Easter Monday."),
        ("To which town were they moved?", "The police moved them to Sfax."),
        ("Which authority forbade it?", "It was forbidden by the Commission."),
        ("rent of the towns", "The towns hold the land under a lease of 1571."),
        ("Which country gave more, Peru or Chile?", "Peru gave 4 million and Chile 1 million."),
        ("Which country gave most, Peru, Cuba or Chile?", "Peru gave more than the others."),
        ("In which month and where was it built?", "It was built in Oslo."),
    ],
)
def test_what_answers_to_the_letter_lacks_nothing(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ()


@pytest.mark.parametrize(
    ("question", "sentence", "what"),
    [
        ("Who built the organ?", "The organ has been restored by a workshop.", "a name"),
        ("When did the poet die?", "The poet lived there after the war.", "a date"),
        ("How many miners worked there?", "The mine yields 5,000 tonnes a day.", "a number"),
    ],
)
def test_an_unlikely_sentence_must_hold_more(question: str, sentence: str, what: str) -> None:
    assert lacked(question, sentence, 0.1) == (what,)
    assert lacked(question, sentence, 0.5) == ()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many launchers stand there?", "There are no more than 2 000 troops in the land."),
        ("How many of the old tanks did they give?", "Some 30 000 Russian soldiers moved in."),
        ("How many brigades are there?", "The army has 45 000 soldiers and 12 helicopters."),
        ("How many prisoners were freed?", "It took 12 years and €300 for 4 lorries."),
    ],
)
def test_a_number_of_another_sort_is_lacking(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ("a number",)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many launchers stand there?", "There are 2 000 troops with 12 such launchers."),
        ("How many launchers stand there?", "There are 2 000 troops and a battery of 12."),
        ("How many launchers stand there?", "There are 2 000 troops and several launchers."),
        ("How many of them stand there?", "There are no more than 2 000 troops in the land."),
        ("How many villages sent boats?", "Then 12 settlements sent boats."),
        ("How many prisoners died?", "In 2024 there were 12 deaths."),
        ("How many years did he serve?", "He and 12 other soldiers served from 1990 to 1994."),
    ],
)
def test_a_number_that_may_be_of_the_sort_is_not(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What are the names of the four inmates in Peru?", "In Peru four of the inmates died."),
        ("Who were the four inmates who died?", "That year four inmates died in custody."),
        ("Name the four inmates who died in custody.", "That year four inmates died in custody."),
        ("At which camps do the Wagner men live?", "In all 2 000 of them are in the country."),
        ("Through which ports is it shipped to China?", "Russia helps to ship it to China."),
        (
            "In which countries did the trial take place?",
            "It was paid for by the Iberian Foundation.",
        ),
        ("Which foreign leaders congratulated him?", "He was congratulated by his own officials."),
    ],
)
def test_a_name_of_the_kind_asked_is_lacking(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ("a name",)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What are the names of the inmates?", "They were called Ales Pushkin and Ihar Lednik."),
        ("In the name of the king, who signed?", "A clerk signed it."),
        ("Name the four main reasons.", "There were drought, debt, war and fear."),
        ("Through which ports is it shipped to China?", "It is shipped from Murmansk."),
        ("In which city do they live?", "Most have gone to Russia and live in Moscow."),
        ("In which city do they live?", "Most live in Tunis."),
        ("In which countries did the trial take place?", "It took place in Spanish hospitals."),
        ("Which powers does the inspector have?", "An inspector may board a vessel."),
    ],
)
def test_a_name_of_the_kind_asked_is_there(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ()


@pytest.mark.parametrize(
    ("question", "sentence", "what"),
    [
        ("What was the turnout in 2025?", "It gave the ruler 86.82% of the vote.", "turnout"),
        ("What was the official turnout?", "Ten parties won 12 seats.", "turnout"),
        ("By how much did the GDP fall?", "Sales abroad rose by 77%.", "GDP"),
        ("What is the inflation rate?", "Wages rose by 7%.", "inflation"),
        ("How old is Mr Vos?", "Mr VOS: I woke up at half past four.", "an age"),
        ("How old is Ales Vos?", "Ales Vos was held for almost two years.", "an age"),
        ("How old is the bridge?", "The bridge has eight lanes.", "an age"),
        ("How bright was the light?", "Bright light lengthens sleep.", "a number"),
    ],
)
def test_the_figure_asked_is_lacking(question: str, sentence: str, what: str) -> None:
    assert lacked(question, sentence) == (what,)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What was the turnout in 2025?", "That year 86.82% of the voters took part."),
        ("What share of the GDP is it?", "It takes 2% of the national income."),
        ("What share of the population smokes?", "Some 20% smoke."),
        ("What did the population want?", "They wanted peace."),
        ("How old is Mr Vos?", "Piet Vos, 71, keeps the lock."),
        ("How old is Mr Vos?", "Piet Vos was born in 1954."),
        ("How old is Mr Vos?", "He is seventy-one."),
        ("How old is the bridge?", "The bridge was opened in 1932."),
        ("How old was Ida Vos?", "Ida Vos, a nurse of 34, died in May."),
        ("How old are the boats?", "Most of the boats are about 40 years in use."),
    ],
)
def test_the_figure_asked_is_there(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ()


def test_the_figure_asked_may_be_told_of_beside() -> None:
    vote = "Turnout was low. It was 41% in all. Few were glad.\n\nIt was 12%."
    asked = part("What was the turnout?")
    assert lacking(asked, [scored(vote, "It was 41% in all.")], LIKELY) == ()
    assert lacking(asked, [scored(vote, "It was 12%.")], LIKELY) == ("turnout",)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("To whom does it not apply?", "This does not apply to a person who gathers by hand."),
        ("Who attended?", "All the members came, and the new treasurer."),
        ("By whom is it paid?", "The owner of the boat pays it."),
        ("Who interviewed the officials?", "We interviewed 46 officials and visited 35 bridges."),
        ("Who is Mrs Justice Haldane?", "Mrs Justice Haldane found it thin, but not unlawful."),
    ],
)
def test_what_someone_is_tells_who(question: str, sentence: str) -> None:
    assert lacked(question, sentence, 0.1) == ()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much does the hire of the units cost?", "The hire costs us 38,000 a month."),
        ("What is the cost of a second feeder?", "It would cost us about 800,000."),
        ("How much has the fund paid out?", "It has paid out, I think, some 640,000."),
        ("How much are the cases worth?", "Their total value is KD 18.7 million."),
        ("What fine did he pay?", "He paid 80 crowns."),
    ],
)
def test_a_sum_needs_no_sign(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "They paid the men who ground 340,000 tonnes, down from 560,000, for it.",
        "The EU 27 paid for it.",
        "It paid for 38,000 houses.",
        "There are 640,000.",
        "They paid 12 of them.",
    ],
)
def test_a_figure_that_counts_is_no_sum(sentence: str) -> None:
    assert lacked("How much has the fund paid out?", sentence) == ("an amount of money",)


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ("They came at twenty past six.", True),
        ("The session began at 10.05 a.m.", True),
        ("It began at 14:00 and was over by six.", True),
        ("He woke at about half past four.", True),
        ("They came at noon.", True),
        ("It rose by 6.30 to 12.10.", False),
        ("They voted five to six.", False),
    ],
)
def test_a_time_of_day_tells_when(told: str, holds: bool) -> None:
    assert holds_wanted(part("When did they come?"), scored(told, told)) is holds
    assert not holds_wanted(part("On what date did they come?"), scored(told, told))


def test_a_definition_of_another_term_is_none() -> None:
    foreshore = '"foreshore" means the land between the marks of high and low water;'
    assert lacked('What does "vessel" mean in the Act?', foreshore) == ("vessel",)
    assert lacked("What is the definition of peatland?", foreshore) == ("peatland",)
    assert lacked("What is the definition of the foreshore?", foreshore) == ()
    assert lacked("What does low water mean?", foreshore) == ()
    assert lacked("What does vessel mean?", "A vessel is what floats.") == ()


_TRAM = (
    "It carried 214,000 passengers. Ridership was lowest in July. Taxis were busy.\n\nMay is wet."
)


def test_a_month_may_stand_in_the_second_sentence_if_it_is_likely() -> None:
    asked = part("Which month had the fewest passengers?")
    first = scored(_TRAM, "It carried 214,000 passengers.")
    july, taxis = "Ridership was lowest in July.", "Taxis were busy."
    assert lacking(asked, [first, scored(_TRAM, july)], LIKELY) == ()
    assert lacking(asked, [first, scored(_TRAM, july, 0.1)], LIKELY) == ("a month",)
    assert lacking(asked, [first, scored(_TRAM, taxis)], LIKELY) == ("a month",)
    assert lacking(asked, [first, scored(_TRAM, "May is wet.")], LIKELY) == ("a month",)


@pytest.mark.parametrize(
    ("caption", "sentence", "told"),
    [
        ("Costs (DKK million)", "Staff — Actual: 16.2", ()),
        ("Costs (DKK million)", "The staff is well known.", ("an amount of money",)),
        ("Staff in each year", "Staff — Actual: 16.2", ("an amount of money",)),
    ],
)
def test_a_table_in_money_tells_sums(
    tmp_path: Path, caption: str, sentence: str, told: tuple[str, ...]
) -> None:
    row = "<tr><th></th><th>Actual</th></tr><tr><td>Staff</td><td>16.2</td></tr>"
    page = tmp_path / "page.html"
    page.write_text(
        f"<p>The tram.</p><table><caption>{caption}</caption>{row}</table>"
        "<p>The staff is well known.</p>"
    )
    document = read_html(page, "made")
    start = document.text.index(sentence)
    block = document.block_at(start)
    assert block is not None
    passage = Passage(document, block.start, block.end, block, ())
    one = Scored(document, start, start + len(sentence), passage, 1.0, 0.5)
    assert lacking(part("What did the staff cost?"), [one], LIKELY) == told


def test_an_unlikely_sentence_that_counts_lacks_nothing() -> None:
    assert lacked("How many miners worked there?", "In 1925 there were 300 of them.", 0.1) == ()
    assert lacked("How many tonnes does it yield?", "It yields 5,000 tonnes.", 0.1) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "No customer data were lost.",
        "None of the customers lost any.",
        "Not a single customer lost any.",
        "Every other customer lost some.",
    ],
)
def test_none_and_every_other_count(sentence: str) -> None:
    assert lacked("How many customers' data were lost?", sentence, 0.1) == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The data of customers are no longer lost.",
        "No figures on the customers' data were given.",
        "The data have no owner.",
        "1. All data of customers were kept.",
    ],
)
def test_what_counts_no_customers(sentence: str) -> None:
    assert lacked("How many customers' data were lost?", sentence, 0.1) == ("a number",)


_POWER = (
    "Poland builds its first nuclear power station, and Poland pays for most of it.\n\n"
    "Romania has spent 243 million dollars on design work for six small reactors there.\n\n"
    "Estonia plans two reactors. Their site has been chosen. Two thirds of the people agree."
)
_ROMANIA = "Romania has spent 243 million dollars on design work for six small reactors there."
_SITE = "Their site has been chosen."


def abroad(question: str, *sentences: tuple[str, float]) -> tuple[str, ...]:
    ranked = [scored(_POWER, sentence, probability) for sentence, probability in sentences]
    return about_another_country(part(question), ranked, 0.2)


def test_a_sentence_about_another_country_is_no_answer() -> None:
    asked = "How much has Estonia's government spent on design work?"
    assert abroad(asked, (_ROMANIA, 0.9)) == ("Estonia",)
    assert abroad("What has Tallinn spent on design work?", (_ROMANIA, 0.9)) == ("Tallinn",)


@pytest.mark.parametrize(
    "question",
    [
        "How much has Romania spent on design work?",
        "How much has Bucharest spent on design work?",
        "How much has Poland spent on design work?",  # what the text is about
        "How much has Europe spent on design work?",
        "How much was spent on non-Estonian design work?",
        "How much was spent on the Estonian-Latvian border?",
    ],
)
def test_a_country_that_is_named_or_meant_throughout(question: str) -> None:
    assert abroad(question, (_ROMANIA, 0.9)) == ()


def test_a_paragraph_names_the_country_for_its_sentences() -> None:
    assert abroad("Has Estonia chosen a site?", (_SITE, 0.1)) == ()
    assert abroad("Has Estonia chosen a site?", (_ROMANIA, 0.4), (_SITE, 0.3)) == ()


def test_a_sentence_that_names_no_country_must_be_likely() -> None:
    asked = "Has Romania chosen a site?"
    assert abroad(asked, (_SITE, 0.1)) == ("Romania",)
    assert abroad(asked, (_SITE, 0.4)) == ()


def test_a_refusal_says_what_is_lacking(assistant_over: Over) -> None:
    bridge = "The bridge opened in 1932. It carries eight lanes. Its two towers are grey."
    answer = assistant_over(bridge=bridge).ask("On what day did the bridge open?")
    assert answer.abstention is not None
    assert answer.abstention.missing == ("a day",)
    assert answer.abstention.reason == "not_stated"
    assert answer.abstention.nearest


def test_nothing_is_looked_for_where_a_verdict_has_no_measure_of_it() -> None:
    question, sentence = "Which company owns the mine?", "A firm owns the mine."
    asked, found = part(question), [scored(sentence, sentence, 0.1)]
    assert lacking(asked, found, LIKELY) == ("a name",)
    assert lacking(asked, found, 0.0) == ()


def test_a_sum_in_the_code_of_a_currency_is_one() -> None:
    assert lacked("What fine did the station pay?", "The station paid 300 PLN.") == ()


TOWNS = """# Rents

The homes of Wexcombe.

Who let them?

## Means

The rent was 221 crowns a month. Rents rose by 9% in 2023.

## Towns

Rents in Ostmark and Lethe are paid in cash. In Carrow 40 homes stand empty.

## People

Ivo Brandt met Sven Olt 13 times. Ivo Brandt and Sven Olt have dined nine times.

## Envoys

Ivo Brandt and Emil Tarn were named in May.

Ida Vos was mayor from 2002 to 2012. She is 74 now. Karl Ohm is her son. Once he was a baker.
"""


@pytest.mark.parametrize(
    ("question", "sentence", "what"),
    [
        (
            "What is the mean rent in Ostmark?",
            "The rent was 221 crowns a month.",
            ("Ostmark",),
        ),
        ("How many homes are there in Lethe?", "The rent was 221 crowns a month.", ("Lethe",)),
        ("What is the mean rent in Norwood?", "The rent was 221 crowns a month.", ()),
        ("What is the mean rent in Wexcombe?", "The rent was 221 crowns a month.", ()),
        ("How many homes in Carrow are empty?", "In Carrow 40 homes stand empty.", ()),
        (
            "How often have Ivo Brandt and Emil Tarn dined?",
            "Ivo Brandt and Sven Olt have dined nine times.",
            ("Emil Tarn",),
        ),
        (
            "How often have Brandt and Olt dined?",
            "Ivo Brandt and Sven Olt have dined nine times.",
            (),
        ),
        ("How old is Hallam?", "Ida Vos was mayor from 2002 to 2012.", ("an age",)),
    ],
)
def test_a_figure_of_all_is_none_of_a_place_or_a_person(
    question: str, sentence: str, what: tuple[str, ...]
) -> None:
    assert lacking(part(question), [scored(TOWNS, sentence)], LIKELY) == what


def test_an_age_may_stand_behind_the_name() -> None:
    told = ("Ida Vos was mayor from 2002 to 2012.", "Once he was a baker.", "She is 74 now.")
    ranked = [scored(TOWNS, one) for one in told]
    assert likelier_first(part("How old is Ida Vos?"), ranked)[0].text == "She is 74 now."
    assert likelier_first(part("How old is Karl Ohm?"), ranked) == ranked
    assert likelier_first(part("How old is Sven Olt?"), ranked) == ranked


def test_what_a_nearest_sentence_names_is_not_said_to_be_missing() -> None:
    nearest = [scored(TOWNS, "Rents rose by 9% in 2023.")]
    assert not_told(("2023", "2024", "a number"), nearest) == ("2024", "a number")


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("How much money goes to the harbour?", "Harbour — Total (€ million): 640", False),
        ("How much money goes to the harbour?", "Harbour — Cost (in thousand euros): 12", False),
        ("How much money goes to the harbour?", "Harbour — Staff (thousands): 12", True),
        ("Who will receive the rebate?", "The rebate is for some 85 000 households.", False),
        ("Who founded the rebate?", "The rebate is for some 85 000 households.", True),
    ],
)
def test_a_column_in_money_tells_sums_and_a_sort_of_people_whom_it_concerns(
    question: str, sentence: str, lacks: bool
) -> None:
    assert bool(lacked(question, sentence, 0.1)) == lacks
