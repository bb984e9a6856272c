"""What the best sentence lacks of what a question asks to the letter: a sum, a month, a name."""

import re
from collections.abc import Sequence

from assistant.asked_figures import lacks_particular
from assistant.asked_kinds import lacks_kind, of_measure
from assistant.asked_names import lacks_name, lacks_who
from assistant.cells import row_in_midst
from assistant.definitions import defines_another
from assistant.guards import EVERY_OTHER, figures_in, holds_kind, tells_clock, tells_sum
from assistant.other_country import about_another_country
from assistant.questions import Part, asks_two
from assistant.selection import Scored
from assistant.sorts import counts_another_sort
from assistant.spoken import names_speaker
from assistant.unnamed import unnamed_other, unnamed_place
from assistant.values import Value, years_in
from corpus.documents import Span
from corpus.view import fold
from index.terms import terms

# Between "what" and the thing measured stands no verb: "what drove the price up?" asks no price.
_ASKS_WHAT = (
    r"\b(?:what|which) (?:(?:was|is|were|are) (?:the|its|their|his|her) (?:\w+ ){0,2})?"
    r"(?:(?:annual|yearly|monthly|daily|average|total|minimum|maximum|official|exact|final|new"
    r"|initial|current|original|extra|overall|additional|prison|state|public) )?"
)
_SUMS = (
    r"(?:price|rent|fines?|salar(?:y|ies)|wages?|budget|costs?|fees?|pension|compensation|debts?"
    r"|sum|ransom|loan|subsidy|bonus|bounty)\b"
)
_ASKS_SUM = re.compile(
    r"\bhow much (?:did|does|do|has|have|is|was|were|will|would|must|should)\b.*"
    r"\b(?:costs?|pay|paid|charged?|spen[dt]|earn|owed?|borrow(?:ed)?|invest(?:ed)?|fetch)\b"
    r"|\bwhat (?:did|does|do|has|have|will|would)\b.*"
    r"\b(?:pay|paid|(?<!in )charged?|costs?|spen[dt])\b"
    r"(?! (?:attention|heed|tribute|homage))(?!.*\b(?:for|on|with)\W*$)"
    rf"|{_ASKS_WHAT}{_SUMS}"
    r"|\bhow (?:high|large|big) (?:is|was|are|were) (?:(?:the|its|their|his|her) )?(?:\w+ )?"
    rf"{_SUMS}"
    r"|\bhow much (?:rent|money|cash|funding|debt|compensation)\b",
    re.I,
)
# What is paid with, and how much it is without a sum: "a third", "nothing", "twice as much".
_SUM = re.compile(
    r"[$€£¥%]|\b(?:euros?|dollars?|pounds?|roubles?|rubles?|yen|yuan|lei|leu|leva|zlotys?|crowns?"
    r"|kroner|kronor|krona|dinars?|francs?|reais|won|rand|lira|dirhams?|rupees?|pesos?|cents?"
    r"|hryvnias?|tenge|soms?|manats?|forints?|birr|naira|shillings?|ringgit|rupiah|baht|dong|taka"
    r"|thalers?|florins?|ducats?|guilders?|marks|livres?|riyals?|shekels?|(?:m|b|tr)illion|free"
    r"|nothing|gratis|unpaid|per ?cent|half|third|quarter|fifth|tenths?|doubled?|twice|times|money"
    r"|gold|silver|(?-i:[A-Z]{3})(?=\s?\d))\b",
    re.I,
)
_CELL = re.compile(r": [-−]?\d[\d.,]*\Z")
_ASKS_MEASURE = re.compile(
    r"\bhow (?:high|tall|deep|wide|heavy|hot|cold|fast|thick|warm|dense|large|big|popular|steep"
    r"|profitable|bright|loud|noisy|intense|salty|far (?:away|apart|from|is|are|can|do|does))\b"
    rf"|{_ASKS_WHAT}(?:turnout|capacity|rate|stake|tariff|population|age|distance|height|length"
    r"|width|depth|weight|temperature|margin|score|speed|ratio|size|quota|ceiling|threshold)\b",
    re.I,
)
_MONTH = (
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\b(?:January|February|March|April|May"
    r"|June|July|August|September|October|November|December)\b|\b\d{1,4}[-./]\d\d?[-./]\d{1,4}\b"
)
_DAY = (
    rf"{_MONTH}|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b\d+(?:st|nd|rd|th)\b"
    r"|\b(?:Christmas|Easter|Ramadan|Day|Eve)\b"
)
_HOLDS_MONTH = re.compile(_MONTH)
_ASKS_TIME = (
    ("a month", re.compile(r"\b(?:what|which) (?:\w+ )?month\b", re.I), _HOLDS_MONTH),
    ("a day", re.compile(r"\b(?:what|which) (?:\w+ )?day\b", re.I), re.compile(_DAY)),
)
_ASKS_YEAR = re.compile(r"\b(?:what|which) (?:\w+ )?year\b", re.I)
_ASKS_DATE = re.compile(r"\b(?:what|which) (?:\w+ )?date\b", re.I)
_UNITS = (
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|centur(?:y|ies)|nights?"
    r"|euros?|dollars?|pounds?|roubles?|rubles?|km|kilomet\w+|met(?:re|er)s?|miles?|cm|mm|m|ha"
    r"|hectares?|acres?|tonnes?|tons?|kg|kilos?|kilograms?|grams?|litres?|barrels?|degrees?"
    r"|\w*watts?|\w*watt-hours?|[kmgt]wh?|square|cubic|nautical|times|points|per ?cent)\b"
)
_UNIT = re.compile(rf"[\s-]*{_UNITS}", re.I)
_ASKS_COUNT = re.compile(rf"\bhow many (?!(?:\w+ )?(?:{_UNITS}|[mb]illions?\b))", re.I)
# "No customer data were lost" counts; "no figures are kept" doesn't, nor does "no longer".
_NO_COUNT = re.compile(
    r"\b(?:no(?! (?:longer|more|less|fewer|doubt|sooner|matter|later|earlier)\b)"
    r"|not (?:an?|one|any)|none of|zero) ((?:[\w’'-]+(?: |\b)){1,4})",
    re.I,
)
_NO_RECORD = re.compile(
    r"\bno (?:\w+ )?(?:figures?|numbers?|statistics|information|estimates?|counts?|records?)\b"
    r"|\bno (?:(?:official|reliable|exact|precise|current|further|such) )?data\b",
    re.I,
)


def lacking(part: Part, holding: Sequence[Scored], likely: float) -> tuple[str, ...]:
    """What the first of the sentences lacks of what is asked, named; or the countries that the
    two best aren't about. One less `likely` than that to be evidence must hold more of it; with 0
    nothing is looked for. A search box's words ask for nothing to the letter, and of two things
    asked at once ("when and where") either may be told."""
    if part.keywords or not likely:
        return ()
    first, two = holding[0], asks_two(part.text)
    # Quoted as well, and of the same paragraph.
    near = [one for one in holding[1:2] if one.probability >= likely]
    beside = [one.text for one in near if _paragraph(one) == _paragraph(first)]
    named = "" if two else _lacked(part, first, beside)
    if not named and not two and first.probability < likely:
        named = _lacked_by_unlikely(part, first)
    figure = part.wanted in ("number", "percent", "money") or asks_figure(part.resolved)
    named = named or unnamed_other(part, holding) or (figure and unnamed_place(part, holding)) or ""
    return (named,) if named else about_another_country(part, holding, likely)


def asks_figure(asked: str) -> bool:
    """Whether the question asks for a sum or a measure."""
    return bool(_ASKS_SUM.search(asked) or _ASKS_MEASURE.search(asked))


def not_told(missing: Sequence[str], nearest: Sequence[Span]) -> tuple[str, ...]:
    """Those of the things said to be missing that none of the nearest sentences names."""
    told = [fold(one.text) for one in nearest]
    return tuple(
        one
        for one in missing
        if not any(re.search(rf"(?<!\w){re.escape(fold(one))}(?!\w)", text) for text in told)
    )


def _lacked(part: Part, sentence: Span, beside: Sequence[str]) -> str:
    """What no sentence answers without; a month or a day may stand in one `beside` it."""
    asked, text = part.resolved, sentence.text
    sums = _SUM.search(text) or holds_kind("money", text) or tells_sum(text) or _below_sum(sentence)
    if _ASKS_SUM.search(asked) and not sums:
        return "an amount of money"
    if figure := _matter_lacked(part, sentence):
        return figure
    for what, asks, holds in _ASKS_TIME:
        if asks.search(asked) and not any(holds.search(told) for told in (text, *beside)):
            return what
    if _ASKS_YEAR.search(asked) and not years_in(text) - part.years:
        return "a year"
    if _ASKS_DATE.search(asked) and not _dated(part, text):
        return "a date"
    return "a name" if lacks_name(asked, row_in_midst(sentence)) else lacks_kind(asked, text)


def _matter_lacked(part: Part, sentence: Span) -> str:
    """The figure or the term asked for that the sentence doesn't hold, or holds of another."""
    asked, text = part.resolved, sentence.text
    told = of_measure(asked, text)
    measure = _ASKS_MEASURE.search(asked) and not holds_kind("number", told, part.figures)
    if measure or counts_another_sort(asked, text):
        return "a number"
    return lacks_particular(asked, sentence) or defines_another(asked, text)


def _lacked_by_unlikely(part: Part, sentence: Span) -> str:
    """What a sentence may put in other words ("the mayor", "twice", "after the war"), but one
    that is unlikely besides hardly does."""
    asked, text = part.resolved, sentence.text
    if lacks_who(asked, text) and not names_speaker(asked, sentence):
        return "a name"
    if part.wanted == "date" and not _dated(part, text):
        return "a date"
    return "a number" if _ASKS_COUNT.search(asked) and not _counts(part, text) else ""


def _paragraph(sentence: Scored) -> tuple[str, int]:
    return sentence.document.id, sentence.passage.block.start


def _below_sum(sentence: Span) -> bool:
    """Whether it is a figure of a table whose caption says what is paid with."""
    document, own = sentence.document, sentence.document.block_at(sentence.start)
    if own is None or not _CELL.search(sentence.text):
        return False
    above = [one for one in document.layout.blocks if one.end <= own.start]
    above = [one for one in above if one.paragraph != own.paragraph]  # a table is one paragraph
    return bool(above and above[-1].kind == "caption" and _SUM.search(document.slice(above[-1])))


def _dated(part: Part, text: str) -> bool:
    """Whether the text names a month, or a year that the question doesn't, or a time of day
    where that may be asked."""
    dated = years_in(text) - part.years or _HOLDS_MONTH.search(text)
    return bool(dated) or tells_clock(part, text)


def _counts(part: Part, text: str) -> bool:
    """Whether a figure in the text, other than those of the question, is a number of things:
    no share, sum or rank, and nothing measured. That there are none is a number too, and "every
    other" of them."""
    numbers = [v for v in figures_in(text) if v.kind == "number" and v.amount not in part.figures]
    counted = any(not _is_measure(text, value) for value in numbers)
    return counted or bool(EVERY_OTHER.search(text)) or _counts_none(part, text)


def _counts_none(part: Part, text: str) -> bool:
    """Whether the text says that there is none of what the question asks the number of."""
    asked = frozenset(terms(part.resolved))
    told = (terms(match[1]) for match in _NO_COUNT.finditer(text))
    return not _NO_RECORD.search(text) and any(asked & {*words} for words in told)


def _is_measure(text: str, value: Value) -> bool:
    return bool(_UNIT.match(text, value.end))
