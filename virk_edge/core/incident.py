"""When an incident opens, when it began and when it is over; a transition table over scores.

This file never reads a clock. Several channels over their level at one time are one incident.

    state     what happened                                  next      event
    quiet     a channel goes over its level                  pending   -
    pending   every channel is below again                   quiet     -
    pending   a channel stayed over for the hold             open      opened
    open      every channel below the closing level, long    quiet     closed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from virk_edge.core.readings import NS, Reading
from virk_edge.nouns import Channel, State

Phase: TypeAlias = Literal["quiet", "pending", "open"]


@dataclass(frozen=True, slots=True)
class IncidentLimits:
    """How long a channel must stay over its level, and below it, to open and close an incident.

    The hold is of a channel far over its level; just over it, a second counts for less than half.

    For stills, where two frames are further apart than the hold, two frames are enough to open,
    and closing takes ``close_frames`` frames.
    """

    hold_seconds: float = 2.0
    hold_frames: int = 5
    close_seconds: float = 10.0
    close_level: float = 0.8
    close_frames: int = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame's place in its run and on the boot clock."""

    seq: int
    t_ns: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An incident opened now: which channel held longest, and when it began."""

    trigger: Channel
    times_normal: float
    onset: Moment


class _Track:
    """One channel's time over its level, and each scale's last quiet moment."""

    def __init__(self) -> None:
        self.over_since_ns: int | None = None
        self.over_frames = 0
        self.over_weight_seconds = 0.0
        self.last_ns: int | None = None
        self.score = 0.0
        self.quiet: dict[int, Moment] = {}  # scale index -> last moment below half its level

    def update(self, reading: Reading, now: Moment) -> None:
        self.score = reading.score
        for j, score in enumerate(reading.scale_scores):
            if score < 0.5 or j not in self.quiet:
                self.quiet[j] = now
        elapsed_seconds = 0.0 if self.last_ns is None else (now.t_ns - self.last_ns) / NS
        self.last_ns = now.t_ns
        if reading.score <= 1.0:
            self.over_since_ns = None
            self.over_frames = 0
            return
        if self.over_since_ns is None:
            self.over_since_ns = now.t_ns
            self.over_frames = 0
            self.over_weight_seconds = 0.0
        else:
            self.over_weight_seconds += elapsed_seconds * _weight(reading.score)
        self.over_frames += 1

    def onset(self, reading: Reading) -> Moment | None:
        over = [self.quiet[j] for j, s in enumerate(reading.scale_scores) if s > 1.0]
        return max(over, key=lambda m: m.t_ns) if over else None


def _weight(score: float) -> float:
    """How much a second at this score counts towards the hold.

    All of it from 1.5 on, under half of it just over the level: what passes by is seldom far over
    the level for long, what has come to stay can be waited for.
    """
    return min((score - 0.6) / 0.9, 1.0)


class IncidentTracker:
    """The states of one camera's incident."""

    def __init__(self, limits: IncidentLimits) -> None:
        self.limits = limits
        self.phase: Phase = "quiet"
        self._tracks: dict[Channel, _Track] = {}
        self._below_since_ns: int | None = None
        self._below_frames = 0
        self._last_ns: int | None = None

    def update(self, readings: dict[Channel, Reading], now: Moment) -> Opening | bool:
        """Take this frame's readings; an ``Opening``, True when the incident just closed, or False.

        A channel that is missing in ``readings`` was not measured and keeps its state.
        """
        gap_seconds = 0.0 if self._last_ns is None else (now.t_ns - self._last_ns) / NS
        self._last_ns = now.t_ns
        for channel, reading in readings.items():
            self._tracks.setdefault(channel, _Track()).update(reading, now)
        if self.phase == "open":
            return self._try_closing(now)
        held = [c for c in readings if self._held(self._tracks[c], now, gap_seconds)]
        if held:
            self.phase = "open"
            self._below_since_ns, self._below_frames = None, 0
            return self._opening(readings, held, now)
        self.phase = "pending" if self._any_over() else "quiet"
        return False

    def _any_over(self) -> bool:
        return any(t.over_since_ns is not None for t in self._tracks.values())

    def _held(self, track: _Track, now: Moment, gap_seconds: float) -> bool:
        if track.over_since_ns is None:
            return False
        frames = 2 if gap_seconds >= self.limits.hold_seconds else self.limits.hold_frames
        held = track.over_weight_seconds >= self.limits.hold_seconds
        return held and track.over_frames >= frames

    def _opening(
        self, readings: dict[Channel, Reading], held: list[Channel], now: Moment
    ) -> Opening:
        trigger = max(held, key=lambda c: readings[c].score)
        onsets = [m for c in held if (m := self._tracks[c].onset(readings[c])) is not None]
        return Opening(
            trigger=trigger,
            times_normal=readings[trigger].times_normal,
            onset=min(onsets, key=lambda m: m.t_ns) if onsets else now,
        )

    def _try_closing(self, now: Moment) -> bool:
        if any(t.score >= self.limits.close_level for t in self._tracks.values()):
            self._below_since_ns, self._below_frames = None, 0
            return False
        if self._below_since_ns is None:
            self._below_since_ns = now.t_ns
        self._below_frames += 1
        seconds = (now.t_ns - self._below_since_ns) / NS
        if seconds < self.limits.close_seconds or self._below_frames < self.limits.close_frames:
            return False
        self.phase = "quiet"
        return True

    def save(self) -> State:
        """All that the next decision depends on."""
        return {
            "phase": self.phase,
            "below_since_ns": self._below_since_ns,
            "below_frames": self._below_frames,
            "last_ns": self._last_ns,
            "tracks": {
                channel: {
                    "over_since_ns": track.over_since_ns,
                    "over_frames": track.over_frames,
                    "over_weight_seconds": track.over_weight_seconds,
                    "last_ns": track.last_ns,
                    "score": track.score,
                    "quiet": [[j, m.seq, m.t_ns] for j, m in track.quiet.items()],
                }
                for channel, track in self._tracks.items()
            },
        }

    @classmethod
    def restore(cls, state: State, limits: IncidentLimits) -> IncidentTracker:
        """The tracker that ``save`` described."""
        tracker = cls(limits)
        tracker.phase = state["phase"]
        tracker._below_since_ns = state["below_since_ns"]
        tracker._below_frames = state["below_frames"]
        tracker._last_ns = state["last_ns"]
        for channel, saved in state["tracks"].items():
            track = _Track()
            track.over_since_ns = saved["over_since_ns"]
            track.over_frames = saved["over_frames"]
            track.over_weight_seconds = saved["over_weight_seconds"]
            track.last_ns = saved["last_ns"]
            track.score = saved["score"]
            track.quiet = {j: Moment(seq, t_ns) for j, seq, t_ns in saved["quiet"]}
            tracker._tracks[channel] = track
        return tracker
