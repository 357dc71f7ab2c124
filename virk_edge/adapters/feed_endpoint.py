"""The place where hooks connect: one owner, one socket file, the right mode and group.

ZeroMQ lets a second program take over an ipc path without a word, and opens a socket file before
its mode can be set. So the lock and the file are made here, and ZeroMQ is given the socket.
"""

from __future__ import annotations

import contextlib
import fcntl
import grp
import logging
import os
import socket as sockets
import stat
from dataclasses import dataclass
from pathlib import Path

import zmq

from virk_edge.errors import ConfigError, StorageError
from virk_edge.formats.endpoints import endpoint_complaint, unkeyed_complaint

SOCKET_MODE = 0o660
_UNIX_SOCKETS = Path("/proc/net/unix")
_LISTENS = 1 << 16  # __SO_ACCEPTCON
_KEY = "$.feed.endpoint"
_KEY_GROUP = "$.feed.group"
_BACKLOG = 100  # what ZeroMQ itself asks for
_log = logging.getLogger("virk_edge.feed")


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may connect.

    group: name or number of the group that a socket file belongs to; empty: the daemon's own.
    keys: folder of the daemon's keys; empty: none, and the endpoint must be on this device.
    """

    group: str = ""
    keys: str = ""


class FeedEndpoint:
    """Holds the lock of an endpoint from ``bind`` to ``release``.

    ``ipc:///PATH`` is locked by ``PATH.lock``, which stays behind when it is released: removing it
    would let two daemons lock two files of one name. A loopback port needs no lock, because the
    kernel refuses a second owner. ``listen_fd`` is a listening unix socket made by the service
    manager, which then owns the path, its mode and its group.
    """

    def __init__(
        self, endpoint: str, admission: Admission, *, listen_fd: int | None = None
    ) -> None:
        rule = endpoint_complaint if admission.keys else unkeyed_complaint
        complaint = rule(endpoint)
        if complaint is not None:
            raise ConfigError(f"{_KEY}: {endpoint!r} will not do: {complaint}")
        self.endpoint = endpoint
        self._group = admission.group
        self._listen_fd = listen_fd
        is_path = endpoint.startswith("ipc://")
        self._path = Path(endpoint.removeprefix("ipc://")) if is_path else None
        self._lock_fd: int | None = None
        self._made = False  # the socket file is ours to remove

    def bind(self, socket: zmq.Socket[bytes]) -> None:
        """Lock the endpoint, clear what a dead daemon left there, bind with mode 0660.

        Raises
        ------
        ConfigError
            If the folder is missing, the path is something else than a socket, or the group does
            not exist or may not be given.
        StorageError
            If another daemon is there, or the system refuses.
        """
        try:
            self._lock()
            socket.setsockopt(zmq.IPV6, "[" in self.endpoint)
            if self._listen_fd is not None:
                # ZeroMQ closes what it is given, so it is given a copy.
                socket.setsockopt(zmq.USE_FD, os.dup(self._listen_fd))
            elif self._path is not None:
                self._clear(self._path)
                socket.setsockopt(zmq.USE_FD, self._listen(self._path))
            socket.bind(self.endpoint)
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

    def _listen(self, path: Path) -> int:
        """A listening socket at ``path``. Nobody can connect before mode and group are right."""
        group = None if self._group == "" else _group_number(self._group)
        _warn_of_folders(path)
        with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as made:
            os.fchmod(made.fileno(), SOCKET_MODE)  # what the file begins with, less the umask
            made.bind(str(path))
            self._made = True
            if group is not None:
                try:
                    os.chown(path, -1, group, follow_symlinks=False)
                except PermissionError:
                    raise ConfigError(
                        f"{_KEY_GROUP}: the daemon's user is not in {self._group!r}; make it a "
                        "member, or let systemd do so with SupplementaryGroups="
                    ) from None
            if stat.S_IMODE(path.lstat().st_mode) != SOCKET_MODE:
                path.chmod(SOCKET_MODE)
            made.listen(_BACKLOG)  # until now a connection is refused
            return made.detach()

    def _clear(self, path: Path) -> None:
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISSOCK(mode):
            raise ConfigError(
                f"{_KEY}: {path} exists and is not a socket; move it away, or name another path"
            )
        # Nobody holds the lock, so no daemon lives there; systemd may, in a daemon's stead.
        if _is_listened_at(path):
            raise StorageError(
                f"another program listens at {self.endpoint}, perhaps systemd for "
                "virk-edge.service: start that service, or stop virk-edge.socket"
            )
        path.unlink()


def _is_listened_at(path: Path) -> bool:
    """Whether a socket listens there, by the kernel's list: to ask by connecting would start what
    systemd keeps the socket for."""
    try:
        lines = _UNIX_SOCKETS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    for line in lines[1:]:
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[7] == str(path) and int(fields[3], 16) & _LISTENS:
            return True
    return False


def _group_number(group: str) -> int:
    with contextlib.suppress(ValueError):
        number = int(group)
        if 0 <= number < 2**32 - 1:
            return number
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise ConfigError(f"{_KEY_GROUP}: there is no group {group!r} on this device") from None


def open_folder(path: Path, owner: int) -> Path | None:
    """The nearest folder above ``path`` in which others than root and ``owner`` can rename: they
    can put a socket of their own in its place. None if there is none. Raises ``OSError``."""
    for folder in path.resolve().parents:
        seen = folder.stat()
        sticky = seen.st_mode & stat.S_ISVTX
        if seen.st_uid not in (0, owner) or (seen.st_mode & 0o022 and not sticky):
            return folder
    return None


def _warn_of_folders(path: Path) -> None:
    """Not refused: a container's volume is often open to all, and nobody else is in there."""
    folder = open_folder(path, os.geteuid())
    if folder is not None:
        _log.warning(
            "feed_folder_open folder=%s: others can replace the socket and receive what cameras "
            "send; let only root or the daemon's user write there",
            folder,
        )
