"""Answers and documents as HTML, without a browser or a model."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Abstention, Answer, Quote, Unanswered
from assistant.footnotes import number_footnotes
from corpus.collection import PACKAGED, Collection, read_collection
from corpus.documents import Document, Region
from corpus.layout import read_layout
from corpus.ledger import ledger
from ui.files import QuestionRow
from ui.html import answer_html, conversation_html
from ui.marks import Wrap, escaped, inline
from ui.results import results_html
from ui.source import documents_html, source_html
from ui.suggestions import suggested_questions
from ui.turns import Turn, restored, stored

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> $x$ **b** &amp; ${1} {{2}}"
TEXT = f"""Opening words 👩🏽‍🔬 before any heading(1).

First part

The vote was 86.82% in Minsk(2). Others left.\r\nA second line of café talk.

{HOSTILE}

References

  1. ‘A title of some length’, Journal, 3 May 2024 (https://example.org/a?b=1&c=2)

  2. ‘Another long title here’, Paper, 4 May 2024 (https://example.org/cut-…

  3. A remark without any address.
"""
DOCUMENT = Document("made-up", f"Made up {HOSTILE}", TEXT, read_layout(TEXT))


class Page(HTMLParser):
    """What a browser would make of HTML: element names, attributes, and text by element."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[tuple[tuple[str, ...], str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append((tuple(self.open), data))

    def text(self, within: str = "") -> str:
        return "".join(data for path, data in self.said if not within or within in path)


def quote(words: str, *strong: str, document: Document = DOCUMENT) -> Quote:
    start = document.text.index(words)
    marks = [document.text.index(part, start) for part in strong]
    parts = tuple(Region(at, at + len(part)) for at, part in zip(marks, strong, strict=True))
    return Quote(document, start, start + len(words), 0.9, parts)


def answer(*quotes: Quote, abstention: Abstention | None = None, left: str = "") -> Answer:
    unanswered = (Unanswered(left, ()),) if left else ()
    notes = number_footnotes(quotes)
    return Answer("Why?", (), notes, abstention, unanswered, 0.9, 12.0, "fingerprint")


def test_a_quote_is_the_documents_words_with_the_answer_marked() -> None:
    shown = quote("The vote was 86.82% in Minsk(2).", "86.82%")
    page = Page(answer_html(answer(shown)))
    assert shown.text in page.text("blockquote")
    assert page.text("mark") == "86.82%"
    place = next(json.loads(a["data-place"] or "") for _, a in page.tags if "data-place" in a)
    assert TEXT[place["start"] : place["end"]] == shown.text
    assert place["highlights"] == [[shown.start + 13, shown.start + 19]]


def test_a_footnote_names_its_place_and_what_the_document_cites() -> None:
    words = Page(answer_html(answer(quote("The vote was 86.82% in Minsk(2).")))).text("ol")
    assert "Made up" in words
    assert "First part" in words
    assert "paragraph 2" in words
    assert "The document cites: 2. ‘Another long title here’" in words


def test_a_cut_address_is_text_and_a_whole_one_a_safe_link() -> None:
    cut = Page(answer_html(answer(quote("The vote was 86.82% in Minsk(2)."))))
    assert "https://example.org/cut-…" in cut.text("ol")
    assert "cut short in the document" in cut.text("ol")
    assert not [a for _, a in cut.tags if "example.org" in (a.get("href") or "")]
    whole = Page(answer_html(answer(quote("before any heading(1)."))))
    link = next(a for _, a in whole.tags if "example.org" in (a.get("href") or ""))
    assert link["href"] == "https://example.org/a?b=1&c=2"
    assert (link["target"], link["rel"]) == ("_blank", "noopener noreferrer")


def test_a_reference_further_on_is_named_as_such() -> None:
    shown = Page(answer_html(answer(quote("Opening words", "Opening"))))
    assert "the next one cited is note 1" in shown.text("ol")


def test_a_reference_shown_already_is_not_repeated() -> None:
    twice = answer(quote("The vote was 86.82% in Minsk(2)."), quote("in Minsk(2)."))
    words = Page(answer_html(twice)).text("ol")
    assert words.count("Another long title") == 1
    assert "as under footnote 1" in words


def test_a_quote_from_a_note_names_the_note() -> None:
    words = Page(answer_html(answer(quote("A remark without any address.")))).text("ol")
    assert "note 3" in words
    assert "The whole note: 3." in words


def test_an_abstention_says_what_is_missing_and_offers_the_nearest() -> None:
    near = (quote("Others left."),)
    told = Abstention("not_stated", "The documents do not state this.", ("2031",), near)
    page = Page(answer_html(answer(abstention=told)))
    assert "blockquote" not in [tag for tag, _ in page.tags]
    assert "No answer" in page.text()
    assert "Missing: 2031" in page.text()
    assert "Nearest passages, not answers" in page.text()
    assert "Others left." in page.text("li")


def test_a_contradicted_question_says_which_passage_contradicts_it() -> None:
    told = Abstention("contradicted", "No.", (), (quote("Others left."),))
    assert "the first contradicts the question" in Page(answer_html(answer(abstention=told))).text()


def test_unanswered_parts_are_named() -> None:
    page = Page(answer_html(answer(quote("Others left."), left="And who stayed?")))
    assert "Not answered: And who stayed?" in page.text()


def test_a_conversation_keeps_its_order_and_its_problems() -> None:
    turns = [
        Turn("One?", answer(quote("Others left."))),
        Turn("Two?", problem="no, & why"),
        Turn("3"),
    ]
    words = Page(conversation_html(turns, "title")).text()
    assert words.index("One?") < words.index("Others left.") < words.index("Two?")
    assert "no, & why" in words
    assert "Looking it up" in words


@pytest.mark.parametrize("html", [
    conversation_html([Turn(HOSTILE, problem=HOSTILE)], HOSTILE),
    conversation_html([], HOSTILE),
    answer_html(answer(quote(HOSTILE, "$x$"), left=HOSTILE)),
    answer_html(answer(abstention=Abstention("off_topic", HOSTILE, (HOSTILE,), (quote(HOSTILE),)))),
    source_html(DOCUMENT, quote(HOSTILE, "$x$")),
    documents_html([DOCUMENT, DOCUMENT], DOCUMENT),
])  # fmt: skip
def test_hostile_words_stay_characters(html: str) -> None:
    page = Page(html)
    assert HOSTILE in page.text()
    assert not {"script", "img"} & {tag for tag, _ in page.tags}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


@pytest.mark.parametrize("words", [
    "The vote was 86.82% in Minsk(2).",
    "Others left.\r\nA second line of café talk.",
    "👩🏽‍🔬 before",
    "First part",
    "title of some length’, Journal, 3 May 2024 (https://example.org/a",
    "A remark without any address.",
])  # fmt: skip
def test_the_source_marks_exactly_the_quote(words: str) -> None:
    shown = quote(words, words[2:7])
    page = Page(source_html(DOCUMENT, shown))
    assert page.text("mark") == words
    assert page.text("strong") == words[2:7]


def test_the_source_shows_every_word_of_the_document() -> None:
    page = Page(source_html(DOCUMENT))
    for region in (*DOCUMENT.layout.blocks, *DOCUMENT.layout.references):
        assert DOCUMENT.slice(region) in page.text()
    assert "First part" in page.text("h3")
    assert not page.text("mark")


def test_markers_lead_to_notes_and_back() -> None:
    page = Page(source_html(DOCUMENT))
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    jumps = [attrs["href"] or "" for _, attrs in page.tags if attrs.get("class", "") == "fn-jump"]
    assert jumps == ["#note-1", "#note-2"]
    assert {jump[1:] for jump in jumps} < ids
    assert re.search(r'(?s)id="(marker-\d+)" .*href="#\1"', source_html(DOCUMENT))


def test_every_sentence_of_the_brief_is_marked_exactly() -> None:
    document = read_collection(PACKAGED).documents[0]
    for block in document.layout.blocks[::3]:
        for sentence in block.sentences:
            shown = Quote(document, sentence.start, sentence.end, 1.0)
            assert Page(source_html(document, shown)).text("mark") == shown.text


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_wrapping_loses_no_character(text: str, places: list[tuple[int, int]]) -> None:
    wraps = [Wrap(Region(a, b), "<i>", "</i>") for a, b in sorted(places)]
    html = inline(text, Region(0, len(text)), wraps, wraps[:1])
    assert re.sub('</?i>|<span class="fn-gap">|</span>', "", html) == escaped(text)


def test_cells_of_a_plain_text_stay_apart() -> None:
    row, gap = "Ala\t9  12 t", '<span class="fn-gap">{}</span>'
    told = f"Ala{gap.format(chr(9))}9{gap.format('  ')}12 t"
    assert inline(row, Region(0, len(row))) == told


def test_what_html_can_not_say_is_shown_as_missing() -> None:
    assert escaped("a\0b\ud800c\r") == "a\ufffdb\ufffdc&#13;"


def test_suggestions_are_answered_from_where_they_were_made() -> None:
    collection = read_collection(PACKAGED)
    document = collection.documents[0]
    asked: list[str] = []

    def ask(question: str) -> Answer:
        asked.append(question)
        note = document.reference(4)
        assert note
        return answer(Quote(document, note.start, note.end, 1.0))

    assert suggested_questions(collection, ask) == ["What does note 4 say?"]
    assert "What is said about Russia’s tightening grip?" in asked


def test_a_stored_conversation_comes_back_whole() -> None:
    collection = Collection(Path(), (DOCUMENT,))
    turns = [Turn("Why?", answer(quote("The vote was 86.82% in Minsk(2).", "86.82%"))),
             Turn("And?", problem="no")]  # fmt: skip
    again = restored(json.loads(json.dumps(stored(turns))), collection)
    title = DOCUMENT.title
    assert conversation_html(again, title) == conversation_html(turns, title)


def test_a_stored_quote_that_stands_no_longer_is_not_shown() -> None:
    kept = stored([Turn("Why?", answer(quote("The vote was 86.82% in Minsk(2).")))])
    changed = TEXT.replace("86.82%", "99.99%")
    other = Document(DOCUMENT.id, DOCUMENT.title, changed, read_layout(changed))
    (turn,) = restored(kept, Collection(Path(), (other,)))
    assert turn.answer is None
    assert "changed" in turn.problem


@pytest.mark.parametrize("told", [None, 7, "x", [3], [{"question": "?"}], {"a": 1}, [{"question":
                         "?", "problem": "", "answer": {"quotes": 3}}]])  # fmt: skip
def test_what_is_no_conversation_is_none(told: object) -> None:
    assert restored(told, Collection(Path(), (DOCUMENT,))) == []


def test_what_should_be_a_number_or_a_reason_is_no_markup_either() -> None:
    odd: Any = f'"{HOSTILE}'
    (note,) = number_footnotes([quote("The vote was 86.82% in Minsk(2).")])
    noted = replace(answer(), footnotes=(replace(note, number=odd, paragraph=odd, page=odd),))
    refused = answer(abstention=Abstention(odd, "No.", (), ()))
    for shown in (answer_html(noted), answer_html(refused)):
        assert not {"script", "img"} & {tag for tag, _ in Page(shown).tags}


def test_a_batch_shows_how_far_it_is() -> None:
    rows = [QuestionRow(id=name, question=HOSTILE) for name in ("a", HOSTILE)]
    page = Page(results_html(rows, [answer(quote("The vote was 86.82% in Minsk(2)."))]))
    assert ("progress", {"max": "2", "value": "1", "aria-label": "Questions answered"}) in page.tags
    assert "1 of 2 questions done: 1 answered" in page.text()
    assert not {"script", "img"} & {tag for tag, _ in page.tags}


def test_the_ledger_finds_a_source_in_the_collection() -> None:
    text = "A long enough title\n\nWords."
    other = Document("other", "Another long title here", text, read_layout(text))
    entries = ledger([DOCUMENT, other])
    assert [entry.source for entry in entries] == [None, other, None]
    assert [len(entry.markers) for entry in entries] == [1, 1, 0]
