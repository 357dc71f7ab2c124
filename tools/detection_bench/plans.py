"""Which cells a run has, and how long each lasts: the whole, or ``--quick``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from detection_bench.cell import Plan
from detection_bench.jobs import (
    ALIBI_LSDD,
    ALIBI_MMD,
    ALWAYS,
    CALENDAR,
    HOUSE,
    INSTALLED,
    NEWMA,
    OWN,
    RIVER,
    SESSION,
    SHORT_RUN,
    Job,
    seed_of,
)
from detection_bench.streams import Change

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
MONTH: Final = 30 * DAY
PARTS: Final = ("streams", "rivals", "real")
SYNTHETIC: Final = ("independent", "ar 0.5", "ar 0.9", "ar 0.99", "camera")
CALENDAR_LEARN_SECONDS: Final = 97 * HOUR  # it is frozen after 96 h of samples


@dataclass(frozen=True, slots=True)
class Clip:
    """Embedded footage: its name and where its vectors lie."""

    name: str
    vectors: str


def _changes(ramp_seconds: float) -> tuple[Change, ...]:
    """What is added to synthetic signals, in standard deviations along a random direction."""
    return (
        Change("step 2σ", 2.0),
        Change("step 3σ", 3.0),
        Change("step 6σ", 6.0),
        Change("ramp to 6σ", 6.0, ramp_seconds=ramp_seconds),
        Change("6σ, 20 % of the time", 6.0, share=0.2),
    )


# What befalls footage: the name of the change, the fault and its strength as embedded.
FAULTS: Final = (
    Change("defocus, medium", "knocked_lens medium"),
    Change("fog, medium", "fog medium"),
    Change("bump, strong", "bump strong"),
    Change("cover, medium", "cover medium"),
    Change("ramp to defocus", "knocked_lens strong", ramp_seconds=600.0),
    Change("defocus, 20 % of the time", "knocked_lens strong", share=0.2),
)

_SHORT = Plan(  # one sample a second
    baseline_seconds=HOUR,
    calibrate_seconds=4 * HOUR,
    null_seconds=4 * HOUR,
    matched_seconds=2 * HOUR,
    block_seconds=300.0,
    span_seconds=HOUR,
    branches=8,
    limit_seconds=HOUR,
    alarms_samples=5000,
    changes=_changes(1800.0),
)
_CAMERA = Plan(  # one sample in ten seconds
    baseline_seconds=CALENDAR_LEARN_SECONDS,
    calibrate_seconds=2 * DAY,
    null_seconds=2 * DAY,
    matched_seconds=DAY,
    block_seconds=2 * HOUR,
    span_seconds=DAY,
    branches=8,
    limit_seconds=DAY,
    alarms_samples=5000,
    changes=_changes(6 * HOUR),
)
_CLIP = Plan(  # five samples a second
    baseline_seconds=HOUR,
    calibrate_seconds=HOUR,
    null_seconds=HOUR,
    matched_seconds=HOUR / 2,
    block_seconds=75.0,
    span_seconds=HOUR / 2,
    branches=8,
    limit_seconds=HOUR / 2,
    alarms_samples=5000,
    changes=FAULTS,
)


def plan_of(stream: str, detector: str, *, quick: bool) -> Plan:
    """How long a detector runs on a stream: those that cost a millisecond a step run less long."""
    plan = _CAMERA if stream == "camera" else _CLIP if stream.startswith("clip") else _SHORT
    slow = detector in (ALIBI_MMD, ALIBI_LSDD)
    if quick:
        return replace(
            plan,
            null_seconds=plan.null_seconds / 4,
            branches=2,
            limit_seconds=plan.limit_seconds / 4,
            alarms_samples=1500,
        )
    if slow:
        null_seconds = plan.null_seconds / 2
        return replace(plan, null_seconds=null_seconds, branches=3, alarms_samples=3000)
    plan = replace(plan, alarms_samples=4 * plan.alarms_samples)
    if detector in OWN and stream != "camera":
        return replace(plan, null_seconds=18 * plan.null_seconds)
    return plan


def jobs_of(parts: Sequence[str], clips: Sequence[Clip], seed: int, *, quick: bool) -> list[Job]:
    """Cells and long null runs, the longest first. Costs are not among them, see ``cost_jobs``."""
    jobs: list[Job] = []
    if "streams" in parts:
        jobs += [_calendar_job(seed, camera, quick=quick) for camera in range(1 if quick else 4)]
    streams = _streams(parts, quick=quick)
    for stream in streams:
        own: tuple[str, ...] = (CALENDAR, SESSION) if stream == "camera" else (SESSION,)
        if stream in ("independent", "ar 0.9") and not quick:
            own = (*own, SHORT_RUN)
        known = (*own, *HOUSE) if "streams" in parts else ()
        for detector in (*_installed(parts, stream, quick=quick), *known):
            plan = plan_of(stream, detector, quick=quick)
            jobs.append(Job("cell", stream, detector, seed_of(seed, stream), plan))
    for clip in clips if "real" in parts else ():
        stream = f"clip {clip.name}"
        for detector in (*_installed(parts, stream, quick=quick), SESSION, *HOUSE):
            plan = plan_of(stream, detector, quick=quick)
            seed_here = seed_of(seed, stream)
            jobs.append(Job("cell", stream, detector, seed_here, plan, vectors=clip.vectors))
    slow = (ALIBI_MMD, ALIBI_LSDD)
    return sorted(jobs, key=lambda job: (job.kind != "null", job.detector not in slow))


def _installed(parts: Sequence[str], stream: str, *, quick: bool) -> tuple[str, ...]:
    """Those of other packages; a step of Alibi Detect costs about a millisecond."""
    if "rivals" not in parts:
        return ()
    if quick:
        return (RIVER, ALIBI_MMD) if stream == "independent" else (RIVER,)
    return INSTALLED


def _streams(parts: Sequence[str], *, quick: bool) -> tuple[str, ...]:
    if "streams" not in parts and "rivals" not in parts:
        return ()
    return ("independent", "ar 0.9") if quick else SYNTHETIC


def _calendar_job(seed: int, camera: int, *, quick: bool) -> Job:
    """A quarter of a year of one camera, or ten days of it."""
    return Job(
        "null",
        "camera",
        CALENDAR,
        seed_of(seed, "camera", camera),
        learn_seconds=CALENDAR_LEARN_SECONDS,
        null_seconds=10 * DAY if quick else 3 * MONTH,
    )


def cost_jobs(parts: Sequence[str], seed: int, *, quick: bool) -> list[Job]:
    """What a step costs, on a signal as long as an embedding, one after the other."""
    detectors = [SESSION, NEWMA, *(name for name in HOUSE if name not in (NEWMA, ALWAYS))]
    if "rivals" in parts:
        detectors += _installed(parts, "independent", quick=quick)
    steps = 500 if quick else 5000
    return [
        Job("cost", "wide", name, seed_of(seed, "cost"), learn_seconds=HOUR, steps=steps)
        for name in detectors
    ]


def place_of(stream: str, detector: str) -> tuple[int, str, int]:
    """Where a row stands in the tables."""
    order = (*OWN, *INSTALLED, *HOUSE)
    known = SYNTHETIC.index(stream) if stream in SYNTHETIC else len(SYNTHETIC)
    return known, stream, order.index(detector)


def shipped_name(footage: str) -> str:
    """How a clip is called in tables: its file's name, never its folder."""
    return Path(footage).stem
