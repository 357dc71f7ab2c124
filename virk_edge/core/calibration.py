"""What is normal for each time scale, and how high an alarm must be: medians and block maxima.

Thresholds come from peaks over threshold of block maxima (Coles, "An Introduction to Statistical
Modeling of Extreme Values", 2001, chapter 4, with an exponential tail): if one block in four
exceeds u0 and the mean excess is beta, one block in N exceeds u0 + beta ln(N/4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F64, State

MONTH_SECONDS = 30 * 86400.0

_BLOCKS = 12  # block maxima per round
_UPPER_QUANTILE = 0.75  # share of block maxima below u0
_TAIL_CONFIDENCE = 1.28  # upper 90 % bound of the mean excess
_BIN = 0.05  # width of the histogram of ln-distances
_BIN_LOW, _BIN_HIGH, _BIN_COUNT = -8.0, 12.0, 400  # ln-distances that the histogram covers
_EXTRAPOLATION = 10.0  # a check of T seconds supports thresholds for at most 10 T


class Check:
    """The distances of stretches of time that the reference of their time had not seen.

    Rounds follow each other, each as long as all before it. A round has 12 blocks; when it ends,
    its block maxima are kept beside the next one's, two merged into one, so that all blocks are
    of one length and what a transient once did to the level is not forgotten.
    """

    def __init__(self, scales: int) -> None:
        self._histogram = np.zeros((scales, _BIN_COUNT), dtype=np.int64)
        self._seconds = np.zeros(scales)
        self._block_max = np.full((scales, _BLOCKS), -np.inf)  # of this round, ln-distance
        self._kept = np.full((scales, _BLOCKS), -np.inf)  # of earlier rounds, above their centres

    def next_round(self, centres: F64) -> None:
        """Begin another round; centres: float64 (scales,) of this one, NaN where there is none."""
        pooled = np.concatenate([self._kept, self._block_max - centres[:, None]], axis=1)
        pooled = np.where(np.isnan(pooled), -np.inf, pooled)
        self._kept = np.maximum(pooled[:, 0::2], pooled[:, 1::2])
        self._histogram[:] = 0
        self._seconds[:] = 0.0
        self._block_max[:] = -np.inf

    def add(self, distances: Sequence[float], seconds: float, progress: float) -> None:
        """Count one sample's ln-distances, one a scale, NaN where there is none.

        seconds: what the sample stands for. progress: 0-1 of the round.
        """
        # Plain numbers: for so few of them numpy is many times slower.
        for scale, distance in enumerate(distances):
            if distance == distance:  # not NaN
                place = (min(max(distance, _BIN_LOW), _BIN_HIGH) - _BIN_LOW) / _BIN
                self._histogram[scale, min(int(place), _BIN_COUNT - 1)] += 1
                self._seconds[scale] += seconds
        self.raise_block(distances, progress)

    def raise_block(self, distances: Sequence[float], progress: float) -> None:
        """Let distances enter the block maximum at ``progress`` and nothing else."""
        block = min(int(progress * _BLOCKS), _BLOCKS - 1)
        highest = self._block_max[:, block]
        for scale, (distance, most) in enumerate(zip(distances, highest.tolist(), strict=True)):
            if distance > most:
                highest[scale] = distance

    @property
    def seconds(self) -> F64:
        """How much time of this round was counted, float64 (scales,)."""
        return self._seconds

    def centre(self, scale: int) -> float:
        """The median distance of a scale in this round, NaN if nothing was counted."""
        counts = self._histogram[scale]
        total = int(counts.sum())
        if total == 0:
            return math.nan
        index = int(np.searchsorted(np.cumsum(counts), (total + 1) // 2))
        return _BIN_LOW + (index + 0.5) * _BIN

    def level(self, scale: int, centre: float, blocks: float) -> float:
        """The height above ``centre`` that one block in so many exceeds, infinite if unknown."""
        maxima = np.concatenate([self._kept[scale], self._block_max[scale] - centre])
        return _return_level(maxima[np.isfinite(maxima)], 0.25 * blocks)

    def save(self) -> State:
        """Copies of all that was counted."""
        return {
            "histogram": self._histogram.copy(),
            "seconds": self._seconds.copy(),
            "block_max": self._block_max.copy(),
            "kept": self._kept.copy(),
        }

    @classmethod
    def restore(cls, state: State) -> Check:
        """The check that ``save`` described."""
        check = cls(len(state["histogram"]))
        check._histogram[:] = state["histogram"]
        check._seconds[:] = state["seconds"]
        check._block_max[:] = state["block_max"]
        check._kept[:] = state["kept"]
        return check


def supported_horizon(checked_seconds: float, false_incidents_per_month: float) -> float:
    """Seconds with one false incident that a check can speak for: as wanted, at most tenfold."""
    wanted_seconds = MONTH_SECONDS / max(false_incidents_per_month, 1e-9)
    return min(wanted_seconds, _EXTRAPOLATION * checked_seconds)


def blocks_in(horizon_seconds: float, round_seconds: float) -> float:
    """How many blocks of a round's length a horizon has."""
    return _BLOCKS * horizon_seconds / max(round_seconds, 1e-9)


def _return_level(maxima: NDArray[np.float64], ratio: float) -> float:
    """The height that one of the blocks in ``4 * ratio`` exceeds, upper 90 % bound.

    maxima: float64 (n,), block maxima of ln-distance above the median.
    """
    if len(maxima) == 0:
        return math.inf
    base = float(np.quantile(maxima, _UPPER_QUANTILE))
    excess = maxima[maxima > base] - base
    mean_excess = float(excess.mean()) if len(excess) else 0.0
    bound = 1.0 + _TAIL_CONFIDENCE / math.sqrt(max(len(excess), 1))
    return base + mean_excess * bound * math.log(max(ratio, 1.0))
