"""What is in one picture and in neither of its neighbours: rain, snow, flicker of the signal.

Pure functions of pictures.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from virk_edge.nouns import U8

_LEVELS = 6.0  # grey levels by which a pixel must stand out from both neighbours in time
_GRID = (8, 6)


def transients(pictures: Sequence[U8]) -> tuple[float, float]:
    """Share of pixels, in %, that are brighter, and darker, than just before and just after.

    pictures: at least three, uint8 (h, w), in order of time, else (0, 0). Medians over a grid of
    cells and over time: what falls everywhere counts, a passing car does not. Rain is bright and
    everywhere, noise is bright and dark alike.
    """
    up, down = [], []
    for before, middle, after in zip(pictures, pictures[1:], pictures[2:], strict=False):
        since, until = _local(middle, before), _local(middle, after)
        up.append(_everywhere((since > _LEVELS) & (until > _LEVELS)))
        down.append(_everywhere((since < -_LEVELS) & (until < -_LEVELS)))
    if not up:
        return 0.0, 0.0
    return float(np.median(up)), float(np.median(down))


def _local(middle: U8, other: U8) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The difference without its slow parts: light that changes everywhere is no transient."""
    difference = middle.astype(np.float32) - other
    return np.asarray(difference - cv2.blur(difference, (15, 15)), dtype=np.float32)


def _everywhere(marked: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    shares = cv2.resize(marked.astype(np.float32), _GRID, interpolation=cv2.INTER_AREA)
    return 100.0 * float(np.median(np.asarray(shares, dtype=np.float64)))
