"""Faults of brightness: lamps out, a low sun, overexposed, dusk, shadows and sun of big things."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from virk_edge.faults.linear import (
    Effect,
    Strength,
    blurred,
    clouds,
    coarse,
    encoded,
    form,
    grid,
    grown,
    linear,
    pick,
    rising,
    with_noise,
)
from virk_edge.nouns import F32, U8


def warmth(way: float) -> F32:
    """Gains of B, G, R for light warmer (> 0) or colder (< 0); 1 is a bulb instead of the sun."""
    return np.exp(np.array([-0.8, -0.05, 0.45]) * way).astype(np.float32)


def lights_out(strength: Strength, seed: int) -> Effect:
    """A fifth or a twentieth of the light, uneven as from one lamp left on, and more noise."""
    draw = np.random.default_rng(seed)
    share = pick(strength, 0.20, 0.05) * draw.uniform(0.9, 1.1)
    lamp = draw.uniform(0.0, 1.0), draw.uniform(0.0, 0.6)
    left = form(seed, ("one lamp", "none", "near lamp"))
    size = {"one lamp": 0.6, "none": 5.0, "near lamp": draw.uniform(0.2, 0.4)}[left]
    tint = warmth(0.0 if left == "one lamp" else draw.uniform(-0.3, 0.6))
    grain = 1.0 if left == "one lamp" else draw.uniform(0.3, 3.0)

    @cache
    def field(height: int, width: int) -> F32:
        small = coarse(height, width)
        rows, columns = np.mgrid[: small[0], : small[1]].astype(np.float32)
        x, y = columns / small[1] - lamp[0], rows / small[0] - lamp[1]
        lit = share * (0.6 + 0.8 * np.exp(-((np.hypot(x, y * 0.75) / size) ** 2)))
        return grown(np.asarray(lit[:, :, None] * tint, np.float32), height, width)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels) * field(*pixels.shape[:2])
        return encoded(
            with_noise(light, photon=2e-4 * grain, read=1.2e-3 * grain, seed=seed, index=index)
        )

    return effect


def glare(strength: Strength, seed: int) -> Effect:
    """Exposure up by 1.6 or 2.6, a veil over everything and a bright lobe from above.

    Other seeds: from the side or low into the picture, with ghosts of the iris between the lenses.
    """
    draw = np.random.default_rng(seed)
    gain, veil = pick(strength, 1.6, 2.6), pick(strength, 0.03, 0.08)
    lobe, size = pick(strength, 0.25, 0.7), pick(strength, 0.35, 0.55)
    place = draw.uniform(0.15, 0.85), draw.uniform(-0.15, 0.1)
    tint, blades, ghosts = np.array([0.88, 0.97, 1.05], np.float32), 6, 0
    if seed >= 4:
        sides = ((draw.uniform(0, 1), -0.05), (-0.08, draw.uniform(0.1, 0.7)))
        place = form(
            seed, (*sides, (1.08, draw.uniform(0.1, 0.7)), tuple(draw.uniform(0.1, 0.6, 2)))
        )
        tint, blades = warmth(draw.uniform(-0.1, 0.35)), int(draw.integers(5, 10))
        gain, size = 1.0 + (gain - 1.0) * draw.uniform(0.4, 1.2), size * draw.uniform(0.6, 1.5)
        ghosts = int(draw.integers(0, 6))
    spots = [
        (draw.uniform(0.3, 1.9), draw.uniform(0.01, 0.07), draw.uniform(0.02, 0.1))
        for _ in range(ghosts)
    ]

    @cache
    def field(height: int, width: int) -> F32:
        across, down = grid(height, width)
        x, y = across + 0.5 - place[0], down + (0.5 - place[1]) * height / width
        distance = np.hypot(x, y)
        # The blades of the iris, seen as faint rays.
        rays = 1.0 + 0.25 * np.cos(blades / 2 * np.arctan2(y, x)) ** 8
        glow = veil + lobe * rays * (
            np.exp(-distance / size * 3) + np.exp(-((distance / 0.09) ** 2))
        )
        for way, radius, bright in spots:
            # Ghosts lie on the line from the sun through the middle of the picture.
            sun_x, sun_y = place[0] - 0.5, (place[1] - 0.5) * height / width
            apart = np.hypot(across - sun_x * (1 - way), down - sun_y * (1 - way))
            glow = glow + bright * lobe * rising(-apart, -radius, radius * 0.3)
        return np.asarray(glow[:, :, None] * tint, np.float32)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels) * np.float32(gain)
        return encoded(_spilling(light, 0.5) + field(*pixels.shape[:2]))

    return effect


def _spilling(light: F32, share: float) -> F32:
    """Light spills over from what is saturated."""
    height, width = light.shape[:2]
    small = cv2.resize(light, None, fx=0.25, fy=0.25)
    spill = cv2.GaussianBlur(np.maximum(small - 1.0, 0.0), (0, 0), width * 0.006)
    return np.asarray(light + share * cv2.resize(spill, (width, height)), np.float32)


def exposure_up(strength: Strength, seed: int) -> Effect:
    """The shutter stays open too long: everything 1.8 or 3.5 times as bright, much of it white."""
    draw = np.random.default_rng(seed)
    gain = pick(strength, 1.8, 3.5) * draw.uniform(0.85, 1.25)
    # Cameras differ: hard clipping, a soft shoulder, or shadows lifted as well.
    way = form(seed, ("clip", "shoulder", "lift"))
    knee, tint, spill = (
        draw.uniform(0.5, 0.8),
        warmth(draw.normal(0.0, 0.06)),
        draw.uniform(0.0, 0.6),
    )

    def effect(pixels: U8, index: int) -> U8:
        light = _spilling(linear(pixels) * (tint * np.float32(gain)), spill)
        if way == "shoulder":
            over = np.maximum(light - knee, 0.0)
            rest = 1.02 - knee
            light = np.minimum(light, knee) + rest * (1.0 - np.exp(-over / rest))
        elif way == "lift":
            light = np.asarray(cv2.pow(np.maximum(light, 0.0), 0.8), np.float32)
        return encoded(
            with_noise(
                np.asarray(light, np.float32), photon=4e-5, read=6e-4, seed=seed, index=index
            )
        )

    return effect


def dusk(strength: Strength, seed: int) -> Effect:
    """The day goes: 45 or 20 % of the light, colder or warmer, and a little more noise."""
    draw = np.random.default_rng(seed)
    share = pick(strength, 0.45, 0.20) * draw.uniform(0.8, 1.15)
    tint = warmth(draw.choice([-1.0, 1.0]) * draw.uniform(0.05, 0.4))
    slope, grain = draw.uniform(-0.3, 0.5), draw.uniform(0.5, 3.0)
    flat = draw.uniform(0.0, 0.35)  # without the sun, shadows fill up

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        light = linear(pixels)
        if flat > 0.1:
            wide = blurred(light, width * 0.06)
            light = light * np.sqrt((wide.mean() + 0.05) / (wide + 0.05)) ** np.float32(2 * flat)
        rows = share * (1.0 + slope * np.linspace(0.5, -0.5, height, dtype=np.float32))
        light = light * (rows[:, None, None] * tint)
        return encoded(
            with_noise(
                np.asarray(light, np.float32),
                photon=6e-5 * grain, read=8e-4 * grain, seed=seed, index=index,
            )
        )  # fmt: skip

    return effect


def sun_patch(strength: Strength, seed: int) -> Effect:
    """The sun comes out: a part of the scene 1.9 or 3.2 times as bright, with cast edges."""
    draw = np.random.default_rng((seed, 5))
    gain = pick(strength, 1.9, 3.2) * draw.uniform(0.9, 1.2)
    tint = warmth(draw.uniform(0.0, 0.2))
    settled = draw.choice([0.0, 0.0, 0.25])  # how far the exposure follows
    shape, softness, share = (
        _Cast(draw, seed),
        draw.choice([0.004, 0.015, 0.05]),
        draw.uniform(0.3, 0.8),
    )

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        sun = shape(pixels.shape[0], pixels.shape[1], index, share, float(softness))
        before = float(light.mean())
        light *= 1.0 + sun[:, :, None] * (tint * np.float32(gain) - np.float32(1.0))
        light *= np.float32((before / max(float(light.mean()), 1e-6)) ** settled)
        return encoded(np.asarray(light, np.float32))

    return effect


def cloud_shadow(strength: Strength, seed: int) -> Effect:
    """A cloud or a big thing before the sun: a part of the scene at half or a quarter of its light.

    In the shade only the sky shines, so it is bluer; edges of the scene stay visible in it.
    """
    draw = np.random.default_rng((seed, 6))
    left = pick(strength, 0.45, 0.22) * draw.uniform(0.85, 1.1)
    tint = warmth(-draw.uniform(0.0, 0.25)) * np.float32(left)
    shape, share = _Cast(draw, seed, cloud=0.5), draw.uniform(0.4, 0.9)
    softness = float(draw.choice([0.004, 0.02, 0.12]))

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        shade = shape(pixels.shape[0], pixels.shape[1], index, share, softness)
        light *= 1.0 + shade[:, :, None] * (tint - np.float32(1.0))
        return encoded(with_noise(light, photon=3e-5, read=6e-4, seed=seed, index=index))

    return effect


class _Cast:
    """Where the light of big things falls: 0-1 for a frame, a share of the picture at 1."""

    def __init__(self, draw: np.random.Generator, seed: int, cloud: float = 0.15) -> None:
        forms = ("building", "roofs", "windows", "tree", "fence")
        self._form = "cloud" if draw.uniform() < cloud else str(draw.choice(forms))
        self._angle, self._lean = draw.uniform(0, 2 * np.pi), draw.uniform(-0.6, 0.6)
        self._seed, self._speed = seed, draw.uniform(-0.0015, 0.0015)
        self._cells = draw.uniform(2.5, 7.0, 2)
        self._steps = draw.uniform(-0.2, 0.2, 12).astype(np.float32)
        self._fields: dict[tuple[int, int], F32] = {}

    def __call__(self, height: int, width: int, index: int, share: float, softness: float) -> F32:
        key = (height, width)
        if key not in self._fields:
            self._fields[key] = self._field(height, width * 5 // 4)
        # Clouds travel, buildings hardly.
        drift = self._speed * index * (1.0 if self._form == "cloud" else 0.1)
        start = int((0.125 + np.clip(drift, -0.125, 0.125)) * width)
        field = self._fields[key][:, start : start + width]
        edge = float(np.quantile(self._fields[key][::8, ::8], 1.0 - share))
        wide = 0.5 if self._form == "cloud" else softness
        return rising(field, edge, wide)

    def _field(self, height: int, width: int) -> F32:
        """Rises into what is lit or shaded; in picture widths where it has edges."""
        x, y = grid(height, width)
        # Seen in perspective: what is far is small and lies flat.
        depth = np.float32(1.0) + np.float32(0.8) * y
        across = (x + self._lean * y) / depth
        along = across * np.cos(self._angle) + y / depth * np.sin(self._angle)
        aside = y / depth * np.cos(self._angle) - across * np.sin(self._angle)
        if self._form == "cloud":
            return clouds(height, width, coarsest=2, seed=self._seed, octaves=4)
        if self._form == "tree":
            leaves = clouds(height, width, coarsest=5, seed=self._seed, octaves=5)
            return np.asarray(along + 0.22 * leaves, np.float32)
        if self._form == "roofs":
            place = np.clip(((aside + 0.8) * 7.5).astype(int), 0, 11)
            return np.asarray(along + self._steps[place], np.float32)
        if self._form == "windows":
            panes = [
                np.abs((v * n) % 1.0 - 0.5)
                for v, n in ((along, self._cells[0]), (aside, self._cells[1]))
            ]
            return np.asarray(-np.maximum(panes[0], panes[1]), np.float32)
        if self._form == "fence":
            bars = np.abs((aside * self._cells[0] * 2.5) % 1.0 - 0.5)
            return np.asarray(0.6 * along + 0.3 * bars, np.float32)
        return np.asarray(along, np.float32)
