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
_COMPARED = re.compile(r"\b(?:from|than)\s\Z")  # "340,000 tonnes, down from 560,000"
_LEAST = 100.0  # a bare figure below may be anything's


def sums_in(text: str) -> Iterator[Value]:
    """The figures that are sums by a currency's word or code beside them; and, where the text
    speaks of paying, those of at least 100 that count nothing."""
    in_money = bool(_IN_MONEY.search(text))
    for value in values(text):
        if value.kind != "number":
            continue
        before = text[max(0, value.start - 6) : value.start]
        coded = _BEFORE.search(before) and not _NO_CODE.search(before)
        alone = _COUNTS_NOTHING.match(text, value.end) and not _COMPARED.search(before)
        bare = in_money and alone and value.amount >= _LEAST
        headed = _HEADED.search(text, 0, value.start)
        if coded or bare or headed or _BEHIND.match(text, value.end):
            yield value
