"""Frames kept in memory for an incident that has not happened yet; bounded in bytes and seconds.

Pixels lie in buffers that are made once and used again, so that memory does not grow, and does not
crumble, over months. A buffer comes back through ``release`` once a recording has written it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import numpy as np

from virk_edge.nouns import U8, RecordedFrame

_WHOLE_NS = 2_000_000_000  # the newest frames, which are not thinned out where they fit
_ENCODED_SHARE = 4  # of the bytes, for frames that are kept as the JPEG or PNG they came as


class FrameRing:
    """The newest frames of one camera.

    ``keep`` copies a frame in and thins out earlier ones where there is no room. ``take`` hands
    all of them over to a recording. A frame kept in its original bytes needs no buffer.
    """

    def __init__(self, *, bytes_max: int, seconds_max: float) -> None:
        self.bytes_max = bytes_max
        self.seconds_max = seconds_max
        self._frames: list[RecordedFrame] = []
        # deque's append and pop are atomic: another thread may release.
        self._free: deque[U8] = deque()
        # By id, those made for the present format: one of an earlier format that a recording gives
        # back late has been replaced, and would count twice.
        self._buffers: set[int] = set()
        self._shape: tuple[int, ...] | None = None
        self._encoded_bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def seconds(self) -> float:
        """From the oldest to the newest frame."""
        if len(self._frames) < 2:
            return 0.0
        return (self._frames[-1].info.t_boot_ns - self._frames[0].info.t_boot_ns) / 1e9

    @property
    def oldest_ns(self) -> int | None:
        """Capture time of the oldest frame, None without one."""
        return self._frames[0].info.t_boot_ns if self._frames else None

    def forget_before(self, t_ns: int) -> None:
        """Let go of the frames from before this capture time."""
        while self._frames and self._frames[0].info.t_boot_ns < t_ns:
            self._forget(0)

    def keep(self, frame: RecordedFrame) -> RecordedFrame | None:
        """Keep a copy; None when every buffer is with a recording and the frame cannot be kept."""
        kept = self.copy(frame)
        while kept is None and self._frames:
            self._forget(self._least_missed())
            kept = self.copy(frame)
        if kept is None:
            return None
        self._frames.append(kept)
        self._encoded_bytes += _encoded_bytes(kept)
        oldest_ns = frame.info.t_boot_ns - round(self.seconds_max * 1e9)
        while self._frames and self._frames[0].info.t_boot_ns < oldest_ns:
            self._forget(0)
        while self._encoded_bytes > self.bytes_max // _ENCODED_SHARE:
            self._forget(self._least_missed())
        return kept

    def take(self) -> list[RecordedFrame]:
        """All frames, oldest first; the ring is empty afterwards, its buffers with the taker."""
        frames = list(self._frames)
        self._frames.clear()
        self._encoded_bytes = 0
        return frames

    def copy(self, frame: RecordedFrame) -> RecordedFrame | None:
        """The frame in a buffer of the ring, None when there is none free."""
        if frame.pixels is None:
            return frame
        buffer = self._buffer(frame.pixels)
        if buffer is None:
            return None
        np.copyto(buffer, frame.pixels)
        return replace(frame, pixels=buffer)

    def release(self, frame: RecordedFrame) -> None:
        """Give a frame's buffer back; any thread."""
        if frame.pixels is not None and id(frame.pixels) in self._buffers:
            self._free.append(frame.pixels)

    def _forget(self, index: int) -> None:
        gone = self._frames.pop(index)
        self._encoded_bytes -= _encoded_bytes(gone)
        self.release(gone)

    def _least_missed(self) -> int:
        """The frame whose going leaves the smallest hole, among those that are not the newest.

        So a ring that cannot hold all seconds keeps the last two whole, or its newer half where it
        cannot hold those either, and the earlier ones at a lower rate: what it looked like before
        is worth more than one more picture of now.
        """
        times = [frame.info.t_boot_ns for frame in self._frames]
        half = len(times) // 2
        old = [i for i in range(1, len(times) - 1) if i < half or times[-1] - times[i] > _WHOLE_NS]
        return min(old, key=lambda i: times[i + 1] - times[i - 1], default=0)

    def _buffer(self, like: U8) -> U8 | None:
        if like.shape != self._shape:  # the camera changed its format: start over
            self._frames.clear()
            self._free.clear()
            self._encoded_bytes = 0
            self._shape, self._buffers = like.shape, set()
        while self._free:
            free = self._free.popleft()
            if free.shape == like.shape:  # one of the old format may come back just as it changes
                return free
        if (len(self._buffers) + 1) * like.nbytes > self.bytes_max:
            return None
        buffer = np.empty(like.shape, dtype=np.uint8)
        self._buffers.add(id(buffer))
        return buffer


def _encoded_bytes(frame: RecordedFrame) -> int:
    return 0 if frame.original is None else len(frame.original)
