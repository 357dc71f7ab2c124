"""What this machine and these programs are: read once, for manifests.

Nothing here identifies a person or a site: no host name, no address.
"""

from __future__ import annotations

import ctypes
import platform
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np

import virk_edge
from virk_edge.formats.bundle import ClocksRecord, HostRecord, SoftwareRecord
from virk_edge.nouns import EmbedderIdentity

# CLOCK_BOOTTIME goes on in suspend; where a system has none, the monotonic clock is the next best.
BOOT_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

_TIME_ERROR: Final = 5  # what adjtimex returns while the clock is not synchronised, adjtimex(2)
_TIMEX_BYTES: Final = (
    512  # more than any system's struct timex; its first word 0 asks, sets nothing
)
_TIMESYNC: Final = Path("/run/systemd/timesync")


def boot_ns() -> int:
    """Nanoseconds since boot, suspend included: the clock for every decision."""
    return time.clock_gettime_ns(BOOT_CLOCK)


def suspended_ns() -> int:
    """How long the device has slept since boot.

    In this order: who is held up between the two clocks hears too little, and the rest next time.
    """
    boot = boot_ns()
    return boot - time.clock_gettime_ns(time.CLOCK_MONOTONIC)


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


def clocks_until_now(begun: ClocksRecord) -> ClocksRecord:
    """``begun``, and how far the wall clock has been set since, to a hundredth of a second."""
    # Slewing moves both clocks alike, so their difference tells steps alone. 0.0: no minus zero.
    moved_ns = (time.time_ns() - boot_ns()) - (begun.wall_ns - begun.boot_ns)
    return replace(begun, wall_step_seconds=round(moved_ns / 1e9, 2) + 0.0)


def _synchronised() -> bool | None:
    """Whether the wall clock is set by others: the kernel knows, whichever program does it.

    Where a sandbox forbids to ask, systemd-timesyncd's word; None where that does not run either.
    """
    asked = _kernel_synchronised()
    if asked is not None:
        return asked
    return (_TIMESYNC / "synchronized").exists() if _TIMESYNC.is_dir() else None


def _kernel_synchronised() -> bool | None:
    """What adjtimex(2) says; None where it may not be asked, or there is none."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return None
    answer: int = adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return None if answer < 0 else answer != _TIME_ERROR


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
