"""Situations in which an incident is recorded: in health, on a full disk, on a slow one."""

from __future__ import annotations

import os
import subprocess
from typing import Any, ClassVar

from proof.child import Child
from proof.situations import Situation
from proof.watched import STORE, Place, Sections

_CLOSED_S = 20.0
_TMPFS_BYTES = 3 << 20  # less than one bundle
_NEVER_FREE = 1 << 50


class Recording(Situation):
    """Every block with virk-edge holds an incident from its first frame on: opening, pre-roll,
    recording, diagnosis and, in time or not, the finished bundle."""

    name = "recording"
    line = "an incident is recorded in every block"
    settle_s = 1.0
    sections: ClassVar[Sections] = {
        "detect": {"hold_seconds": 0.4, "close_seconds": 1.0},
        "record": {"max_seconds": 1.0},  # so that the bundle's end falls into the block too
    }
    wanted = "bundle_written"  # the line of the log that shows that it happened

    def enter(self, loop: Child) -> None:
        """Good frames until the incident of the block before is over."""
        super().enter(loop)
        opened = len(self.daemon.said("incident_opened"))
        self.daemon.wait_for("incident_closed", _CLOSED_S, more_than=opened - 1)

    def strike(self, loop: Child) -> None:
        """Something is held in front of the lens."""
        loop.ask(faulty=True)

    def leave(self, loop: Child) -> None:
        """It is gone, and the daemon too."""
        loop.ask(faulty=False)
        super().leave(loop)

    def figures(self) -> dict[str, Any]:
        """What was opened, and what became of it."""
        events = ("incident_opened", "bundle_written", "bundle_failed")
        return {event: len(self.daemon.said(event)) for event in events}

    def missing(self) -> str:
        """There must have been what the case is about."""
        happened = self.daemon.said(self.wanted)
        return super().missing() or ("" if happened else f"no line {self.wanted} in its log")


class DiskFull(Recording):
    """A disk that is full before the first bundle is; without root, one that must stay free."""

    name = "disk full"
    line = "a store that is full before the first bundle is complete"
    wanted = "bundle_failed"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        store = place.folder / STORE
        store.mkdir(exist_ok=True)
        options = f"size={_TMPFS_BYTES}"
        mounted = os.geteuid() == 0 and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "virk-edge-bench", str(store)],
            check=False,
            capture_output=True,
        ).returncode  # fmt: skip
        self._mounted = mounted
        if not mounted:
            text = self.daemon.config.read_text(encoding="utf-8")
            full = text.replace("min_free_bytes = 0", f"min_free_bytes = {_NEVER_FREE}")
            self.daemon.config.write_text(full, encoding="utf-8")

    def end(self) -> None:
        """Give the small disk back."""
        super().end()
        if self._mounted:
            subprocess.run(["umount", str(self.place.folder / STORE)], check=False)

    def figures(self) -> dict[str, Any]:
        """Which kind of full it was."""
        how = "ENOSPC" if self._mounted else "min_free_bytes"
        return {**super().figures(), "full": how}


class SlowFsync(Recording):
    """A card that takes half a second for every fsync, with the states saved every second too."""

    name = "slow fsync"
    line = "every fsync takes 0.5 s, an incident in every block"
    launcher = "slow_fsync"
    sections: ClassVar[Sections] = {
        **Recording.sections,
        "detect": {**Recording.sections["detect"], "save_seconds": 1.0},
    }
