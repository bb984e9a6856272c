"""Questions about a numbered part of a document."""

from collections.abc import Callable, Sequence

import pytest

from assistant.assistant import Assistant
from assistant.labels import labelled, path_of
from assistant.numbered import read_numbered
from assistant.questions import read_question
from corpus.documents import Document
from corpus.layout import read_layout

Over = Callable[..., Assistant]

_AUDIT = """Maintenance of bridges

Inspection

2.1 The Agency inspects every bridge each year. It owns 40 of them.

2.2 The register cost 11.3 million marks.

Recommendation 1. The Agency should clear the backlog.

Ministry's reply: Accepted. The backlog will be gone by June.

Recommendation 2. Contracts should include penalties for lateness.

Ministry's reply: Not accepted. The Energy Act forbids penalties.

Recommendation 3. The Ministry should publish a timetable.

Ministry's reply: Accepted.

Follow-up of the old report

3.1 Of the nine recommendations of 2016, four have been implemented.
"""
_ACT = """SHELLFISH ACT

PART 1
PRELIMINARY

1. Commencement

(1) Parts 1 and 2 come into force on 1 September 2019.

(2) Section 4 comes into force later.

PART 2
LICENCES

2. Licences

(1) Nobody shall gather shellfish without a licence.

(2) The fee is 340 crowns.

3. Closed season

(1) Nobody shall gather oysters during the closed season.
(2) The season lasts from May to August.

4. Penalties

Whoever breaks section 2 is liable to a fine of 800 crowns.
"""
_ARTICLE = """Light at work

Limitations

This study has several limitations. First, nobody was blinded. Second, the glasses may have helped.
Finally, all hospitals were large.

Measures

The council should:

- Dredge the channel.
- Build a pier. It would cost much.

Box 1: What a pier can do

A pier keeps the waves out. It costs 3 million.
"""

_BRIEF = """Bill on moorings

1. Background

1.1 Who lives on boats

Some 900 people live on boats.

2. What the bill would do

2.1 Fees (clauses 1 and 2)

Clause 1 would cut the fee to 6%. Clause 2 would end it for heirs. Nobody else would gain.

2.2 Register (clauses 3 to 5)

Councils would keep a register of moorings.

3. Reactions

The Ministry would accept clause 1 without change. It objects to clause 2 for its cost.

Box 1: What is a mooring?

A mooring is a place for one boat.

4. Next steps

The committee meets in May.
"""
_GUIDE = """# Fever

## 1.2 Testing

1.2.1 Test all patients.

1.2.2 Test again after a week. Use blood.
"""
_CONTRACT = """Supply contract

1. Delivery

The seller delivers in May.

2. Payment

The buyer pays within 30 days. Clause 1 applies to deposits.
"""


_BRIEFING = """The Ferries Bill

1. Background

Ferries carried 40,000 people in 2024.

2. What the bill would do

2.1 Fares (clauses 1 and 2)

Clause 1 would freeze fares until 2030. Clause 2 would end free travel for dogs.

2.2 Register (clauses 4 to 6)

Operators would have to be registered. The fee is 90 crowns.

3. Reactions

The Government would accept clause 1. It objects to clause 2 because dogs are few.
"""
_GUIDANCE = """Sea sickness

1.1 Prevention

1.1.1 Look at the horizon.

1.1.2 Eat ginger. It does no harm.
"""


def _texts(answer_of: Assistant, question: str, history: Sequence[str] = ()) -> list[str]:
    return [" ".join(quote.text.split()) for quote in answer_of.ask(question, history).quotes]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What does recommendation 3 ask for?",
            ["Recommendation 3. The Ministry should publish a timetable."],
        ),
        ("Recommendation 3", ["Recommendation 3. The Ministry should publish a timetable."]),
        (
            "What is the last recommendation?",
            ["Recommendation 3. The Ministry should publish a timetable."],
        ),
        (
            "What does recommendation two say?",
            ["Recommendation 2. Contracts should include penalties for lateness."],
        ),
        (
            "What was the Ministry's answer to recommendation 2?",
            ["Ministry's reply: Not accepted.", "The Energy Act forbids penalties."],
        ),
        ("What was the Ministry's reply to recommendation 3?", ["Ministry's reply: Accepted."]),
        ("What does paragraph 2.2 say?", ["2.2 The register cost 11.3 million marks."]),
        (
            "What does paragraph 2.1 of the audit find?",
            ["2.1 The Agency inspects every bridge each year.", "It owns 40 of them."],
        ),
    ],
)
def test_of_a_numbered_part_that_part_alone_is_quoted(
    assistant_over: Over, question: str, told: list[str]
) -> None:
    assert _texts(assistant_over(audit=_AUDIT), question) == told


