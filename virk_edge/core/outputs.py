"""Feed health by rules, never by statistics: frozen pictures and changed formats.

This file never reads a clock. A still scene is not a frozen one: a feed is called frozen when new
frames with new time stamps carry exactly the same pixels for much longer than this camera's feed
was seen to do while the baseline was learnt.
"""

from __future__ import annotations

from dataclasses import dataclass

from virk_edge.core.readings import NS, Reading, rule_reading
from virk_edge.nouns import Observation, State

_FROZEN_SECONDS_MIN = 1.0
_FROZEN_FRAMES_MIN = 5
_FROZEN_FACTOR = 3.0  # times the longest identical run that this camera showed while learning


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What the rules say after one frame.

    frozen_seconds, frozen_frames: how long the very same pixels have been coming.
    format_before, format_now: set when the format differs from the learnt one.
    """

    reading: Reading
    frozen: bool
    frozen_seconds: float
    frozen_frames: int
    format_before: str | None = None
    format_now: str | None = None


class FeedHealth:
    """The feed's own trouble, from digests, sequence numbers and formats.

    During the first ``learn_seconds`` whatever repeats is normal: encoded video of a still scene
    may stand for seconds. Up to ``learn_max_seconds`` only a run that has ended by itself teaches,
    or a frozen feed would teach that it is normal while it lasts; later nothing does.
    """

    def __init__(self, *, learn_seconds: float, learn_max_seconds: float) -> None:
        self._learn_seconds = learn_seconds
        self._learn_max_seconds = learn_max_seconds
        self._started_ns: int | None = None
        self._format: str | None = None
        self._digest: int | None = None
        self._same_since_ns = 0
        self._same_frames = 0
        self._same_seconds = 0.0
        self._longest_seconds = 0.0

    def step(self, observation: Observation, *, learn: bool) -> FeedReport:
        """Take one observation; ``learn`` while nothing is wrong."""
        info = observation.info
        format_now = f"{info.width}x{info.height} {info.encoding.value}"
        self._format = self._format or format_now
        if format_now != self._format:
            return FeedReport(rule_reading(2.0, 2.0), False, 0.0, 0, self._format, format_now)
        if self._started_ns is None:
            self._started_ns = info.t_boot_ns
        age_seconds = (info.t_boot_ns - self._started_ns) / NS
        if observation.digest != self._digest:
            if learn and age_seconds <= self._learn_max_seconds:
                self._longest_seconds = max(self._longest_seconds, self._same_seconds)
            self._digest = observation.digest
            self._same_since_ns, self._same_frames = info.t_boot_ns, 0
        self._same_frames += 1
        seconds = self._same_seconds = (info.t_boot_ns - self._same_since_ns) / NS
        if learn and age_seconds <= self._learn_seconds:
            self._longest_seconds = max(self._longest_seconds, seconds)
        level = max(_FROZEN_SECONDS_MIN, _FROZEN_FACTOR * self._longest_seconds)
        frozen = seconds > level and self._same_frames > _FROZEN_FRAMES_MIN
        score = seconds / level if self._same_frames > _FROZEN_FRAMES_MIN else 0.0
        times = seconds / max(self._longest_seconds, _FROZEN_SECONDS_MIN)
        return FeedReport(rule_reading(score, times), frozen, seconds, self._same_frames)

    def save(self) -> State:
        """All that the next report depends on; the digest as hex, since it needs 64 bits."""
        return {
            "format": self._format,
            "started_ns": self._started_ns,
            "digest": None if self._digest is None else f"{self._digest:016x}",
            "same_since_ns": self._same_since_ns,
            "same_frames": self._same_frames,
            "same_seconds": self._same_seconds,
            "longest_seconds": self._longest_seconds,
        }

    @classmethod
    def restore(cls, state: State, *, learn_seconds: float, learn_max_seconds: float) -> FeedHealth:
        """The rules' state that ``save`` described."""
        health = cls(learn_seconds=learn_seconds, learn_max_seconds=learn_max_seconds)
        health._started_ns = state["started_ns"]
        health._format = state["format"]
        health._digest = None if state["digest"] is None else int(state["digest"], 16)
        health._same_since_ns = state["same_since_ns"]
        health._same_frames = state["same_frames"]
        health._same_seconds = state["same_seconds"]
        health._longest_seconds = state["longest_seconds"]
        return health
