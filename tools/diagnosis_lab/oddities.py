"""Changes outside the taxonomy, to train on: the right answer to each is ``unknown``.

Those that the benchmark judges by (elastic warp, zoom blur, over-saturation) are not among them.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from virk_edge.faults import Effect
from virk_edge.nouns import U8


def _posterised(draw: np.random.Generator) -> Effect:
    step = int(draw.integers(24, 80))
    return lambda pixels, _: (pixels // step * step + step // 2).clip(0, 255).astype(np.uint8)


def _ghost(draw: np.random.Generator) -> Effect:
    share = draw.uniform(0.25, 0.5)
    dx, dy = (int(v) for v in draw.integers(6, 40, 2))

    def effect(pixels: U8, _: int) -> U8:
        moved = np.roll(pixels, (dy, dx), axis=(0, 1))
        return np.asarray(cv2.addWeighted(pixels, 1 - share, moved, share, 0), dtype=np.uint8)

    return effect


def _interlaced(draw: np.random.Generator) -> Effect:
    shift = int(draw.integers(4, 20))

    def effect(pixels: U8, _: int) -> U8:
        torn = pixels.copy()
        torn[1::2] = np.roll(pixels[1::2], shift, axis=1)
        return torn

    return effect


def _bars(draw: np.random.Generator) -> Effect:
    depth, period = draw.uniform(0.15, 0.5), draw.uniform(0.1, 0.5)
    speed = draw.uniform(0.5, 4.0)

    def effect(pixels: U8, index: int) -> U8:
        y = np.arange(pixels.shape[0]) / (period * pixels.shape[0])
        gain = 1.0 - depth * (0.5 + 0.5 * np.sin(2 * np.pi * y + speed * index))
        return (pixels * gain[:, None, None]).astype(np.uint8)

    return effect


def _inverted(draw: np.random.Generator) -> Effect:
    level = int(draw.integers(0, 160))
    return lambda pixels, _: np.where(pixels > level, 255 - pixels, pixels).astype(np.uint8)


def _sharpened(draw: np.random.Generator) -> Effect:
    amount, sigma = draw.uniform(1.5, 4.0), draw.uniform(0.8, 2.5)

    def effect(pixels: U8, _: int) -> U8:
        soft = cv2.GaussianBlur(pixels, (0, 0), sigma)
        return np.asarray(cv2.addWeighted(pixels, 1 + amount, soft, -amount, 0), dtype=np.uint8)

    return effect


def _barrel(draw: np.random.Generator) -> Effect:
    bend = float(draw.choice([-1, 1]) * draw.uniform(0.08, 0.3))

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        u, v = 2 * x / width - 1, 2 * y / height - 1
        scale = 1 + bend * (u * u + v * v - 1)
        map_x, map_y = (u * scale + 1) * width / 2, (v * scale + 1) * height / 2
        bent = cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(bent, dtype=np.uint8)

    return effect


def _wavy(draw: np.random.Generator) -> Effect:
    depth, period = draw.uniform(2.0, 8.0), draw.uniform(20.0, 120.0)

    def effect(pixels: U8, _: int) -> U8:
        y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
        moved = (x + depth * np.sin(2 * np.pi * y / period)).astype(np.float32)
        bent = cv2.remap(pixels, moved, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(bent, dtype=np.uint8)

    return effect


def _swirled(draw: np.random.Generator) -> Effect:
    turn = float(draw.choice([-1, 1]) * draw.uniform(0.3, 1.0))

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        u, v = x - width / 2, y - height / 2
        angle = turn * np.exp(-np.hypot(u, v) / (0.3 * width))
        map_x = (np.cos(angle) * u - np.sin(angle) * v + width / 2).astype(np.float32)
        map_y = (np.sin(angle) * u + np.cos(angle) * v + height / 2).astype(np.float32)
        bent = cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(bent, dtype=np.uint8)

    return effect


def _spun(draw: np.random.Generator) -> Effect:
    """Blur along circles: no straight line, and none at the middle."""
    degrees = draw.uniform(3.0, 10.0)

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        total = np.zeros(pixels.shape, np.float32)
        for angle in np.linspace(-degrees / 2, degrees / 2, 9):
            matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
            turned = cv2.warpAffine(
                pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101
            )
            total += np.asarray(turned, dtype=np.float32)
        return (total / 9).astype(np.uint8)

    return effect


def _vivid(draw: np.random.Generator) -> Effect:
    """Colours swapped among themselves: no cast, since greys stay grey."""
    order = [(1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0)][int(draw.integers(4))]
    return lambda pixels, _: np.ascontiguousarray(pixels[:, :, order])


def _curved(draw: np.random.Generator) -> Effect:
    """A tone curve that goes up and down: neither darker nor brighter."""
    turns, depth = draw.uniform(1.0, 2.5), draw.uniform(25.0, 60.0)
    levels = np.arange(256)
    curve = (levels + depth * np.sin(2 * np.pi * turns * levels / 255)).clip(0, 255)
    table = curve.astype(np.uint8)
    return lambda pixels, _: table[pixels]


ODDITIES: dict[str, Callable[[np.random.Generator], Effect]] = {
    "posterised": _posterised,
    "ghost": _ghost,
    "interlaced": _interlaced,
    "bars": _bars,
    "inverted": _inverted,
    "sharpened": _sharpened,
    "barrel": _barrel,
    "wavy": _wavy,
    "swirled": _swirled,
    "spun": _spun,
    "vivid": _vivid,
    "curved": _curved,
}
