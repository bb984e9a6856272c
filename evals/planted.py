"""Faults planted in an answer as JSON. Each function takes a grounded answer and gives it back
with one thing wrong, or None where the answer has nothing that could go wrong so.
"""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from corpus.collection import Collection
from corpus.documents import Document, Layout

Told = dict[str, Any]
Plant = Callable[[Told], Told | None]

# A second document, for footnotes that lead to the wrong one.
DECOY = Document("decoy", "decoy", "Nothing of this was said. " * 4000, Layout())
_NEGATION = re.compile(r"\b(?:not|no|never|cannot) |n[’']t\b")


def with_decoy(documents: Collection) -> Collection:
    """The documents and the decoy."""
    return Collection(documents.folder, (*documents.documents, DECOY))


def digit_flipped(told: Told) -> Told | None:
    """A digit of a quote is another one."""
    return _reworded(told, lambda text: re.sub(r"\d", _next_digit, text, count=1))


def negation_dropped(told: Told) -> Told | None:
    """A quote has lost its "not" (or "no", "never")."""
    return _reworded(told, lambda text: _NEGATION.sub("", text, count=1))


def digit_flipped_in_text(told: Told) -> Told | None:
    """A digit of the answer's text is another one; the quotes are as they were."""
    if not any(character.isdigit() for quote in told["quotes"] for character in quote["text"]):
        return None
    planted = copy.deepcopy(told)
    planted["text"] = re.sub(r"\d", _next_digit, told["text"], count=1)
    return planted


def footnotes_swapped(told: Told) -> Told | None:
    """The footnotes 1 and 2 stand at each other's quotes."""
    if len(told["footnotes"]) < 2:
        return None
    planted = copy.deepcopy(told)
    first, second = planted["footnotes"][:2]
    first["number"], second["number"] = 2, 1
    planted["footnotes"][:2] = [second, first]
    same = _without_number(first) == _without_number(second)
    return None if same else planted  # two quotes of one place have nothing to swap


def numbers_swapped_in_text(told: Told) -> Told | None:
    """The answer's text has the numbers 1 and 2 at each other's quotes."""
    if len(told["quotes"]) < 2:
        return None
    planted = copy.deepcopy(told)
    planted["text"] = re.sub(r"” \[([12])\]", lambda m: f"” [{3 - int(m[1])}]", told["text"])
    return planted if planted["text"] != told["text"] else None


def offset_shifted(told: Told) -> Told | None:
    """A quote's offsets are one too high; its text is as it was."""
    if not told["quotes"]:
        return None
    planted = copy.deepcopy(told)
    planted["quotes"][0]["start"] += 1
    planted["quotes"][0]["end"] += 1
    return planted


def offset_shifted_and_cut(told: Told) -> Told | None:
    """A quote begins one character late, and its text is cut accordingly."""
    if not told["quotes"] or not told["quotes"][0]["text"][:2].isalnum():
        return None
    planted = _reworded(told, lambda text: text[1:])
    assert planted
    planted["quotes"][0]["start"] += 1
    return planted


def footnote_to_decoy(told: Told) -> Told | None:
    """A footnote names another document than its quote's."""
    if not told["footnotes"]:
        return None
    planted = copy.deepcopy(told)
    planted["footnotes"][0]["document"] = DECOY.id
    return planted


def quote_to_decoy(told: Told) -> Told | None:
    """A quote and its footnote name another document, which doesn't say it."""
    planted = footnote_to_decoy(told)
    if planted:
        planted["quotes"][0]["document"] = DECOY.id
    return planted


def reference_off_by_one(documents: Collection) -> Plant:
    """A footnote names the note after the one that is cited, in that note's own words."""

    def plant(told: Told) -> Told | None:
        planted = copy.deepcopy(told)
        for note in planted["footnotes"]:
            for reference in note["references"]:
                document = documents.document(note["document"])
                following = document.reference(reference["number"] + 1)
                cited = {one["number"] for one in note["references"]}
                if following and following.number not in cited:
                    told_there = {"number": following.number, "text": document.slice(following)}
                    reference |= told_there
                    return planted
        return None

    return plant


def plants(documents: Collection) -> Mapping[str, tuple[Plant, ...]]:
    """Every way to plant each kind of fault in an answer on those documents."""
    return {
        "a digit flipped in a quote": (digit_flipped, digit_flipped_in_text),
        "a negation dropped": (negation_dropped,),
        "two footnotes swapped": (footnotes_swapped, numbers_swapped_in_text),
        "an offset shifted by one": (offset_shifted, offset_shifted_and_cut),
        "a footnote to the wrong document": (footnote_to_decoy, quote_to_decoy),
        "a reference number off by one": (reference_off_by_one(documents),),
    }


def _reworded(told: Told, change: Callable[[str], str]) -> Told | None:
    """The first quote that `change` alters, altered, in the answer's text too."""
    planted = copy.deepcopy(told)
    for quote in planted["quotes"]:
        text = change(quote["text"])
        if text != quote["text"]:
            planted["text"] = planted["text"].replace(quote["text"], text, 1)
            quote["text"] = text
            return planted
    return None


def _next_digit(match: re.Match[str]) -> str:
    return str((int(match[0]) + 1) % 10)


def _without_number(note: Told) -> Told:
    return {key: value for key, value in note.items() if key != "number"}
