"""Reads our ZIPs as if an enemy had made them.

Law: everything is refused before anything is unpacked, and nothing is believed that the file says
only once. An archive must be tiled exactly by its entries, its directory and its end record, and
local and central headers must agree; so there is one way to read it, for us and for every tool.
"""

from __future__ import annotations

import stat
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from virk_edge.errors import BundleError
from virk_edge.formats.shown import plain
from virk_edge.formats.ziplayout import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END,
    END_SIGNATURE,
    LOCAL,
    LOCAL_SIGNATURE,
    MAX_NAME,
    STORED,
    ReadLimits,
    name_problem,
)

_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13
_DESCRIPTOR = 1 << 3
_UTF8 = 1 << 11
_DOS_FOLDER_OR_LABEL = 0x10 | 0x08


class Listed(Protocol):
    """What a manifest says of an entry."""

    @property
    def size(self) -> int:
        """Bytes of its content."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry as the directory describes it, checked. Sizes and offsets in bytes."""

    name: str
    size: int
    stored_size: int
    crc: int
    method: int
    offset: int
    data_offset: int


class ZipReader:
    """The checked entries of one archive.

    ``file`` is seekable and stays the caller's to close; ``label`` names it in messages. Raises
    ``BundleError`` in the constructor for anything wrong with the structure.
    """

    def __init__(self, file: BinaryIO, label: str, limits: ReadLimits | None = None) -> None:
        self.label = label
        self._file = file
        self._limits = limits or ReadLimits()
        self._members = {member.name: member for member in self._directory()}

    @property
    def names(self) -> tuple[str, ...]:
        """Entry names, in file order."""
        return tuple(self._members)

    @property
    def members(self) -> tuple[Member, ...]:
        """What the directory says, in file order."""
        return tuple(self._members.values())

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The content of one entry, exactly as long as declared and with the right checksum.

        Memory is bounded by the declared size, which the constructor has held to the limits.
        """
        member = self._members.get(name)
        if member is None:
            raise BundleError(f"{self.label} has no entry {name}")
        data = self._bytes(member.data_offset, member.stored_size)
        if member.method == DEFLATED:
            data = self._inflated(member, data)
        if zlib.crc32(data) != member.crc:
            raise self._refuse(name, "is damaged: its checksum is wrong")
        return data

    def differences(self, listed: Mapping[str, Listed], manifest: str) -> Iterator[str]:
        """What is wrong with a list of all entries but the manifest itself, in sentences."""
        for name, member in self._members.items():
            if name == manifest:
                continue
            if name not in listed:
                yield f"{self.label}: the entry '{name}' is not in the manifest"
            elif listed[name].size != member.size:
                yield f"{self.label}: the entry '{name}' has another size than the manifest says"
        for name in listed:
            if name == manifest or name not in self._members:
                yield f"{self.label}: the entry '{plain(name)}' of the manifest is missing"

    def read_all(self, prefix: str = "") -> dict[str, bytes]:
        """The content of every entry whose name starts with ``prefix``."""
        return {name: self.read(name) for name in self._members if name.startswith(prefix)}

    def _inflated(self, member: Member, data: bytes) -> bytes:
        out = inflate(data, member.size)
        if out is None:
            raise self._refuse(member.name, "does not unpack to the size that it declares")
        return out

    def _directory(self) -> Iterator[Member]:
        size = self._file.seek(0, 2)
        if size < END.size:
            raise BundleError(
                f"{self.label} is not a complete ZIP, so it is no bundle or only the start of one; "
                "fetch it again"
            )
        signature, disk, disk_cd, here, count, length, start, comment = END.unpack(
            self._bytes(size - END.size, END.size)
        )
        if signature != END_SIGNATURE or comment:
            raise BundleError(
                f"{self.label} does not end as a bundle ends: it is cut off, is no ZIP or has "
                "something appended; fetch it again"
            )
        if disk or disk_cd or here != count:
            raise BundleError(f"{self.label} is one part of several, which we do not write")
        if start + length + END.size != size:
            raise BundleError(f"{self.label} has bytes before, inside or after its directory")
        shortest, longest = count * CENTRAL.size, count * (CENTRAL.size + MAX_NAME)
        if count > self._limits.max_entries or not shortest <= length <= longest:
            raise BundleError(
                f"{self.label} declares {count} entries, which is too many or does not fit"
            )
        yield from self._entries(self._bytes(start, length), count, start)

    def _entries(self, directory: bytes, count: int, end_of_data: int) -> Iterator[Member]:
        seen: set[str] = set()
        place = expected = total = 0
        for _ in range(count):
            if place + CENTRAL.size > len(directory):
                raise BundleError(f"{self.label} has a directory that ends early")
            member, header, place = self._central(directory, place)
            name = member.name
            if name.lower() in seen:
                raise self._refuse(name, "is there twice")
            seen.add(name.lower())
            total += member.size
            if total > self._limits.max_total_bytes:
                raise self._refuse(
                    name, f"brings the content above {self._limits.max_total_bytes} bytes"
                )
            if member.offset != expected:
                word = (
                    "overlaps another" if member.offset < expected else "has hidden bytes before it"
                )
                raise self._refuse(name, word)
            expected = member.data_offset + member.stored_size
            if expected > end_of_data:
                raise self._refuse(name, "reaches beyond the data")
            self._compare_local(member, header)
            yield member
        if place != len(directory):
            raise BundleError(f"{self.label} has bytes after its last directory record")
        if expected != end_of_data:
            raise BundleError(f"{self.label} has bytes that belong to no entry")

    def _central(self, directory: bytes, place: int) -> tuple[Member, tuple[int, ...], int]:
        (signature, made_by, *header, comment, disk, _, attributes, offset) = CENTRAL.unpack_from(
            directory, place
        )
        _, flags, method, _, _, crc, stored_size, size, name_length, extra = header
        place += CENTRAL.size
        raw = directory[place : place + name_length]
        if signature != CENTRAL_SIGNATURE or len(raw) != name_length:
            raise BundleError(f"{self.label} has a damaged directory")
        name = raw.decode("ascii", "backslashreplace")
        member = Member(
            name, size, stored_size, crc, method, offset, offset + LOCAL.size + name_length
        )
        problem = (
            name_problem(name)
            or _kind_problem(made_by, attributes)
            or _packing_problem(member, flags, self._limits)
            or ("has extra fields or a comment" if extra or comment or disk else None)
        )
        if problem:
            raise self._refuse(name, problem)
        return member, tuple(header), place + name_length

    def _compare_local(self, member: Member, header: tuple[int, ...]) -> None:
        raw = self._bytes(member.offset, member.data_offset - member.offset)
        signature, *local = LOCAL.unpack_from(raw)
        if (
            signature != LOCAL_SIGNATURE
            or tuple(local) != header
            or raw[LOCAL.size :] != member.name.encode()
        ):
            raise self._refuse(
                member.name, "is described differently by its header and the directory"
            )

    def _bytes(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        data = self._file.read(length)
        if len(data) != length:
            raise BundleError(f"{self.label} became shorter while it was read")
        return data

    def _refuse(self, name: str, problem: str) -> BundleError:
        return BundleError(f"{self.label}: the entry '{plain(name)}' {problem}")


def inflate(data: bytes, size: int) -> bytes | None:
    """Raw deflate that must give exactly ``size`` bytes and use all of ``data``, else None."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        out = unpacker.decompress(data, size + 1)
    except zlib.error:
        return None
    whole = unpacker.eof and not unpacker.unused_data and not unpacker.unconsumed_tail
    return out if whole and len(out) == size else None


