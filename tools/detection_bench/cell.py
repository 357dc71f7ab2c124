"""One detector on one stream: how often it calls without a reason, how soon with one."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from detection_bench.detectors import Anchored, Detector
from detection_bench.measure import held, hold_samples, threshold
from detection_bench.streams import I64, Change, Stream
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment
from virk_edge.core.readings import NS, Reading, rule_reading
from virk_edge.nouns import F64

LIMITS = IncidentLimits()
_PIECE = 4096  # samples drawn at a time in null runs
_EPISODE_PIECE = 64  # in episodes, which may end early


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each part of a cell lasts, in seconds of the stream.

    matched_seconds: the matched track asks every detector for one alarm in so long.
    block_seconds: of the block maxima of the null run that sets that threshold.
    branches: points of time from which every change begins, spread over ``span_seconds``.
    limit_seconds: a change that is not found by then is missed.
    alarms_samples: run with the detector's own restart after each alarm, at most so long.
    """

    baseline_seconds: float
    calibrate_seconds: float
    null_seconds: float
    matched_seconds: float
    block_seconds: float
    span_seconds: float
    branches: int
    limit_seconds: float
    alarms_samples: int
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Watch:
    """An incident tracker with a tally."""

    tracker: IncidentTracker = field(default_factory=lambda: IncidentTracker(LIMITS))
    incidents: int = 0
    samples: int = 0
    open_samples: int = 0

    @property
    def is_open(self) -> bool:
        """Whether an incident is going on."""
        return self.tracker.phase == "open"

    def update(self, reading: Reading, seq: int, t_ns: int) -> None:
        """Take one reading."""
        before = self.is_open
        self.tracker.update({"appearance": reading}, Moment(seq, t_ns))
        self.samples += 1
        self.open_samples += self.is_open
        self.incidents += self.is_open and not before


class Run:
    """A detector on its stream, with one incident logic per threshold; can be copied mid-way."""

    def __init__(self, stream: Stream, detector: Detector) -> None:
        self.stream, self.detector = stream, detector
        self.own, self.matched = Watch(), Watch()
        self.level: float | None = None  # of the statistic, in the matched track
        self.index = 0

    def times_ns(self, count: int) -> I64:
        """Times of the next samples."""
        steps = np.arange(self.index, self.index + count)
        return np.asarray(np.rint(steps * (self.stream.seconds * NS)), dtype=np.int64)

    def learn(self, seconds: float) -> float:
        """Give it a baseline; how many seconds that took on this machine."""
        count = round(seconds / self.stream.seconds)
        baseline, times_ns = self.stream.take(count), self.times_ns(count)
        self.index += count
        begin = time.perf_counter()
        self.detector.learn(baseline, times_ns)
        return time.perf_counter() - begin

    def feed(self, samples: F64) -> Iterator[Reading]:
        """Judge samples that the stream has just given."""
        for sample, t_ns in zip(samples, self.times_ns(len(samples)).tolist(), strict=True):
            reading = self.detector.step(sample, t_ns, learn=not self.own.is_open)
            self.own.update(reading, self.index, t_ns)
            statistic = self.detector.statistic
            if self.level is not None and statistic is not None:
                before = self.matched.incidents
                self.matched.update(rule_reading(statistic / self.level, 1.0), self.index, t_ns)
                if self.matched.incidents > before:
                    self.detector.alarmed()
            self.index += 1
            yield reading

    def null(self, seconds: float) -> F64:
        """Nothing happens for so long; the statistics, float64 (n,), NaN where there is none."""
        count = round(seconds / self.stream.seconds)
        statistics = np.full(count, np.nan)
        done = 0
        while done < count:
            for _ in self.feed(self.stream.take(min(_PIECE, count - done))):
                if self.detector.statistic is not None:
                    statistics[done] = self.detector.statistic
                done += 1
        return statistics

    def episode(self, change: Change, direction: int, limit_seconds: float) -> Delays:
        """What happens from the onset of a change; the run itself is used up by it."""
        already_own, already_matched = self.own.is_open, self.matched.is_open
        delays = Delays(blind=already_own, matched_blind=already_matched)
        wanted_own = not already_own
        wanted_matched = self.level is not None and not already_matched
        step, count = self.stream.seconds, round(limit_seconds / self.stream.seconds)
        for begin in range(0, count, _EPISODE_PIECE):
            clean = self.stream.take(min(_EPISODE_PIECE, count - begin))
            seconds: F64 = np.arange(begin, begin + len(clean), dtype=np.float64) * step
            strength = change.strength(seconds, direction)
            changed = clean + strength[:, None] * self.stream.shift(change, direction)
            for at, _ in zip(seconds.tolist(), self.feed(changed), strict=False):
                if wanted_own and self.own.is_open:
                    delays.own_seconds, wanted_own = at, False
                if wanted_matched and self.matched.is_open:
                    delays.matched_seconds, wanted_matched = at, False
                if not wanted_own and not wanted_matched:
                    return delays
        return delays


