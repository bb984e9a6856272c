"""Sums of money that stand without a currency's sign."""

import re
from collections.abc import Iterator

from assistant.values import Value, values

_PAID_WITH = (
    r"(?:dinars?|crowns?|kroner|kronor|krona|francs?|pesos?|rupees?|dirhams?|reais|rand|lira|yen"
    r"|yuan|won|lei|leu|leva|zlotys?|hryvnias?|tenge|soms?|manats?|forints?|birr|naira|shillings?"
    r"|ringgit|rupiah|baht|dong|taka|thalers?|florins?|ducats?|guilders?|marks|livres?|riyals?"
    r"|shekels?|cents?|kr|Rs)\b"
)
_BEHIND = re.compile(rf"[\s\u00a0]?(?:(?:million|billion)[\s\u00a0])?(?:[A-Z][a-z]+ )?{_PAID_WITH}")
# "KD 18.7 million", but for "the UN 2231" and "No. 5".
_BEFORE = re.compile(r"(?<!\bthe )(?<!\bThe )\b(?:[A-Z]{2,3}|Rs\.?|[Kk]r\.?)[\s\u00a0]?\Z")
# What is no currency, oft before a figure.
_NO_CODE = re.compile(r"\b(?:EU|UN|UK|US|COP|SDG|ISO|MH|BMP|AD|BC|CE|AM|PM|NO|II|III|IV|VI)\W?\Z")
# A cell whose column says what is paid with: "Use less — Total (€ million): 640".
_CURRENCY = (
    rf"(?:[€£$¥]|(?:EUR|USD|GBP|CHF|JPY)\b|[Ee]uros?\b|[Dd]ollars?\b|[Pp]ounds?\b|{_PAID_WITH})"
)
_HEADED = re.compile(
    rf"\((?:in )?(?:\w+ )?(?:(?:thousands?|[mb]illions?) (?:of )?)?{_CURRENCY}[^()\d]*\)\s*:\s*\Z"
)
_IN_MONEY = re.compile(
    r"\b(?:costs?|costing|pay(?:s|ing|able)?|paid|spen[dt]|hires?|hired|rent(?:s|ed)?|premiums?|prices?d?"
    r"|estimate[ds]?|worth|valued?|budgets?|funds?|funded|funding|fees?|fines?|fined|salar\w+"
    r"|wages?|grants?|loans?|debts?|owe[sd]?|earn(?:s|ed)?|charge[sd]?|sold|bought|compensation"
    r"|donat\w+|subsid\w+|invest\w*|invoice[ds]?|deposit|expens\w+|revenues?|income|turnover)\b",
    re.I,
)
# What stands behind a figure that counts nothing: "38,000 a month", "800,000."
_COUNTS_NOTHING = re.compile(
    r"(?:[,.;:)?!”\"’]|\s*\Z)|\s(?:an?|per|each|every|for|to|in|on|by|at|after|within|since|while|when"
    r"|as|and|or|is|was|were|has|had|from|towards?|before|more|less|altogether|extra|net|gross)\b"
)
# "9 hellers per cubic metre" of a charge: what is counted is paid with, whatever it is called.
_CHARGES = re.compile(
    r"\b(?:charge[ds]?|fees?|prices?d?|pays?|paid|tolls?|levy|levies|levied|tariffs?|tax(?:es|ed)?)\b",
    re.I,
)
_EACH = re.compile(
    r"\d[\s\u00a0](?P<unit>[a-z]{3,})\s(?:per|for (?:each|every))\s"
    r"(?!cent\b|year|month|week|day|night|hour|minute|second|person|head|capita)"
)
_COUNTED = re.compile(
    r"(?:year|month|week|day|night|hour|minute|second|metre|meter|kilom|mile|lit(?:re|er)|gram|kilo"
    r"|tonne|ton|watt|degree|per ?cent|point|time|people|person|case|place|unit|item|page|visit)"
)
_COMPARED = re.compile(r"\b(?:from|than)\s\Z")  # "340,000 tonnes, down from 560,000"
_LEAST = 100.0  # a bare figure below may be anything's


def sums_in(text: str) -> Iterator[Value]:
    """The figures that are sums by a currency's word or code beside them; and, where the text
    speaks of paying, those of at least 100 that count nothing, and those of what a charge is
    told in for each of something."""
    in_money, coins = bool(_IN_MONEY.search(text)), _coins_in(text)
    for value in values(text):
        if value.kind != "number":
            continue
        before = text[max(0, value.start - 6) : value.start]
        coded = _BEFORE.search(before) and not _NO_CODE.search(before)
        alone = _COUNTS_NOTHING.match(text, value.end) and not _COMPARED.search(before)
        bare = in_money and alone and value.amount >= _LEAST
        headed = _HEADED.search(text, 0, value.start)
        charged = coins and re.match(rf"[\s\u00a0](?:{coins})\b", text[value.end :])
        if coded or bare or headed or charged or _BEHIND.match(text, value.end):
            yield value


def _coins_in(text: str) -> str:
    """What a charge is told in, so many of it for each of something, as a pattern; "" where the
    text tells of none."""
    charges = _CHARGES.search(text)
    found = _EACH.finditer(text, charges.end()) if charges else ()
    units = {one["unit"] for one in found if not _COUNTED.match(one["unit"])}
    return "|".join(sorted(units))
