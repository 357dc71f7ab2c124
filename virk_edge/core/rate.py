"""A camera's frame rate from its headers' own times; a pure estimate."""

from __future__ import annotations

from virk_edge.core.readings import NS

_MEMORY = 0.05  # weight of the newest interval
_FRAMES_MIN = 8  # before that nothing is said
_GAP_SECONDS_MAX = 60.0
_PAUSE = 4.0  # an interval so many times the usual counts as that


class RateEstimate:
    """Frames per second, from sequence numbers and capture times.

    Frames that were lost on the way count: the rate is the camera's, not the connection's.
    """

    def __init__(self) -> None:
        self._run = ""
        self._seq = 0
        self._t_ns = 0
        self._interval_seconds = 0.0
        self._seen = 0

    def update(self, *, run: str, seq: int, t_ns: int) -> float | None:
        """Take one header; the rate, or None while too few have come."""
        frames, seconds = seq - self._seq, (t_ns - self._t_ns) / NS
        if run == self._run and frames > 0 and 0.0 < seconds < _GAP_SECONDS_MAX:
            interval = seconds / frames
            if self._seen >= _FRAMES_MIN:  # a pause is not a rate; a slower camera shows in a few
                interval = min(interval, _PAUSE * self._interval_seconds)
            weight = max(_MEMORY, 1.0 / (self._seen + 1))
            self._interval_seconds += weight * (interval - self._interval_seconds)
            self._seen += 1
        self._run, self._seq, self._t_ns = run, seq, t_ns
        return 1.0 / self._interval_seconds if self._seen >= _FRAMES_MIN else None
