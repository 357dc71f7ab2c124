"""What every channel said over the time of an incident, and when nobody looked.

Pure functions. Seconds count from the opening; a value is in multiples of the usual one.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from virk_edge.nouns import ChannelScore
from virk_edge.report.steps import Moment

_POINTS_MAX: Final = 1500  # of one course: more than a screen has columns
_EXPONENT_MAX: Final = 30.0  # the judge's own bound of ``times_normal``
_GAP_SECONDS_MIN: Final = 1.5
_GAP_FACTOR: Final = 4.0  # times the usual time between two looks


@dataclass(frozen=True, slots=True)
class Point:
    """One channel after one frame or interval.

    level: the value at which it alarms at the time scale that spoke, None while not known. looked:
    false for a point that only breaks the line.
    """

    seconds: float
    times_normal: float
    score: float
    level: float | None
    looked: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """One channel of one instance over time; ``over``: whether it was over its alarm level."""

    channel: str
    instance: str
    points: tuple[Point, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which no picture was analysed."""

    start_seconds: float
    end_seconds: float


def courses(moments: Iterable[Moment], opened_ns: int) -> tuple[Course, ...]:
    """What each channel said, in order of time; a long course keeps its peaks."""
    found: dict[tuple[str, str], list[Point]] = {}
    for moment in moments:
        seconds = (moment.t_boot_ns - opened_ns) / 1e9
        for score in filter(_told, moment.scores):
            if math.isfinite(score.times_normal) and math.isfinite(score.score):
                point = Point(seconds, score.times_normal, score.score, alarm_level(score))
                found.setdefault((score.channel, score.instance), []).append(point)
    return tuple(
        Course(channel, instance, _broken(_thinned(points)), any(p.score > 1.0 for p in points))
        for (channel, instance), points in found.items()
    )


def _told(score: ChannelScore) -> bool:
    """Whether the channel says anything: a statistical one is mute until it is armed."""
    return score.channel == "feed" or score.scale_seconds > 0.0 or score.score > 0.0


def alarm_level(score: ChannelScore) -> float | None:
    """``times_normal`` at which this score would be 1.0; None where it does not tell.

    A statistical score grows with the logarithm of ``times_normal``; a rule's, which has no scale,
    with what it counts, some from 1.0 on.
    """
    if score.score <= 0.0:
        return None
    if score.scale_seconds <= 0.0:
        from_one = math.isclose(score.times_normal, 1.0 + score.score, rel_tol=1e-6)
        level = 2.0 if from_one else score.times_normal / score.score
    elif score.times_normal <= 1.0:
        return None
    else:
        level = math.exp(min(math.log(score.times_normal) / score.score, _EXPONENT_MAX))
    return level if level < math.exp(_EXPONENT_MAX) else None


def gaps(moments: Iterable[Moment], opened_ns: int) -> tuple[Gap, ...]:
    """When no picture was analysed, though one was before and after."""
    looks = sorted((m.t_boot_ns - opened_ns) / 1e9 for m in moments if m.looked)
    longest = _gap_seconds(looks)
    return tuple(Gap(a, b) for a, b in itertools.pairwise(looks) if b - a > longest)


def peak(course: Course) -> Point:
    """The point furthest from normal."""
    return max((p for p in course.points if p.looked), key=lambda p: p.times_normal)


def _gap_seconds(seconds: Sequence[float]) -> float:
    between = [b - a for a, b in itertools.pairwise(seconds)]
    usual = median(between) if between else 0.0
    return max(_GAP_SECONDS_MIN, _GAP_FACTOR * usual)


def _thinned(points: list[Point]) -> list[Point]:
    """At most ``_POINTS_MAX``: of each run of points the one furthest from normal."""
    run = math.ceil(len(points) / _POINTS_MAX)
    if run <= 1:
        return points
    runs = (points[i : i + run] for i in range(0, len(points), run))
    return [max(some, key=lambda p: p.times_normal) for some in runs]


def _broken(points: list[Point]) -> tuple[Point, ...]:
    """With a point that breaks the line in every gap."""
    longest = _gap_seconds([p.seconds for p in points])
    whole: list[Point] = []
    for point in points:
        if whole and point.seconds - whole[-1].seconds > longest:
            between = (point.seconds + whole[-1].seconds) / 2
            whole.append(replace(point, seconds=between, looked=False))
        whole.append(point)
    return tuple(whole)
