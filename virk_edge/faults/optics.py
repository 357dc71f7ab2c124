"""Faults of lens and mount: out of focus, shaking, pushed aside."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.faults.linear import (
    Effect,
    Strength,
    disc_kernel,
    encoded,
    line_kernel,
    linear,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, F64, U8

# The sensor stays behind the lens: what is blurred still has fresh noise on it.
_PHOTON, _READ = 2e-5, 6e-4


def _sensed(light: F32, seed: int, index: int) -> U8:
    return encoded(with_noise(light, photon=_PHOTON, read=_READ, seed=seed, index=index))


def defocus(strength: Strength, seed: int) -> Effect:
    """A disc of 0.6 or 1.3 % of the width, and the tiny shift that the knock leaves."""
    draw = np.random.default_rng(seed)
    radius = pick(strength, 0.006, 0.013) * draw.uniform(0.9, 1.1)
    shift = draw.uniform(-0.002, 0.002, 2)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        kernel = disc_kernel(max(radius * width, 1.5))
        light = cv2.filter2D(linear(pixels), -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        # A lens that moves along its axis also changes its focal length a little.
        moved = np.array([[1.004, 0, shift[0] * width], [0, 1.004, shift[1] * width]])
        moved[:, 2] -= 0.002 * np.array([width, height])
        light = cv2.warpAffine(light, moved, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return _sensed(np.asarray(light, dtype=np.float32), seed, index)

    return effect


def shaking(strength: Strength, seed: int) -> Effect:
    """Blur along one direction, 1.5 or 3.5 % of the width, a little different in each frame."""
    draw = np.random.default_rng(seed)
    angle = draw.uniform(0.0, np.pi)
    share = pick(strength, 0.015, 0.035)

    def effect(pixels: U8, index: int) -> U8:
        now = np.random.default_rng((seed, index))
        length = max(share * pixels.shape[1] * now.uniform(0.8, 1.2), 3.0)
        kernel = line_kernel(length, angle + now.normal(0.0, 0.05))
        light = cv2.filter2D(linear(pixels), -1, kernel, borderType=cv2.BORDER_REFLECT_101)
        return _sensed(np.asarray(light, dtype=np.float32), seed, index)

    return effect


def bump(strength: Strength, seed: int) -> Effect:
    """Shifted by 2.5 or 4.5 % of the width and turned by 1 or 2.5 degrees.

    What lies outside the picture is not known, so the picture is enlarged just enough.
    """
    draw = np.random.default_rng(seed)
    side_x, side_y, turn = draw.choice([-1.0, 1.0], 3)
    share = pick(strength, 0.025, 0.045) * draw.uniform(0.9, 1.1)
    degrees = pick(strength, 1.0, 2.5) * draw.uniform(0.9, 1.1) * turn

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        dx, dy = side_x * share * width, side_y * share * width * 0.5
        matrix = _covering(height, width, dx, dy, degrees)
        flags = cv2.INTER_CUBIC
        moved = cv2.warpAffine(pixels, matrix, (width, height), flags=flags)
        return np.asarray(moved, dtype=np.uint8)

    return effect


def _covering(height: int, width: int, dx: float, dy: float, degrees: float) -> F64:
    """The smallest enlargement of a turned and shifted picture that leaves no empty corner."""
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float)
    for percent in range(100, 200):
        turned = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, percent / 100)
        matrix = np.array(turned, dtype=np.float64) + np.array([[0, 0, dx], [0, 0, dy]])
        inverse = cv2.invertAffineTransform(matrix)
        x, y = inverse @ corners.T
        if x.min() >= 0 and y.min() >= 0 and x.max() <= width and y.max() <= height:
            break
    return np.asarray(matrix, dtype=np.float64)
