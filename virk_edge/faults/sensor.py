"""Faults of sensor, encoder and feed: noise, too few bits, the same picture again."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from virk_edge.faults.linear import (
    Effect,
    Strength,
    amount,
    blurred,
    encoded,
    form,
    linear,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, U8


def _through_jpeg(pixels: U8, quality: int) -> U8:
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, max(quality, 1)])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _added(pixels: U8, noise: F32) -> U8:
    return np.clip(pixels + noise + np.float32(0.5), 0, 255).astype(np.uint8)


def noise(strength: Strength, seed: int) -> Effect:
    """Photon and read noise of a gain that is far too high, coarse in colour as from a mosaic.

    Other seeds: plain Gaussian, impulses with pixels that are dead for good, lines read out
    unevenly, coloured blotches, noise that went through a lossy encoder.
    """
    draw = np.random.default_rng((seed, 2))
    kind = form(seed, ("gain", "gaussian", "impulses", "lines", "blotches", "encoded"))
    vary = 1.0 if seed < 4 else draw.uniform(0.6, 1.4)
    photon, read = pick(strength, 3e-3, 1.4e-2) * vary, pick(strength, 6e-3, 1.6e-2) * vary
    sigma = pick(strength, 12.0, 28.0) * vary
    rate = pick(strength, 0.012, 0.05) * vary
    colour, upright = draw.uniform() < 0.6, draw.uniform() < 0.3
    grain, quality = draw.uniform(0.0025, 0.006), int(draw.integers(30, 65))

    @cache
    def dead(height: int, width: int) -> tuple[F32, F32]:
        """Pixels that are dead or hot for good, and the lines' own pattern."""
        fixed = np.random.default_rng((seed, 4))
        pattern = fixed.normal(0.0, 0.4 * sigma, width if upright else height)
        return fixed.uniform(size=(height, width)).astype(np.float32), pattern.astype(np.float32)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        now = np.random.default_rng((seed, index))
        if kind == "gaussian":
            depth = 3 if colour else 1
            return _added(
                pixels,
                now.standard_normal((height, width, depth), dtype=np.float32) * np.float32(sigma),
            )
        if kind == "impulses":
            chance = now.random((height, width), dtype=np.float32)
            hit = np.minimum(chance, dead(height, width)[0] * 4)
            result = pixels.copy()
            result[hit < rate / 2] = 0
            salt = (hit >= rate / 2) & (hit < rate)
            result[salt] = now.integers(0, 2, (int(salt.sum()), 3)) * 255 if colour else 255
            return result
        if kind == "lines":
            lines = dead(height, width)[1] + now.normal(
                0.0, 0.8 * sigma, width if upright else height
            )
            fine = now.standard_normal((height, width), dtype=np.float32) * np.float32(0.3 * sigma)
            banded = fine + (lines[None, :] if upright else lines[:, None]).astype(np.float32)
            return _added(pixels, banded[:, :, None])
        if kind == "blotches":
            wide = grain * width
            coarse = blurred(now.standard_normal((height, width, 3), dtype=np.float32), wide)
            coarse *= np.float32(0.8 * sigma / max(float(coarse.std()), 1e-3))
            coarse -= 0.8 * coarse.mean(axis=2, keepdims=True)
            fine = now.standard_normal((height, width, 1), dtype=np.float32) * np.float32(
                0.35 * sigma
            )
            return _added(pixels, coarse + fine)
        noisy = with_noise(linear(pixels), photon=photon, read=read, seed=seed, index=index)
        return _through_jpeg(encoded(noisy), quality) if kind == "encoded" else encoded(noisy)

    return effect


