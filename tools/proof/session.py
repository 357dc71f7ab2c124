"""One situation measured: blocks with and without virk-edge in turn, and what they say together."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from proof.child import Child
from proof.measure import (
    F64,
    MARGINS,
    NO_CHANGE,
    Arm,
    Block,
    Change,
    Verdict,
    change_of,
    detectable,
    is_enough,
    judge,
    late_change_of,
    overall,
    pairs_of,
    schedule,
)
from proof.recordings import DiskFull, Recording, SlowFsync
from proof.situations import (
    Absent,
    Killed,
    Nothing,
    Overloaded,
    Restarting,
    Situation,
    SmallBudget,
    Stopped,
)
from proof.watched import Place

SITUATIONS: tuple[type[Situation], ...] = (
    Nothing,
    Situation,
    Absent,
    Killed,
    Stopped,
    Restarting,
    Overloaded,
    Recording,
    DiskFull,
    SlowFsync,
    SmallBudget,
)
_CALM_S = 0.5  # the arm "without" before its block
_PATIENCE = 20.0  # times as long as a block should take


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each case is measured: ``quads`` times four blocks of ``block_s`` seconds."""

    quads: int = 5
    block_s: float = 4.0
    fps: float = 20.0
    settle: float = 1.0  # part of the settling time that is kept; below 1 only to try things

    @property
    def frames(self) -> int:
        """Of a block."""
        return max(round(self.block_s * self.fps), 1)


@dataclass(frozen=True, slots=True)
class Case:
    """What one situation showed.

    latency_ms: percentile -> (without, with), all blocks of an arm together; changes: of it.
    predicted: percentile -> change of the latency up to the prediction, before it is published.
    publish_ms: percentile -> of the hook's own calls. late: frames per arm, of ``frames`` each;
    late_change: as a fraction of all frames.
    daemon_percent: of one core, in the blocks with virk-edge. hook: what the hook counted in
    all of the case. missing: why this was not the situation it should have been, or "".
    """

    name: str
    line: str
    pairs: int
    frames: int
    latency_ms: Mapping[int, tuple[float, float]]
    changes: Mapping[int, Change]
    predicted: Mapping[int, Change]
    publish_ms: Mapping[int, float]
    late: tuple[int, int]
    late_change: Change
    daemon_percent: float
    hook: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case's verdict, per percentile and in all; detectable: the smallest change that it sees."""

    verdicts: Mapping[int, Verdict]
    detectable: Mapping[int, float]
    verdict: Verdict


def run_case(kind: type[Situation], plan: Plan, loop: Child, place: Place) -> Case:
    """Measure one situation with a loop that runs. Raises ChildError if a process lets us down."""
    situation = kind(place)
    blocks: list[Block] = []
    shares: list[float] = []
    hook: Counter[str] = Counter()
    try:
        situation.begin(loop)
        for arm in schedule(plan.quads):
            if arm is Arm.WITHOUT:
                time.sleep(_CALM_S * plan.settle)
                blocks.append(_block(loop, arm, plan))
                continue
            situation.enter(loop)
            time.sleep(situation.settle_s * plan.settle)
            counted = loop.ask()["statistics"]
            cpu_s, begin_s = situation.daemon.cpu_s, time.monotonic()
            situation.strike(loop)
            blocks.append(_block(loop, arm, plan))
            shares.append(100 * (situation.daemon.cpu_s - cpu_s) / (time.monotonic() - begin_s))
            hook.update(loop.ask()["statistics"])
            hook.subtract(counted)
            situation.leave(loop)
        loop.ask(hook="close", faulty=False)
    finally:
        situation.end()
    return _case(situation, blocks, float(np.mean(shares)), dict(hook))


def judged(case: Case, noise: Case | None) -> Judged:
    """What a case's intervals say. noise: the case of that name; without it, none is known."""
    verdicts, smallest = {}, {}
    for percentile, margin in MARGINS.items():
        change = case.changes[percentile]
        none = NO_CHANGE if noise is None else noise.changes[percentile]
        enough = is_enough(percentile, pairs=case.pairs, frames=case.frames) and not case.missing
        verdicts[percentile] = judge(change, margin, none) if enough else Verdict.NOT_SHOWN
        smallest[percentile] = detectable(change, margin, none)
    return Judged(verdicts, smallest, overall(list(verdicts.values())))


def noisy(noise: Case) -> bool:
    """Whether nothing at all may have looked like a change above a margin."""
    return any(
        max(noise.changes[p].upper, -noise.changes[p].lower) > margin
        for p, margin in MARGINS.items()
    )


def _block(loop: Child, arm: Arm, plan: Plan) -> Block:
    found = loop.ask(_PATIENCE * plan.block_s + 30.0, block=plan.frames)
    names = ("latency_ms", "predicted_ms", "publish_ms")
    latency, predicted, publish = (np.array(found[n], dtype=np.float64) for n in names)
    return Block(arm, latency, predicted, publish, int(found["late"]))


def _case(
    situation: Situation, blocks: Sequence[Block], daemon_percent: float, hook: dict[str, int]
) -> Case:
    pairs = pairs_of(blocks)
    samples = [(a.latency_ms, b.latency_ms) for a, b in pairs]
    predicted = [(a.predicted_ms, b.predicted_ms) for a, b in pairs]
    without, with_ = (np.concatenate(arm) for arm in zip(*samples, strict=True))
    publish = np.concatenate([b.publish_ms for _, b in pairs])
    return Case(
        name=situation.name,
        line=situation.line,
        pairs=len(pairs),
        frames=sum(len(a.latency_ms) for a, _ in pairs),
        latency_ms={p: (_percentile(without, p), _percentile(with_, p)) for p in MARGINS},
        changes={p: change_of(samples, p) for p in MARGINS},
        predicted={p: change_of(predicted, p) for p in MARGINS},
        publish_ms={p: _percentile(publish, p) for p in MARGINS},
        late=(sum(a.late for a, _ in pairs), sum(b.late for _, b in pairs)),
        late_change=late_change_of(pairs),
        daemon_percent=daemon_percent,
        hook=hook,
        figures=situation.figures(),
        missing=situation.missing(),
    )


def _percentile(values: F64, percentile: float) -> float:
    return float(np.percentile(values, percentile)) if len(values) else 0.0
