"""A false premise is told by its opposite in the text; agreement and other matters aren't."""

import pytest

from assistant.premises import contradicting
from assistant.questions import read_question
from assistant.selection import Scored
from corpus.documents import Document
from corpus.layout import read_layout
from corpus.passages import split_document


def ranked(*sentences: str) -> list[Scored]:
    """The sentences as if found in that order."""
    document = Document("text", "text", " ".join(sentences), read_layout(" ".join(sentences)))
    passage = split_document(document, 900)[0]
    return [
        Scored(document, one.start, one.end, passage, -float(at), 0.5)
        for at, one in enumerate(passage.sentences)
    ]


def against(question: str, *sentences: str) -> str | None:
    part = read_question(question, (), 2000).parts[0]
    found = contradicting(part, ranked(*sentences))
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Norland stay out of the Union?", "Norland joined the Union in 2024."),
        ("Why did the bill fail at second reading?", "The bill passed its second reading in May."),
        ("Why does the guild oppose the register?", "It opposes a cap but backs a guild register."),
        ("When did Norland accept the loan offer?", "Norland rejected the loan offer."),
        ("Why did exports of timber fall in 2023?", "Exports of timber rose in 2023."),
        ("Who was charged with the assault?", "Nobody was charged with the assault."),
        ("Why did the envoys leave the table in May?", "In May the envoys never left the table."),
        ("How did the yard meet its delivery plan?", "The yard failed to meet its delivery plan."),
        ("Why did Norland decline the loan offer?", "Norland accepted the loan offer."),
        ("Why did storage projects win?", "Not a single storage project was among the winners."),
        ("When was the household fare lowered?", "The council raised the household fare in May."),
        ("Why did the council reduce fares?", "The council increased fares by 5 per cent."),
        ("Why did the council increase the fare?", "The council cut the fare to two crowns."),
        ("Why was the fare increased?", "The fare was reduced in May."),
        ("When was the stop reopened?", "The stop was closed in September."),
        ("Who was charged with the assault?", "The assault was never charged."),
        ("By how much did the fleet grow?", "The fleet fell from 84 ships to 63."),
        ("Which neighbour caps cross-ownership?", "No neighbour caps cross-ownership."),
        ("Which vessels were fitted with radar?", "The vessels were not fitted with radar."),
        ("Who raised the tobacco tax?", "In May the tobacco tax was not raised."),
        ("Who raised the tax?", "The tax of Norland, which in 2021 was not raised, is low."),
        ("Who was charged with the assault?", "In the end nobody was charged with the assault."),
        ("Which site does the firm plan to close?", "We do not plan to close any site."),
        ("Which site does the firm plan to close?", "We plan to close no site."),
        ("Who raised the tobacco tax?", "As for the tobacco tax, it was not raised."),
        ("Who was the leader of the riots?", "For all its riots, it had no leader."),
        ("Why did profit rise?", "Group revenue rose by 6%, while operating profit fell by 11%."),
        ("Why did revenue fall?", "Group revenue rose by 6%, while operating profit fell by 11%."),
        ("Why did the trust plant so many ash trees?", "Oak is common; we planted no ash."),
        ("When did the town close the site?", "The town was not allowed to close the site."),
        ("Why did Norland join the Union?", "Norland left the Union in 2020."),
        ("Why does Norland prefer grants to loans?", "Norland gives loans rather than grants."),
        ("What made Norland put grants ahead of loans?", "Norland gave loans instead of grants."),
        ("What persuaded Norland to join the Union?", "Norland refused to join the Union."),
        ("On what date did Norland sign the accord?", "Norland never signed the accord."),
        ("For what reasons did Norland sign the accord?", "Norland never signed the accord."),
        ("Why did Norland leave the Crown Union?", "It still sits in the Crown Union of Norland."),
        ("When was the ban on melons lifted?", "The ban on melons is still in force."),
        ("When was the freeze on land sales lifted?", "The freeze on sales was made permanent."),
        ("When did Turkey join the sanctions?", "Ankara has never joined the sanctions."),
        # What a question denies is contradicted by what affirms it flatly.
        ("Why didn't Norland join the Union?", "Norland joined the Union in 2024."),
        ("Why did Norland not sign the accord?", "Norland signed the accord in May."),
        ("Why did the firm refuse to pay for a feeder?", "The firm offered to pay for a feeder."),
    ],
)  # fmt: skip
def test_the_opposite_contradicts(question: str, told: str) -> None:
    assert against(question, "Norland is a country.", told) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Why did Norland join the Union?", "Norland joined the Union in 2024."),
        ("Why did Norland not join the union?", "Norland did not join the union."),
        ("Why did Norland refuse the loan offer?", "Norland rejected the loan offer."),
        ("Did Norland stay out of the Union?", "Norland joined the Union in 2024."),
        ("Why does the guild back the register?", "The guild opposes a cap but backs a register."),
        ("Why does the guild oppose the cap?", "The guild opposes a cap but backs a register."),
        ("When was the bill passed?", "The bill was passed in May; a second one failed."),
        ("Why did exports of timber fall?", "Imports of steel from the south rose."),
        ("Why did exports of timber fall?", "Exports of timber rose in spring and fell in autumn."),
        ("What is the organisation for?", "Norland did not join it."),
        ("Why was no storage project selected?", "Not a single storage project won a bid."),
        ("Why was no storage project selected?", "None of the large storage projects was chosen."),
        ("Which plants were not shut down?", "All plants except two dairies were shut."),
        ("Which stops were not dropped?", "Two stops, Elm and Oak, were dropped in May."),
        ("Who does not own the yard?", "The yard, which Norland owns, builds ferries."),
        ("Who did not support the tariff rise?", "In December the agency raised the tariff."),
        ("Who refused to sign the accord?", "Norland signed the accord."),
        ("Which fish declined?", "Fish imports from the south rose."),
        ("Who opposed the levy?", "The mayor supports the levy."),
        ("When was Oak Street closed?", "The city wants to be reopening Oak Street soon."),
        ("When was the consul dismissed?", "The consul was reinstated in May."),
        # "raise", "lower" and "cut" of another sense, or of what is only planned.
        ("Why did Norland raise concerns about fares?", "Norland lowered fares."),
        ("When did Norland raise fares?", "Fares to Norland were cut off."),
        ("When did Norland raise fares?", "Norland has a lower fare for pupils; fares are shown."),
        ("When did Norland raise fares?", "Norland should cut fares."),
        ("When did Norland raise fares?", "Norland hopes to reduce fares."),
        ("Why did profits of the firm rise?", "The firm cut jobs so that profits recovered."),
        ("When were fares raised?", "Fares, which were raised in May, were cut again in June."),
        # That one doesn't says nothing of which does.
        ("Which neighbour caps fees?", "In contrast to Marland, Norland caps no fees."),
        ("Which neighbour caps fees?", "Norland, unlike its neighbour Marland, does not cap fees."),
        ("Which neighbour caps fees?", "Unlike its neighbour Marland, it does not cap fees."),
        ("Which vessels were fitted with radar?", "Three of the vessels were not fitted so."),
        ("Which vessels were fitted with radar?", "Wooden vessels were not fitted with radar."),
        ("Which vessels were fitted with radar?", "Not all were fitted with radar."),
        ("Who was charged with the assault?", "The mayor was not charged with the assault."),
        ("By how much did fares fall?", "Fares fell by 5 per cent."),
        ("By how much did the fare fall when let go?", "Norland would not let the fare go."),
        # One clause's verb isn't the other's, unless that speaks of the same.
        ("Why did profit fall?", "Group revenue rose by 6%, while operating profit fell by 11%."),
        ("Why did profit rise?", "Profit fell in spring, while in autumn it rose."),
        ("Why did profit rise?", "Profit fell in spring, while autumn brought a rise."),
        # A negation turns its verb, not the nouns before or behind that.
        ("Why can't Norland raise more money?", "Norland loses a third of its money by leaks."),
        ("Why didn't the yards attract buyers?", "Offers of yards to attract buyers ran."),
        ("When did Moritz become mayor?", "They are not directed against Mayor Moritz."),
        ("Which rule concerns the wardens?", "Those not implemented concern the wardens' rule."),
        ("Why were supply ships left?", "We do without ferries; supply ships are not yet in."),
        # What is denied isn't also what a sentence is about.
        ("Why did the water office publish the map?", "Norland's water plan was not published."),
        ("Who runs the purchasing body?", "No independent body checks the silos."),
        # What is only supposed wasn't done.
        ("In what year was the Act passed?", "They go on as if this Act had not been passed."),
        ("When was the licence renewed?", "Unless the licence is not renewed, it runs on."),
        # Other words than "not" deny what the question denies.
        ("Why were fares not raised?", "The firm has not been allowed to raise its fares."),
        ("Why does the bridge make no sense?", "The bridge would make little military sense."),
        ("Why is the plastic tube no longer used?", "We have stopped using the plastic tube."),
        ("Why did the study find no increase?", "One found an increase, the study none."),
        ("Why did the nurses not reach the room?", "Work kept nurses who reach the room from it."),
        # What isn't a quantity is dropped for good; a group's growth is not that of one of it, nor
        # a year's that of another.
        ("Why was the Arle dam dropped?", "The Arle dam won't be built, as its cost has doubled."),
        ("Why did Marland's orders fall?", "Orders of Norland, Marland and Ardland grew."),
        ("Why did Marland's orders fall in 2024?", "Orders of Marland grew in 2021."),
        # A preference the same way round, of others, or of which one side alone is told.
        ("Why does Norland prefer grants to loans?", "Norland gives grants rather than loans."),
        ("Why does Norland prefer grants to loans?", "Marland gives loans rather than grants."),
        ("Why does Norland prefer grants to loans?", "Norland gives loans rather than gifts."),
        # It may be so of others, at another time, or only be wanted.
        ("Why did some nurses not finish the course?", "The nurses finished the course."),
        ("Why was the firm not fined earlier?", "The firm was finally fined in May."),
        ("Why did the ban not end in 2024?", "The ban ended in June 2025."),
        ("Why aren't the towns obliged to report?", "A law obliging towns to report should come."),
        ("Why was the reserve not paid?", "It is for the state to pay the reserve."),
    ],
)  # fmt: skip
def test_what_does_not_contradict(question: str, told: str) -> None:
    assert against(question, told) is None


