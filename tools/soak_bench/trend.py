"""Does it grow? Decided over like moments: the calm parts of the cycles. Pure arithmetic.

The slope is the median of the slopes between all pairs of moments (Theil, 1950; Sen, Estimates of
the regression coefficient based on Kendall's tau, 1968), which a few outliers do not move; its
interval is Sen's, from the distribution of Kendall's tau.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from statistics import median

from soak_bench.sample import Sample
from soak_bench.script import SETTLED

HOUR_S = 3600.0
_SIGMAS = 1.96  # 95 %

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Slope:
    """Per hour, with the 95 % interval; the interval is endless where too few points are."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What still counts as flat: MiB per injected hour, and MiB between second and last quarter."""

    slope_mib: float = 1.0
    distance_mib: float = 10.0


@dataclass(frozen=True, slots=True)
class Course:
    """How a quantity went: its slope over the second half, medians of two quarters, and its most.

    second, last: nan where a quarter holds no moment.
    """

    moments: int
    slope: Slope
    second: float
    last: float
    most: float

    def is_flat(self, limits: Limits) -> bool:
        """Neither a slope above the limit that noise does not explain, nor too great a distance.

        False where a quarter holds no moment.
        """
        grows = self.slope.value > limits.slope_mib and self.slope.low > 0.0
        return not grows and self.last - self.second <= limits.distance_mib


def slope_of(points: Sequence[Point]) -> Slope:
    """The robust slope of (seconds, value), per hour; nan for fewer than two points."""
    rises = sorted((b - a) / (t - s) * HOUR_S for (s, a), (t, b) in combinations(points, 2))
    if not rises:
        return Slope(math.nan, -math.inf, math.inf)
    n, pairs = len(points), len(rises)
    spread = _SIGMAS * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    below, above = math.floor((pairs - spread) / 2), math.ceil((pairs + spread) / 2)
    enough = below >= 0 and above < pairs
    return Slope(
        median(rises),
        rises[below] if enough else -math.inf,
        rises[above] if enough else math.inf,
    )


def calm_moments(
    samples: Sequence[Sample],
    value: Callable[[Sample], float],
    take: Callable[[list[float]], float],
) -> list[Point]:
    """One point for the calm part of every cycle: its middle, and ``take`` of the values in it."""
    points = []
    calm = (sample for sample in samples if sample.now.within(SETTLED))
    for _, group in groupby(calm, key=lambda sample: sample.now.cycle):
        found = list(group)
        at_s = median(sample.passed_s for sample in found)
        points.append((at_s, take([value(sample) for sample in found])))
    return points


def course_of(points: Sequence[Point], most: float) -> Course:
    """The course of values at like moments; the first quarter is warming up."""
    return Course(
        moments=len(points),
        slope=slope_of(points[len(points) // 2 :]),
        second=_median(second_quarter(points)),
        last=_median(last_quarter(points)),
        most=most,
    )


def second_quarter(points: Sequence[Point]) -> list[float]:
    """Its values; cycles are equally long, so moments are counted."""
    return [value for _, value in points[len(points) // 4 : len(points) // 2]]


def last_quarter(points: Sequence[Point]) -> list[float]:
    """Its values."""
    return [value for _, value in points[len(points) * 3 // 4 :]]


def _median(values: list[float]) -> float:
    return median(values) if values else math.nan
