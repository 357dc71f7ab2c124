"""A job is all that one process needs to know; here its words become streams and detectors."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from detection_bench.cell import LIMITS, Plan, run_cell, run_cost, run_null
from detection_bench.detectors import (
    Always,
    Anchored,
    Detector,
    calendar_limits,
    session_limits,
)
from detection_bench.measure import MONTH_SECONDS, hold_samples
from detection_bench.rivals import FixedMmd, Newma
from detection_bench.streams import (
    Autoregressive,
    Change,
    Independent,
    ResampledClip,
    SimulatedCamera,
    Stream,
    generator,
)

RUN_SAMPLES: Final = 150  # the run length that those are asked for who can be asked
NEWMA_WINDOW: Final = 150
SESSION, CALENDAR, SHORT_RUN = "virk-edge session", "virk-edge calendar", "virk-edge for 150"
OWN = (SESSION, CALENDAR, SHORT_RUN)
NEWMA, FIXED, ALWAYS = "NEWMA", "MMD at 0.02", "always"
HOUSE = (NEWMA, FIXED, ALWAYS)
ALIBI_MMD, ALIBI_LSDD, RIVER = "Alibi MMD", "Alibi LSDD", "River Page-Hinkley"
INSTALLED = (ALIBI_MMD, ALIBI_LSDD, RIVER)

_UNIT_FLOOR, _EMBEDDING_FLOOR = 0.01, 0.004
EMBEDDING_LENGTH = 152


@dataclass(frozen=True, slots=True)
class Job:
    """One cell, one long null run or one measurement of costs.

    stream: "independent", "ar PHI", "camera", "clip NAME" or "wide" (independent, as long as an
    embedding). vectors: the .npz of a clip. plan: of a cell.
    """

    kind: str
    stream: str
    detector: str
    seed: int
    plan: Plan | None = None
    vectors: str = ""
    learn_seconds: float = 0.0
    null_seconds: float = 0.0
    steps: int = 0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Job:
        """The job that ``to_json`` described."""
        plan = values.pop("plan")
        if plan is not None:
            changes = tuple(Change(**change) for change in plan.pop("changes"))
            plan = Plan(**plan, changes=changes)
        return cls(**values, plan=plan)


def make_stream(job: Job) -> Stream:
    """The stream that a job names; the same for every detector."""
    word, _, rest = job.stream.partition(" ")
    if word == "clip":
        with np.load(job.vectors) as found:
            seconds = float(found["seconds"])
            vectors = {
                name.removeprefix("clip/"): found[name].astype(np.float64)
                for name in found.files
                if name.startswith("clip/")
            }
        return ResampledClip(job.seed, vectors, seconds)
    if word == "ar":
        return Autoregressive(job.seed, float(rest))
    if word == "camera":
        return SimulatedCamera(job.seed)
    stream = Independent(job.seed)
    if word == "wide":
        stream.length = EMBEDDING_LENGTH
    return stream


def make_detector(job: Job, stream: Stream) -> Detector:
    """The detector that a job names, set up for its stream's rate."""
    floor = _EMBEDDING_FLOOR if job.stream.startswith("clip") else _UNIT_FLOOR
    hold, seed = hold_samples(stream.seconds, LIMITS), job.seed
    if job.detector in INSTALLED:
        from detection_bench.installed import AlibiOnline, RiverPageHinkley

        if job.detector == RIVER:
            return RiverPageHinkley(hold)
        kind = "mmd" if job.detector == ALIBI_MMD else "lsdd"
        return AlibiOnline(kind, RUN_SAMPLES, stream.seconds, seed)  # type: ignore[arg-type]
    if job.detector == SHORT_RUN:
        per_month = MONTH_SECONDS / (RUN_SAMPLES * stream.seconds)
        return Anchored(session_limits(floor, per_month))
    if job.detector == CALENDAR:
        return Anchored(calendar_limits(floor))
    if job.detector == NEWMA:
        return Newma(NEWMA_WINDOW, RUN_SAMPLES, stream.seconds, seed)
    if job.detector == FIXED:
        return FixedMmd()
    if job.detector == ALWAYS:
        return Always(RUN_SAMPLES, hold, stream.seconds)
    return Anchored(session_limits(floor))


def run_job(job: Job) -> dict[str, Any]:
    """Carry it out; the answer is a row with the names of stream and detector."""
    stream = make_stream(job)
    detector = make_detector(job, stream)
    row: dict[str, Any] = {"kind": job.kind, "stream": job.stream, "detector": job.detector}
    row["seed"] = job.seed
    if job.kind == "cell":
        assert job.plan is not None
        return row | run_cell(stream, detector, job.plan)
    if job.kind == "null":
        watch = run_null(stream, detector, job.learn_seconds, job.null_seconds)
        frozen = isinstance(detector, Anchored) and detector.frozen
        learning = detector.incidents_while_learning if isinstance(detector, Anchored) else 0
        return row | {
            "null_seconds": watch.samples * stream.seconds,
            "incidents": watch.incidents,
            "open_share": watch.open_samples / max(watch.samples, 1),
            "claim_seconds": detector.claim_seconds,
            "frozen": frozen,
            "incidents_while_learning": learning,
        }
    return row | run_cost(stream, detector, job.learn_seconds, job.steps)


def seed_of(seed: int, *purpose: object) -> int:
    """A seed for one of several runs of the same kind."""
    return int(generator(seed, *purpose).integers(2**31))
