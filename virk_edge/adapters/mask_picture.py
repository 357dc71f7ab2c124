"""A frame with its mask applied and drawn, so that a person can check and edit the polygons.

This file opens nothing. The mask is painted first: what lies behind it is in no picture.
"""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import cv2
import numpy as np

from virk_edge.core.observe import mask_pixels
from virk_edge.formats.config import Polygon
from virk_edge.nouns import U8

WIDTH_MIN: Final = 960  # a smaller frame is shown larger, or nobody could read the labels
_MARGIN: Final = 44
_TENTHS: Final = 10
_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
_PAPER, _INK, _GRID = 245, (30, 30, 30), (255, 255, 255)
# Blue, green, red; told apart on black and on most scenes.
_COLOURS: Final = ((80, 200, 255), (120, 255, 120), (255, 170, 80), (200, 120, 255), (90, 90, 255))

_Point: TypeAlias = tuple[int, int]


def mask_picture(pixels: U8, polygons: tuple[Polygon, ...]) -> U8:
    """The frame under the mask, in a frame of fractions 0 to 1, with the polygons outlined.

    pixels: uint8 (H, W, 3) BGR or (H, W) grey. polygons: fractions of width and height. Labels are
    places in ``camera.NAME.mask``: ``[1]`` is the second polygon, ``2`` its third corner.
    """
    masked = mask_pixels(pixels, polygons)
    if masked.ndim == 2:
        masked = np.asarray(cv2.cvtColor(masked, cv2.COLOR_GRAY2BGR), np.uint8)
    zoom = max(1, math.ceil(WIDTH_MIN / masked.shape[1]))
    if zoom > 1:
        masked = masked.repeat(zoom, axis=0).repeat(zoom, axis=1)
    sheet = _Sheet(np.ascontiguousarray(masked), zoom)
    sheet.grid()
    for number, polygon in enumerate(polygons):
        sheet.outline(number, polygon)
    return sheet.picture


class _Sheet:
    """The picture being drawn, the frame in the middle of its margin."""

    def __init__(self, frame: U8, zoom: int) -> None:
        self._height, self._width = frame.shape[:2]
        self._zoom = zoom
        self._size = max(1.0, self._width / 1280)
        self._margin = round(_MARGIN * self._size)
        around = (self._margin, self._margin)
        self.picture: U8 = np.pad(frame, (around, around, (0, 0)), constant_values=_PAPER)

    def grid(self) -> None:
        """Lines at every tenth, and what tenth it is beside the frame."""
        under = self.picture.copy()
        left, top = self._at((0.0, 0.0))
        right, bottom = self._at((1.0, 1.0))
        for tenth in range(_TENTHS + 1):
            x, y = self._at((tenth / _TENTHS, tenth / _TENTHS))
            cv2.line(under, (x, top), (x, bottom), _GRID, self._thick)
            cv2.line(under, (left, y), (right, y), _GRID, self._thick)
        cv2.addWeighted(under, 0.35, self.picture, 0.65, 0.0, dst=self.picture)
        half = self._margin // 2
        for tenth in range(_TENTHS + 1):
            x, y = self._at((tenth / _TENTHS, tenth / _TENTHS))
            for place in ((x, half), (x, bottom + half), (half, y), (right + half, y)):
                self._text(f"{tenth / _TENTHS:g}", place, _INK)

    def outline(self, number: int, polygon: Polygon) -> None:
        """One polygon's edge, corners and numbers."""
        colour = _COLOURS[number % len(_COLOURS)]
        corners = [self._at(point) for point in polygon]
        cv2.polylines(
            self.picture, [np.array(corners, np.int32)], True, colour, 2 * self._thick, cv2.LINE_AA
        )
        middle = np.mean(polygon, axis=0)
        for index, (point, corner) in enumerate(zip(polygon, corners, strict=True)):
            cv2.circle(self.picture, corner, round(4 * self._size), colour, -1, cv2.LINE_AA)
            inward = np.sign(middle - np.asarray(point)) * 14 * self._size
            self._text(str(index), (corner[0] + int(inward[0]), corner[1] + int(inward[1])), colour)
        self._text(f"[{number}]", self._at((float(middle[0]), float(middle[1]))), colour, 0.7)

    @property
    def _thick(self) -> int:
        return max(1, round(self._size))

    def _at(self, point: tuple[float, float]) -> _Point:
        """Where a fraction lies: in the middle of the pixel that the mask rounds it to."""
        spans = (self._width // self._zoom - 1, self._height // self._zoom - 1)
        x, y = (
            round(part * span) * self._zoom + self._zoom // 2 + self._margin
            for part, span in zip(point, spans, strict=True)
        )
        return x, y

    def _text(
        self, words: str, middle: _Point, colour: tuple[int, int, int], scale: float = 0.45
    ) -> None:
        scale *= self._size
        (width, height), _ = cv2.getTextSize(words, _FONT, scale, self._thick)
        place = (middle[0] - width // 2, middle[1] + height // 2)
        if colour is not _INK:  # legible on whatever lies under it
            cv2.putText(
                self.picture, words, place, _FONT, scale, _INK, 3 * self._thick, cv2.LINE_AA
            )
        cv2.putText(self.picture, words, place, _FONT, scale, colour, self._thick, cv2.LINE_AA)
