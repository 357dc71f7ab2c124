"""What a detector may be told, and what it says: the words that the judge's parts share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from virk_edge.nouns import F64, Instance

NS = 1_000_000_000  # nanoseconds per second
FIRST_WALL_NS = 1_767_225_600 * NS  # 2026, the year of the first bundle: less was never set


@dataclass(frozen=True, slots=True)
class DriftLimits:
    """How one detector learns and how often it may be wrong.

    floor: smallest believed standard deviation of any direction, in the signal's own unit; keeps a
        perfectly still scene from making every flicker an alarm.
    learn_seconds: first learning time; half of it fits, half of it checks.
    learn_frames_min: the first learning time also lasts at least so many samples.
    restarts: how often the first learning may begin again because its halves differ strangely.
    check_scales: a scale is armed when one round has checked so many of its time constants.
    patience_seconds: an excursion that is over by then was a transient, and joins the calibration.
    gap_seconds: a gap counts as learning time up to so long, and up to four usual intervals: a
        camera that only works by day has still seen whole days.
    false_incidents_per_month: what this detector alone may spend (already divided by channels).
    """

    floor: float
    scales_seconds: tuple[float, ...] = (1.0, 5.0, 60.0)
    learn_seconds: float = 30.0
    learn_max_seconds: float = 3600.0
    learn_frames_min: int = 60
    restarts: int = 3
    check_scales: float = 2.5
    patience_seconds: float = 300.0
    gap_seconds: float = 0.0
    false_incidents_per_month: float = 1.0
    shrink: float = 0.3  # weight of the simple part of the covariance, see ``Reference``
    alike: bool = True  # whether the signal's numbers are of one kind
    level_min: float = math.log(2.5)
    level_max: float = math.log(5.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the detector says after one sample.

    score: 1.0 is the alarm level; 0.0 while nothing is armed.
    times_normal: the distance at the winning scale in multiples of its usual value.
    scale_seconds: the winning time constant, 0.0 while nothing is armed.
    scale_scores: float64 (scales,), the score of each scale, 0.0 where it is not armed.
    newly_armed: time constants armed by this very sample.
    instance: which of a channel's detectors says so; only the calendar's word is final.
    """

    score: float
    times_normal: float
    scale_seconds: float
    scale_scores: F64
    newly_armed: tuple[float, ...] = ()
    instance: Instance = "session"


def rule_reading(score: float, times_normal: float) -> Reading:
    """A rule's answer in the detectors' words; a rule has no time scale."""
    return Reading(score, times_normal, 0.0, np.array([score]))
