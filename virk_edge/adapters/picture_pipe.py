"""The pipe through which one picture of a camera goes to the person who asked for it.

Law: the picture is never on the disk. Whoever asks makes the pipe, ``CAMERA.picture`` beside the
order, and reads; whoever owns the directory writes into it, and only while somebody reads.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import select
import stat
import time
from pathlib import Path
from typing import Final

import cv2

from virk_edge.adapters.durable import sentences
from virk_edge.errors import StorageError
from virk_edge.nouns import U8

BYTES_MAX: Final = 64 << 20
_PIPE_BYTES: Final = 1 << 20
_PIECE_BYTES: Final = 1 << 18
_PATIENCE_SECONDS: Final = 5.0
_JPEG_QUALITY: Final = 92


def pipe_path(directory: Path, camera: str) -> Path:
    """Where the pipe of a camera lies, in the directory of states."""
    return directory / f"{camera}.picture"


class PicturePipe:
    """The reading end, from ``with`` to its end; ``data`` is what has come."""

    def __init__(self, path: Path) -> None:
        self.data = bytearray()
        self._path = path
        self._fd: int | None = None

    def __enter__(self) -> PicturePipe:
        """Make the pipe. Raises ``StorageError``, also if somebody else reads there."""
        with sentences("make", self._path):
            self._clear()
            os.mkfifo(self._path, 0o600)
            if os.geteuid() == 0:  # the daemon, who writes, is not root
                owner = self._path.parent.stat()
                os.chown(self._path, owner.st_uid, owner.st_gid, follow_symlinks=False)
            flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW
            self._fd = os.open(self._path, flags)
        with contextlib.suppress(OSError):  # a larger one only needs fewer turns
            fcntl.fcntl(self._fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        return self

    def __exit__(self, *_: object) -> None:
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _clear(self) -> None:
        """Remove what one has left who was killed while waiting."""
        try:
            fd = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return
        except OSError as error:
            if error.errno != errno.ENXIO:  # a pipe that nobody reads
                raise
        else:
            os.close(fd)
            raise StorageError(
                f"somebody else waits at {self._path} for a picture; try again in a moment"
            )
        self._path.unlink(missing_ok=True)

    def drain(self) -> None:
        """Take what lies in the pipe; never waits. Raises ``StorageError``."""
        assert self._fd is not None
        with sentences("read", self._path), contextlib.suppress(BlockingIOError):
            while piece := os.read(self._fd, _PIECE_BYTES):
                self.data += piece
                if len(self.data) > BYTES_MAX:
                    raise StorageError(f"{self._path} brings more than any picture has")


def send_picture(path: Path, picture: U8, *, patience_seconds: float = _PATIENCE_SECONDS) -> None:
    """Write a picture into the pipe, as a JPEG: uint8 (H, W, 3) BGR or (H, W) grey.

    Raises:
        StorageError: if nobody reads there, or not for ``patience_seconds``, or it is no pipe.
    """
    done, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise StorageError(f"the picture for {path} cannot be encoded")
    rest = memoryview(encoded.tobytes())
    with sentences("write", path):
        fd = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            if not stat.S_ISFIFO(os.fstat(fd).st_mode):
                raise StorageError(f"{path} is no pipe; nothing was written to it")
            deadline = time.monotonic() + patience_seconds
            writable = select.poll()
            writable.register(fd, select.POLLOUT)
            while rest:
                left_ms = round(1000 * (deadline - time.monotonic()))
                if left_ms <= 0 or not writable.poll(left_ms):
                    raise StorageError(f"nobody reads from {path} any more")
                with contextlib.suppress(BlockingIOError):
                    rest = rest[os.write(fd, rest) :]
        finally:
            os.close(fd)
