"""A real daemon in a process of its own, to be stopped, killed and started again, and its log."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proof.child import ChildError, command, cpu_seconds, environment

STORE = "store"
LEARN_S = 8.0
_LOOK_S = 0.02


Sections = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one daemon lives: its folder, where it listens, and what its cameras see."""

    folder: Path
    endpoint: str
    footage: str | None = None


def toml(place: Place, sections: Sections) -> str:
    """The default configuration but for places and learning; ``sections`` adds or replaces."""
    base: dict[str, dict[str, object]] = {
        "feed": {"endpoint": place.endpoint},
        "detect": {"learn_seconds": LEARN_S},
        "store": {"directory": str(place.folder / STORE), "min_free_bytes": 0},
        "log": {"format": "json"},
    }
    for name, keys in sections.items():
        base[name] = {**base.get(name, {}), **keys}
    lines = []
    for name, keys in base.items():
        # A JSON string or number is a TOML one too.
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


class Watched:
    """The daemon of one place over all its lives.

    module: "" for ``virk-edge run`` as it is, else the module of this package that starts it.
    """

    def __init__(self, place: Place, sections: Sections, module: str = "") -> None:
        self.config = place.folder / "config.toml"
        self.config.write_text(toml(place, sections), encoding="utf-8")
        program = command(module) if module else [sys.executable, "-m", "virk_edge"]
        self._command = [*program, "run", "--config", str(self.config)]
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._events: list[dict[str, Any]] = []
        self._past_cpu_s = 0.0
        self.lives = 0

    @property
    def pid(self) -> int:
        """Of the newest life. Raises ChildError before the first."""
        if self._process is None:
            raise ChildError("the daemon was never started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs, be it stopped by a signal."""
        return self._process is not None and self._process.poll() is None

    @property
    def cpu_s(self) -> float:
        """Processor time of all lives."""
        process = self._process  # another thread may be killing it
        return self._past_cpu_s + (cpu_seconds(process.pid) if process else 0.0)

    def start(self, *, ready_s: float = 60.0) -> None:
        """Begin a life. Raises ChildError if it is not ready in time; 0 does not wait."""
        self.lives += 1
        before = len(self.said("ready"))
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.PIPE, text=True, env=environment()
        )
        self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
        self._reader.start()
        if ready_s and not self.wait_for("ready", ready_s, more_than=before):
            raise ChildError("the daemon did not become ready")

    def pause(self) -> None:
        """SIGSTOP: it is there and does nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as systemd would; killed if that takes too long."""
        self.resume()
        self._end(signal.SIGTERM)

    def said(self, event: str) -> list[dict[str, Any]]:
        """The lines of one event so far, of all lives."""
        return [line for line in list(self._events) if line["event"] == event]

    def wait_for(self, event: str, seconds: float, *, more_than: int = 0) -> bool:
        """Whether the event was said more often than that in time."""
        deadline = time.monotonic() + seconds
        while len(self.said(event)) <= more_than:
            if time.monotonic() > deadline or not self.alive:
                return len(self.said(event)) > more_than
            time.sleep(_LOOK_S)
        return True

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        cpu_s = cpu_seconds(self._process.pid)
        self._signal(number)
        try:
            self._process.wait(40.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader is not None:
            self._reader.join(10.0)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._past_cpu_s += cpu_s
        self._process = None

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with contextlib.suppress(json.JSONDecodeError):  # cut off by a kill
                self._events.append(json.loads(line))
