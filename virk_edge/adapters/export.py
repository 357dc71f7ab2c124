"""Copies of bundles elsewhere: checked before, durable, and read back.

Law: a name is visible at the destination only when its content is there; a copy counts only when
it was read back and has the digest of the original.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from virk_edge.adapters.acks import file_sha256, open_sha256
from virk_edge.adapters.durable import FILE_MODE, DurableFile, part_path, sentences
from virk_edge.errors import BundleError, StorageError, VirkError
from virk_edge.formats.verify import verify

_PIECE_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """What became of one bundle.

    outcome: ``copied``; ``there``, the same file was there already; ``refused``, the bundle is not
    whole; ``failed``. sha256: of the copy that is there now, empty if there is none.
    """

    path: Path
    copy: Path
    outcome: Literal["copied", "there", "refused", "failed"]
    sha256: str = ""
    why: str = ""


def export_bundle(path: Path, folder: Path, *, mode: int = FILE_MODE) -> Exported:
    """Copy one bundle into ``folder``, which exists. Never raises a ``VirkError``.

    mode: the copy's, where the file system has modes.
    """
    copy = folder / path.name
    try:
        # One open file throughout: what was judged is what is copied, whoever takes its name.
        with _original(path) as file:
            problems = verify(file, str(path))
            if problems:
                return Exported(path, copy, "refused", why=problems[0])
            digest = open_sha256(file)
            if os.path.lexists(copy):
                return _beside(path, copy, digest)
            _write(file, copy, mode)
        if _read_back(copy) != digest:
            with contextlib.suppress(OSError):
                copy.unlink()
            why = f"{copy} does not read back as it was written; the medium is damaged"
            return Exported(path, copy, "failed", why=why)
        return Exported(path, copy, "copied", digest)
    except BundleError as error:
        return Exported(path, copy, "refused", why=str(error))
    except VirkError as error:
        return Exported(path, copy, "failed", why=str(error))


def _beside(path: Path, copy: Path, digest: str) -> Exported:
    """Something has the name already."""
    with sentences("read", copy):
        same = copy.is_file() and not copy.is_symlink() and _read_back(copy) == digest
    if same:
        return Exported(path, copy, "there", digest)
    why = f"{copy} is there and is another file; move it away"
    return Exported(path, copy, "failed", why=why)


def _write(source: BinaryIO, copy: Path, mode: int) -> None:
    remove_cut_off(part_path(copy))
    with DurableFile(copy, mode=mode) as target:
        try:
            target.reserve(os.fstat(source.fileno()).st_size)
            # On FAT the room is nobody's until the directory says whose: a stick that is pulled
            # before that loses it.
            target.sync()
            source.seek(0)
            while piece := source.read(_PIECE_BYTES):
                target.append(piece)
            target.commit()
        except BaseException:
            with contextlib.suppress(StorageError):
                target.abort()
            raise


@contextlib.contextmanager
def _original(path: Path) -> Iterator[BinaryIO]:
    """The bundle, open for reading; a link is none. What reading it meets, and the opening, becomes
    ``StorageError``."""
    with sentences("read", path):
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        except FileNotFoundError:
            raise StorageError(f"{path} has gone in the meantime") from None
        with file:
            yield file


def remove_cut_off(part: Path) -> None:
    """What an export left that was cut off, but nothing that another one is writing now.

    Raises ``StorageError``.
    """
    with sentences("remove", part), contextlib.suppress(FileNotFoundError):
        fd = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(fd, "rb"):
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StorageError(f"{part} is being written by another export") from None
            part.unlink()


def _read_back(copy: Path) -> str:
    """The digest of what is on the medium, not of what the system remembers of it."""
    with sentences("read", copy):
        with copy.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return file_sha256(copy)
