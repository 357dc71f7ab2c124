"""Where in the view edges are gone, kept or new: maps over the 16 x 12 grid of cells.

Pure functions of pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.core.fingerprint import GRID_COLUMNS, GRID_ROWS
from virk_edge.core.gradient import gradient
from virk_edge.nouns import F32, U8

_LOST_MATCH = 0.35  # a textured cell whose edges match less than this shows something else
_TEXTURE_MIN = 3.0  # mean gradient of a cell that has edges at all, grey levels per pixel


@dataclass(frozen=True, slots=True)
class CellMaps:
    """Edges of one picture against those of the learnt one; every map is (12, 16).

    match: correlation of the gradient magnitude with the learnt one, float32, -1..1.
    ratio: mean gradient now / before, float32. textured: where the learnt view has edges at all.
    lost: textured cells whose edges are gone or others. new: edges where there were hardly any.
    """

    match: F32
    ratio: F32
    textured: NDArray[np.bool_]
    lost: NDArray[np.bool_]
    new: NDArray[np.bool_]


def cell_maps(before: U8, now: U8) -> CellMaps:
    """Compare two grey pictures of one size and one place, uint8 (h, w)."""
    base, edges = cell_pixels(_edges(before)), cell_pixels(_edges(now))
    base_mean, mean = base.mean(axis=2), edges.mean(axis=2)
    a, b = base - base_mean[..., None], edges - mean[..., None]
    power = np.sqrt((a * a).sum(axis=2) * (b * b).sum(axis=2))
    match = np.where(power > 1e-3, (a * b).sum(axis=2) / np.maximum(power, 1e-3), 0.0)
    textured = base_mean > _TEXTURE_MIN
    if not textured.any():
        textured = base_mean >= np.median(base_mean)
    return CellMaps(
        match=match.astype(np.float32),
        ratio=((mean + 0.5) / (base_mean + 0.5)).astype(np.float32),
        textured=textured,
        lost=textured & (match < _LOST_MATCH),
        new=(mean > 2.0 * base_mean + 4.0) & (match < 0.6),
    )


def cell_pixels(values: F32) -> F32:
    """float32 (12, 16, pixels of a cell); rows and columns beyond the grid are left out.

    A side with fewer pixels than the grid has cells, as a line camera's, is stretched to it.
    """
    height, width = values.shape
    if height < GRID_ROWS or width < GRID_COLUMNS:
        size = max(width, GRID_COLUMNS), max(height, GRID_ROWS)
        values = np.asarray(cv2.resize(values, size), dtype=np.float32)
    rows, columns = values.shape[0] // GRID_ROWS, values.shape[1] // GRID_COLUMNS
    trimmed = values[: rows * GRID_ROWS, : columns * GRID_COLUMNS]
    blocks = trimmed.reshape(GRID_ROWS, rows, GRID_COLUMNS, columns).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(blocks.reshape(GRID_ROWS, GRID_COLUMNS, rows * columns))


def largest_group(cells: NDArray[np.bool_]) -> float:
    """Share of all cells in the largest 4-connected group, 0-1."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(cells.astype(np.uint8), connectivity=4)
    if count < 2:
        return 0.0
    return float(stats[1:, cv2.CC_STAT_AREA].max() / cells.size)


def _edges(grey: U8) -> F32:
    """Gradient magnitude in grey levels per pixel, after a light blur."""
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), dtype=np.uint8)
    return gradient(smooth) * np.float32(0.125)
