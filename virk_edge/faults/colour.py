"""Faults of colour: tinted, faded to grey, infra-red."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from virk_edge.faults.light import warmth
from virk_edge.faults.linear import (
    LUMA,
    Effect,
    Strength,
    amount,
    coarse,
    encoded,
    form,
    grid,
    grown,
    linear,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, U8


def colour_cast(strength: Strength, seed: int) -> Effect:
    """Wrong gains of the three channels, brightness kept; which way is drawn from the seed.

    Other seeds: the light's temperature, a channel weak or lost, hues turned round, coloured lamps
    over a part of the scene, a wrong gamma in one channel.
    """
    draw = np.random.default_rng(seed)
    directions = [(0.0, -0.2, 1.0), (1.0, -0.1, -0.8), (-0.5, 0.7, -0.4), (0.5, -0.8, 0.4)]
    way = np.array(directions[int(draw.integers(len(directions)))])
    size = pick(strength, 0.25, 0.7)
    kinds = ("gains", "warmth", "channel", "hue", "lamps", "gamma", "any")
    kind, channel = form(seed, kinds), int(draw.integers(3))
    side = float(draw.choice([-1.0, 1.0]))
    if kind == "any":
        way = draw.normal(size=3)
        way -= way.mean()
        way /= np.abs(way).max()
    gains = np.exp(way * size).astype(np.float32)
    if kind == "warmth":
        gains = warmth(side * size * draw.uniform(1.0, 1.6))
    elif kind == "channel":
        gains = np.ones(3, np.float32)
        gains[channel] = pick(strength, 0.5, 0.12) * draw.uniform(0.6, 1.1)
    turn = _hue_turn(np.deg2rad(side * pick(strength, 20.0, 55.0) * draw.uniform(0.8, 1.2)))
    power = float(np.exp(side * size * 0.7))
    spots = draw.uniform(-0.5, 0.5, (3, 2))
    lamps = [np.exp(draw.normal(0.0, 1.1 * size + 0.1, 3)).astype(np.float32) for _ in spots]
    reach = draw.uniform(0.2, 0.5)

    @cache
    def field(height: int, width: int) -> F32:
        small = coarse(height, width)
        x, y = grid(*small)
        lit = np.ones((*small, 3), np.float32)
        for (left, top), lamp in zip(spots, lamps, strict=True):
            near = np.exp(-((np.hypot(x - left, y - top * 0.6) / reach) ** 2))
            lit *= 1.0 + near[:, :, None] * (lamp / lamp.mean() - 1.0)
        return grown(lit, height, width)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        if kind == "hue":
            tinted = np.maximum(cv2.transform(light, turn), 0.0)
        elif kind == "lamps":
            tinted = light * field(*pixels.shape[:2])
        elif kind == "gamma":
            tinted = light.copy()
            tinted[:, :, channel] = cv2.pow(light[:, :, channel], power)
        else:
            tinted = light * gains
        tinted = np.asarray(tinted, np.float32)
        return encoded(tinted * np.float32(light.mean() / max(float(tinted.mean()), 1e-6)))

    return effect


def _hue_turn(angle: float) -> F32:
    """Rotation about the grey axis of B, G, R (Rodrigues)."""
    axis = np.full(3, 1 / np.sqrt(3))
    cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
    turn = np.cos(angle) * np.eye(3) + np.sin(angle) * cross
    return np.asarray(turn + (1 - np.cos(angle)) * np.outer(axis, axis), np.float32)


def faded(strength: Strength, seed: int) -> Effect:
    """Colour is gone: plain grey of the same luma; in other seeds a rest of it, or sepia."""
    draw = np.random.default_rng(seed)
    kind = form(seed, ("grey", "rest", "sepia"))
    left = {"grey": 0.0, "rest": pick(strength, 0.2, 0.07), "sepia": 0.02}[kind]
    tone = warmth(draw.uniform(-0.1, 0.3)) if kind == "sepia" else np.ones(3, np.float32)
    tone = tone / float(tone @ LUMA)

    def effect(pixels: U8, index: int) -> U8:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
        if kind == "grey":
            return np.asarray(grey, np.uint8)
        mixed = cv2.addWeighted(pixels, left, grey, 1.0 - left, 0.0).astype(np.float32) * tone
        return np.clip(mixed + 0.5, 0, 255).astype(np.uint8)

    return effect


@dataclass(frozen=True, slots=True)
class _Lamp:
    """The infra-red lamp of a camera: what it lights, and what is left of other light."""

    ambient: float
    bright: float
    centre: tuple[float, float]
    reach: float

    def lit(self, height: int, width: int) -> F32:
        """Light on the scene, 1 as by day."""
        x, y = grid(*coarse(height, width))
        apart = (x - self.centre[0]) ** 2 + (y - self.centre[1]) ** 2
        lit = self.ambient + self.bright * np.exp(-apart / self.reach)
        return grown(np.asarray(lit, np.float32), height, width)


def _lamp(strength: Strength, seed: int) -> _Lamp | None:
    """None by day."""
    if amount(strength) < 0.75:
        return None
    if seed < 4:
        return _Lamp(0.12, 1.1, (0.0, 0.12), 0.10)
    draw = np.random.default_rng((seed, 1))
    centre = draw.uniform(-0.2, 0.2), draw.uniform(-0.1, 0.15)
    return _Lamp(draw.uniform(0.04, 0.2), draw.uniform(0.6, 1.5), centre, draw.uniform(0.03, 0.2))


def infrared(strength: Strength, seed: int) -> Effect:
    """Grey, with leaves bright as they are in the infra-red; when strong, at night by own lamps."""
    lamp = _lamp(strength, seed)
    weights, leaf = np.array([0.15, 0.30, 0.55], np.float32), 3.0
    if seed >= 4:
        draw = np.random.default_rng(seed)
        weights, leaf = draw.dirichlet([2.0, 4.0, 5.0]).astype(np.float32), draw.uniform(0.5, 5.0)
    spot = None if lamp is None else cache(lamp.lit)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        blue, green, red = light[:, :, 0], light[:, :, 1], light[:, :, 2]
        leaves = np.maximum(green - np.maximum(red, blue), 0.0)
        grey = np.asarray(light @ weights + np.float32(leaf) * leaves, np.float32)
        if spot is not None:
            grey *= spot(*pixels.shape[:2])
        read = pick(strength, 6e-4, 2e-3)
        same = np.repeat(grey[:, :, None], 3, axis=2)
        noisy = with_noise(same, photon=1e-4, read=read, seed=seed, index=index)
        return np.repeat(encoded(noisy[:, :, 1:2]), 3, axis=2)

    return effect


def infrared_labels(strength: Strength, seed: int) -> frozenset[str]:
    """By its own lamps a camera sees most of a scene darker as well, unless they are bright."""
    lamp = _lamp(strength, seed)
    dark = lamp is not None and float(np.median(lamp.lit(90, 120))) < 0.6
    return frozenset({"monochrome", "brightness_drop"} if dark else {"monochrome"})
