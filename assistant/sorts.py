"""Sorts of things that are counted: the number of one sort is no number of another."""

import re
from functools import cache

from assistant.guards import figures_in
from assistant.values import Value

# Each word is plainly of its sort alone. Left out is what is told by another sort's number, such
# as votes, jobs and seats by people, and what names two sorts: "members" may be states.
_SORTS = """
persons: people persons men women children boys girls adults troops soldiers servicemen
persons: conscripts reservists recruits officers fighters mercenaries militants instructors
persons: prisoners inmates detainees hostages migrants refugees students pupils teachers professors
persons: nurses doctors workers employees miners farmers fishermen sailors passengers tourists
persons: residents inhabitants citizens civilians volunteers journalists lawyers deaths killed dead
persons: wounded injured arrested detained
objects: launchers missiles rockets warheads tanks howitzers rifles guns mines shells drones
objects: aircraft planes jets helicopters ships boats vessels trawlers ferries buses trams trains
objects: lorries trucks cars vehicles bicycles locomotives wagons turbines reactors pumps machines
objects: computers phones cameras sensors trees bridges tunnels dams houses apartments tents
bodies: brigades battalions regiments divisions squadrons
places: cities towns villages ports airports islands lakes harbours
events: meetings summits visits exercises conferences
documents: laws decrees treaties reports papers letters documents pamphlets
animals: cows cattle sheep goats horses pigs birds eels salmon hens
times: years months weeks days hours minutes
"""
_HOW_MANY = re.compile(r"\bhow many (?!of (?:them|those|these)\b)(?:of (?:the|its|their) )?", re.I)
_WORD = re.compile(r"[\s\u00a0]*(?:of (?:the|its|their) )?([A-Za-z][\w’'-]*)")
# A noun whose sort isn't known: "12 nations sent ships" counts no ships.
_PLURAL = re.compile(r"[a-z][a-z-]*[^\W_su]s")
# Behind these no noun that is counted goes on.
_ENDS = frozenset(
    (
        "is are was were be been has have had do does did can could will would should may might"
        " must a an the and or but of in on by at to for from with per than as that which who whom"
        " after before during since until were there then not"
    ).split()
)
_LONGEST = 4  # words between a figure and the noun that it counts, that noun included
_SOME = r"\b(?:no|none|both|all|several|many|few|most|single|dozens|hundreds|thousands|half)\b"


def counts_another_sort(question: str, text: str) -> bool:
    """Whether the question asks the number of one sort of things, and every number in the text is
    plainly one of another."""
    asked = _HOW_MANY.search(question)
    noun = _counted(question, asked.end()) if asked else ""
    if not noun or _sorts()[noun] == "times" or _some(noun, text):
        return False
    found = [_told(text, value) for value in figures_in(text) if value.kind not in ("year", "date")]
    return bool(found) and all(one not in ("", _sorts()[noun]) for one in found)


def _told(text: str, value: Value) -> str:
    """The sort of what the figure counts; "" where that isn't known."""
    if value.kind == "money":
        return "money"
    return _sorts().get(_counted(text, value.end), "") if value.kind == "number" else ""


def _counted(text: str, at: int) -> str:
    """The noun that is counted from there on, if it is one whose sort is known, else ""."""
    noun = ""
    for _ in range(_LONGEST):
        word = _WORD.match(text, at)
        if word is None or word[1].lower() in _ENDS:
            return noun if noun in _sorts() else ""
        noun, at = word[1].lower(), word.end()
        following = _WORD.match(text, at)
        if noun in _sorts() and (following is None or following[1].lower() not in _sorts()):
            return noun
        if noun not in _sorts() and _PLURAL.fullmatch(word[1]):
            return ""
    return ""


def _some(noun: str, text: str) -> bool:
    """Whether the text tells the number of it in words that are no figure: "several ships"."""
    return bool(re.search(rf"{_SOME} (?:[\w’'-]+ ){{0,2}}{noun}\b", text, re.I))


@cache
def _sorts() -> dict[str, str]:
    """Each noun in the plural, and its sort."""
    lines = (line.partition(": ") for line in _SORTS.strip().splitlines())
    return {noun: sort for sort, _, nouns in lines for noun in nouns.split()}
