"""One camera's judge: observations in, scores and events out. The daemon, analyze and replay run it.

This file never reads a clock; time is what the observations say. ``save`` and ``restore`` anywhere
are invisible: the restored monitor goes on bit for bit.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable
from dataclasses import fields
from typing import TypeAlias

import numpy as np

from virk_edge.core.baseline import Shelf
from virk_edge.core.diagnose import Case, diagnose
from virk_edge.core.drift import NS, AnchoredEwma, DriftLimits, Reading
from virk_edge.core.evidence import Glimpse, Normal
from virk_edge.core.fingerprint import NAMES, STEPS
from virk_edge.core.geometry import GEOMETRY_NAMES, GEOMETRY_STEPS, edge_map, hann, place
from virk_edge.core.incident import IncidentLimits, IncidentTracker, Moment, Opening
from virk_edge.core.outputs import FeedHealth, FeedReport
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import (
    F32,
    F64,
    U8,
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

_Readings: TypeAlias = dict[Channel, Reading]

# Smallest believed deviation of each channel's signal, in its own steps.
_FLOORS: dict[Channel, float] = {"appearance": 0.004, "image": 0.5, "geometry": 0.5}
_STATISTICAL_CHANNELS = len(_FLOORS)  # these share the allowance of false incidents
_ANCHOR_SECONDS = 2.0  # pictures of so long make the picture that geometry is measured against
_ANCHOR_PICTURES = 5
_GLIMPSES = 9
_GLIMPSE_SPACING_NS = 300_000_000


class Monitor:
    """Baseline, drift, incident and diagnosis of one camera.

    ``step`` takes one observation at a time, in order. Frames whose time does not advance are
    scored by what is already known and teach nothing.
    """

    def __init__(self, camera: str, detect: DetectConfig) -> None:
        self.camera = camera
        self.detect = detect
        self.tracker = IncidentTracker(incident_limits(detect))
        self.detectors: dict[Channel, AnchoredEwma] = {}
        self.incident: IncidentOpened | None = None
        self.diagnosis: Diagnosis | None = None
        self._health = FeedHealth()
        self._shelf = Shelf()
        self._anchor: U8 | None = None
        self._anchor_edges: F32 | None = None
        self._window: F32 | None = None
        self._started_ns: int | None = None
        self._glimpses: deque[Glimpse] = deque(maxlen=_GLIMPSES)
        self._readings: _Readings = {}
        self._diagnosis_due_ns = 0
        self._diagnosis_wait_ns = 0

    # -- what a person may ask ------------------------------------------------------------------

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration supports over all channels, None before one is armed."""
        rates = [d.supported_false_incidents_per_month for d in self.detectors.values()]
        known = [r for r in rates if r is not None]
        return sum(known) if known else None

    @property
    def contaminated(self) -> tuple[Channel, ...]:
        """Channels whose baseline may hold something abnormal: consider learning again."""
        return tuple(c for c, d in self.detectors.items() if d.contaminated)

    # -- one observation ------------------------------------------------------------------------

    def step(self, observation: Observation) -> Step:
        """Judge one observation."""
        info = observation.info
        now = Moment(info.seq, info.t_boot_ns)
        if self._started_ns is None:
            self._started_ns = info.t_boot_ns
        report = self._health.step(observation, learn=self.tracker.phase == "quiet")
        learn = self.tracker.phase == "quiet" and report.reading.score <= 1.0
        readings: _Readings = {"feed": report.reading}
        if report.format_now is None:
            readings |= self._measure(observation, learn=learn)
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

    def _measure(self, observation: Observation, *, learn: bool) -> _Readings:
        t_ns = observation.info.t_boot_ns
        samples: dict[Channel, F64] = {
            "image": observation.fingerprint / STEPS
        }
        if observation.embedding is not None:
            samples["appearance"] = observation.embedding.astype(np.float64)
        anchor = self._anchored(observation, learn=learn)
        if anchor is not None and self._window is not None:
            edges = edge_map(observation.picture)
            if edges.shape == anchor.shape:
                samples["geometry"] = place(anchor, edges, self._window) / GEOMETRY_STEPS
        readings: _Readings = {}
        for channel, sample in samples.items():
            detector = self.detectors.get(channel)
            if detector is None:
                detector = AnchoredEwma(
                    len(sample), self._limits(channel, self._learn_seconds(t_ns))
                )
                self.detectors[channel] = detector
            if detector.length == len(sample):
                readings[channel] = detector.step(sample, t_ns, learn=learn)
        if learn and all(r.score <= 1.0 for r in readings.values()) and not self._settled():
            self._shelf.offer(observation)
        return readings

    def _settled(self) -> bool:
        return bool(self.detectors) and all(d.frozen for d in self.detectors.values())

    def _learn_seconds(self, t_ns: int) -> float:
        """A channel that starts late still ends its first learning time with the others."""
        late = 0.0 if self._started_ns is None else (t_ns - self._started_ns) / NS
        whole = self.detect.learn_seconds
        return whole - late if late < 0.5 * whole else whole

    def _limits(self, channel: Channel, learn_seconds: float) -> DriftLimits:
        return DriftLimits(
            floor=_FLOORS[channel],
            learn_seconds=learn_seconds,
            learn_max_seconds=self.detect.learn_max_seconds,
            learn_frames_min=self.detect.learn_frames_min,
            false_incidents_per_month=self.detect.false_incidents_per_month
            / _STATISTICAL_CHANNELS,
        )

    def _anchored(self, observation: Observation, *, learn: bool) -> F32 | None:
        """The edges that geometry is measured against, once there are pictures to make them of."""
        if self._anchor_edges is None and learn and self._started_ns is not None:
            seconds = (observation.info.t_boot_ns - self._started_ns) / NS
            if seconds >= _ANCHOR_SECONDS and len(self._shelf) >= _ANCHOR_PICTURES:
                scene = self._shelf.scene()
                if scene is not None:
                    self._set_anchor(scene.picture)
        return self._anchor_edges

    def _set_anchor(self, picture: U8) -> None:
        self._anchor = picture
        self._anchor_edges = edge_map(picture)
        self._window = hann((self._anchor_edges.shape[0], self._anchor_edges.shape[1]))

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
        yield self.incident
        yield self._diagnose(info, report)

    def _diagnose_again(self, info: FrameInfo, report: FeedReport) -> Iterable[Event]:
        """More frames make a better diagnosis; asked at 1, 2, 4, 8 … s while the trouble lasts."""
        over = any(r.score > 1.0 for r in self._readings.values())
        if info.t_boot_ns < self._diagnosis_due_ns or not over:
            return
        self._diagnosis_due_ns = info.t_boot_ns + self._diagnosis_wait_ns
        self._diagnosis_wait_ns *= 2
        yield self._diagnose(info, report)

    def _diagnose(self, info: FrameInfo, report: FeedReport) -> IncidentDiagnosed:
        assert self.incident is not None
        since_ns = self.incident.onset_boot_ns
        recent = [g for g in self._glimpses if g.t_ns > since_ns]
        case = Case(
            normal=self._normal(),
            glimpses=recent or list(self._glimpses)[-1:],
            report=report,
            times_normal={c: r.times_normal for c, r in self._readings.items()},
            scores={c: r.score for c, r in self._readings.items()},
        )
        self.diagnosis = diagnose(case)
        return IncidentDiagnosed(self.incident.incident, self.camera, info.seq, self.diagnosis)

    def _normal(self) -> Normal | None:
        scene, image = self._shelf.scene(), self.detectors.get("image")
        reference = image.reference if image is not None else None
        if scene is None or reference is None:
            return None
        return Normal(scene, reference[0] * STEPS, reference[1] * STEPS)

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
            "names": {"image": list(NAMES), "geometry": list(GEOMETRY_NAMES)},
            "started_ns": self._started_ns,
            "detectors": {
                channel: {
                    "length": detector.length,
                    "learn_seconds": detector.limits.learn_seconds,
                    "state": detector.save(),
                }
                for channel, detector in self.detectors.items()
            },
            "tracker": self.tracker.save(),
            "health": self._health.save(),
            "shelf": self._shelf.save(),
            "anchor": self._anchor,
            "glimpses": [_slots(glimpse) for glimpse in self._glimpses],
            "readings": {
                channel: {**_slots(reading), "newly_armed": list(reading.newly_armed)}
                for channel, reading in self._readings.items()
            },
            "incident": None if self.incident is None else _slots(self.incident),
            "diagnosis_due_ns": self._diagnosis_due_ns,
            "diagnosis_wait_ns": self._diagnosis_wait_ns,
        }

    @classmethod
    def restore(cls, state: State, detect: DetectConfig) -> Monitor:
        """The monitor that ``save`` described.

        Raises:
            ValueError, KeyError or TypeError: if the state is not one that ``save`` made.
        """
        if state["format"] != 1 or state["names"]["image"] != list(NAMES):
            raise ValueError("the saved state belongs to another version of the fingerprints")
        monitor = cls(state["camera"], detect)
        monitor._started_ns = state["started_ns"]
        for channel, saved in state["detectors"].items():
            limits = monitor._limits(channel, saved["learn_seconds"])
            monitor.detectors[channel] = AnchoredEwma.restore(
                saved["state"], saved["length"], limits
            )
        monitor.tracker = IncidentTracker.restore(state["tracker"], incident_limits(detect))
        monitor._health = FeedHealth.restore(state["health"])
        monitor._shelf = Shelf.restore(state["shelf"])
        if state["anchor"] is not None:
            monitor._set_anchor(state["anchor"])
        monitor._glimpses.extend(Glimpse(**saved) for saved in state["glimpses"])
        monitor._readings = {
            channel: Reading(**{**saved, "newly_armed": tuple(saved["newly_armed"])})
            for channel, saved in state["readings"].items()
        }
        if state["incident"] is not None:
            monitor.incident = IncidentOpened(**state["incident"])
        monitor._diagnosis_due_ns = state["diagnosis_due_ns"]
        monitor._diagnosis_wait_ns = state["diagnosis_wait_ns"]
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
