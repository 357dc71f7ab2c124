"""A receiver that stands still for half a minute: memory, losses, torn frames, time to recover."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proof.child import Child, ChildError, anonymous_mib
from proof.hook_cost import FPS, ends
from proof.watched import Place, Watched
from proof.ways import HOOK, HOOK_IMMUTABLE, IMAGE_PUB, IMAGE_REQ, PLAIN

SIZE = (640, 480)
DAEMON = "hook > daemon"
_SETTLE_S = 2.0
_RECOVER_S = 30.0
_LOOK_S = 0.25
_Memory = tuple[float, float]  # MiB of sender and receiver
_SLOW_S = 0.06  # what the receiver takes for a frame: longer than the camera


@dataclass(frozen=True, slots=True)
class Stall:
    """One way through one stall. Memory in MiB (RssAnon): just before it, and the most during it.

    calls, lost: of the sender during the stall. recovered_s: from SIGCONT until a frame that was
    taken from the camera after it was there (with a daemon: went out); None if not in time.
    restarted_s: from the moment when a killed daemon was ready again until a frame went out.
    """

    way: str
    seconds: float
    sender_mib: tuple[float, float]
    receiver_mib: tuple[float, float]
    calls: int
    lost: int
    recovered_s: float | None
    restarted_s: float | None = None


@dataclass(frozen=True, slots=True)
class Torn:
    """Frames that held bytes of another one, of those that came, from a camera with one buffer."""

    way: str
    received: int
    torn: int


def stalls(seconds: float) -> Iterator[Stall]:
    """Our hook to a real daemon, then the ways without one."""
    yield daemon_stall(seconds)
    for way in (HOOK.name, PLAIN.name, IMAGE_PUB.name, IMAGE_REQ.name):
        with ends(way, SIZE) as (sender, receiver):
            time.sleep(_SETTLE_S)
            before, during = _stand_still(sender, receiver.pid, seconds)
            seen = sender.ask()
            continued_ns, recovered = _continue(receiver.pid), None
            deadline = time.monotonic() + _RECOVER_S
            while recovered is None and time.monotonic() < deadline:
                time.sleep(_LOOK_S)
                recovered = first_fresh(receiver.ask()["log"], seen["seq"], continued_ns)
            yield _stall(way, seconds, (before, during), seen, recovered)


def torn_frames(seconds: float) -> Iterator[Torn]:
    """A camera with one buffer, and a slow receiver that stands still for a while.

    Two ways that do not copy, one of them our hook misused, show that tearing would be seen.
    """
    for way in (HOOK.name, PLAIN.name, HOOK_IMMUTABLE.name, IMAGE_PUB.name):
        with ends(way, SIZE, pattern=True, delay_s=_SLOW_S) as (_, receiver):
            time.sleep(seconds / 2)
            os.kill(receiver.pid, signal.SIGSTOP)
            time.sleep(seconds / 4)
            _continue(receiver.pid)
            time.sleep(seconds / 2)
            came = receiver.ask()
            yield Torn(way, len(came["log"]), came["torn"])


def daemon_stall(seconds: float) -> Stall:
    """Stopped for so long, then continued; then killed and started again."""
    with tempfile.TemporaryDirectory(prefix="virk-edge-proof-") as folder:
        endpoint = f"ipc://{folder}/feed.sock"
        daemon = Watched(Place(Path(folder), endpoint), {})
        settings = {"way": HOOK.name, "endpoint": endpoint, "pattern": False}
        try:
            daemon.start()
            with Child("sender", **settings, size=SIZE, fps=FPS) as sender:
                if not daemon.wait_for("armed", 3 * _RECOVER_S):
                    raise ChildError("the daemon did not learn")
                before, during = _stand_still(sender, daemon.pid, seconds)
                seen = sender.ask()
                continued_ns = time.monotonic_ns()
                daemon.resume()
                recovered = _first_sent(sender, continued_ns)
                daemon.kill()
                daemon.start()
                restarted = _first_sent(sender, time.monotonic_ns())
                return _stall(DAEMON, seconds, (before, during), seen, recovered, restarted)
        finally:
            daemon.stop()


def _stand_still(sender: Child, receiver: int, seconds: float) -> tuple[_Memory, _Memory]:
    """Stop the receiver for so long; memory of both before, and the most while it stands."""
    sender.ask()
    before = anonymous_mib(sender.pid), anonymous_mib(receiver)
    os.kill(receiver, signal.SIGSTOP)
    most, deadline = before, time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(min(_LOOK_S, max(deadline - time.monotonic(), 0.0)))
        most = max(most[0], anonymous_mib(sender.pid)), max(most[1], anonymous_mib(receiver))
    return before, most


def _stall(
    way: str,
    seconds: float,
    memory: tuple[_Memory, _Memory],
    seen: dict[str, Any],
    recovered_s: float | None,
    restarted_s: float | None = None,
) -> Stall:
    before, during = memory
    return Stall(
        way=way,
        seconds=seconds,
        sender_mib=(before[0], during[0]),
        receiver_mib=(before[1], during[1]),
        calls=len(seen["log"]),
        lost=seen["lost"],
        recovered_s=recovered_s,
        restarted_s=restarted_s,
    )


def _continue(pid: int) -> int:
    """SIGCONT; when it was sent."""
    now_ns = time.monotonic_ns()
    os.kill(pid, signal.SIGCONT)
    return now_ns


def first_fresh(log: list[list[Any]], first_seq: int, since_ns: int) -> float | None:
    """Seconds until a frame with at least this number had come; None if there is none."""
    times = [entry[1] for entry in log if entry[0] >= first_seq]
    return (min(times) - since_ns) / 1e9 if times else None


def _first_sent(sender: Child, since_ns: int) -> float | None:
    """Seconds until a frame went out; None if that takes too long."""
    deadline = time.monotonic() + _RECOVER_S
    while time.monotonic() < deadline:
        time.sleep(_LOOK_S)
        log = [entry for entry in sender.ask()["log"] if entry[3] and entry[1] > since_ns]
        if log:
            return first_fresh(log, 0, since_ns)
    return None


STALL_HEAD = (
    f"{'way':<19}{'stall s':>8}{'sender MiB':>18}{'receiver MiB':>18}{'lost':>11}"
    f"{'recovered s':>13}{'restarted s':>13}"
)


def stall_row(stall: Stall) -> str:
    """One line of the table."""

    def memory(pair: tuple[float, float]) -> str:
        return f"{pair[0]:.1f} > {pair[1]:.1f}"

    def time_of(seconds: float | None) -> str:
        return "-" if seconds is None else f"{seconds:.2f}"

    lost = f"{stall.lost}/{stall.calls}"
    return (
        f"{stall.way:<19}{stall.seconds:>8g}{memory(stall.sender_mib):>18}"
        f"{memory(stall.receiver_mib):>18}{lost:>11}"
        f"{time_of(stall.recovered_s):>13}{time_of(stall.restarted_s):>13}"
    )
