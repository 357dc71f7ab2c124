"""Which sticks may carry pictures away: the devices' key, and the file on the stick.

Law: what lies on a stick is a stranger's until its enrolment has been checked; no link on it is
followed, and of a file no more is read than ours would have.
"""

from __future__ import annotations

import os
import secrets
import stat
import time
from pathlib import Path
from typing import Final

from virk_edge.adapters.durable import make_directory, sentences, write_atomic
from virk_edge.errors import ConfigError, StateError, StorageError
from virk_edge.formats import enrolment
from virk_edge.formats.enrolment import Enrolment
from virk_edge.formats.superblock import Medium

FOLDER: Final = "virk-edge"
FILE: Final = "enrolment.json"
_KEY_MODE: Final = 0o600
_STICK_MODE: Final = 0o644  # whoever holds the stick can read all of it anyway


def load_key(path: Path) -> bytes | None:
    """The key that enrolments are made with; None if there is none yet.

    Raises ``ConfigError`` for a key that is none, or that others may read; ``StorageError``.
    """
    with sentences("read", path):
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
        if status.st_mode & 0o077:
            raise ConfigError(f"{path}: others may read this key; chmod 600 {path}")
        text = path.read_bytes()[: enrolment.BYTES_MAX].decode("ascii", "replace")
    try:
        return enrolment.read_key(text)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from None


def make_key(path: Path) -> bytes:
    """A new key. Raises ``StorageError``."""
    key = secrets.token_bytes(enrolment.KEY_BYTES)
    with sentences("create", path.parent):
        make_directory(path.parent, mode=0o755)
    write_atomic(path, enrolment.key_text(key).encode(), mode=_KEY_MODE)
    return key


def enrol(root: Path, medium: Medium, key: bytes) -> Enrolment:
    """Write the enrolment onto a stick that is mounted at ``root``. Raises ``StorageError``."""
    data = enrolment.enrolment_bytes(
        medium, key, id=secrets.token_hex(8), made_wall_ns=time.time_ns()
    )
    write_atomic(own_folder(root, FOLDER) / FILE, data, mode=_STICK_MODE)
    return enrolment.read_enrolment(data, medium, key)


def check(root: Path, medium: Medium, key: bytes) -> Enrolment:
    """The enrolment of the stick that is mounted at ``root``.

    Raises ``StateError``: a clause on why it is none.
    """
    folder = root / FOLDER
    try:
        is_folder = stat.S_ISDIR(folder.lstat().st_mode)
        data = read_plain(folder / FILE, bytes_max=enrolment.BYTES_MAX) if is_folder else None
    except OSError as error:
        raise StateError(f"its enrolment cannot be read: {error.strerror}") from None
    if data is None:
        raise StateError(f"it has no {FOLDER}/{FILE}")
    return enrolment.read_enrolment(data, medium, key)


def own_folder(parent: Path, name: str) -> Path:
    """A folder of ours on a stick, made if missing; never one that a link leads to.

    Raises ``StorageError``.
    """
    folder = parent / name
    with sentences("create", folder):
        if not os.path.lexists(folder):
            make_directory(folder, mode=0o755)
        if not stat.S_ISDIR(folder.lstat().st_mode):
            raise StorageError(f"{folder} is no folder; remove it from the stick")
    return folder


def read_plain(path: Path, *, bytes_max: int) -> bytes | None:
    """The beginning of a regular file; None if it is not there, or a link, or anything else.

    Raises ``OSError``.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(fd, "rb") as file:
        return file.read(bytes_max + 1)
