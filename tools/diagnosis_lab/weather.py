"""Plainer weather, lamps, lenses and colours to train on: the second half of the mishaps."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from virk_edge.faults import Effect
from virk_edge.faults.linear import clouds, encoded, linear
from virk_edge.nouns import F32, U8


def iced(draw: np.random.Generator, strength: float) -> Effect:
    """Ice all over the glass: bright, fine needles and grains that stay where they are."""
    seed, share = int(draw.integers(1 << 30)), 0.15 + 0.45 * strength
    tone = draw.uniform(0.5, 1.1, 3) * np.array([1.0, 0.97, 0.94])
    grain, needle = int(draw.integers(20, 90)), bool(draw.uniform() < 0.5)

    @cache
    def sheet(height: int, width: int) -> F32:
        field = np.abs(clouds(height, width, coarsest=grain, seed=seed, octaves=3))
        if needle:
            field = np.abs(cv2.Laplacian(cv2.GaussianBlur(field, (0, 0), 1.0), cv2.CV_32F))
            field /= field.max() + 1e-6
        thick = 0.5 + 0.5 * clouds(height, width, coarsest=3, seed=seed + 1, octaves=2)
        return np.asarray(field * 1.5 + thick, np.float32)[:, :, None]

    def effect(pixels: U8, _: int) -> U8:
        light = linear(pixels)
        ice = np.clip(share * sheet(*pixels.shape[:2]), 0.0, 0.95)
        level = (tone * (0.25 + 1.2 * float(light.mean()))).astype(np.float32)
        return encoded((light * (1 - ice) + level * ice).astype(np.float32))

    return effect


def downpour(draw: np.random.Generator, strength: float) -> Effect:
    """Thin straight streaks over a scene that is darker and a little soft."""
    count, length = int(300 + 2200 * strength), draw.uniform(0.01, 0.07)
    slant, thick = draw.uniform(-0.5, 0.5), int(draw.integers(1, 3))
    dark, soft = draw.uniform(0.5, 0.95), int(draw.choice([1, 1, 3, 5]))
    tone, opaque = draw.uniform(140, 230), draw.uniform(0.35, 0.9)
    seed = int(draw.integers(1 << 30))

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((seed, index))
        streaks = np.zeros((height, width), np.uint8)
        x, y = now.integers(0, width, count), now.integers(0, height, count)
        long = (now.uniform(0.6, 1.4, count) * length * height + 2).astype(int)
        across = (slant * long).astype(int)
        lines = np.stack([np.stack([x, y], 1), np.stack([x + across, y + long], 1)], 1)
        cv2.polylines(streaks, list(lines.astype(np.int32)), False, (255,), thick)
        cover = (streaks.astype(np.float32) * np.float32(opaque / 255.0))[:, :, None]
        wet = cv2.blur((pixels * np.float32(dark)), (soft, soft))
        return np.asarray(wet * (1 - cover) + tone * cover).clip(0, 255).astype(np.uint8)

    return effect


def _polygon(draw: np.random.Generator, corners: int) -> F32:
    angles = np.sort(draw.uniform(0, 2 * np.pi, corners))
    reach = draw.uniform(0.15, 0.5, corners)
    middle = draw.uniform(0.2, 0.8, 2)
    points = middle + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None]
    return np.asarray(points, dtype=np.float32)


def hard_shadow(draw: np.random.Generator, strength: float) -> Effect:
    """Shadows with straight, hard edges, as of buildings and screens."""
    shapes = [_polygon(draw, int(draw.integers(3, 7))) for _ in range(int(draw.integers(1, 4)))]
    left = np.float32(0.65 - 0.45 * strength)
    soft = draw.uniform(0.3, 2.0)

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        hard = np.zeros((height, width), np.float32)
        for shape in shapes:
            corners = np.rint(shape * (width, height)).astype(np.int32)
            cv2.fillPoly(hard, [corners], (1.0,))
        shade = np.asarray(cv2.GaussianBlur(hard, (0, 0), soft), dtype=np.float32)
        gain = (1.0 - shade * (1.0 - left))[:, :, None]
        return encoded((linear(pixels) * gain).astype(np.float32))

    return effect


def lamp(draw: np.random.Generator, strength: float) -> Effect:
    """A lamp or the sun in the view: a white disc, its halo, and reflections on a line."""
    place, size = draw.uniform(0.1, 0.9, 2), 0.04 + 0.12 * strength * draw.uniform(0.5, 1.3)
    ghosts = draw.uniform(-1.2, 1.5, int(draw.integers(0, 6)))
    tint = np.exp(draw.normal(0, 0.08, 3)).astype(np.float32)
    halo = draw.uniform(0.1, 0.7)

    def effect(pixels: U8, _: int) -> U8:
        height, width = pixels.shape[:2]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        glow = np.zeros((height, width), np.float32)
        for at, share, much in [(0.0, 1.0, 3.0), *((g, 0.5, 0.15) for g in ghosts)]:
            u, v = (place + (0.5 - place) * at) * (width, height)
            apart = np.hypot(x - u, y - v) / (size * width * share)
            glow += much * np.exp(-(apart**2)) + halo * much / 6.0 / (1.0 + apart**2)
        return encoded((linear(pixels) + glow[:, :, None] * tint).astype(np.float32))

    return effect


def soft_focus(draw: np.random.Generator, strength: float) -> Effect:
    """Blurs of all makes, alike in all directions."""
    size = 0.4 + 5.0 * strength * draw.uniform(0.4, 1.1)
    side = 2 * round(size) + 1
    make: Callable[[U8], object] = [
        lambda p: cv2.GaussianBlur(p, (0, 0), size),
        lambda p: cv2.blur(p, (side, side)),
        lambda p: cv2.medianBlur(p, max(side, 3)),
        lambda p: cv2.bilateralFilter(p, 7, 60 + 20 * size, 3 + size),
        lambda p: cv2.resize(
            cv2.resize(p, None, fx=1 / (1 + size), fy=1 / (1 + size), interpolation=cv2.INTER_AREA),
            (p.shape[1], p.shape[0]),
            interpolation=cv2.INTER_CUBIC,
        ),
    ][int(draw.integers(5))]
    return lambda pixels, _: np.asarray(make(pixels), dtype=np.uint8)


def sepia(draw: np.random.Generator, strength: float) -> Effect:
    """One hue is left."""
    tint = np.exp(np.array([-1.0, 0.0, 0.6]) * draw.uniform(0.1, 0.6) * draw.choice([1.0, -0.5]))
    left, gain = np.float32(draw.uniform(0.0, 0.15)), draw.uniform(0.9, 1.25)

    def effect(pixels: U8, _: int) -> U8:
        grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)[:, :, None].astype(np.float32)
        now = (grey + left * (pixels - grey)) * tint * gain
        return np.asarray(now.clip(0, 255)).astype(np.uint8)

    return effect


def lost_channel(draw: np.random.Generator, strength: float) -> Effect:
    """A colour that fails in part or whole; nobody makes up for its light."""
    gains = np.ones(3)
    gains[draw.permutation(3)[: int(draw.integers(1, 3))]] = 1.0 - min(0.35 + 0.6 * strength, 1.0)
    lift = draw.uniform(0, 20) * (gains < 1) * draw.integers(0, 2)
    return lambda pixels, _: np.asarray(pixels * gains + lift).clip(0, 255).astype(np.uint8)
