"""The course of an incident in lines of text: each channel's score over time, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from virk_edge.report.incident import Row
from virk_edge.report.page_course import Course, courses, peak
from virk_edge.report.steps import Moment
from virk_edge.report.words import number, plain

BARS: Final = "▁▂▃▄▅▆▇█"
ASCII_BARS: Final = "_.-=+*%#"  # for terminals that know no others
_COLUMNS: Final = 44
_TOP_SCORE: Final = 2.0  # so the upper half of the bars is above the alarm level
_NAME: Final = 11


def spark_rows(moments: Iterable[Moment], opened_ns: int, *, bars: str = BARS) -> tuple[Row, ...]:
    """A row for each channel that says anything, under a ruler with the opening; none if none does.

    opened_ns: capture time of the opening. bars: eight characters, the lowest first; the upper
    four are at and above the alarm level.
    """
    found = [c for c in courses(moments, opened_ns) if peak(c).score > 0.0]
    if not found:
        return ()
    begin = min(course.points[0].seconds for course in found)
    end = max(course.points[-1].seconds for course in found)
    at = _column(0.0, begin, end)
    ruler = " " * (_NAME + at) + "| opened"
    rows = [
        Row(
            "course", f"{number(begin)} to {number(end)} s around the opening; half height is alarm"
        )
    ]
    rows.append(Row("", ruler))
    for course in sorted(found, key=lambda c: -peak(c).score):
        most = peak(course)
        line = _line(course, begin, end, bars)
        name = plain(course.channel)[: _NAME - 1]
        text = f"{name:<{_NAME}}{line} {number(most.times_normal)} x"
        rows.append(Row("", text, loud=course.over))
    return tuple(rows)


def _line(course: Course, begin: float, end: float, bars: str) -> str:
    """One character a column: the highest score in it; a space where nothing was said."""
    highest: list[float | None] = [None] * _COLUMNS
    for point in course.points:
        if point.looked:
            column = _column(point.seconds, begin, end)
            highest[column] = max(highest[column] or 0.0, point.score)
    return "".join(_bar(score, bars) for score in highest).rstrip().ljust(_COLUMNS)


def _bar(score: float | None, bars: Sequence[str]) -> str:
    if score is None:
        return " "
    return bars[min(int(score / _TOP_SCORE * len(bars)), len(bars) - 1)]


def _column(seconds: float, begin: float, end: float) -> int:
    share = (seconds - begin) / (end - begin) if end > begin else 0.0
    return min(max(int(share * _COLUMNS), 0), _COLUMNS - 1)
