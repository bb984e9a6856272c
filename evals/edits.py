"""What makes a sentence say something else: a "not", another figure, another hedge; and what
makes it say the same in other words, so that no word alone tells the one from the other."""

import random
import re
from collections.abc import Iterable

_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|do|does|did)\b"
    r"(?! (?:not|to|yet)\b)"
)
_WITHOUT_SHORT = frozenset(("may", "might", "must", "can", "will"))
_FIGURE = re.compile(r"\d[\d,.]*\d|\d")
# Bounds, shares and degrees, each with what says the contrary or more, never what is said by it
# as well: of "some" comes "all", of "all" not "some".
_STRENGTHENED = {
    "at least": ("at most", "no more than", "fewer than"),
    "no fewer than": ("at most", "no more than"),
    "no less than": ("at most", "no more than"),
    "at most": ("at least", "more than"),
    "no more than": ("at least", "more than"),
    "more than": ("less than", "at most", "barely"),
    "upwards of": ("just under", "at most"),
    "less than": ("more than", "at least"),
    "fewer than": ("more than", "at least"),
    "just over": ("just under", "well over"),
    "just under": ("just over", "well under"),
    "well over": ("just over", "just under"),
    "up to": ("at least", "more than"),
    "as many as": ("more than", "at least"),
    "almost all": ("few", "all"),
    "nearly all": ("few", "all"),
    "almost none": ("most", "many"),
    "hardly any": ("most", "many"),
    "some of": ("all of", "most of", "none of"),
    "some": ("all", "most", "no"),
    "several": ("all", "most", "no"),
    "a few": ("all", "most", "countless"),
    "many": ("all", "few", "hardly any"),
    "many of": ("all of", "few of"),
    "most": ("all", "few", "only some"),
    "most of": ("all of", "few of", "none of"),
    "few": ("most", "many"),
    "partly": ("wholly", "entirely"),
    "partially": ("wholly", "fully"),
    "mainly": ("exclusively", "only partly"),
    "mostly": ("exclusively", "only partly"),
    "largely": ("entirely", "hardly"),
    "often": ("always", "rarely", "never"),
    "sometimes": ("always", "usually", "never"),
    "usually": ("always", "rarely"),
    "rarely": ("often", "never"),
    "seldom": ("often", "never"),
    "may": ("will", "must", "is certain to"),
    "might": ("will", "is bound to"),
    "could": ("will", "is certain to"),
    "can": ("must",),
    "should": ("must not", "need not"),
    "likely": ("certain", "unlikely"),
    "unlikely": ("likely", "certain"),
    "possible": ("certain", "impossible"),
    "probably": ("certainly", "hardly"),
    "possibly": ("certainly",),
    "perhaps": ("certainly",),
    "slightly": ("sharply", "greatly"),
    "barely": ("easily", "well"),
    "hardly": ("clearly", "greatly"),
    "plans to": ("has begun to", "refuses to"),
    "plan to": ("have begun to", "refuse to"),
    "intends to": ("has begun to", "refuses to"),
    "wants to": ("has begun to", "refuses to"),
    "tried to": ("managed to",),
    "failed to": ("managed to",),
    "one of": ("none of", "the only one of"),
}
# Before a figure or a number in words.
_OF_FIGURES = {
    "nearly": ("more than", "well under"),
    "almost": ("more than", "well under"),
    "about": ("well over", "far fewer than"),
    "around": ("well over", "far fewer than"),
    "roughly": ("well over", "far fewer than"),
    "over": ("under", "well under"),
    "under": ("over", "well over"),
    "only": ("more than", "over"),
}
_NUMBERS = (
    r"[€$£\d]|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|twenty"
    r"|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b"
)


def _either(told: Iterable[str]) -> str:
    """One of them, the longest that is there, with either first letter; "may" small only."""
    parts = sorted(told, key=len, reverse=True)
    first = (part[0] if part == "may" else f"[{part[0]}{part[0].upper()}]" for part in parts)
    return "|".join(f"{one}{part[1:]}\\b" for one, part in zip(first, parts, strict=True))


def _sought(plain: Iterable[str], of_figures: Iterable[str]) -> re.Pattern[str]:
    """Any of them, those of the second kind only before a figure. "The most" is a superlative,
    and "the few" are told before; "could not" is not what "may not" is."""
    figure = rf"(?P<figure>{_either(of_figures)})(?=\s(?:{_NUMBERS}))"
    return re.compile(rf"(?<![Tt]he )\b(?:{figure}|(?:{_either(plain)}))(?! not)")


