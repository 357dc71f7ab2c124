"""The scene itself is another: a thing was put down or taken away, a surface looks different."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np

from virk_edge.faults.carton import draw_cartons
from virk_edge.faults.linear import (
    LUMA,
    Effect,
    Strength,
    blurred,
    clouds,
    encoded,
    form,
    grid,
    linear,
    pick,
    rising,
)
from virk_edge.faults.things import draw_thing
from virk_edge.nouns import F32, U8


def new_object(strength: Strength, seed: int) -> Effect:
    """Cartons, sharp and lit like the scene, with their shadow; a third or half of the height.

    Other seeds: other things, a part of the scene gone under its surroundings, a new surface.
    """
    makers = (_cartons, _thing, _thing, _surface, _thing, _removed)
    return form(seed, makers)(strength, seed)


def _cartons(strength: Strength, seed: int) -> Effect:
    draw = np.random.default_rng(seed)
    size = pick(strength, 0.34, 0.52) * draw.uniform(0.95, 1.05)
    place = draw.uniform(0.3, 0.6), draw.uniform(0.86, 0.94)

    @cache
    def drawn(height: int, width: int) -> tuple[F32, F32, F32]:
        return draw_cartons(height, width, size=size, foot=place, seed=seed)

    return _lit(drawn)


def _thing(strength: Strength, seed: int) -> Effect:
    share = pick(strength, 0.10, 0.22) * np.random.default_rng(seed).uniform(0.7, 1.5)

    @cache
    def drawn(height: int, width: int) -> tuple[F32, F32, F32]:
        return draw_thing(height, width, share=share, seed=seed)

    return _lit(drawn)


def _lit(drawn: Callable[[int, int], tuple[F32, F32, F32]]) -> Effect:
    """What was drawn stands in the scene's light and throws its shadow."""

    def effect(pixels: U8, index: int) -> U8:
        picture, coverage, shadow = drawn(*pixels.shape[:2])
        light = linear(pixels)
        level = np.float32(np.clip(float(np.percentile(light[::4, ::4], 75)) / 0.30, 0.15, 2.0))
        ground = light * (1.0 - 0.6 * shadow)[:, :, None]
        mixed = ground + (picture * level - ground) * coverage[:, :, None]
        return encoded(np.asarray(mixed, np.float32))

    return effect


def _area(height: int, width: int, share: float, draw: np.random.Generator) -> F32:
    """A rectangle, ellipse or tilted band in the lower two thirds, 0-1, sharp."""
    x, y = grid(height, width)
    left, top = draw.uniform(-0.25, 0.25), draw.uniform(-0.1, 0.25) * height / width
    turn = draw.normal(0.0, 0.2)
    stretch = draw.uniform(1.0, 2.5)
    size = float(np.sqrt(share * height / width / stretch)) / 2
    along = np.abs((x - left) * np.cos(turn) + (y - top) * np.sin(turn)) / (size * stretch)
    aside = np.abs((y - top) * np.cos(turn) - (x - left) * np.sin(turn)) / size
    power = float(draw.choice([2.0, 4.0, 20.0]))
    apart = (along**power + aside**power) ** (1 / power)
    return rising(-np.asarray(apart, np.float32), -1.0, 2.0 / (size * width))


def _surface(strength: Strength, seed: int) -> Effect:
    """Another product on the belt, a new carpet: a region with a texture of its own."""
    draw = np.random.default_rng((seed, 3))
    share = pick(strength, 0.18, 0.36) * draw.uniform(0.7, 1.3)
    kind = str(draw.choice(["stripes", "checks", "speckle", "marble", "dots", "weave"]))
    tones = draw.uniform(0.03, 0.7, (2, 3)).astype(np.float32)
    grey = draw.uniform()
    tones = (grey * tones.mean(axis=1, keepdims=True) + (1 - grey) * tones).astype(np.float32)
    cell, turn = draw.uniform(0.008, 0.05), draw.uniform(0, np.pi)

    @cache
    def drawn(height: int, width: int) -> tuple[F32, F32]:
        area = _area(height, width, share, np.random.default_rng((seed, 4)))
        x, y = grid(height, width)
        # Laid on a surface seen in perspective.
        near = 1.0 + 0.7 * y
        u = (x * np.cos(turn) + y * np.sin(turn)) / near / cell
        v = (y * np.cos(turn) - x * np.sin(turn)) / near / cell
        wave = {
            "stripes": np.sin(np.pi * u),
            "checks": np.sin(np.pi * u) * np.sin(np.pi * v),
            "dots": np.cos(np.pi * u) + np.cos(np.pi * v) - 0.6,
            "weave": np.where((np.floor(u) + np.floor(v)) % 2 > 0, np.sin(4 * u), np.sin(4 * v)),
            "speckle": clouds(height, width, coarsest=max(int(0.5 / cell), 8), seed=seed, octaves=2)
            * 3,
            "marble": np.sin(8 * clouds(height, width, coarsest=5, seed=seed) + 0.5 * u),
        }[kind]
        mix = rising(np.asarray(wave, np.float32), 0.0, 0.3)[:, :, None]
        wear = 1.0 + 0.15 * clouds(height, width, coarsest=16, seed=seed + 1)
        return area, np.asarray(
            (tones[0] + (tones[1] - tones[0]) * mix) * wear[:, :, None], np.float32
        )

    def effect(pixels: U8, index: int) -> U8:
        area, texture = drawn(*pixels.shape[:2])
        light = linear(pixels)
        # The light of the scene lies on it: its soft shadows and who walks before the lamp.
        soft = blurred(np.asarray(light @ LUMA, np.float32), pixels.shape[1] * 0.05)
        lit = (0.3 * float(soft.mean()) + 0.7 * soft)[:, :, None] * np.float32(2.5)
        return encoded(np.asarray(light + (texture * lit - light) * area[:, :, None], np.float32))

    return effect


def _removed(strength: Strength, seed: int) -> Effect:
    """Something is gone: what lies beside it continues over its place."""
    draw = np.random.default_rng((seed, 5))
    share = pick(strength, 0.12, 0.25) * draw.uniform(0.7, 1.3)
    way = draw.choice([-1.0, 1.0]) * draw.uniform(0.8, 1.2), draw.uniform(-0.4, 0.4)

    @cache
    def place(height: int, width: int) -> F32:
        sharp = _area(height, width, share, np.random.default_rng((seed, 6)))
        return blurred(sharp, width * 0.004)[:, :, None]

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        size = float(np.sqrt(share * height * width))
        shift = np.array([[1.0, 0.0, way[0] * size], [0.0, 1.0, way[1] * size]])
        beside = cv2.warpAffine(pixels, shift, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        light, other = linear(pixels), linear(np.asarray(beside, np.uint8))
        return encoded(np.asarray(light + (other - light) * place(height, width), np.float32))

    return effect
