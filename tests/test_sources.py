"""Two hops: what a cited source says under the quote that rests on it."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from rich.console import Console

from assistant.answers import Answer, Footnote, Quote, from_json, to_json
from assistant.assistant import Assistant, open_assistant
from assistant.footnotes import number_footnotes
from assistant.settings import Settings
from assistant.sources import Backer, states
from assistant.spoken import tells_who
from corpus.documents import Document, Layout, Span
from corpus.errors import UserError
from ui.html import answer_html
from ui.render import NOT_STATED, print_answer, to_markdown

Over = Callable[..., Assistant]

_CLAIM = "Keepers in Poland counted 300 bees on 3 May 2021"
_NOTED = f"{_CLAIM}(1). Bees hum(2).\n\nReferences\n\n"
_NOTED += "1. ‘How bees hum’, Bee Journal, 3 May 2021.\n2. Another journal, 4 May 2021.\n"
_SOURCE = f"Bees live in hives.\n\nIt was a warm day. {_CLAIM}, and went home. They slept.\n"


def span(text: str) -> Span:
    return Span(Document("one", "one", text, Layout()), 0, len(text))


@pytest.mark.parametrize(
    "sentence",
    [
        f"{_CLAIM}.",
        "In Poland, on 3 May 2021, keepers counted three hundred bees.",
        f"According to them, {_CLAIM}.",
        f"We were told that {_CLAIM[0].lower()}{_CLAIM[1:]}, a day of rain.",
    ],
)
def test_a_sentence_that_states_the_same(sentence: str) -> None:
    assert states(span(sentence), span(_CLAIM))


@pytest.mark.parametrize(
    "sentence",
    [
        _CLAIM.replace("300", "301"),
        _CLAIM.replace("300", "30"),
        _CLAIM.replace("300", "300 000"),
        _CLAIM.replace("300", "300%"),
        _CLAIM.replace("300", "over 300"),
        _CLAIM.replace("2021", "2022"),
        _CLAIM.replace("3 May", "4 May"),
        _CLAIM.replace("May", "June"),
        _CLAIM.replace("Poland", "Latvia"),
        _CLAIM.replace("counted", "did not count"),
        _CLAIM.replace("counted", "may have counted"),
        "Nobody in Poland counted 300 bees on 3 May 2021",
        "On 3 May 2021, 300 tickets were sold in Poland.",
        "Bees hum.",
    ],
)
def test_a_changed_figure_date_name_or_not_states_nothing(sentence: str) -> None:
    assert not states(span(sentence), span(_CLAIM))


def test_a_word_that_opens_a_sentence_is_no_name() -> None:
    assert states(span("300 bees were counted by them."), span("However, 300 bees were counted."))
    assert not states(span("300 bees were counted by them."), span("Anna counted 300 bees."))


def test_initials_are_no_words() -> None:
    assert not states(span("The EU gave us 30 ships."), span("The US gave 30 ships."))
    assert states(span("30 ships came from the US."), span("30 ships came; the US gave them."))


def test_a_dropped_not_states_nothing() -> None:
    assert not states(span("Poland did count the bees."), span("Poland did not count the bees."))
    assert states(span("Poland did not count the bees."), span("Poland did not count the bees."))


@pytest.mark.parametrize(
    ("told", "same"), [("€30", True), ("$30", False), ("30 euros", True), ("30", False)]
)
def test_money_is_of_one_currency(told: str, same: bool) -> None:
    assert states(span(f"It cost {told} a day."), span("It cost €30 a day.")) is same


def noted(assistant: Assistant, end: int = len(_CLAIM)) -> Footnote:
    document = assistant.collection.document("bees")
    return number_footnotes([Quote(document, 0, end, 1.0)])[0]


def backed(assistant: Assistant, end: int = len(_CLAIM)) -> Footnote:
    return Backer(assistant.index, assistant.selector).backed(noted(assistant, end))


def answer(note: Footnote) -> Answer:
    return Answer("How many?", (), (note,), None, (), 1.0, 1.0, "index")


def test_the_source_s_own_words(assistant_over: Over) -> None:
    assistant = assistant_over(bees=_NOTED, **{"how bees hum": _SOURCE})
    (backing,) = backed(assistant).backings
    assert backing.document.id == "how bees hum"
    assert backing.quote is not None
    assert backing.quote.text == f"{_CLAIM}, and went home."
    assert backing.quote.text == _SOURCE[backing.quote.start : backing.quote.end]


def test_a_source_that_does_not_state_it(assistant_over: Over) -> None:
    altered = _SOURCE.replace("300", "310")
    (backing,) = backed(assistant_over(bees=_NOTED, **{"how bees hum": altered})).backings
    assert backing.quote is None


def test_nothing_changes_where_the_source_is_not_there(assistant_over: Over) -> None:
    assistant = assistant_over(bees=_NOTED)
    note = backed(assistant)
    assert note == noted(assistant)
    assert all("source" not in told for told in to_json(answer(note))["footnotes"][0]["references"])


def test_json_and_back(assistant_over: Over) -> None:
    assistant = assistant_over(bees=_NOTED, **{"how bees hum": _SOURCE})
    told = to_json(answer(backed(assistant)))
    source = told["footnotes"][0]["references"][0]["source"]
    assert source["document"] == "how bees hum"
    quote = source["quote"]
    assert quote["footnote"] is None
    assert _SOURCE[quote["start"] : quote["end"]] == quote["text"]
    assert to_json(from_json(told, assistant.collection)) == told
    quote["text"] = quote["text"].replace("300", "310")
    with pytest.raises(UserError, match="not what how bees hum says"):
        from_json(told, assistant.collection)


def test_json_whose_source_is_another_document(assistant_over: Over) -> None:
    assistant = assistant_over(bees=_NOTED, **{"how bees hum": _SOURCE})
    told = to_json(answer(backed(assistant)))
    told["footnotes"][0]["references"][0]["source"]["document"] = "bees"
    with pytest.raises(UserError, match="the source of note 1"):
        from_json(told, assistant.collection)


def test_a_source_in_an_answer(assistant_over: Over) -> None:
    assistant = assistant_over(bees=_NOTED, **{"how bees hum": _SOURCE})
    notes = assistant.ask("How many bees did keepers in Poland count?").footnotes
    (note,) = [note for note in notes if note.quote.document.id == "bees" and note.references]
    assert note.backings
    assert note.backings[0].quote


def faces(note: Footnote) -> list[str]:
    """The terminal's, Markdown's and HTML's."""
    shown = io.StringIO()
    print_answer(answer(note), Console(file=shown, width=500))
    return [shown.getvalue(), to_markdown([("1", answer(note))]), answer_html(answer(note))]


