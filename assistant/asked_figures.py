"""Questions for one particular figure, such as a turnout or an age, and whether a text tells it."""

import re

from assistant.unnamed import of_somebody_else
from corpus.documents import Region, Span

# Each noun, and what else tells of it.
_PARTICULAR = {
    "turnout": r"turn(?:ed|s|ing)?[ -]?out|took part|tak(?:e|es|en|ing) part|participa\w+|voted"
    r"|voting|cast|abstain\w*|abstention|went to the polls",
    "inflation": r"inflation\w*|prices?|deflation|cost of living",
    "unemployment": r"(?:un)?employ\w*|jobless\w*|out of work|without (?:work|a job|jobs)|jobs?"
    r"|idle",
    "population": r"populat\w+|people|inhabitants?|residents?|citizens?|live[sd]?|living|souls"
    r"|strong|\w+ians|number(?:s|ed)?|count(?:s|ed)?|census",
    "GDP": r"GDP|GNP|gross (?:domestic|national) product|national income|econom\w+|output"
    r"|growth|grew|grow[ns]?|shr[aiu]nk|contract\w+|recession",
}
_ASKED = (
    r"(?:\b(?:what|which) (?:(?!(?:the|do|did|does|has|had|have|will|would|is|was|are|were)\b)"
    r"[\w’'-]+ ){{0,2}}{what}\b(?!['’])"
    r"|\b(?:what|how \w+) (?:is|was|are|were|has|had|will) (?:(?!of\b)[\w’'-]+ ){{0,4}}{what}"
    r"(?=\W*\Z| (?:rate|of|in|at|on|for|by|during|after|before|last|this|that|there|now|then)\b)"
    r"|\bby (?:what \w+|how much) (?:is|was|did|does|has|had|will) "
    r"(?:(?!of\b)[\w’'-]+ ){{0,4}}{what}\b)"
)
_ASKS = {what: re.compile(_ASKED.format(what=what), re.I) for what in _PARTICULAR}
_TELLS = {what: re.compile(rf"\b(?:{told})\b", re.I) for what, told in _PARTICULAR.items()}
_ASKS_AGE = re.compile(
    r"\bhow old (?:is|was|are|were|will)\b|\bwhat (?:is|was|are|were) (?:the ages? of\b|(?:his|her"
    r"|their|its) ages?\b|[\w’' .-]+['’]s? age\b)|\b(?:at|of) (?:what|which) age\b",
    re.I,
)
_FIGURE = (
    r"(?:\d{1,3}|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teen|ten|eleven|twelve|one|two|three|four|five|six|seven|eight|nine)"
)
_AGE = re.compile(
    r"\bage[sd]?\b|\bold(?:er|est)?\b|\byoung(?:er|est)?\b|-year-olds?\b|\bborn\b"
    r"|\bbirth(?:day)?\b|\b(?:is|was|are|were|turn(?:s|ed)|under|over|between|at|now) "
    rf"(?:(?:about|around|nearly|almost|only|just) )?{_FIGURE}"
    r"(?=[,.;:)]|\Z| (?:and|or|when|now|in|at|to)\b)"
    r"|,\s\d{1,2}(?=[,.;:)]|\Z)|,\san? (?:\w+[ -]){1,3}of \d{2}(?=[,.;:)]|\Z)|\(\d{1,2}\)"
    r"|\b(?:teens|twenties|thirties|forties|fifties|sixties"
    r"|seventies|eighties|nineties|teenage\w*|centenarian|generation|adults?|minors?)\b"
    r"|\b(?:built|founded|established|dat(?:es?|ed|ing)|opened|laid|erected|constructed|completed"
    r"|installed|planted)\b(?=.*\b(?:\d{4}s?|century)\b)",
    re.I,
)
_ASKS_AGE_OF_THING = re.compile(
    r"\bhow old \w+ (?:the|this|that|these|those|its|their|our)\b", re.I
)
_AGE_OF_THING = re.compile(
    r"\b(?:began|begun|started|launched|created|introduced|set up|since|from|made)\b"
    r"(?=.*\b(?:\d{4}s?|century)\b)"
    rf"|\b(?:of|is|are|was|were|averages?|ago) (?:\w+ ){{0,2}}{_FIGURE} years\b",
    re.I,
)


def lacks_particular(asked: str, sentence: Span) -> str:
    """What particular figure the question asks for that neither the sentence nor its neighbours
    in the paragraph tell of; "" where there is none."""
    for what, asks in _ASKS.items():
        if asks.search(asked) and not _TELLS[what].search(_with_neighbours(sentence)):
            return what
    if not asks_age(asked):
        return ""
    other = not _ASKS_AGE_OF_THING.search(asked) and of_somebody_else(asked, sentence)
    return "an age" if other or not _tells_age(asked, sentence.text) else ""


def asks_age(asked: str) -> bool:
    """Whether the question asks how old somebody or something is."""
    return bool(_ASKS_AGE.search(asked))


def _tells_age(asked: str, text: str) -> bool:
    thing = _ASKS_AGE_OF_THING.search(asked)
    return bool(_AGE.search(text) or (thing and _AGE_OF_THING.search(text)))


def _with_neighbours(sentence: Span) -> str:
    """The sentence with the one before it and the one behind, of the same paragraph."""
    document = sentence.document
    block = document.block_at(sentence.start)
    told, own = block.sentences if block else (), Region(sentence.start, sentence.end)
    near = [
        one
        for at, one in enumerate(told)
        if any(other.meets(own) for other in told[max(0, at - 1) : at + 2])
    ]
    return " ".join([sentence.text, *(document.slice(one) for one in near)])
