"""Real pictures for the tests of the judge: a few frames of the footage that ships."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from virk_edge.adapters.resources import resource
from virk_edge.nouns import U8


@pytest.fixture(scope="session")
def footage() -> tuple[U8, ...]:
    """The first 60 frames, a tenth of a second apart, uint8 (576, 768, 3) BGR, read-only."""
    video = cv2.VideoCapture(str(resource("campus_people.mp4")))
    frames = []
    for _ in range(60):
        fine, pixels = video.read()
        assert fine
        frame = np.asarray(pixels, dtype=np.uint8)
        frame.setflags(write=False)
        frames.append(frame)
    video.release()
    return tuple(frames)


@pytest.fixture(scope="session")
def grey(footage: tuple[U8, ...]) -> U8:
    """The first frame in grey, half size: uint8 (288, 384)."""
    half = cv2.resize(footage[0], (384, 288), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(half, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
