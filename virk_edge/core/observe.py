"""One frame and an effort become one observation: all that the judge may know about that frame.

A pure function: the embedder comes in as an argument, and nothing is remembered between frames.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np

from virk_edge.core.fingerprint import cell_means, fingerprint, shrink
from virk_edge.nouns import F32, U8, Effort, FrameInfo, Observation

Embed: TypeAlias = Callable[[U8], F32]
"""Small BGR picture, uint8 (h, w, 3), to a float32 (D,) embedding."""


def observe(info: FrameInfo, pixels: U8, effort: Effort, embed: Embed | None) -> Observation:
    """Measure one frame.

    pixels: uint8 (H, W, 3) BGR or (H, W) grey, masks already applied.
    embed: used when the effort is ``FULL`` and the frame brought no embedding of its own.

    Raises:
        ValueError: for ``Effort.SKIP``, which asks for no observation at all.
    """
    if effort is Effort.SKIP:
        raise ValueError("a skipped frame has no observation")
    # The embedder comes last: it fills the processor's caches, where the frame lies until then.
    seen = digest(pixels)
    small = shrink(pixels)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    measured, cells = fingerprint(pixels, small, grey), cell_means(small)
    embedding = info.embedding
    if embedding is None and effort is Effort.FULL and embed is not None:
        embedding = embed(small)
    return Observation(info, effort, seen, measured, grey, cells, embedding)


def digest(pixels: U8) -> int:
    """A 64-bit digest of a picture: two CRCs of every fourth row from two starts.

    Sensor noise reaches every row, so that half of the rows tell a frozen picture from a still
    scene at half of the cost. Not cryptographic; bundles carry sha256 of all pixels.
    """
    even = zlib.crc32(np.ascontiguousarray(pixels[::4]).data)
    odd = zlib.crc32(np.ascontiguousarray(pixels[2::4]).data, even)
    return (even << 32) | odd


def mask_pixels(pixels: U8, polygons: tuple[tuple[tuple[float, float], ...], ...]) -> U8:
    """Blacken polygons whose corners are fractions 0-1 of width and height; a copy if any."""
    if not polygons:
        return pixels
    height, width = pixels.shape[:2]
    masked = pixels.copy()
    corners = [np.round(np.array(p) * (width - 1, height - 1)).astype(np.int32) for p in polygons]
    # One call a polygon: in one call, overlapping ones would cancel out.
    for polygon in corners:
        cv2.fillPoly(masked, [polygon], (0, 0, 0))
    return masked
