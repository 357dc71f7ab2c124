"""ZeroMQ message parts <-> ``FrameInfo`` and ``Frame``: feed protocol version 1, see docs/feed.md.

Pure functions from bytes to nouns. No pixel is decoded here, and whatever arrives, only
``WireError`` is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from virk_edge.formats.frame_header import (
    HEADER_BYTES_MAX,
    Refusal,
    decode_header,
    encode_header,
    refuse,
)
from virk_edge.formats.image_header import has_magic, image_size
from virk_edge.formats.topics import (
    LEVEL_MAX,
    is_camera_name,
    level_of,
    parse_topic,
    subscriptions_for,
    topic_frame,
    topic_metadata,
)
from virk_edge.nouns import Frame, FrameInfo

__all__ = [
    "LEVEL_MAX",
    "Refusal",
    "WireLimits",
    "check_payload",
    "decode_header",
    "decode_message",
    "encode_header",
    "is_camera_name",
    "level_of",
    "parse_topic",
    "subscriptions_for",
    "topic_frame",
    "topic_metadata",
]

_TOPIC_BYTES_MAX = 80


@dataclass(frozen=True, slots=True)
class WireLimits:
    """What one frame may be at most: 8K (7680 x 4320 pixels) unless told otherwise."""

    pixels_max: int = 7680 * 4320

    @property
    def payload_bytes_max(self) -> int:
        """Three bytes per pixel, and room for a small picture's own headers."""
        return 3 * self.pixels_max + 256 * 1024


def decode_message(
    parts: Sequence[bytes | memoryview],
    limits: WireLimits,
    decode: Callable[[bytes], FrameInfo] = decode_header,
) -> FrameInfo | Frame:
    """What a message says: ``FrameInfo`` of two parts, ``Frame`` of three.

    The payload is not copied: the frame holds the very object given as the third part.
    decode: ``decode_header``, or what remembers its answers.

    Raises
    ------
    WireError
        With ``reason`` one of ``Refusal``; nothing else is ever raised.
    """
    if len(parts) not in (2, 3):
        refuse(Refusal.PARTS, f"{len(parts)} parts")
    name = parse_topic(bytes(parts[0])) if len(parts[0]) <= _TOPIC_BYTES_MAX else None
    if name is None:
        refuse(Refusal.TOPIC, "neither <camera>/m/ nor <camera>/f/<level>/")
    camera, level = name
    if (level is None) != (len(parts) == 2):
        refuse(Refusal.PARTS, "metadata has two parts, a frame three")
    if len(parts[1]) > HEADER_BYTES_MAX:
        refuse(Refusal.HEADER_SIZE, f"{len(parts[1])} bytes")
    info = decode(bytes(parts[1]))
    if info.camera != camera:
        refuse(Refusal.CAMERA, "topic and header name different cameras")
    if info.height * info.width > limits.pixels_max:
        refuse(Refusal.PIXELS, f"{info.height} x {info.width}")
    if level is None:
        return info
    if level != level_of(info.seq):
        refuse(Refusal.LEVEL, f"frame {info.seq} under level {level}")
    payload = parts[2]
    if isinstance(payload, memoryview) and (payload.ndim != 1 or payload.itemsize != 1):
        payload = payload.cast("B")
    if len(payload) > limits.payload_bytes_max:
        refuse(Refusal.PAYLOAD_LENGTH, f"{len(payload)} bytes")
    check_payload(info, payload)
    return Frame(info, payload)


def check_payload(info: FrameInfo, payload: bytes | memoryview) -> None:
    """Hold a payload against what its header says of it.

    Raw pixels must number ``h * w * c`` bytes; a JPEG or PNG must begin like one and claim the
    size ``h`` x ``w`` for itself, so a small file cannot unfold into a large picture.

    Raises
    ------
    WireError
        ``PAYLOAD_LENGTH``, ``PAYLOAD_MAGIC`` or ``PAYLOAD_SIZE``.
    """
    channels = info.encoding.channels
    if channels is not None:
        if len(payload) != info.height * info.width * channels:
            refuse(Refusal.PAYLOAD_LENGTH, f"{len(payload)} bytes")
        return
    if not has_magic(payload, info.encoding):
        refuse(Refusal.PAYLOAD_MAGIC, f"no {info.encoding.value}")
    if image_size(payload, info.encoding) != (info.height, info.width):
        refuse(Refusal.PAYLOAD_SIZE, "the picture's own size is another one, or is not to be found")
