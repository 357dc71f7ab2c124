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
from typing import BinaryIO, Final

from virk_edge.adapters.durable import (
    sentences,
    write_atomic,
)
from virk_edge.adapters.owner import make_for_owner, owner_of

DIRECTORY: Final = "acks"
DIRECTORY_MODE: Final = 0o770  # whoever fetches may be of the group
SUFFIX: Final = ".ack"
_BYTES_MAX: Final = 4096
_PIECE_BYTES: Final = 1 << 20
_DIGEST: Final = re.compile(r"([0-9a-f]{64})(?:[ \t\r\n].*)?", re.DOTALL)  # sha256sum's line too
_FILES_MAX: Final = 100_000


class Acks:
    """The acknowledgements in one store; one thread.

    wrong: bundles whose acknowledgement names another digest. pending: those whose acknowledgement
    has not been held against the file yet.
    """

    def __init__(self, store: Path) -> None:
        self.directory = store / DIRECTORY
        self.wrong: set[str] = set()
        self.pending: set[str] = set()
        self._answers: dict[str, tuple[object, bool]] = {}  # by name: of which files, and whether

    def path(self, name: str) -> Path:
        """Where the acknowledgement of the bundle ``name`` is."""
        return self.directory / f"{name}{SUFFIX}"

    def look(self, bundles: dict[str, tuple[Path, int]], bytes_max: int | None = None) -> set[str]:
        """Names among ``bundles`` (name to path and size) acknowledged by the right digest.

        bytes_max: files are read only as long as no more than this was read, None for all of them:
        it is for whoever has no time to read gigabytes just now.
        """
        there = sorted(self._all() & set(bundles))
        self._answers = {n: a for n, a in self._answers.items() if n in there}
        self.pending, read_bytes = set(), 0
        for name in there:
            path, size = bundles[name]
            if name not in self._answers or self._answers[name][0] != self._signatures(name, path):
                if bytes_max is not None and read_bytes >= bytes_max:
                    self._answers.pop(name, None)
                    self.pending.add(name)
                    continue
                read_bytes += size if self._compare(name, path) else 0
        answers = {name: holds for name, (_, holds) in self._answers.items()}
        self.wrong = {name for name, holds in answers.items() if not holds}
        return {name for name, holds in answers.items() if holds}

    def make(self) -> None:
        """Make the folder, so that whoever fetches can write into it. Raises ``StorageError``."""
        with sentences("create", self.directory):
            make_for_owner(self.directory, mode=DIRECTORY_MODE)

    def write(self, name: str, sha256: str) -> Path:
        """Acknowledge a bundle. Raises ``StorageError``."""
        self.make()
        path, owner = self.path(name), owner_of(self.directory)
        write_atomic(path, f"{sha256}\n".encode(), owner=owner)
        return path

    def remove(self, name: str) -> None:
        """Its bundle has gone; so may the acknowledgement. One that stays is tried again."""
        with contextlib.suppress(OSError):
            self.path(name).unlink(missing_ok=True)

    def orphans(self, bundles: set[str]) -> list[str]:
        """Acknowledgements of bundles that are not here (any more), by the bundle's name."""
        return sorted(self._all() - bundles)

    def _all(self) -> set[str]:
        try:
            names = [path.name for path in islice(self.directory.iterdir(), _FILES_MAX)]
        except OSError:
            return set()
        return {n[: -len(SUFFIX)] for n in names if n.endswith(SUFFIX) and not n.startswith(".")}

    def _signatures(self, name: str, bundle: Path) -> object:
        """What tells whether either file has changed; None if one cannot be seen."""
        try:
            return _signature(self.path(name).lstat()), _signature(bundle.lstat())
        except OSError:
            return None

    def _compare(self, name: str, bundle: Path) -> bool:
        """Learn whether the digests agree; False while the acknowledgement cannot be read."""
        self._answers.pop(name, None)
        try:
            # Without following links: whoever may write here must not make us read elsewhere.
            fd = os.open(
                self.path(name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            )
            with os.fdopen(fd, "rb") as file:
                status = os.fstat(fd)
                if not stat.S_ISREG(status.st_mode):
                    return False
                seen = _signature(status), _signature(bundle.lstat())
                said = _DIGEST.fullmatch(file.read(_BYTES_MAX).decode("ascii", "replace"))
            self._answers[name] = seen, said is not None and said[1] == file_sha256(bundle)
        except OSError:
            return False
        return True


def file_sha256(path: Path) -> str:
    """The digest of a file's content, lower-case hex. Raises ``OSError``."""
    with path.open("rb") as file:
        return open_sha256(file)


def open_sha256(file: BinaryIO) -> str:
    """The same of a file that is open, from its beginning to its end. Raises ``OSError``."""
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(_PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns
