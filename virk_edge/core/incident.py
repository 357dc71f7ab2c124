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

# Of the calendar: up to this score two seconds of hold take ten minutes.
_BARELY_OVER, _BARELY_WEIGHT = 1.25, 1.0 / 300.0
_STALE_SECONDS = 60.0  # a channel that was not measured for so long says nothing any more
_STALE_INTERVALS = 10.0  # ... or, of stills, for so many of its intervals


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
    """One channel's time over its level and below, and each scale's last quiet moment."""

    def __init__(self) -> None:
        self.over_since_ns: int | None = None
        self.over_frames = 0
        self.over_weight_seconds = 0.0
        self.below_since_ns: int | None = None
        self.below_frames = 0
        self.last_ns: int | None = None
        self.gap_seconds = 0.0
        self.quiet: dict[int, Moment] = {}  # scale index -> last moment below half its level

    def update(self, reading: Reading, now: Moment, close_level: float) -> None:
        for j, score in enumerate(reading.scale_scores.tolist()):
            if score < 0.5 or j not in self.quiet:
                self.quiet[j] = now
        elapsed_seconds = 0.0 if self.last_ns is None else (now.t_ns - self.last_ns) / NS
        self.last_ns, self.gap_seconds = now.t_ns, elapsed_seconds
        if reading.score >= close_level:
            self.below_since_ns, self.below_frames = None, 0
        else:
            self.below_since_ns = now.t_ns if self.below_since_ns is None else self.below_since_ns
            self.below_frames += 1
        if reading.score <= 1.0:
            self.over_since_ns = None
            self.over_frames = 0
            return
        if self.over_since_ns is None:
            self.over_since_ns = now.t_ns
            self.over_frames = 0
            self.over_weight_seconds = 0.0
        else:
            self.over_weight_seconds += elapsed_seconds * _weight(reading)
        self.over_frames += 1

    def skip(self, unheard_ns: int) -> None:
        """Nobody looked for so long: whatever lasted lasts no longer for it."""
        if self.over_since_ns is not None:
            self.over_since_ns += unheard_ns
        if self.below_since_ns is not None:
            self.below_since_ns += unheard_ns
        if self.last_ns is not None:
            self.last_ns += unheard_ns

    def is_stale(self, now: Moment) -> bool:
        """Whether the channel has not been measured for long: it no longer says anything."""
        if self.last_ns is None:
            return True
        unmeasured_seconds = (now.t_ns - self.last_ns) / NS
        return unmeasured_seconds > max(_STALE_SECONDS, _STALE_INTERVALS * self.gap_seconds)

    def is_quiet(self, now: Moment, limits: IncidentLimits) -> bool:
        """Whether it has been below the closing level for long enough."""
        if self.is_stale(now):
            return True
        if self.below_since_ns is None:
            return False
        seconds = (now.t_ns - self.below_since_ns) / NS
        return seconds >= limits.close_seconds and self.below_frames >= limits.close_frames

    def onset(self, reading: Reading) -> Moment | None:
        over = [self.quiet[j] for j, s in enumerate(reading.scale_scores) if s > 1.0]
        return max(over, key=lambda m: m.t_ns) if over else None


def _weight(reading: Reading) -> float:
    """How much a second of this reading counts towards the hold.

    All of it from a score of 1.5 on, under half of it just over the level: what passes by is seldom
    far over the level for long, what has come to stay can be waited for. Over days what is just
    over the level is mostly weather or a dusk, and must last for minutes.
    """
    if reading.instance == "session" or reading.score >= 1.5:
        return min((reading.score - 0.6) / 0.9, 1.0)
    between = max((reading.score - _BARELY_OVER) / (1.5 - _BARELY_OVER), 0.0)
    return float(_BARELY_WEIGHT ** (1.0 - between))


class IncidentTracker:
    """The states of one camera's incident."""

    def __init__(self, limits: IncidentLimits) -> None:
        self.limits = limits
        self.phase: Phase = "quiet"
        self._tracks: dict[Channel, _Track] = {}

    def update(self, readings: dict[Channel, Reading], now: Moment) -> Opening | bool:
        """Take these readings; an ``Opening``, True when the incident just closed, or False.

        A channel that is missing in ``readings`` was not measured and keeps its state for a while;
        when it was not measured for long, it counts as quiet.
        """
        for channel, reading in readings.items():
            track = self._tracks.setdefault(channel, _Track())
            track.update(reading, now, self.limits.close_level)
        if self.phase == "open":
            return self._try_closing(now)
        held = [c for c in readings if self._held(self._tracks[c])]
        if held:
            self.phase = "open"
            return self._opening(readings, held, now)
        self.phase = "pending" if self._any_over(now) else "quiet"
        return False

    def _any_over(self, now: Moment) -> bool:
        return any(
            t.over_since_ns is not None and not t.is_stale(now) for t in self._tracks.values()
        )

    def _held(self, track: _Track) -> bool:
        if track.over_since_ns is None:
            return False
        frames = 2 if track.gap_seconds >= self.limits.hold_seconds else self.limits.hold_frames
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
        if not all(track.is_quiet(now, self.limits) for track in self._tracks.values()):
            return False
        self.phase = "quiet"
        return True

    def skip(self, unheard_ns: int) -> None:
        """Time just before the next moment that is no evidence: it neither holds nor closes."""
        for track in self._tracks.values():
            track.skip(unheard_ns)

    def reset(self) -> None:
        """Forget whatever is going on."""
        self.phase = "quiet"
        self._tracks.clear()

    def save(self) -> State:
        """All that the next decision depends on."""
        return {
            "phase": self.phase,
            "tracks": {
                channel: {
                    "over_since_ns": track.over_since_ns,
                    "over_frames": track.over_frames,
                    "over_weight_seconds": track.over_weight_seconds,
                    "below_since_ns": track.below_since_ns,
                    "below_frames": track.below_frames,
                    "last_ns": track.last_ns,
                    "gap_seconds": track.gap_seconds,
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
        for channel, saved in state["tracks"].items():
            track = _Track()
            track.over_since_ns = saved["over_since_ns"]
            track.over_frames = saved["over_frames"]
            track.over_weight_seconds = saved["over_weight_seconds"]
            track.below_since_ns = saved["below_since_ns"]
            track.below_frames = saved["below_frames"]
            track.last_ns = saved["last_ns"]
            track.gap_seconds = saved["gap_seconds"]
            track.quiet = {j: Moment(seq, t_ns) for j, seq, t_ns in saved["quiet"]}
            tracker._tracks[channel] = track
        return tracker
