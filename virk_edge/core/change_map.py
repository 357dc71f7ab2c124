"""Where a picture changed, and how sharp the outline of the change is.

A thing in the scene has a sharp outline; a hand, a cloth or dirt close to the lens has a soft one.
Pure functions of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.core.gradient import gradient
from virk_edge.nouns import U8

_CHANGED_LEVELS = 20  # grey levels by which a pixel must leave the common change of light
_AREA_MIN = 0.01  # share of the picture; smaller changes are passers-by


@dataclass(frozen=True, slots=True)
class Change:
    """The largest changed region.

    share: of the picture, 0-1. outline: median over its outline of the newly appeared gradient
    over the height of the step, in 1/pixel: about 0.3 and more for a thing in focus, below 0.15
    for something close to the lens; 0 when there is no outline inside the picture.
    """

    share: float
    outline: float


def largest_change(before: U8, now: U8, *, gain: float, offset: float) -> Change:
    """The largest region that does not follow the common change of light.

    before, now: uint8 (h, w), grey; gain, offset: of grey levels, as fitted to cells.
    """
    expected = np.clip(before.astype(np.float32) * gain + offset, 0, 255).astype(np.uint8)
    difference = cv2.absdiff(cv2.blur(now, (3, 3)), cv2.blur(expected, (3, 3)))
    changed = (difference > _CHANGED_LEVELS).astype(np.uint8)
    opened = cv2.morphologyEx(changed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    whole = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=4)
    if count < 2:
        return Change(0.0, 0.0)
    biggest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    share = float(stats[biggest, cv2.CC_STAT_AREA]) / changed.size
    if share < _AREA_MIN:
        return Change(share, 0.0)
    region = (labels == biggest).astype(np.uint8)
    return Change(share, _outline(region, np.asarray(expected), now))


def _outline(region: U8, expected: U8, now: U8) -> float:
    ring = cv2.morphologyEx(region, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    ring[:3], ring[-3:], ring[:, :3], ring[:, -3:] = False, False, False, False
    if np.count_nonzero(ring) < 16:
        return 0.0
    appeared = np.maximum(gradient(now) - gradient(expected), 0.0) * np.float32(0.125)
    near = cv2.dilate(appeared, np.ones((5, 5), np.uint8))
    step = cv2.dilate(cv2.absdiff(now, expected), np.ones((9, 9), np.uint8)).astype(np.float32)
    sharpness: NDArray[np.float32] = near[ring] / np.maximum(step[ring], 8.0)
    return float(np.median(sharpness))
