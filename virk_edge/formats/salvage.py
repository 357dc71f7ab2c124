"""Entries out of a recording that was cut off: whole ones only.

Law: an entry is found by walking from header to header and believed by its checksum. The file is
never searched for signatures: the data of an entry may hold a ZIP of its own (some models do), and
an entry found in there would be a lie.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from virk_edge.formats.ziplayout import (
    DEFLATED,
    LOCAL,
    LOCAL_SIGNATURE,
    STORED,
    ReadLimits,
    name_problem,
)
from virk_edge.formats.zipreader import inflate


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
    left.
    """
    limits = limits or ReadLimits()
    size = file.seek(0, 2)
    place = total = 0
    seen: set[str] = set()
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
        data = _body(file.read(stored_size), method, real_size)
        if data is not None and zlib.crc32(data) == crc and name.lower() not in seen:
            seen.add(name.lower())
            yield Whole(name, data, method == DEFLATED)


def salvage_entries(file: BinaryIO, limits: ReadLimits | None = None) -> list[tuple[str, bytes]]:
    """All whole entries as (name, content), in file order."""
    return [(whole.name, whole.data) for whole in walk_entries(file, limits)]


def _body(stored: bytes, method: int, size: int) -> bytes | None:
    if method == STORED:
        return stored if len(stored) == size else None
    return inflate(stored, size) if method == DEFLATED else None
