"""A made-up device for the budget's decisions: cameras, costs, a compute thread, hours in seconds.

Nothing here measures anything. Frames arrive, wait in newest-wins slots and are admitted by the
real ``Budget``; what they cost is made up, with a seed.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from virk_edge.core.budget import Budget
from virk_edge.formats.config import BudgetConfig
from virk_edge.formats.topics import level_of
from virk_edge.nouns import Effort

NS = 10**9


@dataclass(frozen=True)
class Costs:
    """Milliseconds of processor time: a frame in full, its fingerprint alone, its way in, a header,
    a frame written to a bundle; and of everything else, per second."""

    full: float = 9.0
    thin: float = 5.0
    receive: float = 0.6
    header: float = 0.08
    record: float = 12.0
    idle_per_second: float = 2.0


@dataclass(frozen=True)
class Trace:
    """What happens. ``slowness``: cost of a frame at a time, as a multiple; ``allowance``: what the
    back-off leaves; ``incident``: seconds at which camera 0 has an incident, recorded for 20 s."""

    fps: tuple[float, ...]
    seconds: float
    cpu_percent: float = 20.0
    costs: Costs = field(default_factory=Costs)
    slowness: Callable[[float], float] = lambda _: 1.0
    allowance: Callable[[float], float] = lambda _: 1.0
    incidents: tuple[float, ...] = ()
    burst_seconds: float = 3.0
    noise: float = 0.2
    seed: int = 1


@dataclass
class Camera:
    """Counts of one camera; ``received`` is what the rest adds up to."""

    received: int = 0
    superseded: int = 0
    shed: int = 0
    full: int = 0
    thin: int = 0
    recorded: int = 0
    analysed_at: list[float] = field(default_factory=list)
    waiting: tuple[float, int] | None = None  # since when, and the newest frame's number


@dataclass
class Outcome:
    """percent: of one core, minute by minute; demand_percent: what nobody sheds would cost."""

    cameras: list[Camera]
    percent: list[float] = field(default_factory=list)
    level_changes: Counter[int] = field(default_factory=Counter)
    levels: list[tuple[float, int, int]] = field(default_factory=list)  # time, camera, level
    by_second: list[float] = field(default_factory=list)


class World:
    """One run of a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.budget = Budget(BudgetConfig(cpu_percent=trace.cpu_percent), 0, 0)
        self.outcome = Outcome([Camera() for _ in trace.fps])
        self._random = random.Random(trace.seed)
        self._cpu_s = 0.0
        self._busy_until = 0.0
        self._levels = [3 for _ in trace.fps]
        self._incident_at: float | None = None

    def run(self) -> Outcome:
        """Play all of it."""
        arrivals = [(0.001 * i, i, 0) for i in range(len(self.trace.fps))]
        heapq.heapify(arrivals)
        second, minute_cpu, second_cpu = 1, 0.0, 0.0
        while arrivals and arrivals[0][0] < self.trace.seconds:
            at, camera, seq = heapq.heappop(arrivals)
            while second <= at:
                self._compute(float(second))
                self._plan(float(second))
                self.outcome.by_second.append(100 * (self._cpu_s - second_cpu))
                second_cpu = self._cpu_s
                if second % 60 == 0:
                    self.outcome.percent.append(100 * (self._cpu_s - minute_cpu) / 60)
                    minute_cpu = self._cpu_s
                second += 1
            self._compute(at)
            self._arrive(at, camera, seq)
            gap = 1.0 / self.trace.fps[camera]
            heapq.heappush(arrivals, (at + gap, camera, seq + 1))
        return self.outcome

    def _spend(self, ms: float, at: float, *, noisy: bool = True) -> float:
        if noisy and self.trace.noise:
            ms *= self._random.lognormvariate(0.0, self.trace.noise)
        seconds = ms * self.trace.slowness(at) / 1e3
        self._cpu_s += seconds
        return seconds

    def _plan(self, at: float) -> None:
        self._spend(self.trace.costs.idle_per_second, at)
        self._meter(at)
        recording = set()
        for begin in self.trace.incidents:
            if begin <= at < begin + 1.0:
                self.budget.burst(self._name(0), self.trace.burst_seconds)
                for _ in range(26):  # the frames from before it
                    self._spend(self.trace.costs.record, at)
            if begin <= at < begin + 20.0:
                recording.add(self._name(0))
        for name, level in self.budget.replan(recording).items():
            camera = int(name)
            if level != self._levels[camera]:
                self._levels[camera] = level
                self.outcome.level_changes[camera] += 1
                self.outcome.levels.append((at, camera, level))

    def _meter(self, at: float) -> None:
        now_ns = round(at * NS)
        self.budget.update(now_ns, round(self._cpu_s * NS), self.trace.allowance(at))

    def _arrive(self, at: float, camera: int, seq: int) -> None:
        self._spend(self.trace.costs.header, at, noisy=False)
        self.budget.rate(self._name(camera), self.trace.fps[camera])
        if level_of(seq) < self._levels[camera]:
            return
        seen = self.outcome.cameras[camera]
        seen.received += 1
        self._spend(self.trace.costs.receive, at)
        seen.superseded += seen.waiting is not None
        seen.waiting = (at if seen.waiting is None else seen.waiting[0], seq)
        self._compute(at)

    def _compute(self, until: float) -> None:
        while self._busy_until <= until:
            cameras = enumerate(self.outcome.cameras)
            waiting = [(*c.waiting, i) for i, c in cameras if c.waiting is not None]
            if not waiting:
                return
            since, seq, camera = min(waiting)
            begin = max(self._busy_until, since)
            self._busy_until = begin + self._take(begin, camera, seq)

    def _take(self, at: float, camera: int, seq: int) -> float:
        """Wall seconds that this frame keeps the compute thread busy."""
        seen, name, costs = self.outcome.cameras[camera], self._name(camera), self.trace.costs
        seen.waiting = None
        self._meter(at)
        effort = self.budget.admit(name, seq)
        recording = any(b <= at < b + 20.0 for b in self.trace.incidents) and camera == 0
        if effort is Effort.SKIP:
            seen.shed += 1
            if recording and self.budget.may_keep(name):
                seen.recorded += 1
                self._spend(costs.record, at)
            return 0.0
        seen.analysed_at.append(at)
        seconds = self._spend(costs.full if effort is Effort.FULL else costs.thin, at)
        if effort is Effort.FULL:
            seen.full += 1
        else:
            seen.thin += 1
        self.budget.spent(name, effort, seconds)
        if recording:
            seen.recorded += 1
            self._spend(costs.record, at)
        return seconds

    @staticmethod
    def _name(camera: int) -> str:
        return str(camera)
