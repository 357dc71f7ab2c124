"""What happens when: the cameras of a soak and the cycle that repeats. Pure values.

A cycle ends in a calm part in which everything that comes and goes is gone: moments in it are
alike, and only those are compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

CYCLE_S = 600.0
CALM = (0.88, 1.0)
SETTLED = (0.92, 1.0)  # of it, when memory has been tidied up
LEAST_CYCLES = 4  # after so many everything in the script has happened

Window: TypeAlias = "tuple[float, float]"  # parts of a cycle, 0 to 1, the end not included
NEVER: Window = (0.0, 0.0)
ALWAYS: Window = (0.0, 1.0)

SHORT: Window = (0.3, 0.6)  # of odd cycles: the processor budget is short
SLOW_LOOP: Window = (0.2, 0.3)  # of every second: the inference loop takes three times as long
MALFORMED: Window = (0.15, 0.25)  # a program that speaks no protocol is connected
ORDER = 0.78
PAUSE: Window = (0.62, 0.68)  # of every second cycle: the daemon is stopped once for a moment
FAULTS = ("knocked_lens", "cover", "lights_out", "fog", "colour_cast", "bump")


@dataclass(frozen=True, slots=True)
class Moment:
    """Where in the script we are: the cycle's number from 0, and the part of it that is over."""

    cycle: int
    part: float

    def within(self, window: Window, every: int = 1, first: int = 0) -> bool:
        """Whether it lies in this window of every so many cycles, beginning with ``first``."""
        return self.cycle % every == first and window[0] <= self.part < window[1]


def moment(passed_s: float, cycle_s: float) -> Moment:
    """The moment so many injected seconds after the beginning."""
    cycle = int(passed_s // cycle_s)
    return Moment(cycle, passed_s / cycle_s - cycle)


@dataclass(frozen=True, slots=True)
class Camera:
    """One camera program. fps: in injected time; size: width and height.

    other_size: in the second half of every cycle. faulty: when the fault is there, in every
    ``faulty_every``-th cycle. runs: how often in a cycle its program starts anew. broken: how
    many of its pictures a cycle are none. killed: its process ends by SIGKILL.
    """

    name: str
    fps: float
    size: tuple[int, int]
    encoding: str
    other_size: tuple[int, int] | None = None
    there: Window = ALWAYS
    faulty: Window = NEVER
    faulty_every: int = 1
    runs: int = 0
    broken: int = 0
    killed: bool = False

    def size_at(self, now: Moment) -> tuple[int, int]:
        """Width and height."""
        return self.other_size if self.other_size and now.part >= 0.5 else self.size

    def is_there(self, now: Moment) -> bool:
        """Whether its program runs."""
        return now.within(self.there)

    def fault(self, now: Moment) -> str:
        """The fault's name, empty in health."""
        if not now.within(self.faulty, self.faulty_every):
            return ""
        return FAULTS[now.cycle // self.faulty_every % len(FAULTS)]

    def life(self, now: Moment) -> tuple[int, int]:
        """Another value for every run of its program."""
        return (now.cycle, int(now.part * self.runs)) if self.runs else (0, 0)


CAMERAS: tuple[Camera, ...] = (
    Camera("raw", 0.25, (640, 480), "bgr8", faulty=(0.1, 0.3)),
    Camera("gray", 0.15, (320, 240), "gray8", faulty=(0.35, 0.55), faulty_every=2),
    Camera("jpeg", 0.1, (1280, 720), "jpeg", faulty=(0.3, 0.6), faulty_every=2, broken=2),
    Camera("sizes", 0.1, (640, 480), "bgr8", other_size=(320, 240)),
    Camera("guest", 0.1, (320, 240), "bgr8", there=(0.1, 0.7)),
    Camera("restarts", 0.15, (320, 240), "bgr8", runs=4),
    Camera("killed", 0.1, (320, 240), "bgr8", there=(0.05, 0.6), killed=True),
)
