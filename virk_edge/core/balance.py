"""Processor time as money: earned at the budget's rate, spent by the whole process, bounded both
ways.

A token bucket in seconds of processor time. It may be overdrawn, because what is spent is known
only afterwards. Between full and overdrawn lie five seconds of earnings, less than a tenth of a
minute's: so much any minute may be off. Pure arithmetic; clocks and meters come in as arguments.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from virk_edge.core.readings import NS

SAVED_SECONDS: Final = 2.0  # of earnings that can be saved up
OWED_SECONDS: Final = 3.0  # of earnings that may be owed for what must not be lost
_FORGIVEN_SECONDS: Final = 20.0  # nobody has to pay back more than a third of a minute
_MINUTE_NS: Final = 60 * NS


class Balance:
    """What may be spent now. All times in ns; ``cpu_ns`` is the process's processor time."""

    def __init__(self, now_ns: int, cpu_ns: int, cores: float) -> None:
        """cores: processors' worth of earnings, 0.2 for 20 % of one core. It begins half full."""
        self.cores = cores
        self.seconds = 0.5 * SAVED_SECONDS * cores
        self._now_ns = now_ns
        self._cpu_ns = cpu_ns
        self._readings: deque[tuple[int, int]] = deque([(now_ns, cpu_ns)])

    def update(self, now_ns: int, cpu_ns: int, cores: float) -> tuple[float, float]:
        """Earn and pay for what has passed; (seconds passed, seconds of processor time spent).

        A clock that stands still or goes back earns nothing; a long sleep earns a full bucket.
        """
        passed = max(now_ns - self._now_ns, 0) / NS
        spent = max(cpu_ns - self._cpu_ns, 0) / NS
        self._now_ns, self._cpu_ns, self.cores = now_ns, cpu_ns, cores
        highest, lowest = SAVED_SECONDS * cores, -_FORGIVEN_SECONDS * cores
        self.seconds = min(max(self.seconds + passed * cores - spent, lowest), highest)
        self._remember(now_ns, cpu_ns)
        return passed, spent

    @property
    def owed(self) -> float:
        """0 with nothing owed, 1 when all is owed that may be."""
        return max(-self.seconds / (OWED_SECONDS * self.cores), 0.0)

    @property
    def used_percent(self) -> float:
        """Of one core, over the last minute or since the beginning."""
        (then_ns, then_cpu_ns), (now_ns, cpu_ns) = self._readings[0], self._readings[-1]
        return 100.0 * (cpu_ns - then_cpu_ns) / max(now_ns - then_ns, 1)

    def _remember(self, now_ns: int, cpu_ns: int) -> None:
        readings = self._readings
        if len(readings) > 1 and now_ns - readings[-2][0] < NS:
            readings.pop()  # the newest is always there, those before it are a second apart
        readings.append((now_ns, cpu_ns))
        while len(readings) > 2 and now_ns - readings[1][0] >= _MINUTE_NS:
            readings.popleft()
