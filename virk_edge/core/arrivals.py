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
    repeats: headers whose number was not above the last one. lost_by_hook: its own count.
    level: the level subscribed to, None for metadata alone.
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
        self.gaps = self.restarts = self.conflicts = self.repeats = self.lost_by_hook = 0
        self.last_seq = -1
        self.last_boot_ns = 0
        self._runs: list[str] = []  # newest last

    def note_metadata(self, info: FrameInfo, now_ns: int) -> None:
        """A header of the metadata topic, where every frame shows up and gaps can be seen."""
        self.metadata += 1
        self.last_boot_ns = now_ns
        self.lost_by_hook = info.lost
        if self._runs and info.run == self._runs[-1]:
            if info.seq > self.last_seq:
                self.gaps += info.seq - self.last_seq - 1
            else:
                self.repeats += 1
        elif info.run in self._runs:
            self.conflicts += 1
            self._runs.remove(info.run)
            self._runs.append(info.run)
        else:
            self.restarts += bool(self._runs)
            self._runs = [*self._runs[1 - _RUNS_KEPT :], info.run]
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
