"""What is in the air: fog, rain, snow."""

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
    grown,
    linear,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, F64, U8


def _slope(height: int, width: int, draw: np.random.Generator) -> F32:
    """Distance grows towards the top."""
    rows = 0.35 + 1.9 * (1.0 - np.linspace(0.0, 1.0, height)) ** draw.uniform(1.2, 2.2)
    return np.asarray(np.repeat(rows[:, None], width, axis=1), np.float32)


def _plain(height: int, width: int, draw: np.random.Generator) -> F32:
    """A flat field up to the horizon: near asphalt stays clear when all above has gone."""
    horizon, lean = draw.uniform(0.2, 0.6), draw.uniform(-0.15, 0.15)
    columns = np.linspace(-0.5, 0.5, width)[None, :]
    below = np.linspace(0.0, 1.0, height)[:, None] - horizon - lean * columns
    near = np.maximum(below / (1.0 - horizon), 0.0)
    return np.asarray(0.16 / np.maximum(near, 0.04) + 0.02, np.float32)


def _blocks(height: int, width: int, draw: np.random.Generator) -> F32:
    """Houses, trees and machines: upright areas, each at a distance of its own."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    count = int(draw.integers(12, 40))
    x, y = draw.uniform(0, width, count), draw.uniform(-0.1, 0.8, count) * height
    wide = draw.uniform(0.4, 1.6, count)
    apart = [
        np.abs(columns - a) * w + 0.35 * np.abs(rows - b)
        for a, b, w in zip(x, y, wide, strict=True)
    ]
    depths = np.exp(draw.normal(0.0, 0.4, count)) * (0.5 + 1.4 * (1 - y / height))
    upright = depths[np.argmin(apart, axis=0)]
    ground = _plain(height, width, draw)
    return np.asarray(
        cv2.GaussianBlur(np.minimum(upright, 3 * ground).astype(np.float32), (0, 0), 1.5)
    )


def _even(height: int, width: int, draw: np.random.Generator) -> F32:
    """Steam or smoke just before the camera: the same over everything."""
    return np.full((height, width), 0.7, np.float32)


def fog(strength: Strength, seed: int) -> Effect:
    """Contrast lost with distance; then the camera's gain follows.

    Light through fog is ``L t + A (1 - t)`` with ``t = exp(-density * distance)`` (Koschmieder).
    How distance lies in the picture, the colour of the air and what the camera makes of it differ.
    """
    draw = np.random.default_rng(seed)
    depth = form(seed, (_slope, _plain, _blocks, _plain, _even))
    plain = seed < 4
    density = pick(strength, 0.55, 1.4) * (
        draw.uniform(0.9, 1.1) if plain else np.exp(draw.uniform(-0.4, 0.7))
    )
    airs = ([0.50, 0.48, 0.46], [0.55, 0.48, 0.42], [0.40, 0.47, 0.52], [0.30, 0.29, 0.28])
    air = np.array(airs[0 if plain else draw.integers(4)], np.float32)
    air = air * np.float32(draw.uniform(0.9, 1.1) if plain else draw.uniform(0.7, 1.4))
    gain, stretch = (
        (0.5, 0.0) if plain else (draw.choice([0.0, 0.3, 0.7]), draw.choice([0, 0, 0.5]))
    )
    uneven = 0.18 if plain else draw.uniform(0.0, 0.35)
    grain = draw.uniform(0.5, 4.0)

    @cache
    def fields(height: int, width: int) -> tuple[F32, F32]:
        small = coarse(height, width)
        distance = grown(depth(*small, np.random.default_rng((seed, 1))), height, width)
        patches = clouds(small[0], small[1] * 2, coarsest=4, seed=seed, octaves=3)
        return distance, grown(patches, height, width * 2)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        distance, patches = fields(height, width)
        drift = index * width // 600 % width
        patch = patches[:, drift : drift + width]
        thick = distance * (patch * np.float32(uneven) + np.float32(1.0))
        through = np.asarray(cv2.merge([np.exp(thick * np.float32(-density))] * 3), np.float32)
        before = linear(pixels)
        # Light scattered on the way softens what is far, and the sensor sees it through noise.
        soft = blurred(before, width * 0.0018)
        # Fog is as bright as what lights it.
        lit = 1.0 if plain else float(np.clip(before.mean() / 0.2, 0.1, 1.3)) ** 0.7
        colour = air * np.float32(lit)
        light = ((before - soft) * through + soft - colour) * through + colour
        target = gain * float(before.mean()) + (1.0 - gain) * float(light.mean())
        light *= np.float32(target / max(float(light.mean()), 1e-3))
        if stretch:
            low, high = np.quantile(light[::8, ::8], (0.01, 0.99))
            wide = 0.7 / max(float(high - low), 0.1)
            light *= np.float32(1.0 - stretch + stretch * wide)
            light += np.float32(stretch * (0.02 - low * wide))
        return encoded(
            with_noise(light, photon=3e-5 * grain, read=6e-4 * grain, seed=seed, index=index)
        )

    return effect


def _strokes(height: int, width: int, places: F64, ends: F64, tone: F64, thick: int) -> F32:
    """Short lines, opacity 0-1: ``places`` and ``ends`` (n, 2) x and y in pixels."""
    layer = np.zeros((height, width), np.uint8)
    whole = np.rint(np.stack([places, ends], axis=1) * 16).astype(np.int32)
    for (start, end), value in zip(whole.tolist(), (tone * 255).tolist(), strict=True):
        cv2.line(layer, start, end, (value,), thick, cv2.LINE_AA, 4)
    return layer.astype(np.float32) * np.float32(1 / 255)


def rain(strength: Strength, seed: int) -> Effect:
    """Streaks in three depths, new in every frame, a wet grey veil between them.

    Other seeds: drizzle, a storm from the side, or heavy drops with hardly a veil.
    """
    draw = np.random.default_rng(seed)
    kind = form(seed, ("rain", "drizzle", "storm", "drops"))
    slant = np.pi / 2 + draw.uniform(-0.25, 0.25) * (2.6 if kind == "storm" else 1.0)
    density, veil = pick(strength, 0.6, 1.6), pick(strength, 0.10, 0.22)
    longer, bright, fine = 1.0, 1.0, 1.0
    if seed >= 4:
        density *= draw.uniform(0.6, 1.5)
        veil *= {"rain": 1.0, "drizzle": 1.3, "storm": 1.5, "drops": 0.1}[kind] * draw.uniform(
            0.3, 1.2
        )
        longer, bright = draw.uniform(0.5, 1.7), draw.uniform(0.6, 1.3)
        fine = {"rain": 1.0, "drizzle": 2.0, "storm": 1.3, "drops": 0.5}[kind]
        longer *= 0.5 if kind == "drizzle" else 1.0
    # Streaks per pixel, their length and width of the frame's width, light.
    layers = (
        (1.6e-3 * fine, 0.018, 0.4, 0.16),
        (4.0e-4, 0.045, 0.8, 0.30),
        (5.0e-5 if kind != "drizzle" else 0.0, 0.11, 1.8, 0.36),
    )

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((seed, index))
        opacity: F32 = np.zeros((height, width), np.float32)
        for share, length, thickness, strongest in layers:
            # Streaks are counted for 640 x 480, so that any size shows as much rain.
            count = int(share * density * 640 * 480 * height / width * 4 / 3)
            places = now.uniform((-0.1 * width, -0.15 * height), (1.1 * width, height), (count, 2))
            angles = slant + now.normal(0.0, 0.03, count)
            steps = length * longer * width * now.uniform(0.6, 1.2, count)
            ends = places + np.stack([np.cos(angles), np.sin(angles)], axis=1) * steps[:, None]
            tone = now.uniform(0.4, 1.0, count)
            sigma = thickness * width / 768 + 0.2
            streaks = _strokes(height, width, places, ends, tone, max(round(2 * sigma), 1))
            wide = cv2.GaussianBlur(streaks, (0, 0), sigma) * 1.3
            opacity = np.maximum(opacity, np.minimum(wide, 1.0) * np.float32(strongest * bright))
        light = linear(pixels)
        sky = np.float32(0.35 + 0.6 * float(light.mean()))
        far = np.linspace(1.0, 0.35, height, dtype=np.float32)[:, None] * np.float32(veil)
        share_of_sky = (far + opacity * (1.0 - far))[:, :, None]
        return encoded(np.asarray(light + (sky - light) * share_of_sky, np.float32))

    return effect


def snow(strength: Strength, seed: int) -> Effect:
    """Flakes in four depths, new in every frame: near ones large and soft; haze far away."""
    draw = np.random.default_rng((seed, 3))
    density = pick(strength, 0.9, 2.2) * draw.uniform(0.6, 1.5)
    slant = np.pi / 2 + draw.normal(0.0, 0.45)
    speed, size = draw.uniform(0.3, 3.0), draw.uniform(0.7, 1.4)
    veil, lit = pick(strength, 0.08, 0.22) * draw.uniform(0.3, 1.5), draw.uniform(0.75, 1.1)
    # Flakes per picture of 640 x 480, their radius in widths, blur of the radius, opacity.
    layers = (
        (900, 0.0007, 0.5, 0.35),
        (350, 0.0014, 0.4, 0.65),
        (70, 0.0028, 0.5, 0.80),
        (9, 0.0080, 0.6, 0.55),
    )

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((seed, index))
        light = linear(pixels)
        sky = np.float32((0.45 + 0.6 * float(light.mean())) * lit)
        far = np.linspace(1.0, 0.15, height, dtype=np.float32)[:, None] * np.float32(veil)
        clear = np.repeat(1.0 - far, width, axis=1)
        for number, radius, blur, strongest in layers:
            count = now.poisson(number * density * height / width * 4 / 3)
            places = now.uniform(
                (-0.05 * width, -0.05 * height), (1.05 * width, height), (count, 2)
            )
            angles = slant + now.normal(0.0, 0.3, count)
            wide = radius * size * width
            steps = speed * 1.5 * wide * now.uniform(0.3, 1.3, count)
            ends = places + np.stack([np.cos(angles), np.sin(angles)], axis=1) * steps[:, None]
            flakes = _strokes(
                height, width, places, ends, now.uniform(0.4, 1.0, count), max(round(2 * wide), 1)
            )
            soft = blurred(flakes, max(blur * wide, 0.5))
            clear *= 1.0 - np.minimum(soft * 1.1, 1.0) * np.float32(strongest)
        return encoded(sky + (light - sky) * clear[:, :, None])

    return effect
