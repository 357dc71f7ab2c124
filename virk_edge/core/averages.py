"""Exponentially weighted means of one vector at several time constants, by time and not by count.

This file never reads a clock. A mean is sum(w x) / sum(w), where a sample's weight w is the time
that it stands for and fades as exp(-t / tau). So dropped frames, any frame rate and stills minutes
apart need no setting, and what lies before a gap is forgotten as if nothing had been missed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from virk_edge.core.readings import NS
from virk_edge.nouns import F64, State

_GAP_INTERVALS = 4.0  # a sample stands for at most so many usual intervals
_FULL_ENOUGH = 0.5  # of the weight that a mean has after a long time without gaps


class Averages:
    """One row per time constant.

    rows: float64 (scales, length), the means. nominal_seconds: the usual time between samples,
    0.0 before there were two.
    """

    def __init__(self, scales_seconds: tuple[float, ...], length: int) -> None:
        tau = np.array(scales_seconds, dtype=np.float64)
        self._minus_tau, self._enough_seconds = -tau, _FULL_ENOUGH * tau
        self.rows = np.zeros((len(scales_seconds), length))
        self.nominal_seconds = 0.0
        self._weight_seconds = np.zeros(len(scales_seconds))
        self._last_ns: int | None = None

    @property
    def steady(self) -> NDArray[np.bool_]:
        """Which means are of enough time to be compared with what is usual, bool (scales,).

        One of few samples, as after the start or a gap, is noisier than that.
        """
        steady: NDArray[np.bool_] = self._weight_seconds >= self._enough_seconds
        return steady

    def elapsed(self, t_ns: int) -> float | None:
        """Seconds since the last sample, 0.0 for the first; None where time does not advance."""
        if self._last_ns is None:
            return 0.0
        return None if t_ns <= self._last_ns else (t_ns - self._last_ns) / NS

    def take(self, sample: F64, t_ns: int, elapsed: float) -> float:
        """Average a sample in; the seconds that it stands for: a gap counts four intervals at most.

        The first interval of all only tells how long one usually is.
        """
        first, self._last_ns = self._last_ns is None, t_ns
        if first:
            self.rows[:] = sample
            return 0.0
        counted = self._counted(elapsed)
        self._weight_seconds *= np.exp(elapsed / self._minus_tau)
        new = self._minus_tau * np.expm1(counted / self._minus_tau)
        self._weight_seconds += new
        gain = new / np.maximum(self._weight_seconds, 1e-12)
        self.rows += gain[:, None] * (sample - self.rows)
        return counted

    def _counted(self, elapsed: float) -> float:
        if self.nominal_seconds <= 0.0:
            self.nominal_seconds = elapsed
            return 0.0
        counted = min(elapsed, _GAP_INTERVALS * self.nominal_seconds)
        self.nominal_seconds += 0.05 * (counted - self.nominal_seconds)
        return counted

    def save(self) -> State:
        """Copies of all that the next average depends on."""
        return {
            "rows": self.rows.copy(),
            "weight_seconds": self._weight_seconds.copy(),
            "nominal_seconds": self.nominal_seconds,
            "last_ns": self._last_ns,
        }

    def load(self, state: State) -> None:
        """Become the averages that ``save`` described.

        Raises:
            ValueError: if they are of another shape.
        """
        if state["rows"].shape != self.rows.shape:
            raise ValueError("the saved averages have another shape")
        self.rows = state["rows"].copy()
        self._weight_seconds = state["weight_seconds"].copy()
        self.nominal_seconds = state["nominal_seconds"]
        self._last_ns = state["last_ns"]
