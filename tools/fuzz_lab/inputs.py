"""Inputs of several parts in one piece of bytes, and what they are built into.

A fuzzer that changes a ZIP breaks its checksums and learns nothing of what lies behind them. So
most targets take the parts, and the honest ZIP is built around them here.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Sequence
from dataclasses import replace

from virk_edge.formats.bundle import MANIFEST, EntryRecord, Manifest, manifest_bytes
from virk_edge.formats.zipwriter import ZipAppender

MARK = b"\n--\xfe--\n"


def joined(*parts: bytes) -> bytes:
    """One input of these parts."""
    return MARK.join(parts)


def parts_of(data: bytes, count: int) -> list[bytes]:
    """Exactly ``count`` parts; those that are missing are empty."""
    parts = data.split(MARK, count - 1)
    return parts + [b""] * (count - len(parts))


def zipped(entries: Sequence[tuple[str, bytes]]) -> io.BytesIO:
    """An honest archive, nothing packed."""
    pieces: list[bytes] = []
    appender = ZipAppender(pieces.append)
    for name, data in entries:
        appender.add(name, data)
    appender.finish()
    return io.BytesIO(b"".join(pieces))


def bundled(manifest: Manifest, entries: dict[str, bytes]) -> io.BytesIO:
    """A bundle of these entries with a manifest that agrees with them."""
    listed = {k: EntryRecord(len(v), hashlib.sha256(v).hexdigest()) for k, v in entries.items()}
    whole = manifest_bytes(replace(manifest, entries=listed))
    return zipped([*entries.items(), (MANIFEST, whole)])


def png_repaired(data: bytes) -> bytes:
    """The checksums of a PNG made to fit, so that damage gets past the first gate."""
    out, at = bytearray(data), 8
    while at + 12 <= len(out):
        end = at + 8 + int.from_bytes(out[at : at + 4], "big")
        if end + 4 > len(out):
            break
        out[end : end + 4] = zlib.crc32(bytes(out[at + 4 : end])).to_bytes(4, "big")
        at = end + 4
    return bytes(out)
