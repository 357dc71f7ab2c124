"""What the steps share: one device, its names and times, and cameras in front of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import ClassVar

from systemd_lab.probes import PATIENCE, Camera, Journal

UNITS = ("virk-edge.service", "virk-edge.socket", "virk-edge-hold.service")
SERVICE, SOCKET, HOLD = UNITS
COVERED_AFTER_SECONDS = 25 * max(1, PATIENCE / 2)  # ten of them to learn
RETRY_SECONDS = 2  # instead of 15, so that a crash is tried again while somebody waits
WATCHDOG_SECONDS = 12  # instead of 30
LAB = f"[Service]\nRestartSec={RETRY_SECONDS}\nWatchdogSec={WATCHDOG_SECONDS}\n"


class Stage:
    """One device, and the steps that are tried on it: public methods, in their order.

    camera: the one that goes on throughout. leave: how the machine ends after this step, if so.
    """

    # Steps without which there is nothing to try.
    NEEDED: ClassVar[tuple[str, ...]] = ("install", "hook_first", "learns")

    def __init__(self) -> None:
        self.journal = Journal(SERVICE)
        self.camera: Camera | None = None
        self.leave: Callable[[], object] | None = None

    def steps(self) -> Iterator[Callable[[], str]]:
        """All of them, in their order."""
        for name, found in vars(type(self)).items():
            if callable(found) and not name.startswith("_"):
                yield getattr(self, name)

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
