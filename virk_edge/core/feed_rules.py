"""The single rules on a feed: how each learns what is usual, and how far from it things are now.

Rules, never statistics, and no clock. A score is 1.0 at the alarm level. What is usual is learnt in
one way: in the first seconds whatever comes is usual; for a while longer only what has ended by
itself teaches, or trouble would teach that it is normal while it lasts; later nothing does.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from virk_edge.core.readings import NS
from virk_edge.nouns import Heard, State

_FROZEN_SECONDS_MIN: Final = 1.0
_FROZEN_FRAMES_MIN: Final = 5
_FROZEN_FACTOR: Final = 3.0  # times the longest identical run that is usual

_STALLED_SECONDS_MIN: Final = 5.0
_STALLED_FACTOR: Final = 10.0  # times the longest gap that is usual
_GAPS_MIN: Final = 8  # before so many nobody knows how long this camera's gaps are

_WINDOW_SECONDS: Final = 10.0
_WINDOW_FRAMES: Final = 10
_ENTRIES_MAX: Final = 64  # of a window; one a second and a few are usual
_JUMPS_INTERVALS: Final = 10
_JUMPS_MIN: Final = 2.0  # the third is one too many
_JUMPS_FACTOR: Final = 3.0


class Usual:
    """The largest value that counts as usual. Values are never negative.

    >>> usual = Usual()
    >>> for value in (0.0, 2.0, 1.0):
    ...     usual.take(value, first=True, learn=True)
    >>> for value in (3.0, 5.0, 0.0):  # an episode, which ends by itself
    ...     usual.take(value, first=False, learn=True)
    >>> usual.most
    5.0
    """

    def __init__(self) -> None:
        self.most = 0.0
        self._episode = 0.0  # the largest since the value was last usual

    def take(self, value: float, *, first: bool, learn: bool) -> None:
        """One value. first: in the first seconds. learn: whether an episode's end may teach."""
        if first:
            self.most = max(self.most, value)
        elif value > self.most:
            self._episode = max(self._episode, value)
        else:
            self.most = max(self.most, self._episode) if learn else self.most
            self._episode = 0.0

    def save(self) -> State:
        """All there is."""
        return {"most": self.most, "episode": self._episode}

    @classmethod
    def restore(cls, state: State) -> Usual:
        """What ``save`` described."""
        usual = cls()
        usual.most, usual._episode = state["most"], state["episode"]
        return usual


class Frozen:
    """How long the very same pixels have been coming, with times that advance."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.frames = 0
        self.usual = Usual()  # seconds
        self._digest: int | None = None
        self._since_ns = 0

    @property
    def score(self) -> float:
        """Seconds by the level; 0.0 before there are enough frames to speak of."""
        level = max(_FROZEN_SECONDS_MIN, _FROZEN_FACTOR * self.usual.most)
        return self.seconds / level if self.frames > _FROZEN_FRAMES_MIN else 0.0

    def take(self, digest: int, t_ns: int, *, first: bool, learn: bool) -> None:
        """The pixels' digest of one frame."""
        if digest != self._digest:
            self.usual.take(0.0, first=first, learn=learn)
            self._digest, self._since_ns, self.frames = digest, t_ns, 0
        self.frames += 1
        self.seconds = max((t_ns - self._since_ns) / NS, 0.0)
        self.usual.take(self.seconds, first=first, learn=learn)

    def interrupt(self) -> None:
        """Nobody looked for a while: whether the pixels stood still meanwhile is not known."""
        self._digest, self.frames, self.seconds = None, 0, 0.0

    def save(self) -> State:
        """The digest as hex, since it needs 64 bits."""
        return {
            "digest": None if self._digest is None else f"{self._digest:016x}",
            "since_ns": self._since_ns,
            "frames": self.frames,
            "seconds": self.seconds,
            "usual": self.usual.save(),
        }

    @classmethod
    def restore(cls, state: State) -> Frozen:
        """What ``save`` described."""
        rule = cls()
        rule._digest = None if state["digest"] is None else int(state["digest"], 16)
        rule._since_ns, rule.frames = state["since_ns"], state["frames"]
        rule.seconds = state["seconds"]
        rule.usual = Usual.restore(state["usual"])
        return rule


