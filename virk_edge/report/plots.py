"""Plots as plotly figures: plain JSON trees, colours as names of CSS variables for both themes.

Pure functions. Each figure comes with a sentence that says what is to be seen in it; a page shows
its numbers as a table too. ``page.js`` replaces ``var(--name)`` by the theme's colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any, Final

from virk_edge.report.page_course import Course, Gap, Point, peak
from virk_edge.report.page_predictions import Answers
from virk_edge.report.words import plain, times

_PANEL_PX: Final = 112
_BARS_PX: Final = 30
_LABEL_MAX: Final = 24  # characters; a phone has room for bars beside them
_WIDE: Final = 5.0  # times normal
_DECADES_MAX: Final = 5
_COLOURS: Final = frozenset({"appearance", "image", "geometry", "outputs", "feed"})
_DASHES: Final = {"session": "solid", "calendar": "dot"}


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure for ``Plotly.newPlot``, the height in CSS pixels, and its finding in words."""

    figure: dict[str, Any]
    height: int
    words: str


def timeline(courses: Sequence[Course], gaps: Sequence[Gap], onset_seconds: float) -> Plot | None:
    """One panel per channel over a common time, in multiples of normal; None without anything.

    A dashed line is the channel's alarm level. onset_seconds: since the opening, so at most 0.
    """
    drawn = [course for course in courses if course.points]
    if not drawn:
        return None
    channels = list(dict.fromkeys(course.channel for course in drawn))
    layout: dict[str, Any] = {**_base(), "margin": {"l": 44, "r": 12, "t": 34, "b": 44}}
    traces: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for row, channel in enumerate(channels):
        own = [course for course in drawn if course.channel == channel]
        axis = "" if row == 0 else str(row + 1)
        high = 1.0 - row / len(channels)
        low = high - 1.0 / len(channels) + 0.24 / len(channels)
        values = [p.times_normal for course in own for p in course.points]
        layout[f"yaxis{axis}"] = _times_axis(values, [round(low, 4), round(high, 4)])
        annotations.append(_panel_title(channel, own, high))
        for course in own:
            traces += _lines(course, axis)
    layout["xaxis"] = {
        "title": {"text": "seconds since the opening"},
        "anchor": "y" + ("" if len(channels) == 1 else str(len(channels))),
        "gridcolor": "var(--line)",
        "zeroline": False,
        "fixedrange": True,
    }
    layout["shapes"] = [
        _upright(0.0, "var(--ink)", "solid", 1),  # the cursor: page.js moves the first shape
        _upright(onset_seconds, "var(--onset)", "dash", 2),
        _upright(0.0, "var(--opening)", "solid", 2),
        *(_unseen(gap) for gap in gaps),
    ]
    together = abs(onset_seconds) < 0.05 * _width_seconds(drawn)
    annotations += [
        _flag(0.0, "opening", "var(--opening)", "left"),
        _flag(onset_seconds, "onset", "var(--onset)", "right" if together else "center"),
    ]
    layout["annotations"] = annotations
    height = _PANEL_PX * len(channels) + 78
    return Plot({"data": traces, "layout": layout}, height, _timeline_words(drawn, onset_seconds))


def labels(answers: Answers) -> Plot:
    """How often each label came per frame, before the onset and since, side by side."""
    names = [_label(line.label) for line in answers.labels][::-1]
    before = [line.before_per_frame for line in answers.labels][::-1]
    after = [line.after_per_frame for line in answers.labels][::-1]
    # By number: two labels that look alike, or begin alike, have bars of their own.
    places = list(range(len(names)))
    figure = _bars(places, before, after, "detections per frame")
    figure["layout"]["yaxis"] |= {"type": "linear", "tickvals": places, "ticktext": names}
    for bars in figure["data"]:
        bars |= {"text": names, "textposition": "none", "hovertemplate": "%{text}: %{x}"}
    return Plot(figure, _BARS_PX * 2 * len(names) + 96, f"Label mix. {answers.words}")


