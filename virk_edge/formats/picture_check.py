"""Is this JPEG or PNG built as one, before a decoder of the C world is let near it?

Law: pure, in one pass, with memory and time bounded by the file's length; nothing is unpacked. It
holds the structure against ITU-T T.81 annex B (JPEG) and the PNG specification, third edition,
chapters 5 and 11, and refuses what a decoder would pay dearly for: a picture that unfolds from
next to nothing, scan upon scan over a progressive JPEG, texts that unpack to megabytes. It does
not know whether the picture shows anything.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from virk_edge.formats.image_header import JPEG_MAGIC, PNG_MAGIC
from virk_edge.nouns import Encoding

SCANS_MAX: Final = 32  # encoders write 1, or about 10 when progressive; each costs a whole pass
SEGMENTS_MAX: Final = 1024
CHUNKS_MAX: Final = 65_536
TEXT_BYTES_MAX: Final = 64 * 1024  # of a chunk that is packed beside the picture
# No JPEG keeps a block of 64 pixels of its finest component in less than one bit. Four times that
# for components of unequal fineness.
_JPEG_PIXELS_PER_BYTE: Final = 4 * 64 * 8
_DEFLATE_MOST: Final = 1032  # times that deflate can grow: 258 bytes from two bits

_MARKER: Final = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)  # any number of FF may fill
# In the coded data FF is followed by 00 (it is data), by another FF (fill) or by a restart marker.
_AFTER_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_EOI, _SOS = 0xD9, 0xDA
_FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive; all of Huffman
# Tables, lines, restart interval, application segments, comment. Lossless and arithmetic frames are
# not among them: no camera makes them.
_WITH_LENGTH: Final = _FRAMES | {_SOS, 0xC4, 0xDB, 0xDC, 0xDD, *range(0xE0, 0xF0), 0xFE}
_COMPONENTS: Final = frozenset({1, 3, 4})

_DEPTHS: Final[dict[int, tuple[int, tuple[int, ...]]]] = {  # colour type: samples, bits of each
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
_PACKED: Final = frozenset({b"iCCP", b"zTXt", b"iTXt"})
_ANIMATION: Final = frozenset({b"acTL", b"fcTL", b"fdAT"})


def check_picture(data: bytes, encoding: Encoding, height: int, width: int) -> None:
    """Pass a JPEG or PNG that may be given to a decoder; raw pixels have no structure to check.

    height, width: what the caller expects, in pixels as stored. What stands behind the end of a
    JPEG or PNG is ignored, as decoders do.

    Raises:
        ValueError: with half a sentence that says what is wrong.
    """
    if encoding is Encoding.JPEG:
        _check_jpeg(data, height, width)
    elif encoding is Encoding.PNG:
        _check_png(data, height, width)


def _check_jpeg(data: bytes, height: int, width: int) -> None:
    scans = components = 0
    for marker, segment in _segments(data):
        if marker in _FRAMES:
            if components:
                raise ValueError("the JPEG has two frames")
            components = _components(segment, height, width)
        elif marker == _SOS:
            scans += 1
            # The number of components, two bytes for each, and three for the part of the spectrum.
            if (
                not segment
                or not 1 <= segment[0] <= components
                or len(segment) != 4 + 2 * segment[0]
            ):
                raise ValueError("a scan of the JPEG does not fit its frame")
            if scans > SCANS_MAX:
                raise ValueError(f"the JPEG has more than {SCANS_MAX} scans")
    if not scans:
        raise ValueError("the JPEG has no scan")
    if height * width > _JPEG_PIXELS_PER_BYTE * len(data):
        raise ValueError("the JPEG is too short for a picture of its size")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of every segment up to the end of the image."""
    if not data.startswith(JPEG_MAGIC):
        raise ValueError("it does not begin as a JPEG")
    at = 2
    for _ in range(SEGMENTS_MAX):
        found = _MARKER.match(data, at)
        if found is None:
            raise ValueError("the JPEG ends or breaks off where a marker should be")
        marker, start = found[1][0], found.end()
        if marker == _EOI:
            return
        if marker not in _WITH_LENGTH:
            raise ValueError(f"the JPEG has a segment {marker:02X}, which no camera writes there")
        at = start + int.from_bytes(data[start : start + 2], "big")
        if not start + 2 <= at <= len(data):
            raise ValueError("a segment of the JPEG has an impossible length")
        yield marker, data[start + 2 : at]
        if marker == _SOS:
            next_marker = _AFTER_SCAN.search(data, at)
            at = len(data) if next_marker is None else next_marker.start()
    raise ValueError(f"the JPEG has more than {SEGMENTS_MAX} segments")


