"""Is the processor budget kept? Made-up devices in simulated time, or, with --real, a real daemon.

The simulation drives the daemon's own decisions (virk_edge.core.budget) over made-up loads: every
rate, number of cameras and budget, loads that come and go, incidents, a day. The real run measures
the processor time of a daemon's process, minute by minute, while hooks flood it with frames.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from bench_memory import Watched
from budget_world import Costs, Outcome, Trace, World
from machine import machine, print_machine

from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.nouns import U8
from virk_edge.publisher import FramePublisher

TOLERANCE = 0.1
FPS = (1.0, 2.0, 5.0, 10.0, 15.0, 24.0, 30.0, 48.0, 60.0)
CAMERAS = (1, 2, 4, 8)
PERCENTS = (2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Row:
    """One load. low, high: percent of one core in its emptiest and fullest minute; short: whether
    there was more to do than is allowed; changes: of subscription levels, per camera and minute."""

    name: str
    budget: float
    low: float
    high: float
    short: bool
    changes: float
    full: int
    thin: int
    shed: int
    counts_add_up: bool

    @property
    def kept(self) -> bool:
        """Never a tenth more, and no tenth less where there was enough to do."""
        enough = self.low >= (1 - TOLERANCE) * self.budget or not self.short
        return self.high <= (1 + TOLERANCE) * self.budget and enough and self.counts_add_up


def row(name: str, trace: Trace) -> Row:
    """Play one trace."""
    outcome = World(trace).run()
    cameras = outcome.cameras
    shed = sum(c.shed for c in cameras)
    short = shed + sum(c.thin for c in cameras) > 0.05 * sum(c.received for c in cameras)
    minutes = len(outcome.percent)
    return Row(
        name=name,
        budget=trace.cpu_percent,
        low=min(outcome.percent[1:]),
        high=max(outcome.percent),
        short=short,
        changes=sum(outcome.level_changes.values()) / len(cameras) / minutes,
        full=sum(c.full for c in cameras),
        thin=sum(c.thin for c in cameras),
        shed=shed,
        counts_add_up=_adds_up(outcome),
    )


def _adds_up(outcome: Outcome) -> bool:
    return all(
        c.received == c.full + c.thin + c.shed + c.superseded + (c.waiting is not None)
        for c in outcome.cameras
    )


def sweep(minutes: float) -> list[Row]:
    """Steady loads of every kind."""
    costs = Costs()
    return [
        row(f"{n} x {fps:g} fps", Trace((fps,) * n, 60 * minutes, cpu_percent=percent))
        for fps in FPS
        for n in CAMERAS
        for percent in PERCENTS
        # Headers are never shed: a budget that they alone use up cannot be kept by anybody.
        if 0.1 * (costs.header * n * fps + costs.idle_per_second) < 0.8 * percent
    ]


def special(day_hours: float) -> list[Row]:
    """Loads that come and go, incidents, unlike cameras, a day."""
    often = tuple(float(s) for s in range(60, 600, 30))
    return [
        row("ten times slower, 10 s in 30", Trace((30.0,), 600, 20, slowness=_slow_at_times)),
        row("unlike cameras", Trace((1.0, 15.0, 30.0, 60.0), 600, 8)),
        row("incidents every 30 s", Trace((30.0, 30.0), 600, 20, incidents=often)),
        row("incidents, small budget", Trace((30.0, 30.0), 600, 5, incidents=often)),
        row("a day, costs by the hour", Trace((1.0, 1.5), 3600 * day_hours, 2, slowness=_hours)),
    ]


def _slow_at_times(at: float) -> float:
    return 10.0 if at % 30 < 10 else 3.0


def _hours(at: float) -> float:
    return 1.0 + (at // 3600) % 3


# -- a real daemon ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Real:
    """One real run: percent of one core by minute, and what became of the frames."""

    name: str
    budget: float
    minutes: tuple[float, ...]
    analysed: int
    received: int
    counts_add_up: bool

    @property
    def kept(self) -> bool:
        """Within a tenth in every minute: there is always more to do."""
        low, high = (1 - TOLERANCE) * self.budget, (1 + TOLERANCE) * self.budget
        return self.counts_add_up and all(low <= percent <= high for percent in self.minutes)


def real(cameras: int, fps: float, percent: float, minutes: int) -> Real:
    """Flood a daemon; its first 20 seconds, when it learns what frames cost, are not counted."""
    frames = _pictures()
    with tempfile.TemporaryDirectory() as name:
        more = f"[budget]\ncpu_percent = {percent}\n"
        watched = Watched(Path(name), more)
        stop = threading.Event()
        hooks = [
            threading.Thread(target=_play, args=(f"cam{i}", name, frames, fps, stop))
            for i in range(cameras)
        ]
        try:
            for hook in hooks:
                hook.start()
            time.sleep(20.0)
            used = []
            for _ in range(minutes):
                before, begin = _cpu_seconds(watched.process), time.monotonic()
                time.sleep(60.0)
                spent = _cpu_seconds(watched.process) - before
                used.append(100 * spent / (time.monotonic() - begin))
        finally:
            stop.set()
            for hook in hooks:
                hook.join()
            watched.stop()
        seen = watched.said("stopped")[0]["cameras"].values()
    return Real(
        name=f"{cameras} x {fps:g} fps 640x480",
        budget=percent,
        minutes=tuple(used),
        analysed=sum(c["analysed"] for c in seen),
        received=sum(c["received"] for c in seen),
        counts_add_up=all(
            c["received"]
            == c["analysed"] + c["recorded_only"] + c["waiting"] + sum(c["shed"].values())
            for c in seen
        ),
    )


def _pictures() -> list[U8]:
    """Pictures of the shipped footage."""
    with open_footage(str(resource("campus_people.mp4"))) as footage:
        found = [cv2.resize(f.pixels, (640, 480)) for f in itertools.islice(footage, 60)]
    pictures = [np.asarray(picture, dtype=np.uint8) for picture in found]
    return pictures + pictures[-2:0:-1]  # to and fro, so that the scene never jumps


def _play(camera: str, folder: str, frames: list[U8], fps: float, stop: threading.Event) -> None:
    with FramePublisher(camera, endpoint=f"ipc://{folder}/feed.sock", allowance_us=1e9) as hook:
        begin, number = time.monotonic(), 0
        while not stop.is_set():
            hook.publish(frames[number % len(frames)])
            number += 1
            stop.wait(max(begin + number / fps - time.monotonic(), 0.0))


def _cpu_seconds(process: subprocess.Popen[str]) -> float:
    fields = (
        Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# -- the table -------------------------------------------------------------------------------------


def main(argv: list[str]) -> int:
    """Measure and print; status 1 if any budget was not kept."""
    parser = argparse.ArgumentParser(prog="tools/bench budget", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="of each simulated load")
    parser.add_argument("--day", type=float, default=24, help="hours of the simulated day")
    parser.add_argument("--real", type=int, default=0, metavar="MINUTES", help="with a real daemon")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    args = parser.parse_args(argv)
    found: list[Row] | list[Real]
    if args.real:
        loads = ((1, 30.0, 5.0), (1, 60.0, 10.0), (4, 30.0, 10.0), (4, 30.0, 20.0))
        found = [real(*load, args.real) for load in loads]
    else:
        found = [*sweep(args.minutes), *special(args.day)]
    kept = all(r.kept for r in found)
    if args.json:
        rows = [{**asdict(r), "kept": r.kept} for r in found]
        print(json.dumps({"machine": machine(), "kept": kept, "results": rows}))
        return 0 if kept else 1
    print_machine()
    if args.real:
        _print_real([r for r in found if isinstance(r, Real)])
    else:
        _print_rows([r for r in found if isinstance(r, Row)])
    return 0 if kept else 1


def _print_rows(rows: list[Row]) -> None:
    print(f"{'load':30s}{'budget %':>9s}{'low':>8s}{'high':>8s}{'changes/min':>13s}"
          f"{'full':>9s}{'thin':>8s}{'shed':>8s}  kept")  # fmt: skip
    for r in rows:
        print(f"{r.name:30s}{r.budget:9g}{r.low:8.2f}{r.high:8.2f}{r.changes:13.2f}"
              f"{r.full:9d}{r.thin:8d}{r.shed:8d}  {'yes' if r.kept else 'NO'}")  # fmt: skip
    short = [r for r in rows if r.short]
    low, high = min(r.low / r.budget for r in short), max(r.high / r.budget for r in rows)
    print(f"\n{sum(r.kept for r in rows)} of {len(rows)} kept; {len(short)} were short: their "
          f"emptiest minute used {100 * low:.1f} % of the budget, the fullest of all "
          f"{100 * high:.1f} %")  # fmt: skip


def _print_real(rows: list[Real]) -> None:
    print(f"{'load':26s}{'budget %':>9s}  {'percent of a core, by minute':34s}"
          f"{'analysed':>9s}{'received':>9s}  kept")  # fmt: skip
    for r in rows:
        minutes = " ".join(f"{p:.2f}" for p in r.minutes)
        print(f"{r.name:26s}{r.budget:9g}  {minutes:34s}{r.analysed:9d}{r.received:9d}"
              f"  {'yes' if r.kept else 'NO'}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
