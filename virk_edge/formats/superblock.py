"""Which file system lies on a medium, from its first bytes, before any driver has read it.

Law: only the three kinds that a stick may have here are told; everything else is none of them. The
identity that is read is a number that whoever formats the medium may choose.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["ext4", "exfat", "vfat"]

BYTES: Final = 4096  # of these every superblock below is a part
# Where things are: exFAT specification 3.1; Microsoft FAT specification 3.1 to 3.3; the kernel's
# Documentation/filesystems/ext4/super.rst. All numbers are little-endian.
_EXFAT_NAME, _EXFAT_SERIAL = slice(3, 11), 100
_FAT_SIGNATURE = slice(510, 512)
_FAT32_NAME, _FAT32_SERIAL = slice(82, 90), 67
_FAT16_NAME, _FAT16_SERIAL = slice(54, 62), 39
_EXT_MAGIC, _EXT_UUID = slice(1080, 1082), slice(1128, 1144)


@dataclass(frozen=True, slots=True)
class Medium:
    """A file system. uuid: as ``blkid`` writes it."""

    kind: Kind
    uuid: str


def read_superblock(data: bytes) -> Medium | None:
    """What lies on a medium that begins with ``data``; None if nothing of ours does.

    FAT is looked at first: behind its first sector an ext4 may once have been and left its mark.
    """
    if len(data) < BYTES:
        return None
    if data[_FAT_SIGNATURE] == b"\x55\xaa":
        if data[_EXFAT_NAME] == b"EXFAT   ":
            return Medium("exfat", _serial(data, _EXFAT_SERIAL))
        if data[_FAT32_NAME] == b"FAT32   ":
            return Medium("vfat", _serial(data, _FAT32_SERIAL))
        if data[_FAT16_NAME] in (b"FAT12   ", b"FAT16   "):
            return Medium("vfat", _serial(data, _FAT16_SERIAL))
    if data[_EXT_MAGIC] == b"\x53\xef":
        return Medium("ext4", _grouped(data[_EXT_UUID].hex()))
    return None


def _grouped(digits: str) -> str:
    """RFC 9562's way to write 128 bits."""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _serial(data: bytes, offset: int) -> str:
    (number,) = struct.unpack_from("<I", data, offset)
    return f"{number >> 16:04X}-{number & 0xFFFF:04X}"
