"""The place where hooks connect: one owner, one socket file, the right mode.

ZeroMQ lets a second program take over an ipc path without a word; the lock here does not.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
from pathlib import Path

import zmq

from virk_edge.errors import ConfigError, StorageError
from virk_edge.formats.endpoints import endpoint_complaint

SOCKET_MODE = 0o660
_KEY = "$.feed.endpoint"


class FeedEndpoint:
    """Holds the lock of an endpoint from ``bind`` to ``release``.

    ``ipc:///PATH`` is locked by ``PATH.lock``, which stays behind when it is released: removing it
    would let two daemons lock two files of one name. A loopback port needs no lock, because the
    kernel refuses a second owner. ``listen_fd`` is a listening unix socket made by the service
    manager, which then owns the path and its mode.
    """

    def __init__(self, endpoint: str, *, listen_fd: int | None = None) -> None:
        complaint = endpoint_complaint(endpoint)
        if complaint is not None:
            raise ConfigError(f"{_KEY}: {endpoint!r} will not do: {complaint}")
        self.endpoint = endpoint
        self._listen_fd = listen_fd
        self._path = Path(endpoint.removeprefix("ipc://")) if "ipc://" in endpoint else None
        self._lock_fd: int | None = None
        self._made = False  # the socket file is ours to remove

    def bind(self, socket: zmq.Socket[bytes]) -> None:
        """Lock the endpoint, clear what a dead daemon left there, bind, set mode 0660.

        Raises
        ------
        ConfigError
            If the folder is missing or the path is something else than a socket.
        StorageError
            If another daemon is there, or the system refuses.
        """
        try:
            self._lock()
            if self._path is not None and self._listen_fd is None:
                self._clear(self._path)
            elif self._listen_fd is not None:
                # ZeroMQ closes what it is given, so it is given a copy.
                socket.setsockopt(zmq.USE_FD, os.dup(self._listen_fd))
            socket.bind(self.endpoint)
            if self._path is not None and self._listen_fd is None:
                self._made = True
                self._path.chmod(SOCKET_MODE)
        except (zmq.ZMQError, OSError) as error:
            self.release()
            raise StorageError(
                f"the feed cannot listen at {self.endpoint}: {error}; see whether another program "
                f"has it, or set {_KEY}"
            ) from error
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Remove the socket file and let another daemon have its place; the socket is closed."""
        if self._made and self._path is not None:
            self._made = False
            self._path.unlink(missing_ok=True)  # before the lock goes, or it might be another's
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def _lock(self) -> None:
        if self._path is None:
            return
        if not self._path.parent.is_dir():
            raise ConfigError(
                f"{_KEY}: the folder {self._path.parent} does not exist; create it, or let systemd "
                "do so with RuntimeDirectory="
            )
        lock = Path(f"{self._path}.lock")
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._lock_fd = os.open(lock, flags, 0o600)
        try:
            fcntl.flock(self._lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._lock_fd, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise StorageError(
                f"another daemon (process {owner}) already listens at {self.endpoint}; stop it, "
                f"or set {_KEY} to another path"
            ) from None
        with contextlib.suppress(OSError):  # a full disk must not keep the daemon from starting
            os.ftruncate(self._lock_fd, 0)
            os.pwrite(self._lock_fd, f"{os.getpid()}\n".encode(), 0)

    def _clear(self, path: Path) -> None:
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(mode):
            raise ConfigError(
                f"{_KEY}: {path} exists and is not a socket; move it away, or name another path"
            )
        path.unlink()  # nobody holds the lock, so its owner is dead
