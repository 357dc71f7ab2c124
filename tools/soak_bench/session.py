"""One soak from its beginning to its end: starts everything, looks, fetches, orders, and stops."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from soak_bench import sample
from soak_bench.clock import InjectedTime, Pace, install
from soak_bench.fetch import Fetched, Fetcher
from soak_bench.giver import Giver
from soak_bench.process import Process
from soak_bench.programs import Books
from soak_bench.sample import Places, Sample
from soak_bench.script import CALM, CYCLE_S, PAUSE, Moment, moment

_LOOK_S = 0.25
_CALM_LOOK_S = 0.04
_PAUSE_PART = 0.06  # of a cycle: several frames of every camera
_END_S = 60.0
_ARRIVE_S = 0.3  # for what is on its way, and for a second of the daemon's own


@dataclass(frozen=True, slots=True)
class Plan:
    """minutes: real ones. speed: injected seconds in a real one. cycle_s: injected.

    leak_bytes: kept by the daemon for every message, to see that it is noticed.
    """

    minutes: float = 10.0
    speed: float = 60.0
    cycle_s: float = CYCLE_S
    leak_bytes: int = 0

    @property
    def hours(self) -> float:
        """Injected ones."""
        return self.minutes * self.speed / 60.0

    def end_s(self, ready_s: float) -> float:
        """Injected seconds: the end of the cycle in which the time is over.

        ready_s: when everything ran, in injected seconds. How long a machine takes to start is no
        part of the soak.
        """
        return ((ready_s + self.hours * 3600.0) // self.cycle_s + 1.0) * self.cycle_s


@dataclass(slots=True)
class Record:
    """Everything that a soak has seen. left: what lay about after the daemon had stopped."""

    samples: list[Sample] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    books: list[Books] = field(default_factory=list)
    fetched: Fetched = field(default_factory=Fetched)
    given: int = 0
    orders_done: int = 0
    order_problems: list[str] = field(default_factory=list)
    rubbish: int = 0
    left_out: int = 0
    status: int = 0
    left: list[str] = field(default_factory=list)


def config_toml(places: Places) -> str:
    """Short learning, small rings; the budget is so large that only the script makes it short."""
    sections: dict[str, dict[str, object]] = {
        "feed": {"endpoint": places.endpoint},
        "budget": {"cpu_percent": 100.0},
        "detect": {
            "learn_seconds": 60.0,
            "learn_frames_min": 12,
            "learn_max_seconds": 240.0,
            "calendar_seconds": 600.0,
            "calendar_max_seconds": 1200.0,
            "save_seconds": 60.0,
        },
        "record": {"pre_seconds": 30.0, "ring_bytes": 4 << 20, "max_seconds": 60.0},
        "store": {"directory": str(places.store), "min_free_bytes": 0},
        "log": {"format": "json"},
    }
    lines = []
    for name, keys in sections.items():
        # A JSON string or number is a TOML one too.
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
    return "\n".join(lines) + "\n"


def soak(plan: Plan, folder: Path, tell: Callable[[Sample], None]) -> Record:
    """Run it in this folder. tell: called with every sample. Raises SoakError."""
    places, record = Places(folder), Record()
    places.temporary.mkdir()
    work = folder / "work"
    work.mkdir()
    config = folder / "config.toml"
    config.write_text(config_toml(places), encoding="utf-8")
    pace = Pace(plan.speed, time.monotonic_ns())
    install(InjectedTime(pace))
    shared = {"speed": plan.speed, "began_ns": pace.began_ns, "cycle_s": plan.cycle_s}
    daemon_settings = {
        **shared,
        "config": str(config),
        "short_factor": 10.0 * plan.speed,
        "leak_bytes": plan.leak_bytes,
    }
    daemon = Process("daemon", daemon_settings, places.temporary)
    try:
        daemon.wait_for("event", "ready", _END_S)
        load_settings = {**shared, "endpoint": places.endpoint, "folder": str(work)}
        load = Process("load", load_settings, work)
        try:
            load.wait_for("ready", True, _END_S)
            _watch(_Soak(plan, pace, places, daemon, load), record, tell)
            status = load.stop(_END_S)
        finally:
            load.kill()
        _read_load(load, status, record)
        time.sleep(_ARRIVE_S)
        record.status = daemon.stop(_END_S)
    finally:
        daemon.kill()
    record.lines, record.complaints = daemon.lines, daemon.complaints
    fetcher = Fetcher(places.store)
    fetcher.fetched = record.fetched
    fetcher.fetch()
    record.left = _left(places)
    return record


@dataclass(frozen=True, slots=True)
class _Soak:
    plan: Plan
    pace: Pace
    places: Places
    daemon: Process
    load: Process


def _watch(run: _Soak, record: Record, tell: Callable[[Sample], None]) -> None:
    """The time in which everything runs. It ends with a calm part of the script."""
    fetcher, giver = Fetcher(run.places.store), Giver(run.places.states, run.plan.speed)
    paused, end_s = -1, run.plan.end_s(run.pace.passed_s())
    while (passed_s := run.pace.passed_s()) < end_s:
        now = moment(passed_s, run.plan.cycle_s)
        for process in (run.daemon, run.load):
            process.check()
        seen = sample.take(run.daemon.pid, run.places, passed_s, now)
        record.samples.append(seen)
        tell(seen)
        giver.follow(now)
        if now.within(PAUSE, every=2) and paused < now.cycle:
            paused = now.cycle
            run.daemon.pause(_PAUSE_PART * run.plan.cycle_s / run.plan.speed)
        fetcher.follow()
        time.sleep(_wait_s(now, run.plan))
    giver.join()
    fetcher.join()
    record.fetched, record.given, record.orders_done = fetcher.fetched, giver.given, giver.done
    record.order_problems = giver.problems


def _wait_s(now: Moment, plan: Plan) -> float:
    """Real seconds until the next look: often while it is calm, and never past its beginning."""
    if now.within(CALM):
        return _CALM_LOOK_S
    return min(_LOOK_S, (CALM[0] - now.part) * plan.cycle_s / plan.speed)


def _read_load(load: Process, status: int, record: Record) -> None:
    told = next((line for line in load.lines if "books" in line), None)
    if status or told is None:
        record.complaints.append(f"the load ended with {status}: {load.complaints[-5:]}")
        return
    record.books = [Books(**one) for one in told["books"]]
    record.rubbish, record.left_out = told["rubbish"], told["left_out"]


def _left(places: Places) -> list[str]:
    """What should not be there when a daemon has stopped."""
    socket = Path(places.endpoint.removeprefix("ipc://"))
    parts = [p for p in places.store.iterdir() if p.is_file()]
    states = [p for p in places.states.iterdir() if p.suffix not in (".state", "")]
    found = [*places.temporary.iterdir(), *parts, *states, *([socket] if socket.exists() else [])]
    return sorted(path.name for path in found)
