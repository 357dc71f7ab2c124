"""A video file as a stream of frames, decoded by a child process whose death is only an error here.

This file never decodes anything itself and never keeps more than the child's few slots in memory.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import select
import signal
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from virk_edge.adapters import video_child as child
from virk_edge.errors import FootageError
from virk_edge.nouns import U8

ASSUMED_FPS = 25.0  # when neither the container nor the user says
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"<?xml", b"<MPD", b"[playlist]", b"v=0")
_PLAYLIST_BYTES = 64  # all of them say what they are at their beginning
SILENCE_SECONDS = 60.0  # a child that has sent nothing for so long is stuck on a broken file


class VideoReader:
    """One pass through one video; yields ``(pixels, milliseconds)``.

    ``pixels`` is uint8 (H, W, 3) BGR and belongs to the receiver; ``milliseconds`` is the
    container's timestamp, which may be nonsense. ``fps`` and ``length`` are what the container
    says, None where it says nothing sane.

    Raises FootageError: not a video, a list of others, too large, or the decoder died or hung.
    """

    def __init__(self, path: Path, *, max_pixels: int) -> None:
        try:
            str(path.resolve()).encode()
        except UnicodeEncodeError:
            raise FootageError(
                f"{path}: OpenCV opens no video whose path is not UTF-8; rename the file."
            ) from None
        _refuse_playlist(path)
        self._path = path
        self._memory: mmap.mmap | None = None
        self._slot_bytes = 0
        self._fd = _anonymous_file()
        environment = os.environ | {
            "OPENCV_LOG_LEVEL": "SILENT",
            "OPENCV_FFMPEG_LOGLEVEL": "-8",
            # A local file is asked for: a playlist in it must not reach for the network.
            "OPENCV_FFMPEG_CAPTURE_OPTIONS": "protocol_whitelist;file",
        }
        script = str(Path(child.__file__))
        self._process = subprocess.Popen(
            [sys.executable, script, str(path.resolve()), str(self._fd), str(max_pixels)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            pass_fds=(self._fd,),
            env=environment,
            # Control-C is for the parent, which decides when to stop reading.
            start_new_session=True,
        )
        self._end = weakref.finalize(self, _end_child, self._process, self._fd)
        try:
            _, self.height, self.width, _, fps, length = self._receive()
        except FootageError:
            self.close()
            raise
        self.fps = fps if math.isfinite(fps) and 0.0 < fps <= 1000.0 else None
        self.length = int(length) if math.isfinite(length) and 0 < length < 2**31 else None

    def __iter__(self) -> Iterator[tuple[U8, float]]:
        while True:
            slot, height, width, slot_bytes, stamp, _ = self._receive()
            if not slot_bytes:
                return
            if slot_bytes != self._slot_bytes:
                self._memory = mmap.mmap(self._fd, slot_bytes * child.SLOTS)
                self._slot_bytes = slot_bytes
            assert self._memory is not None
            pixels = np.frombuffer(
                self._memory, np.uint8, height * width * 3, slot * slot_bytes
            ).copy()
            assert self._process.stdin is not None
            # A child that has died meanwhile is noticed by the next receive.
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(b"\0")
            yield pixels.reshape(height, width, 3), stamp

    def close(self) -> None:
        """End the child; what it has decoded ahead is lost."""
        self._end()

    def _receive(self) -> tuple[int, int, int, int, float, float]:
        """Slot, height, width, bytes per slot (0: the end) and two numbers of the next message."""
        assert self._process.stdout is not None
        parts = b""
        while len(parts) < child.MESSAGE.size:
            if not select.select([self._process.stdout], [], [], SILENCE_SECONDS)[0]:
                raise FootageError(
                    f"{self._path}: the decoder has been silent for {SILENCE_SECONDS:.0f} s, so "
                    "the file is probably damaged; re-encode it with ffmpeg and try again."
                )
            part = self._process.stdout.read(child.MESSAGE.size - len(parts))
            if not part:
                raise FootageError(self._obituary())
            parts += part
        kind, slot, height, width, slot_bytes, a, b = child.MESSAGE.unpack(parts)
        if kind == child.NOT_A_VIDEO:
            raise FootageError(
                f"{self._path}: this is not a video that OpenCV can read; give a video file, a "
                "folder of JPEG or PNG pictures, or - for a list of pictures."
            )
        if kind == child.TOO_LARGE:
            raise FootageError(
                f"{self._path}: {width} x {height} pixels per frame are more than allowed; "
                "make the video smaller, for example with ffmpeg -vf scale."
            )
        return slot, height, width, slot_bytes, a, b

    def _obituary(self) -> str:
        status = self._process.wait()
        if status < 0:
            with contextlib.suppress(ValueError):
                how = f"was killed by {signal.Signals(-status).name}"
                return (
                    f"{self._path}: the decoder {how} while reading it, so the file is probably "
                    "damaged; re-encode it with ffmpeg and try again."
                )
        return (
            f"{self._path}: the decoder ended with status {status} while reading it; check that "
            "OpenCV works (python3 -c 'import cv2') and that the file plays elsewhere."
        )


class Clock:
    """Container timestamps made sane: they start at 0 and always increase.

    A timestamp that does not increase (none at all, a restarted segment) is taken as one nominal
    frame after the one before, and the following ones count from there.
    """

    def __init__(self, fps: float) -> None:
        self._step = 1.0 / fps
        self._last: float | None = None
        self._offset = 0.0

    def seconds(self, milliseconds: float) -> float:
        """Seconds since the first frame for the next frame's container timestamp."""
        stamp = milliseconds / 1000.0 if math.isfinite(milliseconds) else 0.0
        if self._last is None:
            self._offset, self._last = -stamp, 0.0
            return 0.0
        now = stamp + self._offset
        if now <= self._last:
            now = self._last + self._step
            self._offset = now - stamp
        self._last = now
        return now


def _refuse_playlist(path: Path) -> None:
    """FFmpeg would open whatever other files a list names, under the name of this one."""
    if not path.is_file():
        return  # a pipe would make us wait here; the decoder says what it thinks of it
    try:
        with path.open("rb") as file:
            begin = file.read(_PLAYLIST_BYTES).lstrip(b"\xef\xbb\xbf \t\r\n")
    except OSError:
        return
    if begin.startswith(_PLAYLISTS):
        raise FootageError(
            f"{path}: this is a list of videos, not a video; give the files that it names, one by "
            "one."
        )


def _anonymous_file() -> int:
    """A descriptor of memory that two processes can map and that no path leads to."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("virk-edge-frames")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _end_child(process: subprocess.Popen[bytes], fd: int) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.kill()
    process.wait()
    os.close(fd)
