"""One incident bundle while it is being written.

Law: entries go to the disk in the order they come and are never touched again; the bundle becomes
visible only when it is complete.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from virk_edge.adapters.durable import PART_SUFFIX, DurableFile
from virk_edge.formats.bundle import (
    MANIFEST,
    OPENING,
    BundleName,
    EntryRecord,
    FrameRecord,
    Manifest,
    frame_record_bytes,
    frame_record_entry,
    manifest_bytes,
    parse_bundle_name,
)
from virk_edge.formats.zipwriter import ZipAppender, ZipEntry


@dataclass(frozen=True, slots=True)
class StoredBundle:
    """A finished bundle: where, how many bytes, and the sha256 of the file (lower hex)."""

    path: Path
    size: int
    sha256: str


def parse_hidden_name(name: str) -> BundleName | None:
    """The parts of the bundle's name whose part is called ``name``, or None if it is no part.

    Other programs have hidden parts, too.
    """
    if not (name.startswith(".") and name.endswith(PART_SUFFIX)):
        return None
    return parse_bundle_name(name[1 : -len(PART_SUFFIX)])


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
    def reserved(self) -> int:
        """Bytes that are this bundle's own, whoever else fills the disk."""
        return self._file.reserved

    def reserve(self, size: int) -> None:
        """Have room for ``size`` bytes in all, where the file system can promise it."""
        self._file.reserve(size)

    @property
    def entries(self) -> tuple[ZipEntry, ...]:
        """What was added, in order."""
        return self._zip.entries

    @property
    def frames(self) -> tuple[FrameRecord, ...]:
        """The frames among them, in order."""
        return tuple(self._frames)

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
        if manifest.incident.state == "open" and not manifest.incident.reason:
            raise ValueError("a finished bundle of an open incident must say why it is finished")
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
