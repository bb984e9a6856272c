"""Values from JSON that somebody may have edited, each held to its type."""

import math
from typing import Any


def text(value: object) -> str:
    """The value, if it is a text. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} should be a text")
    return value


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list. Raises TypeError for anything else."""
    if not isinstance(value, list):
        raise TypeError(f"{_shown(value)} should be a list of texts")
    return tuple(map(text, value))


def whole(value: object) -> int:
    """The value, if it is a whole number. Raises TypeError for anything else."""
    if not isinstance(value, int):
        raise TypeError(f"{_shown(value)} should be a whole number")
    return value


def number(value: object) -> float:
    """The value, if it is a number. Raises TypeError for anything else, and ValueError for
    what JSON lets pass as one and isn't: NaN and infinity."""
    if not isinstance(value, int | float):
        raise TypeError(f"{_shown(value)} should be a number")
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return value


def table(value: object) -> dict[str, Any]:
    """The value, if it is a JSON object. Raises TypeError for anything else."""
    if not isinstance(value, dict):
        raise TypeError(f"{_shown(value)} should be an object")
    return value


def _shown(value: object) -> str:
    return repr(value)[:40]
