"""Decode one video in a process of its own and lay the frames into shared memory, in order.

Run as a script by ``adapters.video``, never imported by it for its code: some OpenCV builds abort
on broken files, and then only this process dies. It imports cv2 and numpy only, starts nothing,
and ends as soon as its standard input is closed, that is, when the parent closes or dies.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit, setrlimit
from typing import Any

# kind, slot, height, width, bytes per slot, two numbers whose meaning depends on the kind.
MESSAGE = struct.Struct("<B3xIIIQdd")
OPENED = 1  # numbers: nominal frames per second, number of frames as the container says
FRAME = 2  # numbers: timestamp in milliseconds as the container says, 0
DONE = 3
NOT_A_VIDEO = 4
TOO_LARGE = 5

_ADDRESS_BYTES_MAX = min(8 << 30, sys.maxsize)  # of this process; an 8K video takes about two GiB
SLOTS = 4  # the look-ahead: frames decoded before anybody asked for them


class Ring:
    """The writing end of ``SLOTS`` equal pieces of shared memory, freed as they are given back."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._free = SLOTS
        self._next = 0
        self.slot_bytes = 0
        self._memory: mmap.mmap | None = None

    def slot(self, size: int) -> tuple[int, memoryview]:
        """Wait for a free slot that holds ``size`` bytes; the ring grows when it must."""
        if size > self.slot_bytes:
            while self._free < SLOTS:  # the parent still reads the old, smaller slots
                self._take_back()
            os.ftruncate(self._fd, size * SLOTS)
            self._memory = mmap.mmap(self._fd, size * SLOTS)
            self.slot_bytes = size
        while not self._free:
            self._take_back()
        assert self._memory is not None
        start = self._next * self.slot_bytes
        return self._next, memoryview(self._memory)[start : start + size]

    def send(self, message: bytes) -> None:
        """Hand the current slot to the parent."""
        self._free -= 1
        self._next = (self._next + 1) % SLOTS
        os.write(1, message)

    def _take_back(self) -> None:
        returned = len(os.read(0, SLOTS))
        if not returned:
            os._exit(0)  # the parent is gone; nothing here is worth a farewell
        self._free += returned


def _open(cv2: Any, path: str) -> Any:
    """One decoding thread: concealment of damaged pictures must not depend on thread timing."""
    try:
        capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    except cv2.error:
        capture = None
    if capture is None or not capture.isOpened():
        capture = cv2.VideoCapture(path)
    return capture


def main() -> None:
    """``video_child.py PATH MEMORY_FD MAX_PIXELS``; messages go to standard output."""
    path, fd, max_pixels = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # The script's own folder must not stand in front of the installed packages.
    own = Path(__file__).resolve().parent
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != own]
    import cv2
    import numpy as np

    cv2.setNumThreads(1)
    # What a file says of itself may make a decoder ask for anything.
    most = min((_ADDRESS_BYTES_MAX, *(x for x in getrlimit(RLIMIT_AS) if x != RLIM_INFINITY)))
    setrlimit(RLIMIT_AS, (most, most))
    capture = _open(cv2, path)
    if not capture.isOpened():
        os.write(1, MESSAGE.pack(NOT_A_VIDEO, 0, 0, 0, 0, 0.0, 0.0))
        return
    width = max(int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), 0)
    height = max(int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)), 0)
    if not width * height:
        os.write(1, MESSAGE.pack(NOT_A_VIDEO, 0, 0, 0, 0, 0.0, 0.0))
        return
    if width * height > max_pixels:
        os.write(1, MESSAGE.pack(TOO_LARGE, 0, height, width, 0, 0.0, 0.0))
        return
    numbers = capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT)
    os.write(1, MESSAGE.pack(OPENED, 0, height, width, 0, *numbers))
    ring = Ring(fd)
    shape = (height, width, 3)
    while capture.grab():
        slot, memory = ring.slot(shape[0] * shape[1] * 3)
        target = np.frombuffer(memory, dtype=np.uint8).reshape(shape)
        good, picture = capture.retrieve(target)
        if not good or picture is None:  # of some broken files OpenCV says yes and gives nothing
            continue
        if picture.ndim == 2:
            picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
        if picture.shape != shape:
            shape = picture.shape
            if shape[0] * shape[1] > max_pixels:
                os.write(1, MESSAGE.pack(TOO_LARGE, 0, shape[0], shape[1], 0, 0.0, 0.0))
                return
            slot, memory = ring.slot(picture.size)
            target = np.frombuffer(memory, dtype=np.uint8).reshape(shape)
        if picture.ctypes.data != target.ctypes.data:
            np.copyto(target, picture)
        stamp = capture.get(cv2.CAP_PROP_POS_MSEC)
        ring.send(MESSAGE.pack(FRAME, slot, shape[0], shape[1], ring.slot_bytes, stamp, 0.0))
    os.write(1, MESSAGE.pack(DONE, 0, 0, 0, 0, 0.0, 0.0))


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(0)
