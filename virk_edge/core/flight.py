"""What a recording of an incident consists of, decided frame by frame: the flight recorder's loop.

This file writes nothing: it hands out jobs that carry all that a bundle needs. Before an incident
the newest frames, measurements and two or three states of the judge are in memory and nowhere else.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from virk_edge.core.exhibit import Sight
from virk_edge.core.monitor import Monitor
from virk_edge.core.readings import NS
from virk_edge.core.ring import FrameRing
from virk_edge.formats.config import RecordConfig
from virk_edge.nouns import (
    Diagnosis,
    Heard,
    HeardStep,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    ObservedStep,
    RecordedFrame,
    RecordedStep,
    State,
    Step,
)


@dataclass(frozen=True, slots=True)
class Begin:
    """Start a bundle: the judge's state, every step since, and the frames before the opening.

    There may be no frames: a feed that has stalled shows none.
    """

    incident: IncidentOpened
    state: State
    steps: tuple[RecordedStep, ...]
    frames: tuple[RecordedFrame, ...]


@dataclass(frozen=True, slots=True)
class Continue:
    """One more step; ``frame`` is None for headers, and when there was no buffer for it."""

    step: RecordedStep
    frame: RecordedFrame | None


@dataclass(frozen=True, slots=True)
class Keep:
    """One more frame that nobody has measured: the processor budget paid for keeping it alone."""

    frame: RecordedFrame


@dataclass(frozen=True, slots=True)
class Finish:
    """End the bundle. ``closed`` is None when the recording ends before the incident does.

    sight: the pictures of the last diagnosis, None if it had none.
    """

    incident: IncidentOpened
    diagnosis: Diagnosis | None
    closed: IncidentClosed | None
    reason: str
    sight: Sight | None = None


_STEPS_MAX = 600  # measurements in memory, some 60 kB each

Job: TypeAlias = Begin | Continue | Keep | Finish
Look: TypeAlias = Callable[[], Sight | None]


def _blind() -> None:
    """Nothing to show."""


def frames_of(job: Job) -> tuple[RecordedFrame, ...]:
    """The frames that a job carries; whoever does not write them gives them back."""
    if isinstance(job, Begin):
        return job.frames
    if isinstance(job, (Continue, Keep)) and job.frame is not None:
        return (job.frame,)
    return ()


class FlightLog:
    """The memory of one camera's last seconds, and the recording that may be going on.

    Call ``before`` and ``after`` around each step of the monitor.
    """

    def __init__(self, limits: RecordConfig) -> None:
        self.limits = limits
        self.ring = FrameRing(bytes_max=limits.ring_bytes, seconds_max=limits.pre_seconds)
        self.losses: Counter[str] = Counter()
        self._states: deque[tuple[int, State, int]] = deque()  # time, state, steps before it
        self._steps: deque[RecordedStep] = deque()
        self._dropped = 0  # steps that have left ``_steps`` on the left
        self._recording: IncidentOpened | None = None
        self._diagnosis: Diagnosis | None = None
        self._sight: Sight | None = None  # of that diagnosis

    @property
    def recording(self) -> IncidentOpened | None:
        """The incident being recorded, None when nothing is."""
        return self._recording

    def before(self, monitor: Monitor, t_ns: int, *, idle: bool = False) -> None:
        """Save the judge's state if it is time to; old states and their steps are let go.

        idle: nothing came; what is judged then is little, and needs no state of its own.
        """
        spacing_ns = self.limits.pre_seconds * NS / 2
        newest = self._dropped + len(self._steps)
        if (
            not self._states
            or (not idle and t_ns - self._states[-1][0] >= spacing_ns)
            or newest - self._states[-1][2] >= _STEPS_MAX // 2
        ):
            self._states.append((t_ns, monitor.save(), newest))
        while len(self._states) > 1:
            # Every frame that is kept can be judged again; a feed that stalls keeps its last ones.
            oldest_ns = self.ring.oldest_ns
            covered = oldest_ns is None or self._states[1][0] <= oldest_ns
            too_many = newest - self._states[0][2] >= _STEPS_MAX
            old = t_ns - self._states[1][0] >= 2 * spacing_ns and covered
            if not old and not too_many:
                break
            self._states.popleft()
            self.ring.forget_before(self._states[0][0])
        while self._dropped < self._states[0][2]:
            self._steps.popleft()
            self._dropped += 1

    def after(
        self, frame: RecordedFrame, observation: Observation, step: Step, sight: Look = _blind
    ) -> list[Job]:
        """Take a judged frame; the jobs that follow from it, in order.

        sight: the monitor's own, asked when this step brought a diagnosis.
        """
        taken = ObservedStep(observation, step)
        self._follow(step, sight)
        return self._take(taken, observation.info.t_boot_ns, frame)

    def after_headers(self, heard: Heard, step: Step, sight: Look = _blind) -> list[Job]:
        """Take what was heard and judged; the jobs that follow from it, in order. sight: above."""
        self._follow(step, sight)
        return self._take(HeardStep(heard, step), heard.t_boot_ns, None)

    def keep(self, frame: RecordedFrame) -> list[Job]:
        """Take a frame that was not judged, while something is being recorded."""
        if self._recording is None:
            return []
        kept = self.ring.copy(frame)
        if kept is None:
            self.losses["recorder_busy"] += 1
            return []
        return [Keep(kept)]

    def _follow(self, step: Step, sight: Look) -> None:
        """The last diagnosis is the one that counts."""
        for event in step.events:
            if isinstance(event, IncidentDiagnosed):
                self._diagnosis, self._sight = event.diagnosis, sight()

    def _take(self, taken: RecordedStep, t_ns: int, frame: RecordedFrame | None) -> list[Job]:
        step = taken.step
        self._steps.append(taken)
        opened = next((e for e in step.events if isinstance(e, IncidentOpened)), None)
        closed = next((e for e in step.events if isinstance(e, IncidentClosed)), None)
        if self._recording is not None:
            return self._go_on(taken, t_ns, frame, closed)
        if frame is not None and self.ring.keep(frame) is None:
            self.losses["ring_full"] += 1
        if opened is None:
            self._sight = None  # of an incident whose recording is over
            return []
        return [self._begin(opened)]

    def finish(self, closed: IncidentClosed | None, reason: str) -> list[Job]:
        """End the recording that is going on, because nothing more will come."""
        if self._recording is None:
            return []
        ending = Finish(self._recording, self._diagnosis, closed, reason, self._sight)
        self._recording = self._sight = None
        return [ending]

    def forget(self) -> None:
        """The judge was changed from outside: what came before does not lead to what comes."""
        self._states.clear()
        self._dropped += len(self._steps)
        self._steps.clear()

    def _begin(self, opened: IncidentOpened) -> Begin:
        self._recording = opened
        _, state, _ = self._states[0]  # the steps that are kept begin at it
        return Begin(opened, state, tuple(self._steps), tuple(self.ring.take()))

    def _go_on(
        self,
        taken: RecordedStep,
        t_ns: int,
        frame: RecordedFrame | None,
        closed: IncidentClosed | None,
    ) -> list[Job]:
        assert self._recording is not None
        kept = None if frame is None else self.ring.copy(frame)
        if frame is not None and kept is None:
            self.losses["recorder_busy"] += 1
        jobs: list[Job] = [Continue(taken, kept)]
        seconds = (t_ns - self._recording.t_boot_ns) / NS
        if closed is not None:
            jobs += self.finish(closed, closed.reason)
        elif seconds >= self.limits.max_seconds:
            jobs += self.finish(None, "recording_cap")
        return jobs
