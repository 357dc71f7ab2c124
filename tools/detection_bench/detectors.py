"""What every detector must offer here, and two that do: ours, and one that only counts."""

from __future__ import annotations

from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any, Protocol

import numpy as np

from detection_bench.measure import MONTH_SECONDS
from detection_bench.streams import I64
from virk_edge.core.drift import AnchoredEwma
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment
from virk_edge.core.readings import DriftLimits, Reading, rule_reading
from virk_edge.nouns import F64

_NO_STATE = (type, str, bytes, ModuleType, FunctionType, MethodType, BuiltinFunctionType)
CALENDAR_SCALES = (1.0, 5.0, 60.0, 900.0, 7200.0, 28800.0)


class Detector(Protocol):
    """One way to notice that a signal is not what it was.

    statistic: what the last step measured, before its own threshold; None where there is none.
    claim_seconds: how long it says that it will be quiet on average; None if it does not say.
    """

    statistic: float | None
    claim_seconds: float | None

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """Take what is normal, float64 (n, d)."""

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """Judge one sample, float64 (d,); a score over 1 is over its own threshold."""

    def rearm(self) -> bool:
        """Begin again after an alarm, if its documentation asks for that; whether it did."""

    def alarmed(self) -> None:
        """Its statistic has opened an incident in the matched track: a sum begins again."""

    def state_bytes(self) -> int:
        """Memory that it needs from one step to the next."""


class Anchored:
    """Ours. Learning goes on in ``step`` until its baseline is frozen, but not in an incident."""

    def __init__(self, limits: DriftLimits) -> None:
        self._limits = limits
        self._inner: AnchoredEwma | None = None
        self.statistic: float | None = 0.0
        self.claim_seconds: float | None = None
        self.incidents_while_learning = 0

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """Step through it, with incidents as in real life."""
        self._inner = AnchoredEwma(baseline.shape[1], self._limits)
        tracker = IncidentTracker(IncidentLimits())
        for i, (sample, t_ns) in enumerate(zip(baseline, times_ns.tolist(), strict=True)):
            reading = self._inner.step(sample, t_ns, learn=tracker.phase != "open")
            before = tracker.phase
            tracker.update({"appearance": reading}, Moment(i, t_ns))
            self.incidents_while_learning += before != "open" and tracker.phase == "open"

    @property
    def frozen(self) -> bool:
        """Whether its baseline is final."""
        return self._inner is not None and self._inner.frozen

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """One step of the detector."""
        assert self._inner is not None, "learn comes first"
        reading = self._inner.step(sample, t_ns, learn=learn)
        self.statistic = reading.score
        supported = self._inner.supported_false_incidents_per_month
        if supported is not None:
            asked = self._limits.false_incidents_per_month
            self.claim_seconds = MONTH_SECONDS / max(asked, supported)
        return reading

    def rearm(self) -> bool:
        """An incident closes by itself."""
        return False

    def alarmed(self) -> None:
        """Its averages forget by themselves."""

    def state_bytes(self) -> int:
        """What ``save`` hands out."""
        return bytes_of(self._inner.save()) if self._inner is not None else 0


class Always:
    """Says "drift" every so often, whatever happens: what a score must not reward."""

    def __init__(self, every_samples: int, hold_samples: int, seconds: float) -> None:
        self._every, self._hold = every_samples, hold_samples
        self._count = hold_samples - 1  # not at once
        self.statistic: float | None = None
        self.claim_seconds: float | None = every_samples * seconds

    def learn(self, baseline: F64, times_ns: I64) -> None:
        """It learns nothing."""

    def step(self, sample: F64, t_ns: int, *, learn: bool) -> Reading:
        """Over the level for as long as opening an incident takes."""
        self._count = (self._count + 1) % self._every
        return rule_reading(2.0 if self._count < self._hold else 0.0, 1.0)

    def rearm(self) -> bool:
        """Nothing to do."""
        return False

    def alarmed(self) -> None:
        """It has no statistic."""

    def state_bytes(self) -> int:
        """One number."""
        return 8


def session_limits(floor: float, per_month: float = 1.0) -> DriftLimits:
    """What a camera has after its start."""
    return DriftLimits(floor=floor, false_incidents_per_month=per_month)


def calendar_limits(floor: float) -> DriftLimits:
    """What a camera has after days."""
    return DriftLimits(
        floor=floor,
        scales_seconds=CALENDAR_SCALES,
        learn_seconds=48 * 3600.0,
        learn_max_seconds=96 * 3600.0,
    )


def bytes_of(thing: Any, seen: set[int] | None = None) -> int:
    """Numbers held by a value and all that it refers to: arrays, tensors, containers, objects."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, _NO_STATE):
        return 0
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        return thing.nbytes
    if hasattr(thing, "element_size") and hasattr(thing, "nelement"):
        return int(thing.element_size() * thing.nelement())
    if isinstance(thing, (bool, int, float, np.generic)):
        return 8
    if isinstance(thing, dict):
        return sum(bytes_of(value, seen) for value in thing.values())
    if isinstance(thing, (list, tuple, set)):
        return sum(bytes_of(value, seen) for value in thing)
    return bytes_of(vars(thing), seen) if hasattr(thing, "__dict__") else 0
