"""What the store must know of a bundle of its own, read in a millisecond.

This looks at the end of the file only: the manifest is the last entry of every bundle. It is no
check: whoever hands a bundle on, or replays it, uses ``formats.verify`` or ``ZipReader``.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final

from virk_edge.errors import BundleError
from virk_edge.formats.bundle import FORMAT, MANIFEST, VERSION, ClocksRecord, IncidentRecord
from virk_edge.formats.exact import JSON_BYTES_MAX, json_value
from virk_edge.formats.records import from_json
from virk_edge.formats.shown import shown
from virk_edge.formats.ziplayout import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    DEFLATED,
    END,
    END_SIGNATURE,
    LOCAL,
    STORED,
)
from virk_edge.formats.zipreader import inflate

_RECORD: Final = CENTRAL.size + len(MANIFEST)


class OtherVersionError(BundleError):
    """It is a bundle, of a format that this program does not know."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A few fields of the manifest; the names are the manifest's."""

    incident: IncidentRecord
    clocks: ClocksRecord
    frames: int
    duplicate_of: str | None
    frames_withheld: str


def glance(file: BinaryIO, label: str) -> Glance:
    """The fields above.

    Raises ``BundleError`` if there is no whole manifest at the end, ``OtherVersionError`` if it is
    of another version.
    """
    data = _manifest(file)
    if data is None:
        raise BundleError(f"{label} does not end as a bundle ends")
    try:
        document = json_value(data)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise BundleError(f"{label} does not have the manifest of a bundle")
        if document.get("version") != VERSION:
            raise OtherVersionError(f"{label} has format version {shown(document.get('version'))}")
        frames, duplicate_of = document.get("frames", []), document.get("duplicate_of")
        withheld = document.get("frames_withheld", "")
        return Glance(
            from_json(IncidentRecord, document.get("incident"), "$.incident"),
            from_json(ClocksRecord, document.get("clocks"), "$.clocks"),
            len(frames) if isinstance(frames, list) else 0,
            duplicate_of if isinstance(duplicate_of, str) else None,
            withheld if isinstance(withheld, str) else "",
        )
    except ValueError as error:
        raise BundleError(f"{label}: the manifest is not as it should be: {error}") from None


def _manifest(file: BinaryIO) -> bytes | None:
    """The content of the last entry, if that is a whole manifest."""
    size = file.seek(0, 2)
    if size < _RECORD + END.size:
        return None
    file.seek(size - _RECORD - END.size)
    tail = file.read(_RECORD + END.size)
    if len(tail) != _RECORD + END.size or END.unpack_from(tail, _RECORD)[0] != END_SIGNATURE:
        return None
    fields = CENTRAL.unpack_from(tail)
    signature, method, crc, stored_size, real_size = fields[0], *(fields[i] for i in (4, 7, 8, 9))
    if signature != CENTRAL_SIGNATURE or tail[CENTRAL.size : _RECORD] != MANIFEST.encode():
        return None
    if max(stored_size, real_size) > JSON_BYTES_MAX:
        return None
    file.seek(fields[-1] + LOCAL.size + len(MANIFEST))
    data: bytes | None = file.read(stored_size)
    if method == DEFLATED:
        data = inflate(data or b"", real_size)
    elif method != STORED:
        data = None
    return data if data is not None and zlib.crc32(data) == crc else None
