"""Questions that only a thing of one kind answers, such as a depth, an address or who holds an
office, and whether a text tells one."""

import re

from assistant.asked_names import other_names
from assistant.guards import figures_in
from assistant.names import is_place
from assistant.values import years_in

_LENGTH = (
    r"(?:(?:milli|centi|deci|kilo)?met(?:re|er)s?|[kcm]?m|miles?|yards?|feet|foot|ft|inch(?:es)?"
    r"|fathoms?|fingers?|hands?|stor(?:ey|ie|y)s?|floors?|hair(?:line|['’]?s)?|lanes?)"
)
# A depth that no measure tells: of a debt, of a crisis.
_ASKS_LENGTH = re.compile(
    r"\bhow (?:deep|tall|thick) (?:is|are|was|were|do|does|did|must|should|may|can) (?!in\b)"
    r"(?!.*\b(?:debt|discount|red|cut|crisis|recession|split|rift|divide|loss|slump|fall|reform"
    r"|roots?|ties|cooperation|knowledge|ruling|report)s?\b)",
    re.I,
)
_HOLDS_LENGTH = re.compile(
    rf"(?:\d|\b(?:an?|half|quarter|\w+teen|\w+ty|two|three|four|five|six|seven|eight|nine|ten|eleven"
    rf"|twelve|hundred|thousand|several|few|of))[\s\u00a0-]*(?:and a half )?{_LENGTH}\b"
    r"|\b(?:knee|waist|ankle|neck|hip|shoulder|head)\b|\bas (?:deep|tall|thick)\b"
    r"|\b\d+(?:[.,]\d+)?(?= (?:deep|high|tall|thick)\b|\W*\Z)",
    re.I,
)
_ASKS_SPAN = re.compile(
    r"\bhow long (?:will|would|did|does|do|must|may|can|has|have|had|should)\b", re.I
)
_HOLDS_SPAN = re.compile(
    r"(?:hour|day|week|month|year|decade|centur|minute|second|night|season|generation)s?\b"
    r"|\b(?:until|till|since|from|after|before|by|ago|later|earlier|never|always|for ?ever|then|now"
    r"|still|permanent\w*|indefinite\w*|brief\w*|annual\w*|dai?ly|terms?|life\w*|rest of|moment"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)
_ASKS_MAIL = re.compile(r"\be-?mail address(?:es)?\b", re.I)
_ASKS_PHONE = re.compile(r"\b(?:tele)?phone numbers?\b", re.I)
_HOLDS_PHONE = re.compile(r"\d(?:[ ()/.-]{0,2}\d){4,}")
_OFFICES = (
    r"(?:minister|officer|director|president|chair(?:man|woman|person)?|chief executive|secretary"
    r"|mayor|head|ambassador|commissioner|spokes(?:man|woman|person)|author|editor|leader|governor"
    r"|founder|chancellor|envoy|manager|superintendent|captain|commander|prosecutor|rapporteur"
    r"|ombudsman|ombudswoman)"
)
_WHO_HOLDS = re.compile(
    r"^\W*(?:and )?who(?:['’]s| is| was) (?:the |its |their |[A-Z][\w’'-]*[’']s? )"
    rf"(?:[\w’'-]+ ){{0,3}}?{_OFFICES}\b",
    re.I,
)
_ASKS_WHICH = re.compile(
    r"\bwhich (?!(?:years?|months?|days?|dates?|shares?|percentages?|parts?)\b)[a-z]+s"
    r" (?:is|are|was|were|did|do|does|has|have|had|will)\b",
    re.I,
)
_FEW_WORDS = 8  # of a sentence that has no room for more than a number
_STANDARD = re.compile(r"\b(?:which|what) (?:[\w-]+ )?standard (?:do|does|did|must|is|are)\b", re.I)
_HOLDS_STANDARD = re.compile(r"\b[A-Z]{2,}\b|\d|[A-Z]\w+ (?i:standards?|class|grade|norm|code)\b")

# What tells one paper from others, and no size: "(grant 2021-0447)".
_CODE = re.compile(
    r"\b(?:grant|case|ref(?:erence)?|no|nr|number|project|contract|decision|file)\.?\s"
    r"(?:(?:no\.?|number)\s)?[A-Z]{0,4}[-/]?\d+[-/]\d[\d/-]*"
)
_ASKS_CHARGE = re.compile(
    r"\bhow (?:high|large|big) (?:is|was|are|were|will) .*"
    r"\b(?:charge|toll|fare|fee|fine|price)s?\b",
    re.I,
)
# Behind an answer's words: how many gave it.
_SHARE_OF_ANSWERS = re.compile(r"\A\s*\d{1,2}[.)]\s|\(\d+(?:[.,]\d+)?\s?(?:%|per cent)\)")


def of_measure(asked: str, text: str) -> str:
    """The text without the figures that are no measure of what is asked: codes of papers, and
    where a charge is asked for, shares in brackets."""
    plain = _CODE.sub(" ", text)
    return _SHARE_OF_ANSWERS.sub(" ", plain) if _ASKS_CHARGE.search(asked) else plain


def lacks_kind(asked: str, text: str) -> str:
    """What kind of thing the question asks for to the letter and the text holds none of; ""
    where it holds one or nothing of the kind is asked."""
    if _ASKS_LENGTH.search(asked) and not _HOLDS_LENGTH.search(text):
        return "a length"
    spans = _HOLDS_SPAN.search(text) or _HOLDS_LENGTH.search(text) or years_in(text)
    if _ASKS_SPAN.search(asked) and not spans:
        return "a length of time"
    if _ASKS_MAIL.search(asked) and "@" not in text:
        return "an e-mail address"
    if _ASKS_PHONE.search(asked) and not _HOLDS_PHONE.search(text):
        return "a phone number"
    if _STANDARD.search(asked) and not _HOLDS_STANDARD.search(text):
        return "the name of a standard"
    return "a name" if _lacks_holder(asked, text) or _only_counts(asked, text) else ""


def _lacks_holder(asked: str, text: str) -> bool:
    """Whether the question asks who holds an office, and the text names nobody."""
    if not _WHO_HOLDS.search(asked):
        return False
    return all(is_place(name) for name in other_names(asked, text))


def _only_counts(asked: str, text: str) -> bool:
    """Whether the question asks which ones, and a few words tell no more than how many."""
    if not _ASKS_WHICH.search(asked) or len(text.split()) > _FEW_WORDS or ":" in text:
        return False
    counted = [one for one in figures_in(text) if one.kind == "number"]
    return bool(counted) and not other_names(asked, text)