_ALL = _STRENGTHENED | _OF_FIGURES
_BOUND = _sought(_STRENGTHENED, _OF_FIGURES)
# Words and bounds that say the same of most things; those of the second kind before a figure.
_SAME = (
    ("may", "might"),
    ("many", "numerous"),
    ("most of", "the majority of", "the bulk of"),
    ("several", "a number of"),
    ("often", "frequently"),
    ("rarely", "seldom"),
    ("mainly", "mostly", "chiefly", "for the most part"),
    ("partly", "in part", "to some extent"),
    ("probably", "in all likelihood"),
    ("perhaps", "possibly"),
    ("slightly", "a little", "somewhat"),
    ("hardly", "barely", "scarcely"),
    ("almost all", "nearly all", "virtually all"),
    ("none of", "not one of"),
    ("should", "ought to"),
    ("wants to", "intends to"),
    ("has to", "needs to"),
    ("never", "at no time"),
    ("has not", "has never", "hasn't"),
    ("have not", "have never", "haven't"),
    ("is not", "isn't"),
    ("was not", "wasn't"),
    ("did not", "didn't"),
    ("does not", "doesn't"),
    ("will not", "won't"),
    ("cannot", "can't"),
    ("because of", "owing to", "on account of"),
    ("despite", "in spite of"),
    ("although", "even though"),
    ("before", "prior to"),
    ("without", "in the absence of"),
)
_SAME_OF_FIGURES = (
    ("more than", "over", "upwards of", "in excess of"),
    ("at least", "no fewer than", "not less than", "a minimum of"),
    ("at most", "no more than", "not more than"),
    ("less than", "fewer than", "under"),
    ("nearly", "almost", "close to", "just under"),
    ("about", "around", "roughly", "approximately", "some"),
    ("only", "just"),
)
_EQUALS = {one: some for some in _SAME for one in some}
_EQUALS_OF_FIGURES = {one: some for some in _SAME_OF_FIGURES for one in some}
_SAID_ALIKE = _sought(_EQUALS, _EQUALS_OF_FIGURES)
_OFTEN_DROPPED, _OFTEN_HEDGED, _OFTEN_FIGURED = 0.7, 0.5, 0.5


def edited(text: str, seeded: random.Random) -> str | None:
    """The text with its "not" left out, another hedge, another figure, or a "not" put in; None
    where it has nothing of the kind."""
    if " not " in text and seeded.random() < _OFTEN_DROPPED:
        return text.replace(" not ", " ", 1)
    bounds, figures, verbs = (list(one.finditer(text)) for one in (_BOUND, _FIGURE, _AUXILIARY))
    if bounds and (seeded.random() < _OFTEN_HEDGED or (not figures and not verbs)):
        return _put(text, bound := seeded.choice(bounds), _strengthened(bound[0], seeded))
    if figures and (seeded.random() < _OFTEN_FIGURED or not verbs):
        return _put(text, figure := seeded.choice(figures), _another(figure[0], seeded))
    return _denied(text, seeded.choice(verbs), seeded) if verbs else None


def reworded(text: str, seeded: random.Random) -> str | None:
    """The text with one bound, hedge or negation told otherwise, saying the same; None where it
    has none that this knows."""
    found = list(_SAID_ALIKE.finditer(text))
    if not found:
        return None
    told = seeded.choice(found)
    some = (_EQUALS_OF_FIGURES if told["figure"] else _EQUALS)[told[0].lower()]
    another = seeded.choice([one for one in some if one != told[0].lower()])
    return _put(text, told, _begun_alike(another, told[0]))


def _strengthened(bound: str, seeded: random.Random) -> str:
    return _begun_alike(seeded.choice(_ALL[bound.lower()]), bound)


def _begun_alike(told: str, other: str) -> str:
    """With a capital letter if the other begins with one."""
    return told[0].upper() + told[1:] if other[0].isupper() else told


def _another(figure: str, seeded: random.Random) -> str:
    """The figure with one digit changed."""
    signs = list(figure)
    at = seeded.choice([at for at, sign in enumerate(signs) if sign.isdigit()])
    signs[at] = str((int(signs[at]) + seeded.randint(1, 9)) % 10)
    return "".join(signs)


def _denied(text: str, verb: re.Match[str], seeded: random.Random) -> str:
    told = seeded.choice((" not", " not", "n't", " never"))
    return _put(
        text, verb, verb[0] + (" not" if told == "n't" and verb[0] in _WITHOUT_SHORT else told)
    )


def _put(text: str, part: re.Match[str], told: str) -> str:
    return text[: part.start()] + told + text[part.end() :]
