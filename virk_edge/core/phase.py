"""Edge maps, and the shift between two of them by phase correlation: pure functions of pictures."""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.core.gradient import gradient
from virk_edge.nouns import F32, U8

EDGE_WIDTH_MAX = 160
RESPONSE_MIN = 0.05  # below it the peak of the phase correlation is chance
_AROUND = np.arange(-2, 3)


def edge_map(grey: U8, width_max: int = EDGE_WIDTH_MAX) -> F32:
    """Square root of gradient magnitude, float32, at most ``width_max`` wide.

    The square root keeps a few strong edges from deciding everything.
    """
    height, width = grey.shape
    factor = max(-(-width // width_max), 1)
    if factor > 1 and height >= factor:
        rows, columns = height // factor, width // factor
        whole = grey[: rows * factor, : columns * factor]
        shrunk = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
        grey = np.asarray(shrunk, dtype=np.uint8)
    edges = gradient(grey)
    return np.asarray(np.sqrt(edges, out=edges), dtype=np.float32)


class Phase:
    """An edge map that others are shifted against.

    edges: float32 (h, w). OpenCV's phaseCorrelate is not used because it multiplies its inputs by
    the window in place, and would transform this one again for every frame.
    """

    def __init__(self, edges: F32) -> None:
        rows, columns = edges.shape
        self._window = np.outer(np.hanning(rows + 2)[1:-1], np.hanning(columns + 2)[1:-1])
        self._spectrum = np.conj(np.fft.rfft2(edges * self._window))

    def shift(self, edges: F32) -> tuple[float, float, float]:
        """Shift right and down in pixels of the edge map, and the response, 0-1.

        edges: float32 of the same size. Phase correlation (Kuglin and Hines 1975); the peak's
        centroid over 5 x 5 gives the part of a pixel, its mass the response: 1 for a pure shift,
        near 0 for unrelated pictures.
        """
        cross = np.fft.rfft2(edges * self._window) * self._spectrum
        cross /= np.abs(cross) + 1e-9
        surface = np.fft.irfft2(cross, s=edges.shape)
        rows, columns = surface.shape
        top, left = np.unravel_index(int(np.argmax(surface)), surface.shape)
        y, x = (top + _AROUND) % rows, (left + _AROUND) % columns
        peak = np.maximum(surface[np.ix_(y, x)], 0.0)
        mass = float(peak.sum())
        dy = float(top) + float(peak.sum(axis=1) @ _AROUND) / max(mass, 1e-12)
        dx = float(left) + float(peak.sum(axis=0) @ _AROUND) / max(mass, 1e-12)
        dy -= rows if dy > rows / 2 else 0
        dx -= columns if dx > columns / 2 else 0
        return dx, dy, min(mass, 1.0)
