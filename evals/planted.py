"""Faults planted in an answer as JSON. Each function takes a grounded answer and gives it back
with one thing wrong, or None where the answer has nothing that could go wrong so.
"""

import copy
import hashlib
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
    _begin_late(planted["quotes"][0])
    return planted


def highlight_outside(told: Told) -> Told | None:
    """A quote's highlight begins one character before the quote."""
    if not told["quotes"]:
        return None
    planted = copy.deepcopy(told)
    quote = planted["quotes"][0]
    quote["highlights"] = [[quote["start"] - 1, quote["end"]]]
    return planted


def locator_elsewhere(told: Told) -> Told | None:
    """A quote's locator is of a place one character on."""
    if not told["quotes"]:
        return None
    planted = copy.deepcopy(told)
    quote = planted["quotes"][0]
    quote["locator"] = _moved(quote, quote["start"] + 1, quote["end"] + 1)
    return planted


def locator_of_other_words(told: Told) -> Told | None:
    """A quote's locator is of its place and of other words."""
    if not told["quotes"]:
        return None
    planted = copy.deepcopy(told)
    quote = planted["quotes"][0]
    quote["locator"] = _moved(quote | {"text": "other"}, quote["start"], quote["end"])
    return planted


def page_off_by_one(told: Told) -> Told | None:
    """A footnote names the page after its quote's, or a page where there are none."""
    if not told["footnotes"]:
        return None
    planted = copy.deepcopy(told)
    note = planted["footnotes"][0]
    note["page"] = (note["page"] or 0) + 1
    return planted


def address_changed(told: Told) -> Told | None:
    """A reference leads to another address, whole, than its note's."""
    address = {"url": "https://example.org/never-cited", "url_cut": False}
    return _with_reference(told, lambda one: one | address)


def address_cut(told: Told) -> Told | None:
    """A reference's address is said to be cut where it is whole, or whole where it is cut."""
    return _with_reference(told, lambda one: one | {"url_cut": not one["url_cut"]})


def kind_changed(told: Told) -> Told | None:
    """A note that only adds facts is said to name a publication, or the other way round."""
    other = {"source": "remark", "remark": "source"}
    return _with_reference(told, lambda one: one | {"kind": other[one["kind"]]})


def source_unknown(told: Told) -> Told | None:
    """A reference leads to a document that isn't there, and to words that it says."""
    return _with_reference(told, lambda one: one | {"source": _source("no such document", 0)})


def source_invented(told: Told) -> Told | None:
    """A reference leads to words that its source doesn't say."""
    return _with_reference(told, lambda one: one | {"source": _source(DECOY.id, 1)})


def source_of_another(told: Told) -> Told | None:
    """A reference leads to a document, and to the words of another one."""
    if not told["quotes"]:
        return None
    source = {"document": DECOY.id, "quote": told["quotes"][0] | {"footnote": None}}
    return _with_reference(told, lambda one: one | {"source": source})


def refusal_invented(told: Told) -> Told | None:
    """A refusal says something of its own."""
    return _refusing(told, {"message": "Lukashenka got 12 %."})


def refusal_lengthened(told: Told) -> Told | None:
    """A refusal says what it should, and more."""
    abstention = told["abstention"]
    return abstention and _refusing(told, {"message": f"{abstention['message']} It was 12 %."})


def refusal_without_reason(told: Told) -> Told | None:
    """A refusal's reason is none of the three."""
    return _refusing(told, {"reason": "nonsense"})


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
                    reference |= {
                        "number": following.number,
                        "text": document.slice(following),
                        "kind": following.kind,
                        "url": following.url,
                        "url_cut": following.url_cut,
                    }
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
        "a page off by one": (page_off_by_one,),
        "a highlight outside its quote": (highlight_outside,),
        "a locator of another place": (locator_elsewhere, locator_of_other_words),
        "another address of a reference": (address_changed, address_cut, kind_changed),
        "an invented source": (source_unknown, source_invented, source_of_another),
        "an invented refusal": (refusal_invented, refusal_lengthened, refusal_without_reason),
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


def _begin_late(quote: Told) -> None:
    """The quote's place begins one character late, its highlights and its locator with it."""
    quote["start"] += 1
    start = quote["start"]
    inside = [[max(first, start), last] for first, last in quote["highlights"] if last > start]
    quote["highlights"], quote["locator"] = inside, _moved(quote, start, quote["end"])


def _moved(quote: Told, start: int, end: int) -> str:
    """The quote's locator, of that place and of the quote's words as they now are."""
    words = hashlib.sha256(quote["text"].encode("utf-8", "surrogatepass")).hexdigest()[:16]
    version = quote["locator"].split(":")[1]
    return f"footnoted:{version}:{start}-{end}:{words}"


def _with_reference(told: Told, change: Callable[[Told], Told]) -> Told | None:
    """The answer with its first footnote's first reference changed."""
    planted = copy.deepcopy(told)
    for note in planted["footnotes"]:
        if note["references"]:
            note["references"][0] = change(note["references"][0])
            return planted
    return None


def _source(document: str, off: int) -> Told:
    """A source with the decoy's first words as a quote that stands `off` characters too far."""
    quote = {"footnote": None, "document": document, "start": off, "end": off + 7}
    return {"document": document, "quote": quote | {"text": DECOY.text[:7], "highlights": []}}


def _refusing(told: Told, changed: Told) -> Told | None:
    """The answer's abstention with something changed; its text is the message, as ever."""
    if not told["abstention"]:
        return None
    abstention = told["abstention"] | changed
    return copy.deepcopy(told) | {"abstention": abstention, "text": abstention["message"]}


def _next_digit(match: re.Match[str]) -> str:
    return str((int(match[0]) + 1) % 10)


def _without_number(note: Told) -> Told:
    return {key: value for key, value in note.items() if key != "number"}
