"""One camera's judge: observations in, scores and events out. Daemon, analyze and replay run it.

This file never reads a clock; time is what the observations say. ``save`` and ``restore`` anywhere
are invisible: the restored monitor goes on bit for bit.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import fields

from virk_edge.core.channels import Channels, Readings
from virk_edge.core.diagnose import Case, diagnose
from virk_edge.core.evidence import Glimpse
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment, Opening
from virk_edge.core.outputs import FeedHealth, FeedReport
from virk_edge.core.readings import NS, Reading
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import (
    Armed,
    Channel,
    ChannelScore,
    Diagnosis,
    Event,
    FrameInfo,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    State,
    Step,
)

_GLIMPSES = 9
_GLIMPSE_SPACING_NS = 300_000_000
_AT_ITS_HEIGHT = 0.9  # share of the highest score so far below which the trouble is receding


class Monitor:
    """Baseline, drift, incident and diagnosis of one camera.

    ``step`` takes one observation at a time, in order. Frames whose time does not advance are
    scored by what is already known and teach nothing.
    """

    def __init__(self, camera: str, detect: DetectConfig) -> None:
        self.camera = camera
        self.detect = detect
        self.tracker = IncidentTracker(incident_limits(detect))
        self.channels = Channels(detect)
        self.incident: IncidentOpened | None = None
        self.diagnosis: Diagnosis | None = None
        self._health = FeedHealth(
            learn_seconds=detect.learn_seconds, learn_max_seconds=detect.learn_max_seconds
        )
        self._glimpses: deque[Glimpse] = deque(maxlen=_GLIMPSES)
        self._readings: Readings = {}
        self._diagnosis_due_ns = 0
        self._diagnosis_wait_ns = 0
        self._height = 0.0  # the highest score of the open incident

    # -- one observation ------------------------------------------------------------------------

    def step(self, observation: Observation) -> Step:
        """Judge one observation."""
        info = observation.info
        now = Moment(info.seq, info.t_boot_ns)
        report = self._health.step(observation, learn=self.tracker.phase == "quiet")
        learn = self.tracker.phase == "quiet" and report.reading.score <= 1.0
        readings: Readings = {"feed": report.reading}
        if report.format_now is None:
            readings |= self.channels.measure(observation, learn=learn)
            self._glimpse(observation)
        self._readings = {**self._readings, **readings}
        events: list[Event] = [
            Armed(self.camera, info.seq, info.t_boot_ns, "session", channel, scale)
            for channel, reading in readings.items()
            for scale in reading.newly_armed
        ]
        change = self.tracker.update(readings, now)
        if isinstance(change, Opening):
            events += self._open(change, info, report)
        elif change:
            events.append(self._close(info, "recovered"))
        elif self.incident is not None:
            events += self._diagnose_again(info, report)
        return Step(scores=tuple(_score(c, r) for c, r in readings.items()), events=tuple(events))

    def finish(self, info: FrameInfo, reason: str) -> IncidentClosed | None:
        """End an open incident because nothing more will come: shutdown, end_of_footage.

        info: of the last frame stepped.
        """
        return self._close(info, reason) if self.incident is not None else None

    # -- incidents ------------------------------------------------------------------------------

    def _glimpse(self, observation: Observation) -> None:
        t_ns = observation.info.t_boot_ns
        if self._glimpses and t_ns - self._glimpses[-1].t_ns < _GLIMPSE_SPACING_NS:
            return
        self._glimpses.append(
            Glimpse(t_ns, observation.picture, observation.cells, observation.fingerprint)
        )

    def _open(self, opening: Opening, info: FrameInfo, report: FeedReport) -> Iterable[Event]:
        self.incident = IncidentOpened(
            incident=incident_id(info),
            camera=self.camera,
            seq=info.seq,
            t_boot_ns=info.t_boot_ns,
            t_wall_ns=info.t_wall_ns,
            onset_seq=opening.onset.seq,
            onset_boot_ns=opening.onset.t_ns,
            trigger=opening.trigger,
            times_normal=opening.times_normal,
            provisional=True,  # the session instance; only the calendar's word is final
        )
        self._diagnosis_wait_ns = NS
        self._diagnosis_due_ns = info.t_boot_ns + NS
        self._height = self._highest()
        yield self.incident
        yield self._diagnose(info, report)

    def _diagnose_again(self, info: FrameInfo, report: FeedReport) -> Iterable[Event]:
        """More frames make a better diagnosis; asked at 1, 2, 4, 8 … s while the trouble lasts.

        Not while it recedes: slow averages are over their level long after the pictures are as
        they were, and the last diagnosis is the one that counts.
        """
        highest = self._highest()
        self._height = max(self._height, highest)
        lasts = highest > 1.0 and highest >= _AT_ITS_HEIGHT * self._height
        if info.t_boot_ns < self._diagnosis_due_ns or not lasts:
            return
        self._diagnosis_due_ns = info.t_boot_ns + self._diagnosis_wait_ns
        self._diagnosis_wait_ns *= 2
        yield self._diagnose(info, report)

    def _highest(self) -> float:
        return max(r.score for r in self._readings.values())

    def _diagnose(self, info: FrameInfo, report: FeedReport) -> IncidentDiagnosed:
        assert self.incident is not None
        since_ns = self.incident.onset_boot_ns
        recent = [g for g in self._glimpses if g.t_ns > since_ns]
        case = Case(
            normal=self.channels.normal,
            glimpses=recent or list(self._glimpses)[-1:],
            report=report,
            times_normal={c: r.times_normal for c, r in self._readings.items()},
            scores={c: r.score for c, r in self._readings.items()},
        )
        self.diagnosis = diagnose(case)
        return IncidentDiagnosed(self.incident.incident, self.camera, info.seq, self.diagnosis)

    def _close(self, info: FrameInfo, reason: str) -> IncidentClosed:
        assert self.incident is not None
        closed = IncidentClosed(
            self.incident.incident, self.camera, info.seq, info.t_boot_ns, reason
        )
        self.incident = None
        self.tracker.phase = "quiet"
        return closed

    # -- saving ---------------------------------------------------------------------------------

    def save(self) -> State:
        """Everything needed to go on exactly here: a tree of numbers, words and arrays."""
        return {
            "format": 1,
            "camera": self.camera,
            "channels": self.channels.save(),
            "tracker": self.tracker.save(),
            "health": self._health.save(),
            "glimpses": [_slots(glimpse) for glimpse in self._glimpses],
            "readings": {
                channel: {**_slots(reading), "newly_armed": list(reading.newly_armed)}
                for channel, reading in self._readings.items()
            },
            "incident": None if self.incident is None else _slots(self.incident),
            "diagnosis_due_ns": self._diagnosis_due_ns,
            "diagnosis_wait_ns": self._diagnosis_wait_ns,
            "height": self._height,
        }

    @classmethod
    def restore(cls, state: State, detect: DetectConfig) -> Monitor:
        """The monitor that ``save`` described.

        Raises:
            ValueError, KeyError or TypeError: if the state is not one that ``save`` made.
        """
        if state["format"] != 1:
            raise ValueError(f"it has format {state['format']}, and this program reads 1")
        monitor = cls(state["camera"], detect)
        monitor.channels = Channels.restore(state["channels"], detect)
        monitor.tracker = IncidentTracker.restore(state["tracker"], incident_limits(detect))
        monitor._health = FeedHealth.restore(
            state["health"],
            learn_seconds=detect.learn_seconds,
            learn_max_seconds=detect.learn_max_seconds,
        )
        monitor._glimpses.extend(Glimpse(**saved) for saved in state["glimpses"])
        monitor._readings = {
            channel: Reading(**{**saved, "newly_armed": tuple(saved["newly_armed"])})
            for channel, saved in state["readings"].items()
        }
        if state["incident"] is not None:
            monitor.incident = IncidentOpened(**state["incident"])
        monitor._diagnosis_due_ns = state["diagnosis_due_ns"]
        monitor._diagnosis_wait_ns = state["diagnosis_wait_ns"]
        monitor._height = state["height"]
        return monitor


def _slots(value: object) -> State:
    """A flat dataclass as a tree: its fields by name, arrays shared."""
    return {f.name: getattr(value, f.name) for f in fields(value)}  # type: ignore[arg-type]


def incident_limits(detect: DetectConfig) -> IncidentLimits:
    """The part of the configuration that the incident's states need."""
    return IncidentLimits(
        hold_seconds=detect.hold_seconds,
        hold_frames=detect.hold_frames,
        close_seconds=detect.close_seconds,
        close_level=detect.close_level,
    )


def incident_id(info: FrameInfo) -> str:
    """Twelve hex digits from where and when the incident opened: replay gets the same one."""
    words = f"{info.camera}|{info.run}|{info.seq}|{info.t_boot_ns}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _score(channel: Channel, reading: Reading) -> ChannelScore:
    return ChannelScore(
        channel=channel,
        instance="session",
        score=reading.score,
        times_normal=reading.times_normal,
        scale_seconds=reading.scale_seconds,
    )
