"""What all faults share: linear light, where light adds up, and sensor noise as a camera has it.

Every random number comes from a generator made of a seed and a frame number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import cv2
import numpy as np

from virk_edge.nouns import F32, U8

Strength: TypeAlias = Literal["medium", "strong"]
Effect: TypeAlias = Callable[[U8, int], U8]
Maker: TypeAlias = Callable[[Strength, int], Effect]

_GAMMA = 2.2
_TO_LINEAR = ((np.arange(256) / 255.0) ** _GAMMA).astype(np.float32)
_FROM_LINEAR = np.rint((np.arange(65536) / 65535.0) ** (1 / _GAMMA) * 255.0).astype(np.uint8)
# How much each neighbour of a Bayer mosaic gives to a missing red, blue or green value.
_RED_BLUE = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 4
_GREEN = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], np.float32) / 4


def pick(strength: Strength, medium: float, strong: float) -> float:
    """The number that belongs to a strength."""
    return strong if strength == "strong" else medium


def linear(pixels: U8) -> F32:
    """uint8 pixels as linear light, 0-1."""
    return np.asarray(_TO_LINEAR[pixels], dtype=np.float32)


def encoded(light: F32) -> U8:
    """Linear light as uint8 pixels; what is above 1 is saturated."""
    steps = np.clip(light, 0.0, 1.0) * np.float32(65535.0) + np.float32(0.5)
    return np.asarray(_FROM_LINEAR[steps.astype(np.uint16)], dtype=np.uint8)


def with_noise(light: F32, *, photon: float, read: float, seed: int, index: int) -> F32:
    """Light as a colour sensor sees it: variance ``photon * light + read**2``, then demosaicked.

    Demosaicking is what makes real noise coarse in red and blue, fine in green.
    """
    height, width = light.shape[:2]
    draw = np.random.default_rng((seed, index))
    white = draw.standard_normal((height, width), dtype=np.float32)
    noise = np.empty_like(light)
    for channel, (rows, columns) in enumerate([((1,), (1,)), ((0, 1), (1, 0)), ((0,), (0,))]):
        mosaic = np.zeros((height, width), np.float32)
        for row, column in zip(rows, columns, strict=True):
            mosaic[row::2, column::2] = white[row::2, column::2]
        noise[:, :, channel] = cv2.filter2D(mosaic, -1, _GREEN if channel == 1 else _RED_BLUE)
    sigma = np.sqrt(np.maximum(light, 0.0) * np.float32(photon) + np.float32(read**2))
    return np.asarray(light + noise * sigma, dtype=np.float32)


def clouds(height: int, width: int, *, coarsest: int, seed: int, octaves: int = 4) -> F32:
    """A smooth random field, float32 (height, width), about -1 to 1; ``coarsest`` cells across."""
    draw = np.random.default_rng(seed)
    field = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = coarsest * 2**octave
        small = draw.standard_normal((max(cells * height // width, 2), cells)).astype(np.float32)
        field += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    return np.asarray(field / np.float32(np.abs(field).max() + 1e-6), dtype=np.float32)


def line_kernel(length: float, angle: float) -> F32:
    """A line of ``length`` pixels through the middle, anti-aliased, sum 1."""
    side = int(np.ceil(length)) // 2 * 2 + 3
    middle = side // 2
    rows, columns = np.mgrid[:side, :side].astype(np.float64) - middle
    along = columns * np.cos(angle) + rows * np.sin(angle)
    across = columns * np.sin(angle) - rows * np.cos(angle)
    ends = np.clip(length / 2 + 0.5 - np.abs(along), 0.0, 1.0)
    kernel = ends * np.clip(1.0 - np.abs(across), 0.0, 1.0)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def disc_kernel(radius: float) -> F32:
    """A disc of ``radius`` pixels, anti-aliased, sum 1: what an open lens makes of a point."""
    middle = int(np.ceil(radius)) + 1
    rows, columns = np.mgrid[-middle : middle + 1, -middle : middle + 1].astype(np.float64)
    kernel = np.clip(radius + 0.5 - np.hypot(rows, columns), 0.0, 1.0)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)
