"""The alarm levels of one detector: what is usual at each time scale, and what is too far.

This file never reads a clock. Levels follow from the check; what resolves by itself raises them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from virk_edge.core.calibration import MONTH_SECONDS, Check, blocks_in, supported_horizon
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.nouns import State

_PATIENCE_INTERVALS = 40.0  # of stills, an excursion so short was a transient, too


class Levels:
    """Centre and level of each scale, and the excursion that may be going on.

    ln-distances come as plain numbers, one a scale, NaN where there is none: for so few of them
    numpy is many times slower.

    horizon_seconds: the time with one false incident that the calibration speaks for, 0.0 before
    anything is armed. extreme: the highest level, above the centre, that the calibration asks for
    before it is capped.
    """

    def __init__(self, limits: DriftLimits) -> None:
        scales = len(limits.scales_seconds)
        self.limits = limits
        self.horizon_seconds = 0.0
        self.extreme = 0.0
        self._armed = [False] * scales
        self._centre = [0.0] * scales
        self._level = [limits.level_max] * scales
        self._tau = [float(tau) for tau in limits.scales_seconds]
        self._check = Check(scales)
        self._checked_seconds = 0.0  # in rounds that are over
        # an excursion's maximum waits here until it is over
        self._excursion_start_ns: int | None = None
        self._excursion_max = [-math.inf] * scales
        self._excursion_counts = True

    @property
    def armed_seconds(self) -> tuple[float, ...]:
        """Time constants that can raise alarms now."""
        return tuple(t for t, on in zip(self._tau, self._armed, strict=True) if on)

    @property
    def excursion(self) -> bool:
        """Whether an armed scale is over its level."""
        return self._excursion_start_ns is not None

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration so far can support, None before anything is armed."""
        return MONTH_SECONDS / self.horizon_seconds if self.horizon_seconds > 0.0 else None

    def read(self, distances: Sequence[float] | None) -> Reading:
        """Scores of ln-distances; 0.0 where there is none and where a scale is not armed."""
        scores = [0.0] * len(self._tau)
        best, best_above = -1, 0.0
        for j, distance in enumerate(distances or ()):
            if self._armed[j] and distance == distance:  # not NaN
                above = distance - self._centre[j]
                scores[j] = above / self._level[j]
                if best < 0 or scores[j] > scores[best]:
                    best, best_above = j, above
        if best < 0:
            return Reading(0.0, 1.0, 0.0, np.array(scores))
        return Reading(
            score=max(scores[best], 0.0),
            times_normal=math.exp(min(best_above, 30.0)),
            scale_seconds=self._tau[best],
            scale_scores=np.array(scores),
        )

    # -- calibration ----------------------------------------------------------------------------

    def count(self, distances: Sequence[float], seconds: float, progress: float) -> None:
        """One more sample of the check that stands for ``seconds``, at 0-1 of the round."""
        self._check.add(distances, seconds, progress)

    def end_round(
        self, round_seconds: float, nominal_seconds: float, *, frozen: bool
    ) -> tuple[float, ...]:
        """Set centres and levels from the round that is over; the time constants newly armed."""
        # Samples further apart than the time constant: each sample is its own average.
        newly: list[float] = []
        for j, (tau, checked) in enumerate(zip(self._tau, self._check.seconds, strict=True)):
            enough = checked >= self.limits.check_scales * tau
            if not enough and not (tau <= nominal_seconds and checked > 0.0):
                continue
            # A frozen reference keeps its centres too, or slow drift would move them.
            if not (frozen and self._armed[j]):
                self._centre[j] = self._check.centre(j)
            if not self._armed[j]:
                newly.append(tau)
            self._armed[j] = True
        self._checked_seconds += round_seconds
        self.horizon_seconds = supported_horizon(
            self._checked_seconds, self.limits.false_incidents_per_month
        )
        self.extreme = 0.0
        for j, level in self._wanted(round_seconds, nominal_seconds).items():
            self._level[j] = self._capped(level)
            self.extreme = max(self.extreme, level)
        self._check.next_round(
            np.array(
                [c if on else math.nan for c, on in zip(self._centre, self._armed, strict=True)]
            )
        )
        return tuple(newly)

    def _wanted(self, round_seconds: float, nominal_seconds: float) -> dict[int, float]:
        """What the calibration asks for, per armed scale."""
        armed = [j for j, on in enumerate(self._armed) if on]
        # Several scales share the allowance (Bonferroni); those below the interval are the same.
        same = sum(self._tau[j] <= nominal_seconds for j in armed)
        share = len(armed) - max(same - 1, 0)
        blocks = blocks_in(self.horizon_seconds * share, round_seconds)
        return {j: self._check.level(j, self._centre[j], blocks) for j in armed}

    def _capped(self, level: float) -> float:
        return min(max(level, self.limits.level_min), self.limits.level_max)

    # -- excursions -----------------------------------------------------------------------------

    def follow_excursion(
        self,
        distances: Sequence[float],
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
        if self._is_over(distances):
            if self._excursion_start_ns is None:
                self._excursion_start_ns, self._excursion_counts = t_ns, True
                self._excursion_max = [-math.inf] * len(self._tau)
            for j, distance in enumerate(distances):
                if distance > self._excursion_max[j]:
                    self._excursion_max[j] = distance
        elif self._excursion_start_ns is not None:
            lasted_seconds = (t_ns - self._excursion_start_ns) / NS
            patience_seconds = max(
                self.limits.patience_seconds, _PATIENCE_INTERVALS * nominal_seconds
            )
            self._excursion_start_ns = None
            if lasted_seconds > patience_seconds or not self._excursion_counts:
                return
            self._check.raise_block(self._excursion_max, progress)
            for j, level in self._wanted(round_seconds, nominal_seconds).items():
                self._level[j] = max(self._level[j], self._capped(level))
                self.extreme = max(self.extreme, level)

    def _is_over(self, distances: Sequence[float]) -> bool:
        return any(
            on and distance - centre > level
            for on, distance, centre, level in zip(
                self._armed, distances, self._centre, self._level, strict=True
            )
        )

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration, however short it is."""
        self._excursion_counts = False

    # -- saving ---------------------------------------------------------------------------------

    _LISTS = ("_armed", "_centre", "_level", "_excursion_max")
    _SCALARS = (
        "horizon_seconds",
        "extreme",
        "_checked_seconds",
        "_excursion_start_ns",
        "_excursion_counts",
    )

    def save(self) -> State:
        """Copies of all that the next reading depends on."""
        state: State = {name.strip("_"): list(getattr(self, name)) for name in self._LISTS}
        state |= {name.strip("_"): getattr(self, name) for name in self._SCALARS}
        return {**state, "check": self._check.save()}

    def load(self, state: State) -> None:
        """Become the levels that ``save`` described.

        Raises:
            ValueError: if a list is missing or has another length.
        """
        for name in self._LISTS:
            saved = state.get(name.strip("_"))
            if not isinstance(saved, list) or len(saved) != len(self._tau):
                raise ValueError(f"the saved detector has no usable {name.strip('_')!r}")
            setattr(self, name, list(saved))
        for name in self._SCALARS:
            setattr(self, name, state[name.strip("_")])
        self._check = Check.restore(state["check"])
