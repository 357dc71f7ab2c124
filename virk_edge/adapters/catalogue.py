"""What lies in a store: bundles with what they say of themselves, and whether they were fetched.

Law: there is no index on the disk. What is known here was read from the bundles and is read again
when a file has changed.
"""

from __future__ import annotations

import contextlib
import os
import stat
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from virk_edge.adapters.acks import Acks
from virk_edge.adapters.bundlefile import parse_hidden_name
from virk_edge.adapters.durable import sentences
from virk_edge.core.repeats import kind_of
from virk_edge.core.retention import Holding
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import ClocksRecord, parse_bundle_name
from virk_edge.formats.glance import Glance, OtherVersionError, glance

SETTLED_SECONDS: Final = 60.0  # a file that nobody has written to for so long is as it will be
_UNDIAGNOSED_SEVERITY: Final = 0.5  # of a recording that was cut off: nobody knows


@dataclass(frozen=True, slots=True)
class Listed:
    """One visible bundle.

    size: bytes. known: what it says; None if it is damaged or of another version, and then why.
    damaged: nothing in it can be trusted, so it should be set aside. acknowledged: somebody has it.
    """

    path: Path
    size: int
    known: Glance | None
    why: str = ""
    damaged: bool = False
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that lies there now: bundles by name, hidden parts with their bytes on the disk,
    and what was set aside with its bytes, the oldest first."""

    bundles: tuple[Listed, ...]
    parts: dict[str, int]
    set_aside: dict[Path, int]


class Catalogue:
    """Looks at a store; one thread. Reads each bundle once."""

    def __init__(self, directory: Path, quarantine: Path) -> None:
        self.directory = directory
        self.acks = Acks(directory)
        self._quarantine = quarantine
        self._seen: dict[str, tuple[tuple[int, int, int], Listed]] = {}

    def look(self, *, read_bytes_max: int | None = None) -> Contents:
        """What is there. Raises ``StorageError`` if the directory cannot be listed.

        read_bytes_max: see ``Acks.look``.
        """
        bundles: list[Listed] = []
        parts: dict[str, int] = {}
        for path, status in self._files():
            name = path.name
            if parse_bundle_name(name):
                bundles.append(self._listed(path, status))
            elif parse_hidden_name(name):
                parts[name] = max(status.st_size, status.st_blocks * 512)
        there = {b.path.name for b in bundles}
        self._seen = {name: seen for name, seen in self._seen.items() if name in there}
        acknowledged = self.acks.look(
            {b.path.name: (b.path, b.size) for b in bundles}, read_bytes_max
        )
        listed = tuple(_mark(b, acknowledged=b.path.name in acknowledged) for b in bundles)
        return Contents(listed, parts, _set_aside(self._quarantine))

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        """Regular files of the store, by name."""
        found = []
        with sentences("list", self.directory), os.scandir(self.directory) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                with contextlib.suppress(FileNotFoundError):  # it went just now
                    if entry.is_file(follow_symlinks=False):
                        found.append((Path(entry.path), entry.stat(follow_symlinks=False)))
        return found

    def _listed(self, path: Path, status: os.stat_result) -> Listed:
        signature = (status.st_ino, status.st_size, status.st_mtime_ns)
        known = self._seen.get(path.name)
        if known is not None and known[0] == signature:
            return known[1]
        try:
            listed = _read(path, status.st_size)
        except OSError as error:  # not remembered: it may be readable at the next look
            why = f"{path.name} cannot be read ({error.strerror})"
            return Listed(path, status.st_size, None, why)
        if listed.damaged and abs(time.time() - status.st_mtime) < SETTLED_SECONDS:
            # Perhaps somebody copies it to here at this moment.
            return replace(listed, damaged=False)
        self._seen[path.name] = signature, listed
        return listed


def holdings(bundles: tuple[Listed, ...], now: ClocksRecord) -> list[Holding]:
    """Bundles as ``core.retention`` wants them, oldest first."""
    return [_holding(listed, now) for listed in bundles]


def certain_age_seconds(opened: ClocksRecord, now: ClocksRecord) -> float:
    """How old a bundle is at least, whatever was done to the wall clock.

    In the same boot, by the boot clock. By the wall clock only where it was synchronised then and
    is now. Else, if it is of an earlier boot, this one has lasted so long. Where a boot has no
    name, it may be this one as long as the boot clock does not contradict that.
    """
    named = bool(opened.boot_id and now.boot_id)
    if named and opened.boot_id == now.boot_id:
        return max(now.boot_ns - opened.boot_ns, 0) / 1e9
    earlier_boot = named or now.boot_ns < opened.boot_ns
    age_ns = now.boot_ns if earlier_boot else now.boot_ns - opened.boot_ns
    if opened.wall_synchronised and now.wall_synchronised:
        age_ns = max(age_ns, now.wall_ns - opened.wall_ns)
    return age_ns / 1e9


def _read(path: Path, size: int) -> Listed:
    """One bundle; raises ``OSError``."""
    try:
        with path.open("rb") as file:
            return Listed(path, size, glance(file, path.name))
    except OtherVersionError as error:
        return Listed(path, size, None, str(error))
    except BundleError as error:
        return Listed(path, size, None, str(error), damaged=True)


def _mark(listed: Listed, *, acknowledged: bool) -> Listed:
    if listed.acknowledged == acknowledged:
        return listed
    return replace(listed, acknowledged=acknowledged)


def _holding(listed: Listed, now: ClocksRecord) -> Holding:
    known = listed.known
    if known is None:  # never for room or age: whoever can read it must decide
        kind, severity, age_seconds, duplicate = ("", listed.path.name), 1.0, 0.0, False
    else:
        incident = known.incident
        cause = incident.causes[0].cause if incident.causes else ""
        kind = (incident.camera, kind_of(cause, incident.trigger))
        severity = incident.severity if incident.causes else _UNDIAGNOSED_SEVERITY
        age_seconds = certain_age_seconds(known.clocks, now)
        duplicate = known.duplicate_of is not None
    return Holding(
        listed.path.name, listed.size, kind, severity, age_seconds, listed.acknowledged, duplicate
    )


def _set_aside(folder: Path) -> dict[Path, int]:
    """Regular files of a folder with their bytes, the oldest first; what cannot be seen is none:
    it must not keep anybody from recording."""
    found: list[tuple[float, Path, int]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    found.append((status.st_mtime, Path(entry.path), status.st_size))
    return {path: size for _, path, size in sorted(found)}
