"""Two dot plots as one SVG: how true a claimed rate is, and how soon a change is found."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from detection_bench.measure import delay_summary
from detection_bench.tables import realised

Row = dict[str, Any]
_WIDTH, _LEFT, _RIGHT, _LINE = 860, 190, 20, 26
_COLOURS = ("#4269d0", "#97bbf5", "#3ca951", "#a463f2", "#efb118", "#ff725c", "#6cc5b0", "#9498a0")
_SHOWN = ("step 3σ", "defocus, medium")  # the change whose delay is drawn


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure with its interval; an open end is None, and no value is drawn at the edge."""

    row: str
    group: str
    value: float | None
    low: float | None = None
    high: float | None = None


def drawing(rows: Sequence[Row], long_runs: Sequence[Row] = ()) -> str:
    """The whole SVG. A long run tells more about false alarms than a cell of the same names."""
    told = {(row["stream"], row["detector"]): row for row in (*rows, *long_runs)}
    ratios = [
        Dot(r["detector"], r["stream"], *realised(r))
        for r in told.values()
        if r["claim_seconds"] is not None
    ]
    delays = []
    for row in rows:
        for name in _SHOWN:
            if row["matched_wanted_seconds"] is not None and name in row.get("changes", {}):
                tries = [t for t in row["changes"][name] if not t["matched_blind"]]
                median, _, _ = delay_summary([t["matched_seconds"] for t in tries])
                delays.append(Dot(row["detector"], row["stream"], median))
    groups = list(dict.fromkeys(stream for stream, _ in told))
    colour = dict(zip(groups, _COLOURS * 9, strict=False))
    first, y = _panel(
        ratios, colour, 50, "realised / claimed time between alarms (1 is honest)", 1.0
    )
    title = "median delay in seconds at the same false-alarm rate (right edge: missed)"
    second, y = _panel(delays, colour, y + 50, title, None)
    key = "".join(
        f'<circle cx="{_LEFT + 8 + i * 104}" cy="14" r="5" fill="{colour[g]}"/>'
        f'<text x="{_LEFT + 18 + i * 104}" y="18">{escape(g.removeprefix("clip "))}</text>'
        for i, g in enumerate(groups)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + 10}" '
        'font-family="system-ui, sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{key}{first}{second}</svg>\n'
    )


def _panel(
    dots: Sequence[Dot], colour: dict[str, str], top: int, title: str, mark: float | None
) -> tuple[str, int]:
    """One panel, and the height at which it ends."""
    known = [v for d in dots for v in (d.value, d.low, d.high) if v is not None and v > 0.0]
    lowest, highest = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
    span = (_WIDTH - _LEFT - _RIGHT) / max(highest - lowest, 1)

    def x(value: float) -> float:
        return _LEFT + (math.log10(max(value, 10.0**lowest)) - lowest) * span

    names = list(dict.fromkeys(dot.row for dot in dots))
    bottom = top + len(names) * _LINE
    parts = [f'<text x="{_LEFT}" y="{top - 8}" font-weight="bold">{escape(title)}</text>']
    for power in range(lowest, highest + 1):
        at, dark = x(10.0**power), mark is not None and 10.0**power == mark
        parts.append(
            f'<path d="M{at:.1f} {top}V{bottom}" stroke="{"#000" if dark else "#ddd"}"/>'
            f'<text x="{at:.1f}" y="{bottom + 14}" text-anchor="middle">{10.0**power:g}</text>'
        )
    for i, name in enumerate(names):
        middle = top + (i + 0.5) * _LINE
        parts.append(
            f'<text x="{_LEFT - 8}" y="{middle + 4:.1f}" text-anchor="end">{escape(name)}</text>'
        )
        here = [dot for dot in dots if dot.row == name]
        for j, dot in enumerate(here):
            y = middle + (j - (len(here) - 1) / 2) * 3.2
            parts.append(_mark(dot, colour[dot.group], x, y))
    return "".join(parts), bottom + 20


def _mark(dot: Dot, colour: str, x: Callable[[float], float], y: float) -> str:
    """A dot with its interval; hollow where only a bound is known."""
    edge = float(_WIDTH - _RIGHT)
    low = x(dot.low) if dot.low is not None else None
    high = x(dot.high) if dot.high is not None else edge
    line = f'<path d="M{low:.1f} {y:.1f}H{high:.1f}" stroke="{colour}"/>' if low is not None else ""
    at = x(dot.value) if dot.value is not None else low if low is not None else edge
    fill = colour if dot.value is not None else "#fff"
    shape = f'<circle cx="{at:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{colour}"/>'
    return line + shape