@dataclass(slots=True)
class Delays:
    """From the onset to the opening, None if missed; blind: an incident was open before."""

    blind: bool
    matched_blind: bool
    own_seconds: float | None = None
    matched_seconds: float | None = None


def run_cell(stream: Stream, detector: Detector, plan: Plan) -> dict[str, object]:
    """All figures of one cell but the cost of a step, which is measured apart."""
    run = Run(stream, detector)
    run.learn(plan.baseline_seconds)
    alarms = _alarms(copy.deepcopy(run), plan.alarms_samples)
    statistics = run.null(plan.calibrate_seconds)
    if detector.statistic is not None:
        hold = hold_samples(stream.seconds, LIMITS)
        block = round(plan.block_seconds / stream.seconds)
        wanted = plan.matched_seconds / stream.seconds
        run.level = threshold(held(statistics, hold), block, wanted)
    run.null(plan.null_seconds)
    own, matched = run.own, run.matched
    found: dict[str, object] = {
        "claim_seconds": detector.claim_seconds,
        "null_seconds": own.samples * stream.seconds,
        "incidents": own.incidents,
        "open_share": own.open_samples / max(own.samples, 1),
        "matched_wanted_seconds": plan.matched_seconds if run.level is not None else None,
        "matched_null_seconds": matched.samples * stream.seconds,
        "matched_incidents": matched.incidents,
        "matched_open_share": matched.open_samples / max(matched.samples, 1),
    }
    if isinstance(detector, Anchored):
        found["frozen"] = detector.frozen
        found["incidents_while_learning"] = detector.incidents_while_learning
    else:
        found |= alarms
    found["changes"] = _changes(run, plan)
    return found


def _alarms(run: Run, limit_samples: int) -> dict[str, object]:
    """Alarms as the detector itself counts them: each time it goes over, begun again after it."""
    count, before = 0, False
    samples = run.stream.take(limit_samples)
    for reading in run.feed(samples):
        over = reading.score > 1.0
        if over and not before:
            count += 1
            over = not run.detector.rearm()
        before = over
    return {"alarms": count, "alarms_seconds": limit_samples * run.stream.seconds}


def _changes(run: Run, plan: Plan) -> dict[str, list[dict[str, object]]]:
    """Every change from every branch."""
    found: dict[str, list[dict[str, object]]] = {change.name: [] for change in plan.changes}
    leads = np.random.default_rng(len(plan.changes)).uniform(0.5, 1.5, plan.branches)
    for branch, lead in enumerate(leads.tolist()):
        run.null(plan.span_seconds / plan.branches * lead)  # nobody may know when it comes
        for change in plan.changes:
            delays = copy.deepcopy(run).episode(change, branch, plan.limit_seconds)
            found[change.name].append(
                {
                    "blind": delays.blind,
                    "own_seconds": delays.own_seconds,
                    "matched_blind": delays.matched_blind,
                    "matched_seconds": delays.matched_seconds,
                }
            )
    return found


def run_null(stream: Stream, detector: Detector, learn_seconds: float, seconds: float) -> Watch:
    """A long time in which nothing happens, after a baseline."""
    run = Run(stream, detector)
    run.learn(learn_seconds)
    run.null(seconds)
    return run.own


def run_cost(
    stream: Stream, detector: Detector, learn_seconds: float, steps: int
) -> dict[str, object]:
    """Set-up in seconds, microseconds a step, bytes kept; nothing else should run meanwhile."""
    run = Run(stream, detector)
    configure_seconds = run.learn(learn_seconds)
    taken_ns: list[int] = []
    samples, times_ns = stream.take(steps), run.times_ns(steps).tolist()
    for sample, t_ns in zip(samples, times_ns, strict=True):
        begin_ns = time.perf_counter_ns()
        detector.step(sample, t_ns, learn=True)
        taken_ns.append(time.perf_counter_ns() - begin_ns)
    return {
        "configure_seconds": configure_seconds,
        "p50_us": float(np.percentile(taken_ns, 50)) / 1e3,
        "p99_us": float(np.percentile(taken_ns, 99)) / 1e3,
        "state_bytes": detector.state_bytes(),
    }
