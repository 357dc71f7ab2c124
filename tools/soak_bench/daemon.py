"""The real daemon under injected time, as a program: ``python -m soak_bench.daemon JSON``.

Before it starts, the clocks that its modules use are replaced; asyncio's timers run by the injected
clock too, while what they wait with stays real. Nothing else is touched, but for a leak on demand:
a soak must be able to fail.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from soak_bench.clock import InjectedTime, Pace, install
from soak_bench.script import SHORT, moment


@dataclass(frozen=True, slots=True)
class Settings:
    """What the daemon's process is told.

    short_factor: what a second of processor time counts for while the budget is short.
    leak_bytes: kept for every frame that is taken, for ever.
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
    """Keep so much for every frame that the daemon takes."""
    from virk_edge.adapters.feed import FeedReceiver

    take, kept = FeedReceiver.take_frame, []

    def take_frame(self: FeedReceiver, camera: str | None = None) -> Any:
        kept.append(b"\xff" * bytes_each)
        return take(self, camera)

    FeedReceiver.take_frame = take_frame  # type: ignore[method-assign]  # a fault made on purpose


def main() -> int:
    """Become the daemon."""
    settings = Settings(**json.loads(sys.argv[1]))
    pace = Pace(settings.speed, settings.began_ns)
    import virk_edge.daemon.main
    from virk_edge.cli.main import main as virk_edge_main

    injected = InjectedTime(pace, cost_of(settings, pace))
    install(injected)
    asyncio.BaseEventLoop.time = lambda _: injected.monotonic()  # type: ignore[method-assign]
    if settings.leak_bytes:
        leak(settings.leak_bytes)
    return virk_edge_main(["run", "--config", settings.config])


if __name__ == "__main__":
    sys.exit(main())
