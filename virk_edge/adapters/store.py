"""The directory of incident bundles: one file each, complete or hidden.

Law: whatever is visible is complete and describes itself; there is no index to disagree with. What
an interrupted program left behind is finished or set aside at the next start, never deleted unread.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from virk_edge.adapters.durable import DurableFile, NameTakenError, sentences
from virk_edge.errors import StorageError
from virk_edge.formats.bundle import (
    MANIFEST,
    OPENING,
    EntryRecord,
    FrameRecord,
    Manifest,
    frame_record_bytes,
    frame_record_entry,
    manifest_bytes,
    parse_bundle_name,
)
from virk_edge.formats.zipwriter import ZipAppender, ZipEntry

DIRECTORY_MODE = 0o750
_MOST_NAMESAKES = 999


@dataclass(frozen=True, slots=True)
class StoreLimits:
    """``min_free_bytes``: no bundle is begun with less than this free for ordinary users."""

    min_free_bytes: int = 0


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """A finished bundle: where, how many bytes, and the sha256 of the file (lower hex)."""

    path: Path
    size: int
    sha256: str


class BundleFile:
    """One bundle being written, front to back; one thread. Begins with ``incident.json``.

    Leaving a ``with`` block without ``finish`` leaves the part to be salvaged at the next start.
    All methods raise ``StorageError``; after one that is no ``ZipFullError``, only ``close`` or
    ``abort`` make sense.
    """

    def __init__(self, file: DurableFile) -> None:
        self._file = file
        self._zip = ZipAppender(file.append)
        self._frames: list[FrameRecord] = []

    @property
    def path(self) -> Path:
        """The name it will have."""
        return self._file.path

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._zip.size

    @property
    def entries(self) -> tuple[ZipEntry, ...]:
        """What was added, in order."""
        return self._zip.entries

    def begin(self, opening: Manifest) -> None:
        """Write ``incident.json``: what is known at opening, from which salvage can go on."""
        self.add(OPENING, manifest_bytes(opening))

    def add(self, name: str, data: bytes, *, compress: bool = False) -> ZipEntry:
        """Append one entry. ``ZipFullError``, with nothing written, says there is no more room."""
        return self._zip.add(name, data, compress=compress)

    def add_frame(self, record: FrameRecord, data: bytes) -> FrameRecord:
        """Append a frame after its record. Returns the record as it will stand in the manifest.

        If ``record.entry`` is taken (a publisher that restarted counts from 0 again) it is renamed.
        """
        record = replace(record, entry=self._free_frame_entry(record.entry))
        self.add(frame_record_entry(record.entry), frame_record_bytes(record))
        self.add(record.entry, data)
        self._frames.append(record)
        return record

    def _free_frame_entry(self, entry: str) -> str:
        stem, _, extension = entry.rpartition(".")
        again, name = 1, entry
        while frame_record_entry(name) in self._zip:
            again += 1
            name = f"{stem}-{again}.{extension}"
        return name

    def sync(self) -> None:
        """Bring everything so far to the disk: a power cut after this costs nothing before it."""
        self._file.sync()

    def finish(self, manifest: Manifest) -> StoredBundle:
        """Write the manifest and the directory, then make the bundle visible, durably.

        ``frames`` and ``entries`` of ``manifest`` are replaced by what was really written.
        """
        if manifest.incident.state == "open":
            raise ValueError("a finished bundle cannot hold an open incident")
        entries = {entry.name: EntryRecord(entry.size, entry.sha256) for entry in self.entries}
        complete = replace(manifest, frames=tuple(self._frames), entries=entries)
        self.add(MANIFEST, manifest_bytes(complete))
        self._zip.finish()
        self._file.commit()
        return StoredBundle(self.path, self.size, self._zip.sha256)

    def close(self) -> None:
        """Stop writing and leave the part for salvage."""
        self._file.close()

    def abort(self) -> None:
        """Stop writing and remove the part."""
        self._file.abort()

    def __enter__(self) -> BundleFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


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
        with sentences("list", self.directory), os.scandir(self.directory) as found:
            names = [
                entry.name
                for entry in found
                if parse_bundle_name(entry.name) and entry.is_file(follow_symlinks=False)
            ]
        return [self.directory / name for name in sorted(names)]

    def parts(self) -> list[Path]:
        """Hidden parts of bundles: being written, or left behind."""
        with sentences("list", self.directory), os.scandir(self.directory) as found:
            names = [entry.name for entry in found if entry.is_file(follow_symlinks=False)]
        return [
            self.directory / name
            for name in sorted(names)
            if name.startswith(".")
            and name.endswith(".part")
            and parse_bundle_name(name[1 : -len(".part")])
        ]
