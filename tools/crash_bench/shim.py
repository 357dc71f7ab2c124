"""Stands between our code and the disk, inside one process, for everything below one folder.

It counts the calls that create, change, name or make durable, writes them down, and at a chosen one
kills, cuts a write short or answers with an error. What C code writes by itself (``open()`` of
Python) goes past it; ``tools/bench crash --part strace`` proves that nothing does.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pathlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final
from unittest import mock

from virk_edge.adapters import reserve as reserving

CODES: Final = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_GROWS = {"open", "write", "fsync", "link", "rename", "mkdir", "reserve", "close"}
# What each error can be the answer to. A full disk does not keep a file from being removed.
HITS: Final = {
    errno.EIO: _GROWS | {"read", "unlink", "rmdir", "ftruncate", "chmod", "chown"},
    errno.ENOSPC: _GROWS,
    errno.EDQUOT: _GROWS,
    errno.EROFS: (_GROWS | {"unlink", "rmdir", "ftruncate", "chmod", "chown"}) - {"close"},
}


class Dead(BaseException):
    """The process was killed: nobody may catch this, and nothing on the disk changes after it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``file``: which file, whatever its name; ``path`` and ``other`` are below the root.

    name: the function; ``read`` is an open that changes nothing. done: it has succeeded.
    """

    number: int
    name: str
    path: str
    other: str = ""
    file: int = 0
    offset: int = 0
    data: bytes = b""
    done: bool = True

    def __str__(self) -> str:
        return f"{self.number} {self.name} {self.path}" + (f" {self.other}" if self.other else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What happens at call ``at`` (0: nothing): death, or the error ``code``.

    lasting: also at all later calls. cut: death comes after so many bytes of that write.
    """

    at: int = 0
    code: int = 0
    lasting: bool = False
    cut: int | None = None


