"""Faults of lens and mount: out of focus, vibrating, shaking, pushed aside, turned, zoomed."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from virk_edge.faults.linear import (
    Effect,
    Strength,
    blurred,
    disc_kernel,
    encoded,
    form,
    line_kernel,
    linear,
    path_kernel,
    pick,
    with_noise,
)
from virk_edge.nouns import F32, F64, U8

# The sensor stays behind the lens: what is blurred still has fresh noise on it.
_PHOTON, _READ = 2e-5, 6e-4


def _sensed(light: F32, seed: int, index: int) -> U8:
    return encoded(with_noise(light, photon=_PHOTON, read=_READ, seed=seed, index=index))


def _filtered(light: F32, kernel: F32) -> F32:
    return np.asarray(
        cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REFLECT_101), dtype=np.float32
    )


def defocus(strength: Strength, seed: int) -> Effect:
    """A disc of 0.6 or 1.3 % of the width, and the tiny shift that the knock leaves.

    Other seeds: a bell instead of a disc, or an ellipse from an astigmatic lens.
    """
    draw = np.random.default_rng(seed)
    radius = pick(strength, 0.006, 0.013) * draw.uniform(0.9, 1.1)
    shift = draw.uniform(-0.002, 0.002, 2)
    shape = form(seed, ("disc", "bell", "ellipse"))
    if shape != "disc":
        radius *= draw.uniform(0.7, 1.3)
    stretch, angle = (draw.uniform(1.1, 1.5) if shape == "ellipse" else 1.0), draw.uniform(0, np.pi)

    def spread(light: F32, size: float) -> F32:
        if shape == "bell":
            return blurred(light, size * 0.55)
        if size < 5.0:
            return _filtered(light, disc_kernel(size, stretch=stretch, angle=angle))
        # Half the size loses nothing that such a disc would leave.
        half = cv2.resize(light, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        small = _filtered(
            np.asarray(half, np.float32), disc_kernel(size / 2, stretch=stretch, angle=angle)
        )
        return np.asarray(cv2.resize(small, (light.shape[1], light.shape[0])), np.float32)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        light = spread(linear(pixels), max(radius * width, 1.5))
        # A lens that moves along its axis also changes its focal length a little.
        moved = np.array([[1.004, 0, shift[0] * width], [0, 1.004, shift[1] * width]])
        moved[:, 2] -= 0.002 * np.array([width, height])
        there = cv2.warpAffine(light, moved, (width, height), borderMode=cv2.BORDER_REPLICATE)
        return _sensed(np.asarray(there, dtype=np.float32), seed, index)

    return effect


def shaking(strength: Strength, seed: int) -> Effect:
    """Blur along one direction, 1.5 or 3.5 % of the width, a little different in each frame.

    Other seeds: along an arc, or along a line with a tremor across it.
    """
    draw = np.random.default_rng(seed)
    angle = draw.uniform(0.0, np.pi)
    path = form(seed, ("line", "arc", "tremor"))
    share = pick(strength, 0.015, 0.035) * (1.0 if seed < 4 else draw.uniform(0.75, 1.3))
    bend = draw.uniform(0.1, 0.3) * draw.choice([-1.0, 1.0])

    def effect(pixels: U8, index: int) -> U8:
        now = np.random.default_rng((seed, index))
        length = max(share * pixels.shape[1] * now.uniform(0.8, 1.2), 3.0)
        turned = angle + now.normal(0.0, 0.05)
        if path == "line":
            kernel = line_kernel(length, turned)
        else:
            along = np.linspace(-0.5, 0.5, int(length * 4))
            across = bend * (4 * along**2 - 1 / 3) * 0.5
            if path == "tremor":
                knots = now.normal(0.0, 0.05, 6)
                across = np.interp(along, np.linspace(-0.5, 0.5, 6), knots)
            x = length * (along * np.cos(turned) - across * np.sin(turned))
            y = length * (along * np.sin(turned) + across * np.cos(turned))
            kernel = path_kernel(x.tolist(), y.tolist())
        return _sensed(_filtered(linear(pixels), kernel), seed, index)

    return effect


def _shake_shares(strength: Strength, seed: int) -> tuple[float, float, float]:
    """Share of the width and degrees moved from frame to frame, share of that blurred."""
    draw = np.random.default_rng((seed, 71))
    share = pick(strength, 0.010, 0.024) * draw.uniform(0.7, 1.4)
    return share, pick(strength, 0.35, 0.9) * draw.uniform(0.2, 1.5), draw.uniform(0.05, 0.7)


def shake(strength: Strength, seed: int) -> Effect:
    """The camera sways: each frame elsewhere, with the blur that such a movement leaves."""
    share, degrees, shutter = _shake_shares(strength, seed)
    draw = np.random.default_rng(seed)
    main, narrow = draw.uniform(0, np.pi), draw.uniform(0.2, 1.0)  # a pole sways one way most

    def place(index: int) -> F64:
        along, across, turn = np.clip(
            np.random.default_rng((seed, index)).normal(size=3), -2.0, 2.0
        )
        x, y = along, across * narrow
        aside = (x * np.cos(main) - y * np.sin(main), x * np.sin(main) + y * np.cos(main))
        return np.array([share * aside[0], share * aside[1], degrees * turn])

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        before, here = place(index + 1_000_000), place(index)
        light = linear(pixels)
        way = (here - before)[:2] * width * shutter * 0.5
        if np.hypot(*way) > 1.0:
            light = _filtered(
                light, line_kernel(float(np.hypot(*way)), float(np.arctan2(*way[::-1])))
            )
        zoom = _margin(height, width, share * 2.0 * np.sqrt(2), degrees * 2.0)
        matrix = _turning(height, width, float(here[2]), zoom, here[0], here[1])
        moved = cv2.warpAffine(light, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        return _sensed(np.asarray(moved, np.float32), seed, index)

    return effect


def shake_labels(strength: Strength, seed: int) -> frozenset[str]:
    """The blur shows from half a per cent of the width on."""
    share, _, shutter = _shake_shares(strength, seed)
    blurs = share * shutter * 0.5 * 1.8 > 0.005
    return frozenset({"camera_moved", "motion_blur"} if blurs else {"camera_moved"})


def _margin(height: int, width: int, share: float, degrees: float) -> float:
    """The enlargement that hides the border of a picture moved so far, at most 1.15."""
    turn = np.deg2rad(degrees)
    lean = np.cos(turn) + np.sin(turn) * width / height
    return float(min(lean + 2 * share * width / height * 0.6, 1.15))


def bump(strength: Strength, seed: int) -> Effect:
    """Shifted by 2.5 or 4.5 % of the width and turned by 1 or 2.5 degrees.

    What lies outside the picture is not known, so the picture is enlarged just enough. Other seeds
    shift or turn alone.
    """
    draw = np.random.default_rng(seed)
    side_x, side_y, turn = draw.choice([-1.0, 1.0], 3)
    share = pick(strength, 0.025, 0.045) * draw.uniform(0.9, 1.1)
    degrees = pick(strength, 1.0, 2.5) * draw.uniform(0.9, 1.1) * turn
    how = form(seed, ("both", "shift", "turn", "down"))
    down = 0.5 if how != "down" else 1.0
    side_x *= 0.2 if how == "down" else 1.0
    degrees *= 0.1 if how in ("shift", "down") else 1.0
    share *= 0.2 if how == "turn" else 1.0

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        matrix = _covering(height, width, side_x * share, side_y * share * down, degrees)
        moved = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC)
        return np.asarray(moved, dtype=np.uint8)

    return effect


def _turning(
    height: int, width: int, degrees: float, zoom: float, right: float, down: float
) -> F64:
    """Turned and enlarged about the middle, then shifted by picture widths."""
    about = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, zoom)
    shift = np.array([[0, 0, right * width], [0, 0, down * width]])
    return np.asarray(about + shift, dtype=np.float64)


@lru_cache(maxsize=16)
def _covering(height: int, width: int, right: float, down: float, degrees: float) -> F64:
    """The smallest enlargement of a turned and shifted picture that leaves no empty corner.

    right and down: the shift, in picture widths.
    """
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float)
    for percent in range(100, 400):
        matrix: F64 = _turning(height, width, degrees, percent / 100, right, down)
        inverse = cv2.invertAffineTransform(matrix)
        x, y = inverse @ corners.T
        if x.min() >= 0 and y.min() >= 0 and x.max() <= width and y.max() <= height:
            break
    return matrix


def turned(strength: Strength, seed: int) -> Effect:
    """Another view: shifted by a sixth or a third, turned and nearer.

    What comes into view is not known: it is a mirrored part of the scene, or the picture is
    enlarged until nothing is missing, as if somebody had zoomed in elsewhere.
    """
    draw = np.random.default_rng(seed)
    angle, flat = draw.uniform(0, 2 * np.pi), draw.uniform(0.3, 1.0)
    share = pick(strength, 0.14, 0.30) * draw.uniform(0.8, 1.25)
    right, down = share * np.cos(angle), share * np.sin(angle) * flat * 0.6
    degrees = draw.normal(0.0, pick(strength, 2.0, 7.0))
    zoom = draw.uniform(0.92, 1.25)
    mirrored = form(seed, (False, True, True))

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        if mirrored:
            matrix = _turning(height, width, degrees, zoom, right, down)
        else:
            matrix = _covering(height, width, right, down, degrees)
        return _enlarged(pixels, matrix, seed, index)

    return effect


def zoomed(strength: Strength, seed: int) -> Effect:
    """Zoomed in by an eighth or a third, about somewhere near the middle."""
    draw = np.random.default_rng(seed)
    zoom = 1.0 + pick(strength, 0.12, 0.30) * draw.uniform(0.75, 1.3)
    place = draw.uniform(0.3, 0.7, 2)

    def effect(pixels: U8, index: int) -> U8:
        height, width = pixels.shape[:2]
        middle = (1.0 - zoom) * place * (width, height)
        matrix = np.array([[zoom, 0.0, middle[0]], [0.0, zoom, middle[1]]])
        return _enlarged(pixels, matrix, seed, index)

    return effect


def _enlarged(pixels: U8, matrix: F64, seed: int, index: int) -> U8:
    """Another view at full detail: a real camera would not be soft just because it zoomed."""
    height, width = pixels.shape[:2]
    moved = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
    )
    zoom = float(np.hypot(matrix[0, 0], matrix[0, 1]))
    if zoom > 1.02:
        crisp = float(np.clip(2.0 * (zoom - 1.0), 0.1, 0.9))
        soft = cv2.GaussianBlur(moved, (0, 0), 0.6 * zoom)
        moved = cv2.addWeighted(moved, 1.0 + crisp, soft, -crisp, 0.0)
    return _sensed(linear(np.asarray(moved, np.uint8)), seed, index)
