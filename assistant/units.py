"""What figures count in: measures and currencies."""

import re

# Measures: a dimension, and what each of its units comes to in the first.
_MEASURES = """
time: second 1; minute 60; hour 3600; day 86400; week 604800; fortnight 1209600
time: month 2628000; year 31536000; decade 315360000; century 3153600000; centuries 3153600000
mass: kilogram 1; kilo 1; kg 1; gram 0.001; tonne 1000; ton 1000
length: metre 1; meter 1; kilometre 1000; kilometer 1000; km 1000; mile 1609; centimetre 0.01
length: nautical 1852; foot 0.3; feet 0.3; m 1
area: hectare 1; acre 0.4
volume: litre 1; liter 1; barrel 159; cubic 1000
power: watt 1; kilowatt 1000; megawatt 1000000; mw 1000000; gigawatt 1000000000; gw 1000000000
"""
_CURRENCIES = {
    "€": "eur", "$": "usd", "£": "gbp", "¥": "jpy", "eur": "eur", "usd": "usd", "gbp": "gbp",
    "euro": "eur", "dollar": "usd", "pound": "gbp", "lira": "try", "rouble": "rub",
    "ruble": "rub", "yuan": "cny", "yen": "jpy", "franc": "chf", "zloty": "pln",
    "hryvnia": "uah", "crown": "crown", "krona": "crown", "rand": "zar", "rupee": "inr",
}  # fmt: skip
# Those of ISO 4217, but for what oftener is a word or something else beside a number: ALL, AMD,
# COP ("COP 26"), CUP, PHP, SDG ("SDG 13"), SOS and TOP.
CURRENCY_CODES = tuple(
    (
        "AED AFN ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN"
        " BZD CAD CDF CHF CLP CNY CRC CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS"
        " GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR"
        " KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR"
        " MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PKR PLN PYG QAR RON RSD RUB RWF"
        " SAR SBD SCR SEK SGD SHP SLE SRD SSP STN SVC SYP SZL THB TJS TMT TND TRY TTD TWD TZS UAH"
        " UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW"
    ).split()
)
_CROWNS = frozenset("czk dkk isk nok sek".split())
_CODES = frozenset(_CURRENCIES.values())
_WORD = re.compile(r"[a-z]+")
_NEXT_WORD = re.compile(r"[\s\u00a0-]?([A-Za-z]+)")


def currency_in(told: str) -> str:
    """The currency that the characters of a figure name, such as "€3 billion" or "PLN 300"; else
    "", as for a code whose currency no word here names."""
    words = _WORD.findall(told.lower())
    signed = (code for sign, code in _CURRENCIES.items() if sign in told.lower())
    coded = ("crown" if word in _CROWNS else word for word in words if word in _CODES | _CROWNS)
    return next(signed, "") or next(coded, "")


def is_currency(unit: str) -> bool:
    """Whether a unit is money rather than a measure, a share or none."""
    return unit in _CODES


def unit_behind(text: str, end: int) -> tuple[float, str]:
    """(size, unit) of the word after a figure that ends at `end`: a currency with size 1, or a
    measure's dimension with what it comes to there; (1, "") where it is neither."""
    following = _NEXT_WORD.match(text, end)
    word = following[1].lower() if following else ""
    word = word if word in _SIZES or word in _CURRENCIES else word.removesuffix("s")
    if word in _CURRENCIES:
        return 1.0, _CURRENCIES[word]
    return _SIZES.get(word, (1.0, ""))


def _sizes() -> dict[str, tuple[float, str]]:
    sizes = {}
    for line in _MEASURES.strip().splitlines():
        dimension, _, told = line.partition(": ")
        for unit in told.split("; "):
            name, _, size = unit.partition(" ")
            sizes[name] = (float(size), dimension)
    return sizes


_SIZES = _sizes()
