"""A stick's file system, mounted where nobody else sees it, and never so that it could do harm.

Law: only kinds of ``formats.superblock``; no programs, devices, set-user-id or symbolic links of
the stick count; unmounted whatever happens. Calls mount(2) through libc, as root.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from virk_edge.adapters.durable import sentences
from virk_edge.errors import StorageError
from virk_edge.formats.superblock import BYTES, Medium, read_superblock

_NEW_MOUNTS: Final = 0x0002_0000  # CLONE_NEWNS, unshare(2)
# mount(2). A kernel before 5.10 does not know NOSYMFOLLOW and lets it pass: we look ourselves too.
_READ_ONLY, _NO_SUID, _NO_DEVICES, _NO_PROGRAMS = 1, 2, 4, 8
_NO_LINKS, _NO_ACCESS_TIMES, _EVERYTHING_BELOW, _PRIVATE = 256, 1024, 1 << 14, 1 << 18
_SAFE: Final = _NO_SUID | _NO_DEVICES | _NO_PROGRAMS | _NO_LINKS | _NO_ACCESS_TIMES
_DETACH: Final = 2
_MOUNTS: Final = Path("/proc/self/mountinfo")
_OPTIONS: Final = {"ext4": "", "exfat": "umask=0022", "vfat": "umask=0022"}
_WRITE_PROTECTED: Final = {errno.EROFS, errno.EACCES}


def medium_of(device: Path) -> Medium:
    """What lies on a block device. Raises ``StorageError``, also for kinds that are not ours."""
    with sentences("read", device):
        fd = os.open(device, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISBLK(os.fstat(fd).st_mode):
                raise StorageError(f"{device} is no block device; name one like /dev/sdb1")
            found = read_superblock(file.read(BYTES))
    if found is None:
        raise StorageError(f"{device} has no FAT, exFAT or ext4; format it with one of these")
    return found


def device_below(folder: Path) -> Path:
    """The block device that is mounted at ``folder``. Raises ``StorageError``."""
    with sentences("look at", folder):
        number = folder.stat().st_dev
        at = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
        if not (folder.is_mount() and at.exists()):
            raise StorageError(
                f"{folder} is not where a stick is mounted; name that, or its device"
            )
        return Path("/dev") / at.resolve().name


def alone() -> None:
    """From here on this process mounts for itself alone. Raises ``StorageError``.

    A service with PrivateMounts= is alone already and need not be allowed to ask for it.
    """
    libc = _libc()
    if libc.unshare(_NEW_MOUNTS) == 0:
        _must(libc.mount(b"none", b"/", None, _EVERYTHING_BELOW | _PRIVATE, None), "keep mounts in")
        return
    with sentences("read", _MOUNTS):
        seen = others_see(_MOUNTS.read_text(encoding="utf-8", errors="replace"))
    if seen:
        raise StorageError("cannot mount without others seeing it: only root may; use sudo")


@contextlib.contextmanager
def mounted(device: Path, medium: Medium, place: Path, *, read_only: bool) -> Iterator[Path]:
    """The stick at ``place``, an empty folder. Raises ``StorageError``.

    Read only, nothing at all is written, not even the journal of an ext4 that was pulled out is
    replayed. Leaving it means that all is on the stick, or an error.
    """
    libc, options = _libc(), _OPTIONS[medium.kind]
    if read_only and medium.kind == "ext4":
        options = "noload"
    flags = _SAFE | (_READ_ONLY if read_only else 0)
    words = (os.fsencode(device), os.fsencode(place), medium.kind.encode(), flags, options.encode())
    _must(libc.mount(*words), f"mount {device}")
    try:
        yield place
        with sentences("finish", device):
            _sync(place)
    except BaseException:
        libc.umount2(os.fsencode(place), _DETACH)
        raise
    if libc.umount2(os.fsencode(place), 0) != 0:
        number = ctypes.get_errno()
        libc.umount2(os.fsencode(place), _DETACH)
        raise StorageError(f"cannot unmount {device}: {os.strerror(number)}")


def _sync(place: Path) -> None:
    """The whole file system, and an error if the medium has one; raises ``OSError``."""
    fd = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if _libc().syncfs(fd) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
    finally:
        os.close(fd)


def _must(answer: int, doing: str) -> None:
    if answer == 0:
        return
    number = ctypes.get_errno()
    meaning = {
        errno.EPERM: "only root may; use sudo",
        errno.EBUSY: "it is in use; unmount it first",
        errno.ENODEV: "this kernel has no driver for its file system",
    }
    meaning |= dict.fromkeys(_WRITE_PROTECTED, "it is write-protected")
    raise StorageError(f"cannot {doing}: {meaning.get(number) or os.strerror(number)}")


def others_see(mountinfo: str) -> bool:
    """Whether what is mounted here shows elsewhere, by /proc/self/mountinfo (proc(5)).

    It does where the root is shared and takes from no master, as on a host; systemd makes the
    mounts of a service slaves first.
    """
    for line in mountinfo.splitlines():
        tags = line.partition(" - ")[0].split()
        if tags[4:5] == ["/"]:
            found = " ".join(tags[6:])
            return "shared:" in found and "master:" not in found
    return True


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
