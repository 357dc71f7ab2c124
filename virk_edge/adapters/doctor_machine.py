"""Reads what this machine is and what is installed on it; the judging is in core/doctor."""

from __future__ import annotations

import contextlib
import http.client
import importlib.util
import platform
import statistics
import time
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from virk_edge.adapters.doctor_guards import PROC, SYS
from virk_edge.adapters.embedder import load_embedder
from virk_edge.adapters.host import boot_ns, clocks_record
from virk_edge.adapters.host_signals import HostSignals
from virk_edge.core.doctor import Finding, clock, heat, model, software
from virk_edge.errors import ModelError
from virk_edge.formats.config import Config, MetricsConfig

_RUNS: Final = 15
_ASK_SECONDS: Final = 3.0
_ANSWER_BYTES_MAX: Final = 1 << 20  # another program may answer, and without an end
_FILE_SECONDS_MAX: Final = 60.0
_SIZE: Final = (480, 640, 3)  # of a camera's picture: bringing it to size counts too


def check_model(config: Config) -> list[Finding]:
    """Load it as the daemon would, and run it; and the versions it runs with."""
    try:
        embedder = load_embedder(config.embedder)
        picture = np.random.default_rng(0).integers(0, 256, _SIZE, np.uint8)
        took = []
        for _ in range(_RUNS):
            begin_ns = time.perf_counter_ns()
            embedder.embed(picture)
            took.append((time.perf_counter_ns() - begin_ns) / 1e6)
    except ModelError as error:
        return [Finding("model", "bad", str(error), "correct [embedder], or install again")]
    known = embedder.identity
    runtime = f"{known.runtime} {known.runtime_version}"
    return [
        software(platform.python_version(), np.__version__, cv2.__version__, runtime),
        model(
            known.name,
            known.kernels,
            statistics.median(took),
            cpu_percent=config.budget.cpu_percent,
        ),
    ]


def check_extras(config: Config) -> Finding:
    """What is not needed by everybody, but here."""
    there = [name for name in ("rich", "prometheus_client") if _installed(name)]
    if (config.metrics.port or config.metrics.textfile) and "prometheus_client" not in there:
        todo = 'pip install "virk-edge[metrics]", or leave [metrics] out'
        return Finding("extras", "bad", "[metrics] is set without prometheus-client", todo)
    if not _installed("watchdog"):
        todo = "install virk-edge again; until then the configuration is read every 30 s"
        return Finding("extras", "warning", "watchdog is missing", todo)
    found = f"{', '.join(there)} there" if there else "none; none is needed"
    return Finding("extras", "good", found)


def check_metrics(metrics: MetricsConfig) -> Finding:
    """Ask the port as Prometheus would, and look how old the file is. One of them is set."""
    found = []
    try:
        if metrics.port:
            caller = http.client.HTTPConnection("127.0.0.1", metrics.port, timeout=_ASK_SECONDS)
            with contextlib.closing(caller):
                caller.request("GET", "/metrics")
                if b"virk_edge_info{" not in caller.getresponse().read(_ANSWER_BYTES_MAX):
                    raise OSError("another program answers at metrics.port")
            found.append(f"port {metrics.port} answers")
        if metrics.textfile:
            age_seconds = time.time() - Path(metrics.textfile).stat().st_mtime
            if age_seconds > _FILE_SECONDS_MAX:
                raise OSError(f"{metrics.textfile} is {age_seconds:.0f} s old")
            found.append(f"{metrics.textfile} is fresh")
    except (OSError, http.client.HTTPException) as error:
        todo = "the service is shut off from ports: see virk-edge-loopback.conf; a file needs a "
        todo += "folder that the daemon may write to, as /run/virk-edge"
        return Finding("metrics", "bad", str(error), todo)
    return Finding("metrics", "good", ", ".join(found))


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def check_clock(proc: Path = PROC) -> Finding:
    """The wall clock for people, the boot clock for decisions."""
    clocks = clocks_record()
    try:
        uptime_seconds = float((proc / "uptime").read_text(encoding="ascii").split()[0])
        apart: float | None = boot_ns() / 1e9 - uptime_seconds
    except (OSError, ValueError, IndexError):
        apart = None
    return clock(
        synchronised=clocks.wall_synchronised, wall_ns=clocks.wall_ns, boot_apart_seconds=apart
    )


def check_heat(config: Config, proc: Path = PROC, sys: Path = SYS) -> Finding:
    """Temperature, and what the firmware of a Raspberry Pi does about it."""
    signals = HostSignals(proc, sys)
    now = signals.read(boot_ns())
    return heat(
        now["temperature"],
        signals.missing.get("temperature", ""),
        limit=config.budget.celsius_max,
        slowed=now["pi_throttled"],
    )