def _kind_problem(made_by: int, attributes: int) -> str | None:
    mode = attributes >> 16
    if attributes & _DOS_FOLDER_OR_LABEL or stat.S_ISDIR(mode):
        return "is a folder"
    if stat.S_ISLNK(mode):
        return "is a link"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG) or mode & (stat.S_ISUID | stat.S_ISGID):
        return "is a special file"
    if made_by >> 8 not in (0, 3):  # DOS and Unix: the only attributes that we can judge
        return "comes from a system whose attributes we do not know"
    return None


def _packing_problem(member: Member, flags: int, limits: ReadLimits) -> str | None:
    if flags & _ENCRYPTED:
        return "is encrypted"
    if flags & _DESCRIPTOR:
        return "gives its size only after its data, which we do not write"
    if flags & ~_UTF8:
        return "has flags that we do not know"
    if member.method not in (STORED, DEFLATED):
        return f"is packed by the unknown method {member.method}"
    if member.method == STORED and member.size != member.stored_size:
        return "is stored but declares two sizes"
    if member.size > limits.max_entry_bytes:
        return f"declares {member.size} bytes, more than {limits.max_entry_bytes}"
    if member.size > limits.max_ratio * max(member.stored_size, 1):
        return f"would grow more than {limits.max_ratio} times"
    return None
