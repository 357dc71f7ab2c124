"""The one detector: exponentially weighted means against one frozen reference (anchored EWMA).

This file never reads a clock: time comes in with each sample, in nanoseconds.

The signal is averaged at a few time scales, each average is whitened by the reference, and its
length is expressed in multiples of its own held-out median ("x normal"). The reference is learnt
from the first half of a learning time and checked on the second half, then refitted on both; the
learning time doubles until a maximum, then the reference is frozen. It never slides, so that drift
cannot teach itself away. No samples are kept: memory is constant.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from virk_edge.core.calibration import MONTH_SECONDS, Check, supported_factor
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.core.reference import Reference
from virk_edge.nouns import F64, State

_CHECK_SCALES = 3.0  # a scale is armed when its check lasted this many time constants


class AnchoredEwma:
    """Drift of one vector signal.

    ``step`` takes one sample; ``learn=False`` says that the sample belongs to an excursion or a
    fault and must not shape the reference. ``save`` and ``restore`` are exact: a restored detector
    gives the same numbers bit for bit.

    >>> import numpy as np
    >>> detector = AnchoredEwma(3, DriftLimits(floor=0.01))
    >>> rng = np.random.default_rng(7)
    >>> for i in range(400):
    ...     reading = detector.step(rng.normal(size=3), i * NS // 10)
    >>> detector.armed_seconds
    (1.0, 5.0)
    >>> for i in range(400, 420):
    ...     reading = detector.step(rng.normal(size=3) + 4.0, i * NS // 10)
    >>> bool(reading.score > 1.0)
    True
    """

    def __init__(self, length: int, limits: DriftLimits) -> None:
        self.length = length
        self.limits = limits
        scales = len(limits.scales_seconds)
        self._tau = np.array(limits.scales_seconds, dtype=np.float64)
        # learning
        self._reference = Reference(
            length, floor=limits.floor, shrink=limits.shrink, alike=limits.alike
        )
        self._learnt_seconds = 0.0
        self._learnt_frames = 0
        self._nominal_seconds = 0.0  # usual time between samples
        self._due_seconds = limits.learn_seconds / 2  # of learnt time, when this phase ends
        self._due_frames = limits.learn_frames_min // 2
        self._frozen = False
        # running averages of the raw signal, one row per scale
        self._average = np.zeros((scales, length))
        self._age_seconds = 0.0
        self._last_ns: int | None = None
        # check
        self._check_start_seconds = 0.0
        self._check = Check(scales)
        # an excursion's maximum waits here until it is over
        self._excursion_start_ns: int | None = None
        self._excursion_max = np.full(scales, -np.inf)
        # what was armed
        self._armed = np.zeros(scales, dtype=bool)
        self._centre = np.zeros(scales)
        self._level = np.full(scales, limits.level_max)
        self._horizon_seconds = 0.0
        self._contaminated = False

    # -- what a person may ask ------------------------------------------------------------------

    @property
    def armed_seconds(self) -> tuple[float, ...]:
        """Time constants that can raise alarms now."""
        return tuple(float(t) for t, on in zip(self._tau, self._armed, strict=True) if on)

    @property
    def frozen(self) -> bool:
        """Whether the reference has reached its final form."""
        return self._frozen

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration so far can support, None before anything is armed."""
        if self._horizon_seconds <= 0.0:
            return None
        return MONTH_SECONDS / self._horizon_seconds

    @property
    def contaminated(self) -> bool:
        """Whether the check saw so heavy a tail that the reference may hold something abnormal."""
        return self._contaminated

    @property
    def reference(self) -> tuple[F64, F64] | None:
        """Mean and standard deviation of the learnt signal, each float64 (length,), or None."""
        return self._reference.moments

    # -- one sample -----------------------------------------------------------------------------

    def step(self, sample: F64, t_ns: int, *, learn: bool = True) -> Reading:
        """Take one sample, float64 (length,), at ``t_ns`` on a clock that never runs backwards.

        A sample that is not finite, or not later than the one before, changes nothing but the
        reading's score, which stays what it was.

        Raises:
            ValueError: if the sample's length is not this detector's.
        """
        if sample.shape != (self.length,):
            raise ValueError(f"a sample has shape {sample.shape}, expected ({self.length},)")
        elapsed = 0.0 if self._last_ns is None else (t_ns - self._last_ns) / NS
        if not np.isfinite(sample).all() or (self._last_ns is not None and elapsed <= 0.0):
            return self._read(self._reference.distances(self._average))
        elapsed = self._counted(elapsed)
        self._average_in(sample, elapsed)
        self._last_ns = t_ns
        distances = self._reference.distances(self._average)
        armed: tuple[float, ...] = ()
        if not self._frozen:
            self._follow_excursion(distances, t_ns)
            if learn and self._excursion_start_ns is None:
                armed = self._learn(sample, elapsed, distances)
        reading = self._read(distances)
        return replace(reading, newly_armed=armed) if armed else reading

    def _counted(self, elapsed: float) -> float:
        """Seconds that a sample stands for: those since the last one, a gap four intervals at most.

        Else the first sample after a gap would be most of every average and of the reference. The
        first interval of all only tells how long one usually is.
        """
        if self._nominal_seconds <= 0.0:
            self._nominal_seconds = elapsed
            return 0.0
        counted = min(elapsed, 4.0 * self._nominal_seconds)
        self._nominal_seconds += 0.05 * (counted - self._nominal_seconds)
        return counted

    def _average_in(self, sample: F64, elapsed: float) -> None:
        if self._last_ns is None:
            self._average[:] = sample
            return
        self._age_seconds += elapsed
        capped = np.minimum(elapsed, 2.0 * self._tau)  # one still must not wipe the memory
        gain = np.maximum(
            1.0 - np.exp(-capped / self._tau), min(elapsed / max(self._age_seconds, 1e-9), 1.0)
        )
        self._average += gain[:, None] * (sample - self._average)

    def _read(self, distances: F64 | None) -> Reading:
        scores = np.zeros(len(self._tau))
        if distances is None or not self._armed.any():
            return Reading(0.0, 1.0, 0.0, scores)
        above = distances - self._centre
        scores[self._armed] = above[self._armed] / self._level[self._armed]
        best = int(np.argmax(np.where(self._armed, scores, -np.inf)))
        return Reading(
            score=max(float(scores[best]), 0.0),
            times_normal=math.exp(min(float(above[best]), 30.0)),
            scale_seconds=float(self._tau[best]),
            scale_scores=scores,
        )

    # -- learning -------------------------------------------------------------------------------

    def _follow_excursion(self, distances: F64 | None, t_ns: int) -> None:
        """Remember an excursion's maximum; when it ends by itself it joins the calibration.

        Without this the detector would censor itself: what it calls abnormal would never count
        among the extremes that set its level.
        """
        if distances is None or not self._armed.any():
            return
        above = np.where(self._armed, distances - self._centre, -np.inf)
        over = bool((above > self._level).any())
        if over:
            if self._excursion_start_ns is None:
                self._excursion_start_ns = t_ns
                self._excursion_max[:] = -np.inf
            np.maximum(self._excursion_max, distances, out=self._excursion_max)
        elif self._excursion_start_ns is not None:
            patience_seconds = max(300.0, 40.0 * self._nominal_seconds)
            if (t_ns - self._excursion_start_ns) / NS <= patience_seconds:
                self._check.raise_block(self._excursion_max, self._progress())
            self._excursion_start_ns = None

    def _progress(self) -> float:
        """How much of the check is over, 0-1."""
        span = max(self._due_seconds - self._check_start_seconds, 1e-9)
        return (self._learnt_seconds - self._check_start_seconds) / span

    def _learn(self, sample: F64, elapsed: float, distances: F64 | None) -> tuple[float, ...]:
        self._reference.learn(sample, elapsed)
        if distances is not None:
            self._check.add(distances, self._progress())
        self._learnt_seconds += elapsed
        self._learnt_frames += 1
        if self._learnt_seconds < self._due_seconds or self._learnt_frames < self._due_frames:
            return ()
        newly = self._arm() if self._reference.fitted else ()
        self._reference.fit()
        self._start_check()
        return newly

    def _start_check(self) -> None:
        self._check_start_seconds = self._learnt_seconds
        self._check.clear()
        self._due_seconds = 2.0 * self._learnt_seconds
        if self._armed.any() and self._due_seconds > self.limits.learn_max_seconds:
            self._frozen = True
        self._due_frames = self._learnt_frames + self.limits.learn_frames_min // 2

    def _arm(self) -> tuple[float, ...]:
        """Set centre and level of each scale from the check that has just ended."""
        checked_seconds = self._learnt_seconds - self._check_start_seconds
        factor = supported_factor(checked_seconds, self.limits.false_incidents_per_month)
        # Samples further apart than the time constant: each sample is its own average.
        ready = checked_seconds >= _CHECK_SCALES * self._tau
        ready |= self._tau <= self._nominal_seconds
        newly: list[float] = []
        self._contaminated = False
        for j in np.flatnonzero(ready):
            centre = self._check.centre(int(j))
            if centre is None:
                continue
            # Several scales share the allowance: each gets its part (Bonferroni).
            level = self._check.level(int(j), centre, factor * int(ready.sum()))
            self._contaminated |= level > self.limits.level_max
            self._centre[j] = centre
            self._level[j] = min(max(level, self.limits.level_min), self.limits.level_max)
            if not self._armed[j]:
                newly.append(float(self._tau[j]))
            self._armed[j] = True
        self._horizon_seconds = factor * checked_seconds
        return tuple(newly)

    # -- saving ---------------------------------------------------------------------------------

    _ARRAYS = (
        "_average",
        "_excursion_max",
        "_armed",
        "_centre",
        "_level",
    )
    _SCALARS = (
        "_learnt_seconds",
        "_learnt_frames",
        "_nominal_seconds",
        "_due_seconds",
        "_due_frames",
        "_frozen",
        "_age_seconds",
        "_last_ns",
        "_check_start_seconds",
        "_excursion_start_ns",
        "_horizon_seconds",
        "_contaminated",
    )

    def save(self) -> State:
        """Everything needed to go on exactly where this detector is; arrays are copies."""
        state: State = {name[1:]: getattr(self, name).copy() for name in self._ARRAYS}
        state |= {name[1:]: getattr(self, name) for name in self._SCALARS}
        state["check"] = self._check.save()
        state["reference"] = self._reference.save()
        return state

    @classmethod
    def restore(cls, state: State, length: int, limits: DriftLimits) -> AnchoredEwma:
        """The detector that ``save`` described.

        Raises:
            ValueError: if an array is missing or has another shape than this length asks for.
        """
        detector = cls(length, limits)
        for name in cls._ARRAYS:
            array = state.get(name[1:])
            mine = getattr(detector, name)
            if not isinstance(array, np.ndarray) or array.shape != mine.shape:
                raise ValueError(f"the saved detector has no usable {name[1:]!r}")
            setattr(detector, name, array.astype(mine.dtype, copy=True))
        for name in cls._SCALARS:
            setattr(detector, name, state[name[1:]])
        detector._check = Check.restore(state["check"])
        detector._reference.load(state["reference"])
        return detector
