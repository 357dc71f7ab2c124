"""The real daemon under injected time, as a program: ``python -m soak_bench.daemon JSON``.

Before it starts, the clocks that its modules use are replaced; asyncio's timers run by the injected
clock too, while what they wait with stays real. In the calm part of a cycle what Python and the C
library hold in reserve is given back, so that memory at like moments is what is really in use. Else
nothing is touched, but for a leak on demand: a soak must be able to fail.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import virk_edge.daemon.main  # noqa: F401  # loaded now, so that its clocks can be replaced
from soak_bench.clock import InjectedTime, Pace, install
from soak_bench.script import CALM, SHORT, moment
from virk_edge.adapters.feed_inbox import FeedInbox
from virk_edge.adapters.memory import give_back_memory
from virk_edge.cli.main import main as virk_edge_main
from virk_edge.nouns import FrameInfo

_TIDY_S = 0.1


@dataclass(frozen=True, slots=True)
class Settings:
    """What the daemon's process is told.

    short_factor: what a second of processor time counts for while the budget is short.
    leak_bytes: kept for every message that is received, for ever.
    """

    speed: float
    began_ns: int
    cycle_s: float
    config: str
    short_factor: float
    leak_bytes: int = 0


def cost_of(settings: Settings, pace: Pace) -> Callable[[], float]:
    """What a second of processor time counts for, by the script."""

    def cost() -> float:
        now = moment(pace.passed_s(), settings.cycle_s)
        return settings.short_factor if now.within(SHORT, every=2, first=1) else 1.0

    return cost


def leak(bytes_each: int) -> None:
    """Keep so much for every message that the daemon receives."""
    accept, kept = FeedInbox.accept, []

    def accept_and_keep(self: FeedInbox, *message: Any) -> FrameInfo:
        kept.append(b"\xff" * bytes_each)
        return accept(self, *message)

    setattr(FeedInbox, "accept", accept_and_keep)  # noqa: B010  # on purpose


def tidy(settings: Settings, pace: Pace) -> None:
    """For a thread of its own: while it is calm, give back what is only held in reserve."""
    while True:
        if moment(pace.passed_s(), settings.cycle_s).within(CALM):
            gc.collect()
            give_back_memory()
        time.sleep(_TIDY_S)


def main() -> int:
    """Become the daemon."""
    settings = Settings(**json.loads(sys.argv[1]))
    pace = Pace(settings.speed, settings.began_ns)
    injected = InjectedTime(pace, cost_of(settings, pace))
    install(injected)
    setattr(asyncio.BaseEventLoop, "time", lambda _: injected.monotonic())  # noqa: B010  # as said
    threading.Thread(target=tidy, args=(settings, pace), name="tidy", daemon=True).start()
    if settings.leak_bytes:
        leak(settings.leak_bytes)
    return virk_edge_main(["run", "--config", settings.config])


if __name__ == "__main__":
    sys.exit(main())