def test_a_follow_up_asks_of_another_part(assistant_over: Over) -> None:
    asked = assistant_over(audit=_AUDIT)
    first = "What was the Ministry's reply to recommendation 2?"
    assert _texts(asked, "And recommendation 3?", [first]) == ["Ministry's reply: Accepted."]
    told = ["Recommendation 2. Contracts should include penalties for lateness."]
    assert _texts(asked, "And the second?", ["What is the first recommendation?"]) == told


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What is recommendation 6?", "recommendation 6"),
        ("What was the Ministry's answer to recommendation 6?", "recommendation 6"),
        ("What does paragraph 6.2 say?", "paragraph 6.2"),
        ("What is the fifth recommendation?", "fifth recommendation"),
    ],
)
def test_a_part_that_is_not_there_is_missing(
    assistant_over: Over, question: str, missing: str
) -> None:
    answer = assistant_over(audit=_AUDIT).ask(question)
    assert answer.abstention
    assert answer.abstention.missing == (missing,)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "What does section 3 deal with?",
            [
                "(1) Nobody shall gather oysters during the closed season.",
                "(2) The season lasts from May to August.",
            ],
        ),
        ("What does section 2(2) say?", ["(2) The fee is 340 crowns."]),
        (
            "What does section 4 of the Shellfish Act say?",
            ["Whoever breaks section 2 is liable to a fine of 800 crowns."],
        ),
        (
            "What does Part II deal with?",
            [
                "LICENCES",
                "2. Licences",
                "(1) Nobody shall gather shellfish without a licence.",
                "(2) The fee is 340 crowns.",
                "3. Closed season",
            ],
        ),
    ],
)
def test_sections_of_an_act(assistant_over: Over, question: str, told: list[str]) -> None:
    assert _texts(assistant_over(shellfish=_ACT), question) == told


def test_what_is_asked_of_a_part_may_stand_where_it_is_named(assistant_over: Over) -> None:
    asked = assistant_over(shellfish=_ACT)
    assert "(1) Parts 1 and 2 come into force on 1 September 2019." in _texts(
        asked, "When does Part 2 come into force?"
    )
    assert asked.ask("What does section 25 say?").abstention


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the second limitation?", ["Second, the glasses may have helped."]),
        ("What is the last limitation?", ["Finally, all hospitals were large."]),
        ("What is the last measure?", ["- Build a pier.", "It would cost much."]),
        ("What does box 1 say?", ["A pier keeps the waves out.", "It costs 3 million."]),
        ("What is the sixth limitation?", []),
    ],
)
def test_one_of_a_list_is_asked_for_by_its_place(
    assistant_over: Over, question: str, told: list[str]
) -> None:
    assert _texts(assistant_over(article=_ARTICLE), question) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does clause 1 do?", ["Clause 1 would cut the fee to 6%."]),
        ("What does clause 2 say?", ["Clause 2 would end it for heirs."]),
        (
            "What does clause 4 say?",
            ["2.2 Register (clauses 3 to 5)", "Councils would keep a register of moorings."],
        ),
        ("What does clause 6 say?", []),
        ("What does section 4 say?", ["The committee meets in May."]),
        ("What does box 1 say?", ["A mooring is a place for one boat."]),
        ("What does recommendation 1.2.2 say?", ["1.2.2 Test again after a week.", "Use blood."]),
        ("What does recommendation 1.2.9 say?", []),
    ],
)
def test_clauses_of_a_bill_are_not_the_sections_of_a_brief_on_it(
    assistant_over: Over, question: str, told: list[str]
) -> None:
    assert _texts(assistant_over(brief=_BRIEF, guide=_GUIDE), question) == told


