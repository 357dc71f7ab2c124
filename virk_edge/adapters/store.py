"""The directory of incident bundles: one file each, complete or hidden.

Law: whatever is visible is complete and describes itself; there is no index to disagree with. What
an interrupted program left behind is finished or set aside at the next start, never deleted unread.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from virk_edge.adapters.bundlefile import BundleFile, StoredBundle
from virk_edge.adapters.durable import PART_SUFFIX, DurableFile, NameTakenError, sentences
from virk_edge.adapters.leftovers import Salvaged, salvage_part
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import parse_bundle_name

__all__ = ["BundleFile", "Salvaged", "Store", "StoreLimits", "StoredBundle"]

DIRECTORY_MODE = 0o750
_MOST_NAMESAKES = 999


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """``min_free_bytes``: no bundle is begun with less than this free for ordinary users."""

    min_free_bytes: int = 0


class Store:
    """A directory of bundles, created (mode 0750) if it is not there."""

    def __init__(self, directory: Path, limits: StoreLimits | None = None) -> None:
        self.directory = directory
        self.limits = limits or StoreLimits()
        with sentences("create", directory):
            directory.mkdir(mode=DIRECTORY_MODE, parents=True, exist_ok=True)

    def free_bytes(self) -> int:
        """Bytes that an ordinary user may still write."""
        with sentences("look at", self.directory):
            found = os.statvfs(self.directory)
        return found.f_bavail * found.f_frsize

    def begin(self, name: str) -> BundleFile:
        """Start a bundle under ``name`` (see ``bundle_name``), or the next free one like it.

        Raises ``StorageError`` when less than ``limits.min_free_bytes`` is free.
        """
        wanted = parse_bundle_name(name)
        if wanted is None:
            raise ValueError(f"{name!r} is no bundle's name")
        free = self.free_bytes()
        if free < self.limits.min_free_bytes:
            raise StorageError(
                f"cannot write a bundle to {self.directory}: {free} bytes are free, and "
                f"{self.limits.min_free_bytes} must stay free; free some space"
            )
        for again in range(wanted.again, _MOST_NAMESAKES + 1):
            path = self.directory / str(replace(wanted, again=again))
            if os.path.lexists(path):
                continue
            try:
                return BundleFile(DurableFile(path))
            except NameTakenError:
                continue
        raise StorageError(f"cannot write {name} to {self.directory}: all names like it are taken")

    def bundles(self) -> list[Path]:
        """Complete bundles, oldest name first. Links and foreign files are not bundles."""
        return [self.directory / name for name in self._files() if parse_bundle_name(name)]

    def parts(self) -> list[Path]:
        """Hidden parts of bundles: being written, or left behind."""
        return [
            self.directory / name
            for name in self._files()
            if name.startswith(".")
            and name.endswith(PART_SUFFIX)
            and parse_bundle_name(name[1 : -len(PART_SUFFIX)])
        ]

    def salvage_partials(self) -> list[Salvaged]:
        """Finish or set aside what an interrupted program left; for the start of a program.

        A part that another process is writing is left alone. One answer per part; nothing is raised
        for a single part, as the others must have their turn.
        """
        return [salvage_part(part) for part in self.parts()]

    def _files(self) -> list[str]:
        with sentences("list", self.directory), os.scandir(self.directory) as found:
            return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
