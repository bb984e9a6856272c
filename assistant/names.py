"""Names in a text, and when two of them name one thing: other spellings, capitals, initials."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz

from assistant.guards import listed_countries
from corpus.aliases import alias_keys
from corpus.documents import Region
from corpus.view import fold, words
from index.spelling import is_english
from index.terms import STOP_WORDS, stem

# Words that are written large and name nothing.
_NO_NAMES = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december though although while whereas since "
        "because when however moreover despite during until unless whether once only both "
        "neither even i mr mrs ms dr sir prof nb ps cf eg ie"
    ).split()
)
_TITLES = frozenset(
    (
        "president presidential minister prime chancellor king queen pope mayor author brief paper "
        "report study article state government parliament council commission union court west "
        "western east eastern north northern south southern republic party house city members "
        "member former finance foreign administration regime"
    ).split()
)
_SENTENCE_START = re.compile(r"(?:\A|[.!?:][”’\"')]*\s|[“\"‘(•]\s?|\n)[\s“\"‘'(*_]*\Z")
_SEVERAL = re.compile(r"[A-Z]{2,}s")  # "SMEs" are many, and named by no one name
_JOINED = re.compile(r" and [A-Z][a-z]")  # "Tupac and Weller"
_DOTTED = re.compile(r"(?<![^\W_])(?:[A-Z]\.){2,}")  # "U.S."
_UNION = {"eu", "europe"}
# Endings by which a people or a language is told from its country's or its place's name.
_ENDINGS = frozenset("s n an ian ans ians ese ish i er ers ic y".split())
# What is put to his name for hers, or to another's; and how his surname and hers end.
_PUT_ON = frozenset("a ia ya aya e o".split())
_HIS = re.compile(r"(?:[kn](?:[iy]|[iy][iyj]|o[iy])|[aeo][uv]|[iy]n|er)\Z")
_HERS = re.compile(r"(?:ska|[kn]a[ijy]a|[aeo]va|[iy]na|ra)\Z")
# Two spellings of one name agree in their consonants, are of at least so many letters, and are
# so much alike (of 100): Viktar and Viktor 83, Svetlana and Sviatlana 82. Shorter ones, such as
# Biden and Boden, are two names.
_LETTERS, _ALIKE = 6, 66

_ROMANISED = (
    ("shch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("ts", "t"), ("tz", "t"), ("kh", "h"),
    ("ou", "v"), ("au", "v"), ("eu", "v"), ("ph", "f"), ("th", "t"), ("ks", "x"), ("zh", "z"),
    ("w", "v"), ("ck", "k"), ("q", "k"), ("j", "i"), ("g", "h"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name(Region):
    """A word of a name at [start, end) of its text. `key` is its folded form, or that of the
    country whose capital or people it is. `weak`: only its place in the sentence made it begin
    with a capital letter, or it may be a title, or initials of many things: it is a name if the
    source has one there."""

    key: str
    weak: bool


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[Name, ...]:
    """The words of the text's names in order."""
    return tuple(_names(text))


def same_name(one: Name, other: Name) -> bool:
    """Whether the two are one name: the same word, another spelling of it (Viktar, Viktor),
    a people and its country, a capital for its government, Europe for the European Union."""
    keys = {one.key, other.key}
    return one.key == other.key or keys == _UNION or _spelt_alike(one.key, other.key)


def lies_in(one: Name, region: Name) -> bool:
    """Whether the one is a country, or its people, and the other the part of the world that it is
    in: Latvia in the Baltic, Poland in Europe."""
    return one.key in _regions().get(region.key, ())


def is_place(name: Name) -> bool:
    """Whether the name is that of a country, its capital or its people."""
    return name.key in alias_keys() or name.key in listed_countries()


def adjoin(one: Region, other: Region) -> bool:
    """Whether two stand together, as parts of one name do."""
    return one.start - other.end == 1 or other.start - one.end == 1


def initials_of(names: Sequence[Name], text: str) -> frozenset[str]:
    """The initials of runs of names that stand together: "United Transitional Cabinet" has utc."""
    found, run = set(), ""
    for at, name in enumerate(names):
        gap = text[names[at - 1].end : name.start] if at else ""
        joined = at and re.fullmatch(r"[\s-]+(?:(?:of|for|the|and|on) )*", gap)
        run = (run if joined else "") + text[name.start].lower()
        found |= {run[start:] for start in range(len(run)) if len(run) - start > 1}
    return frozenset(found)


