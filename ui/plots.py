"""Plots as inline SVG: pure functions from numbers to markup, without a library or a script.

They are told apart by shape and by words, not by colour: what is measured is filled, what it
is compared with is a line. Colours come from the page's style sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ui.marks import escaped

# In the SVG's own units; the page scales it to its column.
_WIDTH, _HEIGHT = 420, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 12, 40
_ROW = 26  # of a bar chart
_NAMES = 130  # for the names beside the bars


def kind_bars(kinds: Mapping[str, Any], baseline: Mapping[str, float]) -> str:
    """A bar a kind of question: the share right now, and a stroke where the baseline stood."""
    width = _WIDTH - _NAMES - 80
    rows = []
    for at, (kind, one) in enumerate(kinds.items()):
        y, share = at * _ROW + 4, float(one["right"])
        before = baseline.get(kind)
        rows += [
            _text(_NAMES - 8, y + 14, kind.replace("_", " "), "end"),
            _rect(_NAMES, y + 2, max(share * width, 1), 15, "bar"),
            _rect(_NAMES, y + 2, width, 15, "frame"),
            _text(_NAMES + width + 6, y + 14, f"{share:.2f}  n={one['n']}"),
        ]
        if before is not None:
            x = _NAMES + before * width
            rows.append(_line(x, y - 1, x, y + 20, "before"))
    label = "Share right by kind of question: " + ", ".join(
        f"{kind} {one['right']:.2f}" for kind, one in kinds.items()
    )
    return _svg(label, rows, len(kinds) * _ROW + 8)


def reliability_plot(bins: Sequence[Mapping[str, Any]]) -> str:
    """A point a bin: mean score across, share answerable up; on the diagonal they agree."""
    points = [(float(one["score"]), float(one["answerable"])) for one in bins]
    marks = [_line(*_at(0, 0), *_at(1, 1), "before"), _path(points)]
    marks += [_dot(x, y) for x, y in points]
    label = "Score against the share that is answerable: " + _pairs(points)
    return _svg(label, [*_axes("mean score", "share answerable"), *marks])


def risk_plot(points: Sequence[Mapping[str, Any]]) -> str:
    """The share of answers wrong, if only so many questions were answered, highest scores
    first."""
    pairs = [(float(one["coverage"]), float(one["risk"])) for one in points]
    marks = [_path(pairs), *(_dot(x, y) for x, y in pairs)]
    label = "Share answered against the share of that answered wrongly: " + _pairs(pairs)
    return _svg(label, [*_axes("share answered", "share wrong"), *marks])


def latency_plot(milliseconds: Sequence[float]) -> str:
    """How many answers took so long, in 20 steps up to the slowest, and the median and the
    95th percentile."""
    ordered = sorted(milliseconds)
    top = max(ordered, default=0.0) or 1.0
    counts = [0] * 20
    for one in ordered:
        counts[min(int(one / top * 20), 19)] += 1
    most = max(counts)
    bars = [_column(at / 20, count / most) for at, count in enumerate(counts) if count]
    marks = []
    for name, share in (("median", 0.5), ("95 %", 0.95)):
        value = ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
        x, y = _at(value / top, 1)
        marks += [_line(x, y, x, _HEIGHT - _BOTTOM, "before"), _text(x + 3, y + 9, name)]
        marks.append(_text(x + 3, y + 21, f"{value:.0f} ms"))
    label = f"Milliseconds of {len(ordered)} answers, the slowest {top:.0f}"
    axes = _axes("milliseconds", "answers", f"{top:.0f}", str(most))
    return _svg(label, [*axes, *bars, *marks])


def _svg(label: str, parts: Iterable[str], height: float = _HEIGHT) -> str:
    name = escaped(label)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{name}">'
        f"{''.join(parts)}</svg>"
    )


def _axes(across: str, up: str, most_across: str = "1", most_up: str = "1") -> list[str]:
    left, bottom = _at(0, 0)
    right, top = _at(1, 1)
    middle = (top + bottom) / 2
    turned = f'transform="rotate(-90 12 {middle:.0f})"'
    return [
        _line(left, bottom, right, bottom, "axis"),
        _line(left, bottom, left, top, "axis"),
        _text(left, bottom + 14, "0", "middle"),
        _text(right, bottom + 14, most_across, "end"),
        _text(left - 6, top + 8, most_up, "end"),
        _text((left + right) / 2, bottom + 30, across, "middle"),
        f'<text x="12" y="{middle:.0f}" text-anchor="middle" {turned}>{escaped(up)}</text>',
    ]


def _at(x: float, y: float) -> tuple[float, float]:
    """Where the shares x and y, 0 to 1, stand in the plot."""
    across, up = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return _LEFT + x * across, _HEIGHT - _BOTTOM - y * up


def _column(x: float, share: float) -> str:
    left, top = _at(x, share)
    width = (_WIDTH - _LEFT - _RIGHT) / 20 - 2
    return _rect(left + 1, top, width, _HEIGHT - _BOTTOM - top, "bar")


def _path(points: Sequence[tuple[float, float]]) -> str:
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point) for point in points))
    return f'<polyline class="line" points="{places}"/>'


def _dot(x: float, y: float) -> str:
    across, up = _at(x, y)
    return f'<circle class="bar" cx="{across:.1f}" cy="{up:.1f}" r="4"/>'


def _rect(x: float, y: float, width: float, height: float, name: str) -> str:
    return (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float, name: str) -> str:
    return f'<line class="{name}" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(words)}</text>'


def _pairs(points: Iterable[tuple[float, float]]) -> str:
    return ", ".join(f"{x:.2f} and {y:.2f}" for x, y in points)
