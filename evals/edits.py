"""What makes a sentence say something else: a "not", another figure, another hedge."""

import random
import re

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


def _sought(bound: str) -> str:
    """How it is found: with either first letter, but that "May" is a month."""
    first = bound[0] if bound == "may" else f"[{bound[0]}{bound[0].upper()}]"
    return rf"{first}{bound[1:]}\b" + (rf"(?=\s(?:{_NUMBERS}))" if bound in _OF_FIGURES else "")


_ALL = _STRENGTHENED | _OF_FIGURES
# "The most" is a superlative, and "the few" are told before.
_BOUND = re.compile(
    rf"(?<![Tt]he )\b(?:{'|'.join(map(_sought, sorted(_ALL, key=len, reverse=True)))})(?! not)"
)
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


def _strengthened(bound: str, seeded: random.Random) -> str:
    told = seeded.choice(_ALL[bound.lower()])
    return told[0].upper() + told[1:] if bound[0].isupper() else told


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
