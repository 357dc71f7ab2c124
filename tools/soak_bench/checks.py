"""The checks of a soak as values: what was asked, whether it holds, and what was found.

Memory and everything that can leak, from the samples; the books are in ``books``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soak_bench.sample import Sample
from soak_bench.trend import Course, Limits, calm_moments, course_of, last_quarter, second_quarter

LEAKABLE = ("descriptors", "sockets", "threads", "temporary", "parts", "states")


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table. part: what it is about; found: one sentence."""

    part: str
    name: str
    good: bool
    found: str


def memory_course(samples: Sequence[Sample]) -> Course:
    """RssAnon at like moments."""
    points = calm_moments(samples, lambda s: s.anonymous_mib, min)
    return course_of(points, max((s.anonymous_mib for s in samples), default=0.0))


def memory_check(samples: Sequence[Sample], limits: Limits) -> Check:
    """Whether memory is flat."""
    course = memory_course(samples)
    slope = course.slope
    found = (
        f"{slope.value:+.2f} MiB per hour (95 %: {slope.low:+.2f} to {slope.high:+.2f}), "
        f"{course.second:.1f} MiB in the second quarter and {course.last:.1f} in the last, "
        f"most {course.most:.1f}; {course.moments} like moments"
    )
    return Check("memory", "flat", course.is_flat(limits), found)


def leak_checks(samples: Sequence[Sample]) -> list[Check]:
    """Whether anything that can be counted is more at the end than at a like moment before."""
    return [_leak_check(name, samples) for name in LEAKABLE]


def _leak_check(name: str, samples: Sequence[Sample]) -> Check:
    points = calm_moments(samples, lambda s: float(getattr(s, name)), min)
    before, after = second_quarter(points), last_quarter(points)
    most = max((getattr(s, name) for s in samples), default=0)
    if not before or not after:
        return Check("leaks", name, False, f"too few like moments; most {most}")
    found = f"{max(before):g} in the second quarter, {min(after):g} in the last; most {most}"
    return Check("leaks", name, min(after) <= max(before), found)