def test_the_headings_of_a_contract_are_its_clauses(assistant_over: Over) -> None:
    told = _texts(assistant_over(contract=_CONTRACT), "What does clause 1 say?")
    assert told == ["The seller delivers in May."]


def test_what_is_said_of_one_clause_is_not_said_of_another(assistant_over: Over) -> None:
    asked = assistant_over(brief=_BRIEF)
    for clause in (2, 3):
        told = _texts(asked, f"Would the Ministry accept clause {clause}?")
        assert not any("accept clause 1" in one for one in told)


@pytest.mark.parametrize(
    ("question", "text", "another"),
    [
        ("Does the Government accept clause 2?", "It would accept clause 4.", True),
        ("Does the Government accept clause 2?", "It would accept clauses 1 to 4.", False),
        ("Does the Government accept clause 2?", "It accepts sections 2(1) and 3.", False),
        ("Does it accept section 2(3)?", "It accepts section 2.", False),
        ("What does article 5 replace?", "It replaces article 4.", False),
        ("What does article 5 replace?", "Article 6 replaces article 4.", True),
        ("Does the Government accept the bill?", "It would accept clause 4.", False),
    ],
)
def test_another_part_is_another(question: str, text: str, another: bool) -> None:
    asked = read_numbered(read_question(question, (), 1000).parts[0])
    assert bool(asked and asked.is_another_in(text, question)) == another


def test_where_nothing_is_numbered_a_number_is_no_part(assistant_over: Over) -> None:
    asked = assistant_over(bees="Bees live in hives. Paragraph 5 of the treaty protects bees.")
    told = asked.ask("What does paragraph 5 of the treaty protect?").abstention
    assert told is None or "paragraph 5" not in told.missing


def test_labels_and_how_far_they_go() -> None:
    document = Document("act", "act", _ACT, read_layout(_ACT))
    found = labelled(document)
    ends = {
        (one.kind, one.path): found.pieces[found.region(one)[1] - 1].end for one in found.labels
    }
    assert document.text[: ends["part", ("1",)]].endswith("comes into force later.")
    assert document.text[: ends["", ("2",)]].endswith("340 crowns.")
    assert ("", ("1", "2")) in ends


@pytest.mark.parametrize(
    ("number", "subs", "path"),
    [
        ("IV", "", ("4",)),
        ("4.4", "", ("4", "4")),
        ("A.1", "", ("a", "1")),
        ("3", "(2)(a)", ("3", "2", "a")),
        ("B", "", ("b",)),
    ],
)
def test_numbers_of_parts(number: str, subs: str, path: tuple[str, ...]) -> None:
    assert path_of(number, subs) == path


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does clause 2 do?", ["Clause 2 would end free travel for dogs."]),
        (
            "What does clause 5 say?",
            ["Operators would have to be registered.", "The fee is 90 crowns."],
        ),
        (
            "Why does the Government object to clause 2?",
            ["It objects to clause 2 because dogs are few."],
        ),
        ("What does recommendation 1.1.2 say?", ["1.1.2 Eat ginger.", "It does no harm."]),
    ],
)
def test_of_a_clause_what_the_text_tells_of_it_is_quoted(
    assistant_over: Over, question: str, told: list[str]
) -> None:
    quoted = _texts(assistant_over(bill=_BRIEFING, guidance=_GUIDANCE), question)
    assert all(one in quoted[:3] for one in told)


def test_a_clause_that_no_text_names_is_missing(assistant_over: Over) -> None:
    answer = assistant_over(bill=_BRIEFING).ask("What does clause 9 say?", ())
    assert not answer.quotes
    assert answer.abstention


def test_a_sentence_on_one_of_the_parts_asked_of_is_none_on_another() -> None:
    asked = "What would clauses 1 and 2 change?"
    numbered = read_numbered(read_question(asked, (), 1000).parts[0])
    assert numbered
    assert not numbered.is_another_in("Clause 2 would end free travel for dogs.", asked)
    assert numbered.is_another_in("Clause 5 would name a registrar.", asked)
