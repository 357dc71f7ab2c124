"""A ZIP file written front to back: what was written is never touched again.

Law: every byte is final when it is written. Entries are in memory, so sizes and checksums stand in
the local header and a crash can only shorten the file: each entry is whole or recognisably not.
No seek, no data descriptors, no ZIP64, and the same entries make the same bytes.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from virk_edge.errors import StorageError
from virk_edge.formats.ziplayout import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END,
    END_SIGNATURE,
    LOCAL,
    LOCAL_SIGNATURE,
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    STORED,
    ReadLimits,
    name_problem,
)

_VERSION_NEEDED = 20  # deflate
_MADE_BY = 3 << 8 | 20  # Unix, so that the mode below is understood
_REGULAR_FILE = 0o100644 << 16
_LIMITS = ReadLimits()
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP can name


class ZipFullError(StorageError):
    """The entry would need ZIP64. Nothing was written; the archive can still be finished."""


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One written entry. Sizes and ``offset`` in bytes; ``sha256`` of the content, lower hex."""

    name: str
    size: int
    sha256: str
    crc: int
    method: int
    stored_size: int
    offset: int


class ZipAppender:
    """Writes a ZIP through ``write``, which must take all of the bytes it is given or raise.

    After ``write`` has raised the appender is of no further use: what reached the disk is unknown.
    ``stamp`` is the (year, month, day, hour, minute, second) every entry carries, 1980 to 2107.
    """

    def __init__(
        self,
        write: Callable[[bytes], None],
        *,
        stamp: tuple[int, int, int, int, int, int] = EPOCH,
        max_bytes: int = MAX_FILE_BYTES,
    ) -> None:
        year, month, day, hour, minute, second = stamp
        if not 1980 <= year <= 2107:
            raise ValueError("a ZIP can only name the years 1980 to 2107")
        self._write = write
        self._date = (year - 1980) << 9 | month << 5 | day
        self._time = hour << 11 | minute << 5 | second // 2
        self._max_bytes = min(max_bytes, MAX_FILE_BYTES)
        self._entries: dict[str, ZipEntry] = {}
        self._folded: set[str] = set()
        self._directory_size = END.size
        self._hash = hashlib.sha256()
        self._size = 0
        self._finished = False

    @property
    def entries(self) -> tuple[ZipEntry, ...]:
        """What was added, in order."""
        return tuple(self._entries.values())

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._size

    @property
    def sha256(self) -> str:
        """Lower-case hex digest of all bytes written so far: of the file, once finished."""
        return self._hash.hexdigest()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._folded

    def add(self, name: str, data: bytes, *, compress: bool = False) -> ZipEntry:
        """Append one entry.

        Raises ``ZipFullError``, with nothing written, when the file or the entry would pass its
        limit; ``ValueError`` for a name that our own reader would refuse. Names that differ only in
        case are the same name.
        """
        if self._finished:
            raise ValueError("the archive is finished")
        problem = name_problem(name)
        if problem or name in self:
            raise ValueError(f"the entry {name!r} {problem or 'is there already'}")
        if len(data) > _LIMITS.max_entry_bytes:
            raise ZipFullError(
                f"the entry {name} has {len(data)} bytes, and a bundle's entry "
                f"at most {_LIMITS.max_entry_bytes}; leave it out"
            )
        body, method = _deflated(data) if compress else (data, STORED)
        record = LOCAL.size + len(name) + len(body)
        directory = self._directory_size + CENTRAL.size + len(name)
        if self._size + record + directory > self._max_bytes:
            raise ZipFullError(
                f"the bundle would pass {self._max_bytes} bytes with {name}; close it"
            )
        if len(self._entries) >= MAX_ENTRIES:
            raise ZipFullError(f"the bundle has {MAX_ENTRIES} entries already; close it")
        entry = ZipEntry(
            name=name,
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            crc=zlib.crc32(data),
            method=method,
            stored_size=len(body),
            offset=self._size,
        )
        self._put(LOCAL.pack(LOCAL_SIGNATURE, *self._common(entry)) + name.encode())
        self._put(body)
        self._entries[name] = entry
        self._folded.add(name.lower())
        self._directory_size = directory
        return entry

    def finish(self) -> None:
        """Write the directory, after which the file is a complete ZIP. Once only."""
        if self._finished:
            raise ValueError("the archive is finished")
        start = self._size
        directory = b"".join(
            CENTRAL.pack(
                CENTRAL_SIGNATURE,
                _MADE_BY,
                *self._common(entry),
                0,
                0,
                0,
                _REGULAR_FILE,
                entry.offset,
            )
            + entry.name.encode()
            for entry in self._entries.values()
        )
        count = len(self._entries)
        end = END.pack(END_SIGNATURE, 0, 0, count, count, len(directory), start, 0)
        self._put(directory + end)
        self._finished = True

    def _common(self, entry: ZipEntry) -> tuple[int, ...]:
        """The fields that stand in both headers, in the same order: version to extra length."""
        return (
            _VERSION_NEEDED,
            0,  # flags: no encryption, no descriptor, names are ASCII
            entry.method,
            self._time,
            self._date,
            entry.crc,
            entry.stored_size,
            entry.size,
            len(entry.name),
            0,
        )

    def _put(self, data: bytes) -> None:
        self._write(data)
        self._hash.update(data)
        self._size += len(data)


def _deflated(data: bytes) -> tuple[bytes, int]:
    """The shorter of deflated and stored, but never so short that a reader must fear a bomb."""
    body = _deflate(data, zlib.Z_DEFAULT_STRATEGY)
    if len(body) * _LIMITS.max_ratio < len(data):
        # Black pictures compress a thousandfold. Huffman coding alone cannot pass eightfold.
        body = _deflate(data, zlib.Z_HUFFMAN_ONLY)
    return (body, DEFLATED) if len(body) < len(data) else (data, STORED)


def _deflate(data: bytes, strategy: int) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return packer.compress(data) + packer.flush()
