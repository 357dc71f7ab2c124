"""Who goes first when the processors are short: everybody else."""

from __future__ import annotations

import contextlib
import os
from typing import Final

_LAST: Final = 19


def go_last() -> None:
    """Let every other program of this control group run before this process and what it starts.

    nice 19, and SCHED_BATCH, so that waking up displaces nobody. Threads started later inherit it.
    Between control groups only their weights count; the service's unit sets those.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _LAST)
    if hasattr(os, "SCHED_BATCH"):  # Linux
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
