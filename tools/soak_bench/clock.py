"""Time that runs faster: what virk-edge's modules see instead of the module ``time``.

Every clock is the real one plus how far the injected time has run ahead, so that all processes of
a soak agree and differences between clocks stay what they are. Sleeping and waiting stay real.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NS = 10**9
BOOT = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_RUNNING = frozenset({BOOT, time.CLOCK_MONOTONIC, time.CLOCK_REALTIME})


@dataclass(frozen=True, slots=True)
class Pace:
    """speed: injected seconds in a real one; began_ns: CLOCK_MONOTONIC where both still agree."""

    speed: float
    began_ns: int

    def ahead_ns(self) -> int:
        """How far the injected time has run ahead of the real one by now."""
        return round((time.monotonic_ns() - self.began_ns) * (self.speed - 1.0))

    def boot_ns(self) -> int:
        """CLOCK_BOOTTIME, injected."""
        return time.clock_gettime_ns(BOOT) + self.ahead_ns()

    def wall_ns(self) -> int:
        """The wall clock, injected."""
        return time.time_ns() + self.ahead_ns()

    def passed_s(self) -> float:
        """Injected seconds since the beginning."""
        return (time.monotonic_ns() - self.began_ns) * self.speed / NS


class Meter:
    """A meter of processor time whose seconds count ``factor()`` times; asked by one thread."""

    def __init__(self, read_ns: Callable[[], int], factor: Callable[[], float]) -> None:
        self._read_ns = read_ns
        self._factor = factor
        self._real_ns = read_ns()
        self._told_ns = float(self._real_ns)

    def __call__(self) -> int:
        """Nanoseconds so far; never goes back, whatever the factor does."""
        now_ns = self._read_ns()
        self._told_ns += (now_ns - self._real_ns) * self._factor()
        self._real_ns = now_ns
        return round(self._told_ns)


def _honest() -> float:
    return 1.0


class InjectedTime:
    """Stands where a module has its ``time``; what is not here is the real one's."""

    def __init__(self, pace: Pace, cost: Callable[[], float] = _honest) -> None:
        """cost: what a second of processor time counts for at the moment."""
        self.pace = pace
        self.process_time_ns = Meter(time.process_time_ns, cost)
        self.thread_time_ns = _PerThread(cost)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def clock_gettime_ns(self, clock: int) -> int:
        """The clocks that run are ahead; those of processor time are not."""
        now_ns = time.clock_gettime_ns(clock)
        return now_ns + self.pace.ahead_ns() if clock in _RUNNING else now_ns

    def time_ns(self) -> int:
        """The wall clock."""
        return self.pace.wall_ns()

    def time(self) -> float:
        """The wall clock."""
        return self.time_ns() / NS

    def monotonic_ns(self) -> int:
        """For deadlines."""
        return time.monotonic_ns() + self.pace.ahead_ns()

    def monotonic(self) -> float:
        """For deadlines."""
        return self.monotonic_ns() / NS

    def perf_counter_ns(self) -> int:
        """The hook's pauses are measured with it."""
        return time.perf_counter_ns() + self.pace.ahead_ns()

    def perf_counter(self) -> float:
        """As ``perf_counter_ns``."""
        return self.perf_counter_ns() / NS


class _PerThread:
    """A meter of its own for every thread that asks."""

    def __init__(self, cost: Callable[[], float]) -> None:
        self._cost = cost
        self._meters = threading.local()

    def __call__(self) -> int:
        meter: Meter | None = getattr(self._meters, "own", None)
        if meter is None:
            meter = self._meters.own = Meter(time.thread_time_ns, self._cost)
        return meter()


def install(injected: InjectedTime, package: str = "virk_edge") -> list[str]:
    """Put it where the loaded modules of a package have ``time``; the names of those modules."""
    found = []
    for name, module in list(sys.modules.items()):
        ours = name == package or name.startswith(f"{package}.")
        if ours and getattr(module, "time", None) is time:
            module.time = injected  # type: ignore[attr-defined]  # that is the point
            found.append(name)
    return sorted(found)
