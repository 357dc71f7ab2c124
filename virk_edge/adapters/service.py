"""What the service manager is told, and what it hands over: sd_notify(3), sd_listen_fds(3).

Law: telling never raises and never waits, whether a manager is there, is gone or does not read.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virk_edge.errors import ConfigError

_FIRST_FD: Final = 3  # SD_LISTEN_FDS_START
_WORDS_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Inherited:
    """A listening unix socket that the manager made, and its path."""

    fd: int
    path: str


class ServiceManager:
    """Whoever started us; without one, everything here does nothing.

    watchdog_seconds: how long it waits for a ``beat`` before it ends us; None: it does not.
    """

    def __init__(
        self,
        address: str = "",
        watchdog_seconds: float | None = None,
        inherited: Inherited | None = None,
    ) -> None:
        self.watchdog_seconds = watchdog_seconds
        self._address = address
        self._inherited = inherited

    @classmethod
    def of(cls, environ: Mapping[str, str], pid: int) -> ServiceManager:
        """The manager that the environment of process ``pid`` speaks of.

        Raises ``ConfigError`` if it hands over something else than one listening unix socket.
        """
        return cls(
            environ.get("NOTIFY_SOCKET", ""), _watchdog(environ, pid), _inherited(environ, pid)
        )

    def listen_fd(self, endpoint: str) -> int | None:
        """The descriptor that was handed over for ``endpoint``; None if none was.

        Raises ``ConfigError`` if it listens somewhere else: hooks would knock at a closed door.
        """
        if self._inherited is None:
            return None
        path = endpoint.removeprefix("ipc://")
        same = path != endpoint and Path(path).resolve() == Path(self._inherited.path).resolve()
        if not same:
            raise ConfigError(
                f"$.feed.endpoint: it is {endpoint}, but the service manager listens at "
                f"{self._inherited.path}; give the socket unit's ListenStream= the same path, or "
                "disable the socket unit"
            )
        return self._inherited.fd

    def ready(self) -> None:
        """We watch, for the first time or again."""
        self._tell("READY=1")

    def reloading(self) -> None:
        """A reload was asked for; ``ready`` says that it is over."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def stopping(self) -> None:
        """We end, as we were told to."""
        self._tell("STOPPING=1")

    def say(self, words: str) -> None:
        """How things stand, in one line for ``systemctl status``."""
        self._tell(f"STATUS={' '.join(words.split())[:_WORDS_MAX]}")

    def beat(self) -> None:
        """There was progress: the watchdog may begin to wait anew."""
        if self.watchdog_seconds is not None:
            self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self._address.startswith(("/", "@")):  # nobody, or another kind of address
            return
        # A name that begins with a zero lies in no folder; "@" stands for it.
        address = "\0" + self._address[1:] if self._address[0] == "@" else self._address
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller,
        ):
            teller.setblocking(False)
            teller.sendto("\n".join(lines).encode(), address)


def is_journal(environ: Mapping[str, str], fd: int) -> bool:
    """Whether what is written to ``fd`` goes straight to journald: JOURNAL_STREAM, systemd.exec(5).

    The variable alone says nothing: it is inherited by programs whose output goes elsewhere.
    """
    try:
        found = os.fstat(fd)
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}"


def _watchdog(environ: Mapping[str, str], pid: int) -> float | None:
    with contextlib.suppress(ValueError):
        if int(environ.get("WATCHDOG_PID") or pid) == pid:
            seconds = int(environ.get("WATCHDOG_USEC", "0")) / 1e6
            return seconds if seconds > 0 else None
    return None


def _inherited(environ: Mapping[str, str], pid: int) -> Inherited | None:
    """The socket that was handed over. It is ours: programs that we start do not get it."""
    try:
        count = int(environ.get("LISTEN_FDS", "0"))
        mine = int(environ.get("LISTEN_PID", "0")) == pid
    except ValueError:
        return None
    if not mine or count < 1:
        return None
    if count > 1:
        raise ConfigError(
            f"the service manager hands over {count} sockets; the socket unit must have one "
            "ListenStream="
        )
    complaint = "the service manager hands over something else than a listening unix socket; the "
    complaint += "socket unit needs ListenStream= with the path of $.feed.endpoint, and Accept=no"
    try:
        os.set_inheritable(_FIRST_FD, False)
        with socket.socket(fileno=os.dup(_FIRST_FD)) as given:
            kind = (given.family, given.type)
            listens = given.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
            name = given.getsockname()
            # ZeroMQ accepts when it was told that there is somebody, who may be gone again.
            os.set_blocking(_FIRST_FD, False)
    except OSError as error:
        raise ConfigError(complaint) from error
    if kind != (socket.AF_UNIX, socket.SOCK_STREAM) or not listens or not isinstance(name, str):
        raise ConfigError(complaint)
    return Inherited(_FIRST_FD, name)
