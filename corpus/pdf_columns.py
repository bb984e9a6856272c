"""The reading order of a PDF page: columns found by the gutter between them."""

from collections.abc import Sequence
from statistics import median

from corpus.pdf_words import Row, merged

# Rows that each side of a gutter has at least.
_FEWEST_ROWS = 4
# Words in the median row of a column of prose; table columns have fewer.
_PROSE_WORDS = 3
# How much of its column's width the median row of prose fills.
_FILLED = 0.5
_STEPS = 80


def zones(parts: Sequence[Row], depth: int = 0) -> list[list[Row]]:
    """The parts of rows as runs of rows to be read one after the other: what spans the gutter
    divides the page into bands, and in each the left column comes before the right.

    A page without a gutter is one zone. Columns in columns are found likewise, to depth 3.
    """
    middle = gutter(parts) if depth < 3 else None
    if middle is None:
        return [merged(parts)] if parts else []
    spanning = sorted((p for p in parts if p.x0 < middle < p.x1), key=lambda part: part.top)
    sides = [part for part in parts if part not in spanning]
    found: list[list[Row]] = []
    held: list[Row] = []
    for at in range(len(spanning) + 1):
        low = spanning[at - 1].top if at else float("-inf")
        high = spanning[at].top if at < len(spanning) else float("inf")
        band = [part for part in sides if low <= part.top < high]
        if band:
            found += [merged(held)] if held else []
            held = []
            found += zones([part for part in band if part.x1 <= middle], depth + 1)
            found += zones([part for part in band if part.x0 >= middle], depth + 1)
        held += spanning[at : at + 1]
    return [*found, merged(held)] if held else found


def gutter(parts: Sequence[Row]) -> float | None:
    """The x that the fewest parts cross, if prose stands on both sides of it."""
    if len(parts) < 2 * _FEWEST_ROWS:
        return None
    left, right = min(part.x0 for part in parts), max(part.x1 for part in parts)
    places = [left + (right - left) * (0.15 + 0.7 * n / _STEPS) for n in range(_STEPS + 1)]
    crossed = [sum(part.x0 < x < part.x1 for part in parts) for x in places]
    fewest = min(crossed)
    best = [x for x, count in zip(places, crossed, strict=True) if count == fewest]
    x = _middle_of_widest(best, (right - left) * 0.7 / _STEPS * 1.5)
    sides = [part for part in parts if part.x1 <= x], [part for part in parts if part.x0 >= x]
    if fewest > min(map(len, sides)) or not all(map(_is_prose, sides)):
        return None
    return x


def _middle_of_widest(places: Sequence[float], step: float) -> float:
    runs = [[places[0]]]
    for x in places[1:]:
        if x - runs[-1][-1] > step:
            runs.append([])
        runs[-1].append(x)
    widest = max(runs, key=lambda run: run[-1] - run[0])
    return (widest[0] + widest[-1]) / 2


def _is_prose(parts: Sequence[Row]) -> bool:
    rows = merged(parts)
    if len(rows) < _FEWEST_ROWS:
        return False
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    filled = median(row.x1 - row.x0 for row in rows) / max(width, 1)
    words = median(len(row.words) for row in rows)
    return filled >= _FILLED and words >= _PROSE_WORDS
