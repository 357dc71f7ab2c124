"""What sits on the lens or just before it: how light comes through, for all such things alike."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from virk_edge.faults.linear import blurred
from virk_edge.nouns import F32


@dataclass(frozen=True, slots=True)
class Film:
    """Four ways at once; fields are float32 (H, W), 0-1.

    opaque: share of the scene that is hidden; stuff: the light (H, W, 3) that it sends instead, for
    a scene of mean light 1. smear: share of the rest that arrives blurred by ``blur`` picture
    widths, and ``bend``: from where it comes then, x and y in pixels.
    """

    opaque: F32
    stuff: F32
    smear: F32 | None = None
    blur: float = 0.01
    bend: tuple[F32, F32] | None = None

    def part(self, top: int, left: int, height: int, width: int) -> Film:
        """A window of a film that is larger than the picture and has neither smear nor bend."""
        there = (slice(top, top + height), slice(left, left + width))
        return Film(self.opaque[there], self.stuff[there])

    def seen(self, light: F32, *, level: float) -> F32:
        """Linear light (H, W, 3) after the film; ``level``: how much light falls on the film."""
        through = light
        if self.smear is not None:
            soft = blurred(light, self.blur * light.shape[1])
            if self.bend is not None:
                bent = cv2.remap(soft, *self.bend, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
                soft = np.asarray(bent, np.float32)
            through = light + (soft - light) * self.smear[:, :, None]
        instead = self.stuff * np.float32(level) - through
        return np.asarray(through + instead * self.opaque[:, :, None], np.float32)


def ambient(light: F32) -> float:
    """How much light falls on what is near the lens, from the mean of a scene in linear light."""
    return 0.03 + 1.1 * float(light[::4, ::4].mean())


def bent_by(lens: F32, power: float) -> tuple[F32, F32]:
    """Where light comes from that passed a transparent relief, ``power`` in picture widths."""
    height, width = lens.shape
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    scale = np.float32(power * width * width)
    x = cv2.Sobel(lens, cv2.CV_32F, 1, 0, scale=1 / 8) * scale / 100
    y = cv2.Sobel(lens, cv2.CV_32F, 0, 1, scale=1 / 8) * scale / 100
    return np.asarray(columns + x, np.float32), np.asarray(rows + y, np.float32)
