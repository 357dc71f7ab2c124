"""The statistical channels of one camera: an observation in, one reading a channel out.

Owns what is learnt: a detector per channel, the anchor of geometry and the shelf of pictures. This
file never reads a clock.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np

from virk_edge.core.baseline import Shelf
from virk_edge.core.drift import AnchoredEwma
from virk_edge.core.evidence import Normal
from virk_edge.core.fingerprint import NAMES, STEPS
from virk_edge.core.geometry import GEOMETRY_NAMES, GEOMETRY_STEPS, Anchor
from virk_edge.core.readings import NS, DriftLimits, Reading
from virk_edge.formats.config import DetectConfig
from virk_edge.nouns import F64, Channel, Observation, State

Readings: TypeAlias = dict[Channel, Reading]

# Smallest believed deviation of each channel's signal, in its own steps.
_FLOORS: Final[dict[Channel, float]] = {"appearance": 0.004, "image": 1.0, "geometry": 0.5}
_STATISTICAL_CHANNELS: Final = len(_FLOORS)  # these share the allowance of false incidents
_ANCHOR_SECONDS: Final = 2.0  # pictures of so long make what geometry is measured against
_ANCHOR_PICTURES: Final = 5


class Channels:
    """Appearance, image and geometry of one camera."""

    def __init__(self, detect: DetectConfig) -> None:
        self.detect = detect
        self.detectors: dict[Channel, AnchoredEwma] = {}
        self.shelf = Shelf()
        self._anchor: Anchor | None = None
        self._started_ns: int | None = None

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

    @property
    def normal(self) -> Normal | None:
        """What a diagnosis compares with, None before anything was learnt."""
        scene, image = self.shelf.scene(), self.detectors.get("image")
        reference = image.reference if image is not None else None
        if scene is None or reference is None:
            return None
        return Normal(scene, reference[0] * STEPS, reference[1] * STEPS)

    def measure(self, observation: Observation, *, learn: bool) -> Readings:
        """Readings of every channel that this observation speaks to."""
        t_ns = observation.info.t_boot_ns
        if self._started_ns is None:
            self._started_ns = t_ns
        samples: dict[Channel, F64] = {"image": observation.fingerprint / STEPS}
        if observation.embedding is not None:
            samples["appearance"] = observation.embedding.astype(np.float64)
        anchor = self._anchored(observation, learn=learn)
        if anchor is not None and anchor.fits(observation.picture):
            samples["geometry"] = anchor.place(observation.picture) / GEOMETRY_STEPS
        readings: Readings = {}
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
            self.shelf.offer(observation)
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
            alike=channel == "appearance",
            learn_seconds=learn_seconds,
            learn_max_seconds=self.detect.learn_max_seconds,
            learn_frames_min=self.detect.learn_frames_min,
            false_incidents_per_month=self.detect.false_incidents_per_month / _STATISTICAL_CHANNELS,
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
            "detectors": {
                channel: {
                    "length": detector.length,
                    "learn_seconds": detector.limits.learn_seconds,
                    "state": detector.save(),
                }
                for channel, detector in self.detectors.items()
            },
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
        for channel, saved in state["detectors"].items():
            limits = channels._limits(channel, saved["learn_seconds"])
            channels.detectors[channel] = AnchoredEwma.restore(
                saved["state"], saved["length"], limits
            )
        channels.shelf = Shelf.restore(state["shelf"])
        if state["anchor"] is not None:
            channels._anchor = Anchor(state["anchor"])
        return channels
