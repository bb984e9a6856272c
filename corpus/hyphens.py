"""Words that a line end cuts in two, made whole only where that is safe."""

import re
from collections.abc import Collection
from functools import cache

from spellchecker import SpellChecker

_SOFT = "\u00ad"
_HYPHENS = ("-", "\u2010", _SOFT)
_LEFT = re.compile(r"[^\W\d_]+(?=[-\u2010\u00ad]\Z)")
_RIGHT = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z")
_GOES_ON = re.compile(r"[\w.~%-]*[/?=&#_%-]|[\w-]+\.(?:html?|pdf|aspx?|php)\b|[\w-]+\)")


def across_lines(left: str, right: str, known: Collection[str]) -> str | None:
    """`left`, a line's last word, and `right`, the next line's first, as one word without a
    space; None where a space belongs between them.

    A soft hyphen goes. A hyphen goes where the word without it is in `known` (the document's
    own words, in lower case) or in an English word list and the word with it isn't known; it
    stays where both halves are words, beside figures and before a capital. An address that
    goes on is joined as it stands.
    """
    if _ADDRESS.search(left) and (left.endswith(("/", "-", "_", "=", "&", "?", ".", "%"))
                                  or _GOES_ON.match(right)):  # fmt: skip
        return left + right
    if not left.endswith(_HYPHENS) or len(left) < 2 or not right[:1].isalnum():
        return None
    if left.endswith(_SOFT):
        return left[:-1] + right
    first, second = _LEFT.search(left), _RIGHT.match(right)
    if not first or not second or not right[0].islower():
        return left + right
    whole, hyphened = first[0] + second[0], f"{first[0]}-{second[0]}"
    return left[:-1] + right if _goes(whole.lower(), hyphened.lower(), known) else left + right


def _goes(whole: str, hyphened: str, known: Collection[str]) -> bool:
    if whole in known or hyphened in known:
        return whole in known and hyphened not in known
    if whole in _english():
        return True
    return not all(half in _english() or half in known for half in hyphened.split("-"))


@cache
def _english() -> SpellChecker:
    return SpellChecker(language="en")
