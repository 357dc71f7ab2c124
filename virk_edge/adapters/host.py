"""What this machine and these programs are: read once, for manifests.

Nothing here identifies a person or a site: no host name, no address.
"""

from __future__ import annotations

import platform
import time
from functools import cache
from pathlib import Path

import cv2
import numpy as np

import virk_edge
from virk_edge.formats.bundle import ClocksRecord, HostRecord, SoftwareRecord
from virk_edge.nouns import EmbedderIdentity

# CLOCK_BOOTTIME goes on in suspend; where a system has none, the monotonic clock is the next best.
BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def boot_ns() -> int:
    """Nanoseconds since boot, suspend included: the clock for every decision."""
    return time.clock_gettime_ns(BOOT_CLOCK)


def software_record(embedder: EmbedderIdentity | None) -> SoftwareRecord:
    """The versions that decide."""
    return SoftwareRecord(
        virk_edge=virk_edge.__version__,
        python=platform.python_version(),
        numpy=np.__version__,
        opencv=cv2.__version__,
        embedder=embedder,
    )


@cache
def host_record() -> HostRecord:
    """The kind of machine."""
    return HostRecord(machine=platform.machine(), system=platform.system(), cpu=_cpu())


def clocks_record() -> ClocksRecord:
    """All clocks at this moment."""
    return ClocksRecord(
        boot_id=_first_line(Path("/proc/sys/kernel/random/boot_id")),
        boot_ns=boot_ns(),
        wall_ns=time.time_ns(),
        wall_synchronised=_synchronised(),
    )


def _synchronised() -> bool | None:
    """Whether systemd-timesyncd has set the wall clock since boot; None where it does not run."""
    folder = Path("/run/systemd/timesync")
    return (folder / "synchronized").exists() if folder.is_dir() else None


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor()
    for word in ("model name", "Model", "Hardware"):
        for line in lines:
            name, _, value = line.partition(":")
            if name.strip() == word:
                return value.strip()
    return platform.processor()


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
