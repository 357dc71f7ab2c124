"""More of what befalls cameras, to train on: rougher and plainer than the faults of the demo.

Real mishaps are not all well drawn: splashes with a hard rim, a mount that sways slowly, a camera
that was bent aside, a hand at the gamma.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from diagnosis_lab import weather
from virk_edge.faults import Effect
from virk_edge.faults.linear import clouds, encoded, linear
from virk_edge.nouns import F32, U8

Maker = Callable[[np.random.Generator, float], Effect]
"""What a mishap is like (drawn), and how strong (0.2 to 1.15), to its effect."""


def _splashes(draw: np.random.Generator, strength: float) -> Effect:
    """Mud or water on the glass: specks and drops of all sizes, their rims hard or soft."""
    seed, cells = int(draw.integers(1 << 30)), int(draw.integers(6, 40))
    share = 0.05 + 0.3 * strength * draw.uniform(0.5, 1.0)
    wet = bool(draw.uniform() < 0.5)
    colour = np.array([0.85, 0.85, 0.85] if wet else [0.06, 0.09, 0.14]) * draw.uniform(0.6, 1.3)
    opaque = draw.uniform(0.25, 0.6) if wet else draw.uniform(0.6, 1.0)
    soft = draw.uniform(0.3, 4.0)

    @cache
    def sheet(height: int, width: int) -> F32:
        field = clouds(height, width, coarsest=cells, seed=seed, octaves=3)
        drops = (field > np.quantile(field, 1.0 - share)).astype(np.float32)
        return np.asarray(cv2.GaussianBlur(drops, (0, 0), soft)[:, :, None] * opaque)

    def effect(pixels: U8, _: int) -> U8:
        light = linear(pixels)
        cover = sheet(*pixels.shape[:2])
        level = np.float32(0.2 + 1.2 * float(light.mean()))
        stuff = (colour * level).astype(np.float32)
        if wet:  # a drop shows the scene upside down and out of focus
            stuff = 0.5 * stuff + 0.5 * cv2.blur(light[::-1], (31, 31))
        return encoded((light * (1 - cover) + stuff * cover).astype(np.float32))

    return effect


def _sway(draw: np.random.Generator, strength: float) -> Effect:
    """A mast in the wind: slow to fast, without the blur of the demo's shaking."""
    reach = 0.004 + 0.03 * strength * draw.uniform(0.5, 1.2)
    speed, angle, turn = draw.uniform(0.3, 3.0), draw.uniform(0, np.pi), draw.uniform(0, 1.0)
    blur = draw.uniform(0, 0.4) if draw.uniform() < 0.5 else 0.0

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((int(1e6 * reach), index))
        along = reach * width * (np.sin(speed * index) + 0.4 * now.normal())
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn * np.sin(0.7 * index), 1.0)
        matrix = np.asarray(matrix) + np.array(
            [[0, 0, along * np.cos(angle)], [0, 0, along * np.sin(angle)]]
        )
        moved = cv2.warpAffine(pixels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        if blur:
            side = 2 * int(blur * abs(along) / 2) + 1
            moved = cv2.blur(moved, (side, 1) if angle < np.pi / 4 else (1, side))
        return np.asarray(moved, dtype=np.uint8)

    return effect


def _tilted(draw: np.random.Generator, strength: float) -> Effect:
    """Seen from another angle: a perspective, and sky, wall or floor where nothing is known."""
    reach = 0.05 + 0.12 * strength
    corners = draw.uniform(-reach, reach, (4, 2)).astype(np.float32)
    way = draw.normal(0.0, 0.1 + 0.5 * max(strength - 0.5, 0.0), 2)
    tone = draw.uniform(60, 250) + draw.uniform(-30, 30, 3)
    mirrored = bool(draw.uniform() < 0.3)

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        size = np.array([width, height], np.float32)
        whole = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
        matrix = cv2.getPerspectiveTransform(
            whole * size, ((whole + corners + way).astype(np.float32)) * size
        )
        if mirrored:
            border = cv2.BORDER_REFLECT_101
            now = cv2.warpPerspective(pixels, matrix, (width, height), borderMode=border)
            return np.asarray(now, dtype=np.uint8)
        now = np.asarray(cv2.warpPerspective(pixels, matrix, (width, height)))
        inside = cv2.warpPerspective(np.ones((height, width), np.uint8), matrix, (width, height))
        shade = np.linspace(1.05, 0.9, height)[:, None, None]
        filled = np.where(inside[:, :, None] > 0, now, (tone * shade).clip(0, 255))
        return np.asarray(filled.astype(np.uint8))

    return effect


def _gamma(draw: np.random.Generator, strength: float, way: float) -> Effect:
    power = np.exp(way * (0.25 + 0.8 * strength * draw.uniform(0.6, 1.0)))
    table = np.rint((np.arange(256) / 255.0) ** power * 255.0).astype(np.uint8)
    return lambda pixels, _: np.asarray(table[pixels], dtype=np.uint8)


def _slope(draw: np.random.Generator, strength: float, way: float) -> Effect:
    """Light that falls off, or grows, across the view."""
    angle, depth = draw.uniform(0, 2 * np.pi), 0.3 + 0.5 * strength

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        across = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle) + 0.5
        gain = np.exp(way * depth * 2.0 * across.clip(0, 1))
        return encoded((linear(pixels) * gain[:, :, None]).astype(np.float32))

    return effect


