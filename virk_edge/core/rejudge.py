"""A recording judged again, line by line, and compared with what was judged then. Pure."""

from __future__ import annotations

from virk_edge.core.compare import compare_causes, compare_steps
from virk_edge.core.exhibit import Sight
from virk_edge.core.monitor import Monitor
from virk_edge.core.verdict import Stage
from virk_edge.nouns import Cause, HeardStep, IncidentDiagnosed, RecordedStep, Step


def judge_again(
    monitor: Monitor, steps: list[RecordedStep], causes: tuple[Cause, ...]
) -> tuple[Stage, Sight | None]:
    """The decision stage, and the pictures of the last diagnosis.

    monitor: as it was before the first step; causes: what the recording names at its end.
    """
    stage, diagnosis, sight = Stage("decision"), None, None
    for step in steps:
        again, where = _judged(monitor, step)
        if any(isinstance(event, IncidentDiagnosed) for event in again.events):
            diagnosis, sight = monitor.diagnosis, monitor.sight()
        stage.note(where, compare_steps(step.step, again))
    found = compare_causes(causes, diagnosis)
    if found:
        stage.note("manifest", found)
    return stage, sight


def _judged(monitor: Monitor, step: RecordedStep) -> tuple[Step, str]:
    """What the monitor says to a recorded step, and where in the recording that is."""
    if isinstance(step, HeardStep):
        return monitor.listen(step.heard), f"headers up to {step.heard.seq}"
    return monitor.step(step.observation), f"frame {step.observation.info.seq}"
