"""Two delays that say whether we are in the way: of the inference loop, and of frames that wait.

Pure: times come in as arguments, and memory is bounded.
"""

from __future__ import annotations

from collections import deque
from statistics import median
from typing import Final

from virk_edge.core.readings import NS

_RECENT_NS: Final = 2 * NS
_RECENT_MAX: Final = 128
_BLOCK_NS: Final = 10 * NS
_BLOCKS_MAX: Final = 360  # an hour
_BLOCKS_MIN: Final = 6
_USUAL_SHARE: Final = 0.9


class LoopLatency:
    """The inference loop's latency as a multiple of its usual slow moments.

    Usual is what nine in ten of the last hour's medians over ten seconds do not exceed, so that a
    loop which is slower while it sees many people is not taken for a loop that suffers. A loop that
    stays slower is usual after some six minutes.
    """

    def __init__(self) -> None:
        self._recent: deque[tuple[int, int]] = deque(maxlen=_RECENT_MAX)
        self._block: list[float] = []
        self._block_ns: int | None = None
        self._usual: deque[float] = deque(maxlen=_BLOCKS_MAX)
        self._limit_us: float | None = None

    def note(self, loop_us: int, now_ns: int) -> None:
        """One frame's latency in microseconds, 0 or more."""
        self._recent.append((now_ns, loop_us))

    def ratio(self, now_ns: int) -> float | None:
        """The median of the last two seconds over the usual; None while one of them is unknown.

        To be asked about once a second.
        """
        while self._recent and now_ns - self._recent[0][0] > _RECENT_NS:
            self._recent.popleft()
        if not self._recent:
            return None
        current_us = median(us for _, us in self._recent)
        ratio = None if not self._limit_us else current_us / self._limit_us
        self._learn(current_us, now_ns)
        return ratio

    def _learn(self, current_us: float, now_ns: int) -> None:
        if self._block_ns is None:
            self._block_ns = now_ns
        self._block.append(current_us)
        if now_ns - self._block_ns < _BLOCK_NS:
            return
        self._usual.append(median(self._block))
        self._block, self._block_ns = [], now_ns
        if len(self._usual) >= _BLOCKS_MIN:
            ordered = sorted(self._usual)
            self._limit_us = ordered[int(_USUAL_SHARE * (len(ordered) - 1))]


class StandingDelay:
    """The least time that a frame has waited in an interval: a delay that does not go away.

    One frame that waits is a hiccup; when every one does, for a whole interval, somebody is too
    slow (Nichols and Jacobson, Controlling queue delay, 2012).
    """

    def __init__(self) -> None:
        self._least_ns: int | None = None

    def note(self, waited_ns: int) -> None:
        """How long a frame had waited when it was taken."""
        if self._least_ns is None or waited_ns < self._least_ns:
            self._least_ns = waited_ns

    def take_ms(self) -> float:
        """Of the interval that ends now, in milliseconds; 0 if nothing was taken in it."""
        least_ns, self._least_ns = self._least_ns, None
        return 0.0 if least_ns is None else max(least_ns, 0) / 1e6
