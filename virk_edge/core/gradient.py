"""The gradient of a picture, exact: the same bits on every run and every processor.

Derivatives are whole numbers, the sum of their squares fits float32 exactly, and a square root is
rounded the same way everywhere.
"""

from __future__ import annotations

import cv2
import numpy as np

from virk_edge.nouns import F32, U8


def gradient(grey: U8) -> F32:
    """Sobel gradient magnitude, float32 (h, w), in eighths of a grey level per pixel, 0-1443."""
    dx, dy = (slope.astype(np.float32) for slope in cv2.spatialGradient(grey, ksize=3))
    dx *= dx
    dy *= dy
    dx += dy
    return np.asarray(np.sqrt(dx, out=dx), dtype=np.float32)


def correlation(a: F32, b: F32) -> float:
    """Pearson correlation of two float32 arrays of one size, -1..1; 0 if either is flat."""
    x, y = a.ravel().astype(np.float64), b.ravel().astype(np.float64)
    x -= np.add.reduce(x) / x.size
    y -= np.add.reduce(y) / y.size
    power = float(x @ x) * float(y @ y)
    return float(x @ y) / power**0.5 if power > 1e-12 else 0.0
