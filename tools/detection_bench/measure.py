"""How often is too often: exact Poisson intervals, thresholds from block maxima, delays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from virk_edge.core.incident import IncidentLimits
from virk_edge.nouns import F64

MONTH_SECONDS = 30 * 86400.0
_UPPER_QUANTILE = 0.75
_JUST_OVER = 0.4 / 0.9  # what a second just over the level counts in the tracker's hold


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a Poisson mean when ``count`` events were seen (Garwood 1936)."""
    tail = (1.0 - confidence) / 2.0
    lower = 0.0
    if count > 0:
        lower = _bisect(lambda mean: 1.0 - _at_most(count - 1, mean) >= tail, count)
    return lower, _bisect(lambda mean: _at_most(count, mean) <= tail, count)


def _at_most(count: int, mean: float) -> float:
    """Probability of ``count`` events or fewer; in logarithms, for large counts."""
    if mean <= 0.0:
        return 1.0
    terms = [k * math.log(mean) - mean - math.lgamma(k + 1.0) for k in range(count + 1)]
    highest = max(terms)
    return min(math.exp(highest) * math.fsum(math.exp(t - highest) for t in terms), 1.0)


def _bisect(reached: Callable[[float], bool], count: int) -> float:
    """The smallest mean for which ``reached``, which is false for small means."""
    low, high = 0.0, 2.0 * count + 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def hold_samples(seconds: float, limits: IncidentLimits) -> int:
    """Samples in a row just over the level that open an incident, ``seconds`` apart."""
    frames = 2 if seconds >= limits.hold_seconds else limits.hold_frames
    return max(frames, math.ceil(limits.hold_seconds / (_JUST_OVER * seconds)) + 1)


def held(statistic: F64, samples: int) -> F64:
    """The lowest of the last so many, float64 (n - samples + 1,): what a hold lets through."""
    return np.asarray(np.lib.stride_tricks.sliding_window_view(statistic, samples).min(axis=-1))


def threshold(statistic: F64, block: int, samples_per_alarm: float) -> float:
    """The height that is passed once in so many samples, from the maxima of blocks of a null run.

    Peaks over threshold with an exponential tail (Coles 2001, chapter 4), no safety margin: the
    same for every detector. ``block`` is in samples.
    """
    count = len(statistic) // block
    if count < 8:
        raise ValueError(f"{count} blocks are too few for a threshold")
    maxima = statistic[: count * block].reshape(count, block).max(axis=1)
    base = float(np.quantile(maxima, _UPPER_QUANTILE))
    excess = maxima[maxima > base] - base
    mean_excess = float(excess.mean()) if len(excess) else 0.0
    ratio = (1.0 - _UPPER_QUANTILE) * samples_per_alarm / block
    return max(base + mean_excess * math.log(max(ratio, 1.0)), 1e-12)


def delay_summary(delays: Sequence[float | None]) -> tuple[float | None, float | None, int]:
    """Median, 90th percentile and number of misses; a quantile among the misses is None."""
    ordered = sorted(math.inf if delay is None else delay for delay in delays)
    missed = sum(math.isinf(delay) for delay in ordered)

    def quantile(share: float) -> float | None:
        at = ordered[max(math.ceil(share * len(ordered)) - 1, 0)]
        return None if math.isinf(at) else at

    if not ordered:
        return None, None, 0
    return quantile(0.5), quantile(0.9), missed
