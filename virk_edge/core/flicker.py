"""How pictures of one view differ from one moment to the next: shaking, rain, noise, standstill.

Pure functions of pictures. What happens in one place, as a passing car, hardly counts: numbers are
medians over a grid of cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.core.phase import RESPONSE_MIN, Phase, edge_map
from virk_edge.core.transients import transients
from virk_edge.nouns import F32, U8

_PAIRS = 3  # pairs of neighbours that are looked at, evenly spread
_GRID = (8, 6)
_SIDE_MIN = 16  # pixels; smaller is no picture of a camera


@dataclass(frozen=True, slots=True)
class Flicker:
    """Medians over pairs of neighbouring pictures; zeros for fewer than two pictures.

    stir: mean absolute difference of a cell, grey levels. jitter: shift of the whole view, pixels.
    streaks: correlation of the difference with itself one pixel along, in the best of four
    directions: below 0.3 for noise, above 0.5 for rain, snow and moving edges. sparsity: how few
    pixels make the difference: mean square over squared mean, 1.57 for Gaussian noise, more for
    streaks and impulses. up, down: see ``core.transients``, %.
    """

    stir: float
    jitter: float
    streaks: float
    sparsity: float
    up: float
    down: float


def flicker(pictures: Sequence[U8]) -> Flicker:
    """pictures: uint8 (h, w) of one size, in order of time."""
    last = len(pictures) - 2
    if last < 0 or min(pictures[0].shape) < _SIDE_MIN:
        return Flicker(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    starts = sorted({round(i * last / max(_PAIRS - 1, 1)) for i in range(_PAIRS)})
    rows = [_pair(pictures[i], pictures[i + 1]) for i in starts]
    stir, jitter, streaks, sparsity = (float(v) for v in np.median(np.array(rows), axis=0))
    up, down = transients(pictures)
    return Flicker(stir, jitter, streaks, sparsity, up, down)


def _pair(before: U8, now: U8) -> tuple[float, float, float, float]:
    difference = now.astype(np.float32) - before
    stir = float(np.median(_by_cell(np.abs(difference))))
    fast = (difference - cv2.blur(difference, (15, 15))).astype(np.float32)
    power, size = _by_cell(fast * fast), _by_cell(np.abs(fast))
    sparsity = float(np.median(power / np.maximum(size * size, 1e-3)))
    return stir, _jitter(before, now), _streaks(fast, power), sparsity


def _jitter(before: U8, now: U8) -> float:
    edges = edge_map(before)
    dx, dy, response = Phase(edges).shift(edge_map(now))
    if response < RESPONSE_MIN:
        return 0.0
    return math.hypot(dx, dy) * before.shape[1] / edges.shape[1]


def _streaks(fast: F32, power: F32) -> float:
    neighbours = (
        (fast[1:, 1:], fast[1:, :-1]),
        (fast[1:, 1:], fast[:-1, 1:]),
        (fast[1:, 1:], fast[:-1, :-1]),
        (fast[1:, :-1], fast[:-1, 1:]),
    )
    floor = np.maximum(power, 0.25)
    best = 0.0
    for a, b in neighbours:
        best = max(best, float(np.median(_by_cell(a * b) / floor)))
    return best


def _by_cell(values: F32) -> F32:
    means = cv2.resize(values, _GRID, interpolation=cv2.INTER_AREA)
    return np.asarray(means, dtype=np.float32)