def confidence(answers: Answers) -> Plot | None:
    """How sure the model was, as shares of its answers in ten steps; None without scores."""
    if not answers.before_scores or not answers.after_scores:
        return None
    middles = [round(i / 10 + 0.05, 2) for i in range(10)]
    before, after = (_shares(scores) for scores in (answers.before_scores, answers.after_scores))
    figure = _bars(middles, before, after, "% of the answers", upright=True)
    figure["layout"]["xaxis"] |= {
        "type": "linear", "range": [0, 1], "dtick": 0.2, "title": {"text": "confidence"},
    }  # fmt: skip
    means = [sum(s) / len(s) for s in (answers.before_scores, answers.after_scores)]
    words = f"Confidence: {means[0]:.2f} on average before the onset, {means[1]:.2f} since."
    return Plot(figure, 260, words)


def _label(text: str) -> str:
    """A label, which may be anyone's: a plot reads some markup in its texts, and it is narrow."""
    shown = plain(text)
    return escape(shown if len(shown) <= _LABEL_MAX else f"{shown[: _LABEL_MAX - 1]}…", quote=False)


def _base() -> dict[str, Any]:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": "var(--ink)", "size": 12, "family": "system-ui, sans-serif"},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": "var(--card)",
            "bordercolor": "var(--line)",
            "font": {"color": "var(--ink)"},
        },
    }


def _times_axis(values: Sequence[float], domain: list[float]) -> dict[str, Any]:
    """Logarithmic where the values are wide apart: the small ones are to be seen, too."""
    wide = max(values) > _WIDE
    axis: dict[str, Any] = {
        "domain": domain,
        "gridcolor": "var(--line)",
        "zeroline": False,
        "fixedrange": True,
        "nticks": 4,
        "ticksuffix": "×",
        "rangemode": "tozero",
    }
    if wide:
        ticks, shown = _decades(max(values))
        axis |= {"type": "log", "rangemode": "normal", "tickvals": ticks, "ticktext": shown}
    return axis


def _decades(highest: float) -> tuple[list[float], list[str]]:
    """Ticks of a logarithmic axis, and how they are written: no more than a low panel has room
    for."""
    if highest < 100.0:
        ticks = [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0]
        return ticks, [f"{tick:g}×" for tick in ticks]
    apart = math.ceil(math.log10(highest) / _DECADES_MAX)
    powers = range(-2 * apart, 309, apart)[: _DECADES_MAX + 3]
    return [10.0**p for p in powers], [f"{10.0**p:g}×" if p < 4 else f"1e{p}×" for p in powers]


def _panel_title(channel: str, own: Sequence[Course], high: float) -> dict[str, Any]:
    top = max(own, key=lambda course: peak(course).times_normal)
    text = f"<b>{channel}</b>  up to {times(peak(top).times_normal)}×"
    if top.over:
        text += ": alarm"
    return {
        "text": text, "x": 0, "y": high, "xref": "paper", "yref": "paper", "xanchor": "left",
        "yanchor": "bottom", "showarrow": False, "align": "left", "yshift": -2,
        "bgcolor": "var(--card)", "borderpad": 1,
    }  # fmt: skip


def _lines(course: Course, axis: str) -> list[dict[str, Any]]:
    """The course, broken where nothing was looked at, and its alarm level."""
    colour = f"var(--{course.channel if course.channel in _COLOURS else 'feed'})"
    name = f"{course.channel}, {course.instance}"
    common = {"type": "scatter", "xaxis": "x", "yaxis": f"y{axis}"}
    steps = _levels(course.points)
    level = {
        **common,
        "x": [seconds for seconds, _ in steps],
        "y": [level for _, level in steps],
        "mode": "lines",
        "name": f"{name}: alarm level",
        "line": {"color": "var(--soft)", "width": 1, "dash": "dash", "shape": "hv"},
        "hoverinfo": "skip",
    }
    line = {
        **common,
        "x": [round(p.seconds, 3) for p in course.points],
        "y": [_rounded(p.times_normal) if p.looked else None for p in course.points],
        "mode": "lines+markers",
        "name": name,
        "line": {"color": colour, "width": 2, "dash": _DASHES.get(course.instance, "solid")},
        "marker": {
            "color": colour,
            "line": {"width": 0},
            "size": [7 if p.score > 1.0 else 4 for p in course.points],
            "symbol": ["diamond" if p.score > 1.0 else "circle" for p in course.points],
        },
        "connectgaps": False,
        "hovertemplate": f"{name}<br>%{{x:.2f}} s: %{{y:.5~g}} × normal<extra></extra>",
    }
    return [level, line]


