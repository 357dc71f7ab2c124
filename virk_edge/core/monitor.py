"""One camera's judge: observations and headers in, scores and events out, wherever it runs.

This file never reads a clock; time is what the observations say. ``save`` and ``restore`` anywhere
are invisible: the restored monitor goes on bit for bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TypeAlias

from virk_edge.core.channels import Channels, Readings
from virk_edge.core.exhibit import Sight, sight
from virk_edge.core.feed_health import FeedHealth, FeedReport
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment, Opening
from virk_edge.core.inquiry import Inquiry
from virk_edge.core.instances import Lesson
from virk_edge.core.readings import Reading
from virk_edge.core.status import BaselineStatus
from virk_edge.core.timeline import Timeline
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import (
    Armed,
    Channel,
    ChannelScore,
    Diagnosis,
    Event,
    FrameInfo,
    Heard,
    IncidentClosed,
    IncidentDiagnosed,
    IncidentOpened,
    Observation,
    State,
    Step,
)

_FORMAT = 2
Newest: TypeAlias = FrameInfo | Heard  # the frame or the headers that were judged last


class Monitor:
    """Baseline, drift, incident and diagnosis of one camera.

    ``step`` takes one observation at a time, in order, ``listen`` what the headers of a second say.
    What does not advance in time is scored by what is already known and teaches nothing.
    """

    def __init__(self, camera: str, detect: DetectConfig) -> None:
        self.camera = camera
        self.detect = detect
        self.incident: IncidentOpened | None = None
        self.fault = False  # a person said that the open incident is one
        self._timeline = Timeline()
        self._forget()

    def _forget(self) -> None:
        """Everything that is learnt or follows from it, as at the first frame."""
        self.channels = Channels(self.detect)
        self.tracker = IncidentTracker(incident_limits(self.detect))
        self._inquiry = Inquiry()
        self._readings: Readings = {}
        self._health = FeedHealth(
            learn_seconds=self.detect.learn_seconds,
            learn_max_seconds=self.detect.learn_max_seconds,
        )

    @property
    def diagnosis(self) -> Diagnosis | None:
        """The newest diagnosis that this monitor made itself."""
        return self._inquiry.latest

    def sight(self) -> Sight | None:
        """The pictures of a diagnosis that the last step has made, for people; None without any."""
        normal = self.channels.normal(self._inquiry.light)
        return sight(normal, self._inquiry.recent, self._timeline.boot_ns)

    # -- one observation ------------------------------------------------------------------------

    def step(self, observation: Observation) -> Step:
        """Judge one observation."""
        info = observation.info
        t_ns = self._timeline.judge_ns(info.t_boot_ns)
        if t_ns != info.t_boot_ns:
            observation = replace(observation, info=replace(info, t_boot_ns=t_ns))
        now = Moment(info.seq, t_ns)
        quiet = self.tracker.phase == "quiet"
        report = self._health.look(observation, learn=quiet)
        sound = report.reading.score <= 1.0 and not self.fault
        readings: Readings = {"feed": report.reading}
        if report.comparable:
            readings |= self.channels.measure(observation, Lesson(sound, quiet))
            sound = sound and quiet and all(r.score < 0.5 for r in readings.values())
            self._inquiry.look(observation, sound=sound)
        return self._conclude(readings, now, info, report)

    def listen(self, heard: Heard) -> Step:
        """Judge what headers said; an incident may open and close without a single frame."""
        t_ns = self._timeline.judge_ns(heard.t_boot_ns)
        since_ns = heard.since_ns + t_ns - heard.t_boot_ns
        there = replace(heard, since_ns=since_ns, t_boot_ns=t_ns)
        quiet = self.tracker.phase == "quiet"
        report = self._health.listen(there, learn=quiet)
        sound = report.reading.score <= 1.0 and not self.fault
        readings: Readings = {"feed": report.reading}
        readings |= self.channels.listen(there, Lesson(sound, quiet), report.unheard_ns)
        return self._conclude(readings, Moment(heard.seq, t_ns), heard, report)

    def _conclude(self, readings: Readings, now: Moment, info: Newest, report: FeedReport) -> Step:
        """What follows from these readings: scores and events."""
        self.tracker.skip(report.unheard_ns)
        self._readings = {**self._readings, **readings}
        events: list[Event] = [
            Armed(self.camera, info.seq, info.t_boot_ns, reading.instance, channel, scale)
            for channel, reading in readings.items()
            for scale in reading.newly_armed
        ]
        change = self.tracker.update(readings, now)
        if isinstance(change, Opening):
            events += self._open(change, now, info, report)
        elif change:
            events.append(self._close(info, "recovered"))
        elif self.incident and self._inquiry.is_due(now.t_ns, report, self._readings):
            events.append(self._diagnose(info, report))
        return Step(scores=tuple(_score(c, r) for c, r in readings.items()), events=tuple(events))

    def finish(self, info: Newest, reason: str) -> IncidentClosed | None:
        """End an open incident because nothing more will come: shutdown, end_of_footage.

        info: of what was judged last.
        """
        return self._close(info, reason) if self.incident is not None else None

    # -- incidents ------------------------------------------------------------------------------

    def _open(
        self, opening: Opening, now: Moment, info: Newest, report: FeedReport
    ) -> Iterable[Event]:
        provisional = self._readings[opening.trigger].instance == "session"
        self.incident = IncidentOpened(
            incident=incident_id(info),
            camera=self.camera,
            seq=info.seq,
            t_boot_ns=info.t_boot_ns,
            t_wall_ns=info.t_wall_ns,
            onset_seq=opening.onset.seq,
            onset_boot_ns=self._timeline.boot_ns(opening.onset.t_ns),
            trigger=opening.trigger,
            times_normal=opening.times_normal,
            provisional=provisional and opening.trigger != "feed",  # rules do not have to learn
        )
        self._inquiry.open(opening.onset.t_ns, now.t_ns, self._readings)
        yield self.incident
        yield self._diagnose(info, report)

    def _diagnose(self, info: Newest, report: FeedReport) -> IncidentDiagnosed:
        assert self.incident is not None
        normal = self.channels.normal(self._inquiry.light)
        diagnosis = self._inquiry.diagnose(normal, report, self.channels.shift, self._readings)
        return IncidentDiagnosed(self.incident.incident, self.camera, info.seq, diagnosis)

    def _close(self, info: Newest, reason: str) -> IncidentClosed:
        assert self.incident is not None
        closed = IncidentClosed(
            self.incident.incident, self.camera, info.seq, info.t_boot_ns, reason
        )
        self.incident, self.fault = None, False
        self.tracker.phase = "quiet"
        self._inquiry.close()
        return closed

    # -- what a person may ask and say ----------------------------------------------------------

    def status(self) -> BaselineStatus:
        """What has been learnt and what is open."""
        diagnosis = self.diagnosis if self.incident is not None else None
        return BaselineStatus(
            camera=self.camera,
            since_wall_ns=self.channels.since_wall_ns,
            channels=self.channels.status(),
            false_incidents_per_month=self.channels.supported_false_incidents_per_month,
            incident=self.incident,
            causes=() if diagnosis is None else diagnosis.causes,
            fault=self.fault,
        )

    def mark_fault(self) -> bool:
        """The open incident is a fault: nothing is learnt until it is over. False if none is."""
        if self.incident is None:
            return False
        self.fault = True
        self.channels.disown_excursion()
        return True

    def relearn(self, info: Newest | None, reason: str) -> IncidentClosed | None:
        """Forget what was learnt and begin anew with what is seen now; closes what is open.

        info: of what was judged last, None if there was nothing.
        """
        closed = None if info is None or self.incident is None else self._close(info, reason)
        self.incident, self.fault = None, False
        self._forget()
        return closed

    def conclude(self) -> None:
        """Learn nothing more: arm with what was checked so far. For footage known to be clean."""
        self.channels.conclude()

    def learnt(self) -> State:
        """The baseline alone, to be carried to another device."""
        return {"channels": self.channels.save(), "timeline": self._timeline.save()}

    def adopt(self, learnt: State, info: Newest | None) -> IncidentClosed | None:
        """Take a baseline that ``learnt`` described in place of this one; closes what is open.

        info: as for ``relearn``. The judge's time goes on where that baseline's ended.

        Raises:
            ValueError, KeyError or TypeError: if it is not one; then nothing has changed.
        """
        channels = Channels.restore(learnt["channels"], self.detect)
        timeline = Timeline.restore(learnt["timeline"])
        closed = self.relearn(info, "reset")
        self.channels, self._timeline = channels, timeline
        return closed

    # -- saving ---------------------------------------------------------------------------------

    def save(self) -> State:
        """Everything needed to go on exactly here: a tree of numbers, words and arrays."""
        return {
            "format": _FORMAT,
            "camera": self.camera,
            "channels": self.channels.save(),
            "tracker": self.tracker.save(),
            "health": self._health.save(),
            "inquiry": self._inquiry.save(),
            "timeline": self._timeline.save(),
            "readings": {
                channel: {**_slots(reading), "newly_armed": list(reading.newly_armed)}
                for channel, reading in self._readings.items()
            },
            "incident": None if self.incident is None else _slots(self.incident),
            "fault": self.fault,
        }

    @classmethod
    def restore(cls, state: State, detect: DetectConfig) -> Monitor:
        """The monitor that ``save`` described.

        Raises:
            ValueError, KeyError or TypeError: if the state is not one that ``save`` made.
        """
        if state["format"] != _FORMAT:
            raise ValueError(f"it has format {state['format']}, and this program reads {_FORMAT}")
        monitor = cls(state["camera"], detect)
        monitor.channels = Channels.restore(state["channels"], detect)
        monitor.tracker = IncidentTracker.restore(state["tracker"], incident_limits(detect))
        monitor._health = FeedHealth.restore(
            state["health"],
            learn_seconds=detect.learn_seconds,
            learn_max_seconds=detect.learn_max_seconds,
        )
        monitor._inquiry = Inquiry.restore(state["inquiry"])
        monitor._timeline = Timeline.restore(state["timeline"])
        monitor._readings = {
            channel: Reading(**{**saved, "newly_armed": tuple(saved["newly_armed"])})
            for channel, saved in state["readings"].items()
        }
        if state["incident"] is not None:
            monitor.incident = IncidentOpened(**state["incident"])
        monitor.fault = state["fault"]
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


def incident_id(info: Newest) -> str:
    """Twelve hex digits from where and when the incident opened: replay gets the same one."""
    words = f"{info.camera}|{info.run}|{info.seq}|{info.t_boot_ns}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _score(channel: Channel, r: Reading) -> ChannelScore:
    return ChannelScore(channel, r.instance, r.score, r.times_normal, r.scale_seconds)
