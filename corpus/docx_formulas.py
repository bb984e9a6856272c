"""Formulas in Word documents (OMML) as one line of text."""

import re
from typing import Any

from corpus.line import in_height
from corpus.word_xml import W, told_on

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULAS = (f"{M}oMath", f"{M}oMathPara")

_DELETED = (f"{W}del", f"{W}moveFrom")
# What needs no parentheses around it.
_SIMPLE = re.compile(r"[^\W_]*(?:[.,]\d+)?\Z")
# Elements whose parts stand apart: rows of a matrix, lines of equations, "log x".
_APART = (f"{M}m", f"{M}mr", f"{M}eqArr", f"{M}func")


def formula_text(element: Any) -> str:
    """The formula as it would be typed: a power raised or behind "^", a fraction with a stroke,
    and no figure run together with the one above or beside it."""
    if element.tag in (f"{M}t", f"{W}t"):
        return element.text or ""
    if element.tag in _DELETED or told_on(element.find(f"{W}rPr/{W}vanish")):
        return ""
    parts = [(child.tag, formula_text(child)) for child in element]
    if element.tag == f"{M}f":
        return "/".join(_grouped(text) for tag, text in parts if tag in (f"{M}num", f"{M}den"))
    if element.tag == f"{M}d":
        inside = _sign(element, "sepChr", "|").join(text for tag, text in parts if tag == f"{M}e")
        return _sign(element, "begChr", "(") + inside + _sign(element, "endChr", ")")
    if element.tag == f"{M}rad":
        return "".join(f"√{_grouped(text)}" if tag == f"{M}e" else text for tag, text in parts)
    if element.tag == f"{M}nary":
        return _sign(element, "chr", "∫") + "".join(
            f" {text}" if tag == f"{M}e" else _placed(tag, text) for tag, text in parts
        )
    told = [_placed(tag, text) for tag, text in parts]
    return " ".join(filter(None, told)) if element.tag in _APART else "".join(told)


def _placed(tag: str, text: str) -> str:
    """What stands above or below the line; anything else as it is."""
    if not text or tag not in (f"{M}sup", f"{M}sub"):
        return text
    if tag == f"{M}sup":
        return in_height(text) or f"^{_grouped(text)}"
    return text if _SIMPLE.match(text) else f"_{_grouped(text)}"


def _grouped(text: str) -> str:
    return text if _SIMPLE.match(text) else f"({text})"


def _sign(element: Any, name: str, default: str) -> str:
    """A sign that the element's properties choose; the default where they don't."""
    found = element.find(f"{element.tag}Pr/{M}{name}")
    return default if found is None else str(found.get(f"{M}val", ""))