def _levels(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Where the alarm level changes, and how far it is known: a page need not repeat it."""
    known = [(round(p.seconds, 3), _rounded(p.level)) for p in points if p.level is not None]
    return [next(same) for _, same in groupby(known, key=lambda at: at[1])] + known[-1:]


def _rounded(value: float) -> float:
    """Four places: more than an eye can see."""
    return round(value, 4)


def _upright(seconds: float, colour: str, dash: str, width: int) -> dict[str, Any]:
    return {
        "type": "line", "x0": seconds, "x1": seconds, "y0": 0, "y1": 1, "xref": "x",
        "yref": "paper", "line": {"color": colour, "width": width, "dash": dash},
    }  # fmt: skip


def _unseen(gap: Gap) -> dict[str, Any]:
    return {
        "type": "rect", "x0": gap.start_seconds, "x1": gap.end_seconds, "y0": 0, "y1": 1,
        "xref": "x", "yref": "paper", "fillcolor": "var(--line)", "opacity": 0.45,
        "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _flag(seconds: float, text: str, colour: str, anchor: str) -> dict[str, Any]:
    return {
        "text": text, "x": seconds, "y": 1, "xref": "x", "yref": "paper", "yanchor": "bottom",
        "xanchor": anchor, "showarrow": False, "font": {"color": colour}, "yshift": 12,
    }  # fmt: skip


def _width_seconds(courses: Sequence[Course]) -> float:
    seconds = [p.seconds for course in courses for p in course.points]
    return max(max(seconds) - min(seconds), 1e-9)


def _timeline_words(courses: Sequence[Course], onset_seconds: float) -> str:
    over = [course for course in courses if course.over]
    said = (
        ", ".join(f"{c.channel} up to {times(peak(c).times_normal)} times normal" for c in over)
        or "no channel over its alarm level while measured here"
    )
    late = f"; the trouble began {-onset_seconds:.1f} s before the alarm" if onset_seconds else ""
    return f"Every channel over time: {said}{late}."


def _shares(scores: Sequence[float]) -> list[float]:
    counts = [0] * 10
    for score in scores:
        counts[int(min(max(score, 0.0), 0.99) * 10)] += 1
    return [round(100.0 * count / len(scores), 2) for count in counts]


def _bars(
    places: Sequence[str] | Sequence[float],
    before: Sequence[float],
    after: Sequence[float],
    unit: str,
    *,
    upright: bool = False,
) -> dict[str, Any]:
    """Two bars for each place: hatched before the onset, full since."""
    plain_axis = {"gridcolor": "var(--line)", "zeroline": False, "fixedrange": True}
    amount = {**plain_axis, "title": {"text": unit}, "rangemode": "tozero"}
    kind = {**plain_axis, "type": "category", "automargin": True}
    order = "normal" if upright else "reversed"  # what is drawn first lies lowest
    layout = {
        **_base(),
        "barmode": "group",
        "showlegend": True,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": order},
        "margin": {"l": 48, "r": 12, "t": 40, "b": 44},
        "xaxis": kind if upright else amount,
        "yaxis": amount if upright else kind,
    }
    hatched = {"shape": "/", "bgcolor": "var(--card)", "fgcolor": "var(--soft)", "size": 7}
    edge = {"color": "var(--soft)", "width": 1.5}
    data: list[dict[str, Any]] = [
        {
            "name": "before the onset",
            "marker": {"color": "var(--card)", "pattern": hatched, "line": edge},
        },
        {"name": "since the onset", "marker": {"color": "var(--image)"}},
    ]
    for bars, values in zip(data, (before, after), strict=True):
        along = {"x": list(places), "y": list(values)}
        bars |= {"type": "bar", **along}
        if not upright:
            bars |= {"x": list(values), "y": list(places), "orientation": "h"}
    return {"data": data if upright else data[::-1], "layout": layout}