class Silence:
    """How long no header has come."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.usual = Usual()  # seconds
        self._frames = 0
        self._header_ns = 0

    @property
    def _level_seconds(self) -> float:
        return max(_STALLED_SECONDS_MIN, _STALLED_FACTOR * self.usual.most)

    @property
    def score(self) -> float:
        """Seconds by the level; 0.0 before enough gaps are known."""
        return self.seconds / self._level_seconds if self._frames > _GAPS_MIN else 0.0

    def take(self, heard: Heard, *, first: bool, learn: bool) -> None:
        """One interval. A gap over the level that no tick has watched was slept through."""
        first = first or self._frames <= _GAPS_MIN
        if not heard.frames:
            self.seconds = max((heard.t_boot_ns - self._header_ns) / NS, 0.0)
            self.usual.take(self.seconds, first=first, learn=learn)
            return
        self.seconds, self._header_ns = 0.0, heard.t_boot_ns
        self._frames = min(self._frames + heard.frames, _GAPS_MIN + 1)
        if first or heard.gap_seconds <= self._level_seconds:
            self.usual.take(heard.gap_seconds, first=first, learn=learn)
        self.usual.take(0.0, first=first, learn=learn)

    def save(self) -> State:
        """All there is."""
        return {
            "seconds": self.seconds,
            "frames": self._frames,
            "header_ns": self._header_ns,
            "usual": self.usual.save(),
        }

    @classmethod
    def restore(cls, state: State) -> Silence:
        """What ``save`` described."""
        rule = cls()
        rule.seconds, rule._frames = state["seconds"], state["frames"]
        rule._header_ns = state["header_ns"]
        rule.usual = Usual.restore(state["usual"])
        return rule


class Slowness:
    """How long the camera takes for a frame, over its last ten seconds and ten frames.

    Frames that were lost on the way were produced: losing them is not being slow. The longest gap
    is left out, for that is a silence, if it is anything.
    """

    def __init__(self) -> None:
        self.frame_seconds = 0.0  # 0.0 while not known
        self.usual = Usual()  # seconds per frame
        self._until_ns = 0  # end of the last interval, also of an empty one
        # t_ns, frames produced since the entry before, longest gap in seconds
        self._entries: deque[tuple[int, int, float]] = deque(maxlen=_ENTRIES_MAX)

    @property
    def score(self) -> float:
        """1.0 at twice the usual time for a frame, 0.0 at the usual one."""
        if self.usual.most <= 0.0 or self.frame_seconds <= 0.0:
            return 0.0
        return max(self.frame_seconds / self.usual.most - 1.0, 0.0)

    def unheard_ns(self, heard: Heard) -> int:
        """Time just before this interval in which nobody listened; 0 before the first of all.

        An interval that ends before it begins is one in which the clock was set, and tells nothing.
        """
        told = 0 < self._until_ns < heard.since_ns <= heard.t_boot_ns
        return heard.since_ns - self._until_ns if told else 0

    def take(self, heard: Heard, *, first: bool, learn: bool) -> None:
        """One interval."""
        if heard.restarts or heard.since_ns != self._until_ns:  # nobody listened in between
            self._entries.clear()
        self._until_ns = heard.t_boot_ns
        newest_ns = self._entries[-1][0] if self._entries else -1
        if not heard.frames or heard.t_boot_ns <= newest_ns:
            return
        gap_seconds = 0.0 if heard.missing else heard.gap_seconds
        self._entries.append((heard.t_boot_ns, heard.frames + heard.missing, gap_seconds))
        measured = self._measured()
        if measured is None:
            return
        self.frame_seconds = measured
        self.usual.take(measured, first=first or self.usual.most <= 0.0, learn=learn)

    def _measured(self) -> float | None:
        """Seconds per frame over the window, None while it is too short."""
        entries = self._entries
        frames = sum(e[1] for e in entries) - entries[0][1]
        newest_ns = entries[-1][0]
        while len(entries) > 2:
            shorter = newest_ns - entries[1][0] < _WINDOW_SECONDS * NS
            if shorter or frames - entries[1][1] < _WINDOW_FRAMES:
                break
            entries.popleft()
            frames -= entries[0][1]
        seconds = (newest_ns - entries[0][0]) / NS
        longest = max((e[2] for e in list(entries)[1:]), default=0.0)
        if seconds < _WINDOW_SECONDS or frames < _WINDOW_FRAMES or longest >= seconds:
            return None
        return (seconds - longest) / (frames - (longest > 0.0))

    def save(self) -> State:
        """All there is."""
        return {
            "frame_seconds": self.frame_seconds,
            "until_ns": self._until_ns,
            "entries": [list(entry) for entry in self._entries],
            "usual": self.usual.save(),
        }

    @classmethod
    def restore(cls, state: State) -> Slowness:
        """What ``save`` described."""
        rule = cls()
        rule.frame_seconds, rule._until_ns = state["frame_seconds"], state["until_ns"]
        rule._entries.extend((t_ns, frames, gap) for t_ns, frames, gap in state["entries"])
        rule.usual = Usual.restore(state["usual"])
        return rule


class Jumps:
    """How often time or sequence ran back within a run, over the last ten intervals with headers.

    By intervals, not by time: that is what jumps.
    """

    def __init__(self) -> None:
        self.usual = Usual()
        self._entries: deque[tuple[int, int]] = deque(maxlen=_JUMPS_INTERVALS)  # frames, steps back

    @property
    def count(self) -> int:
        """Steps back."""
        return sum(steps for _, steps in self._entries)

    @property
    def frames(self) -> int:
        """Headers among which they were."""
        return sum(frames for frames, _ in self._entries)

    @property
    def score(self) -> float:
        """The count by the level."""
        return self.count / max(_JUMPS_MIN, _JUMPS_FACTOR * self.usual.most)

    def take(self, heard: Heard, *, first: bool, learn: bool) -> None:
        """One interval."""
        if heard.frames:
            self._entries.append((heard.frames, heard.steps_back))
            self.usual.take(float(self.count), first=first, learn=learn)

    def save(self) -> State:
        """All there is."""
        return {
            "entries": [list(entry) for entry in self._entries],
            "usual": self.usual.save(),
        }

    @classmethod
    def restore(cls, state: State) -> Jumps:
        """What ``save`` described."""
        rule = cls()
        rule._entries.extend((frames, steps) for frames, steps in state["entries"])
        rule.usual = Usual.restore(state["usual"])
        return rule
