"""The processes of a soak: started, listened to line by line, and ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

_TOOLS = Path(__file__).resolve().parents[1]
_LOOK_S = 0.02


class SoakError(RuntimeError):
    """A process of the soak's own ended or did not begin."""


class Process:
    """One module of this package as a program. lines: the JSON lines that it has said so far.

    complaints: what it wrote to standard error, and lines that are none.
    """

    def __init__(self, module: str, settings: dict[str, Any], temporary: Path) -> None:
        self.lines: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.name = module
        self._child = subprocess.Popen(
            [sys.executable, "-m", f"soak_bench.{module}", json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(temporary),
        )
        self._readers = [
            threading.Thread(target=target, daemon=True) for target in (self._read, self._grumble)
        ]
        for reader in self._readers:
            reader.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._child.pid

    def wait_for(self, key: str, value: object, seconds: float) -> None:
        """Until a line has this. Raises SoakError if none does in time."""
        deadline_s = time.monotonic() + seconds
        while not any(line.get(key) == value for line in list(self.lines)):
            if self._child.poll() is not None or time.monotonic() > deadline_s:
                self.kill()
                raise SoakError(f"{self.name} did not say {value}: {self.complaints[-5:]}")
            time.sleep(_LOOK_S)

    def check(self) -> None:
        """Raises SoakError if it has ended."""
        if self._child.poll() is not None:
            self._join()
            raise SoakError(f"{self.name} ended ({self._child.returncode}): {self.complaints[-5:]}")

    def pause(self, seconds: float) -> None:
        """It is there and does nothing for so long."""
        self._child.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._child.send_signal(signal.SIGCONT)

    def stop(self, seconds: float) -> int:
        """SIGTERM, as systemd would; its exit status, -9 if it had to be killed."""
        self._child.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(seconds)
        self.kill()
        return int(self._child.returncode)

    def kill(self) -> None:
        """Make sure that it is gone, and hear the last of it."""
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        self._join()

    def _join(self) -> None:
        for reader in self._readers:
            reader.join(10.0)
        for stream in (self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            if line.startswith("{"):
                self.lines.append(json.loads(line))
            else:
                self.complaints.append(line.rstrip())

    def _grumble(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self.complaints.append(line.rstrip())


def _environment(temporary: Path) -> dict[str, str]:
    folders = (str(_TOOLS), str(_TOOLS.parent), os.environ.get("PYTHONPATH", ""))
    one_thread = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        **os.environ,
        **dict.fromkeys(one_thread, "1"),
        "PYTHONPATH": os.pathsep.join(filter(None, folders)),
        "TMPDIR": str(temporary),
    }
