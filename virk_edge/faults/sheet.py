"""A sheet to draw things on that stand in a scene: flat and round surfaces, shadows, wear.

It is twice as fine as the picture and averaged at the end, so that edges are as smooth as a lens's.
"""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np

from virk_edge.faults.linear import blurred, clouds
from virk_edge.nouns import F32

_FINER = 2

Tone: TypeAlias = tuple[float, float, float]  # linear light: blue, green, red
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom in pixels


class Sheet:
    """Linear light, coverage and shadow of what is drawn; places in pixels of the sheet."""

    def __init__(self, height: int, width: int, draw: np.random.Generator) -> None:
        self.height, self.width, self.draw = height * _FINER, width * _FINER, draw
        self.light = np.zeros((self.height, self.width, 3), np.float32)
        self.covered = np.zeros((self.height, self.width), np.uint8)
        self.shadow = np.zeros((self.height, self.width), np.uint8)
        # The light comes from one side, as everywhere in the scene.
        self.side = float(draw.choice([-1.0, 1.0]))

    def colour(self) -> Tone:
        """Paint, cardboard, metal, plastic."""
        hue, deep = self.draw.uniform(0, 180), self.draw.choice([30, 120, 200])
        value = self.draw.uniform(50, 230)
        one = np.array([[[hue, deep, value]]], np.uint8)
        b, g, r = (cv2.cvtColor(one, cv2.COLOR_HSV2BGR)[0, 0] / 255.0) ** 2.2
        return float(b), float(g), float(r)

    def area(self, corners: list[tuple[float, float]], tone: Tone, box: Box) -> None:
        """A polygon in one tone; its corners are shares of the box's width and height."""
        left, top, right, bottom = box
        shape = np.array(corners) * (right - left, bottom - top) + (left, top)
        points = [np.rint(shape).astype(np.int32)]
        cv2.fillPoly(self.light, points, tone)
        cv2.fillPoly(self.covered, points, (1,))

    def upright(self, box: Box, tone: Tone, *, round_: float = 0.0, ends: float = 0.0) -> None:
        """A rectangle or, with ``round_`` of 1, a cylinder; ``ends``: its ellipse, of its width."""
        left, top, right, bottom = box
        x0, x1 = max(int(left), 0), min(int(right), self.width)
        y0, y1 = max(int(top), 0), min(int(bottom), self.height)
        if x1 <= x0 or y1 <= y0:
            return
        across = np.linspace(-1.0, 1.0, x1 - x0, dtype=np.float32)
        shade = 1.0 - round_ * (0.35 + 0.65 * (across - 0.45 * self.side) ** 2)
        shade = np.maximum(
            shade + round_ * 0.5 * np.exp(-(((across - 0.4 * self.side) / 0.12) ** 2)), 0.1
        )
        self.light[y0:y1, x0:x1] = shade[None, :, None] * np.array(tone, np.float32)
        self.covered[y0:y1, x0:x1] = 1
        if ends:
            middle, half = int((left + right) / 2), int((right - left) / 2)
            for at, share in ((bottom, 0.6), (top, 1.25)):
                colour = tuple(share * part for part in tone)
                for layer, value in ((self.light, colour), (self.covered, (1,))):
                    place, axes = (middle, int(at)), (half, max(int(ends * half), 1))
                    cv2.ellipse(layer, place, axes, 0, 0, 360, value, -1)

    def stand(self, left: float, right: float, bottom: float, height: float) -> None:
        """The shadow on the ground of something that stands there."""
        lean = -self.side * height * self.draw.uniform(0.3, 0.9)
        deep = height * self.draw.uniform(0.05, 0.2)
        corners = [
            (left, bottom),
            (right, bottom),
            (right + lean, bottom - deep),
            (left + lean, bottom - deep),
        ]
        cv2.fillPoly(self.shadow, [np.rint(np.array(corners)).astype(np.int32)], (255,))

    def finished(self) -> tuple[F32, F32, F32]:
        """At the picture's size: light, coverage, shadow; with a little wear on every surface."""
        wear = clouds(
            self.height // 2, self.width // 2, coarsest=12, seed=int(self.draw.integers(1 << 30))
        )
        fine = self.draw.standard_normal(wear.shape, dtype=np.float32)
        size = (self.width // _FINER, self.height // _FINER)
        light = cv2.resize(self.light, size, interpolation=cv2.INTER_AREA)
        covered = cv2.resize(self.covered.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        surface = (1.0 + 0.18 * wear + 0.04 * fine)[:, :, None]
        light = light * surface / np.maximum(covered, 1e-3)[:, :, None]
        shadow = (
            cv2.resize(self.shadow, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        )
        return (
            np.asarray(light, np.float32),
            np.asarray(covered, np.float32),
            blurred(np.asarray(shadow, np.float32), size[0] * 0.005),
        )


def shaded(tone: Tone, share: float) -> Tone:
    """The same paint in less or more light."""
    return tone[0] * share, tone[1] * share, tone[2] * share
