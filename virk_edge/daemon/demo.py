"""The demonstration: real footage, the real hook and the real daemon, each in its own process.

Nothing is simulated but the fault. What comes out is read from the daemon's log, the bundle's
manifest and a replay by the bundle's own code.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from virk_edge.adapters.durable import sentences
from virk_edge.adapters.states import DIRECTORY
from virk_edge.daemon.demo_outcome import Outcome
from virk_edge.errors import VirkError
from virk_edge.faults import Fault
from virk_edge.formats.bundle import THUMBS, read_manifest
from virk_edge.formats.config import (
    BudgetConfig,
    Config,
    FeedConfig,
    LogConfig,
    RecordConfig,
    StoreConfig,
)
from virk_edge.formats.config_toml import config_toml
from virk_edge.formats.observations import decode_observations
from virk_edge.formats.verify import verify
from virk_edge.formats.zipreader import ZipReader
from virk_edge.nouns import ObservedStep

CAMERA = "demo"
# The fault happens when the camera has been seen for a while, and a little after it was learnt: to
# show that nothing happens. A busy machine takes longer to learn.
CLEAN_SECONDS = 34.0
_ARMED_SECONDS = 3.0
_RECORD_SECONDS = 6.0
_PATIENCE_SECONDS = 300.0  # for everything up to the bundle
_REPLAY_SECONDS = 120.0  # for the bundle's own code
_USUAL_SECONDS = 50.0  # until the bundle is there

Tell: TypeAlias = Callable[[str, float, float], None]


class _Due:
    """When the fault is to happen, on the monotonic clock; told once to the publishing process."""

    def __init__(self, publisher: subprocess.Popen[bytes], seconds: float) -> None:
        self._publisher, self._seconds, self._told = publisher, seconds, False

    def not_before(self, seconds: float) -> None:
        """Put it off; in vain when it has happened."""
        self._seconds = max(self._seconds, seconds)

    def follow(self) -> None:
        """Let it happen if it is time."""
        if not self._told and time.monotonic() >= self._seconds:
            self._told = True
            self._publisher.send_signal(signal.SIGUSR1)


class Demo:
    """One run. Time is measured here, since showing it is the point."""

    def __init__(self, source: str, fault: Fault, out: Path, tell: Tell) -> None:
        self.outcome = Outcome(fault, source, out)
        self._tell = tell
        self._started = time.monotonic()
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue(4096)

    def run(self) -> Outcome:
        """Run to the end; what went wrong is in the outcome.

        Raises:
            StorageError: if ``out`` cannot be made.
        """
        outcome = self.outcome
        with sentences("create", outcome.out):
            outcome.out.mkdir(parents=True, exist_ok=True)
        # A socket's path may have 107 characters; the folder for the results may be anywhere.
        with tempfile.TemporaryDirectory(prefix="virk-demo-") as short:
            self._watch(f"ipc://{short}/feed.sock")
        if outcome.bundle is not None:
            self._examine(outcome.bundle)
        outcome.seconds = time.monotonic() - self._started
        return outcome

    # -- the two processes ----------------------------------------------------------------------

    def _watch(self, endpoint: str) -> None:
        out = self.outcome.out
        config = Config(
            feed=FeedConfig(endpoint=endpoint),
            # Nobody's predictions are in the way, and a minute is not long enough to save up.
            budget=BudgetConfig(cpu_percent=100.0),
            record=RecordConfig(max_seconds=_RECORD_SECONDS),
            store=StoreConfig(directory=str(out.resolve() / "bundles"), min_free_bytes=0),
            log=LogConfig(format="json"),
        )
        # An earlier demonstration may have learnt from other footage.
        shutil.rmtree(out / "bundles" / DIRECTORY, ignore_errors=True)
        path = out / "config.toml"
        path.write_text(config_toml(config), encoding="utf-8")
        with (out / "daemon.err").open("wb") as errors:
            daemon = self._start(["run", "--config", str(path)], stderr=errors)
            publisher = None
            try:
                if self._follow_until(daemon, {"ready"}, "starting the daemon"):
                    publisher = self._start(
                        [
                            *("publish", self.outcome.source, "--camera", CAMERA, "--loop"),
                            *("--json", "--endpoint", endpoint),
                            *("--fault", self.outcome.fault.name),
                            *("--fault-after", str(_PATIENCE_SECONDS)),  # or when it is told to
                        ],
                        stderr=errors,
                    )
                    self._fault = _Due(publisher, time.monotonic() + CLEAN_SECONDS)
                    self._follow_until(daemon, {"bundle_written", "bundle_failed"}, "")
            finally:
                self._end(publisher, daemon)

    def _start(self, words: list[str], stderr: Any) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(
            [sys.executable, "-m", "virk_edge", *words],
            stdout=subprocess.PIPE,
            stderr=stderr,
            env=environment,
        )
        if words[0] == "run":
            threading.Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Bring the daemon's log lines to the main thread, and to a file."""
        assert process.stdout is not None
        with process.stdout, (self.outcome.out / "daemon.log").open("wb") as log:
            for line in process.stdout:
                log.write(line)
                self._lines.put(json.loads(line))
        self._lines.put(None)

    def _follow_until(self, daemon: subprocess.Popen[bytes], wanted: set[str], doing: str) -> bool:
        """Take log lines until one of ``wanted`` comes; False when it never will."""
        while True:
            seconds = time.monotonic() - self._started
            self._tell(doing or self._doing(), seconds, _USUAL_SECONDS)
            if seconds > _PATIENCE_SECONDS:
                self._problem(
                    f"after {_PATIENCE_SECONDS:.0f} s still {doing or self._doing()}; "
                    f"see {self.outcome.out / 'daemon.log'}"
                )
                return False
            if self._fault is not None and self.outcome.learnt_seconds is not None:
                self._fault.follow()
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                self._problem(f"the daemon ended; see {self.outcome.out / 'daemon.err'}")
                return False
            self._note(line)
            if line["event"] in wanted:
                return True

    def _note(self, line: dict[str, Any]) -> None:
        outcome = self.outcome
        if line["event"] == "armed":
            if outcome.learnt_seconds is None:
                outcome.learnt_seconds = time.monotonic() - self._started
            if self._fault is not None:  # channels are armed one after the other
                self._fault.not_before(time.monotonic() + _ARMED_SECONDS)
        elif line["event"] == "incident_opened":
            self._opened = True
        elif line["event"] == "bundle_written":
            outcome.bundle = Path(line["bundle"])
        elif line["event"] == "bundle_failed":
            self._problem(f"the bundle could not be written: {line['why']}")
        elif line["event"] == "stopped":
            outcome.counts = line["cameras"].get(CAMERA, {})

    _opened = False
    _fault: _Due | None = None

    def _doing(self) -> str:
        if self._opened:
            return "incident: recording what happens"
        if self.outcome.learnt_seconds is None:
            return "learning what is normal on this camera (30 s)"
        return f"watching; soon: {self.outcome.fault.line}"

    def _end(
        self, publisher: subprocess.Popen[bytes] | None, daemon: subprocess.Popen[bytes]
    ) -> None:
        if publisher is not None:
            publisher.send_signal(signal.SIGTERM)
            try:
                said, _ = publisher.communicate(timeout=15)
            except subprocess.TimeoutExpired:
                publisher.kill()
                said, _ = publisher.communicate()
            lines = [line for line in said.splitlines() if line.startswith(b"{")]
            if lines:
                self.outcome.published = json.loads(lines[-1])
            else:
                self._problem("the publishing process ended without a word")
        if daemon.poll() is None:
            daemon.send_signal(signal.SIGTERM)
        try:
            status = daemon.wait(timeout=30)
        except subprocess.TimeoutExpired:
            daemon.kill()
            status = daemon.wait()
        if status != 0:
            self._problem(f"the daemon ended with status {status}")
        while (line := self._lines.get(timeout=15)) is not None:
            self._note(line)

    # -- the bundle -----------------------------------------------------------------------------

    def _examine(self, bundle: Path) -> None:
        outcome = self.outcome
        self._tell("verifying and replaying the bundle", *self._clock())
        try:
            with bundle.open("rb") as file:
                outcome.problems += verify(file, str(bundle))
                reader = ZipReader(file, str(bundle))
                outcome.manifest = read_manifest(reader)
                steps = decode_observations(reader.read_all("observations."))
                (outcome.out / THUMBS).write_bytes(reader.read(THUMBS))
        except VirkError as error:
            self._problem(str(error))
            return
        seen = [step.observation.info for step in steps if isinstance(step, ObservedStep)]
        outcome.judge(outcome.manifest, {info.seq: info.t_boot_ns for info in seen})
        self._replay(bundle)

    def _replay(self, bundle: Path) -> None:
        """By the code and the model in the bundle, in a process that knows nothing of this one."""
        outcome = self.outcome
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(bundle), "--json"],
                capture_output=True,
                timeout=_REPLAY_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            self._problem(f"the bundle's replay took longer than {_REPLAY_SECONDS:.0f} s")
            return
        if not done.stdout:
            words = done.stderr.decode("utf-8", "replace").strip() or f"status {done.returncode}"
            self._problem(f"the bundle cannot be replayed: {words}")
            return
        outcome.replay = json.loads(done.stdout)
        if outcome.replay["verdict"] != "bit-exact":
            self._problem(f"the replay is {outcome.replay['verdict']}, not bit-exact")

    def _clock(self) -> tuple[float, float]:
        return time.monotonic() - self._started, _USUAL_SECONDS

    def _problem(self, sentence: str) -> None:
        self.outcome.problems.append(sentence)
