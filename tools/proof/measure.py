"""What two interleaved arms say about each other: the schedule, the change, the verdict.

Arithmetic only: no clock, no process. Changes are fractions: 0.01 is one per cent slower.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

MARGINS = {50: 0.01, 99: 0.05}  # percentile of the latency -> how much worse it may be
RESAMPLES = 2000
PAIRS_MIN = 6  # with fewer, an interval is no more than a guess
FRAMES_BEYOND_MIN = 5  # per arm above the percentile: p99 needs 500 frames
CONFIDENCE = 0.95

F64 = NDArray[np.float64]


class Arm(str, Enum):
    """Without virk-edge, or with it."""

    WITHOUT = "without"
    WITH = "with"


class Verdict(str, Enum):
    """What an interval allows to say."""

    PASS = "pass"
    FAIL = "FAIL"
    NOT_SHOWN = "not shown"


@dataclass(frozen=True, slots=True)
class Block:
    """Some seconds of the loop in one arm, milliseconds per frame, in order.

    latency_ms: from the moment the frame was due until its prediction was made and, in the arm
    "with", published. predicted_ms: until the prediction alone. publish_ms: the hook alone, empty
    without it.
    late: frames that were not done when the next one was due, those skipped for it included.
    """

    arm: Arm
    latency_ms: F64
    predicted_ms: F64
    publish_ms: F64
    late: int


@dataclass(frozen=True, slots=True)
class Change:
    """An estimate with its interval, as a fraction of what it is without."""

    estimate: float
    lower: float
    upper: float


NO_CHANGE = Change(0.0, 0.0, 0.0)


def schedule(quads: int) -> tuple[Arm, ...]:
    """Arms in the order ABBA, ``quads`` times: what drifts steadily hits both alike.

    >>> [arm.value for arm in schedule(1)]
    ['without', 'with', 'with', 'without']
    """
    return (Arm.WITHOUT, Arm.WITH, Arm.WITH, Arm.WITHOUT) * quads


def pairs_of(blocks: Sequence[Block]) -> list[tuple[Block, Block]]:
    """Neighbours in time, one of each arm: (without, with). Raises ValueError if they are not."""
    pairs = []
    for first, second in zip(blocks[::2], blocks[1::2], strict=True):
        if first.arm is second.arm:
            raise ValueError("blocks do not alternate as the schedule does")
        pairs.append((first, second) if first.arm is Arm.WITHOUT else (second, first))
    return pairs


def change_of(samples: Sequence[tuple[F64, F64]], percentile: float, *, seed: int = 0) -> Change:
    """By how much the percentile is worse in the second arm.

    samples: (without, with) per pair of blocks. Each sample is divided by the median of its pair,
    so that a machine that gets slower in an hour says nothing; then all pairs are pooled. The
    interval is a percentile bootstrap over pairs, never over frames: frames of a block are not
    independent. Efron and Tibshirani 1993, chapters 8 and 13.
    """
    middles = [np.median(np.concatenate(pair)) for pair in samples]
    everything = np.ones((1, len(samples)), dtype=np.int64)
    arms = [
        [values / middle for values, middle in zip(arm, middles, strict=True)]
        for arm in zip(*samples, strict=True)
    ]

    def ratios(times: NDArray[np.int64]) -> F64:
        without, with_ = (_percentiles(arm, times, percentile) for arm in arms)
        return np.log(with_ / without)

    estimate = float(ratios(everything)[0])
    lower, upper = _interval(ratios(_resamples(len(samples), seed)), estimate, len(samples))
    return Change(*(math.expm1(value) for value in (estimate, lower, upper)))


def _resamples(units: int, seed: int) -> NDArray[np.int64]:
    """How often each unit is drawn, (RESAMPLES, units)."""
    draws = np.random.default_rng(seed).multinomial(units, [1.0 / units] * units, RESAMPLES)
    return np.asarray(draws, dtype=np.int64)


def _percentiles(blocks: Sequence[F64], times: NDArray[np.int64], percentile: float) -> F64:
    """The percentile of all blocks together, (N,), each block ``times`` times, (N, blocks)."""
    values = np.concatenate(blocks)
    owners = np.repeat(np.arange(len(blocks)), [len(block) for block in blocks])
    order = np.argsort(values)
    reached = times[:, owners[order]].cumsum(axis=1)
    wanted = percentile / 100.0 * reached[:, -1:]
    return np.asarray(values[order][(reached >= wanted).argmax(axis=1)], dtype=np.float64)


def late_change_of(pairs: Sequence[tuple[Block, Block]], *, seed: int = 0) -> Change:
    """How many more of all frames are late, as a fraction of all frames."""
    late = np.array([[a.late, b.late] for a, b in pairs], dtype=np.float64)
    frames = np.array([[len(a.latency_ms), len(b.latency_ms)] for a, b in pairs], dtype=np.float64)
    times = _resamples(len(late), seed)
    rates = (times @ late) / (times @ frames)
    whole = late.sum(0) / frames.sum(0)
    estimate = float(whole[1] - whole[0])
    lower, upper = _interval(rates[:, 1] - rates[:, 0], estimate, len(late))
    return Change(estimate, lower, upper)


def _interval(resampled: F64, estimate: float, units: int) -> tuple[float, float]:
    """Percentiles of the resampled values, widened about the estimate for how few units there are.

    A bootstrap divides by n where n - 1 is right, and knows no Student: with a dozen pairs that is
    not nothing (Hesterberg 2015, section 3).
    """
    if units < 2:
        return -math.inf, math.inf
    tail = 50.0 * (1.0 - CONFIDENCE)
    low, high = np.percentile(resampled, (tail, 100.0 - tail))
    widen = _widening(units)
    return estimate + widen * min(low - estimate, 0.0), estimate + widen * max(high - estimate, 0.0)


def _widening(units: int) -> float:
    """Student's quantile by the normal one (Abramowitz and Stegun 26.7.5), and n - 1 for n."""
    z, freedom = NormalDist().inv_cdf(0.5 + 0.5 * CONFIDENCE), units - 1
    first = (z**3 + z) / (4 * freedom)
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return (z + first + second) / z * math.sqrt(units / freedom)


def threshold(margin: float, noise: Change) -> float:
    """From where on a change is too much: the margin beyond what no change at all has shown."""
    return margin + max(noise.upper, 0.0)


def judge(change: Change, margin: float, noise: Change = NO_CHANGE) -> Verdict:
    """Worse for certain, good for certain, or neither.

    noise: the change that a run with nothing in either arm showed. It makes failing harder; it
    does not make passing easier, or a noisy machine would pass anything.
    """
    if change.lower > threshold(margin, noise):
        return Verdict.FAIL
    return Verdict.PASS if change.upper <= margin else Verdict.NOT_SHOWN


def detectable(change: Change, margin: float, noise: Change = NO_CHANGE) -> float:
    """The smallest true change that would probably have failed, with intervals as wide as this."""
    return threshold(margin, noise) + (change.estimate - change.lower)


def is_enough(percentile: float, *, pairs: int, frames: int) -> bool:
    """Whether so much may be judged at all. frames: of one arm."""
    return pairs >= PAIRS_MIN and frames * (100.0 - percentile) / 100.0 >= FRAMES_BEYOND_MIN


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """The worst that was said."""
    for verdict in (Verdict.FAIL, Verdict.NOT_SHOWN):
        if verdict in verdicts:
            return verdict
    return Verdict.PASS
