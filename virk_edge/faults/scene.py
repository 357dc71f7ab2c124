"""Faults before the lens: something held over it, rain, a thing that was never there before."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from virk_edge.faults.carton import draw_cartons
from virk_edge.faults.linear import (
    Effect,
    Strength,
    clouds,
    encoded,
    line_kernel,
    linear,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, U8


def cover(strength: Strength, seed: int) -> Effect:
    """A hand or cloth so near that it is quite out of focus: over a third, or nearly everything."""
    draw = np.random.default_rng(seed)
    whole = strength == "strong"
    reach = draw.uniform(1.15, 1.35) if whole else draw.uniform(0.45, 0.55)
    angle = draw.choice([0.0, 0.5, 1.0, 1.5]) * np.pi + draw.uniform(-0.35, 0.35)
    cloth = np.array([[0.030, 0.045, 0.085], [0.020, 0.022, 0.026], [0.075, 0.055, 0.040]])
    colour = (cloth[draw.integers(3)] * draw.uniform(0.8, 1.4)).astype(np.float32)

    @cache
    def stuff(height: int, width: int) -> tuple[F32, F32]:
        """Coverage (0-1) and light of the cover, with room for its movement."""
        tall, wide = height + height // 8, width + width // 8
        rows, columns = np.mgrid[:tall, :wide].astype(np.float32)
        x, y = columns / wide - 0.5, rows / tall - 0.5
        depth = x * np.cos(angle) + y * np.sin(angle) + 0.5  # 0 at the edge it comes from
        edge = reach + 0.09 * clouds(tall, wide, coarsest=3, seed=seed, octaves=2)
        covered = 1.0 / (1.0 + np.exp((depth - edge) / 0.022))
        folds = clouds(tall, wide, coarsest=4, seed=seed + 1, octaves=4)
        # Light creeps in round the edge; folds and fingers throw soft shadows on themselves.
        rim = np.exp(-((depth - edge) ** 2) / 0.012)
        shade = np.maximum(0.9 + 0.8 * folds + 0.7 * rim, 0.15)
        return covered[:, :, None], (colour * shade[:, :, None]).astype(np.float32)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        covered, stuff_light = stuff(height, width)
        # Nothing is held perfectly still, and the sensor's noise lies over near and far alike.
        top = int((0.5 + 0.5 * np.sin(index * 0.11)) * (height // 8) * 0.5)
        left = int((0.5 + 0.5 * np.sin(index * 0.07 + 1)) * (width // 8) * 0.5)
        part = (slice(top, top + height), slice(left, left + width))
        light = linear(pixels)
        lit = np.float32(0.4 + 2.0 * float(light.mean()))
        mixed = light * (1 - covered[part]) + stuff_light[part] * lit * covered[part]
        mixed = np.asarray(mixed, np.float32)
        return encoded(with_noise(mixed, photon=3e-5, read=8e-4, seed=seed, index=index))

    return effect


def rain(strength: Strength, seed: int) -> Effect:
    """Streaks in three depths, new in every frame, a wet grey veil between them."""
    draw = np.random.default_rng(seed)
    slant = np.pi / 2 + draw.uniform(-0.25, 0.25)
    density, veil = pick(strength, 0.6, 1.6), pick(strength, 0.10, 0.22)
    # Share of the pixels where a streak begins, its length and width of the frame's width, light.
    layers = ((1.6e-3, 0.018, 0.4, 0.16), (4.0e-4, 0.045, 0.8, 0.30), (5.0e-5, 0.11, 1.8, 0.36))

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((seed, index))
        opacity: F32 = np.zeros((height, width), np.float32)
        for share, length, thickness, strongest in layers:
            drops = np.zeros((height, width), np.float32)
            count = int(share * density * height * width)
            places = now.integers(0, height, count), now.integers(0, width, count)
            drops[places] = now.uniform(0.4, 1.0, count)
            kernel = line_kernel(length * width, slant + now.normal(0.0, 0.015))
            streaks = cv2.filter2D(drops, -1, kernel / kernel.max())
            sigma = thickness * width / 768 + 0.2
            # The blur makes a streak wider; what it takes from the middle is given back.
            wide = cv2.GaussianBlur(streaks, (0, 0), sigma) * max(2.0 * sigma, 1.0)
            opacity = np.maximum(opacity, np.clip(wide, 0.0, 1.0) * strongest)
        light = linear(pixels)
        sky = np.float32(0.35 + 0.6 * float(light.mean()))
        far = np.linspace(1.0, 0.35, height, dtype=np.float32)[:, None] * np.float32(veil)
        share_of_sky = (far + opacity * (1.0 - far))[:, :, None]
        return encoded(np.asarray(light * (1 - share_of_sky) + sky * share_of_sky, np.float32))

    return effect


def cartons(strength: Strength, seed: int) -> Effect:
    """Cartons, sharp and lit like the scene, with their shadow; a third or half of the height."""
    draw = np.random.default_rng(seed)
    size = pick(strength, 0.34, 0.52) * draw.uniform(0.95, 1.05)
    place = draw.uniform(0.3, 0.6), draw.uniform(0.86, 0.94)

    @cache
    def drawn(height: int, width: int) -> tuple[F32, F32, F32]:
        return draw_cartons(height, width, size=size, foot=place, seed=seed)

    def effect(pixels: U8, index: int) -> U8:
        picture, coverage, shadow = drawn(*pixels.shape[:2])
        light = linear(pixels)
        level = np.float32(np.clip(float(np.percentile(light[::4, ::4], 75)) / 0.30, 0.15, 2.0))
        ground = light * (1.0 - 0.6 * shadow)[:, :, None]
        mixed = ground * (1.0 - coverage[:, :, None]) + picture * level * coverage[:, :, None]
        return encoded(np.asarray(mixed, np.float32))

    return effect
