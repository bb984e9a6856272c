"""Transcripts: turns are no headings, labels are no matter, and what one says is theirs alone."""

from pathlib import Path

import pytest

from assistant.answers import Answer, to_json
from assistant.assistant import Assistant, open_assistant
from assistant.settings import Settings
from assistant.spoken import Speakers
from corpus.documents import Document
from corpus.html_reader import read_html
from corpus.markdown_reader import read_markdown
from corpus.text_reader import read_text
from corpus.turns import turn_at, turns_of
from ui.render import place

TURNS = (
    ("Ms ORTEGA", "Dr Lund, when did the ferry stop?"),
    ("Dr LUND", "At ten past six. The pilot had seen smoke above the engine room."),
    ("Ms ORTEGA", "And the lifeboats?"),
    ("Dr LUND", "Three of the five could be lowered. I wrote to the owner, Sir Basil Frome."),
    ("Mr PELL", "Why only three?"),
    ("Dr LUND", "The davits had rusted. An inspector noted that in 2016."),
    ("Ms ORTEGA", "Mr Tveit, you were on board."),
    ("Mr TVEIT", "We had no alarm. An alarm is a bell with somebody awake beside it."),
    ("Mr PELL", "That was the mate's duty, I think."),
    ("Mr TVEIT", "It was. He was a kind man."),
)
FORMS = {
    ".txt": ("", "{}: {}\n\n"),
    ".md": ("", "**{}:** {}\n\n"),
    ".html": ("<!doctype html>", "<p><b>{}:</b> {}</p>"),
}
READERS = {".txt": read_text, ".md": read_markdown, ".html": read_html}


def transcript(folder: Path, ending: str = ".txt", between: str | None = None) -> Path:
    start, form = FORMS[ending]
    path = folder / f"hearing{ending}"
    path.write_text(start + "".join((between or form).format(*turn) for turn in TURNS), "utf-8")
    return path


def sentences(document: Document) -> list[str]:
    return [document.slice(one) for block in document.layout.blocks for one in block.sentences]


@pytest.mark.parametrize("ending", FORMS)
def test_turns_are_no_headings_and_labels_no_part_of_a_sentence(
    tmp_path: Path, ending: str
) -> None:
    document = READERS[ending](transcript(tmp_path, ending), "hearing")
    assert not document.layout.sections
    assert [turn.speaker for turn in turns_of(document)] == [speaker for speaker, _ in TURNS]
    told = sentences(document)
    assert {"And the lifeboats?", "It was."} <= set(told)
    assert not [one for one in told if ":" in one]


def test_turns_on_lines_without_blank_ones_between_are_paragraphs(tmp_path: Path) -> None:
    document = read_text(transcript(tmp_path, between="{}: {}\n"), "hearing")
    assert len(document.layout.blocks) == len(TURNS) == len(turns_of(document))


def test_a_turn_goes_on_to_the_next_label_but_not_past_the_sitting(tmp_path: Path) -> None:
    path = transcript(tmp_path)
    told = path.read_text("utf-8").replace("2016.", "2016.\n\nNobody read the note.")
    path.write_text(told + "The session ended at noon.", "utf-8")
    document = read_text(path, "hearing")
    goes_on = turn_at(document, document.text.index("Nobody read"))
    assert goes_on == turns_of(document)[5]
    assert turn_at(document, document.text.index("The session")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Measure 1. Clear it.\n\nReply: Accepted.\n\nMeasure 2. Ask.\n\nReply: No.\n\n"
        "Reply: Accepted in part. Why?\n\nReply: Not accepted.",
        "Note: The fee is 3.\n\nExample: One pays 3.\n\nIt rains.\n\nIt snows.\n\nIt hails.\n\n"
        "It thaws.\n\nIt blows.\n\nNote: The fee is 4.\n\nExample: One pays 4.",
        "Pros: It is cheap.\n\nCons: It is slow.\n\nPros: It is light.\n\nCons: It is weak.",
    ],
)
def test_labels_that_make_no_conversation_are_left(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text, "utf-8")
    document = read_text(path, "notes")
    assert not turns_of(document)
    assert [one for one in sentences(document) if ": " in one]


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("hearing")
    transcript(folder)
    return open_assistant(Settings(), folder, tmp_path_factory.mktemp("index"))


def shown(answer: Answer) -> list[tuple[str, str]]:
    return [(note.speaker, note.quote.text) for note in answer.footnotes]


def test_who_said_it_is_told_by_the_footnote(hearing: Assistant) -> None:
    answer = hearing.ask("Who said that an alarm is a bell?")
    assert shown(answer)[0] == ("Mr TVEIT", "An alarm is a bell with somebody awake beside it.")
    assert to_json(answer)["footnotes"][0]["speaker"] == "Mr TVEIT"
    assert place(answer.footnotes[0]) == "hearing, Mr TVEIT, paragraph 8"


@pytest.mark.parametrize(
    ("question", "speaker", "words"),
    [
        ("What did Dr Lund say about the lifeboats?", "Dr LUND", "Three of the five"),
        ("What does Mr Tveit think of the alarm?", "Mr TVEIT", "An alarm is a bell"),
        ("According to Lund, what had rusted?", "Dr LUND", "The davits had rusted."),
    ],
)
def test_what_one_said_is_quoted_from_their_turns_alone(
    hearing: Assistant, question: str, speaker: str, words: str
) -> None:
    told = shown(hearing.ask(question))
    assert any(text.startswith(words) for _, text in told)
    assert {one for one, _ in told} == {speaker}


@pytest.mark.parametrize(
    "question",
    [
        "What did Mr Pell say about the alarm?",
        "What did Mr Tveit say about Sir Basil Frome?",
        "What did Ms Ortega say about the davits?",
    ],
)
def test_what_one_did_not_say_is_refused(hearing: Assistant, question: str) -> None:
    answer = hearing.ask(question)
    assert answer.abstention
    assert answer.abstention.reason == "not_stated"


def test_another_title_is_another_person(hearing: Assistant) -> None:
    speakers = Speakers(hearing.collection.documents)
    assert speakers.asked("What did Mr Tveit say about the alarm?")
    assert speakers.asked("What did Mrs Tveit say about the alarm?") is None
