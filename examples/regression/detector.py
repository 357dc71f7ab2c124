"""The model under test: here bright spots, in your project the function that the hook wraps.

It gets what the camera program gave it: uint8 (H, W, 3) BGR, or (H, W) grey.
"""

from __future__ import annotations

import cv2
import numpy as np

LEVEL = 200  # grey levels from which a spot is bright
AREA = 8  # pixels of the smallest spot


def predict(frame: np.ndarray) -> list[tuple[str, float, int, int, int, int]]:
    """``(label, score, x0, y0, x1, y1)`` of each spot; the score is its share of its box."""
    grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    bright = cv2.threshold(grey, LEVEL, 255, cv2.THRESH_BINARY)[1]
    _, _, spots, _ = cv2.connectedComponentsWithStats(bright)
    return [
        ("spot", area / (width * height), x, y, x + width, y + height)
        for x, y, width, height, area in spots[1:].tolist()  # the first is the background
        if area >= AREA
    ]
