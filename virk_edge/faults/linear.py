"""What all faults share: strength, linear light, where light adds up, and a sensor's noise.

Every random number comes from a generator made of a seed and a frame number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from virk_edge.nouns import F32, U8

Strength: TypeAlias = Literal["medium", "strong"] | float
Effect: TypeAlias = Callable[[U8, int], U8]
Maker: TypeAlias = Callable[[Strength, int], Effect]

_Form = TypeVar("_Form")

_GAMMA = 2.2
_TO_LINEAR = ((np.arange(256) / 255.0) ** _GAMMA).astype(np.float32)
_FROM_LINEAR = np.rint((np.arange(65536) / 65535.0) ** (1 / _GAMMA) * 255.0).astype(np.uint8)
# How much each neighbour of a Bayer mosaic gives to a missing red, blue or green value.
_RED_BLUE = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 4
_GREEN = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]], np.float32) / 4
_PLAIN_SEEDS = 4
LUMA = np.array([0.114, 0.587, 0.299], np.float32)  # of B, G and R (ITU-R BT.601)


def amount(strength: Strength) -> float:
    """A strength as a number: medium is 0.5, strong is 1; 0.1 to 1.3 make sense."""
    if isinstance(strength, str):
        return {"medium": 0.5, "strong": 1.0}[strength]
    return float(strength)


def pick(strength: Strength, medium: float, strong: float) -> float:
    """The number that belongs to a strength, in between and beyond too.

    Geometric where both ends are above zero, since that is how light and sizes are felt, otherwise
    linear.
    """
    share = 2.0 * amount(strength) - 1.0  # 0 at medium, 1 at strong
    if share in (0.0, 1.0):
        return strong if share else medium
    if medium > 0 and strong > 0:
        return float(medium * (strong / medium) ** share)
    return medium + (strong - medium) * share


def form(seed: int, forms: Sequence[_Form]) -> _Form:
    """Which of several forms a fault takes, each as likely as the next.

    The first form is the plainest. The lowest seeds keep to it: demo, benches and tests use them,
    and a figure of today stays comparable with one of last year.
    """
    if seed < _PLAIN_SEEDS:
        return forms[0]
    return forms[int(np.random.default_rng((seed, 17)).integers(len(forms)))]


def linear(pixels: U8) -> F32:
    """uint8 pixels as linear light, 0-1."""
    return np.asarray(cv2.LUT(pixels, _TO_LINEAR), dtype=np.float32)


def encoded(light: F32) -> U8:
    """Linear light as uint8 pixels; what is above 1 is saturated."""
    steps = np.clip(light, 0.0, 1.0)
    steps *= np.float32(65535.0)
    steps += np.float32(0.5)
    return np.asarray(_FROM_LINEAR[steps.astype(np.uint16)], dtype=np.uint8)


@lru_cache(maxsize=4)
def _mosaics(height: int, width: int) -> tuple[F32, F32, F32]:
    """Where a sensor has its blue, green and red pixels: 1, elsewhere 0."""
    masks = []
    for places in (((1, 1),), ((0, 1), (1, 0)), ((0, 0),)):
        mask = np.zeros((height, width), np.float32)
        for row, column in places:
            mask[row::2, column::2] = 1.0
        masks.append(mask)
    return masks[0], masks[1], masks[2]


def with_noise(light: F32, *, photon: float, read: float, seed: int, index: int) -> F32:
    """Light as a colour sensor sees it: variance ``photon * light + read**2``, then demosaicked.

    Demosaicking is what makes real noise coarse in red and blue, fine in green.
    """
    height, width = light.shape[:2]
    white = np.random.default_rng((seed, index)).standard_normal((height, width), dtype=np.float32)
    noise = [
        cv2.filter2D(white * mask, -1, _GREEN if channel == 1 else _RED_BLUE)
        for channel, mask in enumerate(_mosaics(height, width))
    ]
    sigma = np.maximum(light, 0.0)
    sigma *= np.float32(photon)
    sigma += np.float32(read**2)
    np.sqrt(sigma, out=sigma)
    sigma *= cv2.merge(noise)
    sigma += light
    return sigma


def clouds(height: int, width: int, *, coarsest: int, seed: int, octaves: int = 4) -> F32:
    """A smooth random field, float32 (height, width), about -1 to 1; ``coarsest`` cells across."""
    draw = np.random.default_rng(seed)
    field = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = coarsest * 2**octave
        small = draw.standard_normal((max(cells * height // width, 2), cells)).astype(np.float32)
        field += cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    return np.asarray(field / np.float32(np.abs(field).max() + 1e-6), dtype=np.float32)


def grid(height: int, width: int) -> tuple[F32, F32]:
    """x and y of each pixel in picture widths from the middle, float32 (height, width)."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    x = (columns + 0.5) / width - 0.5
    y = (rows + 0.5 - height / 2) / width
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def coarse(height: int, width: int) -> tuple[int, int]:
    """The size at which a smooth field is worth computing."""
    small = min(width, 160)
    return max(round(height * small / width), 2), small


