"""What the steps share: one device, its names and times, and cameras in front of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from systemd_lab.probes import Camera, Journal, files_now

UNITS = ("virk-edge.service", "virk-edge.socket", "virk-edge-hold.service")
SERVICE, SOCKET, HOLD = UNITS
COVERED_AFTER_SECONDS = 25  # ten of them to learn
RETRY_SECONDS = 2  # instead of 15, so that a crash is tried again while somebody waits
WATCHDOG_SECONDS = 12  # instead of 30
LAB = f"[Service]\nRestartSec={RETRY_SECONDS}\nWatchdogSec={WATCHDOG_SECONDS}\n"


class Stage:
    """One device. camera: the one that goes on throughout; before: all files, bare."""

    def __init__(self) -> None:
        self.journal = Journal(SERVICE)
        self.before = files_now()
        self.camera: Camera | None = None

    @contextlib.contextmanager
    def covered(self, name: str) -> Iterator[str]:
        """Another camera, which is learnt and then covered; ``demo`` goes on as it was."""
        self.journal.clear()
        camera = Camera(name, fault="cover", after=COVERED_AFTER_SECONDS)
        try:
            yield name
        finally:
            camera.end()

    def end_camera(self) -> None:
        """Nobody publishes any more."""
        if self.camera is not None:
            self.camera.end()
            self.camera = None
