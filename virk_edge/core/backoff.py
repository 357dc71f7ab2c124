"""When others need the machine: signals with hysteresis, and how much of the budget is left.

Multiplicative decrease while any signal says so, additive increase after (Chiu and Jain, 1989). A
signal that cannot be read says nothing. Pure: values and times come in as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from virk_edge.core.readings import NS

ALLOWANCE_MIN: Final = 0.1  # it never stops looking altogether
_DECREASE: Final = 0.7  # per second
_INCREASE: Final = 0.2  # per second: from the least to all in 4.5 s


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to step back: from ``enter`` up for ``enter_seconds``, until it was below
    ``leave`` for ``leave_seconds``."""

    name: str
    unit: str
    enter: float
    leave: float
    enter_seconds: float
    leave_seconds: float
    meaning: str


_COOLER: Final = 5.0  # degrees, before heat is over

_SIGNALS: Final = (
    Signal(
        "loop_latency",
        "x normal",
        enter=1.25,
        leave=1.1,
        enter_seconds=2.0,
        leave_seconds=2.0,
        meaning="the inference loop is slower than its usual slow moments",
    ),
    Signal(
        "frame_age",
        "ms",
        enter=100.0,
        leave=50.0,
        enter_seconds=1.0,
        leave_seconds=2.0,
        meaning="every frame waits for us, as others have the processors",
    ),
    Signal(
        "cpu_pressure",
        "% of time",
        enter=50.0,
        leave=25.0,
        enter_seconds=2.0,
        leave_seconds=2.0,
        meaning="some task waits for a processor (PSI, cpu, some)",
    ),
    Signal(
        "cpu_throttled",
        "% of time",
        enter=5.0,
        leave=1.0,
        enter_seconds=2.0,
        leave_seconds=2.0,
        meaning="the quota of our own control group holds us back",
    ),
    Signal(
        "temperature",
        "C",
        enter=80.0,
        leave=75.0,
        enter_seconds=2.0,
        leave_seconds=5.0,
        meaning="the hottest thermal zone",
    ),
    Signal(
        "pi_throttled",
        "",
        enter=1.0,
        leave=1.0,
        enter_seconds=0.0,
        leave_seconds=2.0,
        meaning="the Raspberry Pi's firmware slows the processor down now",
    ),
)


def signals_for(celsius_max: float = 80.0) -> tuple[Signal, ...]:
    """The table of signals, heat beginning at ``celsius_max``."""
    return tuple(
        replace(s, enter=celsius_max, leave=celsius_max - _COOLER) if s.unit == "C" else s
        for s in _SIGNALS
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """A signal that has begun or ceased to hold us back; ``value`` is None if it went missing."""

    signal: Signal
    active: bool
    value: float | None


@dataclass(slots=True)
class _State:
    active: bool = False
    since_ns: int | None = None  # since when it has been on the other side of its limit


class Backoff:
    """How much of the budget may be used, 0.1 to 1, and because of what."""

    def __init__(self, signals: tuple[Signal, ...]) -> None:
        self.allowance = 1.0
        self._signals = signals
        self._states = {signal.name: _State() for signal in signals}
        self._now_ns: int | None = None

    @property
    def because(self) -> tuple[str, ...]:
        """The signals that hold us back now."""
        return tuple(name for name, state in self._states.items() if state.active)

    def update(self, now_ns: int, values: Mapping[str, float | None]) -> list[Turn]:
        """Take the newest values by signal; what has changed."""
        turns = []
        for signal in self._signals:
            value = values.get(signal.name)
            if self._turns(signal, self._states[signal.name], value, now_ns):
                turns.append(Turn(signal, self._states[signal.name].active, value))
        seconds = 0.0 if self._now_ns is None else max(now_ns - self._now_ns, 0) / NS
        self._now_ns = now_ns
        if self.because:
            self.allowance = max(self.allowance * _DECREASE ** min(seconds, 10.0), ALLOWANCE_MIN)
        else:
            self.allowance = min(self.allowance + _INCREASE * seconds, 1.0)
        return turns

    @staticmethod
    def _turns(signal: Signal, state: _State, value: float | None, now_ns: int) -> bool:
        if value is None:
            missed, state.since_ns = state.active, None
            state.active = False
            return missed
        other = value < signal.leave if state.active else value >= signal.enter
        if not other:
            state.since_ns = None
            return False
        if state.since_ns is None:
            state.since_ns = now_ns
        needed = signal.leave_seconds if state.active else signal.enter_seconds
        if now_ns - state.since_ns < needed * NS:
            return False
        state.active, state.since_ns = not state.active, None
        return True