def _names(text: str) -> Iterator[Name]:
    found = [
        (part, place) for word, place in _told(text) for part, place in _parts(text, word, place)
    ]
    at = 0
    while at < len(found):
        word, place = found[at]
        pair = f"{word}-{found[at + 1][0]}" if at + 1 < len(found) else ""
        if pair in alias_keys():
            yield Name(place.start, found[at + 1][1].end, alias_keys()[pair], False)
            at += 2
            continue
        if _is_name(text, word, place):
            known = alias_keys().get(word)
            key = known or word
            begins = is_english(word) and _starts_sentence(text, word, place)
            begins = begins and not _JOINED.match(text, place.end)
            several = _SEVERAL.fullmatch(text[place.start : place.end])
            weak = known is None and bool(word in _TITLES or begins or several)
            yield Name(place.start, place.end, key, weak)
        at += 1


def _told(text: str) -> list[tuple[str, Region]]:
    """The text's words in order, initials with points between them ("U.S.") as one."""
    dotted = [Region(one.start(), one.end()) for one in _DOTTED.finditer(text)]
    inside = {at for one in dotted for at in range(one.start, one.end)}
    joined = [(fold(text[one.start : one.end].replace(".", "")), one) for one in dotted]
    plain = [(word, place) for word, place in words(text) if place.start not in inside]
    return sorted([*plain, *joined], key=lambda one: one[1].start)


def _parts(text: str, word: str, place: Region) -> Iterator[tuple[str, Region]]:
    """The word, or its parts about a hyphen where one of them is written large ("Russia-led");
    what holds a figure stays whole ("T-72")."""
    told = text[place.start : place.end]
    if "-" not in told or any(c.isdigit() for c in told) or not any(c.isupper() for c in told):
        yield word, place
        return
    at = place.start
    for part in told.split("-"):
        yield fold(part), Region(at, at + len(part))
        at += len(part) + 1


def _is_name(text: str, word: str, place: Region) -> bool:
    told = text[place.start : place.end]
    if word in _NO_NAMES or not word:
        return False
    if any(c.isdigit() for c in told):
        return any(c.isalpha() for c in told) and not re.fullmatch(
            r"\d[\d.,]*(?:st|nd|rd|th|s|m|bn|(?:-[a-z]+)+)?", told
        )
    if not told[0].isupper():
        return len(told) > 2 and any(c.isupper() for c in told[1:])
    if word in STOP_WORDS:
        return told.isupper() and len(told) > 1
    return True


def _starts_sentence(text: str, word: str, place: Region) -> bool:
    told = text[place.start : place.end]
    if len(told) > 1 and told.isupper():
        return False
    return (
        bool(_SENTENCE_START.search(text, max(0, place.start - 6), place.start))
        and word not in alias_keys()
    )


@lru_cache(maxsize=65536)
def _spelt_alike(one: str, other: str) -> bool:
    if any(c.isdigit() for c in one + other):
        return one == f"{other}s" or other == f"{one}s"
    if one in _keys() or other in _keys():
        return False
    if _anothers(one, other):
        return False
    if stem(one) == stem(other):
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS:
        return True
    first, second = _consonants(one), _consonants(other)
    alike = min(len(one), len(other)) >= _LETTERS and first == second
    return alike and fuzz.ratio(one, other) >= _ALIKE


def _anothers(one: str, other: str) -> bool:
    """Whether one name is made of the other for another person: Victor and Victoria,
    Tsikhanouski and Tsikhanouskaya; a country's never is."""
    short, long = sorted((one, other), key=len)
    if {short, long} & listed_countries():
        return False
    put_on = long.startswith(short) and long[len(short) :] in _PUT_ON
    return put_on or bool(_HIS.search(short) and _HERS.search(long))


def _consonants(word: str) -> str:
    for told, kept in _ROMANISED:
        word = word.replace(told, kept)
    kept = word[:1] + re.sub(r"[aeiouy]", "", word[1:])
    return re.sub(r"(.)\1+", r"\1", kept)


@cache
def _keys() -> frozenset[str]:
    return frozenset(alias_keys().values())


@cache
def _regions() -> dict[str, frozenset[str]]:
    """Each part of the world by its names, with the keys of the countries in it."""
    told = files("assistant").joinpath("regions.txt").read_text("utf-8").replace("\n  ", " ")
    parts = [line.partition(": ") for line in told.splitlines()]
    return {name: frozenset(lands.split()) for names, _, lands in parts for name in names.split()}