def grown(field: F32, height: int, width: int) -> F32:
    """A field of any size as large as the picture."""
    if field.shape[:2] == (height, width):
        return field
    large = cv2.resize(field, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large, dtype=np.float32)


def blurred(light: NDArray[np.floating[Any]], sigma: float) -> F32:
    """A Gaussian blur, ``sigma`` in pixels; a wide one is made at a fraction of the size."""
    light = np.asarray(light, np.float32)
    height, width = light.shape[:2]
    shrink = int(max(1, min(sigma / 2.5, width / 8, height / 8)))
    if shrink == 1:
        return np.asarray(cv2.GaussianBlur(light, (0, 0), max(sigma, 0.05)), dtype=np.float32)
    size = (width // shrink, height // shrink)
    small = cv2.resize(light, size, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / shrink, borderType=cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.resize(small, (width, height)), dtype=np.float32)


def rising(field: NDArray[np.floating[Any]], edge: float, softness: float) -> F32:
    """0 below ``edge``, 1 above it, float32; ``softness``: the way between, in the field's unit."""
    way = np.clip((field - np.float32(edge)) / np.float32(max(softness, 1e-6)) + 0.5, 0.0, 1.0)
    return np.asarray(way * way * (3.0 - 2.0 * way), dtype=np.float32)


def path_kernel(x: Sequence[float], y: Sequence[float]) -> F32:
    """What a point becomes that moves through these places, in pixels, while the shutter is open.

    Float32 with odd sides, sum 1, centred on the path's middle.
    """
    xs, ys = np.asarray(x, float), np.asarray(y, float)
    xs, ys = xs - xs.mean(), ys - ys.mean()
    middle = int(np.ceil(max(np.abs(xs).max(), np.abs(ys).max()))) + 1
    kernel = np.zeros((2 * middle + 1, 2 * middle + 1))
    left, top = np.floor(xs).astype(int), np.floor(ys).astype(int)
    for down in (0, 1):
        for right in (0, 1):
            share = (1 - np.abs(xs - left - right)) * (1 - np.abs(ys - top - down))
            np.add.at(kernel, (top + down + middle, left + right + middle), share)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def line_kernel(length: float, angle: float) -> F32:
    """A line of ``length`` pixels through the middle, anti-aliased, sum 1."""
    side = int(np.ceil(length)) // 2 * 2 + 3
    middle = side // 2
    rows, columns = np.mgrid[:side, :side].astype(np.float64) - middle
    along = columns * np.cos(angle) + rows * np.sin(angle)
    across = columns * np.sin(angle) - rows * np.cos(angle)
    ends = np.clip(length / 2 + 0.5 - np.abs(along), 0.0, 1.0)
    kernel = ends * np.clip(1.0 - np.abs(across), 0.0, 1.0)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def disc_kernel(radius: float, *, stretch: float = 1.0, angle: float = 0.0) -> F32:
    """A disc of ``radius`` pixels, anti-aliased, sum 1: what an open lens makes of a point.

    An astigmatic lens makes an ellipse, ``stretch`` times longer along ``angle``.
    """
    middle = int(np.ceil(radius * max(stretch, 1.0))) + 1
    rows, columns = np.mgrid[-middle : middle + 1, -middle : middle + 1].astype(np.float64)
    along = (columns * np.cos(angle) + rows * np.sin(angle)) / stretch
    across = rows * np.cos(angle) - columns * np.sin(angle)
    kernel = np.clip(radius + 0.5 - np.hypot(along, across), 0.0, 1.0)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)
