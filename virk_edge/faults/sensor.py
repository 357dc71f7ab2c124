"""Faults of sensor, encoder and feed: noise, too few bits, the same picture again."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.faults.linear import Effect, Strength, encoded, linear, pick, with_noise
from virk_edge.nouns import U8


def noise(strength: Strength, seed: int) -> Effect:
    """Photon and read noise of a gain that is far too high, coarse in colour as from a mosaic."""
    photon, read = pick(strength, 3e-3, 1.4e-2), pick(strength, 6e-3, 1.6e-2)

    def effect(pixels: U8, index: int) -> U8:
        return encoded(with_noise(linear(pixels), photon=photon, read=read, seed=seed, index=index))

    return effect


def starved(strength: Strength, seed: int) -> Effect:
    """An encoder with too few bits: coarse blocks, and when strong at half the size as well."""
    draw = np.random.default_rng(seed)
    quality = int(pick(strength, 10, 6) + draw.integers(0, 3))
    half = strength == "strong"

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        small = pixels
        if half:
            small = np.asarray(cv2.resize(pixels, ((width + 1) // 2, (height + 1) // 2)), np.uint8)
        data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        blocks = cv2.imdecode(data, cv2.IMREAD_COLOR)
        if half:
            blocks = cv2.resize(blocks, (width, height), interpolation=cv2.INTER_LINEAR)
        return np.asarray(blocks, dtype=np.uint8)

    return effect


def freeze(strength: Strength, seed: int) -> Effect:
    """The first frame for ever; there is no half of it, so both strengths are the same."""
    first: list[U8] = []

    def effect(pixels: U8, index: int) -> U8:
        if not first or first[0].shape != pixels.shape:
            first[:] = [pixels.copy()]
        return first[0].copy()

    return effect
