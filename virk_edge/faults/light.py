"""Faults of light and colour: dark, dazzled, foggy, tinted, infra-red."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from virk_edge.faults.linear import Effect, Strength, clouds, encoded, linear, pick, with_noise
from virk_edge.nouns import F32, U8


def lights_out(strength: Strength, seed: int) -> Effect:
    """A fifth or a twentieth of the light, uneven as from one lamp left on, and more noise."""
    draw = np.random.default_rng(seed)
    share = pick(strength, 0.20, 0.05) * draw.uniform(0.9, 1.1)
    lamp = draw.uniform(0.0, 1.0), draw.uniform(0.0, 0.6)

    @cache
    def field(height: int, width: int) -> F32:
        rows, columns = np.mgrid[:height, :width].astype(np.float32)
        distance = np.hypot(columns / width - lamp[0], (rows / height - lamp[1]) * 0.75)
        return np.asarray(share * (0.6 + 0.8 * np.exp(-((distance / 0.6) ** 2))), np.float32)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels) * field(*pixels.shape[:2])[:, :, None]
        return encoded(with_noise(light, photon=2e-4, read=1.2e-3, seed=seed, index=index))

    return effect


def glare(strength: Strength, seed: int) -> Effect:
    """Exposure up by 1.6 or 2.6, a veil over everything and a bright lobe from above."""
    draw = np.random.default_rng(seed)
    gain, veil = pick(strength, 1.6, 2.6), pick(strength, 0.03, 0.08)
    lobe, size = pick(strength, 0.25, 0.7), pick(strength, 0.35, 0.55)
    place = draw.uniform(0.15, 0.85), draw.uniform(-0.15, 0.1)
    # Sunlight is a little warm.
    tint = np.array([0.88, 0.97, 1.05], np.float32)

    @cache
    def field(height: int, width: int) -> F32:
        rows, columns = np.mgrid[:height, :width].astype(np.float32)
        x, y = columns / width - place[0], (rows / height - place[1]) * height / width
        distance = np.hypot(x, y)
        # Six blades of the iris, seen as faint rays.
        rays = 1.0 + 0.25 * np.cos(6 * np.arctan2(y, x)) ** 8
        glow = veil + lobe * rays * (
            np.exp(-distance / size * 3) + np.exp(-((distance / 0.09) ** 2))
        )
        return np.asarray(glow[:, :, None] * tint, np.float32)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels) * np.float32(gain)
        # Light spills over from what is saturated.
        small = cv2.resize(np.maximum(light - 1.0, 0.0), None, fx=0.25, fy=0.25)
        spill = cv2.GaussianBlur(small, (0, 0), pixels.shape[1] * 0.006)
        light += 0.5 * cv2.resize(spill, (pixels.shape[1], pixels.shape[0]))
        return encoded(light + field(*pixels.shape[:2]))

    return effect


def fog(strength: Strength, seed: int) -> Effect:
    """Contrast lost with distance, which grows towards the top; then the camera's gain follows.

    Light through fog is ``L t + A (1 - t)`` with ``t = exp(-density * distance)`` (Koschmieder).
    """
    draw = np.random.default_rng(seed)
    density = pick(strength, 0.55, 1.4) * draw.uniform(0.9, 1.1)
    air = np.array([0.50, 0.48, 0.46], np.float32) * np.float32(draw.uniform(0.9, 1.1))

    @cache
    def patches(height: int, width: int) -> F32:
        return clouds(height, width * 2, coarsest=4, seed=seed, octaves=3)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        distance = 0.35 + 1.9 * (1.0 - np.linspace(0.0, 1.0, height, dtype=np.float32)) ** 1.6
        drift = index * width // 600 % width
        patch = patches(height, width)[:, drift : drift + width]
        through = np.exp(-density * distance[:, None] * (1.0 + 0.18 * patch))[:, :, None]
        before = linear(pixels)
        # Light scattered on the way softens what is far, and the sensor sees it through noise.
        soft = cv2.GaussianBlur(before, (0, 0), width * 0.0018)
        light = (before * through + soft * (1.0 - through)) * through + air * (1.0 - through)
        target = 0.5 * before.mean() + 0.5 * light.mean()
        light *= np.float32(target / max(float(light.mean()), 1e-3))
        return encoded(with_noise(light, photon=3e-5, read=6e-4, seed=seed, index=index))

    return effect


def colour_cast(strength: Strength, seed: int) -> Effect:
    """Wrong gains of the three channels, brightness kept; which way is drawn from the seed."""
    directions = [(0.0, -0.2, 1.0), (1.0, -0.1, -0.8), (-0.5, 0.7, -0.4), (0.5, -0.8, 0.4)]
    way = np.array(directions[int(np.random.default_rng(seed).integers(len(directions)))])
    gains = np.exp(way * pick(strength, 0.25, 0.7)).astype(np.float32)

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        tinted = light * gains
        return encoded(tinted * np.float32(light.mean() / max(float(tinted.mean()), 1e-6)))

    return effect


def infrared(strength: Strength, seed: int) -> Effect:
    """Grey, with leaves bright as they are in the infra-red; when strong, at night by own lamps."""
    night = strength == "strong"

    def effect(pixels: U8, index: int) -> U8:
        light = linear(pixels)
        blue, green, red = light[:, :, 0], light[:, :, 1], light[:, :, 2]
        leaves = np.clip(green - np.maximum(red, blue), 0.0, 1.0)
        grey = 0.15 * blue + 0.30 * green + 0.55 * red + 3.0 * leaves
        if night:
            height, width = grey.shape
            rows, columns = np.mgrid[:height, :width].astype(np.float32)
            x, y = columns / width - 0.5, (rows / height - 0.62) * height / width
            grey = grey * (0.12 + 1.1 * np.exp(-(x**2 + y**2) / 0.10))
        read = pick(strength, 6e-4, 2e-3)
        same = np.repeat(grey[:, :, None], 3, axis=2).astype(np.float32)
        noisy = with_noise(same, photon=1e-4, read=read, seed=seed, index=index)
        return np.repeat(encoded(noisy[:, :, 1:2]), 3, axis=2)

    return effect
