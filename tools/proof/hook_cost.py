"""What a frame costs the program that sends it, by each way, in health and with a dead receiver."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from proof.child import Child, anonymous_mib
from proof.ways import COMPARED

SIZES = ((640, 480), (1920, 1080))
FPS = 20.0
_SETTLE_S = 1.0


@dataclass(frozen=True, slots=True)
class Cost:
    """One way, one size, one state of the receiver.

    p50_us, p99_us: wall time of the call. cpu_us: processor time of the whole sending process per
    frame, filling the buffer included. blocked_s: how long the longest call took, if it waited in
    vain for a reply. sent of calls went out. grown_mib: the sender's memory, end less beginning.
    """

    way: str
    size: str
    receiver: str
    calls: int
    sent: int
    p50_us: float
    p99_us: float
    cpu_us: float
    blocked_s: float
    grown_mib: float


def costs(seconds: float, *, sizes: tuple[tuple[int, int], ...] = SIZES) -> Iterator[Cost]:
    """Every way and size, first with a receiver that takes all, then with one that is stopped."""
    for size in sizes:
        for way in COMPARED:
            with ends(way.name, size) as (sender, receiver):
                time.sleep(_SETTLE_S)
                yield _measure(sender, seconds, way.name, size, "takes all")
                os.kill(receiver.pid, signal.SIGSTOP)
                yield _measure(sender, seconds, way.name, size, "stopped")


@contextmanager
def ends(
    way: str, size: tuple[int, int], *, pattern: bool = False, delay_s: float = 0.0
) -> Iterator[tuple[Child, Child]]:
    """A sender and its receiver, running."""
    with tempfile.TemporaryDirectory(prefix="virk-edge-proof-") as folder:
        settings = {"way": way, "endpoint": f"ipc://{folder}/feed.sock", "pattern": pattern}
        with (
            Child("receiver", **settings, delay_s=delay_s) as receiver,
            Child("sender", **settings, size=size, fps=FPS) as sender,
        ):
            yield sender, receiver


def _measure(sender: Child, seconds: float, way: str, size: tuple[int, int], receiver: str) -> Cost:
    before = sender.ask()
    memory = anonymous_mib(sender.pid)
    time.sleep(seconds)
    seen = sender.ask()
    calls, cpu_s = seen["log"], seen["cpu_s"] - before["cpu_s"]
    cost_us = np.array([call[2] for call in calls])
    sent = sum(call[3] for call in calls)
    return Cost(
        way=way,
        size=f"{size[0]}x{size[1]}",
        receiver=receiver,
        calls=len(calls),
        sent=sent,
        p50_us=float(np.percentile(cost_us, 50)),
        p99_us=float(np.percentile(cost_us, 99)),
        cpu_us=1e6 * cpu_s / len(calls),
        blocked_s=float(cost_us[[not call[3] for call in calls]].sum() / 1e6),
        grown_mib=anonymous_mib(sender.pid) - memory,
    )


def cost_row(cost: Cost) -> str:
    """One line of the table."""
    sent = f"{cost.sent}/{cost.calls}"
    # The hook refuses at once; only what waits for a reply can block.
    blocked = f"  blocked {cost.blocked_s:.1f} s" if cost.p99_us > 500_000 else ""
    return (
        f"{cost.size:<11}{cost.way:<19}{cost.receiver:<10}{sent:>9}{cost.p50_us:>10.0f}"
        f"{cost.p99_us:>10.0f}{cost.cpu_us:>10.0f}{cost.grown_mib:>+9.1f}{blocked}"
    )


COST_HEAD = (
    f"{'size':<11}{'way':<19}{'receiver':<10}{'sent':>9}{'p50 us':>10}{'p99 us':>10}"
    f"{'cpu us':>10}{'MiB':>9}"
)