def _components(frame: bytes, height: int, width: int) -> int:
    """Their number, from precision, height, width, number and three bytes for each."""
    if len(frame) < 6 or len(frame) != 6 + 3 * frame[5] or frame[5] not in _COMPONENTS:
        raise ValueError("the frame of the JPEG is not of 1, 3 or 4 components")
    if frame[0] != 8:
        raise ValueError("the JPEG does not have 8 bits a sample")
    if struct.unpack_from(">HH", frame, 1) != (height, width):
        raise ValueError("the JPEG has another size than its header says")
    if not all(1 <= factor >> 4 <= 4 and 1 <= factor & 15 <= 4 for factor in frame[7::3]):
        raise ValueError("the JPEG samples a component in a way that there is none")
    return frame[5]


def _check_png(data: bytes, height: int, width: int) -> None:
    packed, least, before = 0, None, b""
    for kind, content in _chunks(data):
        if (kind == b"IHDR") != (least is None):
            raise ValueError("the PNG does not begin with its one header")
        if least is None:
            least = _least_packed(bytes(content), height, width)
        elif kind == b"IDAT":
            if packed and before != b"IDAT":
                raise ValueError("the data of the PNG are not in one piece")
            packed += len(content)
        else:
            _check_chunk(kind, len(content))
        before = kind
    if least is None or packed < max(least, 1):
        raise ValueError("the PNG is too short for a picture of its size")


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Kind and content of every chunk before the end, whole ones only."""
    if not data.startswith(PNG_MAGIC):
        raise ValueError("it does not begin as a PNG")
    view, at = memoryview(data), len(PNG_MAGIC)
    for _ in range(CHUNKS_MAX):
        end = at + 8 + int.from_bytes(data[at : at + 4], "big")
        if end + 4 > len(data):
            raise ValueError("a chunk of the PNG reaches beyond its end")
        if zlib.crc32(view[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise ValueError("a chunk of the PNG is damaged: its checksum is wrong")
        kind = data[at + 4 : at + 8]
        if kind == b"IEND":
            return
        yield kind, view[at + 8 : end]
        at = end + 4
    raise ValueError(f"the PNG has more than {CHUNKS_MAX} chunks")


def _check_chunk(kind: bytes, length: int) -> None:
    if kind in _ANIMATION:
        raise ValueError("the PNG is an animation")
    if kind in _PACKED and length > TEXT_BYTES_MAX:
        raise ValueError(f"the PNG has packed texts or a profile of over {TEXT_BYTES_MAX} bytes")
    if not kind.isalpha() or (kind[:1].isupper() and kind != b"PLTE"):
        raise ValueError("the PNG has a chunk of an unknown kind")


def _least_packed(header: bytes, height: int, width: int) -> int:
    """How many bytes the packed data have at least."""
    if len(header) != 13:
        raise ValueError("the header of the PNG has another length than 13")
    found_width, found_height, depth, colour, *packing, interlace = struct.unpack(
        ">IIBBBBB", header
    )
    if (found_height, found_width) != (height, width):
        raise ValueError("the PNG has another size than its header says")
    samples, depths = _DEPTHS.get(colour, (0, ()))
    if depth not in depths or any(packing) or interlace > 1:
        raise ValueError("the PNG has a colour, depth or packing that there is none of")
    bits_per_row: int = width * samples * depth
    return height * (1 + (bits_per_row + 7) // 8) // _DEFLATE_MOST
