"""What one picture looks like, in twenty numbers with units; a pure function of its pixels.

All but noise and blocks are measured on the small picture (at most 320 px wide) that the embedder
uses too; noise and blocks vanish when a picture is resized and are measured on native crops.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from cv2.typing import MatLike

from virk_edge.nouns import F32, F64, U8

PICTURE_WIDTH_MAX = 320
GRID_COLUMNS, GRID_ROWS = 16, 12
_CROP = 128  # side of a native crop in pixels; a multiple of the 8-pixel JPEG block
_LEVELS: F64 = np.arange(256, dtype=np.float64)
_ELEMENT = np.ones((5, 5), np.uint8)  # of the dark channel


@dataclass(frozen=True, slots=True)
class Term:
    """One number of the fingerprint.

    unit: what the number is measured in. step: a change that a person would call small but real;
    it brings all terms to one scale before the detector sees them. What passing people and vehicles
    move has a large step.
    """

    name: str
    unit: str
    step: float
    meaning: str


TERMS: tuple[Term, ...] = (
    Term("light_p05", "grey levels", 8.0, "5th percentile of grey: the black level"),
    Term("light_p25", "grey levels", 4.0, "25th percentile of grey"),
    Term("light_p50", "grey levels", 4.0, "median grey"),
    Term("light_p75", "grey levels", 4.0, "75th percentile of grey"),
    Term("light_p95", "grey levels", 8.0, "95th percentile of grey: the highlights"),
    Term("light_mean", "grey levels", 4.0, "mean grey"),
    Term("contrast", "ln", 0.08, "ln of the standard deviation of grey"),
    Term("dark_channel", "grey levels", 4.0, "mean of the eroded darkest channel (He et al. 2009)"),
    Term("blue_green", "ln", 0.04, "ln of mean blue over mean green"),
    Term("red_green", "ln", 0.04, "ln of mean red over mean green"),
    Term("saturation", "ln", 0.10, "ln of mean chroma over mean grey"),
    Term("chroma_spread", "ln", 0.10, "ln of the standard deviation of B-G and R-G, grey levels"),
    Term("gradient", "ln", 0.08, "ln of the mean of |dI/dx| + |dI/dy|, grey levels per pixel"),
    Term("detail", "ln", 0.05, "ln of mean |Laplacian| over mean gradient: fine against coarse"),
    Term("grain_x", "1", 0.08, "(Jxx-Jyy)/(Jxx+Jyy) of the structure tensor, -1..1"),
    Term("grain_xy", "1", 0.08, "2Jxy/(Jxx+Jyy) of the structure tensor, -1..1"),
    Term("noise", "ln", 0.15, "ln of Immerkaer's noise sigma in grey levels (CVIU 1996), native"),
    Term("impulses", "%", 0.5, "share of native pixels over 20 levels from their 3x3 median"),
    Term("blocks", "grey levels", 0.5, "excess step at every 8th native column and row"),
)
NAMES: tuple[str, ...] = tuple(t.name for t in TERMS)
STEPS: F64 = np.array([t.step for t in TERMS])
INDEX: dict[str, int] = {name: i for i, name in enumerate(NAMES)}


def shrink(pixels: U8) -> U8:
    """The small picture, uint8 (h, w, 3) BGR: at most 320 px wide, never enlarged.

    pixels: uint8 (H, W, 3) BGR or (H, W) grey. The factor is a whole number, since averaging whole
    pixels is several times faster than sharing them by area; up to a factor's worth of pixels is
    left out at the right and the bottom.
    """
    height, width = pixels.shape[:2]
    factor = min(-(-width // PICTURE_WIDTH_MAX), height)
    if factor > 1:
        rows, columns = height // factor, width // factor
        whole = pixels[: rows * factor, : columns * factor]
        pixels = np.asarray(
            cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.uint8
        )
    if pixels.ndim == 2:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
    return pixels


def cell_means(small: U8) -> F32:
    """Mean B, G, R of each cell of a 16 x 12 grid, float32 (12, 16, 3), grey levels 0-255.

    The rows and columns left over when a side is no multiple of the grid are shared by area.
    """
    wide = cv2.resize(
        small.astype(np.float32), (GRID_COLUMNS, GRID_ROWS), interpolation=cv2.INTER_AREA
    )
    return np.ascontiguousarray(wide, dtype=np.float32)


def fingerprint(pixels: U8, small: U8, grey: U8) -> F64:
    """The numbers of ``TERMS``, float64 (19,).

    pixels: the native frame, uint8 (H, W, 3) or (H, W); small: uint8 (h, w, 3) from ``shrink``;
    grey: uint8 (h, w), the small picture in grey.
    """
    noise, impulses, blocks = _native(pixels)
    return np.array(
        [
            *_light(grey),
            _dark_channel(small),
            *_colour(small),
            *_texture(grey),
            noise,
            impulses,
            blocks,
        ]
    )


def percentiles(histogram: F64, shares: tuple[float, ...]) -> list[float]:
    """Grey levels below which the given shares of pixels lie, interpolated within the level.

    histogram: float64 (levels,), counts of the levels 0, 1, 2 and so on. Interpolation keeps the
    numbers from jumping by whole levels.
    """
    total = np.zeros(len(histogram) + 1)
    np.add.accumulate(histogram, out=total[1:])
    edges = np.arange(-0.5, len(histogram))
    return np.interp(np.array(shares) * total[-1], total, edges).tolist()  # type: ignore[no-any-return]


def _light(grey: U8) -> list[float]:
    histogram = _histogram(grey)
    count = histogram.sum()
    mean = float(histogram @ _LEVELS / count)
    deviation = float(np.sqrt(max(histogram @ (_LEVELS - mean) ** 2 / count, 0.0)))
    shares = percentiles(histogram, (0.05, 0.25, 0.50, 0.75, 0.95))
    return [*shares, mean, float(np.log(deviation + 1.0))]


def _histogram(picture: MatLike, channel: int = 0) -> F64:
    """How many pixels have each level, float64 (256,); exact: far below 2**24 pixels."""
    counts = cv2.calcHist([picture], [channel], None, [256], [0, 256])
    return counts.ravel().astype(np.float64)


def _dark_channel(small: U8) -> float:
    # A quarter of the size; where a side is not four times anything, up to 3 pixels are left out.
    rows, columns = max(small.shape[0] // 4, 1), max(small.shape[1] // 4, 1)
    whole = small[: 4 * rows, : 4 * columns]
    tiny = cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA)
    blue, green, red = cv2.split(tiny)
    darkest = cv2.erode(cv2.min(cv2.min(blue, green), red), _ELEMENT)
    return cv2.sumElems(darkest)[0] / darkest.size


def _colour(small: U8) -> list[float]:
    blue, green, red = cv2.split(small)
    # Both differences as the channels of one picture: their moments cost little more than one's.
    others, greens = cv2.merge((blue, red)), cv2.merge((green, green))
    means, deviations = cv2.meanStdDev(np.subtract(others, greens, dtype=np.int16))
    (mean_b, mean_r), (dev_b, dev_r) = means.ravel().tolist(), deviations.ravel().tolist()
    mean_g = float(cv2.mean(green)[0])
    chroma = cv2.norm(blue, green, cv2.NORM_L1) + cv2.norm(red, green, cv2.NORM_L1)
    chroma /= green.size
    return [
        float(np.log((mean_g + mean_b + 4.0) / (mean_g + 4.0))),
        float(np.log((mean_g + mean_r + 4.0) / (mean_g + 4.0))),
        float(np.log((chroma + 1.0) / (mean_g + 4.0))),
        float(np.log(np.hypot(dev_b, dev_r) + 1.0)),
    ]


def _texture(grey: U8) -> list[float]:
    # Whole numbers throughout: their sums are exact, in whichever order a processor adds them, so
    # that a replay comes out the same to the last bit.
    dx, dy = cv2.spatialGradient(grey, ksize=3)
    gradient = (cv2.norm(dx, cv2.NORM_L1) + cv2.norm(dy, cv2.NORM_L1)) / (8.0 * grey.size)
    fine = cv2.norm(cv2.Laplacian(grey, cv2.CV_16S, ksize=1), cv2.NORM_L1) / grey.size
    # OpenCV's own sum of squares is not exact.
    wide_x, wide_y = dx.ravel().astype(np.float64), dy.ravel().astype(np.float64)
    jxx, jyy, jxy = float(wide_x @ wide_x), float(wide_y @ wide_y), float(wide_x @ wide_y)
    total = jxx + jyy + 0.64 * grey.size
    return [
        float(np.log(gradient + 0.25)),
        float(np.log((fine + 0.25) / (gradient + 0.25))),
        (jxx - jyy) / total,
        2.0 * jxy / total,
    ]


def native_crops(pixels: U8) -> list[U8]:
    """Up to four 128 x 128 green (or grey) crops centred in the quadrants, snapped to 8 pixels."""
    height, width = pixels.shape[:2]
    side_y, side_x = (min(_CROP, max(n // 2 // 8 * 8, 8)) for n in (height, width))
    crops = []
    for cy in (height // 4, 3 * height // 4):
        for cx in (width // 4, 3 * width // 4):
            top = max(cy - side_y // 2, 0) // 8 * 8
            left = max(cx - side_x // 2, 0) // 8 * 8
            crop = pixels[top : top + side_y, left : left + side_x]
            crops.append(np.ascontiguousarray(crop[..., 1] if crop.ndim == 3 else crop))
    return crops


def _native(pixels: U8) -> tuple[float, float, float]:
    """ln noise sigma, % impulses, block excess in grey levels; medians over the native crops."""
    crops = native_crops(pixels)
    height, width = crops[0].shape
    if min(height, width) < 9:  # no picture of a camera
        return float(np.log(0.5)), 0.0, 0.0
    # As the channels of one picture, four crops cost OpenCV little more than one.
    four = cv2.merge(crops)
    # Immerkaer's kernel is the second derivative both ways; beyond 255 it saturates, at a noise
    # of 63 grey levels.
    second = cv2.convertScaleAbs(cv2.Sobel(four, cv2.CV_16S, 2, 2, ksize=3))[1:-1, 1:-1]
    middles = [percentiles(_histogram(second, i), (0.5,))[0] for i in range(len(crops))]
    # The median of |response| of white noise of deviation s is 0.6745 * 6 s = 4.05 s.
    sigma = _middle([max(m, 0.0) / 4.05 for m in middles])
    away = cv2.absdiff(four, cv2.medianBlur(four, 3))
    impulses = cv2.sumElems(cv2.threshold(away, 20, 1, cv2.THRESH_BINARY)[1])
    across, down = _block_excess(cv2.transpose(four)), _block_excess(four)
    return (
        float(np.log(sigma + 0.5)),
        _middle([100.0 * count / (height * width) for count in impulses]),
        _middle([0.5 * (a + d) for a, d in zip(across, down, strict=True)]),
    )


def _block_excess(four: MatLike) -> list[float]:
    """Of each channel, mean step down across every 8th row above the median of the seven others.

    four: uint8 (h, w, 4).
    """
    height, width = four.shape[:2]
    whole = (height - 1) // 8 * 8
    if whole < 16:
        return [0.0] * 4
    steps = cv2.absdiff(four[1:], four[:-1])  # row i: from row i to i+1
    phases = [cv2.sumElems(steps[phase:whole:8]) for phase in range(8)]
    means = (np.array(phases) / (width * (whole // 8))).T.tolist()
    return [across - _middle(others) for *others, across in means]


def _middle(values: list[float]) -> float:
    """The median; for the handful of numbers here a sort beats numpy."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else 0.5 * (ordered[half - 1] + ordered[half])
