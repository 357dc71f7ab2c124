"""Night as a camera sees it: lamps and their pools, a sky of its own, gain, and the denoiser."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from virk_edge.faults.light import warmth
from virk_edge.faults.linear import (
    LUMA,
    Effect,
    Strength,
    blurred,
    coarse,
    encoded,
    grid,
    grown,
    linear,
    pick,
    rising,
    with_noise,
)
from virk_edge.nouns import F32, U8


class _Plan:
    """What this night is like."""

    def __init__(self, strength: Strength, seed: int) -> None:
        draw = np.random.default_rng((seed, 9))
        self.infrared = draw.uniform() < 0.2
        self.ambient = pick(strength, 0.05, 0.010) * draw.uniform(0.6, 1.5)
        self.tint = warmth(draw.uniform(-0.3, 0.6))
        self.sky = draw.choice([0.0, 0.02, 0.08]) * draw.uniform(0.5, 1.5)
        self.sky_tint = warmth(draw.uniform(-0.4, 0.7))
        self.lamps = draw.uniform((-0.6, -0.42), (0.6, 0.1), (int(draw.integers(0, 6)), 2))
        street = draw.uniform()
        # Sodium, white or mixed light.
        warm = [
            draw.uniform(0.6, 1.1) if street < 0.5 else draw.uniform(-0.2, 0.3) for _ in self.lamps
        ]
        self.colours = [warmth(w) for w in warm]
        self.power = draw.uniform(0.15, 0.6, len(self.lamps)) * pick(strength, 1.2, 0.7)
        self.reach = draw.uniform(0.08, 0.25, len(self.lamps))
        self.bulb = draw.uniform(0.004, 0.012, len(self.lamps))
        self.bloom = draw.uniform(0.3, 1.2)
        self.spot = (draw.uniform(-0.15, 0.15), draw.uniform(-0.05, 0.15), draw.uniform(0.15, 0.4))
        self.cars = int(draw.choice([0, 0, 1, 2]))
        self.routes = draw.uniform(-0.4, 0.4, (self.cars, 4))
        self.denoised = draw.uniform() < 0.5
        self.colour_left = draw.choice([1.0, 1.0, 0.6, 0.25])
        # Gain: what one photon makes of grey, against the full light of day.
        self.photon = pick(strength, 3e-4, 9e-4) * draw.uniform(0.5, 2.0)
        self.read = pick(strength, 2.5e-3, 5e-3) * draw.uniform(0.5, 2.0)
        self.threshold = draw.uniform(4.0, 12.0)
        self.chroma = draw.uniform(0.004, 0.015)


def night(strength: Strength, seed: int) -> Effect:
    """The sun is gone; a few lamps with pools of light, gain noise or what a denoiser leaves of it.

    One seed in five: by infra-red lamps, grey.
    """
    plan = _Plan(strength, seed)

    @cache
    def fields(height: int, width: int) -> tuple[F32, F32]:
        """Light that falls on the scene, and light that shines at the camera, (H, W, 3)."""
        x, y = grid(*coarse(height, width))
        falls = np.ones((*x.shape, 3), np.float32) * (plan.ambient * plan.tint)
        shines = np.zeros_like(falls)
        if plan.infrared:
            left, top, reach = plan.spot
            pool = 0.5 * np.exp(-((x - left) ** 2 + (y - top) ** 2) / reach**2)
            return grown(falls + pool[:, :, None].astype(np.float32), height, width), np.zeros(
                (height, width, 3), np.float32
            )
        for (left, top), colour, power, reach in zip(
            plan.lamps, plan.colours, plan.power, plan.reach, strict=True
        ):
            # The pool lies on the ground below the lamp, flat in perspective.
            pool = np.exp(
                -(((x - left) / reach) ** 2 + ((y - top - reach * 0.9) / (reach * 0.6)) ** 2)
            )
            falls += pool[:, :, None] * colour * np.float32(power)
            apart = np.hypot(x - left, y - top)
            halo = 0.25 * np.exp(-apart / (0.012 * plan.bloom)) + 0.02 * np.exp(
                -apart / (0.08 * plan.bloom)
            )
            shines += halo[:, :, None] * colour * np.float32(power * plan.bloom * 2)
        large = grown(shines, height, width)
        x, y = grid(height, width)
        for (left, top), colour, size in zip(plan.lamps, plan.colours, plan.bulb, strict=True):
            bulb = np.exp(-((np.hypot(x - left, y - top) / size) ** 4))
            large = large + bulb[:, :, None] * (0.5 + 1.5 * colour)
        return grown(falls, height, width), np.asarray(large, np.float32)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        falls, shines = fields(height, width)
        day = linear(pixels)
        sky = _sky(day)[:, :, None]
        glow = np.linspace(0.4, 1.6, height, dtype=np.float32)[:, None, None]
        light = day * falls * (1.0 - 0.97 * sky) + sky * glow * (
            plan.sky_tint * np.float32(plan.sky)
        )
        light += shines
        if not plan.infrared:
            _headlights(light, plan, index)
        left = 0.0 if plan.infrared else float(plan.colour_left)
        if left < 1.0:
            light = left * light + (1.0 - left) * (light @ LUMA)[:, :, None]
        light = with_noise(
            np.asarray(light, np.float32),
            photon=plan.photon,
            read=plan.read,
            seed=seed,
            index=index,
        )
        if plan.infrared:
            light = np.repeat(light[:, :, 1:2], 3, axis=2)
        seen = encoded(light)
        return _denoised(seen, plan) if plan.denoised else seen

    return effect


def night_labels(strength: Strength, seed: int) -> frozenset[str]:
    """Dark; noisy unless smoothed away; grey by infra-red lamps."""
    plan = _Plan(strength, seed)
    labels = {"brightness_drop"}
    if not plan.denoised:
        labels.add("noise")
    if plan.infrared:
        labels.add("monochrome")
    return frozenset(labels)


def _sky(day: F32) -> F32:
    """What is probably sky, 0-1: bright or blue, in the upper half."""
    height, width = day.shape[:2]
    small = cv2.resize(day, (max(width // 8, 4), max(height // 8, 4)), interpolation=cv2.INTER_AREA)
    luma = np.asarray(small @ LUMA, np.float32)
    level = 0.6 * float(np.quantile(luma, 0.98))
    bluish = small[:, :, 0] - small[:, :, 2]
    upper = np.clip(np.linspace(4.0, -2.4, small.shape[0], dtype=np.float32), 0, 1)[:, None]
    likely: F32 = rising(np.asarray(luma + 0.2 * bluish, np.float32), level, 0.15) * upper
    # From the top down to the edge of what stands before it, and no further.
    likely = np.minimum.accumulate(cv2.blur(likely, (7, 1)), axis=0)
    near = grown(
        np.asarray(cv2.dilate(likely, np.ones((3, 3), np.uint8)), np.float32), height, width
    )
    return near * rising(day[:, :, 1], 0.75 * level, 0.3 * level)


def _headlights(light: F32, plan: _Plan, index: int) -> None:
    """Pairs of headlights on their way, with their glow; drawn into ``light``."""
    height, width = light.shape[:2]
    for number, (x0, y0, x1, y1) in enumerate(plan.routes):
        way = (index / 150 + 0.37 * number) % 1.0
        near = 0.4 + 1.2 * way
        x, y = (x0 + (x1 - x0) * way + 0.5) * width, (0.55 + 0.25 * way + 0.1 * (y0 + y1)) * height
        glow = np.zeros((height // 4 + 1, width // 4 + 1), np.float32)
        for side in (-1, 1):
            place = int((x + side * 0.018 * near * width) / 4), int(y / 4)
            cv2.circle(glow, place, max(int(0.004 * near * width / 4), 1), (1.0,), -1)
        wide = (
            4.0 * blurred(glow, 0.7)
            + 14.0 * blurred(glow, width * 0.006)
            + 6.0 * blurred(glow, width * 0.02)
        )
        light += grown(np.asarray(wide, np.float32), height, width)[:, :, None] * np.float32(0.5)


def _denoised(seen: U8, plan: _Plan) -> U8:
    """In-camera smoothing: weak detail and fine colour go, strong edges stay."""
    width = seen.shape[1]
    luma, red, blue = cv2.split(cv2.cvtColor(seen, cv2.COLOR_BGR2YCrCb))
    chroma = [
        np.rint(blurred(np.asarray(c, np.float32), width * plan.chroma)).astype(np.uint8)
        for c in (red, blue)
    ]
    value = np.asarray(luma, np.float32)
    for sigma in (1.0, 2.2):
        base = np.asarray(cv2.GaussianBlur(value, (0, 0), sigma), np.float32)
        detail = value - base
        power = detail * detail
        # Averaged over a neighbourhood, so that lone peaks of noise do not survive.
        power = np.asarray(cv2.blur(power, (5, 5)), np.float32)
        value = base + detail * power / (power + np.float32(plan.threshold**2))
    joined = cv2.merge([np.clip(value + 0.5, 0, 255).astype(np.uint8), *chroma])
    return np.asarray(cv2.cvtColor(joined, cv2.COLOR_YCrCb2BGR), np.uint8)
