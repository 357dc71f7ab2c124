"""Real frames for a camera program of the bench: good ones, and the same with a fault."""

from __future__ import annotations

import itertools

import cv2
import numpy as np

from virk_edge.adapters.footage import open_footage
from virk_edge.adapters.resources import resource
from virk_edge.faults import FAULTS
from virk_edge.nouns import U8

SCENES = 60
FAULT = "cover"


def pictures(footage: str | None, size: tuple[int, int], *, scenes: int = SCENES) -> list[U8]:
    """The first frames of the footage (None: the shipped clip), uint8 (H, W, 3) BGR.

    size: (width, height). Raises FootageError if it cannot be read.
    """
    with open_footage(footage or str(resource("campus_people.mp4"))) as frames:
        some = [cv2.resize(f.pixels, size) for f in itertools.islice(frames, scenes)]
    return [np.asarray(picture, dtype=np.uint8) for picture in some]


def there_and_back(scenes: list[U8]) -> list[U8]:
    """So that they can be shown over and over and the scene never jumps."""
    return scenes + scenes[-2:0:-1]


def spoiled(good: list[U8]) -> list[U8]:
    """The same scenes through a camera with a fault that opens an incident at once."""
    effect = FAULTS[FAULT].start("strong")
    return [effect(picture, i) for i, picture in enumerate(good)]
