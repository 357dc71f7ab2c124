"""Files that are there whole or not at all, whatever fails and whenever the power goes.

Law: write to a hidden ``.NAME.part``, fsync it, give it its name without replacing another file,
fsync the directory. Errors of the system become ``StorageError`` sentences naming the path.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from virk_edge.adapters.reserve import reserve
from virk_edge.errors import StorageError

FILE_MODE = 0o640
PART_SUFFIX = ".part"
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
# What a file system without hard links (FAT, exFAT, some network ones) answers to link().
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_MEANING = {
    errno.ENOSPC: "the disk is full; free some space",
    errno.EDQUOT: "the quota is used up; free some space",
    errno.EROFS: "the file system is read-only; remount it or choose another directory",
    errno.EACCES: "permission is missing; check owner and mode",
    errno.EPERM: "it is not permitted; check owner and mode",
    errno.EIO: "the device reports an error; check the disk",
    errno.ENOENT: "the directory is not there; create it",
    errno.EFBIG: "the file is too large for this file system",
}


class NameTakenError(StorageError):
    """The name, or the hidden name it is written under, belongs to another file."""


@contextlib.contextmanager
def sentences(doing: str, path: Path) -> Iterator[None]:
    """Turn ``OSError`` into a ``StorageError``: what was tried, on what, and what to do."""
    try:
        yield
    except FileExistsError:
        raise NameTakenError(f"cannot {doing} {path}: the name is taken") from None
    except OSError as exc:
        reason = _MEANING.get(exc.errno or 0) or exc.strerror or str(exc)
        raise StorageError(f"cannot {doing} {path}: {reason}") from exc


def part_path(path: Path) -> Path:
    """Where a file is written until it is whole: ``.NAME.part`` beside it."""
    return path.with_name(f".{path.name}{PART_SUFFIX}")


class DurableFile:
    """A new file, append-only until ``commit``; one owner, one thread.

    While open it holds a lock (flock) on its hidden part, so that salvage can tell a file being
    written from one left behind. Leaving a ``with`` block without ``commit`` leaves the part for
    salvage; ``abort`` removes it. ``part`` is the hidden path, ``.NAME.part`` unless given.
    """

    def __init__(self, path: Path, *, part: Path | None = None, mode: int = FILE_MODE) -> None:
        self.path = path
        self.part = part or part_path(path)
        self.size = 0
        self.reserved = 0
        with sentences("create", self.part):
            self._fd: int | None = os.open(self.part, _CREATE, mode)
        try:
            with sentences("lock", self.part):
                fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The part's name must outlive a power cut too, or there is nothing to salvage.
            sync_directory(path.parent)
        except BaseException:
            self.abort()
            raise

    def append(self, data: bytes) -> None:
        """Write all of ``data`` at the end."""
        with sentences("write", self.part):
            rest = memoryview(data)
            while rest:
                written = os.write(self._open_fd(), rest)
                self.size += written
                rest = rest[written:]

    def reserve(self, size: int) -> None:
        """Have the disk keep room for the file to grow to ``size`` bytes in all.

        Where the file system cannot, nothing happens. ``reserved`` is the largest size asked for so
        far. Raises ``StorageError`` when there is no such room; what was reserved before stays.
        """
        if size > self.reserved:
            with sentences("reserve room for", self.part):
                reserve(self._open_fd(), size)
            self.reserved = size

    def sync(self) -> None:
        """Bring what was appended so far to the disk: it will survive a power cut."""
        with sentences("write", self.part):
            os.fsync(self._open_fd())

    def commit(self) -> None:
        """Make the file visible under its name, durably. Raises ``NameTakenError`` if there is one.

        After an error the file is either not visible (the part is left, closed) or visible whole,
        though in the last case a power cut may yet undo it.
        """
        try:
            if self.reserved > self.size:
                with sentences("write", self.part):
                    os.ftruncate(self._open_fd(), self.size)  # gives back what was not needed
            self.sync()
            with sentences("name", self.path):
                _give_name(self.part, self.path)
        finally:
            self.close()

    def close(self) -> None:
        """Stop writing; an uncommitted part stays for salvage."""
        if self._fd is not None:
            fd, self._fd = self._fd, None
            close_quietly(fd)

    def abort(self) -> None:
        """Stop writing and remove the part."""
        try:
            with sentences("remove", self.part):
                self.part.unlink(missing_ok=True)
        finally:
            self.close()

    def _open_fd(self) -> int:
        if self._fd is None:
            raise ValueError(f"{self.part} is closed")
        return self._fd

    def __enter__(self) -> DurableFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _give_name(part: Path, path: Path) -> None:
    """Rename durably, but never over another file: link() refuses that, rename() would not."""
    try:
        os.link(part, path, follow_symlinks=False)
    except OSError as exc:
        if exc.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "the name is taken", str(path)) from None
        part.rename(path)
        sync_directory(path.parent)
    else:
        # In this order: a power cut may keep the later of two unsynced changes and lose the
        # earlier one. That the part is gone needs no sync: beside its bundle it would be removed.
        sync_directory(path.parent)
        part.unlink()


def write_atomic(
    path: Path, data: bytes, *, mode: int = FILE_MODE, owner: tuple[int, int] | None = None
) -> None:
    """Replace the content of ``path``, durably: afterwards it holds the old bytes or the new.

    owner: user and group that the file is given to before it is visible; only root may ask for it.
    One writer per path: the part of an earlier, failed attempt is thrown away.
    """
    part = part_path(path)
    with sentences("write", path):
        part.unlink(missing_ok=True)
        fd = os.open(part, _CREATE, mode)
        try:
            try:
                if owner is not None:
                    os.fchown(fd, *owner)
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(fd, rest) :]
                os.fsync(fd)
            finally:
                close_quietly(fd)
            part.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Bring the names in a directory to the disk."""
    with sentences("sync", directory):
        fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(fd)
        finally:
            close_quietly(fd)


def make_directory(directory: Path, *, mode: int) -> bool:
    """Make a directory and what it lies in, durably, where they are missing; whether it was made.

    Without the sync a power cut may take the directory and every durable file in it. Raises
    ``OSError`` or ``StorageError``.
    """
    if directory.is_dir():
        return False
    if directory.parent != directory:
        make_directory(directory.parent, mode=0o777)  # as mkdir(parents=True) does
    directory.mkdir(mode=mode, exist_ok=True)
    sync_directory(directory.parent)
    return True


def close_quietly(fd: int) -> None:
    """Close a descriptor: it is gone whatever the answer, and what counts was synced before."""
    with contextlib.suppress(OSError):
        os.close(fd)
