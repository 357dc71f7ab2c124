"""Whom files belong to that root makes in a store: its owner, since the daemon is not root."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

from virk_edge.adapters.durable import make_directory, sentences


def owner_of(folder: Path) -> tuple[int, int] | None:
    """User and group to give a file to that is made in ``folder``; None where we are not root.

    Raises ``StorageError`` if the folder cannot be looked at.
    """
    if os.geteuid() != 0:
        return None
    with sentences("look at", folder):
        found = folder.stat()
    return found.st_uid, found.st_gid


def make_for_owner(directory: Path, *, mode: int) -> None:
    """Make a folder in the store, with this mode whatever the umask, if it is not there.

    Raises ``OSError`` or ``StorageError``.
    """
    if make_directory(directory, mode=mode):
        directory.chmod(mode)
        if (owner := owner_of(directory.parent)) is not None:
            os.chown(directory, *owner)


def user_name(uid: int) -> str:
    """A user's name, or ``user 4711`` where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
