"""Entries out of a recording that was cut off: whole ones only.

Law: an entry is found by walking from header to header and believed by its checksum. The file is
never searched for signatures: the data of an entry may hold a ZIP of its own (some models do), and
an entry found in there would be a lie.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import (
    FRAMES,
    MANIFEST,
    OPENING,
    STATE,
    EntryRecord,
    FrameRecord,
    Manifest,
    manifest_bytes,
    parse_frame_record,
    parse_manifest,
)
from virk_edge.formats.observations import LINES
from virk_edge.formats.ziplayout import (
    CENTRAL_SIGNATURE,
    DEFLATED,
    LOCAL,
    LOCAL_SIGNATURE,
    STORED,
    ReadLimits,
    name_problem,
)
from virk_edge.formats.zipreader import inflate
from virk_edge.formats.zipwriter import ZipAppender

# Entries that mean nothing without their arrays -> how the names of those begin.
_STANDS_FOR: Final = {LINES: "observations.", f"{STATE}state.json": STATE}


@dataclass(frozen=True, slots=True)
class Whole:
    """One entry recovered whole; ``compressed`` tells how it was stored."""

    name: str
    data: bytes
    compressed: bool


def walk_entries(file: BinaryIO, limits: ReadLimits | None = None) -> Iterator[Whole]:
    """Yield whole entries in file order, holding one in memory at a time.

    A body that is damaged but whose header leads to the next one costs only itself. The walk ends
    at the first place that is no header of ours: the directory, the cut, or a hole that a power cut
    left. An empty entry is believed only if another header follows: a full one with a hole in its
    header looks just the same, as the checksum of nothing is zero. Entries that stand for others
    before them are left out when one of those is damaged: a power cut may keep what was written
    later and lose what was written earlier.
    """
    limits = limits or ReadLimits()
    size = file.seek(0, 2)
    place = total = 0
    seen: set[str] = set()
    damaged: list[str] = []
    while place + LOCAL.size <= size:
        file.seek(place)
        signature, _, flags, method, _, _, crc, stored_size, real_size, name_length, extra = (
            LOCAL.unpack(file.read(LOCAL.size))
        )
        name = file.read(name_length).decode("ascii", "backslashreplace")
        place += LOCAL.size + name_length + stored_size
        total += real_size
        if (
            signature != LOCAL_SIGNATURE
            or flags
            or extra
            or name_problem(name)
            or place > size
            or real_size > limits.max_entry_bytes
            or total > limits.max_total_bytes
            or len(seen) >= limits.max_entries
        ):
            return
        stored, fair = file.read(stored_size), real_size <= limits.max_ratio * max(stored_size, 1)
        data = _body(stored, method, real_size) if fair else None
        if data == b"" and file.read(4) not in (LOCAL_SIGNATURE, CENTRAL_SIGNATURE):
            return
        if data is None or zlib.crc32(data) != crc:
            damaged.append(name)
        elif name.lower() not in seen and not _stands_for(name, damaged):
            seen.add(name.lower())
            yield Whole(name, data, method == DEFLATED)


def salvage_entries(file: BinaryIO, limits: ReadLimits | None = None) -> list[tuple[str, bytes]]:
    """All whole entries as (name, content), in file order."""
    return [(whole.name, whole.data) for whole in walk_entries(file, limits)]


def _stands_for(name: str, damaged: list[str]) -> bool:
    prefix = _STANDS_FOR.get(name)
    return prefix is not None and any(lost.startswith(prefix) for lost in damaged)


def _body(stored: bytes, method: int, size: int) -> bytes | None:
    if method == STORED:
        return stored if len(stored) == size else None
    return inflate(stored, size) if method == DEFLATED else None


def salvaged_entries(file: BinaryIO) -> dict[str, EntryRecord]:
    """Size and digest of every whole entry, in file order."""
    return {whole.name: _record(whole) for whole in walk_entries(file)}


def salvaged_manifest(file: BinaryIO, label: str) -> Manifest:
    """The manifest of the bundle that can be made of this recording.

    The recording's own, if it got as far as that and everything in it is whole; else what it or
    ``incident.json`` knew, as interrupted, with the frames that are whole. Raises ``BundleError``
    with the reason when there is no frame and no observation, or the incident is not known.
    """
    found: dict[str, EntryRecord] = {}
    frames: list[FrameRecord] = []
    opening = own = None
    for whole in walk_entries(file):
        found[whole.name] = _record(whole)
        if whole.name == OPENING:
            opening = parse_manifest(whole.data, f"{label}: {OPENING}")
        elif whole.name == MANIFEST:
            own = parse_manifest(whole.data, f"{label}: {MANIFEST}")
        elif whole.name.startswith(FRAMES) and whole.name.endswith(".json"):
            frames.append(parse_frame_record(whole.data, f"{label}: {whole.name}"))
    found.pop(MANIFEST, None)  # a manifest never lists itself
    if own and own.entries == found:
        return own
    known = own or opening
    if known is None:
        raise BundleError(f"{label} has lost {OPENING}, so nobody knows which incident it was")
    frames = [frame for frame in frames if frame.entry in found]  # a record comes before its frame
    if not frames and LINES not in found:
        raise BundleError(f"{label} holds no whole frame and no observations")
    return replace(
        known,
        incident=replace(known.incident, state="interrupted", reason="interrupted"),
        frames=tuple(frames),
        entries=found,
    )


def rewrite(file: BinaryIO, manifest: Manifest, write: Callable[[bytes], None]) -> ZipAppender:
    """Write every whole entry again, then ``manifest`` and the directory; one entry in memory."""
    appender = ZipAppender(write)
    for whole in walk_entries(file):
        if whole.name != MANIFEST:
            appender.add(whole.name, whole.data, compress=whole.compressed)
    appender.add(MANIFEST, manifest_bytes(manifest))
    appender.finish()
    return appender


def _record(whole: Whole) -> EntryRecord:
    return EntryRecord(len(whole.data), hashlib.sha256(whole.data).hexdigest())