def _whitened(draw: np.random.Generator, strength: float) -> Effect:
    """A film that whitens all of the view alike, more at some places."""
    seed, share = int(draw.integers(1 << 30)), 0.2 + 0.45 * strength
    tone = draw.uniform(0.6, 1.0) * 255.0

    def effect(pixels: U8, _: int) -> U8:
        field = clouds(*pixels.shape[:2], coarsest=3, seed=seed, octaves=5)[:, :, None]
        veil = (share * (1.0 + 0.5 * field)).clip(0, 0.95)
        return np.asarray(pixels * (1 - veil) + tone * veil).astype(np.uint8)

    return effect


def _fogbank(draw: np.random.Generator, strength: float) -> Effect:
    """Nothing but bright air beyond some distance, while what is near is hardly veiled.

    The camera's gain follows the bright air, so that what is near gets darker.
    """
    horizon, slant = draw.uniform(0.2, 0.75), draw.uniform(-0.15, 0.15)
    thick = np.float32(0.3 + 3.5 * strength * draw.uniform(0.6, 1.4))
    air = draw.uniform(0.25, 0.75) * np.exp(draw.normal(0.0, 0.04, 3))
    follows, near = draw.uniform(0.2, 1.0), draw.uniform(0.02, 0.15)
    seed = int(draw.integers(1 << 30))

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        below = np.maximum(y / height - horizon - slant * (x / width - 0.5), 0.0)
        distance = near / (below + 0.03) + np.where(below > 0.0, 0.0, 1.0)
        patches = clouds(height, width, coarsest=3, seed=seed, octaves=3)
        through = np.exp(-thick * distance * (1.0 + 0.3 * patches))[:, :, None]
        light = linear(pixels)
        veiled = light * through + (air * (1.0 - through)).astype(np.float32)
        gain = (float(light.mean()) / max(float(veiled.mean()), 1e-3)) ** follows
        return encoded((veiled * np.float32(gain)).astype(np.float32))

    return effect


def _floodlit(draw: np.random.Generator, strength: float) -> Effect:
    """Night with strong lamps: white pools that clip, black elsewhere, little colour left."""
    dark, colour = 0.12 * (1.2 - strength) + 0.004, draw.uniform(0.0, 0.35)
    lamps = draw.uniform(0, 1, (int(draw.integers(1, 7)), 2)), draw.uniform(0.05, 0.3, 7)
    power, grain = draw.uniform(0.8, 5.0), draw.uniform(0.5, 3.0) * 1e-3
    smooth = bool(draw.uniform() < 0.5)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        field = np.full((height, width), dark, np.float32)
        for (u, v), size in zip(*lamps, strict=False):
            apart = np.hypot(x / width - u, (y / height - v) * 1.6)
            field += np.float32(power * dark * 12) * np.exp(-((apart / size) ** 2))
        light = linear(pixels)
        grey = light.mean(axis=2, keepdims=True)
        lit = (grey + colour * (light - grey)) * field[:, :, None]
        lit *= np.float32(min(0.6 * float(light.mean()) / max(float(lit.mean()), 1e-4), 1.0))
        bloom = cv2.GaussianBlur(np.maximum(lit - 0.7, 0.0), (0, 0), width * 0.02)
        noise = np.random.default_rng((int(1e9 * grain), index)).normal(0, grain, light.shape)
        now = encoded((lit + 2.0 * bloom + noise).astype(np.float32))
        return np.asarray(cv2.medianBlur(now, 3) if smooth else now, dtype=np.uint8)

    return effect


# name -> (causes that are right, maker)
MISHAPS: dict[str, tuple[tuple[str, ...], Maker]] = {
    "splashes": (("occlusion",), _splashes),
    "sway": (("camera_moved",), _sway),
    "tilted": (("camera_moved",), _tilted),
    "gamma_dark": (("brightness_drop",), lambda d, s: _gamma(d, s, 1.0)),
    "gamma_bright": (("brightness_rise",), lambda d, s: _gamma(d, s, -1.0)),
    "slope_dark": (("brightness_drop",), lambda d, s: _slope(d, s, -1.0)),
    "slope_bright": (("brightness_rise",), lambda d, s: _slope(d, s, 1.0)),
    "whitened": (("haze",), _whitened),
    "fogbank": (("haze",), _fogbank),
    "floodlit": (("brightness_drop", "monochrome"), _floodlit),
    "iced": (("occlusion",), weather.iced),
    "downpour": (("precipitation",), weather.downpour),
    "hard_shadow": (("brightness_drop",), weather.hard_shadow),
    "lamp": (("brightness_rise",), weather.lamp),
    "soft_focus": (("defocus",), weather.soft_focus),
    "sepia": (("colour_cast", "monochrome"), weather.sepia),
    "lost_channel": (("colour_cast",), weather.lost_channel),
}
