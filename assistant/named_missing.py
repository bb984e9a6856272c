"""What is called missing of what a question names: never what the reader sees beside it."""

import re
from collections.abc import Sequence

from assistant.guards import asked_when, listed_countries, missing_kind
from assistant.questions import Part
from corpus.aliases import alias_keys
from corpus.documents import Span
from corpus.view import fold, words

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# First letters that a people's name shares with its country's, unlike a capital's, and how many
# letters a name has at least that isn't initials.
_ALIKE, _SHORT = 3, 4


def named_missing(part: Part, missing: Sequence[str], nearest: Sequence[Span]) -> tuple[str, ...]:
    """What is missing, as a reader is told it beside the nearest sentences: a country by its
    name for its people's; a country or a year that stands in a paragraph or a table of theirs
    only with what is asked of it ("Kazakhstan in 2020", "a number in 2024")."""
    found = [_told(part, name, nearest) for name in missing]
    return tuple(dict.fromkeys(name for name in found if name))


def _told(part: Part, name: str, nearest: Sequence[Span]) -> str:
    is_year, country = bool(_YEAR.fullmatch(name)), _country(name)
    if not is_year and not country:
        return name
    held = [_holds(_around(one), country or name) for one in nearest]
    if not any(held):
        return country or name
    when, kind = asked_when(part), missing_kind(part)
    if country and len(when) == 1:
        return f"{country} in {when[0]}"
    if kind and part.wanted != "date":
        return f"{kind[0]} {'in' if is_year else 'for'} {country or name}"
    return "" if country or held[0] else name


def _country(name: str) -> str:
    """The name of the country that the name is of; "" for other things."""
    word = fold(name)
    key = alias_keys().get(word, "")
    if len(key) >= _SHORT and word != key and word[:_ALIKE] == key[:_ALIKE]:
        return key.replace("-", " ").title()
    return name if key or word in listed_countries() else ""


def _holds(text: str, name: str) -> bool:
    told, word = [one for one, _ in words(text)], fold(name)
    keys = alias_keys()
    return any(one == word or (one in keys and keys[one] == keys.get(word)) for one in told)


def _around(sentence: Span) -> str:
    """The sentence's paragraph; all of a table, which is one."""
    document, own = sentence.document, sentence.document.block_at(sentence.start)
    if own is None or own.paragraph is None:
        return sentence.text if own is None else document.slice(own)
    beside = [one for one in document.layout.blocks if one.paragraph == own.paragraph]
    return "\n".join(map(document.slice, beside))
