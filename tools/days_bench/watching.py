"""A monitor, what is shown to it, and the incidents that it opened: in seconds, for counting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TextIO

from days_bench.measured import CAMERA
from virk_edge.core.monitor import Monitor
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import (
    Armed,
    Channel,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    State,
)


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as it went. Times are the seconds that were shown; closed: None if it lasts."""

    opened_seconds: float
    onset_seconds: float
    closed_seconds: float | None
    trigger: Channel
    times_normal: float
    provisional: bool
    cause: str = ""


class Watch:
    """One camera being watched; keeps what the monitor said.

    highest: the best score of each channel since somebody cleared it. armed: (instance, channel,
    scale) and when. open_seconds: time that passed while an incident was open.
    """

    def __init__(self, monitor: Monitor, trace: Trace | None = None) -> None:
        self.monitor = monitor
        self.incidents: list[Incident] = []
        self.highest: dict[str, float] = {}
        self.armed: list[tuple[float, Armed]] = []
        self.open_seconds = 0.0
        self.seconds: float | None = None
        self._trace = trace

    @classmethod
    def fresh(cls, detect: DetectConfig, trace: Trace | None = None) -> Watch:
        """A camera that has seen nothing yet."""
        return cls(Monitor(CAMERA, detect), trace)

    @classmethod
    def from_state(cls, state: State, detect: DetectConfig, trace: Trace | None = None) -> Watch:
        """A camera that has seen what the saved one had."""
        return cls(Monitor.restore(state, detect), trace)

    @property
    def open(self) -> bool:
        """Whether an incident is open, also one from before this watch began."""
        return self.monitor.incident is not None

    def show(self, observation: Observation) -> None:
        """Judge one observation."""
        seconds = observation.info.t_boot_ns / 1e9
        if self.open and self.seconds is not None:
            self.open_seconds += seconds - self.seconds
        self.seconds = seconds
        step = self.monitor.step(observation)
        for score in step.scores:
            self.highest[score.channel] = max(self.highest.get(score.channel, 0.0), score.score)
            if self._trace is not None:
                self._trace.add(
                    seconds,
                    score.channel,
                    score.instance,
                    (score.score, score.times_normal, score.scale_seconds),
                )
        for event in step.events:
            if isinstance(event, IncidentOpened):
                self.incidents.append(_opened(event))
            elif isinstance(event, IncidentDiagnosed) and self.incidents:
                self._change(cause=event.diagnosis.causes[0].cause)
            elif isinstance(event, IncidentClosed) and self.incidents:
                self._change(closed_seconds=event.t_boot_ns / 1e9)
            elif isinstance(event, Armed):
                self.armed.append((seconds, event))

    def _change(self, **changes: object) -> None:
        self.incidents[-1] = replace(self.incidents[-1], **changes)  # type: ignore[arg-type]


def _opened(event: IncidentOpened) -> Incident:
    return Incident(
        opened_seconds=event.t_boot_ns / 1e9,
        onset_seconds=event.onset_boot_ns / 1e9,
        closed_seconds=None,
        trigger=event.trigger,
        times_normal=event.times_normal,
        provisional=event.provisional,
    )


class Trace:
    """Every score as a line of CSV, to look into single cases."""

    def __init__(self, file: TextIO) -> None:
        self.run = ""  # which run the lines belong to
        self._file = file
        print("run,seconds,channel,instance,score,times_normal,scale_seconds", file=file)

    def add(
        self, seconds: float, channel: str, instance: str, numbers: tuple[float, float, float]
    ) -> None:
        """One channel's score, times normal and scale."""
        score, times, scale = numbers
        print(
            f"{self.run},{seconds:.3f},{channel},{instance},{score:.4f},{times:.3f},{scale:g}",
            file=self._file,
        )
