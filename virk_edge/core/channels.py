"""The statistical channels of one camera: an observation or headers in, readings out.

Owns what is learnt: two detectors per channel, the anchors of geometry and the shelf of pictures.
This file never reads a clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np

from virk_edge.core.anchors import GEOMETRY_NAMES, GEOMETRY_STEPS, Anchors
from virk_edge.core.baseline import Normal, Shelf
from virk_edge.core.fingerprint import NAMES, STEPS
from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.outputs import OUTPUT_PARTS, OUTPUT_STEPS, Outputs
from virk_edge.core.parts import Parts
from virk_edge.core.readings import NS, DriftLimits, Reading, rule_reading
from virk_edge.core.shift import Shift
from virk_edge.core.status import ChannelBaseline
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import F32, F64, Channel, Heard, Observation, State

Readings: TypeAlias = dict[Channel, Reading]

# Smallest believed deviation of each channel's signal, in its own steps.
_FLOORS: Final[dict[Channel, float]] = {
    "appearance": 0.004,
    "image": 1.0,
    "geometry": 0.5,
    "outputs": 1.0,
}
_STATISTICAL_CHANNELS: Final = len(_FLOORS)  # these share the allowance of false incidents
# Over days poles bend in the sun and houses grow: half a percent of the width is no bump then.
_CALENDAR_FLOORS: Final[dict[Channel, float]] = {**_FLOORS, "geometry": 1.0}
_SESSION_SCALES: Final = (1.0, 5.0, 60.0)
# What a model answers within seconds is one object's matter; and so many minutes arm a minute.
_OUTPUT_SCALES: Final = (60.0,)
_OUTPUT_LEARN_SECONDS: Final = 300.0
_CALENDAR_SCALES: Final = (*_SESSION_SCALES, 900.0, 7200.0, 28_800.0)
# What changes over hours also changes from day to day: a scale must have seen its share of days.
_CALENDAR_CHECK_SCALES: Final = 10.0
_CALENDAR_PATIENCE_SECONDS: Final = 3600.0  # a dusk comes and goes by itself
_CALENDAR_GAP_SECONDS: Final = 86_400.0  # a camera that rests has still seen whole days


class Channels:
    """Appearance, image and geometry of one camera, and its model's outputs."""

    def __init__(self, detect: DetectConfig) -> None:
        self.detect = detect
        self.instances: dict[Channel, Instances | Parts] = {}
        self.shelf = Shelf()
        self._anchors = Anchors()
        self._outputs = Outputs(learn_max_seconds=detect.learn_max_seconds)
        self._started_ns: int | None = None
        self._since_wall_ns: int | None = None

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration supports over all channels, None before one is armed."""
        rates = [i.supported_false_incidents_per_month for i in self.instances.values()]
        known = [r for r in rates if r is not None]
        return sum(known) if known else None

    @property
    def since_wall_ns(self) -> int | None:
        """Wall clock of the first frame that was learnt from."""
        return self._since_wall_ns

    def status(self) -> tuple[ChannelBaseline, ...]:
        """What every detector has learnt."""
        return tuple(b for c, i in self.instances.items() for b in i.status(c))

    def normal(self, like: F32 | None) -> Normal | None:
        """What a diagnosis compares with, None before anything was learnt.

        like: float32 (12, 16, 3), the cells of a sound picture from just before the trouble; of
        what was learnt, what has its light is taken. None takes all.
        """
        return self.shelf.normal(like)

    def measure(self, observation: Observation, lesson: Lesson) -> Readings:
        """Readings of every channel that this observation speaks to."""
        info, picture = observation.info, observation.picture
        if self._started_ns is None:
            self._started_ns, self._since_wall_ns = info.t_boot_ns, info.t_wall_ns
        samples: dict[Channel, F64] = {"image": observation.fingerprint / STEPS}
        if observation.embedding is not None:
            samples["appearance"] = observation.embedding.astype(np.float64)
        place = self._anchors.place(picture) if self._anchors.fits(picture) else None
        if place is not None:
            samples["geometry"] = place / GEOMETRY_STEPS
        readings: Readings = {}
        for channel, sample in samples.items():
            readings |= self.judge(channel, sample, info.t_boot_ns, lesson)
        usual = all(r.score <= 1.0 for r in readings.values())
        if lesson.sound and lesson.quiet and usual and not self._settled():
            self.shelf.offer(observation)
            if self._anchors.fits(picture):
                self._anchors.learn(picture, info.t_boot_ns)
        return readings

    def listen(self, heard: Heard, lesson: Lesson, unheard_ns: int = 0) -> Readings:
        """The reading of the model's answers, if these headers carried any that tell something.

        unheard_ns: time just before them in which nobody listened.
        """
        self._outputs.emptiness.skip(unheard_ns)
        sample = self._outputs.take(heard, sound=lesson.sound, quiet=lesson.quiet)
        readings: Readings = {}
        if sample is not None:
            readings = self.judge("outputs", sample / OUTPUT_STEPS, heard.t_boot_ns, lesson)
        empty = self._outputs.emptiness
        if empty.score > 1.0:
            readings["outputs"] = rule_reading(empty.score, empty.times_normal)
        return readings

    @property
    def shift(self) -> Shift | None:
        """How the model's answers changed, None where they are not judged."""
        return self._outputs.shift if "outputs" in self.instances else None

    def judge(self, channel: Channel, sample: F64, t_ns: int, lesson: Lesson) -> Readings:
        """This channel's reading of one sample; none if it has another length than it was learnt.

        sample: float64 (n,), in the channel's steps.
        """
        instances = self.instances.get(channel)
        if instances is None:
            session = self._session_limits(channel, self._learn_seconds(t_ns))
            calendar = self._calendar_limits(channel)
            if channel == "outputs":
                instances = Parts(OUTPUT_PARTS, session, calendar)
            else:
                instances = Instances(len(sample), session, calendar)
            self.instances[channel] = instances
        if instances.length != len(sample):
            return {}
        return {channel: instances.step(sample, t_ns, lesson)}

    def disown_excursion(self) -> None:
        """What is going on is a fault: it will not join the calibration."""
        for instances in self.instances.values():
            instances.disown_excursion()

    def conclude(self) -> None:
        """Learn nothing more: arm with what was checked so far."""
        for instances in self.instances.values():
            instances.conclude()

    def _settled(self) -> bool:
        """Whether nothing more is learnt of pictures."""
        seen = [i for channel, i in self.instances.items() if channel != "outputs"]
        return bool(seen) and all(i.settled for i in seen)

    def _learn_seconds(self, t_ns: int) -> float:
        """A channel that starts late still ends its first learning time with the others."""
        late = 0.0 if self._started_ns is None else (t_ns - self._started_ns) / NS
        whole = self.detect.learn_seconds
        return whole - late if late < 0.5 * whole else whole

    def _session_limits(self, channel: Channel, learn_seconds: float) -> DriftLimits:
        slow = channel == "outputs"
        return DriftLimits(
            floor=_FLOORS[channel],
            scales_seconds=_OUTPUT_SCALES if slow else _SESSION_SCALES,
            alike=channel == "appearance",
            learn_seconds=max(learn_seconds, _OUTPUT_LEARN_SECONDS) if slow else learn_seconds,
            learn_max_seconds=self.detect.learn_max_seconds,
            learn_frames_min=self.detect.learn_frames_min,
            false_incidents_per_month=self.detect.false_incidents_per_month / _STATISTICAL_CHANNELS,
        )

    def _calendar_limits(self, channel: Channel) -> DriftLimits:
        return replace(
            self._session_limits(channel, self.detect.calendar_seconds),
            scales_seconds=tuple(s for s in _CALENDAR_SCALES if s >= _OUTPUT_SCALES[0])
            if channel == "outputs"
            else _CALENDAR_SCALES,
            learn_max_seconds=self.detect.calendar_max_seconds,
            floor=_CALENDAR_FLOORS[channel],
            restarts=0,  # whole days outweigh what came or went
            check_scales=_CALENDAR_CHECK_SCALES,
            patience_seconds=_CALENDAR_PATIENCE_SECONDS,
            gap_seconds=_CALENDAR_GAP_SECONDS,
        )

    def save(self) -> State:
        """Everything learnt, and everything needed to go on learning."""
        return {
            "names": {"image": list(NAMES), "geometry": list(GEOMETRY_NAMES)},
            "started_ns": self._started_ns,
            "since_wall_ns": self._since_wall_ns,
            "instances": {channel: i.save() for channel, i in self.instances.items()},
            "shelf": self.shelf.save(),
            "anchors": self._anchors.save(),
            "outputs": self._outputs.save(),
        }

    @classmethod
    def restore(cls, state: State, detect: DetectConfig) -> Channels:
        """The channels that ``save`` described.

        Raises:
            ValueError: if the state was made with other fingerprints.
        """
        if state["names"] != {"image": list(NAMES), "geometry": list(GEOMETRY_NAMES)}:
            raise ValueError("it belongs to another version of the fingerprints")
        channels = cls(detect)
        channels._started_ns = state["started_ns"]
        channels._since_wall_ns = state["since_wall_ns"]
        for channel, saved in state["instances"].items():
            session = channels._session_limits(channel, detect.learn_seconds)
            calendar = channels._calendar_limits(channel)
            if channel == "outputs":
                restored: Instances | Parts = Parts.restore(saved, OUTPUT_PARTS, session, calendar)
            else:
                restored = Instances.restore(saved, session, calendar)
            channels.instances[channel] = restored
        channels.shelf = Shelf.restore(state["shelf"])
        channels._anchors = Anchors.restore(state["anchors"])
        channels._outputs = Outputs.restore(
            state["outputs"], learn_max_seconds=detect.learn_max_seconds
        )
        return channels
