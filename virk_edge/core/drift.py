"""The one detector: exponentially weighted means against one frozen reference (anchored EWMA).

This file never reads a clock: time comes in with each sample, in nanoseconds.

The signal is averaged at a few time scales, each average is whitened by the reference, and its
length is expressed in multiples of its own held-out median ("x normal"). The reference is learnt
from the first half of a learning time and checked on the second half, then refitted on both; the
learning time doubles until a maximum, then the reference is frozen. It never slides, so that drift
cannot teach itself away; only the levels are still refined, within their cap. No samples are kept:
memory is constant.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from virk_edge.core.averages import Averages
from virk_edge.core.levels import Levels
from virk_edge.core.readings import DriftLimits, Reading
from virk_edge.core.reference import Reference
from virk_edge.core.spread import Spread
from virk_edge.nouns import F64, State

_APART_SUSPECT = 2.5  # halves of a learning time, see ``Spread.apart``; up to 1.2 on clean clips
_APART_STRANGE = 16.0  # no scene that was looked at does so by itself, a covered lens does


class AnchoredEwma:
    """Drift of one vector signal.

    ``step`` takes one sample; ``learn=False`` says that the sample belongs to an incident or a
    fault and must not shape the reference. ``save`` and ``restore`` are exact: a restored detector
    gives the same numbers bit for bit.

    >>> import numpy as np
    >>> from virk_edge.core.readings import NS
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
        self.levels = Levels(limits)
        self._averages = Averages(limits.scales_seconds, length)
        self._reference = self._new_reference()
        # The present round alone, as long as it may yet be all that is kept.
        self._latest = self._new_reference() if limits.restarts else None
        self._restarts = 0
        self._apart = 0.0  # of the last two halves
        self._before, self._now = Spread(length), Spread(length)
        self._learnt_seconds = 0.0
        self._learnt_frames = 0
        self._round_start_seconds = 0.0
        self._due_seconds = limits.learn_seconds / 2  # of learnt time, when this round ends
        self._due_frames = limits.learn_frames_min // 2
        self._frozen = False

    # -- what a person may ask ------------------------------------------------------------------

    @property
    def armed_seconds(self) -> tuple[float, ...]:
        """Time constants that can raise alarms now."""
        return self.levels.armed_seconds

    @property
    def frozen(self) -> bool:
        """Whether the reference has reached its final form."""
        return self._frozen

    @property
    def learnt(self) -> tuple[float, int]:
        """Seconds and samples that the reference and its calibration were made from."""
        return self._learnt_seconds, self._learnt_frames

    @property
    def progress(self) -> float:
        """How much of the learning time until the next arming is over, 0-1; 1.0 once frozen."""
        if self._frozen:
            return 1.0
        due = self._due_seconds if self._reference.fitted else 2.0 * self._due_seconds
        return min(self._learnt_seconds / max(due, 1e-9), 1.0)

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration so far can support, None before anything is armed."""
        return self.levels.supported_false_incidents_per_month

    @property
    def contaminated(self) -> bool:
        """Whether the two halves of what was learnt differ so much that one may be abnormal."""
        return self._apart > _APART_SUSPECT

    @property
    def halves_apart(self) -> float:
        """How far the halves of what was learnt lie apart, in multiples of their own spread."""
        return math.sqrt(self._apart)

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
        elapsed = self._averages.elapsed(t_ns)
        if elapsed is None or not np.isfinite(sample).all():
            return self.levels.read(self._distances())
        counted = self._averages.take(sample, t_ns, elapsed)
        distances = self._distances()
        if distances is not None:
            self.levels.follow_excursion(
                distances,
                t_ns,
                progress=self._round_progress(),
                round_seconds=self._due_seconds - self._round_start_seconds,
                nominal_seconds=self._averages.nominal_seconds,
            )
        armed: tuple[float, ...] = ()
        if learn and not self.levels.excursion:
            armed = self._learn(sample, counted, elapsed, distances)
        reading = self.levels.read(distances)
        return replace(reading, newly_armed=armed) if armed else reading

    def _distances(self) -> list[float] | None:
        """ln-distance of each average, NaN where it is of too little time."""
        found = self._reference.distances(self._averages.rows)
        if found is None:
            return None
        steady = self._averages.steady.tolist()
        return [d if on else math.nan for d, on in zip(found.tolist(), steady, strict=True)]

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration, however short it is."""
        self.levels.disown_excursion()

    # -- learning -------------------------------------------------------------------------------

    def _round_progress(self) -> float:
        span = max(self._due_seconds - self._round_start_seconds, 1e-9)
        return (self._learnt_seconds - self._round_start_seconds) / span

    def _learn(
        self, sample: F64, counted: float, elapsed: float, distances: list[float] | None
    ) -> tuple[float, ...]:
        if not self._frozen:
            self._reference.learn(sample, counted)
            self._now.add(sample, counted)
            if self._latest is not None and distances is not None:
                self._latest.learn(sample, counted)
        if distances is not None:
            self.levels.count(distances, counted, self._round_progress())
        # A gap is time that was seen as far as the calendar goes, but weighs no more than a sample.
        self._learnt_seconds += max(counted, min(elapsed, self.limits.gap_seconds))
        self._learnt_frames += 1
        if self._learnt_seconds < self._due_seconds or self._learnt_frames < self._due_frames:
            return ()
        return self._end_round()

    def conclude(self) -> None:
        """Learn nothing more: arm with what was checked so far, and freeze."""
        if not self._frozen:
            self._latest = None
            self._end_round()
            self._freeze()

    def _end_round(self) -> tuple[float, ...]:
        """Arm, refit on everything, and begin a round as long as all before it."""
        newly: tuple[float, ...] = ()
        if not self._frozen:
            self._apart = self._now.apart(self._before, self.limits.floor)
            if self._latest is not None and self._apart > _APART_STRANGE:
                self._begin_again(self._latest)
                return ()
        if self._reference.fitted:
            newly = self.levels.end_round(
                self._learnt_seconds - self._round_start_seconds,
                self._averages.nominal_seconds,
                frozen=self._frozen,
            )
        if self.armed_seconds:
            self._latest = None
        self._next_round()
        if self.armed_seconds and self._due_seconds > self.limits.learn_max_seconds:
            self._freeze()
        return newly

    def _next_round(self) -> None:
        self._reference.fit()
        self._before.join(self._now)
        self._now = Spread(self.length)
        if self._latest is not None:
            self._latest = self._new_reference()
        self._round_start_seconds = self._learnt_seconds
        self._due_seconds = 2.0 * self._learnt_seconds
        self._due_frames = self._learnt_frames + self.limits.learn_frames_min // 2

    def _begin_again(self, latest: Reference) -> None:
        """Something came or went while it was learnt: what came last is the new first half.

        A hand before the lens at the start costs half a learning time, and not the baseline.
        """
        self._learnt_seconds -= self._round_start_seconds
        self._reference, self._before = latest, Spread(self.length)
        self.levels = Levels(self.limits)
        self._restarts += 1
        self._next_round()
        if self._restarts >= self.limits.restarts:
            self._latest = None

    def _freeze(self) -> None:
        self._frozen = True
        self._latest = None
        self._reference.freeze()

    def _new_reference(self) -> Reference:
        limits = self.limits
        return Reference(self.length, floor=limits.floor, shrink=limits.shrink, alike=limits.alike)

    # -- saving ---------------------------------------------------------------------------------

    _SCALARS = (
        "_learnt_seconds",
        "_learnt_frames",
        "_round_start_seconds",
        "_due_seconds",
        "_due_frames",
        "_frozen",
        "_restarts",
        "_apart",
    )

    def save(self) -> State:
        """Everything needed to go on exactly where this detector is; arrays are copies."""
        return {
            **{name[1:]: getattr(self, name) for name in self._SCALARS},
            "averages": self._averages.save(),
            "reference": self._reference.save(),
            "latest": None if self._latest is None else self._latest.save(),
            "before": self._before.save(),
            "now": self._now.save(),
            "levels": self.levels.save(),
        }

    @classmethod
    def restore(cls, state: State, length: int, limits: DriftLimits) -> AnchoredEwma:
        """The detector that ``save`` described.

        Raises:
            ValueError: if an array is missing or has another shape than this length asks for.
        """
        detector = cls(length, limits)
        for name in cls._SCALARS:
            setattr(detector, name, state[name[1:]])
        detector._averages.load(state["averages"])
        detector._reference.load(state["reference"])
        if state["latest"] is None:
            detector._latest = None
        elif detector._latest is not None:
            detector._latest.load(state["latest"])
        detector._before.load(state["before"])
        detector._now.load(state["now"])
        detector.levels.load(state["levels"])
        return detector
