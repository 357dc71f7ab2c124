"""What lies in a store: bundles with what they say of themselves, and whether they were fetched.

Law: there is no index on the disk. What is known here was read from the bundles and is read again
when a file has changed.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from virk_edge.adapters.acks import Acks
from virk_edge.adapters.durable import PART_SUFFIX, sentences
from virk_edge.core.repeats import kind_of
from virk_edge.core.retention import Holding
from virk_edge.errors import BundleError
from virk_edge.formats.bundle import ClocksRecord, parse_bundle_name
from virk_edge.formats.glance import Glance, OtherVersionError, glance

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
    and the number and bytes of what was set aside."""

    bundles: tuple[Listed, ...]
    parts: dict[str, int]
    set_aside: tuple[Path, ...]
    set_aside_bytes: int


class Catalogue:
    """Looks at a store; one thread. Reads each bundle once."""

    def __init__(self, directory: Path, quarantine: Path) -> None:
        self.directory = directory
        self.acks = Acks(directory)
        self._quarantine = quarantine
        self._seen: dict[str, tuple[tuple[int, int, int], Listed]] = {}

    def look(self) -> Contents:
        """What is there. Raises ``StorageError`` if the directory cannot be listed."""
        bundles: list[Listed] = []
        parts: dict[str, int] = {}
        with sentences("list", self.directory), os.scandir(self.directory) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        for entry in entries:
            name = entry.name
            if not entry.is_file(follow_symlinks=False):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # it went just now
                continue
            if parse_bundle_name(name):
                bundles.append(self._listed(Path(entry.path), status))
            elif name.startswith(".") and name.endswith(PART_SUFFIX):
                parts[name] = max(status.st_size, status.st_blocks * 512)
        self._seen = {b.path.name: self._seen[b.path.name] for b in bundles}
        acknowledged = self.acks.look({b.path.name: b.path for b in bundles})
        listed = tuple(_mark(b, acknowledged=b.path.name in acknowledged) for b in bundles)
        aside = _files(self._quarantine)
        return Contents(listed, parts, tuple(aside), sum(aside.values()))

    def _listed(self, path: Path, status: os.stat_result) -> Listed:
        signature = (status.st_ino, status.st_size, status.st_mtime_ns)
        known = self._seen.get(path.name)
        if known is None or known[0] != signature:
            known = signature, _read(path, status.st_size)
            self._seen[path.name] = known
        return known[1]


def holdings(bundles: tuple[Listed, ...], now: ClocksRecord) -> list[Holding]:
    """Bundles as ``core.retention`` wants them, oldest first."""
    return [_holding(listed, now) for listed in bundles]


def certain_age_seconds(opened: ClocksRecord, now: ClocksRecord) -> float:
    """How old a bundle is at least, whatever was done to the wall clock.

    In the same boot, by the boot clock. By the wall clock only where it was synchronised then and
    is now. Else it is of an earlier boot, and this one has lasted so long.
    """
    if opened.boot_id and opened.boot_id == now.boot_id:
        return max(now.boot_ns - opened.boot_ns, 0) / 1e9
    age_ns = now.boot_ns
    if opened.wall_synchronised and now.wall_synchronised:
        age_ns = max(age_ns, now.wall_ns - opened.wall_ns)
    return age_ns / 1e9


def _read(path: Path, size: int) -> Listed:
    try:
        with path.open("rb") as file:
            return Listed(path, size, glance(file, path.name))
    except OtherVersionError as error:
        return Listed(path, size, None, str(error))
    except BundleError as error:
        return Listed(path, size, None, str(error), damaged=True)
    except OSError as error:
        return Listed(path, size, None, f"{path.name} cannot be read ({error.strerror})")


def _mark(listed: Listed, *, acknowledged: bool) -> Listed:
    if listed.acknowledged == acknowledged:
        return listed
    return Listed(listed.path, listed.size, listed.known, listed.why, listed.damaged, acknowledged)


def _holding(listed: Listed, now: ClocksRecord) -> Holding:
    known = listed.known
    if known is None:  # whoever can read it must decide; it is the last to go
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


def _files(folder: Path) -> dict[Path, int]:
    """Regular files of a folder with their bytes, the oldest first; none if it is not there."""
    found: list[tuple[float, Path, int]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(status.st_mode):
                    found.append((status.st_mtime, Path(entry.path), status.st_size))
    except FileNotFoundError:
        return {}
    return {path: size for _, path, size in sorted(found)}
