"""Which bundles lie in a folder and below it, as stores of several devices are kept.

Law: links are not followed, and what is no bundle yet, or was set aside, is passed over.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virk_edge.adapters.acks import DIRECTORY as ACKS
from virk_edge.adapters.durable import sentences
from virk_edge.adapters.states import DIRECTORY as STATES
from virk_edge.errors import UsageError
from virk_edge.formats.bundle import SUFFIX

_PASSED_OVER: Final = frozenset({ACKS, STATES, "quarantine"})
_DEPTH_MAX: Final = 16


@dataclass(frozen=True, slots=True)
class FoundBundle:
    """A file that is called a bundle. bundle: its path below the folder, with ``/``. size: bytes.
    mtime_ns: when it was last written."""

    path: Path
    bundle: str
    size: int
    mtime_ns: int


def find_bundles(directory: Path) -> list[FoundBundle]:
    """Every bundle in ``directory`` and its folders, by path.

    A folder below it that may not be read is passed over; the rest is shown all the same.

    Raises:
        StorageError: if ``directory`` itself cannot be listed.
        UsageError: if there is no bundle in it.
    """
    with sentences("list", directory):
        os.scandir(directory).close()
    found = sorted(_below(directory, "", _DEPTH_MAX), key=lambda one: one.bundle)
    if not found:
        raise UsageError(f"{directory} holds no bundle; name a store, or a folder of stores")
    return found


def _below(folder: Path, prefix: str, depth: int) -> Iterator[FoundBundle]:
    """Bundles of one folder, then of those in it."""
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False) and entry.name not in _PASSED_OVER:
                    folders.append(entry.name)
                elif entry.name.endswith(SUFFIX) and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    name = f"{prefix}{entry.name}"
                    yield FoundBundle(Path(entry.path), name, status.st_size, status.st_mtime_ns)
    except OSError:  # of another owner, or it went just now
        return
    for name in folders if depth else ():
        yield from _below(folder / name, f"{prefix}{name}/", depth - 1)
