"""What a ZIP entry of ours looks like: its names, its limits and its records on disk.

Law: the writer makes nothing that the reader refuses, because both ask this file.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

# Signature, version needed, flags, method, time, date, CRC, stored size, real size, name, extra.
LOCAL = struct.Struct("<4s5H3L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
# Signature, version made by, version needed, flags, method, time, date, CRC, stored size, real
# size, name, extra, comment, disk, internal attributes, external attributes, offset.
CENTRAL = struct.Struct("<4s6H3L5H2L")
CENTRAL_SIGNATURE = b"PK\x01\x02"
# Signature, disk, disk of the directory, entries here, entries, directory size, offset, comment.
END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"

STORED, DEFLATED = 0, 8
MAX_ENTRIES = 0xFFFF - 1  # 0xFFFF means "see the ZIP64 record"
MAX_FILE_BYTES = 0xFFFFFFFF - 1  # so does 0xFFFFFFFF
MAX_NAME = 200

_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What a reader is willing to unpack. Sizes are bytes; a ratio is real size / stored size."""

    max_entries: int = MAX_ENTRIES
    max_entry_bytes: int = 512 << 20
    max_total_bytes: int = 4 << 30
    max_ratio: int = 200


def name_problem(name: str) -> str | None:
    """Why this entry name is refused, or None. Relative, ``/`` between parts, FAT-safe ASCII."""
    parts = name.split("/")
    if not name:
        return "has an empty name"
    if "\\" in name:
        return "has a backslash in its name"
    if name.startswith("/"):
        return "has an absolute name"
    if re.match(r"[A-Za-z]:", name):
        return "names a drive"
    if ".." in parts or "." in parts:
        return "climbs out of its folder"
    if name.endswith("/"):
        return "is a folder"
    if len(name) > MAX_NAME or not _PLAIN_NAME.fullmatch(name):
        return "has a name with characters that we do not write"
    if any(part.endswith(".") for part in parts):
        return "has a name that ends in a dot"
    return None