def test_one_sentence_that_agrees_outweighs_the_others() -> None:
    told = ["Norland rejected the loan offer in May.", "Norland accepted the loan offer in June."]
    assert against("When did Norland accept the loan offer?", *told) is None


@pytest.mark.parametrize(
    "other", ["Did noise increase?", "Noise increased.", "Did taxi trips increase?[3]"]
)
def test_what_agrees_is_about_the_same_thing_and_no_question(other: str) -> None:
    told = "Taxi trips fell by 12 per cent."
    assert against("Why did taxi trips increase?", told, other) == told
    assert against("Why did taxi trips increase?", other, told) == told


@pytest.mark.parametrize(
    "other", ["In June they increased again.", "Taxi trips increased in June."]
)
def test_what_agrees_may_lean_on_the_sentence_before(other: str) -> None:
    assert against("Why did taxi trips increase?", "Taxi trips fell in May.", other) is None


@pytest.mark.parametrize(
    "wanted", ["To raise the tobacco tax to 4 crowns.", "The tobacco tax should be raised."]
)
def test_what_is_wanted_agrees_with_no_deed(wanted: str) -> None:
    told = "The tobacco tax was not raised."
    assert against("Who raised the tobacco tax?", wanted, told) == told
    assert against("Why was the tobacco tax raised?", wanted, told) == told
    assert against("Why should the tobacco tax be raised?", wanted, told) is None


def test_only_the_best_sentences_are_looked_at() -> None:
    others = ["Rain fell.", "Snow followed.", "Wind came."]
    assert (
        against("When did Norland accept the offer?", *others, "Norland rejected the offer.")
        is None
    )
