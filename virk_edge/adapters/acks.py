"""Acknowledgements: ``acks/NAME.ack`` holds the sha256 of a bundle that somebody has fetched.

Law: an acknowledgement counts only while its digest is that of the file which lies here. Whoever
fetched a damaged copy, or a bundle of another device, has fetched nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from itertools import islice
from pathlib import Path
from typing import Final

from virk_edge.adapters.durable import (
    make_directory,
    sentences,
    write_atomic,
)

DIRECTORY: Final = "acks"
DIRECTORY_MODE: Final = 0o770  # whoever fetches may be of the group
SUFFIX: Final = ".ack"
_BYTES_MAX: Final = 4096
_DIGEST: Final = re.compile(r"([0-9a-f]{64})(?:[ \t\r\n].*)?", re.DOTALL)  # sha256sum's line too
_FILES_MAX: Final = 100_000


class Acks:
    """The acknowledgements in one store; one thread.

    wrong: bundles whose acknowledgement names another digest.
    """

    def __init__(self, store: Path) -> None:
        self.directory = store / DIRECTORY
        self.wrong: set[str] = set()
        self._answers: dict[str, tuple[object, bool]] = {}  # by name: of which files, and whether

    def path(self, name: str) -> Path:
        """Where the acknowledgement of the bundle ``name`` is."""
        return self.directory / f"{name}{SUFFIX}"

    def look(self, bundles: dict[str, Path]) -> set[str]:
        """Names among ``bundles`` (name to path) that are acknowledged by the right digest."""
        there = self._named(bundles)
        answers = {name: self._holds(name, bundles[name]) for name in there}
        self._answers = {n: a for n, a in self._answers.items() if n in there}
        self.wrong = {name for name, holds in answers.items() if holds is False}
        return {name for name, holds in answers.items() if holds}

    def write(self, name: str, sha256: str) -> Path:
        """Acknowledge a bundle. Raises ``StorageError``."""
        with sentences("create", self.directory):
            make_for_owner(self.directory, mode=DIRECTORY_MODE)
        with sentences("look at", self.directory):
            owner = _owner(self.directory)
        path = self.path(name)
        write_atomic(path, f"{sha256}\n".encode(), owner=owner)
        return path

    def remove(self, name: str) -> None:
        """Its bundle has gone; so may the acknowledgement. One that stays is tried again."""
        with contextlib.suppress(OSError):
            self.path(name).unlink(missing_ok=True)

    def orphans(self, bundles: dict[str, Path]) -> list[str]:
        """Acknowledgements of bundles that are not here (any more), by the bundle's name."""
        return sorted(self._all() - set(bundles))

    def _named(self, bundles: dict[str, Path]) -> set[str]:
        return self._all() & set(bundles)

    def _all(self) -> set[str]:
        try:
            names = [path.name for path in islice(self.directory.iterdir(), _FILES_MAX)]
        except OSError:
            return set()
        return {n[: -len(SUFFIX)] for n in names if n.endswith(SUFFIX) and not n.startswith(".")}

    def _holds(self, name: str, bundle: Path) -> bool | None:
        """Whether the digests agree; None while the acknowledgement cannot be read."""
        path = self.path(name)
        try:
            # Without following links: whoever may write here must not make us read elsewhere.
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(fd, "rb") as file:
                status = os.fstat(fd)
                if not stat.S_ISREG(status.st_mode):
                    return None
                seen = _signature(status), _signature(bundle.lstat())
                if name in self._answers and self._answers[name][0] == seen:
                    return self._answers[name][1]
                said = _DIGEST.fullmatch(file.read(_BYTES_MAX).decode("ascii", "replace"))
            holds = said is not None and said[1] == file_sha256(bundle)
        except OSError:
            return None
        self._answers[name] = seen, holds
        return holds


def make_for_owner(directory: Path, *, mode: int) -> None:
    """Make a folder in the store, with this mode whatever the umask, if it is not there.

    Raises ``OSError`` or ``StorageError``.
    """
    if make_directory(directory, mode=mode):
        directory.chmod(mode)
        if (owner := _owner(directory.parent)) is not None:
            os.chown(directory, *owner)


def _owner(folder: Path) -> tuple[int, int] | None:
    """Whom a file belongs to that root makes there: the folder's owner. The daemon is not root."""
    if os.geteuid() != 0:
        return None
    found = folder.stat()
    return found.st_uid, found.st_gid


def file_sha256(path: Path) -> str:
    """The digest of a file's content, lower-case hex. Raises ``OSError``."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
