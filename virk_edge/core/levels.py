"""The alarm levels of one detector: what is usual at each time scale, and what is too far.

This file never reads a clock. Levels follow from the check; what resolves by itself raises them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from virk_edge.core.calibration import MONTH_SECONDS, Check, blocks_in, supported_horizon
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.nouns import F64, State

_PATIENCE_SECONDS = 300.0  # an excursion that is over by then was a transient
_PATIENCE_INTERVALS = 40.0  # ... or, of stills, within so many usual intervals


class Levels:
    """Centre and level of each scale, and the excursion that may be going on.

    armed: bool (scales,). horizon_seconds: the time with one false incident that the calibration
    speaks for, 0.0 before anything is armed. extreme: the highest level, above the centre, that
    the calibration asks for before it is capped.
    """

    def __init__(self, limits: DriftLimits) -> None:
        scales = len(limits.scales_seconds)
        self.limits = limits
        self.horizon_seconds = 0.0
        self.extreme = 0.0
        self._armed: NDArray[np.bool_] = np.zeros(scales, dtype=bool)
        self._centre = np.zeros(scales)
        self._level = np.full(scales, limits.level_max)
        self._tau = np.array(limits.scales_seconds, dtype=np.float64)
        self._check = Check(scales)
        self._checked_seconds = 0.0  # in rounds that are over
        # an excursion's maximum waits here until it is over
        self._excursion_start_ns: int | None = None
        self._excursion_max = np.full(scales, -np.inf)
        self._excursion_counts = True

    @property
    def armed_seconds(self) -> tuple[float, ...]:
        """Time constants that can raise alarms now."""
        return tuple(float(t) for t, on in zip(self._tau, self._armed, strict=True) if on)

    @property
    def excursion(self) -> bool:
        """Whether an armed scale is over its level."""
        return self._excursion_start_ns is not None

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration so far can support, None before anything is armed."""
        return MONTH_SECONDS / self.horizon_seconds if self.horizon_seconds > 0.0 else None

    def read(self, distances: F64 | None) -> Reading:
        """Scores of ln-distances, float64 (scales,), NaN where there is none."""
        scores = np.zeros(len(self._tau))
        speaks = self._armed if distances is None else self._armed & ~np.isnan(distances)
        if distances is None or not speaks.any():
            return Reading(0.0, 1.0, 0.0, scores)
        above = distances - self._centre
        scores[speaks] = above[speaks] / self._level[speaks]
        best = int(np.argmax(np.where(speaks, scores, -np.inf)))
        return Reading(
            score=max(float(scores[best]), 0.0),
            times_normal=math.exp(min(float(above[best]), 30.0)),
            scale_seconds=float(self._tau[best]),
            scale_scores=scores,
        )

    # -- calibration ----------------------------------------------------------------------------

    def count(self, distances: F64, seconds: float, progress: float) -> None:
        """One more sample of the check that stands for ``seconds``, at 0-1 of the round."""
        self._check.add(distances, seconds, progress)

    def end_round(
        self, round_seconds: float, nominal_seconds: float, *, frozen: bool
    ) -> tuple[float, ...]:
        """Set centres and levels from the round that is over; the time constants newly armed."""
        # Samples further apart than the time constant: each sample is its own average.
        ready = self._check.seconds >= self.limits.check_scales * self._tau
        ready |= (self._tau <= nominal_seconds) & (self._check.seconds > 0.0)
        newly: list[float] = []
        for j in np.flatnonzero(ready):
            # A frozen reference keeps its centres too, or slow drift would move them.
            if not (frozen and self._armed[j]):
                self._centre[j] = self._check.centre(int(j))
            if not self._armed[j]:
                newly.append(float(self._tau[j]))
            self._armed[j] = True
        self._checked_seconds += round_seconds
        self.horizon_seconds = supported_horizon(
            self._checked_seconds, self.limits.false_incidents_per_month
        )
        self.extreme = 0.0
        for j, level in self._wanted(round_seconds, nominal_seconds).items():
            self._level[j] = self._capped(level)
            self.extreme = max(self.extreme, level)
        self._check.next_round(np.where(self._armed, self._centre, np.nan))
        return tuple(newly)

    def _wanted(self, round_seconds: float, nominal_seconds: float) -> dict[int, float]:
        """What the calibration asks for, per armed scale."""
        armed = np.flatnonzero(self._armed)
        # Several scales share the allowance (Bonferroni); those below the interval are the same.
        same = int((self._tau[armed] <= nominal_seconds).sum())
        share = len(armed) - max(same - 1, 0)
        blocks = blocks_in(self.horizon_seconds * share, round_seconds)
        return {int(j): self._check.level(int(j), float(self._centre[j]), blocks) for j in armed}

    def _capped(self, level: float) -> float:
        return min(max(level, self.limits.level_min), self.limits.level_max)

    # -- excursions -----------------------------------------------------------------------------

    def follow_excursion(
        self,
        distances: F64,
        t_ns: int,
        *,
        progress: float,
        round_seconds: float,
        nominal_seconds: float,
    ) -> None:
        """Remember an excursion's maximum; when it ends by itself it joins the calibration.

        Without this the detector would censor itself: what it calls abnormal would never count
        among the extremes that set its level.
        """
        over = self._armed & (distances - self._centre > self._level)
        if over.any():
            if self._excursion_start_ns is None:
                self._excursion_start_ns, self._excursion_counts = t_ns, True
                self._excursion_max[:] = -np.inf
            np.fmax(self._excursion_max, distances, out=self._excursion_max)
        elif self._excursion_start_ns is not None:
            lasted_seconds = (t_ns - self._excursion_start_ns) / NS
            patience_seconds = max(_PATIENCE_SECONDS, _PATIENCE_INTERVALS * nominal_seconds)
            self._excursion_start_ns = None
            if lasted_seconds > patience_seconds or not self._excursion_counts:
                return
            self._check.raise_block(self._excursion_max, progress)
            for j, level in self._wanted(round_seconds, nominal_seconds).items():
                self._level[j] = max(self._level[j], self._capped(level))
                self.extreme = max(self.extreme, level)

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration, however short it is."""
        self._excursion_counts = False

    # -- saving ---------------------------------------------------------------------------------

    _ARRAYS = ("_armed", "_centre", "_level", "_excursion_max")
    _SCALARS = (
        "horizon_seconds",
        "extreme",
        "_checked_seconds",
        "_excursion_start_ns",
        "_excursion_counts",
    )

    def save(self) -> State:
        """Copies of all that the next reading depends on."""
        state: State = {name.strip("_"): getattr(self, name).copy() for name in self._ARRAYS}
        state |= {name.strip("_"): getattr(self, name) for name in self._SCALARS}
        return {**state, "check": self._check.save()}

    def load(self, state: State) -> None:
        """Become the levels that ``save`` described.

        Raises:
            ValueError: if an array is missing or has another shape.
        """
        for name in self._ARRAYS:
            array, mine = state.get(name.strip("_")), getattr(self, name)
            if not isinstance(array, np.ndarray) or array.shape != mine.shape:
                raise ValueError(f"the saved detector has no usable {name.strip('_')!r}")
            setattr(self, name, array.astype(mine.dtype, copy=True))
        for name in self._SCALARS:
            setattr(self, name, state[name.strip("_")])
        self._check = Check.restore(state["check"])