@dataclass(slots=True)
class _Open:
    file: int
    path: str
    offset: int = 0
    identity: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class Disk:
    """The shim of one run; use ``with disk.installed():``.

    for_real: death is SIGKILL, else ``Dead``. hit: the call at which the plan came true.
    """

    root: Path
    plan: Plan = Plan()
    for_real: bool = False
    on_call: Callable[[Call], None] | None = None
    calls: list[Call] = field(default_factory=list)
    dead: bool = False
    hit: Call | None = None
    _fds: dict[int, _Open] = field(default_factory=dict)
    _files: dict[str, int] = field(default_factory=dict)
    _next: int = 1
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _real: dict[str, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Calls so far."""
        return len(self.calls)

    def heal(self) -> None:
        """No more errors."""
        self.plan = Plan()

    def restart(self, plan: Plan) -> None:
        """Count from 1 again, with another plan."""
        with self._lock:
            self.calls, self.plan = [], plan

    @contextlib.contextmanager
    def installed(self) -> Iterator[Disk]:
        """Stand in between until the end of the block."""
        with contextlib.ExitStack() as stack:
            for name in _WRAPPED:
                self._real[name] = getattr(os, name)
                stack.enter_context(mock.patch.object(os, name, _wrapper(self, name)))
                # Where Python 3.10's pathlib has kept it.
                accessor = getattr(pathlib, "_NormalAccessor", None)
                if name != "open" and hasattr(accessor, name):
                    kept = staticmethod(getattr(os, name))
                    stack.enter_context(mock.patch.object(accessor, name, kept))
            real = self._real["reserve"] = reserving.reserve
            for module in [m for n, m in sys.modules.items() if n.startswith("virk_edge")]:
                if getattr(module, "reserve", None) is real:
                    stack.enter_context(mock.patch.object(module, "reserve", self._reserve))
            try:
                yield self
            finally:
                self._close_all()

    def below(self, path: Any) -> str | None:
        """A path relative to the root (``.`` for the root), None when it is outside."""
        if isinstance(path, int):
            known = self._fds.get(path)
            return None if known is None else known.path
        full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  # links are not followed
        root = str(self.root)
        if full == root:
            return "."
        return full[len(root) + 1 :] if full.startswith(root + "/") else None

    def call(self, name: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """One call of ``os``: passed on, or what the plan says."""
        real = self._real[name]
        path = self.below(arguments[0])
        if name == "open" and path is None:
            fd = real(*arguments, **named)
            self._fds.pop(fd, None)  # closed behind our back, and now somebody else's
            return fd
        other = self.below(arguments[1]) if name in _TWO_PATHS else None
        if path is None and other is None:
            return real(*arguments, **named)
        with self._lock:
            if self.dead:
                if name == "close":
                    self._fds.pop(arguments[0], None)
                    return real(*arguments)
                raise Dead
            return self._watched(name, path or "", other or "", arguments, named)

    def _watched(
        self, name: str, path: str, other: str, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        known = self._fds.get(arguments[0]) if isinstance(arguments[0], int) else None
        call = Call(self.count + 1, _KIND.get(name, name), path, other, done=False)
        if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            call = replace(call, name="read")
        if known is not None:
            call = replace(call, file=known.file, offset=known.offset)
        self.calls.append(call)
        if self.on_call is not None:
            self.on_call(call)
        self._act(call, arguments)
        result = self._real[name](*arguments, **named)
        self.calls[-1] = self._noted(call, result, arguments)
        return result

    def _act(self, call: Call, arguments: tuple[Any, ...]) -> None:
        """Die or fail here if the plan says so."""
        plan = self.plan
        due = plan.at and (call.number == plan.at or (plan.lasting and call.number > plan.at))
        if not due or (plan.code and call.name not in HITS[plan.code]):
            return
        self.hit = call
        if plan.code:
            if call.name == "close":  # Linux closes whatever the answer is
                self._fds.pop(arguments[0], None)
                self._real["close"](*arguments)
            raise OSError(plan.code, os.strerror(plan.code))
        if plan.cut is not None and call.name == "write":
            self._real["write"](arguments[0], bytes(arguments[1])[: plan.cut])
        self.dead = True
        if self.for_real:
            os.kill(os.getpid(), signal.SIGKILL)
        for fd in self._fds:  # a dead process holds no lock
            with contextlib.suppress(OSError):
                fcntl.flock(fd, fcntl.LOCK_UN)
        raise Dead

    def _noted(self, call: Call, result: Any, arguments: tuple[Any, ...]) -> Call:
        """What is known of the call now that it has succeeded."""
        name = call.name
        if name in ("open", "read"):
            file = self._files.get(call.path)
            if file is None:
                file = self._files[call.path] = self._next
                self._next += 1
            found = os.fstat(result)
            self._fds[result] = _Open(file, call.path, 0, (found.st_dev, found.st_ino))
            return replace(call, file=file, done=True)
        if name == "write":
            known = self._fds[arguments[0]]
            known.offset += result
            return replace(call, data=bytes(arguments[1])[:result], done=True)
        if name == "close":
            self._fds.pop(arguments[0], None)
        elif name == "link":
            file = self._files[call.other] = self._files.get(call.path, 0)
            return replace(call, file=file, done=True)
        elif name == "rename":
            file = self._files[call.other] = self._files.pop(call.path, 0)
            return replace(call, file=file, done=True)
        elif name == "unlink":
            self._files.pop(call.path, None)
        return replace(call, done=True)

    def _reserve(self, fd: int, size: int) -> Any:
        if fd not in self._fds:
            return self._real["reserve"](fd, size)
        with self._lock:
            if self.dead:
                raise Dead
            return self._watched("reserve", self._fds[fd].path, "", (fd, size), {})

    def _close_all(self) -> None:
        """What a process that died has left open here."""
        for fd, known in self._fds.items():
            with contextlib.suppress(OSError):
                found = os.fstat(fd)
                if self.dead and (found.st_dev, found.st_ino) == known.identity:
                    self._real["close"](fd)


_WRAPPED: Final = (
    *("open", "write", "pwrite", "writev", "close", "fsync", "fdatasync", "ftruncate", "truncate"),
    *("link", "symlink", "unlink", "remove", "rename", "replace", "mkdir", "rmdir"),
    *("chmod", "fchmod", "chown", "fchown"),
)
_TWO_PATHS: Final = {"link", "rename", "replace", "symlink"}
_KIND: Final = {
    "replace": "rename",
    "remove": "unlink",
    "fdatasync": "fsync",
    "truncate": "ftruncate",
    "fchmod": "chmod",
    "fchown": "chown",
}


def _wrapper(disk: Disk, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        return disk.call(name, arguments, named)

    return call
