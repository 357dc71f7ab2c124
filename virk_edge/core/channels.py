"""The statistical channels of one camera: an observation in, one reading a channel out.

Owns what is learnt: two detectors per channel, the anchor of geometry and the shelf of pictures.
This file never reads a clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np

from virk_edge.core.baseline import Shelf
from virk_edge.core.evidence import Normal
from virk_edge.core.fingerprint import NAMES, STEPS
from virk_edge.core.geometry import GEOMETRY_NAMES, GEOMETRY_STEPS, Anchor
from virk_edge.core.instances import Instances, Lesson
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.core.status import ChannelBaseline
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import F64, Channel, Observation, State

Readings: TypeAlias = dict[Channel, Reading]

# Smallest believed deviation of each channel's signal, in its own steps.
_FLOORS: Final[dict[Channel, float]] = {
    "appearance": 0.004,
    "image": 1.0,
    "geometry": 0.5,
    "outputs": 1.0,
}
_STATISTICAL_CHANNELS: Final = len(_FLOORS)  # these share the allowance of false incidents
_SESSION_SCALES: Final = (1.0, 5.0, 60.0)
_CALENDAR_SCALES: Final = (*_SESSION_SCALES, 900.0, 7200.0, 28_800.0)
_CALENDAR_GAP_SECONDS: Final = 86_400.0  # a camera that rests has still seen whole days
_ANCHOR_SECONDS: Final = 2.0  # pictures of so long make what geometry is measured against
_ANCHOR_PICTURES: Final = 5


class Channels:
    """Appearance, image and geometry of one camera."""

    def __init__(self, detect: DetectConfig) -> None:
        self.detect = detect
        self.instances: dict[Channel, Instances] = {}
        self.shelf = Shelf()
        self._anchor: Anchor | None = None
        self._started_ns: int | None = None
        self._since_wall_ns: int | None = None

    @property
    def supported_false_incidents_per_month(self) -> float | None:
        """The rate that the calibration supports over all channels, None before one is armed."""
        speaking = [i.speaking[1] for i in self.instances.values()]
        rates = [d.supported_false_incidents_per_month for d in speaking]
        known = [r for r in rates if r is not None]
        return sum(known) if known else None

    @property
    def since_wall_ns(self) -> int | None:
        """Wall clock of the first frame that was learnt from."""
        return self._since_wall_ns

    def status(self) -> tuple[ChannelBaseline, ...]:
        """What every detector has learnt."""
        return tuple(b for c, i in self.instances.items() for b in i.status(c))

    @property
    def normal(self) -> Normal | None:
        """What a diagnosis compares with, None before anything was learnt."""
        scene, image = self.shelf.scene(), self.instances.get("image")
        reference = image.speaking[1].reference if image is not None else None
        if scene is None or reference is None:
            return None
        return Normal(scene, reference[0] * STEPS, reference[1] * STEPS)

    def measure(self, observation: Observation, lesson: Lesson) -> Readings:
        """Readings of every channel that this observation speaks to."""
        t_ns = observation.info.t_boot_ns
        if self._started_ns is None:
            self._started_ns, self._since_wall_ns = t_ns, observation.info.t_wall_ns
        learn = lesson.sound and lesson.quiet
        samples: dict[Channel, F64] = {"image": observation.fingerprint / STEPS}
        if observation.embedding is not None:
            samples["appearance"] = observation.embedding.astype(np.float64)
        anchor = self._anchored(observation, learn=learn)
        if anchor is not None and anchor.fits(observation.picture):
            samples["geometry"] = anchor.place(observation.picture) / GEOMETRY_STEPS
        readings: Readings = {}
        for channel, sample in samples.items():
            readings |= self.judge(channel, sample, t_ns, lesson)
        if learn and all(r.score <= 1.0 for r in readings.values()) and not self._settled():
            self.shelf.offer(observation)
        return readings

    def judge(self, channel: Channel, sample: F64, t_ns: int, lesson: Lesson) -> Readings:
        """This channel's reading of one sample; none if it has another length than it was learnt.

        sample: float64 (n,), in the channel's steps.
        """
        instances = self.instances.get(channel)
        if instances is None:
            instances = Instances(
                len(sample),
                self._session_limits(channel, self._learn_seconds(t_ns)),
                self._calendar_limits(channel),
            )
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
        return bool(self.instances) and all(i.settled for i in self.instances.values())

    def _learn_seconds(self, t_ns: int) -> float:
        """A channel that starts late still ends its first learning time with the others."""
        late = 0.0 if self._started_ns is None else (t_ns - self._started_ns) / NS
        whole = self.detect.learn_seconds
        return whole - late if late < 0.5 * whole else whole

    def _session_limits(self, channel: Channel, learn_seconds: float) -> DriftLimits:
        return DriftLimits(
            floor=_FLOORS[channel],
            scales_seconds=_SESSION_SCALES,
            alike=channel == "appearance",
            learn_seconds=learn_seconds,
            learn_max_seconds=self.detect.learn_max_seconds,
            learn_frames_min=self.detect.learn_frames_min,
            false_incidents_per_month=self.detect.false_incidents_per_month / _STATISTICAL_CHANNELS,
        )

    def _calendar_limits(self, channel: Channel) -> DriftLimits:
        return replace(
            self._session_limits(channel, self.detect.calendar_seconds),
            scales_seconds=_CALENDAR_SCALES,
            learn_max_seconds=self.detect.calendar_max_seconds,
            gap_seconds=_CALENDAR_GAP_SECONDS,
        )

    def _anchored(self, observation: Observation, *, learn: bool) -> Anchor | None:
        """What geometry is measured against, once there are pictures to make it of."""
        if self._anchor is None and learn and self._started_ns is not None:
            seconds = (observation.info.t_boot_ns - self._started_ns) / NS
            if seconds >= _ANCHOR_SECONDS and len(self.shelf) >= _ANCHOR_PICTURES:
                scene = self.shelf.scene()
                if scene is not None:
                    self._anchor = Anchor(scene.picture)
        return self._anchor

    def save(self) -> State:
        """Everything learnt, and everything needed to go on learning."""
        return {
            "names": {"image": list(NAMES), "geometry": list(GEOMETRY_NAMES)},
            "started_ns": self._started_ns,
            "since_wall_ns": self._since_wall_ns,
            "instances": {channel: i.save() for channel, i in self.instances.items()},
            "shelf": self.shelf.save(),
            "anchor": None if self._anchor is None else self._anchor.picture,
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
            channels.instances[channel] = Instances.restore(
                saved,
                channels._session_limits(channel, detect.learn_seconds),
                channels._calendar_limits(channel),
            )
        channels.shelf = Shelf.restore(state["shelf"])
        if state["anchor"] is not None:
            channels._anchor = Anchor(state["anchor"])
        return channels
