"""One camera's time without steps: what a reboot or a publisher's other clock does is levelled out.

This file never reads a clock. CLOCK_BOOTTIME starts again at every boot, and a publisher may send
any time it likes; the judge's averages and holds need a time that goes on. Hours and weeks ahead
are a gap: the device slept, or a camera makes few stills. Years are not.
"""

from __future__ import annotations

from virk_edge.core.readings import NS
from virk_edge.nouns import State

_LATE_NS = 5 * NS  # a frame so much behind the newest is late; further behind, the clock was set
_LEAP_NS = 365 * 86_400 * NS  # a frame so much ahead of the newest: the clock was set, too
_STEP_NS = 1_000_000  # what passes between the last frame of one clock and the first of the next


class Timeline:
    """Turns capture times into the judge's time; the same until a clock is set back or by years."""

    def __init__(self) -> None:
        self._offset_ns = 0
        self._last_ns: int | None = None

    def judge_ns(self, t_boot_ns: int) -> int:
        """The judge's time of a frame; not later than the one before where the frame is late."""
        t_ns = t_boot_ns + self._offset_ns
        if self._last_ns is None:
            self._last_ns = t_ns
        elif not -_LATE_NS <= t_ns - self._last_ns <= _LEAP_NS:
            t_ns = self._last_ns + _STEP_NS
            self._offset_ns = t_ns - t_boot_ns
        self._last_ns = max(self._last_ns, t_ns)
        return t_ns

    def boot_ns(self, judge_ns: int) -> int:
        """The capture time, by the clock in use, of a moment of the judge's time."""
        return judge_ns - self._offset_ns

    def save(self) -> State:
        """All that the next time depends on."""
        return {"offset_ns": self._offset_ns, "last_ns": self._last_ns}

    @classmethod
    def restore(cls, state: State) -> Timeline:
        """The timeline that ``save`` described."""
        timeline = cls()
        timeline._offset_ns = state["offset_ns"]
        timeline._last_ns = state["last_ns"]
        return timeline