def test_every_face_shows_it(assistant_over: Over) -> None:
    note = backed(assistant_over(bees=_NOTED, **{"how bees hum": _SOURCE}))
    for face in faces(note):
        assert "note 1’s source" in face.lower()
        assert "and went home." in face
        assert NOT_STATED not in face


def test_every_face_says_that_none_states_it(assistant_over: Over) -> None:
    note = backed(assistant_over(bees=_NOTED, **{"how bees hum": "Bees live in hives.\n"}))
    for face in faces(note):
        assert NOT_STATED in face
    for face in faces(replace(note, backings=())):
        assert NOT_STATED not in face


_CITED = """Peat

Rewetting brings quick results. Golden plover rose from six pairs to nine. A study by the University
of Lorne suggests that the blocks emit 3.1 tonnes less(1).

Tarn Water spent £210,000 less on colour(2).

Olga Marsh counted the dunlin.

References

1. Pryor, H., ‘Gas fluxes after blocking’, University of Lorne, 4 May 2023.
2. Tarn Water, Catchment review, 5 June 2023.
"""


@pytest.fixture(scope="module")
def peat(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A text with two notes behind the default model."""
    folder = tmp_path_factory.mktemp("peat")
    (folder / "peat.txt").write_text(_CITED, "utf-8")
    return open_assistant(Settings(), folder, tmp_path_factory.mktemp("peat-index"))


def test_a_figure_that_is_named_picks_the_note_behind_it(peat: Assistant) -> None:
    answer = peat.ask("Which reference supports the figure of £210,000?")
    assert answer.quotes
    assert answer.quotes[0].text.startswith("Tarn Water, Catchment review")


def test_a_study_is_no_source_of_what_stands_before_it(peat: Assistant) -> None:
    answer = peat.ask("What source is cited for the golden plover?")
    assert answer.abstention
    assert answer.abstention.missing == ("a source for this",)


def test_a_follow_up_for_a_source_is_for_what_was_asked_before(peat: Assistant) -> None:
    first = "How much less did Tarn Water spend on colour?"
    answer = peat.ask("Which source says so?", [first])
    assert answer.quotes[0].text.startswith("Tarn Water, Catchment review")


def test_two_words_that_open_a_title_are_one(peat: Assistant) -> None:
    answer = peat.ask("Who is the author of Gas fluxes?")
    assert answer.quotes[0].text.startswith("Pryor, H.")
    other = peat.ask("Who is the author of after blocking?")
    assert not any("Pryor" in quote.text for quote in other.quotes)


def test_who_did_it_may_stand_in_the_text(peat: Assistant) -> None:
    answer = peat.ask("Who counted the dunlin?")
    assert answer.quotes
    assert answer.quotes[0].text == "Olga Marsh counted the dunlin."


@pytest.mark.parametrize(
    ("head", "question", "told"),
    [
        ("By Anna Berg", "Who wrote the brief?", "By Anna Berg"),
        ("Anna Berg, Jon Holm and Li Wu", "Who are the authors?", "Anna Berg, Jon Holm and Li Wu"),
        ("Brief 7 | Anna Berg | Lorne", "Who is the author?", "Brief 7 | Anna Berg | Lorne"),
        ("Published on 4 May 2023", "When was this published?", "Published on 4 May 2023"),
    ],
)
def test_the_byline_tells_who_wrote_a_document(
    assistant_over: Over, head: str, question: str, told: str
) -> None:
    answer = assistant_over(peat=f"Peat and water\n\n{head}\n\n{_CITED}").ask(question)
    assert [quote.text for quote in answer.quotes] == [told]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who wrote the brief?", "the author"),
        ("Who is the author?", "the author"),
        ("Who published this?", "the publisher"),
        ("When was this published?", "a date of publication"),
    ],
)
def test_thanks_are_no_byline(assistant: Assistant, question: str, missing: str) -> None:
    answer = assistant.ask(question)
    assert answer.abstention
    assert answer.abstention.missing == (missing,)


def test_a_name_that_cites_nothing_has_no_source(assistant: Assistant) -> None:
    answer = assistant.ask("Which source is cited for the Wagner paramilitaries?")
    assert answer.abstention
    assert answer.abstention.missing == ("a source for this",)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who reviewed the scores?", True),
        ("Who says that the scores are wrong?", True),
        ("Who is behind the scores?", False),
        ("Who counted the scores?", False),
        ("Which office reviewed the scores?", False),
    ],
)
def test_a_sentence_tells_who_by_the_word_for_what_was_done(question: str, told: bool) -> None:
    assert tells_who(question, "Ilse Maron told us that she is reviewing the scores.") == told
