"""What holds for every answer, over a set of questions on the brief."""

import json
import re
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import from_json, to_json
from assistant.assistant import Assistant
from corpus.collection import Collection
from corpus.documents import Document

_SET = Path(__file__).parent.parent / "evals" / "sets" / "brief-dev.jsonl"

# Seconds of one core for a hundred questions: 30 s on two cores.
_LONGEST = 60

Told = dict[str, Any]


@pytest.fixture(scope="module")
def rows() -> list[Told]:
    """Two of every three questions, so that every kind is among them."""
    lines = [line for line in _SET.read_text("utf-8").splitlines() if line]
    return [json.loads(line) for at, line in enumerate(lines) if at % 3]


@pytest.fixture(scope="module")
def answers(assistant: Assistant, rows: list[Told]) -> list[Told]:
    return [answer(assistant, row) for row in rows]


@pytest.fixture(scope="module")
def answered(answers: list[Told]) -> list[Told]:
    return [told for told in answers if told["answerable"]]


def answer(assistant: Assistant, row: Told) -> Told:
    return to_json(assistant.ask(row["question"], row.get("history", [])), row["id"])


def timeless(told: Told) -> Told:
    return {**told, "elapsed_ms": 0}


def pairs(told: Told) -> list[tuple[Told, Told]]:
    """Each quote with its footnote."""
    return list(zip(told["quotes"], told["footnotes"], strict=True))


def test_there_are_enough_questions(rows: list[Told], answered: list[Told]) -> None:
    assert len(rows) >= 100
    assert len(answered) >= 30


def test_every_quote_and_nearest_quote_is_verbatim(answers: list[Told], brief: Document) -> None:
    for told in answers:
        nearest = told["abstention"]["nearest"] if told["abstention"] else []
        left = [quote for part in told.get("unanswered", []) for quote in part["nearest"]]
        for quote in [*told["quotes"], *nearest, *left]:
            assert brief.text[quote["start"] : quote["end"]] == quote["text"], told["id"]
            assert quote["text"] == quote["text"].strip()


def test_every_answer_comes_back_from_json(answers: list[Told], collection: Collection) -> None:
    for told in answers:
        again = json.loads(json.dumps(told))
        assert to_json(from_json(again, collection), told["id"]) == told


def test_numbers_run_from_1_without_holes(answers: list[Told]) -> None:
    for told in answers:
        numbers = list(range(1, len(told["quotes"]) + 1))
        assert [note["number"] for note in told["footnotes"]] == numbers, told["id"]
        assert [quote["footnote"] for quote in told["quotes"]] == numbers, told["id"]
        assert len(numbers) <= 5


def test_an_answer_has_quotes_or_a_reason(answers: list[Told]) -> None:
    for told in answers:
        assert told["answerable"] is bool(told["quotes"]) is (told["abstention"] is None)
        if told["abstention"]:
            assert told["abstention"]["reason"] in ("off_topic", "not_stated", "contradicted")
            assert len(told["abstention"]["nearest"]) <= 3


def test_quotes_do_not_overlap(answered: list[Told]) -> None:
    for told in answered:
        places = sorted((quote["start"], quote["end"]) for quote in told["quotes"])
        for one, other in pairwise(places):
            assert one[1] <= other[0], told["id"]


def test_a_quote_is_a_sentence_or_a_part_of_one(answered: list[Told], brief: Document) -> None:
    for told in answered:
        for quote in told["quotes"]:
            block = brief.block_at(quote["start"])
            assert block is not None, told["id"]
            assert any(
                sentence.start <= quote["start"] and quote["end"] <= sentence.end
                for sentence in block.sentences
            ), told["id"]


def test_references_are_markers_at_the_quote_or_its_own_note(
    answered: list[Told], brief: Document
) -> None:
    for told in answered:
        for quote, note in pairs(told):
            expected = cited(brief, quote)
            assert [one["number"] for one in note["references"]] == expected, told["id"]


def cited(brief: Document, quote: Told) -> list[int]:
    """The brief's numbers in brackets glued inside or right after the quote, read off the
    characters; for a quote from a note, that note's number."""
    block = brief.block_at(quote["start"])
    if block is not None and block.note is not None:
        return [block.note]
    after = re.match(r"[.,;:’”)]{0,3}\(\d{1,2}\)", brief.text[quote["end"] :])
    words = brief.text[quote["start"] : quote["end"] + (after.end() if after else 0)]
    return [int(number) for number in re.findall(r"(?<=\S)\((\d{1,2})\)", words)]


def test_references_are_the_lists_own_words(answered: list[Told], brief: Document) -> None:
    for told in answered:
        for note in told["footnotes"]:
            for one in note["references"]:
                known = brief.reference(one["number"])
                assert known is not None
                assert one["text"] == brief.slice(known)
                assert (one["url"], one["url_cut"]) == (known.url, known.url_cut)


def test_without_its_quotes_the_text_is_footnote_marks(answered: list[Told]) -> None:
    for told in answered:
        left = told["text"]
        for quote in told["quotes"]:
            shown = f"“{quote['text']}”"
            assert shown in left, told["id"]
            left = left.replace(shown, "", 1)
        assert re.fullmatch(r"(?:\s*\[\d\])+\s*", left), told["id"]
        marks = [int(mark) for mark in re.findall(r"\d", left)]
        assert marks == list(range(1, len(told["quotes"]) + 1)), told["id"]


def test_locators_are_the_documents(answered: list[Told], brief: Document) -> None:
    headings = {"", *(section.heading for section in brief.layout.sections)}
    for told in answered:
        for quote, note in pairs(told):
            block = brief.block_at(quote["start"])
            assert note["paragraph"] == (block.paragraph if block else None)
            assert note["section"] in headings
            assert note["title"] == brief.title


def test_the_order_of_questions_changes_nothing(
    assistant: Assistant, rows: list[Told], answers: list[Told]
) -> None:
    some = list(zip(rows, answers, strict=True))[::8]
    for row, told in reversed(some):
        assert timeless(answer(assistant, row)) == timeless(told)


def test_a_hundred_questions_take_under_half_a_minute_on_two_cores(
    assistant: Assistant, rows: list[Told]
) -> None:
    """By the processor's time, which doesn't count what else the machine does."""
    started = time.process_time()
    for row in rows[-20:]:
        answer(assistant, row)
    assert (time.process_time() - started) * 5 < _LONGEST
