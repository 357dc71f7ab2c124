"""A daemon in a process of its own that lives and dies, and the camera that it sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from crash_bench.launcher import Settings
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher
from virk_edge.publisher.message import boot_time_ns

TOOLS: Final = Path(__file__).resolve().parents[1]
PATIENCE_S: Final = 30.0
_INTERVAL_NS: Final = 10**8
_SIZE: Final = (120, 160)
_CONFIG: Final = """\
[detect]
learn_seconds = "4 s"
learn_frames_min = 20
save_seconds = "1 s"
hold_seconds = "1 s"
close_seconds = "1 s"
[record]
pre_seconds = "2 s"
burst_seconds = "1 s"
max_seconds = "4 s"
[budget]
cpu_percent = 1600
[log]
format = "json"
"""


class LifeError(Exception):
    """The daemon did not do in time what it should."""


def picture(number: int, *, fault: bool) -> U8:
    """A still scene with noise of its own, and out of focus with ``fault``."""
    areas = np.random.default_rng(1).integers(0, 256, (15, 20, 3), dtype=np.uint8)
    seen = np.asarray(cv2.resize(areas, _SIZE[::-1], interpolation=cv2.INTER_CUBIC), np.float64)
    if fault:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), 4.0), np.float64)
    noise = np.random.default_rng(number).normal(0.0, 3.0, seen.shape)
    return np.clip(seen + noise, 0, 255).astype(np.uint8)


class Device:
    """A folder with a store, a configuration and the notes of all lives; pictures made once."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "disk"
        self.root.mkdir()
        self.store = self.root / "store"
        self.notes = folder / "notes"
        self.endpoint = f"ipc://{folder}/feed.sock"
        self.config = folder / "config.toml"
        self.config.write_text(
            f"{_CONFIG}[feed]\nendpoint = '{self.endpoint}'\n"
            f"[store]\ndirectory = '{self.store}'\nmin_free_bytes = 0\n",
            encoding="utf-8",
        )
        self.good = [picture(n, fault=False) for n in range(40)]
        self.bad = [picture(n, fault=True) for n in range(40)]

    def told(self) -> list[list[Any]]:
        """The notes so far, of all lives; a last one that was cut off is none."""
        if not self.notes.exists():
            return []
        lines = self.notes.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines]


class Life:
    """One process, from its start to its end. before: words before the command, as of strace."""

    def __init__(
        self,
        device: Device,
        *,
        at: int = 0,
        code: int = 0,
        lasting: bool = False,
        from_incident: bool = True,
        before: Sequence[str] = (),
    ) -> None:
        self.device = device
        settings = Settings(
            str(device.config),
            str(device.root),
            str(device.notes),
            at,
            code,
            lasting,
            from_incident,
        )
        self._first_note = len(device.told())
        self.lines: list[dict[str, Any]] = []
        command = [sys.executable, "-m", "crash_bench.launcher", json.dumps(asdict(settings))]
        self.process = subprocess.Popen(
            [*before, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=TOOLS,
            env={**os.environ, "PYTHONPATH": f"{TOOLS}{os.pathsep}{TOOLS.parent}"},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._camera: FramePublisher | None = None
        self._shown = 0
        self._began_ns = boot_time_ns()

    def of(self, event: str) -> list[dict[str, Any]]:
        """The lines of one event."""
        return [line for line in list(self.lines) if line["event"] == event]

    def told(self) -> list[list[Any]]:
        """What this life noted."""
        return self.device.told()[self._first_note :]

    @property
    def dead(self) -> bool:
        """Whether the process has ended."""
        return self.process.poll() is not None

    def until(self, happens: Callable[[], object], pictures: Sequence[U8] = ()) -> bool:
        """Show pictures until it happens (True) or the process ends; waits without pictures."""
        deadline = time.monotonic() + PATIENCE_S
        while not happens():
            if self.dead:
                return False
            if time.monotonic() > deadline:
                raise LifeError(f"it did not happen in time; the log: {self.lines[-5:]}")
            if pictures:
                self.show(pictures[self._shown % len(pictures)])
            time.sleep(0.01)
        return True

    def show(self, seen: U8) -> None:
        """Publish the next frame, a tenth of a second of the camera's time after the last."""
        if self._camera is None:
            self._camera = FramePublisher("door", endpoint=self.device.endpoint)
        self._shown += 1
        self._camera.publish(seen, t_boot_ns=self._began_ns + self._shown * _INTERVAL_NS)

    def ready(self) -> bool:
        """Wait for the daemon to be ready; False if it died before."""
        return self.until(lambda: self.of("ready"))

    def incident(self) -> bool:
        """Good pictures and bad ones in turn until a bundle is there; False if it died before.

        The judge may begin in the middle of an incident, whose recording ended with a life before.
        """
        written = len(self.of("bundle_written"))

        def done() -> bool:
            return len(self.of("bundle_written")) > written

        while not done():
            for pictures, frames in ((self.device.good, 60), (self.device.bad, 80)):
                end = self._shown + frames
                self.until(lambda end=end: done() or self._shown >= end, pictures)  # type: ignore[misc]
                if self.dead:
                    return False
        return True

    def end(self, number: int) -> int:
        """Send a signal and wait; the exit status."""
        if not self.dead:
            self.process.send_signal(number)
        return self.over()

    def over(self) -> int:
        """Wait for the end; the exit status, negative for a signal."""
        status = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        if self._camera is not None:
            self._camera.close()
        if self.process.stderr is not None:
            self.stderr = self.process.stderr.read()
            self.process.stderr.close()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(json.loads(line))
