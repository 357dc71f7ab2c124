"""A frame as it came over the feed, as pixels."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.adapters.pictures import decode_picture
from virk_edge.nouns import U8, Encoding, Frame


def frame_pixels(frame: Frame, *, pixels_max: int) -> tuple[U8, bytes | None]:
    """Pixels, uint8 (H, W, 3) BGR or (H, W) grey, and the JPEG or PNG they were decoded from.

    Raw pixels in BGR or grey are not copied; they live as long as the frame.

    Raises:
        ValueError: if a JPEG or PNG cannot be decoded.
    """
    info = frame.info
    if info.encoding in (Encoding.JPEG, Encoding.PNG):
        original = bytes(frame.payload)
        return decode_picture(original, max_pixels=pixels_max)[0], original
    flat = np.frombuffer(frame.payload, dtype=np.uint8)
    if info.encoding is Encoding.GRAY8:
        return flat.reshape(info.height, info.width), None
    pixels = flat.reshape(info.height, info.width, 3)
    if info.encoding is Encoding.RGB8:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), dtype=np.uint8), None
    return pixels, None
