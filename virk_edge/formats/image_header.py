"""The size that a JPEG or PNG claims for itself, read without decoding it.

This file looks at headers only, in bounded steps; nothing here allocates by what a file claims.
"""

from __future__ import annotations

from virk_edge.nouns import Encoding

JPEG_MAGIC = b"\xff\xd8\xff"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_SEGMENTS_MAX = 512  # cameras write about ten; a file of nothing but segments is an attack
_FILL_BYTES_MAX = 64
# Start-of-frame markers carry the size; C4, C8 and CC sit in the same range but mean other things.
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN = 0xDA
_END_OF_IMAGE = 0xD9


def has_magic(data: bytes | memoryview, encoding: Encoding) -> bool:
    """Whether ``data`` begins as a file of this encoding does; raw pixels have no magic."""
    if encoding is Encoding.JPEG:
        return bytes(data[: len(JPEG_MAGIC)]) == JPEG_MAGIC
    if encoding is Encoding.PNG:
        return bytes(data[: len(PNG_MAGIC)]) == PNG_MAGIC
    return True


def image_size(data: bytes | memoryview, encoding: Encoding) -> tuple[int, int] | None:
    """``(height, width)`` in pixels as stored (EXIF orientation is not applied).

    None if ``data`` is no such file, is cut short before its size, or leaves the size open.
    """
    if not has_magic(data, encoding):
        return None
    if encoding is Encoding.JPEG:
        return _jpeg_size(data)
    if encoding is Encoding.PNG:
        return _png_size(data)
    return None


def _png_size(data: bytes | memoryview) -> tuple[int, int] | None:
    header = bytes(data[8:24])  # length, "IHDR", width, height
    if len(header) < 16 or header[:8] != b"\x00\x00\x00\x0dIHDR":
        return None
    return _checked(int.from_bytes(header[12:16], "big"), int.from_bytes(header[8:12], "big"))


def _jpeg_size(data: bytes | memoryview) -> tuple[int, int] | None:
    at = 2
    for _ in range(_SEGMENTS_MAX):
        marker_at = _marker_after(data, at)
        if marker_at is None:
            return None
        marker = data[marker_at]
        if marker in (_START_OF_SCAN, _END_OF_IMAGE):
            return None
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:  # stand alone, without a length
            at = marker_at + 1
            continue
        segment = bytes(data[marker_at + 1 : marker_at + 8])
        if len(segment) < 7:
            return None
        if marker in _START_OF_FRAME:
            return _checked(
                int.from_bytes(segment[3:5], "big"), int.from_bytes(segment[5:7], "big")
            )
        length = int.from_bytes(segment[:2], "big")
        if length < 2:
            return None
        at = marker_at + 1 + length
    return None


def _marker_after(data: bytes | memoryview, at: int) -> int | None:
    """Where the marker's second byte is; any number of FF may stand before it, we allow a few."""
    if at >= len(data) or data[at] != 0xFF:
        return None
    for position in range(at + 1, min(at + _FILL_BYTES_MAX, len(data))):
        if data[position] != 0xFF:
            return position if data[position] != 0x00 else None
    return None


def _checked(height: int, width: int) -> tuple[int, int] | None:
    return (height, width) if height >= 1 and width >= 1 else None
