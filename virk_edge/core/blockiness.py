"""Whether a picture is made of flat blocks: pixelation, starved encoders, enlarged thumbnails.

Pure functions of pictures. Blocks of any size show, unlike in the fingerprint's native ``blocks``.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import U8

_PERIODS = range(2, 17)  # pixels of the small picture
_GRID = (8, 6)
_SIDE_MIN = 16  # pixels; smaller is no picture of a camera


def flatness(grey: U8) -> float:
    """Share of neighbours along rows that are equal, %: the median over a grid of cells.

    What is black or white through and through does not count.
    """
    if min(grey.shape) < _SIDE_MIN:
        return 0.0
    inside = (grey > 2) & (grey < 253)
    equal = ((grey[:, 1:] == grey[:, :-1]) & inside[:, 1:]).astype(np.float32)
    weight = inside[:, 1:].astype(np.float32)
    share = cv2.resize(equal, _GRID, interpolation=cv2.INTER_AREA)
    whole = cv2.resize(weight, _GRID, interpolation=cv2.INTER_AREA)
    used = np.asarray(whole) > 0.5
    return 100.0 * float(np.median((share / np.maximum(whole, 0.5))[used])) if used.any() else 0.0


def lattice(grey: U8) -> float:
    """How much larger steps between columns and rows are on a lattice of any period and phase.

    In grey levels: the largest excess, over periods of 2 to 16 pixels, of the median step on the
    lattice's lines above that elsewhere.
    """
    if min(grey.shape) < _SIDE_MIN:
        return 0.0
    across = cv2.absdiff(grey[:, 1:], grey[:, :-1]).mean(axis=0)
    down = cv2.absdiff(grey[1:], grey[:-1]).mean(axis=1)
    return 0.5 * (_periodic(across) + _periodic(down))


def _periodic(steps: NDArray[np.float64]) -> float:
    best = 0.0
    for period in _PERIODS:
        whole = len(steps) // period * period
        if whole < 4 * period:
            continue
        # The median over the lines of one phase: one strong edge of the scene is no lattice.
        lines = np.sort(steps[:whole].reshape(-1, period), axis=0)[whole // period // 2]
        highest = float(lines.max())
        others = (float(lines.sum()) - highest) / (period - 1)
        best = max(best, highest - others)
    return best
