"""The directory of incident bundles: one file each, complete or hidden.

Law: whatever is visible is complete and describes itself; there is no index to disagree with. What
an interrupted program left behind is finished or set aside at the next start, never deleted unread.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from virk_edge.adapters.bundlefile import BundleFile, StoredBundle, parse_hidden_name
from virk_edge.adapters.catalogue import Contents
from virk_edge.adapters.durable import (
    DurableFile,
    NameTakenError,
    make_directory,
    part_path,
    sentences,
)
from virk_edge.adapters.housekeeping import Housekeeping, Removed
from virk_edge.adapters.leftovers import Outcome, Salvaged, is_left_behind, salvage_part
from virk_edge.core.retention import Limit, Need, StoreLimits
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import BundleName, parse_bundle_name

__all__ = ["BundleFile", "Salvaged", "Store", "StoreFullError", "StoreLimits", "StoredBundle"]

DIRECTORY_MODE = 0o750
_MOST_NAMESAKES = 999
_READ_BYTES_MAX = 64 << 20  # in one look; an incident may be waiting to be written
_STAMP = "%Y%m%dT%H%M%SZ"


class StoreFullError(StorageError):
    """There is no room within the limits, and nothing (more) may go."""


class Store:
    """A directory of bundles, created (mode 0750) if it is not there; one thread.

    limits: None for a folder of a person's own, from which nothing is ever removed; else bundles
    are removed as ``core.retention`` says. in_order: names follow the order of incidents even when
    the wall clock was set back. told: called with everything that is removed.
    """

    def __init__(
        self,
        directory: Path,
        limits: StoreLimits | None = None,
        *,
        in_order: bool = False,
        told: Callable[[Removed], None] = lambda removed: None,
    ) -> None:
        self.directory = directory
        self.housekeeping = (
            None
            if limits is None
            else Housekeeping(directory, limits, told, read_bytes_max=_READ_BYTES_MAX)
        )
        self._in_order = in_order
        self.make()

    def make(self) -> bool:
        """Make the directory where it is missing, also because somebody removed it; whether it was.

        Raises ``StorageError``.
        """
        with sentences("create", self.directory):
            return make_directory(self.directory, mode=DIRECTORY_MODE)

    def make_acks(self) -> None:
        """Have the folder of acknowledgements, for whoever fetches. Raises ``StorageError``."""
        if self.housekeeping is not None:
            self.housekeeping.catalogue.acks.make()

    def begin(self, name: str, size: int = 0) -> BundleFile:
        """Start a bundle under ``name`` (see ``bundle_name``), or the next free one like it.

        ``size`` bytes are the bundle's own from now on, see ``reserve``. Raises ``StoreFullError``,
        before anything is written, when there is no room for them; else ``StorageError``.
        """
        wanted = parse_bundle_name(name)
        if wanted is None:
            raise ValueError(f"{name!r} is no bundle's name")
        self.make()
        self._make_room(size, bundles=1)
        file = self._create(self._after_the_newest(wanted))
        try:
            self._promise(file, size)
        except BaseException:
            file.abort()
            raise
        return file

    def _promise(self, file: BundleFile, size: int) -> None:
        file.reserve(size)
        if self.housekeeping is not None:
            self.housekeeping.promised[part_path(file.path).name] = size

    def reserve(self, file: BundleFile, size: int) -> None:
        """Let a bundle that is being written grow to ``size`` bytes. Raises as ``begin``."""
        if size > file.reserved:
            self._make_room(size - file.reserved, bundles=0)
            self._promise(file, size)

    def trouble(self, size: int, contents: Contents) -> str:
        """Why a bundle of ``size`` bytes could not be begun now; empty if it could, for all that
        can be known without writing. contents: what lies there now. Nothing is removed.

        Raises ``StorageError``, as ``begin``.
        """
        if not os.access(self.directory, os.W_OK | os.X_OK):
            return f"cannot write to {self.directory}: it is read-only, or not ours"
        if self.housekeeping is None:
            return ""
        short_of = self.housekeeping.plan(contents, Need(size, 1)).short_of
        return self._short_words(short_of, size) if short_of else ""

    def _make_room(self, size: int, *, bundles: int) -> None:
        if self.housekeeping is None:
            return
        short_of = self.housekeeping.make_room(size, bundles=bundles)
        if short_of:
            raise StoreFullError(self._short_words(short_of, size))

    def _short_words(self, short_of: tuple[Limit, ...], size: int) -> str:
        assert self.housekeeping is not None
        limits, wanted = self.housekeeping.limits, f"{size} bytes more are needed"
        with sentences("look at", self.directory):
            found = os.statvfs(self.directory)
        if limits.max_bytes is not None and size > limits.max_bytes:
            return (
                f"cannot write a bundle to {self.directory}: one needs {size} bytes, more than "
                "the whole store may take; raise store.max_bytes"
            )
        words = {
            "max_bytes": f"{wanted}, and what lies there may not go; fetch and acknowledge "
            "bundles, or raise store.max_bytes",
            "max_bundles": f"there are {limits.max_bundles}, of which none may go; fetch and "
            "acknowledge bundles, or raise store.max_bundles",
            "min_free_bytes": f"{wanted}, {found.f_bavail * found.f_frsize} bytes are free, and "
            f"{limits.min_free_bytes} must stay free; free some space",
            "min_free_inodes": f"{found.f_favail} inodes are free, and {limits.min_free_inodes} "
            "must stay free; remove some files",
        }
        return f"cannot write a bundle to {self.directory}: {words[short_of[0]]}"

    def _after_the_newest(self, wanted: BundleName) -> BundleName:
        """With the second after the newest name that is there, if the clock says it was earlier."""
        if not self._in_order:
            return wanted
        visible = (parse_bundle_name(path.name) for path in self.bundles())
        hidden = (parse_hidden_name(part.name) for part in self.parts())
        newest = max((n.opened for n in (*visible, *hidden) if n is not None), default="")
        if wanted.opened >= newest:
            return wanted
        return replace(wanted, opened=_next_second(newest))

    def _create(self, wanted: BundleName) -> BundleFile:
        for again in range(wanted.again, _MOST_NAMESAKES + 1):
            path = self.directory / str(replace(wanted, again=again))
            if os.path.lexists(path):
                continue
            try:
                return BundleFile(DurableFile(path))
            except NameTakenError:
                continue
        raise StorageError(
            f"cannot write {wanted} to {self.directory}: all names like it are taken"
        )

    def bundles(self) -> list[Path]:
        """Complete bundles, oldest name first. Links and foreign files are not bundles."""
        return [self.directory / name for name in self._files() if parse_bundle_name(name)]

    def parts(self) -> list[Path]:
        """Hidden parts of bundles: being written, or left behind."""
        return [self.directory / name for name in self._files() if parse_hidden_name(name)]

    def salvage_partials(self) -> list[Salvaged]:
        """Finish or set aside what an interrupted program left; for the start of a program.

        A part that another process is writing is left alone. One answer per part; nothing is raised
        for a single part, as the others must have their turn.
        """
        return [self._salvage(part) for part in self.parts()]

    def _salvage(self, part: Path) -> Salvaged:
        """For a while there are two of it, and that needs room, too."""
        try:
            with sentences("look at", part):
                size = part.stat().st_size
                found = os.statvfs(self.directory)
            short = self.housekeeping is not None and (
                found.f_bavail * found.f_frsize - size < self.housekeeping.limits.min_free_bytes
            )
            if short and is_left_behind(part):
                self._make_room(size, bundles=0)
        except StorageError as error:
            return Salvaged(part, Outcome.FAILED, reason=str(error))
        return salvage_part(part)

    def _files(self) -> list[str]:
        with sentences("list", self.directory), os.scandir(self.directory) as found:
            return sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))


def _next_second(stamp: str) -> str:
    """A second later; the same at the end of time, or where a name holds what is no time."""
    try:
        moment = datetime.strptime(stamp, _STAMP).replace(tzinfo=timezone.utc)
        later = (moment + timedelta(seconds=1)).strftime(_STAMP)
    except (ValueError, OverflowError):
        return stamp
    return later if len(later) == len(stamp) else stamp
