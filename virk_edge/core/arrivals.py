"""What came of one camera and what did not: gaps, restarts and strays, from the headers alone.

Arithmetic on what arrives; no clock, no socket.
"""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.nouns import FrameInfo

_RUNS_KEPT = 4


@dataclass(frozen=True, slots=True)
class CameraCounts:
    """One camera's arrivals so far.

    metadata: headers; frames: frames accepted; superseded: accepted, then replaced by a newer one
    before anyone took it; unrequested: frames of a level nobody asked for (any more).
    gaps: numbers missing between headers; restarts: new runs of the publishing program;
    conflicts: returns to an earlier run, a sign that two programs publish under one name;
    repeats: headers whose number was not above the last one. lost_by_hook: by the counts of all
    its runs. level: the level subscribed to, None for metadata alone.
    last_boot_ns: CLOCK_BOOTTIME at which the last header came, 0 if none did.
    """

    camera: str
    level: int | None
    metadata: int
    frames: int
    superseded: int
    unrequested: int
    gaps: int
    restarts: int
    conflicts: int
    repeats: int
    lost_by_hook: int
    last_seq: int
    last_boot_ns: int


class Arrivals:
    """The running counts of one camera."""

    def __init__(self, camera: str) -> None:
        self.camera = camera
        self.metadata = self.frames = self.superseded = self.unrequested = 0
        self.gaps = self.restarts = self.conflicts = self.repeats = 0
        self.last_seq = -1
        self.last_boot_ns = 0
        self._lost: dict[str, int] = {}  # by run, the newest last, what it says that it lost
        self._lost_before = 0  # of runs that are forgotten

    @property
    def lost_by_hook(self) -> int:
        """By all runs together: a program that starts anew counts from 0."""
        return self._lost_before + sum(self._lost.values())

    def note_metadata(self, info: FrameInfo, now_ns: int) -> None:
        """A header of the metadata topic, where every frame shows up and gaps can be seen."""
        self.metadata += 1
        self.last_boot_ns = now_ns
        if info.run not in self._lost:
            self.restarts += bool(self._lost)
            if len(self._lost) == _RUNS_KEPT:
                self._lost_before += self._lost.pop(next(iter(self._lost)))
        elif info.run != next(reversed(self._lost)):
            self.conflicts += 1
        elif info.seq > self.last_seq:
            self.gaps += info.seq - self.last_seq - 1
        else:
            self.repeats += 1
        self._lost.pop(info.run, None)  # put at the end again
        self._lost[info.run] = info.lost
        self.last_seq = info.seq

    def counts(self, level: int | None) -> CameraCounts:
        """The counts as a value."""
        return CameraCounts(
            camera=self.camera,
            level=level,
            metadata=self.metadata,
            frames=self.frames,
            superseded=self.superseded,
            unrequested=self.unrequested,
            gaps=self.gaps,
            restarts=self.restarts,
            conflicts=self.conflicts,
            repeats=self.repeats,
            lost_by_hook=self.lost_by_hook,
            last_seq=self.last_seq,
            last_boot_ns=self.last_boot_ns,
        )