def starved(strength: Strength, seed: int) -> Effect:
    """An encoder with too few bits: coarse blocks, and when strong at half the size as well.

    Other seeds: pixelated, blocks lost on the way, colour in giant steps, or a tiny picture that
    was enlarged.
    """
    draw = np.random.default_rng(seed)
    kind = form(seed, ("jpeg", "jpeg", "pixelated", "lost", "colour", "upscaled"))
    quality = int(np.clip(pick(strength, 10, 6) + draw.integers(0, 3), 1, 40))
    half = amount(strength) >= 0.75
    factor = pick(strength, 4.0, 8.0) * draw.uniform(0.8, 1.4)
    smooth = draw.uniform() < 0.5
    lost = _losing(pick(strength, 0.08, 0.22) * draw.uniform(0.6, 1.4), seed)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        if kind == "lost":
            return lost(pixels, index)
        if kind == "colour":
            return _coarse_colour(pixels, factor * 2.5, quality)
        if kind == "pixelated":
            size = max(round(width / factor), 4), max(round(height / factor), 3)
            small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
            large = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
            return np.asarray(large, np.uint8)
        shrink = factor * 0.6 if kind == "upscaled" else 2.0 if half else 1.0
        if shrink == 1.0:
            return _through_jpeg(pixels, quality)
        size = max(round(width / shrink), 4), max(round(height / shrink), 3)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)
        blocks = _through_jpeg(
            np.asarray(small, np.uint8), quality * (3 if kind == "upscaled" else 1)
        )
        way = cv2.INTER_CUBIC if kind == "upscaled" and smooth else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(blocks, (width, height), interpolation=way), np.uint8)

    return effect


def _coarse_colour(pixels: U8, factor: float, quality: int) -> U8:
    """Colour in steps of many pixels, brightness as it was but for the encoder."""
    height, width = pixels.shape[:2]
    luma, red, blue = cv2.split(cv2.cvtColor(pixels, cv2.COLOR_BGR2YCrCb))
    size = max(round(width / factor), 3), max(round(height / factor), 2)
    steps = []
    for plane in (red, blue):
        small = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) // 12) * 12 + 6
        steps.append(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST))
    joined = cv2.cvtColor(cv2.merge([luma, *steps]), cv2.COLOR_YCrCb2BGR)
    return _through_jpeg(np.asarray(joined, np.uint8), quality + 5)


def _losing(share: float, seed: int) -> Effect:
    """Runs of macroblocks of 16 pixels are lost: grey, shifted, or smeared from above."""

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        result = _through_jpeg(pixels, 45)
        # What is lost stays so until the next key frame, and a little more goes in every frame.
        held, now = (
            np.random.default_rng((seed, index // 12)),
            np.random.default_rng((seed, 1, index)),
        )
        across, down = (width + 15) // 16, (height + 15) // 16
        wanted = max(share * across * down, 2.0)
        for draw, blocks in ((held, 0.7 * wanted), (now, 0.3 * wanted)):
            while blocks > 0:
                run = int(draw.integers(2, max(across // 2, 3)))
                row, column = int(draw.integers(down)) * 16, int(draw.integers(across)) * 16
                tall = int(draw.choice([16, 16, 32, 48]))
                area = (slice(row, row + tall), slice(column, column + run * 16))
                _lose(result, area, draw)
                blocks -= run * tall / 16
        return result

    return effect


def _lose(result: U8, area: tuple[slice, slice], draw: np.random.Generator) -> None:
    row, column = area[0].start, area[1].start
    there = result[area]
    way = draw.integers(4)
    if way == 0:
        there[:] = draw.integers(100, 150)
    elif way == 1:
        there[:] = result[max(row - 1, 0), column : column + there.shape[1]]
    elif way == 2:
        dx, dy = int(draw.integers(-90, 91)), int(draw.integers(-40, 41))
        there[:] = np.roll(result, (dy, dx), axis=(0, 1))[area]
    else:
        means = cv2.resize(there, (max(there.shape[1] // 16, 1), max(there.shape[0] // 16, 1)),
                           interpolation=cv2.INTER_AREA)  # fmt: skip
        there[:] = cv2.resize(means, there.shape[1::-1], interpolation=cv2.INTER_NEAREST)


def freeze(strength: Strength, seed: int) -> Effect:
    """The first frame for ever; there is no half of it, so all strengths are the same."""
    first: list[U8] = []

    def effect(pixels: U8, index: int) -> U8:
        if not first or first[0].shape != pixels.shape:
            first[:] = [pixels.copy()]
        return first[0].copy()

    return effect
